"""Exports a checkpoint to ONNX with its manifest, and refuses when ONNX Runtime and PyTorch disagree.

python -m export --checkpoint OUT/checkpoint.pt --to ../liver-localiser [--version 0.1.0] [--precision fp16] [--log TRAINING.log]
"""

import argparse
import copy
import hashlib
import json
import os
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import checkpoint
import networks
from command import one_line_errors
from configuration import read_config
from half_precision import LEAST_VALUES, store_weights_as_halves
from unet import parameter_count

OPSET = 17
TOLERANCE = 1e-4
MOST_BYTES = 20_000_000
PRECISIONS = ("fp32", "fp16")
KEPT_BESIDE = ("curves.csv", "curves.png")


class ExportError(ValueError):
    """The exported file may not be used."""


def export_onnx(model: torch.nn.Module, patch_zyx: list[int], path: Path, free_window: bool = True) -> None:
    """Input `image` [1, 1, z, y, x], output `logits` [1, C, z, y, x]; the spatial axes stay free unless the network wants one window."""
    example = torch.zeros(1, 1, *patch_zyx)
    axes = {2: "z", 3: "y", 4: "x"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                model, (example,), str(path), opset_version=OPSET, input_names=["image"], output_names=["logits"],
                dynamic_axes={"image": axes, "logits": axes} if free_window else None, dynamo=False,
            )
    except (torch.onnx.errors.OnnxExporterError, NotImplementedError) as cause:
        path.unlink(missing_ok=True)
        raise ExportError(f"The network uses an operator that ONNX opset {OPSET} lacks: {str(cause).splitlines()[0]}") from cause
    onnx.checker.check_model(str(path))


def predictor(path: Path):
    """Runs an ONNX file on the CPU. Throws ExportError when ONNX Runtime lacks an operator of it."""
    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as cause:
        raise ExportError(f"ONNX Runtime {onnxruntime.__version__} cannot run the exported network: {str(cause).splitlines()[0]}") from cause
    return lambda x: session.run(["logits"], {"image": x})[0]


def fixed_inputs(patch_zyx: list[int], seed: int = 7) -> list[np.ndarray]:
    """Noise of two strengths, and a smooth field with edges."""
    rng = np.random.default_rng(seed)
    noise = [np.clip(rng.standard_normal((1, 1, *patch_zyx), dtype=np.float32) * scale, -1, 1) for scale in (0.2, 1.0)]
    axes = np.meshgrid(*(np.linspace(-3, 3, n, dtype=np.float32) for n in patch_zyx), indexing="ij")
    return [*noise, np.sin(axes[0] * axes[1] + axes[2])[None, None]]


def largest_difference(model: torch.nn.Module, path: Path, patch_zyx: list[int]) -> float:
    """Largest difference of the logits on fixed inputs, as a share of the largest logit (or of 1 where all are smaller)."""
    return compare(model, path, patch_zyx)["largestLogitDifference"]


def compare(model: torch.nn.Module, path: Path, patch_zyx: list[int]) -> dict:
    """Of a file against the network: the largest difference as above, and the share of voxels that get the same label."""
    predict, differences, same = predictor(path), [], []
    for x in fixed_inputs(patch_zyx):
        with torch.no_grad():
            expected = model(torch.from_numpy(x)).numpy()
        given = predict(x)
        differences.append(np.abs(given - expected).max() / max(1.0, np.abs(expected).max()))
        same.append(float((given.argmax(1) == expected.argmax(1)).mean()))
    return {"largestLogitDifference": float(np.max(differences)), "labelAgreement": float(np.mean(same))}


def rounded(model: torch.nn.Module) -> torch.nn.Module:
    """A copy whose larger weights are what 16 bits hold: so the file of halves must agree with it as closely as a full one."""
    copied = copy.deepcopy(model)
    with torch.no_grad():
        for value in copied.parameters():
            if value.numel() >= LEAST_VALUES:
                value.copy_(value.half().float())
    return copied


def manifest_of(config: dict, file: Path, version: str) -> dict:
    """The manifest that the gateway reads; x, y, z order. Throws ExportError when the configuration has no words for it."""
    if not config.get("manifest"):
        raise ExportError(f"The configuration of {config['name']} has no \"manifest\"; give one with --config.")
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
    model = networks.build(config)
    model.load_state_dict(state.get("average") or state["model"])
    return model.eval(), config, state


def write_onnx(model: torch.nn.Module, config: dict, part: Path, precision: str = "fp32") -> dict:
    """Writes and checks the file; what it differs by from the network as trained. Leaves no file and throws ExportError when it may not be used."""
    exported = rounded(model) if precision == "fp16" else model
    try:
        export_onnx(exported, config["patchZyx"], part, networks.kind_of(config).FREE_WINDOW)
        if precision == "fp16":
            store_weights_as_halves(part)
        difference = largest_difference(exported, part, config["patchZyx"])
        if not difference <= TOLERANCE:
            raise ExportError(f"ONNX Runtime differs from PyTorch by {difference:.2e} (limit {TOLERANCE:.0e}); nothing was replaced.")
        if part.stat().st_size > MOST_BYTES:
            raise ExportError(f"The file has {part.stat().st_size / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.0f}; export with --precision fp16 or train a smaller network.")
    except Exception:
        part.unlink(missing_ok=True)
        raise
    return {"precision": precision, "agreement": difference, **compare(model, part, config["patchZyx"])}


def export(source: Path, to: Path, version: str = "0.1.0", precision: str = "fp32", words: dict | None = None) -> dict:
    """Writes model.onnx, model.json and export.json into the folder `to`; what export.json says. Whole or not at all."""
    model, config, state = load_model(source)
    config["manifest"] = words or config.get("manifest")
    if to.resolve().name != config["name"]:
        raise ExportError(f"This is the model {config['name']}, and the gateway wants its folder to bear that name; give --to .../{config['name']}.")
    to.mkdir(parents=True, exist_ok=True)
    part = to / "model.onnx.part"
    report = write_onnx(model, config, part, precision)
    report = {**report, "opset": OPSET, "megabytes": round(part.stat().st_size / 1e6, 2), "parameters": parameter_count(model), "step": state["step"], "minutes": round(state["seconds"] / 60, 1)}
    manifest = {**manifest_of(config, part, version), "file": "model.onnx"}
    for name, content in (("model.json", manifest), ("export.json", report)):
        (to / f"{name}.part").write_text(json.dumps(content, indent=2) + "\n")
    for name in ("model.onnx", "model.json", "export.json"):
        os.replace(to / f"{name}.part", to / name)
    return report


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True, help="model folder; model.onnx, model.json and export.json there are replaced")
    parser.add_argument("--config", type=Path, help="take the manifest's words from here rather than from the checkpoint")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--precision", choices=PRECISIONS, default="fp32", help="of the stored weights; export.json tells what it costs")
    parser.add_argument("--log", type=Path, help="training log to keep beside the model")
    options = parser.parse_args(arguments)
    words = read_config(options.config).get("manifest") if options.config else None
    report = export(options.checkpoint, options.to, options.version, options.precision, words)
    kept = [(options.checkpoint.parent / name, name) for name in KEPT_BESIDE] + [(options.log, "training.log")]
    for source, name in kept:
        if source and source.exists():
            shutil.copyfile(source, options.to / name)
    print(f"{options.to}: {json.dumps(report)}")


if __name__ == "__main__":
    with one_line_errors():
        main()
