"""The image equation: what a generator's output does to a scan."""

import torch
from torch.nn import functional

BLUR_TAPS, BLUR_SIGMA = 7, 1.0


def blur(field: torch.Tensor) -> torch.Tensor:
    """A 7^3 Gaussian of one voxel over [N, 1, x, y, z], zeros beyond."""
    position = torch.arange(BLUR_TAPS, dtype=field.dtype) - BLUR_TAPS // 2
    taps = torch.exp(-(position**2) / (2 * BLUR_SIGMA**2))
    taps = taps / taps.sum()
    for axis in range(3):
        shape = [1, 1, 1, 1, 1]
        shape[2 + axis] = BLUR_TAPS
        padding = [0, 0, 0]
        padding[axis] = BLUR_TAPS // 2
        field = functional.conv3d(field, taps.reshape(shape), padding=padding)
    return field


def with_lesion(image: torch.Tensor, raw: torch.Tensor, organ: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """y - weight * blur(tanh(raw) * organ) inside the organ, y elsewhere. `weight` = blurred mask times texture."""
    return image - weight * blur(torch.tanh(raw) * organ) * organ
