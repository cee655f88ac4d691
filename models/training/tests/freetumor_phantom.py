"""A piece of liver in which lesions may be made, computed: for tests that need no Node."""

import numpy as np
from scipy import ndimage

from freetumor.pairs import ORGAN, Pair
from stream_feed import StreamFeed

SIZE, BORDER, RADIUS = 32, 8, 6


def draw_pair(seed: int, tumours_known: bool = True, lesion: bool = True) -> Pair:
    """A ball of lesion in an organ of 110 HU, fat to its right; soft edge, noise. The shipped segmenter sees such lesions when they are 30 to 80 HU darker."""
    rng = np.random.default_rng(seed)
    z, y, x = np.ogrid[:SIZE, :SIZE, :SIZE]
    label = np.where(x + 0 * (y + z) >= BORDER, ORGAN, 0).astype(np.uint8)
    hu = np.where(label > 0, 110, -90) + ndimage.gaussian_filter(rng.standard_normal(label.shape), 0.6) * 20
    cz, cy, cx = rng.uniform(13, 18, 3) + (0, 0, 2)
    mask = ((z - cz) ** 2 + (y - cy) ** 2 + (x - cx) ** 2 < RADIUS**2) & (label == ORGAN) & lesion
    weight = 0.52 * ndimage.gaussian_filter(mask.astype(np.float32), 1.3)
    return Pair(hu.astype(np.float32), label, mask, np.where(weight > 1e-3, weight, 0).astype(np.float32), tumours_known)


class MemoryPairs:
    """Pairs by number, in place of a feed of Node's."""

    vary = StreamFeed.vary

    def __init__(self, config: dict, tumours_known: bool = True):
        self.config, self.tumours_known = config, tumours_known

    def pair(self, number: int) -> Pair:
        return draw_pair(number, self.tumours_known, lesion=number % 4 != 3)

    def close(self) -> None:
        pass
