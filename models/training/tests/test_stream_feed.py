"""The stream of the synthesis engine: `python -m unittest tests.test_stream_feed` in models/training. Needs Node."""

import shutil
import tempfile
import unittest
from pathlib import Path

import nibabel as nib
import numpy as np

from stream_feed import StreamFeed

CONFIG = {
    "name": "tiny", "seed": 5, "patchZyx": [20, 24, 28], "spacingMm": 3, "windowHu": [-160, 240], "batch": 2,
    "feed": {"kind": "stream", "cases": {"phantom_1": 1}, "plan": {"sizeClass": "small"}, "lesionShare": 1, "anywhereShare": 0},
}


def write_phantom(folder: Path) -> None:
    """An ellipsoid of organ in fat."""
    folder.mkdir()
    z, y, x = np.ogrid[-24:24, -24:24, -24:24]
    organ = (x / 20) ** 2 + (y / 17) ** 2 + (z / 18) ** 2 < 1
    hu = np.where(organ, 110, -90) + np.random.default_rng(1).normal(0, 12, organ.shape)
    affine = np.diag([3, 3, 3, 1])
    nib.save(nib.Nifti1Image(hu.astype(np.int16), affine), folder / "image.nii.gz")
    nib.save(nib.Nifti1Image(organ.astype(np.uint8), affine), folder / "labels.nii.gz")


@unittest.skipUnless(shutil.which("node"), "Node is not there")
class Stream(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        write_phantom(self.folder / "phantom_1")

    def windows(self, feeders: int, numbers: range) -> list:
        feed = StreamFeed(CONFIG | {"feed": CONFIG["feed"] | {"feeders": feeders}}, self.folder, self.folder, log=lambda _: None)
        try:
            return [feed.window(number) for number in numbers]
        finally:
            feed.close()

    def test_windows_do_not_depend_on_the_number_of_processes(self):
        alone, shared, later = self.windows(1, range(4)), self.windows(2, range(4)), self.windows(2, range(3, 4))
        for (hu, label), (hu2, label2) in zip(alone, shared):
            self.assertEqual(hu.shape, (20, 24, 28))
            np.testing.assert_array_equal(hu, hu2)
            np.testing.assert_array_equal(label, label2)
        np.testing.assert_array_equal(later[0][0], alone[3][0])
        self.assertTrue(any((label == 2).any() for _, label in alone))


if __name__ == "__main__":
    unittest.main()
