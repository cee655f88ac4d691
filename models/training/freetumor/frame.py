"""Between the feed's arrays [z, y, x] towards superior, posterior, left and the generator's [x, y, z] towards right, anterior, superior."""

import numpy as np
import torch


def to_ras(zyx: np.ndarray) -> torch.Tensor:
    """[1, 1, x, y, z], float32."""
    return torch.from_numpy(np.ascontiguousarray(zyx.transpose(2, 1, 0)[::-1, ::-1], dtype=np.float32))[None, None]


def to_lps(xyz: torch.Tensor) -> np.ndarray:
    """[z, y, x] of [1, 1, x, y, z] or [1, x, y, z]."""
    return np.ascontiguousarray(xyz.reshape(xyz.shape[-3:]).numpy()[::-1, ::-1].transpose(2, 1, 0))


def to_unit(hu: np.ndarray, window_hu: tuple[float, float]) -> np.ndarray:
    """HU to 0..1 of the window, clipped."""
    low, high = window_hu
    return np.clip((hu - low) / (high - low), 0, 1)
