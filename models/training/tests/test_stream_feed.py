"""The stream of the synthesis engine: `python -m unittest tests.test_stream_feed` in models/training. Needs Node."""

import shutil
import tempfile
import unittest
from pathlib import Path

import nibabel as nib
import numpy as np

from feed import open_feed
from stream_feed import StreamFeed

BANK = {"windows": 6, "perStep": 0.5, "crops": 5, "cropZyx": [8, 8, 16], "cropShare": [1, 0], "aimedShare": 1}
CONFIG = {
    "name": "tiny", "classes": ["background", "organ", "lesion"], "steps": 8, "seed": 5, "patchZyx": [20, 24, 28], "spacingMm": 3, "windowHu": [-160, 240], "batch": 2,
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

    def batches(self, steps: range) -> dict:
        feed = open_feed(CONFIG | {"feed": CONFIG["feed"] | {"bank": BANK, "feeders": 1}}, self.folder, self.folder, log=lambda _: None)
        try:
            return {step: feed.batch(5, step) for step in steps}
        finally:
            feed.close()

    def test_a_bank_gives_crops_at_lesions_first_and_whole_windows_later_the_same_after_a_jump(self):
        steady, resumed = self.batches(range(9)), self.batches(range(5, 9))
        for step, batch in resumed.items():
            for one, other in zip(batch, steady[step]):
                np.testing.assert_array_equal(one, other)
        crops, labels = steady[0]
        self.assertEqual((crops.shape, labels.shape), ((5, 1, 8, 8, 16), (5, 8, 8, 16)))
        self.assertGreaterEqual(np.mean([(label == 2).any() for label in labels]), 0.8)
        self.assertGreater(len(np.unique(labels.reshape(5, -1), axis=0)), 2)
        self.assertEqual(steady[8][0].shape, (2, 1, 20, 24, 28))


if __name__ == "__main__":
    unittest.main()
