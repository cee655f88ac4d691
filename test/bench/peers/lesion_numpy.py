"""The steps of a hand-crafted lesion written straightforwardly with NumPy and SciPy, one core, as the measure of ours.

Reads {"radii": [...]} from standard input; prints {"studio": {radius: ms}, "paper": {radius: ms}}, processor time of the shortest of some runs.
0.8 mm voxels; each version works on the box its lesion touches. What is measured once per scan (parenchyma, noise, vessels) is given.
"""
import json
import os
import sys
import time

os.environ['OMP_NUM_THREADS'] = '1'
import numpy as np
from scipy import ndimage

SPACING = 0.8
MEAN_HU, SD_HU, CONTRAST_HU = 110.0, 12.0, -28.0


def grid(half, step=SPACING):
    """Coordinates in mm of a cube of voxels around the lesion's centre."""
    n = int(np.ceil(half / step))
    axis = (np.arange(-n, n + 1) * step).astype(np.float32)
    return np.meshgrid(axis, axis, axis, indexing='ij', sparse=True)


def scan(shape, rng):
    return (MEAN_HU + SD_HU * rng.standard_normal(shape, dtype=np.float32)).astype(np.float32)


def elastic(rng, shape, sigma_voxels):
    """Smooth displacement in voxels, three components: 3 x 3 x 3 normal nodes over the box, spline between."""
    zoom = [n / 3 for n in shape]
    return [ndimage.zoom(rng.normal(0, sigma_voxels, (3, 3, 3)).astype(np.float32), zoom, order=2, mode='nearest', grid_mode=True) for _ in range(3)]


def values(rng, coordinates, radius):
    """Radius of the shell each point lies on: a deformed ellipsoid."""
    axes = rng.uniform(0.75, 1.25, 3)
    axes = axes / np.cbrt(axes.prod())
    x, y, z = np.broadcast_arrays(*coordinates)
    dx, dy, dz = elastic(rng, x.shape, 0.2 * radius)
    return np.sqrt(((x + dx) / axes[0]) ** 2 + ((y + dy) / axes[1]) ** 2 + ((z + dz) / axes[2]) ** 2).astype(np.float32)


def occupancy(rng, half, radius):
    """Share of 2 x 2 x 2 sub-samples inside, at the level that has the volume asked for."""
    n = 2 * int(np.ceil(half / SPACING)) + 1
    axis = ((np.arange(2 * n) - n + 0.5) * SPACING / 2).astype(np.float32)
    v = values(rng, np.meshgrid(axis, axis, axis, indexing='ij', sparse=True), radius)
    wanted = int(4 / 3 * np.pi * radius ** 3 / (SPACING / 2) ** 3)
    level = np.partition(v.ravel(), wanted)[wanted]
    return (v < level).reshape(n, 2, n, 2, n, 2).mean(axis=(1, 3, 5), dtype=np.float32)


def pull(image, coordinates, reach, factor):
    """Image read along rays at factor(distance / reach) times the distance."""
    x, y, z = np.broadcast_arrays(*coordinates)
    t = np.minimum(1, np.sqrt(x * x + y * y + z * z) / reach)
    f = factor(t)
    middle = (np.array(image.shape) - 1) / 2
    places = [f * c / SPACING + m for c, m in zip((x, y, z), middle)]
    return ndimage.map_coordinates(image, places, order=1, mode='nearest')


def studio(rng, f, half, radius):
    coordinates = grid(half)
    share = occupancy(rng, half, radius)
    alpha = ndimage.gaussian_filter(share, 1.2 / SPACING, mode='reflect')
    tissue = np.where(np.abs(f - MEAN_HU) > 3 * SD_HU, MEAN_HU, f)
    noise = np.clip(f - ndimage.gaussian_filter(tissue, 1.5 / SPACING, mode='reflect'), -3 * SD_HU, 3 * SD_HU)
    structure = f - noise
    field = ndimage.gaussian_filter(rng.standard_normal(f.shape, dtype=np.float32), 6 / SPACING, mode='reflect')
    weight = alpha.sum()
    mean = (alpha * field).sum() / weight
    sd = np.sqrt((alpha * (field - mean) ** 2).sum() / weight)
    slow = (field - mean) / sd * 0.12 * abs(CONTRAST_HU)
    moved = pull(structure, coordinates, min(1.9 * radius, radius + 15), lambda t: 1 - 0.15 * (1 - t * t)) if radius >= 8 else structure
    made = (1 - alpha) * (moved + noise) + alpha * (MEAN_HU + CONTRAST_HU + slow + noise)
    return np.round(np.where(alpha >= 1e-3, made, moved + noise)).astype(np.int16), share >= 0.5


def paper(rng, f, half, radius):
    coordinates = grid(half)
    eta = 1.3
    coarse = rng.normal(70, SD_HU, [int(np.ceil(n / eta)) + 1 for n in f.shape]).astype(np.float32)
    texture = ndimage.gaussian_filter(ndimage.zoom(coarse, eta, order=3)[: f.shape[0], : f.shape[1], : f.shape[2]], 0.6 / SPACING, mode='reflect')
    axes = rng.uniform(0.75, 1.25, 3) * radius
    x, y, z = coordinates
    solid = ((x / axes[0]) ** 2 + (y / axes[1]) ** 2 + (z / axes[2]) ** 2 < 1).astype(np.float32)
    index = np.meshgrid(*[np.arange(n, dtype=np.float32) for n in f.shape], indexing='ij')
    solid = ndimage.map_coordinates(solid, [i + d for i, d in zip(index, elastic(rng, f.shape, 0.15 * radius / SPACING))], order=0, mode='constant')
    alpha = ndimage.gaussian_filter(solid, 0.9 / SPACING, mode='reflect')
    made = (1 - alpha) * f + alpha * texture
    factor = lambda t: 1 - 0.3 * (1 - t) ** 2
    made = pull(made, coordinates, 1.3 * radius, factor)
    alpha = pull(alpha, coordinates, 1.3 * radius, factor)
    rim = ndimage.gaussian_filter(((alpha >= 0.4) & (alpha <= 0.7)).astype(np.float32), 0.8 / SPACING, mode='reflect')
    return np.round(made + 120 * rim).astype(np.int16), alpha >= 0.5


def shortest_ms(make, half, radius):
    rng = np.random.default_rng(7)
    f = scan(np.broadcast_shapes(*[c.shape for c in grid(half)]), rng)
    times = []
    for _ in range(max(3, min(20, int(120 / radius)))):
        start = time.process_time()
        make(rng, f, half, radius)
        times.append(1000 * (time.process_time() - start))
    return min(times)


def main():
    radii = json.load(sys.stdin)['radii']
    half = {'studio': lambda r: max(1.25 * r + 5, min(1.9 * r, r + 15) if r >= 8 else 0), 'paper': lambda r: 1.7 * r + 4}
    made = {'studio': studio, 'paper': paper}
    print(json.dumps({name: {str(r): shortest_ms(made[name], half[name](r), r) for r in radii} for name in made}))


main()
