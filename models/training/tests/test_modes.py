"""Whose lesions are learned, through the real feed: `python -m unittest tests.test_modes` in models/training. Needs Node."""

import copy
import json
import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import cross_validate
from checkpoint import CheckpointError
from stream_feed import StreamFeed
from tests.small_cases import LITS_LABELS, STREAM, write_case
from train import configured

torch.set_num_threads(1)
MANIFEST = json.loads((Path(__file__).resolve().parents[1] / "configs" / "liver-lesion.json").read_text())["manifest"]


class Configured(unittest.TestCase):
    def test_a_mode_says_whose_lesions_are_learned(self):
        shares = {mode: configured(STREAM, mode)["feed"]["lesionShare"] for mode in ("synthetic", "real", "mixed")}
        self.assertEqual(shares, {"synthetic": 1, "real": 0, "mixed": 0.5})
        self.assertNotIn("learnRealLesions", configured(STREAM)["feed"])
        self.assertTrue(configured(STREAM, "mixed")["feed"]["learnRealLesions"])
        with self.assertRaisesRegex(ValueError, "no mode 'unreal'"):
            configured(STREAM, "unreal")

    def test_what_is_held_out_is_not_trained_on_and_what_no_longer_is_comes_back(self):
        config = {**copy.deepcopy(STREAM), "validation": ["lits_006"], "validationWeight": 2}
        config["feed"]["cases"] = {"lits_000": 1, "lits_004": 3}
        other = configured(config, "real", ["lits_000"])
        self.assertEqual(other["feed"]["cases"], {"lits_004": 3, "lits_006": 2})
        self.assertEqual(other["validation"], ["lits_000"])


@unittest.skipUnless(shutil.which("node"), "Node is not there")
class Modes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def values(self, mode: str) -> set[int]:
        feed = StreamFeed(configured(STREAM, mode), self.folder, self.folder, log=lambda _: None)
        try:
            return set(np.unique([feed.window(number)[1] for number in range(4)]).tolist())
        finally:
            feed.close()

    def test_real_lesions_are_learned_in_real_mode_and_ignored_in_synthetic_mode(self):
        write_case(self.folder / "lits_000", LITS_LABELS, lesion=True)
        self.assertEqual(self.values("real"), {0, 1, 2})
        self.assertLessEqual({1, 2, 255}, self.values("synthetic"))
        quiet = copy.deepcopy(STREAM)
        quiet["feed"]["lesionShare"] = 0
        feed = StreamFeed(quiet, self.folder, self.folder, log=lambda _: None)
        self.addCleanup(feed.close)
        self.assertNotIn(2, np.unique([feed.window(number)[1] for number in range(4)]))

    def test_one_patient_is_left_out_scored_and_taken_up_again(self):
        for name in ("lits_000", "lits_004"):
            write_case(self.folder / "data" / name, LITS_LABELS, lesion=True)
        config = self.folder / "tiny.json"
        config.write_text(json.dumps({**STREAM, "manifest": {key: value for key, value in MANIFEST.items() if key != "localiser"}}))
        out = self.folder / "out"
        paths = ["--config", str(config), "--data", str(self.folder / "data"), "--out", str(out), "--cache", str(self.folder / "cache")]
        command = [*paths, "--folds", "p4", "--steps", "4", "--keep-every", "2", "--healthy", "--localiser", "none", "--device", "cpu"]
        cross_validate.main(command)
        results = json.loads((out / "results.json").read_text())
        self.assertEqual(results["scores"]["real"]["tumours"]["summary"]["cases"], 1)
        self.assertIn("synthetic - real", results["comparisons"])
        self.assertEqual(len((out / "learning-curve.csv").read_text().splitlines()), 1 + 2 * 2)
        before = (out / "runs" / "p4-real" / "checkpoint.pt").stat().st_mtime_ns
        cross_validate.main([*command, "--evaluate-only"])
        self.assertEqual((out / "runs" / "p4-real" / "checkpoint.pt").stat().st_mtime_ns, before)
        with self.assertRaisesRegex(CheckpointError, "has learned 4 steps, more than --steps 3"):
            cross_validate.main([*command, "--steps", "3"])
        labelmap = out / "predictions" / "real" / "lits_004" / "labelmap.nii.gz"
        written = labelmap.stat().st_mtime_ns
        cross_validate.main(command)
        self.assertEqual(labelmap.stat().st_mtime_ns, written)
        cross_validate.main([*command, "--precision", "fp16"])
        self.assertNotEqual(labelmap.stat().st_mtime_ns, written)
        for name in ("results.csv", "results.md", "learning-curve.png"):
            self.assertTrue((out / name).exists(), name)


if __name__ == "__main__":
    unittest.main()
