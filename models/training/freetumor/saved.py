"""Networks that an earlier stage left behind: a checkpoint (`checkpoint.pt`) or an exported folder (`model.json` and its ONNX file), read back as PyTorch."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import checkpoint
import networks
from unet import UNet

from .equation import BLUR_SIGMA, BLUR_TAPS

OURS = {"activation": "tanh", "sign": "minus", "axisOrder": "xyz", "orientation": "RAS", "blur": {"taps": BLUR_TAPS, "sigmaVoxels": BLUR_SIGMA}}


class SavedError(ValueError):
    """Says which network cannot be used and what to give instead."""


@dataclass
class SavedSegmenter:
    """[N, 1, z, y, x] of HU in `window_hu` as -1..1, LPS -> logits; `lesions` are its classes that are tumour."""

    network: torch.nn.Module
    sha256: str
    lesions: list[int]
    window_hu: tuple[float, float]
    spacing_mm: float


@dataclass
class SavedGenerator:
    """[N, 1, x, y, z] of HU in `window_hu` as 0..1, RAS -> raw strength of every channel; `channels` by organ."""

    network: UNet
    sha256: str
    channels: dict[str, int]
    window_hu: tuple[float, float]
    spacing_mm: float


def read_segmenter(path: Path, sha256: str | None = None) -> SavedSegmenter:
    """A segmenter of any architecture from a checkpoint, a U-Net of this project from an exported folder. Throws SavedError, CheckpointError."""
    if is_export(path):
        manifest, weights, digest = read_export(path)
        if manifest.get("normalisation") != {"kind": "signed"} or manifest.get("axisOrder") != "zyx" or manifest.get("orientation") != "LPS":
            raise SavedError(f"{path} wants its input otherwise than this project's networks; give the checkpoint.pt of a segmenter trained here.")
        about, network, window_hu = manifest, unet_of(weights, path), manifest["windowHu"]
        spacing = set(manifest["spacingMm"])
    else:
        state, digest = read_checkpoint(path)
        if "average" not in state:
            raise SavedError(f"{path} holds no segmenter; give the checkpoint.pt of `python -m train`.")
        config = state["config"]
        network = networks.build(config)
        network.load_state_dict(state["average"])
        about, window_hu, spacing = config.get("manifest") or {}, config["windowHu"], {config["spacingMm"]}
    lesions = [number for number, label in enumerate(about.get("labels") or []) if label and label.get("role") == "lesion"]
    if not lesions or len(spacing) != 1:
        raise SavedError(f"{path} labels no lesions on a grid of equal spacing; give a segmenter that finds lesions.")
    expect(path, digest, sha256)
    return SavedSegmenter(frozen(network), digest, lesions, tuple(window_hu), float(spacing.pop()))


def read_generator(path: Path) -> SavedGenerator:
    """A FreeTumor generator trained here, from its checkpoint or exported. Throws SavedError, CheckpointError."""
    if is_export(path):
        manifest, weights, digest = read_export(path)
        settings = manifest.get("settings", {})
        if manifest.get("generator") != "freetumor" or any(settings.get(key) != value for key, value in OURS.items()):
            raise SavedError(f"{path} is no FreeTumor generator under this project's equation; give a checkpoint.pt of `python -m freetumor.train` or its export.")
        return SavedGenerator(frozen(unet_of(weights, path)), digest, settings["organs"], tuple(settings["windowHu"]), float(settings["spacingMm"][0]))
    state, digest = read_checkpoint(path)
    if "generator" not in state:
        raise SavedError(f"{path} holds no generator; give the checkpoint.pt of `python -m freetumor.train`.")
    config = state["config"]
    channels = {organ: each["channel"] for organ, each in config["organs"].items()}
    network = unet_of(state["generator"], path)
    return SavedGenerator(frozen(network), digest, channels, tuple(config["windowHu"]), float(config["spacingMm"]))


def frozen(network: torch.nn.Module) -> torch.nn.Module:
    return network.requires_grad_(False).eval().to(memory_format=torch.channels_last_3d)


def is_export(path: Path) -> bool:
    if not path.exists():
        raise SavedError(f"{path} does not exist; give a checkpoint.pt or the folder of an exported model.")
    if path.is_dir() and not (path / "model.json").exists():
        raise SavedError(f"{path} holds no model.json; give a checkpoint.pt or the folder of an exported model.")
    return path.is_dir()


def read_export(folder: Path) -> tuple[dict, dict[str, torch.Tensor], str]:
    """Manifest, weights and digest; the file must be the one that the manifest was written for."""
    try:
        manifest = json.loads((folder / "model.json").read_text())
        graphs = manifest.get("graphs", {"": manifest})
        (named,) = graphs.values()
        content = (folder / named["file"]).read_bytes()
    except (OSError, ValueError, KeyError, AttributeError) as cause:
        raise SavedError(f"{folder} is no exported network of one file ({type(cause).__name__}); export it again.") from cause
    digest = hashlib.sha256(content).hexdigest()
    if digest != named["sha256"]:
        raise SavedError(f"{folder / named['file']} is not the file that its model.json names (SHA-256 {digest[:12]}..., there {named['sha256'][:12]}...); export it again.")
    try:
        weights = {each.name: torch.from_numpy(numpy_helper.to_array(each).astype(np.float32)) for each in onnx.load_from_string(content).graph.initializer}
    except Exception as cause:
        raise SavedError(f"{folder / named['file']} cannot be read as ONNX; export it again.") from cause
    return manifest, weights, digest


def read_checkpoint(path: Path) -> tuple[dict, str]:
    return checkpoint.load(path), hashlib.sha256(path.read_bytes()).hexdigest()


def unet_of(weights: dict[str, torch.Tensor], path: Path) -> UNet:
    """The U-Net of some weights, its sizes read off them."""
    try:
        levels = sum(name.startswith("encoder.") and name.endswith(".0.0.weight") for name in weights)
        channels = [weights[f"encoder.{level}.0.0.weight"].shape[0] for level in range(levels)]
        network = UNet(channels, weights["head.weight"].shape[0], weights["finest.weight"].shape[1] if "finest.weight" in weights else 0)
        network.load_state_dict(weights)
    except (KeyError, IndexError, RuntimeError) as cause:
        raise SavedError(f"{path} is no U-Net of this project, or its weights were renamed by the export; give its checkpoint.pt.") from cause
    return network


def expect(path: Path, found: str, wanted: str | None) -> None:
    if wanted is not None and found != wanted:
        raise SavedError(f"{path} has SHA-256 {found}, the configuration wants {wanted}; give that network or change the configuration.")
