"""A plain 3-D U-Net: two convolutions a level, instance norm, leaky ReLU, transposed convolutions on the way up."""

import torch
from torch import nn


def double_convolution(inputs: int, outputs: int) -> nn.Sequential:
    layers = []
    for source in (inputs, outputs):
        layers += [
            nn.Conv3d(source, outputs, 3, padding=1, bias=False),
            nn.InstanceNorm3d(outputs, affine=True),
            nn.LeakyReLU(0.01, inplace=True),
        ]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """[N, 1, z, y, x] -> logits [N, classes, z, y, x]. Every axis must be a multiple of 2 ** (levels - 1)."""

    def __init__(self, channels: list[int], classes: int):
        super().__init__()
        self.encoder = nn.ModuleList(
            double_convolution(1 if level == 0 else channels[level - 1], width) for level, width in enumerate(channels)
        )
        self.down = nn.MaxPool3d(2)
        narrowing = list(zip(channels[:0:-1], channels[-2::-1]))
        self.up = nn.ModuleList(nn.ConvTranspose3d(deep, shallow, 2, stride=2) for deep, shallow in narrowing)
        self.decoder = nn.ModuleList(double_convolution(2 * shallow, shallow) for _, shallow in narrowing)
        self.head = nn.Conv3d(channels[0], classes, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = []
        for level, block in enumerate(self.encoder):
            x = block(x if level == 0 else self.down(x))
            skips.append(x)
        for up, block, skip in zip(self.up, self.decoder, skips[-2::-1]):
            x = block(torch.cat([up(x), skip], dim=1))
        return self.head(x)


def parameter_count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
