"""What a network says about whole scans: the organs' probabilities at its own spacing, and masks without stray pieces."""

import numpy as np
from scipy import ndimage

# Connected pieces an organ has, where that is not one.
PIECES = {"kidney": 2}
# A further piece smaller than this share of the largest is a stray.
LEAST_SHARE = 0.25
TWENTY_SIX = np.ones((3, 3, 3))


def strays(mask: np.ndarray, pieces: int) -> np.ndarray:
    """True where a mask lies outside its `pieces` largest 26-connected pieces, or in one much smaller than the largest."""
    labels, count = ndimage.label(mask, TWENTY_SIX)
    if count < 2:
        return np.zeros(mask.shape, bool)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    kept = [piece for piece in np.argsort(sizes)[::-1][:pieces] if sizes[piece] >= LEAST_SHARE * sizes.max()]
    return mask & ~np.isin(labels, kept)


def drop_strays(labels: np.ndarray, organs: list[str], replacement: int = 0) -> np.ndarray:
    """Class numbers 1.. of `organs` with the strays of each replaced."""
    out = labels.copy()
    for number, organ in enumerate(organs, 1):
        out[strays(labels == number, PIECES.get(organ, 1))] = replacement
    return out


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Softmax over the first axis."""
    shifted = np.exp(logits - logits.max(0))
    return shifted / shifted.sum(0)
