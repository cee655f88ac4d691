"""The masks and textures that the image equation needs: random numbers in, arrays [x, y, z] out. Lengths in voxels."""

import numpy as np
from scipy import ndimage

SEMI_AXES = (0.75, 1.25)
MISSING = 0.12


def deformed_ellipsoid(shape: tuple[int, int, int], centre: np.ndarray, radius: float, rng: np.random.Generator) -> np.ndarray:
    """1 inside an ellipsoid whose semi-axes are 0.75..1.25 of the radius, bent by a smooth displacement of 0.13..0.3 radii."""
    axes = radius * rng.uniform(*SEMI_AXES, 3)
    bend = rng.uniform(0.13, 0.3) * radius * rng.standard_normal((3, 3, 3, 3))
    bend[:, 1, 1, 1] = 0  # stays where it was put
    offsets = [(axis - middle) for axis, middle in zip(np.indices(shape, dtype=np.float32), centre)]
    at = [2 * np.clip(offset / (4 * radius) + 0.5, 0, 1) for offset in offsets]
    moved = [offset + ndimage.map_coordinates(part, at, order=2, mode="nearest") for offset, part in zip(offsets, bend)]
    return (sum((offset / axis) ** 2 for offset, axis in zip(moved, axes)) < 1).astype(np.float32)


def bernoulli_texture(shape: tuple[int, int, int], rng: np.random.Generator, sigma_a: float = 3, sigma_b: float = 4) -> np.ndarray:
    """Blurred grains, denser where a wider blurred noise is high; mean about 0.52, within 0..1."""
    field = ndimage.gaussian_filter(rng.random(shape, np.float32), sigma_a)
    density = rng.uniform(0.19, 0.21) * (field - field.min()) / np.ptp(field) + rng.uniform(0.04, 0.06)
    grains = ndimage.gaussian_filter((density > rng.random(shape)).astype(np.float32), sigma_b)
    return np.clip(grains * rng.uniform(0.5, 0.55) / grains[grains > MISSING].mean(), 0, 1).astype(np.float32)


def draw_lesion(organ: np.ndarray, radius_range: tuple[float, float], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray] | None:
    """The lesion's mask (cut to the organ) and its weight: the mask blurred by 1..2 voxels, times the texture. None where the organ has no room."""
    sites = np.argwhere(ndimage.binary_erosion(organ, iterations=2))
    if len(sites) < 200:
        return None
    low, high = radius_range
    radius = low * (high / low) ** rng.random()
    mask = deformed_ellipsoid(organ.shape, sites[rng.integers(len(sites))], radius, rng) * organ
    if mask.sum() < 30:
        return None
    return mask, ndimage.gaussian_filter(mask, rng.uniform(1, 2)) * bernoulli_texture(organ.shape, rng)
