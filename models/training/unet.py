"""A 3-D U-Net: two convolutions a level, instance norm, leaky ReLU, transposed convolutions on the way up.

With `fine` channels the U-Net proper works at half resolution, between a strided stem and one cheap full-resolution level: most of the
arithmetic of a U-Net is spent on its finest level, and on a CPU this is what makes it slow.
"""

import torch
from torch import nn

SETTINGS = {"channels", "fineChannels"}
FREE_WINDOW = True
LEAST_WINDOW = 1


def convolution(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv3d(inputs, outputs, kernel, stride, padding=1, bias=False),
        nn.InstanceNorm3d(outputs, affine=True),
        nn.LeakyReLU(0.01, inplace=True),
    )


def double_convolution(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(convolution(inputs, outputs), convolution(outputs, outputs))


class UNet(nn.Module):
    """[N, 1, z, y, x] -> logits [N, classes, z, y, x]. Every axis must be a multiple of 2 ** (levels - 1), twice that with `fine`."""

    def __init__(self, channels: list[int], classes: int, fine: int = 0):
        super().__init__()
        first = channels[0] if fine else 1
        self.stem = convolution(1, first, kernel=4, stride=2) if fine else None
        self.encoder = nn.ModuleList(
            double_convolution(first if level == 0 else channels[level - 1], width) for level, width in enumerate(channels)
        )
        self.down = nn.MaxPool3d(2)
        narrowing = list(zip(channels[:0:-1], channels[-2::-1]))
        self.up = nn.ModuleList(nn.ConvTranspose3d(deep, shallow, 2, stride=2) for deep, shallow in narrowing)
        self.decoder = nn.ModuleList(double_convolution(2 * shallow, shallow) for _, shallow in narrowing)
        self.finest = nn.ConvTranspose3d(channels[0], fine, 2, stride=2) if fine else None
        self.detail = convolution(fine + 1, fine) if fine else None
        self.head = nn.Conv3d(fine or channels[0], classes, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        image, skips = x, []
        if self.stem is not None:
            x = self.stem(x)
        for level, block in enumerate(self.encoder):
            x = block(x if level == 0 else self.down(x))
            skips.append(x)
        for up, block, skip in zip(self.up, self.decoder, skips[-2::-1]):
            x = block(torch.cat([up(x), skip], dim=1))
        if self.finest is not None:
            x = self.detail(torch.cat([self.finest(x), image], dim=1))
        return self.head(x)


def build(settings: dict, classes: int) -> UNet:
    return UNet(settings["channels"], classes, settings.get("fineChannels", 0))


def multiple_of(settings: dict) -> int:
    """What every axis of the window must be a multiple of, voxels."""
    return 2 ** (len(settings["channels"]) - (0 if settings.get("fineChannels") else 1))


def fault(settings: dict) -> str | None:
    """What is wrong with the settings, if anything."""
    channels, fine = settings.get("channels"), settings.get("fineChannels", 0)
    if not isinstance(channels, list) or len(channels) < 2 or not all(isinstance(n, int) and n > 0 for n in channels):
        return '"channels" must list two or more whole numbers above 0'
    return None if isinstance(fine, int) and fine >= 0 else '"fineChannels" must be a whole number'


def parameter_count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
