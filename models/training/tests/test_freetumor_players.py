"""Stage 2, generator against voxel classifier: `python -m unittest tests.test_freetumor_players` in models/training."""

import copy
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import checkpoint
from configuration import ConfigError
from freetumor.frame import to_lps, to_ras
from freetumor.objectives import FAKE, REAL, classifier_loss, generator_loss
from freetumor.pairs import IGNORE, LESION, ORGAN, Pair
from freetumor.settings import check, read_settings
from freetumor.train import Run, build_generator, with_segmenter
from freetumor.windows import Window, window_of
from tests.freetumor_phantom import draw_pair

SHIPPED = json.loads((Path(__file__).parents[1] / "configs" / "liver-freetumor.json").read_text())
CONFIG = {
    **SHIPPED, "channels": [4, 8], "fineChannels": 2, "classifierChannels": [4, 8], "patchZyx": [32, 32, 32], "learningRate": 0.02, "classifierLearningRate": 0.02,
    "bfloat16": False, "organs": {"liver": {"channel": 0, "cases": {}}, "kidney": {"channel": 1, "cases": {}}},
}


class Objectives(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(2)
        self.answer = torch.randn(1, 3, 6, 6, 6, requires_grad=True)
        self.fake, self.real = torch.zeros(1, 1, 6, 6, 6), torch.zeros(1, 1, 6, 6, 6)
        self.fake[..., :2], self.real[..., 4:] = 1, 1

    def test_the_generator_wants_to_be_segmented_and_a_tenth_as_much_to_pass_for_real(self):
        answer = torch.zeros(1, 3, 6, 6, 6)
        answer[:, REAL] = float(np.log(2))  # P(real) = 2 / (1 + 2 + 1)
        tumour = torch.full((1, 1, 6, 6, 6), 0.9)
        tumour[..., :2] = 0.25
        loss, row = generator_loss(tumour, answer, self.fake, SHIPPED["classifierWeight"])
        self.assertAlmostEqual(float(loss), 0.75 + 0.1 * 0.5, places=6)
        self.assertAlmostEqual(row["segmented"], 0.25, places=6)
        self.assertAlmostEqual(row["realLike"], 0.5, places=6)

    def test_the_classifier_has_no_target_in_healthy_tissue(self):
        classifier_loss(self.answer, self.fake, self.real).backward()
        slope = self.answer.grad[0]
        self.assertEqual(float(slope[..., 2:4].abs().max()), 0)
        self.assertTrue(bool((slope[FAKE, ..., :2] < 0).all() and (slope[REAL, ..., :2] > 0).all()))
        self.assertTrue(bool((slope[REAL, ..., 4:] < 0).all() and (slope[FAKE, ..., 4:] > 0).all()))

    def test_made_and_real_tumours_weigh_alike_and_an_absent_kind_asks_nothing(self):
        none = torch.zeros_like(self.fake)
        both = float(classifier_loss(self.answer, self.fake, self.real))
        self.assertAlmostEqual(both, float(classifier_loss(self.answer, self.fake, none)) + float(classifier_loss(self.answer, none, self.real)), places=6)
        perfect = torch.full((1, 3, 6, 6, 6), -30.0)
        perfect[:, FAKE, ..., :2] = perfect[:, REAL, ..., 4:] = 30
        self.assertAlmostEqual(float(classifier_loss(perfect, self.fake, self.real)), 0, places=6)
        self.assertEqual(float(classifier_loss(perfect, none, none)), 0)


class Windows(unittest.TestCase):
    def test_left_and_right_are_where_the_generator_expects_them_and_come_back(self):
        zyx = np.arange(2 * 3 * 4, dtype=np.float32).reshape(2, 3, 4)
        xyz = to_ras(zyx)
        self.assertEqual(float(xyz[0, 0, 0, 0, 1]), zyx[1, 2, 3])
        np.testing.assert_array_equal(to_lps(xyz), zyx)

    def test_the_healthy_organ_is_neither_made_nor_real_whatever_the_organ(self):
        label = np.full((4, 4, 4), ORGAN, np.uint8)
        label[0], label[1, 0], label[1, 1] = 0, LESION, IGNORE
        mask = np.zeros(label.shape, bool)
        mask[3] = True
        for channel in (0, 1):
            window = window_of(Pair(np.zeros(label.shape, np.float32), label, mask, mask * 0.5, True), channel, (-175, 250))
            self.assertEqual([int(field.sum()) for field in (window.organ, window.mask, window.real)], [40, 16, 8])
            self.assertFalse(bool((window.real * window.organ).any() or (window.real * window.mask).any()))


class Settings(unittest.TestCase):
    def test_the_shipped_configuration_is_sound_and_has_a_channel_an_organ(self):
        self.assertEqual(check(SHIPPED, "it")["classifierWeight"], 0.1)
        self.assertEqual(build_generator(CONFIG).head.out_channels, 2)

    def test_faults_are_said_by_name(self):
        liver = SHIPPED["organs"]["liver"]
        for changes, words in (
            ({"organs": {"liver": liver, "kidney": liver}}, r"channels are \[0, 0\]; number them from 0"),
            ({"organs": {}}, "number them from 0"),
            ({"organs": {"liver": {"channel": 0}}}, 'liver: "cases" is missing'),
            ({"radiusVoxels": [3, 14]}, 'unknown key "radiusVoxels"'),
            ({"feed": {"cases": {}}}, 'feed: unknown key "cases"'),
            ({"batch": 2}, '"batch" must be 1'),
            ({"patchZyx": [64, 64, 60]}, "multiples of 8"),
        ):
            with self.subTest(words), self.assertRaisesRegex(ConfigError, words):
                check({**SHIPPED, **changes}, "it")
        for text in (None, "{", "[]", '{"organs": {"liver": 1}}'):
            with tempfile.TemporaryDirectory() as folder, self.subTest(text), self.assertRaises(ConfigError):
                if text:
                    (Path(folder) / "c.json").write_text(text)
                read_settings(Path(folder) / "c.json")


class Players(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        cls.config, cls.segmenter = with_segmenter(CONFIG, None)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_of(self, **changes) -> Run:
        return Run({**self.config, **changes}, self.folder, self.segmenter)

    def test_lesions_of_an_organ_teach_its_channel_and_no_other(self):
        for channel in (0, 1):
            run = self.run_of()
            before = copy.deepcopy(run.generator.head.state_dict())
            self.assertIsNotNone(run.learn(window_of(draw_pair(1), channel, CONFIG["windowHu"])))
            for name, value in run.generator.head.state_dict().items():
                self.assertTrue(torch.equal(value[1 - channel], before[name][1 - channel]), name)
                self.assertFalse(torch.equal(value[channel], before[name][channel]), name)

    def test_the_generator_learns_to_be_found_and_the_frozen_segmenter_stays_as_it_is(self):
        run = self.run_of()
        before = copy.deepcopy(self.segmenter.state_dict())
        rows = [run.learn(window_of(draw_pair(seed), 0, CONFIG["windowHu"])) for seed in range(30)]
        found = [row["segmented"] for row in rows]
        self.assertGreater(np.mean(found[-8:]), np.mean(found[:8]) + 0.2)
        for name, value in self.segmenter.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]), name)

    def test_the_classifier_learns_to_tell_made_from_real(self):
        run = self.run_of()
        image, real, made = torch.full((1, 1, 32, 32, 32), 0.6), torch.zeros(1, 1, 32, 32, 32), torch.zeros(1, 1, 32, 32, 32)
        real[..., 4:12, 4:12, 4:12], made[..., 20:28, 20:28, 20:28] = 1, 1
        image = image - 0.2 * real - 0.1 * made
        losses = [run.teach_classifier(image, made, real) for _ in range(25)]
        self.assertLess(losses[-1], 0.5 * losses[0])

    def test_a_window_with_nothing_in_it_teaches_nobody(self):
        run = self.run_of()
        pair = draw_pair(1)
        empty = Pair(pair.hu, pair.label, np.zeros_like(pair.mask), np.zeros_like(pair.weight), True)
        self.assertIsNone(run.learn(window_of(empty, 0, CONFIG["windowHu"])))
        self.assertEqual(run.step, 1)

    def test_resume_is_exact_and_never_under_another_segmenter(self):
        windows: list[Window] = [window_of(draw_pair(seed), seed % 2, CONFIG["windowHu"]) for seed in range(6)]
        whole = self.run_of()
        for step, window in enumerate(windows):
            whole.learn(window)
            if step == 2:
                whole.save()
        resumed = self.run_of()
        self.assertEqual(resumed.step, 3)
        for window in windows[3:]:
            resumed.learn(window)
        for part in ("generator", "classifier"):
            for name, value in whole.parts[part].state_dict().items():
                self.assertTrue(torch.equal(value, resumed.parts[part].state_dict()[name]), name)
        with self.assertRaises(checkpoint.CheckpointError):
            self.run_of(segmenter={"model": "liver-lesion", "sha256": "0" * 64})

    def test_both_use_adam_without_momentum(self):
        run = self.run_of()
        for name in ("generatorAdam", "classifierAdam"):
            self.assertEqual(run.parts[name].param_groups[0]["betas"], (0.0, 0.999))


if __name__ == "__main__":
    unittest.main()
