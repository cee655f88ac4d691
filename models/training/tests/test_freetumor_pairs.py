"""From the synthesis engine to an exported segmenter: `python -m unittest tests.test_freetumor_pairs` in models/training. Needs Node."""

import contextlib
import csv
import io
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import nibabel as nib
import numpy as np

import export
from cases import DataError
from freetumor import evaluate as evaluation
from freetumor import export as generator_export
from freetumor import train as stage2
from freetumor.joint import main as stage3
from freetumor.kept import main as kept_share
from freetumor.pairs import LESION, ORGAN, PairFeed
from freetumor.train import MODELS
from freetumor.windows import OrganFeeds

CONFIGS = Path(__file__).parents[1] / "configs"
SHAPE = {"spacingMm": 1.5, "patchZyx": [32, 32, 32]}
CONFIG = {
    **SHAPE, "name": "tiny", "seed": 5, "windowHu": [-175, 250], "batch": 2,
    "feed": {"kind": "stream", "feeders": 1, "cases": {"phantom_1": 1}, "lesionShare": 1, "mostLesions": 1, "radiusMm": [5, 9], "anywhereShare": 0},
}


def write_phantom(folder: Path, labels: dict[int, tuple[float, float, float]]) -> None:
    """Balls of 22 mm of organ in fat, 1.5 mm, at the given places (mm from the middle; x towards right, y anterior, z superior)."""
    folder.mkdir()
    at = [(np.arange(72) - 36) * 1.5] * 3
    x, y, z = np.meshgrid(*at, indexing="ij")
    values = np.zeros(x.shape, np.uint8)
    for value, (cx, cy, cz) in labels.items():
        values[(x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2 < 22**2] = value
    hu = np.where(values > 0, 110, -90) + np.random.default_rng(1).normal(0, 12, values.shape)
    affine = np.diag([1.5, 1.5, 1.5, 1])
    nib.save(nib.Nifti1Image(hu.astype(np.int16), affine), folder / "image.nii.gz")
    nib.save(nib.Nifti1Image(values, affine), folder / "labels.nii.gz")


@unittest.skipUnless(shutil.which("node"), "Node is not there")
class Pairs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        write_phantom(self.folder / "phantom_1", {1: (20, 0, 0), 4: (-25, 0, 0)})

    def pairs(self, numbers: range) -> list:
        feed = PairFeed(CONFIG, self.folder, self.folder, log=lambda _: None)
        try:
            return [feed.pair(number) for number in numbers]
        finally:
            feed.close()

    def test_masks_lie_in_the_organ_and_the_weight_is_a_blurred_mask_times_a_texture_of_about_a_half(self):
        found, middles = self.pairs(range(4)), []
        for pair in found:
            self.assertTrue((pair.label[pair.mask] == ORGAN).all() and not (pair.label == LESION).any() and pair.tumours_known)
            self.assertTrue(pair.weight.min() >= 0 and pair.weight.max() < 0.8)
            self.assertEqual(float(pair.weight[pair.label == 0].max(initial=0)) < 0.5, True)
            if pair.mask.sum() > 100:
                middles.append(np.quantile(pair.weight[pair.mask], 0.9))
        self.assertGreater(len(middles), 0)
        self.assertTrue(all(0.2 < each < 0.65 for each in middles), middles)
        (again,) = self.pairs(range(2, 3))
        np.testing.assert_array_equal(again.weight, found[2].weight)
        np.testing.assert_array_equal(again.hu, found[2].hu)

    def test_organs_come_in_turn_each_with_its_own_mask_and_channel(self):
        organs = {"liver": {"channel": 0, "cases": {"phantom_1": 1}}, "kidney": {"channel": 1, "cases": {"phantom_1": 1}}}
        feed = OrganFeeds({**CONFIG, "organs": organs}, self.folder, self.folder, log=lambda _: None)
        try:
            windows = [feed.batch(5, step) for step in range(4)]
        finally:
            feed.close()
        self.assertEqual([window.channel for window in windows], [0, 1, 0, 1])
        for window in windows:
            self.assertTrue(bool(window.organ.any()) and not bool((window.mask * (1 - window.organ)).any()))
            # The liver lies right of the kidney, and a window shows the other organ's voxels as background.
            shown = window.image > 0.55
            self.assertGreater(float((window.organ.bool() & shown).sum()) / float(window.organ.sum()), 0.9)

    def test_missing_cases_and_undrawn_organs_are_refused(self):
        feed = lambda **changes: PairFeed({**CONFIG, "feed": {**CONFIG["feed"], **changes}}, self.folder, self.folder)
        with self.assertRaisesRegex(DataError, "has no lits_000"):
            feed(cases={"lits_000": 1})
        (self.folder / "lits_000").mkdir()
        for name in ("image.nii.gz", "labels_liver1_tumour2.nii.gz"):
            shutil.copy(self.folder / "phantom_1" / ("image.nii.gz" if name == "image.nii.gz" else "labels.nii.gz"), self.folder / "lits_000" / name)
        with self.assertRaisesRegex(DataError, "no kidney drawn"):
            feed(cases={"lits_000": 1}, organ="kidney")


@unittest.skipUnless(shutil.which("node"), "Node is not there")
class Stages(unittest.TestCase):
    """The commands of the README, on a phantom and for a few steps."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        write_phantom(self.folder / "phantom_1", {1: (0, 0, 0)})

    def configuration(self, name: str, changes: dict) -> str:
        path = self.folder / name
        path.write_text(json.dumps({**json.loads((CONFIGS / name).read_text()), **SHAPE, **changes}))
        return str(path)

    def call(self, main, **options) -> str:
        text = io.StringIO()
        given = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        with mock.patch.object(sys, "argv", ["command", *given]), contextlib.redirect_stdout(text):
            main()
        return text.getvalue()

    def test_generator_then_segmenter_then_export(self):
        here = {"data": self.folder, "cache": self.folder}
        organs = {"liver": {"channel": 0, "cases": {"phantom_1": 1}, "heldOut": ["phantom_1"]}}
        network = {"channels": [4, 8], "fineChannels": 2, "classifierChannels": [4, 8]}
        config = self.configuration("liver-freetumor.json", {**network, "organs": organs})
        self.call(stage2.main, config=config, out=self.folder / "g", steps=3, **here)
        scores = self.call(evaluation.main, checkpoint=self.folder / "g" / "checkpoint.pt", windows=4, **here)
        self.assertGreater(json.loads(scores)["learned"]["lesions"], 0)
        self.call(generator_export.main, checkpoint=self.folder / "g" / "checkpoint.pt", to=self.folder / "generator")
        feed = {**CONFIG["feed"], "radiusMm": [5, 9]}
        joint = {"network": {"kind": "u-net", "channels": [4, 8]}, "feed": feed, "validation": [], "joint": {"threshold": 0}}
        config = self.configuration("liver-freetumor-joint.json", joint)
        networks = {"segmenter": MODELS / "liver-lesion", "threads": 1, **here}
        self.call(stage3, config=config, out=self.folder / "s", steps=20, generator=self.folder / "generator", **networks)
        kept = json.loads(self.call(kept_share, config=config, generator=MODELS / "liver-freetumor", cases="phantom_1", windows=5, segmenter=MODELS / "liver-lesion", **here))
        self.assertRegex(kept["kept"], r"^\d of [1-5]$")
        self.assertEqual(kept["threshold"], 0)
        self.assertEqual(*kept["kept"].split(" of "))  # at a threshold of 0
        with (self.folder / "s" / "curves.csv").open(newline="") as file:
            (row,) = csv.DictReader(file)
        self.assertTrue(int(row["lesionsKept"]) == int(row["lesionsTried"]) > 0)
        self.call(export.main, checkpoint=self.folder / "s" / "checkpoint.pt", to=self.folder / "liver-lesion-joint")
        self.assertEqual(json.loads((self.folder / "liver-lesion-joint" / "model.json").read_text())["task"], "lesion-segmentation")


if __name__ == "__main__":
    unittest.main()
