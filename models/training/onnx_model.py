"""An exported network with its manifest, called like the network itself. The gateway is what users run; this serves where logits are wanted."""

import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from evaluate import read_manifest


class OnnxModel:
    """Throws GatewayError where the manifest and the network's file disagree."""

    def __init__(self, folder: Path, threads: int = 2):
        self.manifest = read_manifest(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(folder / self.manifest["file"]), options, providers=["CPUExecutionProvider"])
        self.windows, self.seconds = 0, 0.0

    def __call__(self, tile: torch.Tensor) -> torch.Tensor:
        begun = time.time()
        (logits,) = self.session.run(["logits"], {"image": tile.contiguous().numpy()})
        self.seconds += time.time() - begun
        self.windows += 1
        return torch.from_numpy(logits)


def dice(a: np.ndarray, b: np.ndarray) -> float | None:
    total = int(a.sum()) + int(b.sum())
    return 2 * int((a & b).sum()) / total if total else None
