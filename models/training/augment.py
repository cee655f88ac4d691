"""Random views of a case: a turned, stretched, cut window with other contrast, noise and sharpness.

Nothing is mirrored left to right: on which side the liver lies is part of what the network must know.
"""

import numpy as np
from scipy import ndimage

from cases import Case
from losses import OPEN

AIR_HU = -1000.0


def draw_view(case: Case, shape: tuple[int, int, int], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A window of `shape` [z, y, x] in HU (float32) and its labels (uint8)."""
    turn = rotation(rng.uniform(-0.2, 0.2, 3) * (1, 0.6, 0.6))
    stretch = rng.uniform(0.87, 1.18) * rng.uniform(0.93, 1.07, 3)
    matrix = turn @ np.diag(1 / stretch)
    centre = draw_centre(case, shape, rng)
    offset = centre - matrix @ ((np.array(shape) - 1) / 2)
    hu = sample(case.hu, matrix, offset, shape, 1, AIR_HU)
    label = sample(case.label, matrix, offset, shape, 0, 0)
    groups = sample(case.groups, matrix, offset, shape, 0, 0)
    hu = vary_contrast(hu, groups, rng)
    hu, label = cut_field_of_view(hu, label, rng)
    return degrade(hu, case.spacing_mm, rng), label


def sample(array, matrix, offset, shape, order, outside):
    source = array.astype(np.float32) if array.dtype == np.float16 else array
    return ndimage.affine_transform(source, matrix, offset, output_shape=shape, order=order, mode="constant", cval=outside)


def rotation(angles) -> np.ndarray:
    """Product of small rotations about z, y and x, in array order [z, y, x]."""
    (cz, cy, cx), (sz, sy, sx) = np.cos(angles), np.sin(angles)
    about_z = np.array([[1, 0, 0], [0, cz, -sz], [0, sz, cz]])
    about_y = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
    about_x = np.array([[cx, -sx, 0], [sx, cx, 0], [0, 0, 1]])
    return about_z @ about_y @ about_x


def draw_centre(case: Case, shape, rng) -> np.ndarray:
    """Three times in four near a voxel of an organ, each organ as often, else anywhere."""
    size = np.array(case.hu.shape)
    if rng.random() < 0.75:
        organs = np.flatnonzero(np.bincount(case.label.ravel(), minlength=OPEN)[1:OPEN]) + 1
        if organs.size:
            at = np.array(np.unravel_index(rng.choice(np.flatnonzero(case.label == rng.choice(organs))), case.label.shape))
            return at + rng.uniform(-0.35, 0.35, 3) * shape
    return rng.uniform(0.15, 0.85, 3) * size


def vary_contrast(hu: np.ndarray, groups: np.ndarray, rng) -> np.ndarray:
    """Other uptake of contrast medium by group, and a slight common gain and shift."""
    out = hu
    if groups.any() and rng.random() < 0.8:
        spread = {1: 28, 2: 35, 3: 60, 4: 70, 5: 45, 6: 25}
        shift = np.zeros(256, np.float32)
        for group, sd in spread.items():
            shift[group] = np.clip(rng.normal(0, sd), -2 * sd, 2 * sd)
        out = out + ndimage.gaussian_filter(shift[groups], 0.6)
    if rng.random() < 0.5:
        out = 40 + (out - 40) * rng.uniform(0.85, 1.2) + rng.uniform(-15, 15)
    return out


def cut_field_of_view(hu: np.ndarray, label: np.ndarray, rng):
    """Sometimes only part of the window was scanned or kept."""
    if rng.random() < 0.45:
        keep = np.zeros(hu.shape, bool)
        low = [int(n * rng.uniform(0, 0.35)) if rng.random() < 0.5 else 0 for n in hu.shape]
        high = [int(n * rng.uniform(0.65, 1)) if rng.random() < 0.5 else n for n in hu.shape]
        keep[low[0]:high[0], low[1]:high[1], low[2]:high[2]] = True
        hu, label = np.where(keep, hu, AIR_HU), np.where(keep, label, 0)
    return hu.astype(np.float32), label.astype(np.uint8)


def degrade(hu: np.ndarray, spacing_mm: float, rng) -> np.ndarray:
    """Thick slices, soft or sharp kernels, noise."""
    if rng.random() < 0.3:
        hu = ndimage.uniform_filter1d(hu, int(rng.integers(2, 4)), axis=0)
    if rng.random() < 0.4:
        hu = ndimage.gaussian_filter(hu, rng.uniform(0.2, 0.9))
    if rng.random() < 0.7:
        noise = rng.standard_normal(hu.shape, dtype=np.float32) * rng.uniform(2, 26)
        if rng.random() < 0.5:
            noise = ndimage.gaussian_filter(noise, rng.uniform(0.3, 0.8)) * 1.6
        hu = hu + noise
    return hu.astype(np.float32)
