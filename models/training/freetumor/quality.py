"""The quality test of lesions: P, the share of a lesion's voxels that a segmenter calls tumour, must reach a threshold (Wu et al. 2024: 0.7)."""

import numpy as np
from scipy import ndimage

THRESHOLD = 0.7
TWENTY_SIX = np.ones((3, 3, 3))


def lesions_of(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """The mask's connected lesions (26 neighbours), numbered from 1, and how many there are."""
    numbered, count = ndimage.label(mask, TWENTY_SIX)
    return numbered, count


def passing(called: np.ndarray, numbered: np.ndarray, threshold: float) -> np.ndarray:
    """Of each lesion whether P >= threshold; `called` as boolean, `numbered` 1.. on the lesions."""
    size = np.bincount(numbered.ravel())[1:]
    return np.bincount(numbered[called], minlength=len(size) + 1)[1:] / size >= threshold


def nearest_lesion(numbered: np.ndarray) -> np.ndarray:
    """The number of the lesion nearest to each voxel: whose edge a change there belongs to."""
    at = ndimage.distance_transform_edt(numbered == 0, return_distances=False, return_indices=True)
    return numbered[tuple(at)]
