"""What stage 2 learns from: windows of each organ in turn, as the generator sees them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .frame import to_ras, to_unit
from .pairs import IGNORE, LESION, ORGAN, Pair, PairFeed

SHIFT_HU = 15


@dataclass
class Window:
    """Tensors [1, 1, x, y, z]: image 0..1, the others 0 or 1 but the weight. `channel`: the generator's, for the window's organ."""

    image: torch.Tensor
    organ: torch.Tensor
    real: torch.Tensor
    mask: torch.Tensor
    weight: torch.Tensor
    channel: int


def window_of(pair: Pair, channel: int, window_hu: tuple[float, float], shift_hu: float = 0) -> Window:
    """Real tumours are the known and the ignored ones; they and the healthy organ are apart, whatever the organ is."""
    real = (pair.label == LESION) | (pair.label == IGNORE)
    fields = to_unit(pair.hu + shift_hu, window_hu), pair.label == ORGAN, real, pair.mask, pair.weight
    return Window(*(to_ras(field) for field in fields), channel)


class OrganFeeds:
    """Step n is of organ n modulo their number, so that a resumed run sees what an uninterrupted one would."""

    def __init__(self, config: dict, data: Path, cache: Path, log=print):
        self.config = config
        self.feeds = []
        for organ, each in config["organs"].items():
            feed = {**config["feed"], "organ": organ, "cases": each["cases"], "learnRealLesions": True}
            self.feeds.append((each["channel"], PairFeed({**config, "name": f"{config['name']}-{organ}", "feed": feed}, data, cache, log)))

    def batch(self, seed: int, step: int) -> Window:
        channel, feed = self.feeds[step % len(self.feeds)]
        shift = np.random.default_rng([seed, step]).uniform(-SHIFT_HU, SHIFT_HU)
        return window_of(feed.pair(step // len(self.feeds)), channel, self.config["windowHu"], shift)

    def close(self) -> None:
        for _, feed in self.feeds:
            feed.close()
