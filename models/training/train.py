"""Trains a network from a configuration file, within a time bound, so that it can be stopped and resumed at any step.

python -m train --config configs/liver-lesion.json --data DIR --out DIR [--minutes M] [--steps N] [--mode real] [--device cuda]
"""

import argparse
import contextlib
import copy
import math
import time
from pathlib import Path

import numpy as np
import torch

import checkpoint
import curves
import networks
from begin_weights import fitting, read_weights
from cases import read_cases, read_values
from command import memory_advice, one_line_errors
from configuration import ConfigError, read_config
from feed import ahead, open_feed
from hu_window import normalise
from losses import dice_cross_entropy, dice_scores
from sliding_window import predict_logits
from unet import parameter_count

MODES = ("synthetic", "real", "mixed")
DEVICES = ("cpu", "cuda", "auto")
REPORT_EVERY, SAVE_EVERY_S = 20, 120


def learning_rate(config: dict, step: int, progress: float) -> float:
    """Linear warm-up, then a cosine over the progress of the run (0..1)."""
    warm = min(1.0, (step + 1) / config["warmUpSteps"])
    return config["learningRate"] * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def configured(config: dict, mode: str = "synthetic", held_out: list[str] | None = None) -> dict:
    """The configuration of one run: what its lesions are (made by the engine, the cases' own, or both) and which cases it never sees.
    A held-out case of the configuration that is not held out here is trained on, with the weight `validationWeight`."""
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r}; known are {', '.join(MODES)}.")
    config = copy.deepcopy(config)
    feed = config["feed"]
    if mode != "synthetic":
        if feed["kind"] != "stream":
            raise ValueError(f"{config['name']} learns no lesions; mode {mode!r} has no meaning for it.")
        feed["learnRealLesions"] = True
        feed["lesionShare"] *= 0 if mode == "real" else 0.5
    if held_out is not None:
        freed = [name for name in config["validation"] if name not in held_out]
        kept = {**feed["cases"], **{name: config.get("validationWeight", 1) for name in freed}}
        feed["cases"] = {name: weight for name, weight in kept.items() if name not in held_out}
        config["validation"] = held_out
    return config


def class_weights(config: dict, progress: float, device: torch.device) -> torch.Tensor | None:
    """Weight of each class in the cross-entropy, from `classWeightsAtStart` to `classWeights` over the first half of a run: what is rare must
    weigh more until it is learned, or the network settles on never naming it, and no more than its due afterwards."""
    last = config.get("classWeights")
    if last is None:
        return None
    first, share = config.get("classWeightsAtStart", last), min(1.0, 2 * progress)
    return torch.tensor([a + share * (b - a) for a, b in zip(first, last)], dtype=torch.float32, device=device)


def choose_device(name: str) -> torch.device:
    """Throws ValueError when CUDA is asked for and not there."""
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError("--device cuda: PyTorch sees no CUDA device here; use --device cpu, or install PyTorch's CUDA build and a driver.")
    return torch.device("cuda" if name != "cpu" and torch.cuda.is_available() else "cpu")


class Run:
    """A network, its optimiser and how far it has come."""

    extra_fields: list[str] = []

    def __init__(self, config: dict, out: Path, begin_with: Path | None = None, device: torch.device = torch.device("cpu")):
        torch.manual_seed(config["seed"])
        self.config, self.out, self.device = config, out, device
        self.model = networks.build(config).to(device, memory_format=torch.channels_last_3d)
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=config["learningRate"], weight_decay=config["weightDecay"])
        self.class_weights = class_weights(config, 0.0, device)
        self.step, self.seconds, self.rate = 0, 0.0, 0.0
        self.average = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.path = out / "checkpoint.pt"
        if self.path.exists():
            self.restore(checkpoint.load(self.path, config))
        elif begin_with:
            self.begin_with(begin_with)

    def begin_with(self, path: Path) -> None:
        try:
            weights, classes = read_weights(path)
            self.model.load_state_dict(fitting(weights, classes, self.model.state_dict(), self.config["classes"]))
        except (KeyError, RuntimeError, ValueError) as cause:
            raise checkpoint.CheckpointError(f"{path} holds another network than {self.config['name']}; choose another --from.") from cause
        self.average = {name: value.clone() for name, value in self.model.state_dict().items()}

    def restore(self, state: dict) -> None:
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = state["step"], state["seconds"]
        self.average = {name: value.to(self.device) for name, value in state["average"].items()}

    def save(self) -> None:
        state = {"model": self.model.state_dict(), "average": self.average, "optimiser": self.optimiser.state_dict(), "step": self.step, "seconds": self.seconds}
        checkpoint.save(self.path, {**state, "config": self.config})

    def keep(self) -> None:
        """A copy of the averaged weights as they are now, for learning curves; cannot be resumed from."""
        path = self.out / "kept" / f"step-{self.step:06d}.pt"
        path.parent.mkdir(exist_ok=True)
        checkpoint.save(path, {"average": self.average, "step": self.step, "seconds": self.seconds, "config": self.config})

    def autocast(self):
        """16-bit arithmetic in the network where the configuration leaves it on and the device has it; the loss is always computed in 32 bits."""
        fits = self.device.type == "cpu" or torch.cuda.is_bf16_supported()
        return torch.autocast(self.device.type, torch.bfloat16) if fits and self.config.get("bfloat16", True) else contextlib.nullcontext()

    def learn(self, batch, progress: float) -> float:
        """One step of the optimiser over a batch (HU as network input [N, 1, z, y, x], labels [N, z, y, x]), in `accumulate` parts; its loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.config, self.step, progress)
        self.class_weights = class_weights(self.config, progress, self.device)
        self.model.train()
        self.optimiser.zero_grad(set_to_none=True)
        parts = self.config.get("accumulate", 1)
        losses = []
        for hu, label in zip(*(np.array_split(each, parts) for each in batch)):
            loss = self.loss_of(hu, label) / parts
            loss.backward()
            losses.append(loss.detach())
        loss = float(sum(losses))
        if not math.isfinite(loss):
            raise ValueError(f"The loss is no number at step {self.step}: lower \"learningRate\", or set \"bfloat16\" to false. {self.path} stays as it was.")
        # An overflow in 16 bits spoils one gradient, not the network: that step is left out.
        if torch.isfinite(torch.nn.utils.clip_grad_norm_(self.model.parameters(), 12.0)):
            self.optimiser.step()
        self.step += 1
        self.follow()
        return loss

    def loss_of(self, hu: np.ndarray, label: np.ndarray) -> torch.Tensor:
        image = torch.from_numpy(np.ascontiguousarray(hu)).to(self.device).contiguous(memory_format=torch.channels_last_3d)
        with self.autocast():
            logits = self.model(image)
        return dice_cross_entropy(logits.float(), torch.from_numpy(np.ascontiguousarray(label)).to(self.device), self.class_weights)

    def follow(self) -> None:
        """Moves the running average of the weights, which is what is validated and exported."""
        share = 1 - min(0.995, (1 + self.step) / (10 + self.step))
        for name, value in self.model.state_dict().items():
            if value.is_floating_point():
                self.average[name].lerp_(value, share)

    def extra(self) -> dict:
        """What else a row of the curves holds, under `extra_fields`."""
        return {}

    def averaged(self) -> torch.nn.Module:
        model = networks.build(self.config)
        model.load_state_dict(self.average)
        return model.to(self.device, memory_format=torch.channels_last_3d).eval()


def read_validation(folders: list[Path], config: dict, cache: Path) -> list:
    """The held-out cases. Where lesions are a class, their real ones are the truth here: they are measured by, never learned from."""
    cases = read_cases(folders, config, cache) if folders else []
    for folder, case in zip(folders, cases):
        _, values, kind = read_values(folder, config["spacingMm"], cache)
        if kind == "lits" and config["feed"]["kind"] == "stream":
            case.label = values
    return cases


def validate(run: Run, cases) -> dict[str, list[float]]:
    """Dice of each class but background, by case."""
    model = run.averaged()
    scores = {}
    for case in cases:
        logits = predict_logits(model, normalise(case.hu.astype(np.float32), run.config["windowHu"]), run.config["patchZyx"], 0.25)
        prediction = torch.from_numpy(logits.argmax(0))
        target = torch.from_numpy(case.label.astype(np.int64))
        scores[case.name] = dice_scores(prediction, target, len(run.config["classes"]))
    return scores


def train(run: Run, feed, validation, limit: argparse.Namespace) -> None:
    """Learns until `limit.steps` or `limit.minutes`, in all and over resumptions; saves, keeps (`limit.keep_every` steps) and validates on the way."""
    total = limit.steps or run.config["steps"]
    bound = limit.minutes * 60 if limit.minutes else math.inf
    keep_every = getattr(limit, "keep_every", None)
    begun, before, first, recent = time.time(), run.seconds, run.step, []
    saved = checked = time.time()
    for step, batch in ahead(feed, run.config["seed"], run.step, total):
        run.seconds = before + time.time() - begun
        if run.seconds >= bound:
            break
        progress = max(step / total, run.seconds / bound)
        recent.append(run.learn(batch, progress))
        run.rate = (run.step - first) / max(time.time() - begun, 1e-6)
        if run.step % REPORT_EVERY == 0:
            report(run, float(np.mean(recent)), progress)
            recent = []
        if keep_every and run.step % keep_every == 0:
            run.keep()
        if time.time() - saved > SAVE_EVERY_S:
            save(run)
            saved = time.time()
        if validation and time.time() - checked > run.config.get("validateEveryS", 300):
            record_validation(run, validation)
            checked = time.time()
    if validation and run.step > first:
        record_validation(run, validation)
    save(run)
    print(f"done: {run.step} steps in {run.seconds / 60:.1f} min, {run.rate:.2f} steps/s; {run.path}", flush=True)


def save(run: Run) -> None:
    run.save()
    if (run.out / "curves.csv").exists():
        curves.draw_curves(run.out / "curves.csv", run.out / "curves.png")


def report(run: Run, loss: float, progress: float) -> None:
    left = run.seconds * (1 - progress) / max(progress, 1e-6)
    print(f"step {run.step}  loss {loss:.4f}  {run.rate:.2f} steps/s  {run.seconds / 60:.1f} min, {left / 60:.1f} min left", flush=True)
    record(run, {"loss": f"{loss:.5f}", "learningRate": f"{learning_rate(run.config, run.step, progress):.6f}", **run.extra()})


def record_validation(run: Run, cases) -> None:
    """Dice by case on the terminal, and its mean by class, over the cases that have it, in curves.csv."""
    scores, classes = validate(run, cases), run.config["classes"][1:]
    for name, values in scores.items():
        print(f"step {run.step}  validation Dice of {name}: " + ", ".join(f"{label} {value:.3f}" for label, value in zip(classes, values)), flush=True)
    defined = {label: [values[n] for values in scores.values() if not math.isnan(values[n])] for n, label in enumerate(classes)}
    record(run, {curves.dice_field(label): f"{np.mean(values):.4f}" for label, values in defined.items() if values})


def record(run: Run, row: dict) -> None:
    common = {"step": run.step, "minutes": f"{run.seconds / 60:.2f}", "stepsPerSecond": f"{run.rate:.3f}"}
    curves.append(run.out / "curves.csv", [*curves.fields_of(run.config["classes"]), *run.extra_fields], common | row)


def training_arguments(description: str) -> argparse.ArgumentParser:
    """The options of every command that trains."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cases")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint.pt, curves.csv, curves.png; a run found there is resumed")
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="resampled cases and phantoms")
    parser.add_argument("--minutes", type=float, help="stop after this many minutes of training in all")
    parser.add_argument("--steps", type=int, help="stop after this many steps in all")
    parser.add_argument("--keep-every", type=int, metavar="N", help="keep the weights of every N-th step in kept/, for learning curves")
    parser.add_argument("--from", dest="begin_with", type=Path, help="begin with the weights of this checkpoint or exported model.onnx; classes it does not know begin fresh")
    parser.add_argument("--mode", choices=MODES, default="synthetic", help="whose lesions are learned: the engine's (default), the cases' own, or both")
    parser.add_argument("--hold-out", nargs="+", metavar="CASE", help="cases never to see, in place of the configuration's")
    parser.add_argument("--threads", type=int, help="instead of the configuration's; on a busy machine one is faster than two")
    parser.add_argument("--device", choices=DEVICES, default="auto", help="auto: CUDA where there is some")
    return parser


def train_and_close(run: Run, feed, limit: argparse.Namespace) -> None:
    """Trains on a feed and closes it, whatever happens."""
    config = run.config
    print(f"{config['name']}: {parameter_count(run.model)} parameters, from step {run.step}, on {run.device}", flush=True)
    held_out = [limit.data / name for name in config["validation"]]
    try:
        with memory_advice(config):
            train(run, feed, read_validation(held_out, config, limit.cache / "cases"), limit)
    finally:
        feed.close()


def main(arguments: list[str] | None = None) -> None:
    limit = training_arguments(__doc__).parse_args(arguments)
    config = configured(read_config(limit.config), limit.mode, limit.hold_out)
    if "joint" in config:
        raise ConfigError(f"{limit.config.name} is of stage 3 (it has \"joint\"); train it with freetumor.joint.")
    config["threads"] = limit.threads or config["threads"]
    torch.set_num_threads(config["threads"])
    device = choose_device(limit.device)
    limit.out.mkdir(parents=True, exist_ok=True)
    run = Run(config, limit.out, limit.begin_with, device)
    limit.cache.mkdir(parents=True, exist_ok=True)
    feed = open_feed(config, limit.data.resolve(), limit.cache.resolve())
    train_and_close(run, feed, limit)


if __name__ == "__main__":
    with one_line_errors():
        main()
