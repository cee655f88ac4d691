"""Reads the permitted cases, brings them to LPS array order [z, y, x] and one spacing, and keeps them in a cache.

Licences decide what may be trained on; TRAINABLE is the whole list. Everything else in a data folder is never opened here.
Label values after reading: 0 background, 1 liver, 255 ignored (real tumours: never learned from). With `organs` in the configuration: 0
background, n the n-th organ, 255 ignored, and from OPEN on what the source does not tell apart (`open_value`).
"""

import json
from dataclasses import dataclass
from pathlib import Path

import nibabel as nib
import numpy as np
from scipy import ndimage

from losses import IGNORE, open_value
from nifti_file import DataError, load_nifti

LITS = ("lits_000", "lits_001", "lits_004", "lits_006", "lits_010")
UNLABELLED = ("crlm_ct_1004", "tcga_bc_a10x_gaps")
TRAINABLE = ("ts_trunk_3mm", "ts_dicom_20slices", *UNLABELLED, *LITS)
EVALUATION_ONLY = ("chaos_ct_set3",)

# Values of each source that are the organ, with everything in it. An organ not named here was not drawn there, wherever it may lie.
ORGAN_VALUES = {
    "lits": {"liver": (1, 2)},
    "totalsegmentator": {"liver": (5,), "kidney": (2, 3), "pancreas": (7,), "spleen": (1,)},
    "phantom": {"liver": (1, 2), "kidney": (4, 5), "pancreas": (10,), "spleen": (3,)},
}

# Organs whose contrast uptake is varied together: value in the source labels -> group.
TOTALSEGMENTATOR_GROUPS = {5: 1, 1: 2, 2: 3, 3: 3, 52: 4, 63: 5, 64: 5, 7: 6}
PHANTOM_GROUPS = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3, 7: 4, 8: 5, 10: 6}
GROUPS = {"totalsegmentator": TOTALSEGMENTATOR_GROUPS, "phantom": PHANTOM_GROUPS, "lits": {1: 1, 2: 1}}
GROUP_OF_ORGAN = {"liver": 1, "spleen": 2, "kidney": 3, "pancreas": 6}

# Slices whose distances differ are resampled to steps no longer than this.
FINE_STEP_MM = 2.0


# Rows towards the patient's left, columns towards posterior.
AXIAL = (1, 0, 0, 0, 1, 0)


@dataclass
class Case:
    """One scan. `hu` float16 and `label` uint8 are [z, y, x], axes towards superior, posterior, left."""

    name: str
    hu: np.ndarray
    label: np.ndarray
    groups: np.ndarray
    spacing_mm: float


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
    """A classic axial series as a NIfTI image in HU, slices sorted by position; where their distances differ, interpolated between them."""
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
    if not all(np.allclose([float(v) for v in s.get("ImageOrientationPatient", [])] or 0, AXIAL, atol=1e-3) for s in slices):
        raise DataError(f"{folder_or_zip}: not an axial series (ImageOrientationPatient); give one.")
    slices.sort(key=lambda s: float(s.ImagePositionPatient[2]))
    hu = np.stack([pixels_of(s) * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices])
    rows_mm, columns_mm = (float(v) for v in slices[0].PixelSpacing)
    hu, step_mm = evenly_spaced(hu, np.array([float(s.ImagePositionPatient[2]) for s in slices]))
    x, y, z = (float(v) for v in slices[0].ImagePositionPatient)
    affine = np.diag([-columns_mm, -rows_mm, step_mm, 1.0])
    affine[:3, 3] = (-x, -y, z)
    return nib.Nifti1Image(hu.transpose(2, 1, 0).astype(np.int16), affine)


def evenly_spaced(hu: np.ndarray, z_mm: np.ndarray) -> tuple[np.ndarray, float]:
    """Slices [z, y, x] at ascending positions as slices at equal steps from the first one, and the step in mm. Equal distances stay as they are."""
    steps = np.diff(z_mm)
    if steps.min() <= 0:
        raise DataError("Two slices lie at one position; give one acquisition only.")
    if np.ptp(steps) <= 0.01 * np.median(steps):
        return hu, float(np.median(steps))
    step = float(steps.min() / np.ceil(steps.min() / FINE_STEP_MM))
    at = np.interp(np.arange(z_mm[0], z_mm[-1] + step / 2, step), z_mm, np.arange(len(z_mm)))
    below = np.minimum(at.astype(int), len(z_mm) - 2)
    share = (at - below)[:, None, None].astype(np.float32)
    return hu[below] * (1 - share) + hu[below + 1] * share, step


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


def open_image(folder: Path) -> nib.Nifti1Image:
    """The scan of one case folder, if it may be trained on."""
    if folder.name in EVALUATION_ONLY:
        raise DataError(f"{folder.name} is for evaluation only; its licence forbids training on it.")
    if folder.name not in TRAINABLE and not folder.name.startswith("phantom_"):
        raise DataError(f"{folder.name} is not on the list of cases that may be trained on.")
    for name, read in (("image.nii.gz", load_nifti), ("dicom", read_dicom_series), ("dicom.zip", read_dicom_series)):
        if (folder / name).exists():
            return read(folder / name)
    raise DataError(f"{folder} holds no scan: no image.nii.gz, dicom or dicom.zip.")


def open_case(folder: Path) -> tuple[nib.Nifti1Image, nib.Nifti1Image, str]:
    """Image, labels and the meaning of the label values of one case folder."""
    image, name = open_image(folder), folder.name
    if name.startswith("phantom_"):
        return image, load_nifti(folder / "labels.nii.gz"), "phantom"
    if name in LITS:
        return image, load_nifti(folder / "labels_liver1_tumour2.nii.gz"), "lits"
    if name in UNLABELLED:
        raise DataError(f"{name} has no labels; label it with pseudo_labels.py and name it under \"pseudo\".")
    return image, load_nifti(folder / "labels_totalseg_v2.nii.gz"), "totalsegmentator"


def clipped(hu: np.ndarray, spacing: np.ndarray, spacing_mm: float) -> np.ndarray:
    """HU at equal spacing, float16, within what a scanner means."""
    return np.clip(resample(hu.astype(np.float32), spacing, spacing_mm, 1), -1024, 2000).astype(np.float16)


def read_values(folder: Path, spacing_mm: float, cache: Path | None) -> tuple[np.ndarray, np.ndarray, str]:
    """HU, the source's label values and their meaning at `spacing_mm`, from the cache when it is there."""
    kept = cache / f"{folder.name}@{spacing_mm:g}mm.npz" if cache else None
    if kept and kept.exists():
        with np.load(kept) as arrays:
            return arrays["hu"], arrays["values"], str(arrays["kind"])
    image, labels, kind = open_case(folder)
    hu, spacing = to_lps(image)
    values, label_spacing = to_lps(labels)
    if hu.shape != values.shape or not np.allclose(spacing, label_spacing, atol=1e-3):
        raise DataError(f"{folder.name}: image {hu.shape} at {spacing} and labels {values.shape} at {label_spacing} differ.")
    hu = clipped(hu, spacing, spacing_mm)
    values = resample(values.astype(np.uint8), spacing, spacing_mm, 0)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, hu=hu, values=values, kind=kind)
    return hu, values, kind


def read_case(folder: Path, spacing_mm: float, cache: Path | None = None, organs: list[str] | None = None) -> Case:
    """The case at `spacing_mm`: its liver and lesions, or the named organs."""
    hu, values, kind = read_values(folder, spacing_mm, cache)
    if organs:
        label = organ_labels(values, ORGAN_VALUES[kind], organs)
    elif kind == "lits":
        label = np.where(values == 2, IGNORE, values)
    else:
        label = regroup(values, {1: 1, 2: 2} if kind == "phantom" else {5: 1})
    return Case(folder.name, hu, label.astype(np.uint8), regroup(values, GROUPS[kind]), spacing_mm)


def organ_labels(values: np.ndarray, drawn: dict[str, tuple[int, ...]], organs: list[str]) -> np.ndarray:
    """Source values as class numbers 1.. of `organs`. Where the source did not draw every organ, the rest is open, not background."""
    unknown = [number for number, organ in enumerate(organs, 1) if organ not in drawn]
    label = np.full(values.shape, open_value(unknown), np.uint8)
    for number, organ in enumerate(organs, 1):
        label[np.isin(values, drawn.get(organ, ()))] = number
    return label


def read_pseudo_case(folder: Path, labels: Path, config: dict) -> Case:
    """An unlabelled scan with the labels a teacher gave it (`pseudo_labels.py`): class numbers of the same organs, 255 where it was unsure."""
    if not labels.exists():
        raise DataError(f"{labels} is not there; write it with pseudo_labels.py first.")
    hu, spacing = to_lps(open_image(folder))
    values, label_spacing = to_lps(load_nifti(labels))
    label = resample(values.astype(np.uint8), label_spacing, config["spacingMm"], 0)
    hu = clipped(hu, spacing, config["spacingMm"])
    if hu.shape != label.shape or not np.isin(label, [*range(len(config["organs"]) + 1), IGNORE]).all():
        raise DataError(f"{labels} does not fit {folder.name} or the configuration's organs; write it again with pseudo_labels.py.")
    groups = regroup(label, {number: GROUP_OF_ORGAN[organ] for number, organ in enumerate(config["organs"], 1)})
    return Case(f"{folder.name} (pseudo-labels)", hu, label, groups, config["spacingMm"])


def read_cases(folders: list[Path], config: dict, cache: Path | None) -> list[Case]:
    """The cases at the configuration's spacing, with its `organs`, if it names any."""
    if not folders:
        raise DataError("No case to train on: the configuration names none that lies in the data folder.")
    return [read_case(folder, config["spacingMm"], cache, config.get("organs")) for folder in folders]


def describe(case: Case, organs: list[str] | None = None) -> str:
    litres = {organ: round(float((case.label == n).sum()) * case.spacing_mm**3 / 1e6, 3) for n, organ in enumerate(organs or ["liver"], 1)}
    return json.dumps({"case": case.name, "shape_zyx": case.hu.shape, "litres": litres})
