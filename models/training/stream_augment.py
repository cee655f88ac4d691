"""What a window of the synthesis engine goes through before it is learned from: other phase, calibration, slices, kernel and noise.

Other voxel sizes, turns and places are drawn by the engine itself, on the scan's own grid (`gateway/src/feed/view.ts`).
"""

import numpy as np
from scipy import ndimage

from augment import degrade


def vary(hu: np.ndarray, label: np.ndarray, spacing_mm: float, rng: np.random.Generator) -> np.ndarray:
    """HU [z, y, x] of a window with labels 0 background, 1 organ, 2 lesion, 255 ignored; the labels stay true."""
    hu = hu.astype(np.float32)
    if rng.random() < 0.6:
        organ = ndimage.gaussian_filter(((label == 1) | (label == 2)).astype(np.float32), 0.7)
        hu = hu + organ * np.float32(np.clip(rng.normal(0, 25), -60, 60))
    if rng.random() < 0.4:
        hu = enhance_vessels(hu, label, rng.uniform(0.1, 1.9))
    if rng.random() < 0.5:
        hu = 40 + (hu - 40) * np.float32(rng.uniform(0.85, 1.2)) + np.float32(rng.uniform(-15, 15))
    if rng.random() < 0.3:
        hu = thick_slices(hu, rng.uniform(1.5, 4) * spacing_mm, spacing_mm, rng.random())
    return degrade(hu, spacing_mm, rng)


def enhance_vessels(hu: np.ndarray, label: np.ndarray, factor: float) -> np.ndarray:
    """Of the healthy organ, whatever smoothly exceeds its median by 15 HU (vessels) exceeds it `factor` times as much: another phase."""
    healthy = label == 1
    if np.count_nonzero(healthy) < 100:
        return hu
    smooth = ndimage.gaussian_filter(hu, 0.7)
    excess = np.clip(smooth - (np.median(hu[healthy]) + 15), 0, 150) * healthy
    return hu + excess * np.float32(factor - 1)


def thick_slices(hu: np.ndarray, thickness_mm: float, spacing_mm: float, phase: float) -> np.ndarray:
    """As if reconstructed in contiguous slices of `thickness_mm` and interpolated between their centres; `phase` 0..1 shifts the slices."""
    count, ratio = hu.shape[0], thickness_mm / spacing_mm
    edges = np.arange(phase - 1, count / ratio + 1) * ratio
    total = np.concatenate([np.zeros((1, *hu.shape[1:]), np.float32), np.cumsum(hu, 0)])
    area = np.stack([interpolate(total, np.clip(edge, 0, count)) for edge in edges])
    width = np.diff(np.clip(edges, 0, count))
    kept = width > 1e-3
    means = np.diff(area, axis=0)[kept] / width[kept][:, None, None]
    centres = ((np.clip(edges[1:], 0, count) + np.clip(edges[:-1], 0, count)) / 2)[kept]
    at = np.interp(np.arange(count) + 0.5, centres, np.arange(len(centres)))
    return np.stack([interpolate(means, place) for place in at]).astype(np.float32)


def interpolate(planes: np.ndarray, at: float) -> np.ndarray:
    """Between two neighbouring planes of a stack."""
    below = min(int(at), len(planes) - 1)
    share = at - below
    return planes[below] if share == 0 else planes[below] * (1 - share) + planes[below + 1] * share
