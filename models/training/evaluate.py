"""Scores an exported model on labelled cases, on each scan's own grid, and writes a table.

python -m evaluate --model ../liver-lesion --data DIR --cases lits_006 lits_010 chaos_ct_set3 [--phantoms DIR] [--out results.json]
python -m evaluate --predictions DIR --data DIR --cases ...     what `lesionforge segment` wrote into DIR/<case>/labelmap.nii.gz

Liver: Dice of organ with lesions. Lesions: Dice; a true lesion is hit when any of its voxels is predicted; a false positive is a predicted
component of at least 38 mm3 that touches no true lesion. True lesions are 6-connected components, predicted ones 26-connected.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import nibabel as nib
import numpy as np
import onnxruntime
import torch
from scipy import ndimage

from cases import LITS, DataError, read_dicom_series, resample, to_lps
from hu_window import normalise
from sliding_window import predict_logits

BINS_MM = ((0, 5), (5, 10), (10, 15), (15, 20), (20, float("inf")))
SMALLEST_MM3 = 38
TWENTY_SIX = np.ones((3, 3, 3))


class OnnxModel:
    """An exported model with its manifest; called like the network itself."""

    def __init__(self, folder: Path, threads: int = 2):
        self.manifest = json.loads((folder / "model.json").read_text())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(folder / self.manifest["file"]), options, providers=["CPUExecutionProvider"])
        self.windows, self.seconds = 0, 0.0

    def __call__(self, tile: torch.Tensor) -> torch.Tensor:
        begun = time.time()
        (logits,) = self.session.run(["logits"], {"image": tile.contiguous().numpy()})
        self.seconds += time.time() - begun
        self.windows += 1
        return torch.from_numpy(logits)

    def segment(self, hu: np.ndarray, spacing: np.ndarray) -> np.ndarray:
        """Label per voxel on the scan's own grid [z, y, x]."""
        m = self.manifest
        target = float(m["spacingMm"][0])
        logits = predict_logits(self, normalise(resample(hu, spacing, target, 1), m["windowHu"]), m["windowSize"][::-1], m["overlap"])
        step = spacing / target
        back = [ndimage.affine_transform(channel, step, offset=(step - 1) / 2, output_shape=hu.shape, order=1, mode="nearest") for channel in logits]
        return tidy(np.argmax(back, 0).astype(np.uint8), float(np.prod(spacing)))


def tidy(labels: np.ndarray, voxel_mm3: float) -> np.ndarray:
    """The largest connected piece of organ and lesions; lesions below the smallest size become organ."""
    pieces, count = ndimage.label(labels > 0, TWENTY_SIX)
    if count == 0:
        return labels
    largest = 1 + int(np.argmax(np.bincount(pieces.ravel())[1:]))
    labels = np.where(pieces == largest, labels, 0).astype(np.uint8)
    lesions, _ = ndimage.label(labels == 2, TWENTY_SIX)
    sizes = np.bincount(lesions.ravel()) * voxel_mm3
    labels[(sizes < SMALLEST_MM3)[lesions] & (lesions > 0)] = 1
    return labels


def dice(a: np.ndarray, b: np.ndarray) -> float | None:
    total = int(a.sum()) + int(b.sum())
    return 2 * int((a & b).sum()) / total if total else None


def score(prediction: np.ndarray, truth: np.ndarray, voxel_mm3: float) -> dict:
    """`truth`: 1 organ, 2 lesion."""
    lesions, count = ndimage.label(truth == 2)
    sizes = np.bincount(lesions.ravel())[1:] * voxel_mm3
    radii = np.cbrt(3 * sizes / (4 * np.pi))
    hit = np.zeros(count + 1, bool)
    hit[np.unique(lesions[prediction == 2])] = True
    found, found_count = ndimage.label(prediction == 2, TWENTY_SIX)
    touching = np.unique(found[(truth == 2) & (found > 0)])
    by_size = {}
    for low, high in BINS_MM:
        inside = (radii >= low) & (radii < high) & (sizes >= SMALLEST_MM3)
        if inside.any():
            by_size[f"{low}-{high} mm"] = f"{int(hit[1:][inside].sum())}/{int(inside.sum())}"
    counted = sizes >= SMALLEST_MM3
    return {
        "liverDice": dice(prediction > 0, truth > 0),
        "lesionDice": dice(prediction == 2, truth == 2),
        "lesionsHit": int(hit[1:][counted].sum()),
        "lesions": int(counted.sum()),
        "hitByRadius": by_size,
        "falsePositives": found_count - len(touching),
        "falsePositiveMl": round(float((found > 0)[~np.isin(found, touching)].sum()) * voxel_mm3 / 1000, 2),
    }


def open_truth(folder: Path) -> tuple[nib.Nifti1Image, nib.Nifti1Image, dict[int, int]]:
    """Image, labels and the map to 1 organ, 2 lesion. Evaluation may open what training may not."""
    if folder.name in LITS:
        return nib.load(folder / "image.nii.gz"), nib.load(folder / "labels_liver1_tumour2.nii.gz"), {1: 1, 2: 2}
    if folder.name.startswith("phantom_"):
        return nib.load(folder / "image.nii.gz"), nib.load(folder / "labels.nii.gz"), {1: 1, 2: 2}
    if (folder / "liver.nii.gz").exists():
        return read_dicom_series(folder / "dicom.zip"), nib.load(folder / "liver.nii.gz"), {1: 1}
    if (folder / "labels_totalseg_v2.nii.gz").exists():
        image = folder / "image.nii.gz"
        return (nib.load(image) if image.exists() else read_dicom_series(folder / "dicom")), nib.load(folder / "labels_totalseg_v2.nii.gz"), {5: 1}
    raise DataError(f"{folder} holds no labels that can be scored.")


def evaluate(model: OnnxModel | Path, folder: Path) -> dict:
    image, labels, table = open_truth(folder)
    hu, spacing = to_lps(image)
    values, _ = to_lps(labels)
    truth = np.zeros(values.shape, np.uint8)
    for value, meaning in table.items():
        truth[values == value] = meaning
    begun = time.time()
    if isinstance(model, Path):
        prediction, _ = to_lps(nib.load(model / folder.name / "labelmap.nii.gz"))
        if prediction.shape != truth.shape:
            raise DataError(f"{folder.name}: the prediction has shape {prediction.shape}, the truth {truth.shape}.")
    else:
        prediction = model.segment(np.asarray(hu, np.float32), spacing)
    return {"case": folder.name, **score(prediction, truth, float(np.prod(spacing))), "seconds": round(time.time() - begun, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--model", type=Path)
    what.add_argument("--predictions", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cases", nargs="*", default=[])
    parser.add_argument("--phantoms", type=Path, help="folder of phantoms to score as well")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    folders = [options.data / name for name in options.cases]
    if options.phantoms:
        folders += sorted(options.phantoms.glob("phantom_*[0-9]"))
    if not folders:
        raise DataError("Nothing to score: name --cases, or give --phantoms.")
    model = OnnxModel(options.model) if options.model else options.predictions
    rows = []
    for folder in folders:
        rows.append(evaluate(model, folder))
        print(json.dumps(rows[-1]), flush=True)
    result = {"cases": rows}
    if options.model:
        named = {key: model.manifest[key] for key in ("name", "version", "sha256")}
        result = {**named, "secondsPerWindow": round(model.seconds / model.windows, 3), **result}
        print(f"{model.windows} windows, {result['secondsPerWindow']} s each")
    if options.out:
        options.out.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError) as failure:
        sys.exit(f"error: {failure}")
