"""Scans with and without a lesion from the synthesis engine: shape, edge and texture of a lesion are its own, read off what it takes away.

Its generator `repo` subtracts depth * A * T from the organ, with A the blurred mask and T the texture of the published method, which are
those of the image equation too. So (original - lesion) / depth is the equation's weight, and there is no second synthesis here.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cases import ORGAN_VALUES, DataError, open_case
from stream_feed import HEADER, Feeder, StreamFeed

DEPTH_HU = 400.0
ORGAN, LESION, IGNORE = 1, 2, 255
EDGE_SIGMA_VOXELS = (1, 2)
TEXTURE_SIGMA_VOXELS = (3, 4)
LEAST_VOXELS = 30
CASE = struct.Struct("<I")


@dataclass
class Pair:
    """A view [z, y, x], axes towards superior, posterior, left. `label` (of the scan as it is): 0, 1 organ, 2 known lesion, 255 ignore.
    `mask`: the made lesions, within organ voxels of `label`. `weight`: A T. `tumours_known`: the case's own tumours are in `label`."""

    hu: np.ndarray
    label: np.ndarray
    mask: np.ndarray
    weight: np.ndarray
    tumours_known: bool


class PairFeeder(Feeder):
    """Reads patches with their originals."""

    def pair(self, number: int) -> tuple[np.ndarray, np.ndarray, int, np.ndarray, np.ndarray]:
        """HU and labels with lesions, the case's number, HU and labels without."""
        magic, index, nz, ny, nx, _ = HEADER.unpack(self.read(HEADER.size))
        if magic != b"LFP2" or index != number:
            raise OSError(f"The feed sent {magic!r} window {index} where window {number} with its original was due.")
        hu = lambda: np.frombuffer(self.read(4 * nz * ny * nx), "<f4").reshape(nz, ny, nx)
        label = lambda: np.frombuffer(self.read(nz * ny * nx), np.uint8).reshape(nz, ny, nx)
        made = hu(), label()
        return *made, CASE.unpack(self.read(CASE.size))[0], hu(), label()


class PairFeed(StreamFeed):
    """Pairs of one organ. `config`: name, seed, patchZyx, spacingMm, batch, windowHu, and the feed's cases, sizes and shares."""

    def __init__(self, config: dict, data: Path, cache: Path, log=print):
        sigma = config["spacingMm"]
        look = {
            "depthHu": DEPTH_HU, "edgeSigmaMm": [n * sigma for n in EDGE_SIGMA_VOXELS], "wholeAxes": False,
            "patchMm": TEXTURE_SIGMA_VOXELS[0] * sigma, "grainMm": TEXTURE_SIGMA_VOXELS[1] * sigma,
        }
        missing = [name for name in config["feed"]["cases"] if not (data / name).exists()]
        if missing:
            raise DataError(f"{data} has no {', '.join(missing)}; give the folder that holds the cases with --data.")
        cache.mkdir(parents=True, exist_ok=True)
        self.known = []
        super().__init__({**config, "feed": {**config["feed"], "generator": "repo", "parameters": look, "withOriginal": True}}, data, cache, log)

    def describe_case(self, folder: Path, weight: float, cache: Path) -> dict:
        """As the feed wants it, the organ's own values included. Throws DataError where the organ was not drawn."""
        described = super().describe_case(folder, weight, cache)
        organ = self.config["feed"].get("organ", "liver")
        if organ != "liver":
            drawn = ORGAN_VALUES[open_case(folder)[2]].get(organ)
            if drawn is None:
                raise DataError(f"{folder.name} has no {organ} drawn; leave it out of that organ's cases.")
            described |= {"organValues": list(drawn), "lesionValues": [], "ignoreValues": []}
        known = [*described.get("lesionValues", []), *described.get("ignoreValues", [])]
        self.known.append(len(known) > 0 or folder.name.startswith("phantom_"))
        return described

    def start(self, first: int) -> None:
        self.close()
        self.feeders = [PairFeeder(self.path, first + n, self.count) for n in range(self.count)]
        self.next = first

    def pair(self, number: int) -> Pair:
        """Pair `number`; asked for in order, as windows are."""
        if not self.feeders or number != self.next:
            self.start(number)
        feeder = self.feeders.pop(0)
        self.feeders.append(feeder)
        self.next = number + 1
        made_hu, made_label, case, hu, label = feeder.pair(number)
        mask = (made_label == LESION) & (label == ORGAN)
        weight = np.clip((hu - made_hu) / DEPTH_HU, 0, 1)
        if mask.sum() < LEAST_VOXELS:  # hardly reaches into the view: no lesion to learn from
            mask, weight = np.zeros_like(mask), np.zeros_like(weight)
        return Pair(hu, label, mask, weight, self.known[case])
