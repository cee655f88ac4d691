"""CutMix by half-spaces (the "mixup" of Wu et al. 2024): one cut, for image and label alike."""

import numpy as np

BETA = (0.2, 0.2)
IN_PLANE = (1, 2)


def cutmix(hu: np.ndarray, label: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Of every member of a batch (`hu` [N, 1, z, y, x], `label` [N, z, y, x]) what lies below the cut, and from there on of another, by a random
    permutation. The cut lies at floor(Beta(0.2, 0.2) * size) of y or x, by coin. Throws ValueError for a batch of one."""
    if len(label) < 2:
        raise ValueError('CutMix mixes members of a batch; set "batch" to two or more.')
    axis = IN_PLANE[rng.integers(2)]
    size = label.shape[1 + axis]
    cut = int(rng.beta(*BETA) * size)
    other = rng.permutation(len(label))
    below = np.arange(size).reshape([-1 if n == axis else 1 for n in range(3)]) < cut
    return np.where(below, hu, hu[other]), np.where(below, label, label[other])
