"""Reads the permitted cases, brings them to LPS array order [z, y, x] and one spacing, and keeps them in a cache.

Licences decide what may be trained on; TRAINABLE is the whole list. Everything else in a data folder is never opened here.
Label values after reading: 0 background, 1 liver, 255 ignored (real tumours: never learned from).
"""

import json
from dataclasses import dataclass
from pathlib import Path

import nibabel as nib
import numpy as np
from scipy import ndimage

LITS = ("lits_000", "lits_001", "lits_004", "lits_006", "lits_010")
TRAINABLE = ("ts_trunk_3mm", "ts_dicom_20slices", "crlm_ct_1004", *LITS)
EVALUATION_ONLY = ("chaos_ct_set3",)
IGNORE = 255

# Organs whose contrast uptake is varied together: value in the source labels -> group.
TOTALSEGMENTATOR_GROUPS = {5: 1, 1: 2, 2: 3, 3: 3, 52: 4, 63: 5, 64: 5, 7: 6}
PHANTOM_GROUPS = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3, 7: 4, 8: 5, 10: 6}


@dataclass
class Case:
    """One scan. `hu` float16 and `label` uint8 are [z, y, x], axes towards superior, posterior, left."""

    name: str
    hu: np.ndarray
    label: np.ndarray
    groups: np.ndarray
    spacing_mm: float


class DataError(ValueError):
    """Says which case is at fault and what to do."""


def to_lps(image: nib.Nifti1Image) -> tuple[np.ndarray, np.ndarray]:
    """Voxels as [z, y, x] with LPS directions, and the spacing in the same order."""
    ras = nib.as_closest_canonical(image)
    voxels = np.asarray(ras.dataobj)[::-1, ::-1, :].transpose(2, 1, 0)
    return voxels, np.array(ras.header.get_zooms()[:3], dtype=float)[::-1]


def resample(voxels: np.ndarray, spacing: np.ndarray, target_mm: float, order: int) -> np.ndarray:
    """To equal spacing over the same extent; linear (order 1) or nearest (order 0), sampled at voxel centres."""
    shape = np.maximum(1, np.round(np.array(voxels.shape) * spacing / target_mm)).astype(int)
    step = target_mm / spacing
    return ndimage.affine_transform(voxels, step, offset=(step - 1) / 2, output_shape=tuple(shape), order=order, mode="nearest")


def read_dicom_series(folder_or_zip: Path) -> nib.Nifti1Image:
    """A classic axial series as a NIfTI image in HU, slices sorted by position."""
    import io
    import zipfile

    import pydicom

    if folder_or_zip.suffix == ".zip":
        archive = zipfile.ZipFile(folder_or_zip)
        slices = [pydicom.dcmread(io.BytesIO(archive.read(n)), force=True) for n in archive.namelist() if not n.endswith("/")]
    else:
        slices = [pydicom.dcmread(path, force=True) for path in sorted(folder_or_zip.iterdir())]
    slices = [s for s in slices if "ImagePositionPatient" in s]
    if len(slices) < 2:
        raise DataError(f"{folder_or_zip}: fewer than two slices with a position; give a folder or zip of one axial series.")
    slices.sort(key=lambda s: float(s.ImagePositionPatient[2]))
    hu = np.stack([pixels_of(s) * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices])
    rows_mm, columns_mm = (float(v) for v in slices[0].PixelSpacing)
    steps = np.diff([float(s.ImagePositionPatient[2]) for s in slices])
    x, y, z = (float(v) for v in slices[0].ImagePositionPatient)
    affine = np.diag([-columns_mm, -rows_mm, float(np.median(steps)), 1.0])
    affine[:3, 3] = (-x, -y, z)
    return nib.Nifti1Image(hu.transpose(2, 1, 0).astype(np.int16), affine)


def pixels_of(instance) -> np.ndarray:
    if not instance.file_meta.get("TransferSyntaxUID", "").startswith("1.2.840.10008.1.2.4.9"):
        return instance.pixel_array.astype(np.float32)
    import io

    from PIL import Image
    from pydicom.encaps import generate_frames

    frame = next(generate_frames(instance.PixelData, number_of_frames=1))
    # Pillow stretches short samples to 16 bits.
    return (np.asarray(Image.open(io.BytesIO(frame))) >> (16 - instance.BitsStored)).astype(np.float32)


def regroup(labels: np.ndarray, table: dict[int, int]) -> np.ndarray:
    out = np.zeros(labels.shape, np.uint8)
    for value, group in table.items():
        out[labels == value] = group
    return out


def open_case(folder: Path) -> tuple[nib.Nifti1Image, nib.Nifti1Image, str]:
    """Image, labels and the meaning of the label values of one case folder."""
    name = folder.name
    if name in EVALUATION_ONLY:
        raise DataError(f"{name} is for evaluation only; its licence forbids training on it.")
    if name.startswith("phantom_"):
        return nib.load(folder / "image.nii.gz"), nib.load(folder / "labels.nii.gz"), "phantom"
    if name not in TRAINABLE:
        raise DataError(f"{name} is not on the list of cases that may be trained on.")
    if name in LITS:
        return nib.load(folder / "image.nii.gz"), nib.load(folder / "labels_liver1_tumour2.nii.gz"), "lits"
    image = nib.load(folder / "image.nii.gz") if (folder / "image.nii.gz").exists() else read_dicom_series(folder / "dicom")
    return image, nib.load(folder / "labels_totalseg_v2.nii.gz"), "totalsegmentator"


def read_case(folder: Path, spacing_mm: float, cache: Path | None = None) -> Case:
    """The case at `spacing_mm`, from the cache when it is there."""
    kept = cache / f"{folder.name}@{spacing_mm:g}.npz" if cache else None
    if kept and kept.exists():
        with np.load(kept) as arrays:
            return Case(folder.name, arrays["hu"], arrays["label"], arrays["groups"], spacing_mm)
    image, labels, kind = open_case(folder)
    hu, spacing = to_lps(image)
    values, label_spacing = to_lps(labels)
    if hu.shape != values.shape or not np.allclose(spacing, label_spacing, atol=1e-3):
        raise DataError(f"{folder.name}: image {hu.shape} at {spacing} and labels {values.shape} at {label_spacing} differ.")
    hu = np.clip(resample(hu.astype(np.float32), spacing, spacing_mm, 1), -1024, 2000).astype(np.float16)
    values = resample(values.astype(np.uint8), spacing, spacing_mm, 0)
    if kind == "lits":
        label, groups = np.where(values == 2, IGNORE, values), (values > 0).astype(np.uint8)
    elif kind == "phantom":
        label, groups = np.where(values == 2, 2, values == 1), regroup(values, PHANTOM_GROUPS)
    else:
        label, groups = values == 5, regroup(values, TOTALSEGMENTATOR_GROUPS)
    case = Case(folder.name, hu, label.astype(np.uint8), groups, spacing_mm)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, hu=case.hu, label=case.label, groups=case.groups)
    return case


def read_cases(folders: list[Path], config: dict, cache: Path | None) -> list[Case]:
    """The cases at the configuration's spacing. `wholeOrgan`: whatever lies within the organ counts as organ."""
    if not folders:
        raise DataError("No case to train on: the configuration names none that lies in the data folder.")
    cases = [read_case(folder, config["spacingMm"], cache) for folder in folders]
    if config.get("wholeOrgan"):
        for case in cases:
            case.label = (case.label > 0).astype(np.uint8)
    return cases


def describe(case: Case) -> str:
    litres = float((case.label == 1).sum()) * case.spacing_mm**3 / 1e6
    return json.dumps({"case": case.name, "shape_zyx": case.hu.shape, "liver_l": round(litres, 3)})
