"""How a FreeTumor generator does on windows of cases it was not trained on, beside a drawn strength (the method without a generator).

python -m freetumor.evaluate --checkpoint OUT/checkpoint.pt --data DIR [--windows 80] [--json FILE]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import checkpoint
from command import one_line_errors

from .equation import with_lesion
from .objectives import REAL, mean_over
from .quality import THRESHOLD
from .train import Run, with_segmenter
from .windows import OrganFeeds, Window

DRAWN = (0.2, 0.7)


def measure(run: Run, window: Window, fake: torch.Tensor) -> dict:
    """Of one lesion: share that the segmenter calls tumour, mean difference in HU, probability of tumour, of being taken for real."""
    low, high = run.config["windowHu"]
    share = lambda field: float(mean_over(field, window.mask))
    real_like = run.ask(run.classifier, fake).softmax(1)[:, REAL : REAL + 1]
    called = run.segmenter.calls(fake)[:, None].float()
    return {"called": share(called), "probability": share(run.ask(run.segmenter, fake)), "realLike": share(real_like), "meanHu": share(fake - window.image) * (high - low)}


def summary(rows: list[dict]) -> dict:
    called = np.array([row["called"] for row in rows])
    mean_hu = np.array([row["meanHu"] for row in rows])
    return {
        "lesions": len(rows), "called": round(float(called.mean()), 3), "kept": round(float((called >= THRESHOLD).mean()), 3),
        "probability": round(float(np.mean([row["probability"] for row in rows])), 3), "realLike": round(float(np.mean([row["realLike"] for row in rows])), 3),
        "meanHu": [round(float(v), 1) for v in np.percentile(mean_hu, [5, 50, 95])],
    }


def evaluate(run: Run, feed: OrganFeeds, windows: int) -> dict:
    learned, drawn, real = [], [], []
    low, high = run.config["windowHu"]
    rng = np.random.default_rng(5)
    with torch.no_grad():
        for step in range(windows):
            window = feed.batch(run.config["seed"], step)
            if window.real.sum() > 100 and window.organ.sum() > 1000:
                inside, around = (window.image[field > 0] for field in (window.real, window.organ))
                real.append(float(inside.mean() - around.median()) * (high - low))
            if not window.mask.any():
                continue
            strength = torch.full_like(window.image, float(np.arctanh(rng.uniform(*DRAWN))))
            learned.append(measure(run, window, run.make(window)))
            drawn.append(measure(run, window, with_lesion(window.image, strength, window.organ, window.weight)))
    if not learned:
        raise ValueError("None of the windows held a lesion; give more --windows, or cases whose organ has room.")
    return {"learned": summary(learned), "drawnStrength": summary(drawn), "realTumoursMeanHu": [round(float(v), 1) for v in np.percentile(real, [5, 50, 95])] if real else None}


def unseen(config: dict) -> dict:
    """The configuration with each organ's held-out cases in place of its own. Throws ValueError where there are none."""
    if not all(each.get("heldOut") for each in config["organs"].values()):
        raise ValueError('The generator\'s configuration holds no cases out; name some under "heldOut" of each organ before training.')
    organs = {organ: {**each, "cases": {name: 1 for name in each["heldOut"]}} for organ, each in config["organs"].items()}
    return {**config, "name": f"{config['name']}-unseen", "seed": config["seed"] + 1, "organs": organs}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--segmenter", type=Path, help="where the segmenter it was trained against lies now; its digest must be the same")
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--windows", type=int, default=80)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    config, segmenter = with_segmenter(checkpoint.load(options.checkpoint)["config"], options.segmenter)
    run = Run(config, options.checkpoint.parent, segmenter)
    feed = OrganFeeds(unseen(config), options.data.resolve(), options.cache.resolve())
    held_out = sorted({name for each in config["organs"].values() for name in each["heldOut"]})
    try:
        result = {"cases": held_out, "step": run.step, **evaluate(run, feed, options.windows)}
    finally:
        feed.close()
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    with one_line_errors():
        main()
