"""What stage 3 learns from: scans with lesions of a trained generator, each kept only when a frozen segmenter finds it, cut and mixed."""

import numpy as np
import torch

from .cutmix import cutmix
from .equation import with_lesion
from .frame import to_lps
from .pairs import IGNORE, LESION, Pair, PairFeed
from .quality import lesions_of, nearest_lesion, passing
from .saved import SavedError, SavedGenerator
from .segmenter import Segmenter
from .windows import window_of


class LesionMaker:
    """The image equation with a trained generator, and the quality test of what it makes. Same pair, same outcome."""

    def __init__(self, generator: SavedGenerator, segmenter: Segmenter, config: dict):
        self.organ = config["feed"].get("organ", "liver")
        if self.organ not in generator.channels:
            raise SavedError(f"The generator makes lesions of {', '.join(generator.channels)}, not of the {self.organ}; give another generator.")
        if generator.spacing_mm != config["spacingMm"]:
            raise SavedError(f"The generator works at {generator.spacing_mm:g} mm, this configuration at {config['spacingMm']:g} mm; make them the same.")
        self.generator, self.segmenter = generator, segmenter
        self.threshold, self.bfloat16 = config["joint"]["threshold"], config.get("bfloat16", True)

    @torch.no_grad()
    def make(self, pair: Pair) -> tuple[np.ndarray, np.ndarray, int, int]:
        """HU and labels with those of the pair's lesions that pass, where one fails the scan as it was; how many were kept, how many tried."""
        numbered, tried = lesions_of(pair.mask)
        if tried == 0:
            return pair.hu, pair.label, 0, 0
        window = window_of(pair, self.generator.channels[self.organ], self.generator.window_hu)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            raw = self.generator.network(window.image)[:, window.channel : window.channel + 1].float()
            changed = with_lesion(window.image, raw, window.organ, window.weight)
            called = to_lps(self.segmenter.calls(changed))
        kept = passing(called, numbered, self.threshold)
        stays = np.concatenate([[False], kept])
        low, high = self.generator.window_hu
        change = to_lps(changed - window.image) * (high - low) * stays[nearest_lesion(numbered)]
        label = np.where(stays[numbered], np.uint8(LESION), pair.label)
        return (pair.hu + change).astype(np.float32), label, int(kept.sum()), tried

    @torch.no_grad()
    def suspects(self, pair: Pair) -> np.ndarray:
        """Where the segmenter calls the scan as it is tumour."""
        window = window_of(pair, 0, self.generator.window_hu)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            return to_lps(self.segmenter.calls(window.image))


class JointFeed:
    """Batches of (input [N, 1, z, y, x], label [N, z, y, x], lesions kept, lesions tried), a function of (seed, step)."""

    def __init__(self, config: dict, maker: LesionMaker, pairs: PairFeed):
        if config["batch"] < 2:
            raise ValueError('CutMix mixes members of a batch; set "batch" to two or more.')
        self.config, self.maker, self.pairs = config, maker, pairs

    def batch(self, seed: int, step: int) -> tuple[np.ndarray, np.ndarray, int, int]:
        count = self.config["batch"]
        items = [self.item(step * count + item, np.random.default_rng([seed, step, item])) for item in range(count)]
        hu, label, kept, tried = zip(*items)
        mixed = cutmix(np.stack(hu)[:, None], np.stack(label), np.random.default_rng([seed, step, count]))
        return *mixed, sum(kept), sum(tried)

    def item(self, number: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, int, int]:
        """One window, varied as in stage 1. A scan whose tumours nobody drew may hold some: what looks like one, and was not made, is ignored."""
        pair = self.pairs.pair(number)
        made_hu, made_label, kept, tried = self.maker.make(pair)
        hu, label = self.pairs.vary(made_hu, made_label, rng)
        if not pair.tumours_known:
            label = np.where(self.maker.suspects(pair) & (label != LESION) & (pair.label > 0), np.uint8(IGNORE), label)
        return hu, label, kept, tried

    def close(self) -> None:
        self.pairs.close()
