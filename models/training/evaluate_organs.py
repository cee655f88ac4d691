"""Scores an exported organ localiser on labelled cases, on each scan's own grid: Dice of every organ that was drawn there.

python -m evaluate_organs --model ../organ-localiser --data DIR --cases lits_006 lits_010 chaos_ct_set3 [--phantoms DIR] [--out results.json]
"""

import argparse
import json
from pathlib import Path

import nibabel as nib
import numpy as np
from scipy import ndimage

from cases import EVALUATION_ONLY, ORGAN_VALUES, DataError, open_case, read_dicom_series, resample, to_lps
from command import one_line_errors
from hu_window import normalise
from onnx_model import OnnxModel, dice
from organ_masks import drop_strays
from sliding_window import predict_logits


def open_truth(folder: Path) -> tuple[nib.Nifti1Image, nib.Nifti1Image, dict[str, tuple[int, ...]]]:
    """Image, labels and which of their values are which organ. Evaluation may open what training may not."""
    if folder.name in EVALUATION_ONLY:
        return read_dicom_series(folder / "dicom.zip"), nib.load(folder / "liver.nii.gz"), {"liver": (1,)}
    image, labels, kind = open_case(folder)
    return image, labels, ORGAN_VALUES[kind]


def outline(model: OnnxModel, hu: np.ndarray, spacing: np.ndarray) -> np.ndarray:
    """Channel number per voxel on the scan's own grid [z, y, x], strays taken out."""
    m = model.manifest
    target = float(m["spacingMm"][0])
    logits = predict_logits(model, normalise(resample(hu, spacing, target, 1), m["windowHu"]), m["windowSize"][::-1], m["overlap"])
    step = spacing / target
    best, labels = None, np.zeros(hu.shape, np.uint8)
    for channel, scores in enumerate(logits):
        back = ndimage.affine_transform(scores, step, offset=(step - 1) / 2, output_shape=hu.shape, order=1, mode="nearest")
        best = back if best is None else best
        wins = back > best
        labels[wins], best[wins] = channel, back[wins]
    return drop_strays(labels, organs_of(model))


def organs_of(model: OnnxModel) -> list[str]:
    return [label["name"] for label in model.manifest["labels"][1:]]


def score(model: OnnxModel, folder: Path) -> dict:
    """Dice and volumes of each organ that the labels hold and the network knows."""
    image, labels, drawn = open_truth(folder)
    hu, spacing = to_lps(image)
    values, _ = to_lps(labels)
    found = outline(model, np.asarray(hu, np.float32), spacing)
    ml = float(np.prod(spacing)) / 1000
    row = {"case": folder.name}
    for number, organ in enumerate(organs_of(model), 1):
        truth = np.isin(values, drawn.get(organ, ()))
        if truth.any():
            mask = found == number
            row[organ] = {"dice": round(dice(mask, truth), 4), "ml": round(float(mask.sum()) * ml, 1), "truthMl": round(float(truth.sum()) * ml, 1)}
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
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
    model = OnnxModel(options.model)
    rows = []
    for folder in folders:
        rows.append(score(model, folder))
        print(json.dumps(rows[-1]), flush=True)
    if options.out:
        named = {key: model.manifest[key] for key in ("name", "version", "sha256")}
        options.out.write_text(json.dumps({**named, "cases": rows}, indent=2) + "\n")


if __name__ == "__main__":
    with one_line_errors():
        main()
