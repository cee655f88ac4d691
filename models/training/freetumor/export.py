"""Exports a FreeTumor generator to ONNX with its manifest, and refuses when ONNX Runtime and PyTorch disagree.

python -m freetumor.export --checkpoint OUT/checkpoint.pt --to ../liver-freetumor [--version 0.1.0] [--log TRAINING.log] [--results RESULTS.json]
"""

import argparse
import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import checkpoint
from command import one_line_errors
from export import OPSET, TOLERANCE, ExportError
from unet import parameter_count

from .equation import BLUR_SIGMA, BLUR_TAPS
from .pairs import EDGE_SIGMA_VOXELS, TEXTURE_SIGMA_VOXELS
from .train import build_generator


def export_onnx(model: torch.nn.Module, size: list[int], path: Path) -> None:
    """Input `image` [1, 1, x, y, z] in 0..1, output `strength` [1, 1, x, y, z] before tanh; sizes fixed."""
    torch.onnx.export(model, (torch.zeros(1, 1, *size),), str(path), opset_version=OPSET, input_names=["image"], output_names=["strength"], dynamo=False)
    onnx.checker.check_model(str(path))


def largest_difference(model: torch.nn.Module, path: Path, size: list[int]) -> float:
    """Largest difference of the outputs on seeded noise, as a share of the largest output (or of 1 where all are smaller)."""
    image = np.random.default_rng(7).random((1, 1, *size), dtype=np.float32)
    with torch.no_grad():
        expected = model(torch.from_numpy(image)).numpy()
    given = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(["strength"], {"image": image})[0]
    return float(np.abs(given - expected).max() / max(1.0, np.abs(expected).max()))


def write_checked(model: torch.nn.Module, size: list[int], path: Path) -> float:
    """Writes the file; how far it differs. Throws ExportError where that is too far."""
    export_onnx(model, size, path)
    difference = largest_difference(model, path, size)
    if not difference <= TOLERANCE:
        raise ExportError(f"ONNX Runtime differs from PyTorch by {difference:.2e} (limit {TOLERANCE:.0e}); nothing was replaced.")
    return difference


def manifest_of(config: dict, file: Path, version: str) -> dict:
    """The manifest that the gateway reads (docs/hosting-generators.md), of what `file` holds."""
    return {
        "name": config["name"],
        "version": version,
        **config["manifest"],
        "task": "lesion-generator",
        "generator": "freetumor",
        "graphs": {"generator": {"file": "model.onnx", "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}},
        "settings": {
            "organs": {organ: each["channel"] for organ, each in config["organs"].items()},
            "channels": len(config["organs"]),
            "spacingMm": [config["spacingMm"]] * 3,
            "orientation": "RAS",
            "windowHu": config["windowHu"],
            "windowSize": config["patchZyx"][::-1],
            "overlap": 0.75,
            "axisOrder": "xyz",
            "input": "image",
            "output": "strength",
            "activation": "tanh",
            "sign": "minus",
            "blur": {"taps": BLUR_TAPS, "sigmaVoxels": BLUR_SIGMA},
            "edgeSigmaVoxels": list(EDGE_SIGMA_VOXELS),
            "texture": {"sigmaAVoxels": TEXTURE_SIGMA_VOXELS[0], "sigmaBVoxels": TEXTURE_SIGMA_VOXELS[1]},
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True, help="model folder; model.onnx and model.json there are replaced")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--log", type=Path, help="training log to keep beside the model")
    parser.add_argument("--results", type=Path, help="what evaluate.py found")
    options = parser.parse_args()

    state = checkpoint.load(options.checkpoint)
    config = state["config"]
    model = build_generator(config)
    model.load_state_dict(state["generator"])
    model.eval()
    size = config["patchZyx"][::-1]
    options.to.mkdir(parents=True, exist_ok=True)
    part = options.to / "model.onnx.part"
    try:
        difference = write_checked(model, size, part)
    except Exception:
        part.unlink(missing_ok=True)
        raise
    (options.to / "model.json.part").write_text(json.dumps(manifest_of(config, part, options.version), indent=2) + "\n")
    for name in ("model.onnx", "model.json"):
        os.replace(options.to / f"{name}.part", options.to / name)
    for source, name in ((options.checkpoint.parent / "curves.csv", "curves.csv"), (options.log, "training.log"), (options.results, "results.json")):
        if source and source.exists():
            shutil.copyfile(source, options.to / name)
    size_mb = (options.to / "model.onnx").stat().st_size / 1e6
    print(f"{options.to}: {parameter_count(model)} parameters, {size_mb:.1f} MB, step {state['step']}, differs by {difference:.1e}")


if __name__ == "__main__":
    with one_line_errors():
        main()
