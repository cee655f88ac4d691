"""HU to network input."""

import numpy as np


def normalise(hu: np.ndarray, window_hu: tuple[float, float]) -> np.ndarray:
    """Window to -1..1."""
    low, high = window_hu
    return (np.clip(hu, low, high) - low) * np.float32(2 / (high - low)) - np.float32(1)
