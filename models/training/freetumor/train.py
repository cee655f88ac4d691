"""Stage 2: trains a FreeTumor generator against a frozen segmenter and a voxel classifier, within a time bound. Run it in models/training:

python -m freetumor.train --config configs/liver-freetumor.json --data DIR --out DIR --minutes 20 [--segmenter PATH] [--steps N] [--threads 1]
"""

import argparse
import csv
import math
import time
from pathlib import Path

import numpy as np
import torch

import checkpoint
from command import one_line_errors
from feed import ahead
from unet import UNet, parameter_count

from .equation import with_lesion
from .objectives import classifier_loss, generator_loss
from .saved import read_segmenter
from .segmenter import Segmenter
from .settings import read_settings
from .windows import OrganFeeds, Window

MODELS = Path(__file__).resolve().parents[2]
FIELDS = ["step", "minutes", "segmented", "realLike", "classifier", "strength", "meanHu"]
CLASSES = 3
LEAST_REAL_VOXELS = 30
BETAS = (0.0, 0.999)


def build_generator(config: dict) -> UNet:
    """One output channel an organ: the raw strength of its lesions at each voxel."""
    return UNet(config["channels"], len(config["organs"]), config["fineChannels"])


def with_segmenter(config: dict, path: Path | None) -> tuple[dict, Segmenter]:
    """The configuration with the digest of the segmenter it is trained against, so that no other can take its place on resuming, and that segmenter."""
    named = config["segmenter"]
    saved = read_segmenter(path or MODELS / named["model"], None if path else named.get("sha256"))
    judge = Segmenter(saved, config["windowHu"], config["spacingMm"])
    return {**config, "segmenter": {"model": str(path.name) if path else named["model"], "sha256": saved.sha256}}, judge


class Run:
    """Generator and classifier, their optimisers, and how far they have come."""

    def __init__(self, config: dict, out: Path, segmenter: torch.nn.Module):
        torch.manual_seed(config["seed"])
        self.config, self.out, self.path, self.segmenter = config, out, out / "checkpoint.pt", segmenter
        self.generator, self.classifier = build_generator(config), UNet(config["classifierChannels"], CLASSES, config["fineChannels"])
        adam = lambda network, rate: torch.optim.Adam(network.parameters(), lr=config[rate], betas=BETAS)
        self.parts = {
            "generator": self.generator, "generatorAdam": adam(self.generator, "learningRate"),
            "classifier": self.classifier, "classifierAdam": adam(self.classifier, "classifierLearningRate"),
        }
        self.step, self.seconds = 0, 0.0
        if self.path.exists():
            state = checkpoint.load(self.path, config)
            self.step, self.seconds = state["step"], state["seconds"]
            for name, part in self.parts.items():
                part.load_state_dict(state[name])

    def save(self) -> None:
        state = {name: part.state_dict() for name, part in self.parts.items()}
        checkpoint.save(self.path, {**state, "step": self.step, "seconds": self.seconds, "config": self.config})

    def learn(self, window: Window) -> dict | None:
        """One step of each player that the window has something for; None when it holds neither a lesion nor a real tumour."""
        self.step += 1
        real = window.real if window.real.sum() >= LEAST_REAL_VOXELS else torch.zeros_like(window.real)
        if not window.mask.any():
            return {"classifier": self.teach_classifier(window.image, window.mask, real)} if real.any() else None
        fake = self.make(window)
        row = self.teach_generator(fake, window.mask)
        change = (fake - window.image).detach()
        row["classifier"] = self.teach_classifier(fake.detach(), window.mask, real)
        low, high = self.config["windowHu"]
        inside = lambda field: float((field * window.mask).sum())
        return row | {"strength": inside(change.abs()) / inside(window.weight), "meanHu": inside(change) / float(window.mask.sum()) * (high - low)}

    def make(self, window: Window) -> torch.Tensor:
        """The window with its lesion, its strength from the channel of its organ."""
        raw = self.ask(self.generator, window.image)[:, window.channel : window.channel + 1]
        return with_lesion(window.image, raw, window.organ, window.weight)

    def ask(self, network: torch.nn.Module, image: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.config.get("bfloat16", True)):
            return network(image.contiguous(memory_format=torch.channels_last_3d)).float()

    def teach_generator(self, fake: torch.Tensor, mask: torch.Tensor) -> dict:
        loss, row = generator_loss(self.ask(self.segmenter, fake), self.ask(self.classifier, fake), mask, self.config["classifierWeight"])
        descend(self.parts["generatorAdam"], loss, self.generator)
        return row

    def teach_classifier(self, image: torch.Tensor, mask: torch.Tensor, real: torch.Tensor) -> float:
        loss = classifier_loss(self.ask(self.classifier, image), mask, real)
        descend(self.parts["classifierAdam"], loss, self.classifier)
        return float(loss.detach())


def descend(optimiser: torch.optim.Optimizer, loss: torch.Tensor, network: torch.nn.Module) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 12.0)
    optimiser.step()


def train(run: Run, feed: OrganFeeds, limit: argparse.Namespace) -> None:
    bound = limit.minutes * 60 if limit.minutes else math.inf
    begun, before, rows, saved = time.time(), run.seconds, [], time.time()
    for _, window in ahead(feed, run.config["seed"], run.step, limit.steps or run.config["steps"]):
        run.seconds = before + time.time() - begun
        if run.seconds >= bound:
            break
        row = run.learn(window)
        rows += [row] if row else []
        if run.step % 20 == 0 and rows:
            record(run, rows)
            rows = []
        if time.time() - saved > 120:
            run.save()
            saved = time.time()
    run.save()


def record(run: Run, rows: list[dict]) -> None:
    mean = {name: float(np.mean([row[name] for row in rows if name in row])) for name in FIELDS[2:] if any(name in row for row in rows)}
    print(f"step {run.step}  {run.seconds / 60:.1f} min  " + "  ".join(f"{name} {value:.3f}" for name, value in mean.items()), flush=True)
    path = run.out / "curves.csv"
    fresh = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        if fresh:
            writer.writeheader()
        writer.writerow({"step": run.step, "minutes": f"{run.seconds / 60:.2f}", **{name: f"{value:.4f}" for name, value in mean.items()}})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cases")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint.pt, curves.csv; a run found there is resumed")
    parser.add_argument("--segmenter", type=Path, help="checkpoint or exported model of stage 1, in place of the configuration's")
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--minutes", type=float, help="stop after this many minutes of training in all")
    parser.add_argument("--steps", type=int, help="stop after this many steps in all")
    parser.add_argument("--threads", type=int, default=1)
    limit = parser.parse_args()
    torch.set_num_threads(limit.threads)
    config, segmenter = with_segmenter(read_settings(limit.config), limit.segmenter)
    limit.out.mkdir(parents=True, exist_ok=True)
    run = Run(config, limit.out, segmenter)
    print(f"{config['name']}: {parameter_count(run.generator)} parameters, from step {run.step}", flush=True)
    feed = OrganFeeds(config, limit.data.resolve(), limit.cache.resolve())
    try:
        train(run, feed, limit)
    finally:
        feed.close()


if __name__ == "__main__":
    with one_line_errors():
        main()
