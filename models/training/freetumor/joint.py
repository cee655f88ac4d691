"""Stage 3: trains a segmenter on lesions that a trained generator makes while training runs, those only that the frozen stage-1 segmenter
finds, and on real lesions where the mode allows; half-space CutMix. Run it in models/training:

python -m freetumor.joint --config configs/liver-freetumor-joint.json --generator PATH --segmenter PATH --data DIR --out DIR --minutes 60
"""

import argparse
from pathlib import Path

import torch

from command import one_line_errors
from configuration import ConfigError, faults, number, read_config
from train import Run, choose_device, configured, train_and_close, training_arguments

from .joint_feed import JointFeed, LesionMaker
from .pairs import PairFeed
from .quality import THRESHOLD
from .saved import read_generator, read_segmenter
from .segmenter import Segmenter

JOINT = {"threshold": number(0, 1), "segmenter": (lambda v: isinstance(v, str), "a SHA-256"), "generator": (lambda v: isinstance(v, str), "a SHA-256")}


class JointRun(Run):
    """A stage-1 run that is also told how many lesions of its batches passed the quality test."""

    extra_fields = ["lesionsTried", "lesionsKept"]
    kept = tried = 0

    def learn(self, batch, progress: float) -> float:
        *seen, kept, tried = batch
        self.kept, self.tried = self.kept + kept, self.tried + tried
        return super().learn(tuple(seen), progress)

    def extra(self) -> dict:
        """How many lesions were tried and kept since last asked."""
        row = {"lesionsTried": self.tried, "lesionsKept": self.kept}
        print(f"        {self.kept} of {self.tried} lesions kept", flush=True)
        self.kept = self.tried = 0
        return row


def joint_config(path: Path, mode: str, held_out: list[str] | None) -> dict:
    """The configuration of a stage-3 run. Throws ConfigError."""
    config = configured(read_config(path), mode, held_out)
    found = faults(config.get("joint", {}), {}, JOINT)
    found += ['"feed" must be of the kind stream'] if config["feed"]["kind"] != "stream" else []
    found += ['"batch" must be two or more for CutMix'] if config["batch"] < 2 else []
    for fault in found:
        raise ConfigError(f"{path.name}: {fault}.")
    return {**config, "joint": {"threshold": THRESHOLD, **config.get("joint", {})}}


def with_networks(config: dict, generator: Path, segmenter: Path) -> tuple[dict, LesionMaker]:
    """The configuration with both digests, so that a run is never resumed with other networks, and what makes its lesions. Throws SavedError."""
    made_by, judged_by = read_generator(generator), read_segmenter(segmenter, config["joint"].get("segmenter"))
    joint = {**config["joint"], "generator": made_by.sha256, "segmenter": judged_by.sha256}
    judge = Segmenter(judged_by, made_by.window_hu, made_by.spacing_mm)
    return {**config, "joint": joint}, LesionMaker(made_by, judge, config)


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = training_arguments(__doc__)
    parser.add_argument("--generator", type=Path, required=True, help="checkpoint of stage 2, or the folder of an exported generator")
    parser.add_argument("--segmenter", type=Path, required=True, help="checkpoint of stage 1, or the folder of an exported segmenter: judges the lesions, stays as it is")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    limit = parse_arguments(arguments)
    config, maker = with_networks(joint_config(limit.config, limit.mode, limit.hold_out), limit.generator, limit.segmenter)
    config["threads"] = limit.threads or config["threads"]
    torch.set_num_threads(config["threads"])
    limit.out.mkdir(parents=True, exist_ok=True)
    run = JointRun(config, limit.out, limit.begin_with, choose_device(limit.device))
    feed = JointFeed(config, maker, PairFeed(config, limit.data.resolve(), limit.cache.resolve()))
    train_and_close(run, feed, limit)


if __name__ == "__main__":
    with one_line_errors():
        main()
