"""Trains the sample networks of the import tests and exports them as a site would: an ONNX file beside its framework's own files.

python make_sample_networks.py --to ../../../test/fixtures/foreign-models [--only NAME ...]

Takes a minute or two a network on one core. Everything they learn is computed (scene.py); they find nothing in a patient.
"""

import argparse
import json
import time
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import torch
from torch.nn import functional

import layouts
import networks
import scene

OPSET = 17
TOLERANCE = 1e-3
BUNDLE = {"kind": "bundle", "letters": "RAS", "windowHu": (-150, 250), "outputRange": (0, 1), "overlap": 0.25, "mode": "constant"}
NNUNET = {"kind": "nnunet", "transposeForward": (0, 1, 2), "reader": "NibabelIOWithReorient", "axes": "SAR", "norm": "instance", "class": "PlainConvUNet"}

# Windows and spacings in the order of the tensor's axes; `axes` says towards which side of the patient they grow.
SAMPLES = {
    "monai-unet": {**BUNDLE, "steps": 600, "target": "UNet", "axes": "RAS", "spacingMm": (3.0, 3.0, 3.5), "window": (32, 32, 24), "free": True},
    "monai-unet-plus-plus": {**BUNDLE, "steps": 700, "target": "BasicUNetPlusPlus", "letters": "LPS", "axes": "LPS", "spacingMm": (2.5, 3.0, 3.5), "window": (32, 32, 16), "free": True, "mode": "gaussian"},
    "monai-unetr": {**BUNDLE, "steps": 900, "target": "UNETR", "axes": "RAS", "spacingMm": (4.0, 3.5, 3.5), "window": (32, 32, 32), "overlap": 0.5, "mode": "gaussian"},
    "monai-swin-unetr": {**BUNDLE, "steps": 800, "target": "SwinUNETR", "axes": "RAS", "spacingMm": (3.0, 3.5, 4.0), "window": (32, 32, 32), "outputRange": (-1, 1), "overlap": 0.5, "mode": "gaussian"},
    "nnunet-plain": {**NNUNET, "steps": 700, "spacingMm": (4.0, 2.5, 2.5), "window": (16, 48, 48)},
    "nnunet-transposed": {**NNUNET, "steps": 600, "reader": "SimpleITKIO", "transposeForward": (1, 0, 2), "axes": "PSL", "norm": "batch", "class": "ResidualEncoderUNet", "spacingMm": (4.0, 3.0, 2.5), "window": (16, 32, 48)},
    "nnunet-regions": {**NNUNET, "steps": 750, "spacingMm": (3.5, 2.5, 2.5), "window": (16, 40, 40), "regions": True},
}


def network_of(sample: dict) -> torch.nn.Module:
    if sample["kind"] == "nnunet":
        return networks.from_plans(layouts.architecture_of(sample), 3 if sample.get("regions") else networks.CLASSES)
    make = {"UNet": networks.unet, "BasicUNetPlusPlus": networks.unet_plus_plus, "SwinUNETR": networks.swin_unetr, "UNETR": lambda: networks.unetr(sample["window"])}
    return make[sample["target"]]()


def intensities_of(grid: scene.Grid, shape: tuple[int, ...], rng: np.random.Generator) -> dict:
    """HU of the foreground, as nnU-Net's fingerprint states it."""
    windows = [scene.draw_window(grid, shape, rng) for _ in range(12)]
    foreground = np.concatenate([hu[labels > 0] for hu, labels in windows])
    low, high = np.percentile(foreground, [0.5, 99.5])
    found = {"max": foreground.max(), "mean": foreground.mean(), "median": np.median(foreground), "min": foreground.min(), "percentile_00_5": low, "percentile_99_5": high, "std": foreground.std()}
    return {key: float(value) for key, value in found.items()}


def normalised(hu: np.ndarray, sample: dict, intensities: dict) -> np.ndarray:
    """HU as the network sees them: by the framework's own formula."""
    if sample["kind"] == "nnunet":
        return (np.clip(hu, intensities["percentile_00_5"], intensities["percentile_99_5"]) - intensities["mean"]) / intensities["std"]
    (low, high), (bottom, top) = sample["windowHu"], sample["outputRange"]
    return bottom + (top - bottom) * np.clip((hu - low) / (high - low), 0, 1)


def targets_of(labels: torch.Tensor, regions: bool) -> torch.Tensor:
    """One channel a class, or a region where they overlap: organ with everything in it, masses, tumour."""
    if regions:
        return torch.stack([labels > 0, labels > 1, labels == 2], 1).float()
    return functional.one_hot(labels, networks.CLASSES).movedim(-1, 1).float()


def loss_of(logits: torch.Tensor, labels: torch.Tensor, regions: bool) -> torch.Tensor:
    wanted = targets_of(labels, regions)
    if regions:
        share = torch.sigmoid(logits)
        entropy = functional.binary_cross_entropy_with_logits(logits, wanted, pos_weight=torch.tensor([1.0, 3.0, 3.0]).reshape(3, 1, 1, 1))
        # What is left of the masses are the cysts, the rarest; without a word for them, all masses become tumours.
        share, wanted = (torch.cat([each, each[:, 1:2] * (1 - each[:, 2:3])], 1) for each in (share, wanted))
    else:
        share = torch.softmax(logits, 1)
        entropy = functional.cross_entropy(logits, labels, weight=torch.tensor([0.5, 1.0, 3.0, 3.0]))
    axes = (0, 2, 3, 4)
    dice = (2 * (share * wanted).sum(axes) + 1) / (share.sum(axes) + wanted.sum(axes) + 1)
    return entropy + 1 - dice.mean()


def train(sample: dict, network: torch.nn.Module, intensities: dict, options: argparse.Namespace) -> None:
    grid, rng = scene.grid_of(sample["axes"], sample["spacingMm"]), np.random.default_rng(options.seed)
    steps = options.steps or sample["steps"]
    optimiser = torch.optim.AdamW(network.parameters(), 4e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, steps, pct_start=0.1)
    network.train()
    started = time.monotonic()
    for step in range(steps):
        windows = [scene.draw_window(grid, sample["window"], rng) for _ in range(2)]
        hu = torch.from_numpy(np.stack([normalised(hu, sample, intensities) for hu, _ in windows]).astype(np.float32))[:, None]
        loss = loss_of(network(hu), torch.from_numpy(np.stack([labels for _, labels in windows])), bool(sample.get("regions")))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 0 or step == steps - 1:
            print(f"  step {step}: loss {loss.item():.3f}, {time.monotonic() - started:.0f} s", flush=True)
    network.eval()


def export(sample: dict, network: torch.nn.Module, path: Path) -> float:
    """Writes the ONNX file; the largest difference of its logits from PyTorch's, as a share of the largest logit."""
    example = torch.randn(1, 1, *sample["window"], generator=torch.Generator().manual_seed(1))
    free = {axis: name for axis, name in enumerate(("batch", None, "a", "b", "c")) if name and (axis == 0 or sample.get("free"))}
    names = ("input", "output") if sample["kind"] == "nnunet" else ("image", "pred")
    torch.onnx.export(
        network, (example,), str(path), opset_version=OPSET, input_names=names[:1], output_names=names[1:], dynamo=False,
        dynamic_axes={names[0]: free, names[1]: free} if sample["kind"] == "nnunet" or sample.get("free") else None,
    )
    model = onnx.load(str(path))
    shorten_names(model.graph)
    store_halves(model.graph)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    with torch.no_grad():
        expected = network(example).numpy()
    found = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, {names[0]: example.numpy()})[0]
    return float(np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))


def shorten_names(graph: onnx.GraphProto) -> None:
    """The paths of modules in a transformer's inner names are as large as its weights here."""
    kept = {value.name for value in (*graph.input, *graph.output)}
    short: dict[str, str] = {}

    def rename(name: str) -> str:
        return name if not name or name in kept else short.setdefault(name, f"t{len(short)}")

    for node in graph.node:
        node.name = ""
        node.input[:] = [rename(name) for name in node.input]
        node.output[:] = [rename(name) for name in node.output]
    for tensor in graph.initializer:
        tensor.name = rename(tensor.name)
    del graph.value_info[:]


def store_halves(graph: onnx.GraphProto) -> None:
    """Large tables of weights as float16, widened when the network is opened: half the file, the same arithmetic."""
    for number, tensor in enumerate(list(graph.initializer)):
        weights = onnx.numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.size < 8192:
            continue
        name, half = tensor.name, f"h{number}"
        tensor.CopyFrom(onnx.numpy_helper.from_array(weights.astype(np.float16), half))
        graph.node.insert(0, onnx.helper.make_node("Cast", [half], [name], to=onnx.TensorProto.FLOAT))


def make(name: str, options: argparse.Namespace) -> None:
    sample, folder = SAMPLES[name], options.to / name
    torch.manual_seed(options.seed)
    intensities = intensities_of(scene.grid_of(sample["axes"], sample["spacingMm"]), sample["window"], np.random.default_rng(options.seed + 1))
    network = network_of(sample)
    print(f"{name}: {sum(p.numel() for p in network.parameters())} weights", flush=True)
    train(sample, network, intensities, options)
    files = layouts.nnunet_files(sample, intensities) if sample["kind"] == "nnunet" else layouts.bundle_files(sample)
    for file, content in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(json.dumps(content, indent=2) + "\n")
    difference = export(sample, network, folder / "model.onnx")
    if not difference <= TOLERANCE:
        raise SystemExit(f"error: ONNX Runtime differs from PyTorch by {difference:.1e}")
    print(f"  {(folder / 'model.onnx').stat().st_size / 1000:.0f} kB, differs by {difference:.1e}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=SAMPLES, default=list(SAMPLES))
    parser.add_argument("--steps", type=int, help="in place of each sample's own")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    for name in options.only:
        make(name, options)


if __name__ == "__main__":
    main()
