"""Seconds-long checks: `python -m unittest tests.test_freetumor` in models/training."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from freetumor.equation import blur, with_lesion
from freetumor.export import export_onnx, largest_difference, manifest_of
from freetumor.lesions import bernoulli_texture, deformed_ellipsoid, draw_lesion
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


class Lesions(unittest.TestCase):
    def test_masks_have_about_their_radius_and_lie_where_they_were_put(self):
        radii = []
        for seed in range(20):
            mask = deformed_ellipsoid((48, 50, 52), np.array([20, 26, 30]), 9, np.random.default_rng(seed))
            radii.append((3 * mask.sum() / (4 * np.pi)) ** (1 / 3))
            self.assertLess(np.linalg.norm(np.argwhere(mask).mean(0) - [20, 26, 30]), 6)
        self.assertAlmostEqual(float(np.median(radii)), 9, delta=1)

    def test_the_texture_has_the_published_moments(self):
        texture = bernoulli_texture((64, 64, 64), np.random.default_rng(3))
        self.assertAlmostEqual(float(texture.mean()), 0.52, delta=0.03)
        self.assertTrue(0.02 < texture.std() < 0.07)

    def test_a_lesion_stays_in_its_organ_and_needs_room(self):
        organ = np.zeros((40, 40, 40), np.float32)
        self.assertIsNone(draw_lesion(organ, (3, 8), np.random.default_rng(1)))
        organ[8:30, 10:36, 5:33] = 1
        mask, weight = draw_lesion(organ, (3, 8), np.random.default_rng(1))
        self.assertTrue(mask.sum() >= 30 and not (mask * (1 - organ)).any())
        self.assertTrue(0 <= weight.min() and weight.max() <= 1)


class Networks(unittest.TestCase):
    def test_the_segmenter_sees_the_patient_from_its_own_side(self):
        """Its network wants [z, y, x] towards superior, posterior, left and -160..240 HU as -1..1."""
        judge = CONFIG["segmenter"]
        segmenter = Segmenter(MODELS / judge["model"], judge["channels"], judge["fine"], CONFIG["windowHu"])
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


if __name__ == "__main__":
    unittest.main()
