"""Draws what an organ localiser outlines, on slices of scans that may be shown (CC BY): for a model card.

python -m organ_pictures --model ../organ-localiser --data DIR --case crlm_ct_1004 --at-mm 40 90 --to ../organ-localiser/pictures

`--at-mm` are heights above the scan's lowest slice. As a reader sees it: the patient's right is on the left.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from cases import UNLABELLED, DataError, open_image, to_lps
from command import one_line_errors
from evaluate_organs import organs_of, outline
from onnx_model import OnnxModel

WIDTH = 360
WINDOW_HU = (-110, 210)
COLOURS = {"liver": (235, 120, 60), "kidney": (60, 200, 120), "pancreas": (250, 220, 60), "spleen": (150, 110, 255)}


def draw(hu: np.ndarray, labels: np.ndarray, colours: list[tuple[int, int, int] | None]) -> np.ndarray:
    """One slice [y, x] in grey with a thin tint and a full rim of each label, RGB."""
    low, high = WINDOW_HU
    grey = np.clip((hu - low) / (high - low), 0, 1) * 255
    picture = np.repeat(grey[..., None], 3, 2)
    for number, colour in enumerate(colours, 1):
        mask = (labels == number) & (colour is not None)
        inner = mask.copy()
        inner[1:-1, 1:-1] = mask[1:-1, 1:-1] & mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
        share = np.where(mask & ~inner, 1.0, np.where(mask, 0.25, 0.0))[..., None]
        picture = picture * (1 - share) + np.array(colour or (0, 0, 0)) * share
    return picture.astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--case", required=True)
    parser.add_argument("--at-mm", type=float, nargs="+", required=True)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    if options.case not in UNLABELLED:
        raise DataError(f"{options.case} may not be shown; only {', '.join(UNLABELLED)} may (CC BY).")
    model = OnnxModel(options.model)
    hu, spacing = to_lps(open_image(options.data / options.case))
    labels = outline(model, np.asarray(hu, np.float32), spacing)
    colours = [COLOURS.get(organ) for organ in organs_of(model)]
    options.to.mkdir(parents=True, exist_ok=True)
    for height in options.at_mm:
        k = min(len(hu) - 1, round(height / spacing[0]))
        picture = Image.fromarray(draw(np.asarray(hu[k], float), labels[k], colours))
        size = (WIDTH, round(WIDTH * hu.shape[1] * spacing[1] / (hu.shape[2] * spacing[2])))
        path = options.to / f"{options.case}-{height:g}mm.png"
        picture.resize(size, Image.Resampling.BILINEAR).convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(path, optimize=True)
        print(path)


if __name__ == "__main__":
    with one_line_errors():
        main()
