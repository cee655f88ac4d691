"""Trains a FreeTumor generator against a frozen segmenter and a voxel classifier, within a time bound. Run it in models/training:

python -m freetumor.train --config configs/liver-freetumor.json --data DIR --out DIR --minutes 20 [--steps N] [--threads 1]
"""

import argparse
import csv
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch

import checkpoint
from cases import DataError
from feed import ahead
from stream_feed import StreamFeed
from unet import UNet, parameter_count

from .equation import with_lesion
from .lesions import draw_lesion
from .segmenter import Segmenter

MODELS = Path(__file__).resolve().parents[2]
REAL, FAKE = 1, 2
FIELDS = ["step", "minutes", "segmented", "realLike", "classifier", "strength", "meanHu"]
IGNORE = 255


def build_generator(config: dict) -> UNet:
    """One output channel: the raw strength of a liver lesion at each voxel."""
    return UNet(config["channels"], 1, config["fineChannels"])


class HostFeed(StreamFeed):
    """Scans without synthetic lesions: image 0..1, organ and real tumours [x, y, z], axes towards right, anterior, superior."""

    def batch(self, seed: int, step: int):
        hu, label = self.window(step)
        low, high = self.config["windowHu"]
        to_ras = lambda array: np.ascontiguousarray(array.transpose(2, 1, 0)[::-1, ::-1])
        rng = np.random.default_rng([seed, step])
        image = to_ras(np.clip((hu + rng.uniform(-15, 15) - low) / (high - low), 0, 1).astype(np.float32))
        organ, real = to_ras((label == 1).astype(np.float32)), to_ras((label == IGNORE).astype(np.float32))
        return image, organ, real, draw_lesion(organ, self.config["radiusVoxels"], rng)


class Run:
    """Generator and classifier, their optimisers, and how far they have come."""

    def __init__(self, config: dict, out: Path):
        torch.manual_seed(config["seed"])
        self.config, self.out, self.path = config, out, out / "checkpoint.pt"
        window, judge = config["windowHu"], config["segmenter"]
        self.segmenter = Segmenter(MODELS / judge["model"], judge["channels"], judge["fine"], window)
        self.generator, self.classifier = build_generator(config), UNet(config["classifierChannels"], 3, config["fineChannels"])
        adam = lambda network, rate: torch.optim.Adam(network.parameters(), lr=config[rate], betas=(0.0, 0.999))
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
        checkpoint.save(self.path, {**state, "step": self.step, "seconds": self.seconds, "config": self.config, "configDigest": checkpoint.digest(self.config)})

    def learn(self, batch) -> dict | None:
        """One step of both players; None when the window holds neither room for a lesion nor a real tumour."""
        image, organ, real = (torch.from_numpy(part)[None, None] for part in batch[:3])
        self.step += 1
        if batch[3] is None:
            return None
        mask, weight = (torch.from_numpy(part)[None, None] for part in batch[3])
        fake = with_lesion(image, self.ask(self.generator, image), organ, weight)
        row = self.teach_generator(fake, mask)
        change = (fake - image).detach()
        row |= self.teach_classifier(fake.detach(), mask, real)
        low, high = self.config["windowHu"]
        return row | {"strength": float((change.abs() * mask).sum() / (weight * mask).sum()), "meanHu": float((change * mask).sum() / mask.sum()) * (high - low)}

    def ask(self, network: torch.nn.Module, image: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.config.get("bfloat16", True)):
            return network(image.contiguous(memory_format=torch.channels_last_3d)).float()

    def teach_generator(self, fake: torch.Tensor, mask: torch.Tensor) -> dict:
        segmented = (self.ask(self.segmenter, fake) * mask).sum() / mask.sum()
        real_like = (self.ask(self.classifier, fake).softmax(1)[:, REAL : REAL + 1] * mask).sum() / mask.sum()
        loss = (1 - segmented) + self.config["classifierWeight"] * (1 - real_like)
        descend(self.parts["generatorAdam"], loss, self.generator)
        return {"segmented": float(segmented.detach()), "realLike": float(real_like.detach())}

    def teach_classifier(self, fake: torch.Tensor, mask: torch.Tensor, real: torch.Tensor) -> dict:
        answer = self.ask(self.classifier, fake).softmax(1)
        parts = [1 - (answer[:, FAKE : FAKE + 1] * mask).sum() / mask.sum()]
        if real.sum() >= 30:
            parts.append(1 - (answer[:, REAL : REAL + 1] * real).sum() / real.sum())
        else:
            parts[0] = 0.5 * parts[0]  # fakes must not outnumber the real ones
        loss = sum(parts) / len(parts)
        descend(self.parts["classifierAdam"], loss, self.classifier)
        return {"classifier": float(loss.detach())}


def descend(optimiser: torch.optim.Optimizer, loss: torch.Tensor, network: torch.nn.Module) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 12.0)
    optimiser.step()


def train(run: Run, feed: HostFeed, limit: argparse.Namespace) -> None:
    bound = limit.minutes * 60 if limit.minutes else math.inf
    begun, before, rows, saved = time.time(), run.seconds, [], time.time()
    for _, batch in ahead(feed, run.config["seed"], run.step, limit.steps or run.config["steps"]):
        run.seconds = before + time.time() - begun
        if run.seconds >= bound:
            break
        row = run.learn(batch)
        rows += [row] if row else []
        if run.step % 20 == 0 and rows:
            record(run, rows)
            rows = []
        if time.time() - saved > 120:
            run.save()
            saved = time.time()
    run.save()


def record(run: Run, rows: list[dict]) -> None:
    mean = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
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
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--minutes", type=float, help="stop after this many minutes of training in all")
    parser.add_argument("--steps", type=int, help="stop after this many steps in all")
    parser.add_argument("--threads", type=int, default=1)
    limit = parser.parse_args()
    config = json.loads(limit.config.read_text())
    torch.set_num_threads(limit.threads)
    limit.out.mkdir(parents=True, exist_ok=True)
    limit.cache.mkdir(parents=True, exist_ok=True)
    run = Run(config, limit.out)
    print(f"{config['name']}: {parameter_count(run.generator)} parameters, from step {run.step}", flush=True)
    feed = HostFeed(config, limit.data, limit.cache)
    try:
        train(run, feed, limit)
    finally:
        feed.close()


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError, DataError, checkpoint.CheckpointError) as failure:
        sys.exit(f"error: {failure}")
