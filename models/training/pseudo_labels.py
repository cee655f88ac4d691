"""Labels scans that nobody labelled, with a trained network, for a second training (self-training): only what the network is sure of.

python -m pseudo_labels --checkpoint RUN/checkpoint.pt --data DIR --cases crlm_ct_1004 [--to .cache/pseudo-labels] [--confidence 0.8]

Writes CASE.nii.gz (class numbers of the configuration, 255 where the largest probability is below the confidence, which is a higher one for
background, or an organ's piece is a stray) and shares.json, which says how much of each scan and of each organ was kept. A case with labels of its own is refused.
"""

import argparse
import json
import os
from pathlib import Path

import nibabel as nib
import numpy as np

import checkpoint
from cases import UNLABELLED, DataError, clipped, open_image, to_lps
from command import one_line_errors
from export import load_model
from hu_window import normalise
from losses import IGNORE
from organ_masks import drop_strays, probabilities
from sliding_window import predict_logits


# A network that is not sure of an organ yet calls it background: only what is background beyond doubt is kept.
BACKGROUND_CONFIDENCE = 0.97


def sure_labels(probability: np.ndarray, organs: list[str], confidence: float) -> np.ndarray:
    """Probabilities [class, z, y, x] as labels: 255 where no class reaches its confidence, and in stray pieces."""
    tidied = drop_strays(probability.argmax(0).astype(np.uint8), organs, IGNORE)
    needed = np.where(tidied == 0, max(confidence, BACKGROUND_CONFIDENCE), confidence)
    return np.where(probability.max(0) >= needed, tidied, IGNORE).astype(np.uint8)


def shares(label: np.ndarray, probability: np.ndarray, config: dict) -> dict:
    """How much was kept: of all voxels, and of what the network calls each organ."""
    called = probability.argmax(0)
    kept = {organ: round(float((label == n).sum() / max(1, (called == n).sum())), 3) for n, organ in enumerate(config["organs"], 1)}
    litres = {organ: round(float((label == n).sum()) * config["spacingMm"] ** 3 / 1e6, 3) for n, organ in enumerate(config["organs"], 1)}
    return {"voxels": label.size, "labelledShare": round(float((label != IGNORE).mean()), 3), "keptShareOfOrgan": kept, "litres": litres}


def image_of(label: np.ndarray, scan: nib.Nifti1Image, spacing_mm: float) -> nib.Nifti1Image:
    """Labels [z, y, x] towards superior, posterior, left that cover the scan from its first corner, as NIfTI."""
    ras = nib.as_closest_canonical(scan)
    size, shape, origin = np.array(ras.header.get_zooms()[:3], float), np.array(ras.shape), ras.affine[:3, 3]
    corner = origin - size / 2 + np.where([True, True, False], size * shape, 0)
    step = np.array([-spacing_mm, -spacing_mm, spacing_mm])
    affine = np.diag([*step, 1.0])
    affine[:3, 3] = corner + step / 2
    return nib.Nifti1Image(label.transpose(2, 1, 0), affine)


def label_case(model, config: dict, folder: Path, confidence: float) -> tuple[nib.Nifti1Image, dict]:
    """The labels of one scan, and how much of it they cover."""
    if folder.name not in UNLABELLED:
        raise DataError(f"{folder.name} is not one of the scans without labels ({', '.join(UNLABELLED)}); train on its own labels.")
    scan = open_image(folder)
    hu, spacing = to_lps(scan)
    hu = clipped(hu, spacing, config["spacingMm"]).astype(np.float32)
    probability = probabilities(predict_logits(model, normalise(hu, config["windowHu"]), config["patchZyx"], 0.5))
    label = sure_labels(probability, config["organs"], confidence)
    return image_of(label, scan, config["spacingMm"]), shares(label, probability, config)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cases", nargs="+", required=True)
    parser.add_argument("--to", type=Path, default=Path(".cache/pseudo-labels"))
    parser.add_argument("--confidence", type=float, default=0.8, help="least probability of an organ that is kept, 0.5 to 1")
    options = parser.parse_args(arguments)
    if not 0.5 <= options.confidence < 1:
        raise DataError(f"The confidence must be from 0.5 to below 1, got {options.confidence}.")
    model, config, state = load_model(options.checkpoint)
    if "organs" not in config:
        raise DataError(f"{options.checkpoint} was not trained for organs; its configuration names none.")
    labelled = {name: label_case(model, config, options.data / name, options.confidence) for name in options.cases}
    options.to.mkdir(parents=True, exist_ok=True)
    for name, (image, share) in labelled.items():
        nib.save(image, options.to / f"part-{name}.nii.gz")
        os.replace(options.to / f"part-{name}.nii.gz", options.to / f"{name}.nii.gz")
        print(json.dumps({"case": name, **share}), flush=True)
    record = {"teacher": config["name"], "step": state["step"], "confidence": options.confidence, "backgroundConfidence": max(options.confidence, BACKGROUND_CONFIDENCE), "cases": {name: share for name, (_, share) in labelled.items()}}
    (options.to / "shares.json").write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    with one_line_errors():
        main()
