"""How many of a generator's lesions pass the quality test, by size, before a stage 3 is trained on them. Run it in models/training:

python -m freetumor.kept --config configs/liver-freetumor-joint.json --generator PATH --segmenter PATH --data DIR --cases CASE ... [--windows 60]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from command import one_line_errors

from .joint import joint_config, with_networks
from .joint_feed import LesionMaker
from .pairs import PairFeed

BINS_MM = ((0, 5), (5, 10), (10, 15), (15, float("inf")))


def one_lesion_feed(config: dict, cases: list[str]) -> dict:
    """The configuration with one lesion in each view of the named cases."""
    feed = {key: value for key, value in config["feed"].items() if key != "phantoms"}
    feed |= {"cases": {name: 1 for name in cases}, "lesionShare": 1, "mostLesions": 1, "anywhereShare": 0}
    return {**config, "name": f"{config['name']}-kept", "feed": feed}


def count(maker: LesionMaker, pairs: PairFeed, windows: int) -> dict:
    """Lesions kept and tried, in all and by radius of the part in view (of the ball of its volume, mm)."""
    rows = []
    for number in range(windows):
        pair = pairs.pair(number)
        *_, kept, tried = maker.make(pair)
        if tried == 1:
            rows.append((float(np.cbrt(3 * pair.mask.sum() / (4 * np.pi)) * pairs.config["spacingMm"]), kept))
    within = lambda low, high: [kept for radius, kept in rows if low <= radius < high]
    text = lambda found: f"{sum(found)} of {len(found)}"
    return {"kept": text([kept for _, kept in rows]), "byRadius": {f"{low}-{high} mm": text(within(low, high)) for low, high in BINS_MM if within(low, high)}}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, words in (("config", "of stage 3"), ("generator", "checkpoint or exported"), ("segmenter", "checkpoint or exported"), ("data", "folder of the cases")):
        parser.add_argument(f"--{name}", type=Path, required=True, help=words)
    parser.add_argument("--cases", nargs="+", required=True)
    parser.add_argument("--windows", type=int, default=60, help="views to look at; those without room for a lesion do not count")
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    config, maker = with_networks(joint_config(options.config, "synthetic", None), options.generator, options.segmenter)
    pairs = PairFeed(one_lesion_feed(config, options.cases), options.data.resolve(), options.cache.resolve())
    try:
        print(json.dumps({"cases": options.cases, "threshold": maker.threshold, **count(maker, pairs, options.windows)}, indent=2))
    finally:
        pairs.close()


if __name__ == "__main__":
    with one_line_errors():
        main()
