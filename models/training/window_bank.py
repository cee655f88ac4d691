"""The last windows of the synthesis engine, from which many small crops are learned at a time.

One large window shows few lesions, all of one scan: a network that sees one a step takes thousands of steps to name its first lesion. As many voxels
cut from many windows, most of them at a lesion, show it within hundreds. Whole windows in between teach where the organ ends.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from stream_feed import StreamFeed

REMEMBERED_VOXELS = 400


@dataclass(frozen=True)
class Banked:
    """HU (float16: 0.1 HU within the windows that networks see) and labels [z, y, x], and some of the voxels that hold its rarest class."""

    hu: np.ndarray
    label: np.ndarray
    rare: np.ndarray


class WindowBank:
    """A function of (seed, step) like every feed: at step s it holds the windows from number floor(s perStep) on, `windows` of them."""

    def __init__(self, stream: StreamFeed, config: dict):
        self.stream, self.config, self.settings = stream, config, config["feed"]["bank"]
        self.held: deque[Banked] = deque(maxlen=self.settings["windows"])
        self.coming = 0

    def fill(self, step: int) -> None:
        """Takes the windows that are due at a step; after a jump, all that it holds."""
        count = self.settings["windows"]
        end = int(step * self.settings["perStep"]) + count
        if not self.coming <= end <= self.coming + count:
            self.held.clear()
            self.coming = end - count
        while self.coming < end:
            self.held.append(self.banked(*self.stream.window(self.coming)))
            self.coming += 1

    def banked(self, hu: np.ndarray, label: np.ndarray) -> Banked:
        rare = np.flatnonzero(label == len(self.config["classes"]) - 1)
        return Banked(hu.astype(np.float16), label, rare[:: max(1, len(rare) // REMEMBERED_VOXELS)])

    def batch(self, seed: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        self.fill(step)
        rng = np.random.default_rng([seed, step])
        crops = rng.random() < self.crop_share(step)
        items = [self.crop(rng) for _ in range(self.settings["crops"])] if crops else [self.whole(rng) for _ in range(self.config["batch"])]
        return np.stack([hu for hu, _ in items])[:, None], np.stack([label for _, label in items])

    def crop_share(self, step: int) -> float:
        """Share of the steps that learn crops, from the first to the second of `cropShare` over the configuration's steps."""
        first, last = self.settings["cropShare"]
        return first + min(1.0, step / self.config["steps"]) * (last - first)

    def whole(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        window = self.held[rng.integers(len(self.held))]
        return self.stream.vary(window.hu.astype(np.float32), window.label, rng)

    def crop(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Round a voxel of the rarest class in a share `aimedShare`, else anywhere, of any window."""
        aimed = [window for window in self.held if len(window.rare)] if rng.random() < self.settings["aimedShare"] else []
        among = aimed or self.held
        window = among[rng.integers(len(among))]
        shape, size = np.array(window.label.shape), np.array(self.settings["cropZyx"])
        at = np.unravel_index(rng.choice(window.rare), window.label.shape) if aimed else rng.integers(shape)
        low = np.clip(at - size // 2 + rng.integers(-(size // 3), size // 3 + 1), 0, shape - size)
        inside = tuple(slice(start, start + length) for start, length in zip(low, size))
        return self.stream.vary(window.hu[inside].astype(np.float32), window.label[inside], rng)

    def close(self) -> None:
        self.stream.close()
