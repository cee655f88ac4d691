"""Swin UNETR as MONAI builds it (v1 layout: depths 2-2-2-2, heads 3-6-12-24, attention windows of 7). `width` 12, 24, 48: tiny, small, base."""

from torch import nn

SETTINGS = {"width"}
# What the tracer sees of the attention masks holds for one window size only.
FREE_WINDOW = False
# On smaller windows the deepest level has an axis of one voxel, which cannot be traced.
LEAST_WINDOW = 64


def build(settings: dict, classes: int) -> nn.Module:
    """[N, 1, z, y, x] -> logits [N, classes, z, y, x]."""
    from monai.networks.nets import SwinUNETR

    return SwinUNETR(in_channels=1, out_channels=classes, feature_size=settings["width"])


def multiple_of(_settings: dict) -> int:
    """What every axis of the window must be a multiple of, voxels."""
    return 32


def fault(settings: dict) -> str | None:
    """What is wrong with the settings, if anything."""
    width = settings.get("width")
    return None if isinstance(width, int) and width > 0 and width % 12 == 0 else '"width" must be a multiple of 12'
