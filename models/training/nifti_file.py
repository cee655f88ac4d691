"""Opens NIfTI files that may be damaged, absent, or without a spacing, and says which."""

import zlib
from pathlib import Path

import nibabel as nib
import numpy as np


class DataError(ValueError):
    """Says which case is at fault and what to do."""


def load_nifti(path: Path) -> nib.Nifti1Image:
    """The image, whose voxels have been read once. Throws DataError: absent, unreadable, cut short, not 3-D, no spacing."""
    if not path.exists():
        raise DataError(f"{path.parent.name} has no {path.name}; a case needs its scan and its labels.")
    try:
        with nib.openers.ImageOpener(str(path)) as file:
            spacing = nib.Nifti1Header.from_fileobj(file, check=False)["pixdim"][1:4]
        image = nib.load(path)
        shape = np.asanyarray(image.dataobj).shape
    except (nib.filebasedimages.ImageFileError, nib.spatialimages.HeaderDataError, nib.wrapstruct.WrapStructError, OSError, EOFError, ValueError, zlib.error) as cause:
        raise DataError(f"{path} cannot be read as NIfTI ({type(cause).__name__}); restore the file.") from cause
    if len(shape) != 3:
        raise DataError(f"{path} has {len(shape)} dimensions; a scan has three.")
    if not (np.isfinite(spacing).all() and (spacing > 0).all()):
        raise DataError(f"{path} tells no voxel spacing ({', '.join(f'{v:g}' for v in spacing)} mm); convert the scan again with its spacing.")
    return image


def check_same_grid(image: nib.Nifti1Image, labels: nib.Nifti1Image, case: str) -> None:
    """Throws DataError where labels do not lie on the grid of their scan."""
    if image.shape != labels.shape or not np.allclose(image.affine, labels.affine, atol=0.01):
        raise DataError(f"{case}: image {image.shape} and labels {labels.shape} do not lie on one grid; resample the labels onto the scan's grid.")
