"""Small cases for tests: an ellipsoid of organ in fat, under the names and label files of the real ones."""

from pathlib import Path

import nibabel as nib
import numpy as np
import pydicom


def write_case(folder: Path, labels_name: str = "labels.nii.gz", lesion: bool = False, spacing_mm: float = 3) -> None:
    """`lesion`: a dark ball of value 2 within the organ."""
    folder.mkdir(parents=True)
    z, y, x = np.ogrid[-24:24, -24:24, -24:24]
    values = ((x / 20) ** 2 + (y / 17) ** 2 + (z / 18) ** 2 < 1).astype(np.uint8)
    if lesion:
        values[(x - 6) ** 2 + y**2 + z**2 < 30] = 2
    hu = np.choose(values, [-90, 110, 60]) + np.random.default_rng(1).normal(0, 12, values.shape)
    affine = np.diag([spacing_mm, spacing_mm, spacing_mm, 1])
    nib.save(nib.Nifti1Image(hu.astype(np.int16), affine), folder / "image.nii.gz")
    nib.save(nib.Nifti1Image(values, affine), folder / labels_name)


def write_slice(path: Path, position_lps: list[float], orientation: list[float] | None) -> None:
    """One DICOM slice of 2 rows and 3 columns."""
    slice_ = pydicom.Dataset()
    slice_.file_meta = pydicom.dataset.FileMetaDataset()
    slice_.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    slice_.file_meta.MediaStorageSOPClassUID = slice_.SOPClassUID = pydicom.uid.CTImageStorage
    slice_.file_meta.MediaStorageSOPInstanceUID = slice_.SOPInstanceUID = pydicom.uid.generate_uid()
    slice_.ImagePositionPatient, slice_.PixelSpacing, slice_.RescaleSlope, slice_.RescaleIntercept = position_lps, [1, 1], 1, 0
    if orientation is not None:
        slice_.ImageOrientationPatient = orientation
    slice_.Rows, slice_.Columns, slice_.SamplesPerPixel, slice_.PhotometricInterpretation = 2, 3, 1, "MONOCHROME2"
    slice_.BitsAllocated, slice_.BitsStored, slice_.HighBit, slice_.PixelRepresentation = 16, 16, 15, 1
    slice_.PixelData = np.zeros((2, 3), np.int16).tobytes()
    slice_.save_as(path, enforce_file_format=True)


LITS_LABELS = "labels_liver1_tumour2.nii.gz"
STREAM = {
    "name": "tiny-lesion", "seed": 5, "network": {"kind": "u-net", "channels": [4, 8]}, "classes": ["background", "liver", "lesion"],
    "patchZyx": [24, 24, 24], "spacingMm": 3, "windowHu": [-160, 240], "batch": 1, "steps": 3, "learningRate": 0.002, "weightDecay": 0,
    "warmUpSteps": 1, "threads": 1, "bfloat16": False, "validation": [],
    "feed": {"kind": "stream", "cases": {"lits_000": 1}, "plan": {"sizeClass": "small"}, "lesionShare": 1, "anywhereShare": 0},
}
