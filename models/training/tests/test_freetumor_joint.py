"""Stage 3: `python -m unittest tests.test_freetumor_joint` in models/training."""

import csv
import json
import tempfile
import unittest
from argparse import Namespace
from pathlib import Path

import numpy as np
import torch

import checkpoint
from cases import DataError
from configuration import ConfigError
from freetumor.cutmix import cutmix
from freetumor.joint import JointRun, joint_config, main, with_networks
from freetumor.joint_feed import JointFeed, LesionMaker
from freetumor.pairs import IGNORE, LESION, ORGAN, Pair
from freetumor.quality import lesions_of, passing
from freetumor.saved import SavedError, SavedGenerator, read_segmenter
from freetumor.segmenter import Segmenter
from freetumor.train import MODELS
from tests.freetumor_phantom import MemoryPairs, draw_pair
from train import train
from unet import UNet

SHIPPED = Path(__file__).parents[1] / "configs" / "liver-freetumor-joint.json"
CONFIG = {
    **joint_config(SHIPPED, "synthetic", None), "name": "tiny", "network": {"kind": "u-net", "channels": [4, 8]}, "patchZyx": [32, 32, 32], "batch": 2,
    "learningRate": 0.01, "warmUpSteps": 2, "threads": 1, "bfloat16": False,
}

# Raw strength of lesions 45 HU darker than the organ.
FOUND = 0.21


def generator_of(strength: float, spacing_mm: float = 1.5) -> SavedGenerator:
    """A network that wants the same raw strength everywhere."""
    network = UNet([2, 4], 1)
    for value in network.parameters():
        torch.nn.init.zeros_(value)
    torch.nn.init.constant_(network.head.bias, strength)
    return SavedGenerator(network.eval(), "0" * 64, {"liver": 0}, (-175, 250), spacing_mm)


class CutMix(unittest.TestCase):
    def setUp(self):
        rng = np.random.default_rng(0)
        self.label = rng.integers(0, 200, (4, 5, 6, 7)).astype(np.uint8)
        self.hu = self.label[:, None].astype(np.float32) / 10

    def test_one_cut_serves_image_and_label_and_no_voxel_is_lost(self):
        axes, mixed = set(), 0
        for seed in range(60):
            hu, label = cutmix(self.hu, self.label, np.random.default_rng(seed))
            np.testing.assert_array_equal(hu[:, 0], label.astype(np.float32) / 10)
            np.testing.assert_array_equal(np.sort(label, 0), np.sort(self.label, 0))
            changed = (label != self.label).any(0)
            if changed.any():
                mixed += 1
                axes |= {axis for axis in (1, 2) if not changed.any((0, 3 - axis)).all()}  # some of it untouched along this one
        self.assertGreater(mixed, 20)
        self.assertEqual(axes, {1, 2})

    def test_the_halves_are_two_members_of_the_batch(self):
        for seed in range(20):
            _, label = cutmix(self.hu, self.label, np.random.default_rng(seed))
            for n, member in enumerate(label):
                own = member == self.label[n]
                others = [member == each for each in self.label]
                self.assertTrue(any((own | other).all() for other in others))

    def test_a_batch_of_one_is_refused(self):
        with self.assertRaisesRegex(ValueError, "two or more"):
            cutmix(self.hu[:1], self.label[:1], np.random.default_rng(0))


class Quality(unittest.TestCase):
    def test_a_share_of_exactly_the_threshold_is_kept(self):
        mask = np.zeros((3, 12, 30), bool)
        for n in range(3):
            mask[1, 1:11, 2 + 8 * n] = True
        called = mask.copy()
        for n, found in enumerate((7, 6, 10)):
            called[1, 1 + found : 11, 2 + 8 * n] = False
        numbered, count = lesions_of(mask)
        self.assertEqual(count, 3)
        self.assertEqual(passing(called, numbered, 0.7).tolist(), [True, False, True])
        self.assertEqual(passing(called, numbered, 0.61).tolist(), [True, False, True])
        self.assertEqual(passing(called, numbered, 0.6).tolist(), [True, True, True])


class Lesions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        cls.segmenter = Segmenter(read_segmenter(MODELS / "liver-lesion"), (-175, 250), 1.5)

    def maker(self, strength: float) -> LesionMaker:
        return LesionMaker(generator_of(strength), self.segmenter, CONFIG)

    def test_lesions_of_a_generator_that_answers_nothing_are_all_rejected_and_leave_the_scan_as_it_was(self):
        for seed in range(4):
            pair = draw_pair(seed)
            hu, label, kept, tried = self.maker(0.0).make(pair)
            self.assertEqual((kept, tried), (0, 1))
            np.testing.assert_array_equal(hu, pair.hu)
            np.testing.assert_array_equal(label, pair.label)

    def test_lesions_that_the_segmenter_finds_are_kept_and_labelled(self):
        outcomes = []
        for seed in range(4):
            pair = draw_pair(seed)
            hu, label, kept, tried = self.maker(FOUND).make(pair)
            outcomes.append(kept)
            if kept:
                np.testing.assert_array_equal(label, np.where(pair.mask, LESION, pair.label))
                # 425 HU times the strength times the texture's 0.52, in the middle.
                self.assertAlmostEqual(float((hu - pair.hu).min()), -425 * np.tanh(FOUND) * 0.52, delta=2)
                self.assertEqual(float(np.abs(hu - pair.hu)[pair.weight == 0].max()), 0)
        self.assertGreaterEqual(sum(outcomes), 3)

    def test_each_lesion_is_judged_alone(self):
        pair = next(each for each in map(draw_pair, range(8)) if self.maker(FOUND).make(each)[2])
        second = np.zeros_like(pair.mask)
        second[28:31, 14:18, 10:14] = True
        faint = np.where(second, np.float32(0.05), pair.weight)  # 4 HU, which no segmenter finds
        both = Pair(pair.hu, pair.label, pair.mask | second, faint, True)
        hu, label, kept, tried = self.maker(FOUND).make(both)
        self.assertEqual((kept, tried), (1, 2))
        np.testing.assert_array_equal(label[second], pair.label[second])
        np.testing.assert_array_equal(hu[second], pair.hu[second])
        self.assertTrue((label[pair.mask] == LESION).all())

    def test_the_scan_s_own_tumours_keep_their_label_whether_learned_or_ignored(self):
        pair = draw_pair(1)
        own = np.zeros_like(pair.mask)
        own[26:30, 4:8, 24:28] = True
        for value in (LESION, IGNORE):
            label = np.where(own, np.uint8(value), pair.label)
            _, made, _, _ = self.maker(FOUND).make(Pair(pair.hu, label, pair.mask & ~own, pair.weight * ~own, True))
            self.assertTrue((made[own] == value).all())

    def test_what_looks_like_a_tumour_in_a_scan_without_tumour_labels_is_ignored(self):
        maker = self.maker(0.0)
        dark = draw_pair(2)
        scan = (dark.hu - 90 * dark.weight).astype(np.float32)
        share = {}
        for known in (True, False):
            pair = Pair(scan, dark.label, np.zeros_like(dark.mask), np.zeros_like(dark.weight), known)
            pairs = MemoryPairs(CONFIG)
            pairs.pair = lambda _, pair=pair: pair
            _, label, _, _ = JointFeed(CONFIG, maker, pairs).item(0, np.random.default_rng(1))
            share[known] = float((label == IGNORE)[dark.mask].mean())
            self.assertFalse((label == IGNORE)[dark.label != ORGAN].any())
        self.assertEqual(share[True], 0)
        self.assertGreater(share[False], 0.7)

    def test_networks_of_another_spacing_or_organ_are_refused(self):
        with self.assertRaisesRegex(SavedError, "make them the same"):
            LesionMaker(generator_of(0.0, 3.0), self.segmenter, CONFIG)
        with self.assertRaisesRegex(SavedError, "not of the kidney"):
            LesionMaker(generator_of(0.0), self.segmenter, {**CONFIG, "feed": {**CONFIG["feed"], "organ": "kidney"}})

    def test_batches_depend_on_seed_and_step_alone(self):
        feed = lambda: JointFeed(CONFIG, self.maker(FOUND), MemoryPairs(CONFIG))
        first, again = feed(), feed()
        first.batch(3, 0)
        for a, b in zip(first.batch(3, 1), again.batch(3, 1)):
            np.testing.assert_array_equal(a, b)
        with self.assertRaisesRegex(ValueError, "two or more"):
            JointFeed({**CONFIG, "batch": 1}, self.maker(0.0), MemoryPairs(CONFIG))


class Training(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        torch.set_num_threads(1)
        segmenter = Segmenter(read_segmenter(MODELS / "liver-lesion"), (-175, 250), 1.5)
        self.feed = JointFeed(CONFIG, LesionMaker(generator_of(FOUND), segmenter, CONFIG), MemoryPairs(CONFIG))

    def test_the_loss_falls_and_the_curves_say_how_many_lesions_were_kept(self):
        train(JointRun(CONFIG, self.folder), self.feed, [], Namespace(steps=60, minutes=None))
        with (self.folder / "curves.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertLess(float(rows[-1]["loss"]), 0.7 * float(rows[0]["loss"]))
        for row in rows:
            self.assertTrue(0 < int(row["lesionsKept"]) <= int(row["lesionsTried"]) == 30)

    def test_resume_is_exact(self):
        whole = JointRun(CONFIG, self.folder)
        for step in range(6):
            whole.learn(self.feed.batch(3, step), step / 6)
            if step == 2:
                whole.save()
        resumed = JointRun(CONFIG, self.folder)
        self.assertEqual(resumed.step, 3)
        for step in range(3, 6):
            resumed.learn(self.feed.batch(3, step), step / 6)
        for name, value in whole.model.state_dict().items():
            self.assertTrue(torch.equal(value, resumed.model.state_dict()[name]), name)
            self.assertTrue(torch.equal(whole.average[name], resumed.average[name]), name)

    def test_a_run_is_never_resumed_with_another_generator(self):
        for strength in (0.0, 0.5):
            generator = UNet([2, 4], 1)
            torch.nn.init.constant_(generator.head.bias, strength)
            config = {"organs": {"liver": {"channel": 0}}, "windowHu": [-175, 250], "spacingMm": 1.5}
            checkpoint.save(self.folder / f"{strength}.pt", {"generator": generator.state_dict(), "step": 1, "config": config})
        first, second = (with_networks(CONFIG, self.folder / f"{strength}.pt", MODELS / "liver-lesion")[0] for strength in (0.0, 0.5))
        JointRun(first, self.folder).save()
        self.assertEqual(JointRun(first, self.folder).step, 0)
        with self.assertRaisesRegex(checkpoint.CheckpointError, "joint"):
            JointRun(second, self.folder)


class Command(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def call(self, config: Path = SHIPPED, **changes: Path) -> None:
        given = {"generator": MODELS / "liver-freetumor", "segmenter": MODELS / "liver-lesion", "data": self.folder, "out": self.folder / "out", "cache": self.folder, **changes}
        main(["--config", str(config), "--steps", "1", *(text for name, path in given.items() for text in (f"--{name}", str(path)))])

    def test_missing_or_foreign_networks_and_data_are_said_before_anything_is_trained(self):
        for changes, error, words in (
            ({"generator": self.folder / "none.pt"}, SavedError, "does not exist"),
            ({"generator": MODELS / "liver-lesion"}, SavedError, "no FreeTumor generator"),
            ({"segmenter": MODELS / "liver-localiser"}, SavedError, "labels no lesions|same spacing"),
            ({}, DataError, "has no ts_trunk_3mm"),
        ):
            with self.subTest(words), self.assertRaisesRegex(error, words):
                self.call(**changes)
        self.assertFalse((self.folder / "out" / "checkpoint.pt").exists())

    def test_wrong_configurations_are_refused_by_name(self):
        for change, words in (({"batch": 1}, "two or more"), ({"joint": {"limit": 1}}, 'unknown key "limit"'), ({"joint": {"threshold": 2}}, "threshold")):
            path = self.folder / "config.json"
            path.write_text(json.dumps({**json.loads(SHIPPED.read_text()), **change}))
            with self.subTest(words), self.assertRaisesRegex(ConfigError, words):
                self.call(path)


if __name__ == "__main__":
    unittest.main()
