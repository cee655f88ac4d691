"""Trains a network from a configuration file, within a time bound, so that it can be stopped and resumed at any step.

python -m train --config configs/liver-localiser.json --data DIR --out DIR [--minutes M] [--steps N] [--cache DIR] [--from CHECKPOINT]
"""

import argparse
import copy
import csv
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch

import checkpoint
from cases import read_cases
from feed import ahead, open_feed
from hu_window import normalise
from losses import dice_cross_entropy, dice_scores
from sliding_window import predict_logits
from unet import UNet, build, parameter_count

MODES = ("synthetic", "real", "mixed")
CURVE_FIELDS = ["step", "minutes", "loss", "learningRate", "validation"]


def learning_rate(config: dict, step: int, progress: float) -> float:
    """Linear warm-up, then a cosine over the progress of the run (0..1)."""
    warm = min(1.0, (step + 1) / config["warmUpSteps"])
    return config["learningRate"] * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def configured(config: dict, mode: str = "synthetic", held_out: list[str] | None = None) -> dict:
    """The configuration of one run: what its lesions are (made by the engine, the cases' own, or both) and which cases it never sees."""
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
        kept = {**feed["cases"], **{name: config["validationWeight"] for name in freed}}
        feed["cases"] = {name: weight for name, weight in kept.items() if name not in held_out}
        config["validation"] = held_out
    return config


class Run:
    """A network, its optimiser and how far it has come."""

    def __init__(self, config: dict, out: Path, begin_with: Path | None = None):
        torch.manual_seed(config["seed"])
        self.config, self.out = config, out
        self.model = build(config).to(memory_format=torch.channels_last_3d)
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=config["learningRate"], weight_decay=config["weightDecay"])
        weights = config.get("classWeights")
        self.class_weights = torch.tensor(weights, dtype=torch.float32) if weights else None
        self.step, self.seconds = 0, 0.0
        self.average = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.path = out / "checkpoint.pt"
        if self.path.exists():
            self.restore(checkpoint.load(self.path, config))
        elif begin_with:
            self.model.load_state_dict(checkpoint.load(begin_with)["average"])

    def restore(self, state: dict) -> None:
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds, self.average = state["step"], state["seconds"], state["average"]

    def save(self) -> None:
        state = {"model": self.model.state_dict(), "average": self.average, "optimiser": self.optimiser.state_dict(), "step": self.step, "seconds": self.seconds}
        checkpoint.save(self.path, {**state, "config": self.config, "configDigest": checkpoint.digest(self.config)})

    def learn(self, batch, progress: float) -> float:
        """One step of the optimiser; its loss."""
        hu, label = batch
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.config, self.step, progress)
        self.model.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.config.get("bfloat16", True)):
            logits = self.model(torch.from_numpy(np.ascontiguousarray(hu)).contiguous(memory_format=torch.channels_last_3d))
        loss = dice_cross_entropy(logits.float(), torch.from_numpy(label), self.class_weights)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 12.0)
        self.optimiser.step()
        self.step += 1
        self.follow()
        return float(loss.detach())

    def follow(self) -> None:
        """Moves the running average of the weights, which is what is validated and exported."""
        share = 1 - min(0.995, (1 + self.step) / (10 + self.step))
        for name, value in self.model.state_dict().items():
            self.average[name].lerp_(value, share)

    def averaged(self) -> UNet:
        model = build(self.config)
        model.load_state_dict(self.average)
        return model.to(memory_format=torch.channels_last_3d).eval()


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
    config = run.config
    total = limit.steps or config["steps"]
    bound = limit.minutes * 60 if limit.minutes else math.inf
    begun, before, recent = time.time(), run.seconds, []
    saved = checked = time.time()
    for step, batch in ahead(feed, config["seed"], run.step, total):
        run.seconds = before + time.time() - begun
        if run.seconds >= bound:
            break
        progress = max(step / total, run.seconds / bound)
        recent.append(run.learn(batch, progress))
        if run.step % 20 == 0:
            report(run, np.mean(recent), progress)
            recent = []
        if time.time() - saved > 120:
            run.save()
            saved = time.time()
        if validation and time.time() - checked > config.get("validateEveryS", 300):
            record_validation(run, validation)
            checked = time.time()
    run.save()
    if validation:
        record_validation(run, validation)


def report(run: Run, loss: float, progress: float) -> None:
    left = run.seconds * (1 - progress) / max(progress, 1e-6)
    rate = learning_rate(run.config, run.step, progress)
    print(f"step {run.step}  loss {loss:.4f}  {run.seconds / 60:.1f} min, {left / 60:.1f} min left", flush=True)
    record(run, {"loss": f"{loss:.5f}", "learningRate": f"{rate:.6f}"})


def record_validation(run: Run, cases) -> None:
    scores = validate(run, cases)
    text = json.dumps({name: [round(v, 4) for v in values] for name, values in scores.items()})
    print(f"step {run.step}  validation Dice {text}", flush=True)
    record(run, {"validation": text})


def record(run: Run, row: dict) -> None:
    path = run.out / "curves.csv"
    fresh = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, CURVE_FIELDS)
        if fresh:
            writer.writeheader()
        writer.writerow({"step": run.step, "minutes": f"{run.seconds / 60:.2f}", **row})


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cases")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint.pt, curves.csv; a run found there is resumed")
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="resampled cases and phantoms")
    parser.add_argument("--minutes", type=float, help="stop after this many minutes of training in all")
    parser.add_argument("--steps", type=int, help="stop after this many steps in all")
    parser.add_argument("--from", dest="begin_with", type=Path, help="begin with the weights of this checkpoint")
    parser.add_argument("--mode", choices=MODES, default="synthetic", help="whose lesions are learned: the engine's (default), the cases' own, or both")
    parser.add_argument("--hold-out", nargs="+", metavar="CASE", help="cases never to see, in place of the configuration's")
    parser.add_argument("--threads", type=int, help="instead of the configuration's; on a busy machine one is faster than two")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    limit = parse_arguments(arguments)
    config = configured(json.loads(limit.config.read_text()), limit.mode, limit.hold_out)
    config["threads"] = limit.threads or config["threads"]
    torch.set_num_threads(config["threads"])
    limit.out.mkdir(parents=True, exist_ok=True)
    run = Run(config, limit.out, limit.begin_with)
    print(f"{config['name']}: {parameter_count(run.model)} parameters, from step {run.step}", flush=True)
    feed = open_feed(config, limit.data.resolve(), limit.cache.resolve())
    held_out = [limit.data / name for name in config["validation"]]
    validation = read_cases(held_out, config, limit.cache / "cases") if held_out else []
    try:
        train(run, feed, validation, limit)
    finally:
        feed.close()


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError, checkpoint.CheckpointError) as failure:
        sys.exit(f"error: {failure}")
