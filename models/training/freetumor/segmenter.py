"""The frozen segmenter that judges the lesions: the shipped liver-lesion network, read back from its ONNX file."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from unet import UNet

LESION = 2


class Segmenter(torch.nn.Module):
    """[N, 1, x, y, z] in 0..1 of the generator's window, axes towards right, anterior, superior -> probability of lesion, same grid."""

    def __init__(self, folder: Path, channels: list[int], fine: int, window_hu: tuple[float, float]):
        super().__init__()
        manifest = json.loads((folder / "model.json").read_text())
        graph = onnx.load(folder / manifest["file"]).graph
        weights = {each.name: torch.from_numpy(np.array(numpy_helper.to_array(each))) for each in graph.initializer}
        self.network = UNet(channels, len(manifest["labels"]), fine)
        self.network.load_state_dict(weights)
        self.requires_grad_(False).eval()
        self.window_hu, self.own_window_hu = window_hu, manifest["windowHu"]

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        low, high = self.window_hu
        own_low, own_high = self.own_window_hu
        hu = (low + image * (high - low)).clamp(own_low, own_high)
        seen = ((hu - own_low) * (2 / (own_high - own_low)) - 1).flip(2, 3).permute(0, 1, 4, 3, 2)
        lesion = self.network(seen).float().softmax(1)[:, LESION : LESION + 1]
        return lesion.permute(0, 1, 4, 3, 2).flip(2, 3)
