"""Exports a checkpoint to ONNX with its manifest, and refuses when ONNX Runtime and PyTorch disagree.

python -m export --checkpoint OUT/checkpoint.pt --to ../liver-localiser [--version 0.1.0] [--log TRAINING.log]
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import checkpoint
from unet import build, parameter_count

OPSET = 17
TOLERANCE = 1e-4


class ExportError(ValueError):
    """The exported file may not be used."""


def export_onnx(model: torch.nn.Module, patch_zyx: list[int], path: Path) -> None:
    """Input `image` [1, 1, z, y, x], output `logits` [1, C, z, y, x]; the spatial axes stay free."""
    example = torch.zeros(1, 1, *patch_zyx)
    axes = {2: "z", 3: "y", 4: "x"}
    torch.onnx.export(
        model, (example,), str(path), opset_version=OPSET, input_names=["image"], output_names=["logits"],
        dynamic_axes={"image": axes, "logits": axes}, dynamo=False,
    )
    onnx.checker.check_model(str(path))


def largest_difference(model: torch.nn.Module, path: Path, patch_zyx: list[int], seed: int = 7) -> float:
    """Largest difference of the logits on two fixed inputs, as a share of the largest logit (or of 1 where all are smaller)."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(seed)
    worst = 0.0
    for scale in (0.2, 1.0):
        x = np.clip(rng.standard_normal((1, 1, *patch_zyx), dtype=np.float32) * scale, -1, 1)
        with torch.no_grad():
            expected = model(torch.from_numpy(x)).numpy()
        difference = np.abs(session.run(["logits"], {"image": x})[0] - expected).max()
        worst = max(worst, float(difference / max(1.0, np.abs(expected).max())))
    return worst


def manifest_of(config: dict, file: Path, version: str) -> dict:
    """The manifest that the gateway reads; x, y, z order."""
    z, y, x = config["patchZyx"]
    return {
        "name": config["name"],
        "version": version,
        **config["manifest"],
        "architecture": "unet-softmax",
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "spacingMm": [config["spacingMm"]] * 3,
        "orientation": "LPS",
        "windowHu": config["windowHu"],
        "normalisation": {"kind": "signed"},
        "windowSize": [x, y, z],
        "input": "image",
        "output": "logits",
        "axisOrder": "zyx",
    }


def load_model(path: Path) -> tuple[torch.nn.Module, dict, dict]:
    """The network in evaluation mode, its configuration and the state of its run."""
    state = checkpoint.load(path)
    config = state["config"]
    model = build(config)
    model.load_state_dict(state.get("average", state["model"]))
    return model.eval(), config, state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True, help="model folder; model.onnx and model.json there are replaced")
    parser.add_argument("--config", type=Path, help="take the manifest's words from here rather than from the checkpoint")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--log", type=Path, help="training log to keep beside the model")
    options = parser.parse_args()

    model, config, state = load_model(options.checkpoint)
    if options.config:
        config["manifest"] = json.loads(options.config.read_text())["manifest"]
    options.to.mkdir(parents=True, exist_ok=True)
    part = options.to / "model.onnx.part"
    export_onnx(model, config["patchZyx"], part)
    difference = largest_difference(model, part, config["patchZyx"])
    if not difference <= TOLERANCE:
        part.unlink()
        raise ExportError(f"ONNX Runtime differs from PyTorch by {difference:.2e} (limit {TOLERANCE:.0e}); nothing was replaced.")
    os.replace(part, options.to / "model.onnx")
    manifest = manifest_of(config, options.to / "model.onnx", options.version)
    (options.to / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    for source, name in ((options.checkpoint.parent / "curves.csv", "curves.csv"), (options.log, "training.log")):
        if source and source.exists():
            shutil.copyfile(source, options.to / name)
    size = (options.to / "model.onnx").stat().st_size / 1e6
    print(f"{options.to}: {parameter_count(model)} parameters, {size:.1f} MB, step {state['step']}, differs by {difference:.1e}")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError, checkpoint.CheckpointError) as failure:
        sys.exit(f"error: {failure}")
