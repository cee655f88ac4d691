"""What is known of a case, as `lesionforge evaluate` wants it: 0 background, 1 organ, 2 lesion, on the grid of the scan."""

import os
from pathlib import Path

import nibabel as nib
import numpy as np

from cases import DataError

# By file name: source value -> 1 organ, 2 lesion. Evaluation may open what training may not.
SOURCES = {
    "labels_liver1_tumour2.nii.gz": {1: 1, 2: 2},
    "labels.nii.gz": {1: 1, 2: 2},
    "liver.nii.gz": {1: 1},
    "labels_totalseg_v2.nii.gz": {5: 1},
}


def scan_of(folder: Path) -> Path:
    """The file or folder that holds the scan. Throws DataError."""
    for name in ("image.nii.gz", "dicom.zip", "dicom"):
        if (folder / name).exists():
            return folder / name
    raise DataError(f"{folder} holds no scan: no image.nii.gz, dicom.zip or dicom.")


def write_reference(folder: Path, to: Path) -> None:
    """Throws DataError where the case is not labelled or its labels cannot be read."""
    found = [(folder / name, table) for name, table in SOURCES.items() if (folder / name).exists()]
    if not found:
        raise DataError(f"{folder} holds no labels that can be scored (one of {', '.join(SOURCES)}).")
    path, table = found[0]
    try:
        labels = nib.load(path)
        values = np.asarray(labels.dataobj)
    except (nib.filebasedimages.ImageFileError, OSError, EOFError) as cause:
        raise DataError(f"{path} cannot be read as NIfTI; restore the file.") from cause
    meaning = np.zeros(values.shape, np.uint8)
    for value, known in table.items():
        meaning[values == value] = known
    part = to.with_name(f".{to.name}")
    nib.save(nib.Nifti1Image(meaning, labels.affine), part)
    os.replace(part, to)
