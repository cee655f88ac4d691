"""Computed scenes on which the sample networks learn: an organ with six dark balls, each with a bright cap on one of its six sides.

Only the side of the cap tells what a ball is: to the patient's left or above, a tumour; behind, a cyst; on the other sides, healthy organ.
A network that sees the patient mirrored or with two axes exchanged is therefore wrong about the balls, however well it finds the organ.
"""

from dataclasses import dataclass

import numpy as np

ORGAN, TUMOUR, CYST = 1, 2, 3
AIR_HU, FAT_HU, ORGAN_HU, BALL_HU, CAP_HU, BONE_HU = -1000, -90, 110, 35, 210, 600

# Sides of a ball in LPS, and what the ball is when its cap is there.
SIDES = {
    (1, 0, 0): TUMOUR, (0, 0, 1): TUMOUR, (0, 1, 0): CYST,
    (-1, 0, 0): ORGAN, (0, 0, -1): ORGAN, (0, -1, 0): ORGAN,
}
ORGAN_RADII_MM = np.array([56.0, 36.0, 46.0])
BODY_RADII_MM = np.array([86.0, 66.0, 1e4])


@dataclass(frozen=True)
class Ball:
    centre_lps: np.ndarray
    radius_mm: float
    side: tuple[int, int, int]

    def cap(self) -> tuple[np.ndarray, float]:
        """Centre and radius of the bright cap."""
        return self.centre_lps + 0.8 * self.radius_mm * np.array(self.side), 0.6 * self.radius_mm


def draw_balls(rng: np.random.Generator) -> list[Ball]:
    sides = list(SIDES)
    places = [(x, z) for x in (-30.0, 0.0, 30.0) for z in (-20.0, 20.0)]
    return [
        Ball(np.array([x, 0.0, z]) + rng.uniform(-4, 4, 3), rng.uniform(8, 10.5), sides[rng.integers(6)])
        for x, z in places
    ]


def _inside(lps: np.ndarray, centre: np.ndarray, radii: np.ndarray, softness_mm: float) -> np.ndarray:
    """Share of a voxel inside an ellipsoid, 0..1, from the distance to its surface."""
    share = np.zeros(lps.shape[:-1])
    near = (np.abs(lps - centre) < radii + 2 * softness_mm).all(-1)
    offset = lps[near] - centre
    norm = np.sqrt(((offset / radii) ** 2).sum(-1)) + 1e-9
    depth_mm = (1 - norm) * np.sqrt((offset**2).sum(-1)) / norm
    share[near] = np.clip(0.5 + np.where(norm < 1e-3, radii.min(), depth_mm) / (2 * softness_mm), 0, 1)
    return share


def render(lps: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """HU and labels at positions [..., 3] in mm: partial volume and noise drawn anew."""
    softness_mm = rng.uniform(0.5, 2.5)
    shift = rng.uniform(-6, 6, 3)
    balls = [Ball(ball.centre_lps + shift, ball.radius_mm, ball.side) for ball in draw_balls(rng)]
    hu = np.full(lps.shape[:-1], float(AIR_HU))
    labels = np.zeros(lps.shape[:-1], np.int64)

    def paint(share: np.ndarray, value_hu: float, label: int | None) -> None:
        hu[...] = share * value_hu + (1 - share) * hu
        if label is not None:
            labels[share >= 0.5] = label

    paint(_inside(lps, shift, BODY_RADII_MM, softness_mm), FAT_HU, None)
    paint(_inside(lps, shift + np.array([0.0, 52.0, 0.0]), np.array([9.0, 9.0, 1e4]), softness_mm), BONE_HU, None)
    paint(_inside(lps, shift, ORGAN_RADII_MM * rng.uniform(0.95, 1.05), softness_mm), ORGAN_HU, ORGAN)
    for ball in balls:
        label = SIDES[ball.side]
        paint(_inside(lps, ball.centre_lps, np.full(3, ball.radius_mm), softness_mm), BALL_HU, label)
        centre, radius_mm = ball.cap()
        paint(_inside(lps, centre, np.full(3, radius_mm), softness_mm), CAP_HU, label)
    return hu + rng.normal(0, rng.uniform(3, 14), hu.shape), labels


@dataclass(frozen=True)
class Grid:
    """Axes of the tensor: for each its direction in LPS (unit, along one axis) and its spacing."""

    directions: tuple[tuple[int, int, int], ...]
    spacing_mm: tuple[float, float, float]

    def positions(self, shape: tuple[int, ...], centre_lps: np.ndarray) -> np.ndarray:
        axes = [(np.arange(n) - (n - 1) / 2) * s for n, s in zip(shape, self.spacing_mm)]
        steps = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
        return centre_lps + steps @ np.array(self.directions, float)


TOWARDS = {"L": (1, 0, 0), "R": (-1, 0, 0), "P": (0, 1, 0), "A": (0, -1, 0), "S": (0, 0, 1), "I": (0, 0, -1)}


def grid_of(letters: str, spacing_mm: tuple[float, float, float]) -> Grid:
    """Tensor axes by the directions they grow towards: "SPL" is z, y, x of a volume in LPS."""
    return Grid(tuple(TOWARDS[letter] for letter in letters), spacing_mm)


def draw_window(grid: Grid, shape: tuple[int, ...], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A window somewhere in a new scene: HU and labels."""
    return render(grid.positions(shape, rng.uniform(-1, 1, 3) * np.array([45.0, 35.0, 40.0])), rng)
