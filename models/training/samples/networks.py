"""The architectures as their frameworks build them, only narrow."""

import torch
from dynamic_network_architectures.architectures.unet import PlainConvUNet, ResidualEncoderUNet
from monai.networks.blocks import UnetOutBlock, UnetrBasicBlock, UnetrUpBlock
from monai.networks.nets import UNETR, BasicUNetPlusPlus, SwinUNETR, UNet
from monai.networks.nets.swin_unetr import SwinTransformer
from torch import nn

CLASSES = 4


def unet() -> nn.Module:
    return UNet(spatial_dims=3, in_channels=1, out_channels=CLASSES, channels=(8, 12, 16), strides=(1, 2), num_res_units=2, norm="batch")


def swin_unetr() -> nn.Module:
    """
    SwinUNETR takes multiples of 12 channels only and has millions of weights with 12: each of its parts is put in again with fewer. Groups are
    normalised, for an instance of the deepest level is one voxel in so small a window.
    """
    width, fine, norm = 6, 8, {"spatial_dims": 3, "norm_name": ("group", {"num_groups": 2}), "res_block": True}
    network = SwinUNETR(in_channels=1, out_channels=CLASSES, feature_size=12, depths=(1, 1, 1, 1), num_heads=(1, 1, 1, 1), window_size=4)
    network.swinViT = SwinTransformer(
        in_chans=1, embed_dim=width, window_size=(4, 4, 4), patch_size=(2, 2, 2), depths=(2, 1, 1, 1), num_heads=(1, 2, 2, 4), mlp_ratio=2.0,
    )
    network.encoder1 = UnetrBasicBlock(in_channels=1, out_channels=fine, kernel_size=3, stride=1, **norm)
    for name, channels, kernel in (("encoder2", width, 3), ("encoder3", 2 * width, 3), ("encoder4", 4 * width, 1), ("encoder10", 16 * width, 1)):
        setattr(network, name, UnetrBasicBlock(in_channels=channels, out_channels=channels, kernel_size=kernel, stride=1, **norm))
    for name, deep, shallow, kernel in (
        ("decoder5", 16 * width, 8 * width, 1), ("decoder4", 8 * width, 4 * width, 1), ("decoder3", 4 * width, 2 * width, 3),
        ("decoder2", 2 * width, width, 3), ("decoder1", width, fine, 3),
    ):
        setattr(network, name, UnetrUpBlock(in_channels=deep, out_channels=shallow, kernel_size=kernel, upsample_kernel_size=2, **norm))
    network.out = UnetOutBlock(spatial_dims=3, in_channels=fine, out_channels=CLASSES)
    return network


def unetr(window: tuple[int, int, int]) -> nn.Module:
    """Its finest level is the only one that sees more than patches of 16 voxels, and gets most of the channels; its deepest decoder looks at single positions."""
    width, fine, hidden, norm = 4, 12, 12, {"spatial_dims": 3, "norm_name": "instance", "res_block": True}
    network = UNETR(in_channels=1, out_channels=CLASSES, img_size=window, feature_size=width, hidden_size=hidden, mlp_dim=24, num_heads=2)
    network.decoder5 = UnetrUpBlock(in_channels=hidden, out_channels=8 * width, kernel_size=1, upsample_kernel_size=2, **norm)
    network.encoder1 = UnetrBasicBlock(in_channels=1, out_channels=fine, kernel_size=3, stride=1, **norm)
    network.decoder2 = UnetrUpBlock(in_channels=2 * width, out_channels=fine, kernel_size=3, upsample_kernel_size=2, **norm)
    network.out = UnetOutBlock(spatial_dims=3, in_channels=fine, out_channels=CLASSES)
    return network


class FirstOutput(nn.Module):
    """BasicUNetPlusPlus answers with a list of one; ONNX wants a tensor."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.network(x)[0]


def unet_plus_plus() -> nn.Module:
    return FirstOutput(BasicUNetPlusPlus(spatial_dims=3, in_channels=1, out_channels=CLASSES, features=(8, 8, 8, 12, 12, 8), norm="batch"))


def from_plans(architecture: dict, heads: int) -> nn.Module:
    """The network that a plans.json of nnU-Net describes."""
    wanted = {"torch.nn.modules.conv.Conv3d": nn.Conv3d, "torch.nn.modules.instancenorm.InstanceNorm3d": nn.InstanceNorm3d,
              "torch.nn.modules.batchnorm.BatchNorm3d": nn.BatchNorm3d, "torch.nn.LeakyReLU": nn.LeakyReLU, None: None}
    kwargs = {key: wanted[value] if key in architecture["_kw_requires_import"] else value for key, value in architecture["arch_kwargs"].items()}
    classes = {"PlainConvUNet": PlainConvUNet, "ResidualEncoderUNet": ResidualEncoderUNet}
    name = architecture["network_class_name"].rsplit(".", 1)[-1]
    return classes[name](input_channels=1, num_classes=heads, deep_supervision=False, **kwargs)
