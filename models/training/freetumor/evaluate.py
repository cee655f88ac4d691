"""How a FreeTumor generator does on windows of cases it was not trained on, beside a drawn strength (the method without a generator).

python -m freetumor.evaluate --checkpoint OUT/checkpoint.pt --data DIR [--windows 80] [--json FILE]
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

import checkpoint
from cases import DataError

from .equation import with_lesion
from .train import HostFeed, Run

THRESHOLD = 0.7
DRAWN = (0.2, 0.7)


def measure(run: Run, batch, raw: torch.Tensor) -> dict:
    """Of one lesion: share that the segmenter calls tumour, mean difference in HU, probability of tumour, of being taken for real."""
    image, organ = (torch.from_numpy(part)[None, None] for part in batch[:2])
    mask, weight = (torch.from_numpy(part)[None, None] for part in batch[3])
    low, high = run.config["windowHu"]
    fake = with_lesion(image, raw, organ, weight)
    share = lambda field: float((field * mask).sum() / mask.sum())
    probability = run.ask(run.segmenter, fake)
    real_like = run.ask(run.classifier, fake).softmax(1)[:, 1:2]
    return {"called": share((probability > 0.5).float()), "probability": share(probability), "realLike": share(real_like), "meanHu": share(fake - image) * (high - low)}


def summary(rows: list[dict]) -> dict:
    called = np.array([row["called"] for row in rows])
    mean_hu = np.array([row["meanHu"] for row in rows])
    return {
        "lesions": len(rows), "called": round(float(called.mean()), 3), "kept": round(float((called >= THRESHOLD).mean()), 3),
        "probability": round(float(np.mean([row["probability"] for row in rows])), 3), "realLike": round(float(np.mean([row["realLike"] for row in rows])), 3),
        "meanHu": [round(float(v), 1) for v in np.percentile(mean_hu, [5, 50, 95])],
    }


def evaluate(run: Run, feed: HostFeed, windows: int) -> dict:
    learned, drawn, real = [], [], []
    low, high = run.config["windowHu"]
    rng = np.random.default_rng(5)
    with torch.no_grad():
        for step in range(windows):
            batch = feed.batch(run.config["seed"], step)
            image, organ, tumour = batch[:3]
            if tumour.sum() > 100 and organ.sum() > 1000:
                real.append((image[tumour > 0].mean() - np.median(image[organ > 0])) * (high - low))
            if batch[3] is None:
                continue
            seen = torch.from_numpy(image)[None, None]
            learned.append(measure(run, batch, run.ask(run.generator, seen)))
            drawn.append(measure(run, batch, torch.full_like(seen, float(np.arctanh(rng.uniform(*DRAWN))))))
    return {"learned": summary(learned), "drawnStrength": summary(drawn), "realTumoursMeanHu": [round(float(v), 1) for v in np.percentile(real, [5, 50, 95])] if real else None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--windows", type=int, default=80)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    config = checkpoint.load(options.checkpoint)["config"]
    run = Run(config, options.checkpoint.parent)
    unseen = {**config, "name": f"{config['name']}-unseen", "seed": config["seed"] + 1, "feed": {**config["feed"], "cases": {name: 1 for name in config["heldOut"]}}}
    feed = HostFeed(unseen, options.data, options.cache)
    try:
        result = {"cases": config["heldOut"], "step": run.step, **evaluate(run, feed, options.windows)}
    finally:
        feed.close()
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError, DataError, checkpoint.CheckpointError) as failure:
        sys.exit(f"error: {failure}")
