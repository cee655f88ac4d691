"""Seconds-long checks: `python -m unittest tests.test_freetumor` in models/training."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from freetumor.equation import blur, with_lesion
from freetumor.export import export_onnx, largest_difference, manifest_of
from freetumor.saved import read_segmenter
from freetumor.segmenter import Segmenter
from freetumor.train import MODELS, build_generator

CONFIG = json.loads((Path(__file__).parents[1] / "configs" / "liver-freetumor.json").read_text())


class Equation(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(4)
        self.image = torch.rand(1, 1, 12, 14, 16)
        self.organ = torch.zeros_like(self.image)
        self.organ[..., 2:10, 3:11, 1:14] = 1
        self.weight = torch.rand_like(self.image)

    def test_an_answer_of_nought_changes_nothing(self):
        self.assertTrue(torch.equal(with_lesion(self.image, torch.zeros_like(self.image), self.organ, self.weight), self.image))

    def test_nothing_changes_outside_the_organ(self):
        changed = with_lesion(self.image, torch.full_like(self.image, 3.0), self.organ, self.weight) != self.image
        self.assertFalse(bool((changed & (self.organ == 0)).any()))
        self.assertTrue(bool(changed.any()))

    def test_a_constant_deep_inside_is_the_activation_times_the_weight(self):
        organ = torch.ones(1, 1, 20, 20, 20)
        image, weight = torch.zeros_like(organ), torch.full_like(organ, 0.5)
        made = with_lesion(image, torch.full_like(organ, 0.7), organ, weight)
        self.assertAlmostEqual(float(made[0, 0, 10, 10, 10]), -0.5 * float(np.tanh(0.7)), places=6)

    def test_the_blur_is_padded_with_zeros(self):
        line = blur(torch.ones(1, 1, 9, 9, 9))[0, 0, :, 4, 4]
        self.assertAlmostEqual(float(line[4]), 1.0, places=5)
        self.assertLess(float(line[0]), 0.71)


class Networks(unittest.TestCase):
    def test_the_segmenter_sees_the_patient_from_its_own_side(self):
        """Its network wants [z, y, x] towards superior, posterior, left and -160..240 HU as -1..1."""
        segmenter = Segmenter(read_segmenter(MODELS / CONFIG["segmenter"]["model"]), CONFIG["windowHu"], CONFIG["spacingMm"])
        hu = np.random.default_rng(2).normal(100, 60, (32, 48, 16))
        low, high = CONFIG["windowHu"]
        found = segmenter(torch.from_numpy(((hu - low) / (high - low)).astype(np.float32))[None, None])[0, 0].numpy()
        own = np.empty((16, 48, 32), np.float32)
        for x in range(32):
            for y in range(48):
                own[:, 47 - y, 31 - x] = (np.clip(np.clip(hu[x, y], low, high), -160, 240) - 40) / 200
        expected = segmenter.network(torch.from_numpy(own)[None, None]).softmax(1)[0, 2].numpy()
        for x, y, z in ((0, 0, 0), (31, 5, 3), (7, 47, 15), (12, 30, 9)):
            self.assertAlmostEqual(float(found[x, y, z]), float(expected[z, 47 - y, 31 - x]), places=5)

    def test_export_agrees_and_its_manifest_names_the_file(self):
        torch.manual_seed(1)
        model = build_generator(CONFIG).eval()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            export_onnx(model, [32, 32, 32], path)
            self.assertLessEqual(largest_difference(model, path, [32, 32, 32]), 1e-4)
            manifest = manifest_of(CONFIG, path, "1.0.0")
            self.assertEqual((manifest["graphs"]["generator"]["file"], manifest["settings"]["windowSize"]), ("model.onnx", [64, 64, 64]))

    def test_its_manifest_says_what_the_shipped_one_says(self):
        shipped = json.loads((MODELS / "liver-freetumor" / "model.json").read_text())
        written = manifest_of(CONFIG, MODELS / "liver-freetumor" / "model.onnx", shipped["version"])
        self.assertEqual(written["settings"], shipped["settings"])
        self.assertEqual(written["graphs"], shipped["graphs"])


if __name__ == "__main__":
    unittest.main()
