"""Learning several organs from partial and pseudo-labels: `python -m unittest tests.test_localiser` in models/training."""

import json
import tempfile
import unittest
from argparse import Namespace
from pathlib import Path

import nibabel as nib
import numpy as np
import torch
from torch.nn import functional

import cases
import checkpoint
import networks
import pseudo_labels
from augment import draw_view
from begin_weights import fitting, read_weights
from cases import Case, DataError, evenly_spaced, open_case, organ_labels, read_case, read_pseudo_case
from cases_feed import CasesFeed
from export import export_onnx
from hu_window import normalise
from losses import IGNORE, OPEN, dice_cross_entropy, dice_scores, open_value
from organ_masks import drop_strays, probabilities
from train import Run, train

ORGANS = ["liver", "kidney", "pancreas", "spleen"]
CONFIGS = Path(__file__).resolve().parents[1] / "configs"


def by_hand(logits, target):
    """Mean cross-entropy over voxels of one example, each label read as the set of classes it allows."""
    losses = []
    for at in np.ndindex(*target.shape[1:]):
        value = int(target[(0, *at)])
        if value == IGNORE:
            continue
        allowed = [value] if value < OPEN else [0] + [c for c in range(1, logits.shape[1]) if (value - OPEN) >> (c - 1) & 1]
        p = functional.softmax(logits[(0, slice(None), *at)], 0)
        losses.append(-torch.log(p[allowed].sum()))
    return torch.stack(losses).mean()


class PartialLabels(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(4)
        self.logits = torch.randn(1, 5, 4, 4, 4) * 2

    def test_cross_entropy_is_that_of_the_allowed_classes_together(self):
        target = torch.full((1, 4, 4, 4), open_value([2, 3]), dtype=torch.uint8)
        target[0, 0], target[0, 1] = 0, IGNORE
        self.assertAlmostEqual(float(dice_cross_entropy(self.logits, target)), float(by_hand(self.logits, target)), places=5)

    def test_an_organ_that_nobody_drew_is_not_taught_to_be_background(self):
        target = torch.full((1, 4, 4, 4), open_value([2, 3, 4]), dtype=torch.uint8)
        target[0, 0] = 1
        kidney, liver = torch.zeros(1, 5, 4, 4, 4), torch.zeros(1, 5, 4, 4, 4)
        background = torch.zeros(1, 5, 4, 4, 4)
        for logits, there in ((kidney, 2), (liver, 1), (background, 0)):
            logits[:, 1, 0] = logits[:, there, 1:] = 9
        losses = [float(dice_cross_entropy(logits, target)) for logits in (kidney, background, liver)]
        self.assertAlmostEqual(losses[0], losses[1], places=4)
        self.assertGreater(losses[2], losses[1] + 1)

    def test_gradient_does_not_move_between_background_and_the_undrawn(self):
        logits = self.logits.clone().requires_grad_()
        target = torch.full((1, 4, 4, 4), open_value([2]), dtype=torch.uint8)
        dice_cross_entropy(logits, target).backward()
        ratio = logits.grad[:, 2] / logits.grad[:, 0]
        torch.testing.assert_close(ratio, (logits[:, 2] - logits[:, 0]).exp().detach(), rtol=1e-3, atol=1e-4)
        self.assertLess(float(logits.grad[:, [0, 2]].max()), 0)

    def test_without_open_labels_nothing_changed(self):
        target = torch.randint(0, 5, (1, 4, 4, 4))
        weights = torch.tensor([1.0, 2, 1, 3, 1])
        expected = functional.cross_entropy(self.logits, target, weights, reduction="none").mean()
        p, t = self.logits.softmax(1), functional.one_hot(target, 5).movedim(-1, 1)
        dice = (2 * (p * t).sum((0, 2, 3, 4)) + 1) / ((p + t).sum((0, 2, 3, 4)) + 1)
        self.assertAlmostEqual(float(dice_cross_entropy(self.logits, target, weights)), float(expected + (1 - dice[1:]).mean()), places=5)

    def test_scores_leave_out_what_was_not_drawn(self):
        target = torch.full((4, 4, 4), open_value([2, 3, 4]))
        target[0] = 1
        prediction = torch.full((4, 4, 4), 2)
        prediction[0] = 1
        scores = dice_scores(prediction, target, 5)
        self.assertEqual(scores[0], 1.0)
        self.assertTrue(all(np.isnan(score) for score in scores[1:]))

    def test_open_values_do_not_meet_the_ignored_one(self):
        self.assertEqual(open_value([]), 0)
        self.assertLess(open_value([1, 2, 3, 4, 5, 6]), IGNORE)
        with self.assertRaises(ValueError):
            open_value([7])


class Sources(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, hu, labels, file="labels.nii.gz"):
        (self.folder / name).mkdir(exist_ok=True)
        affine = np.diag([-4.0, -4, 4, 1])
        nib.save(nib.Nifti1Image(hu.transpose(2, 1, 0), affine), self.folder / name / "image.nii.gz")
        if labels is not None:
            nib.save(nib.Nifti1Image(labels.transpose(2, 1, 0), affine), self.folder / name / file)
        return self.folder / name

    def test_sources_that_drew_the_liver_only_leave_the_rest_open(self):
        values = np.array([[[0, 1, 2]]], np.uint8)
        self.assertEqual(organ_labels(values, cases.ORGAN_VALUES["lits"], ORGANS).ravel().tolist(), [open_value([2, 3, 4]), 1, 1])
        whole = np.array([[[0, 5, 2, 3, 7, 1, 6]]], np.uint8)
        self.assertEqual(organ_labels(whole, cases.ORGAN_VALUES["totalsegmentator"], ORGANS).ravel().tolist(), [0, 1, 2, 2, 3, 4, 0])

    def test_phantoms_are_read_with_every_organ_and_their_lesions_as_liver(self):
        values = np.zeros((4, 5, 6), np.uint8)
        values.ravel()[:6] = [1, 2, 4, 5, 10, 3]
        label = read_case(self.write("phantom_1", np.zeros((4, 5, 6), np.int16), values), 4, organs=ORGANS).label
        self.assertEqual(label.ravel()[:6].tolist(), [1, 1, 2, 2, 3, 4])
        self.assertEqual(int(label.ravel()[6:].max()), 0)

    def test_views_keep_open_labels_apart_from_the_air_beyond_the_scan(self):
        label = np.full((20, 20, 20), open_value([2, 3, 4]), np.uint8)
        label[5:9, 5:9, 5:9] = 1
        case = Case("x", np.zeros(label.shape, np.float16), label, np.zeros(label.shape, np.uint8), 4)
        for seed in range(4):
            hu, view = draw_view(case, (32, 32, 32), np.random.default_rng(seed))
            self.assertTrue(set(np.unique(view)) <= {0, 1, open_value([2, 3, 4])})
            self.assertEqual(int(view[0, 0, 0]), 0)

    def test_slices_at_uneven_distances_lie_where_they_were_scanned(self):
        z = np.array([0, 6, 14, 22, 38, 46.0])
        hu, step = evenly_spaced((z * 10)[:, None, None] * np.ones((1, 3, 3), np.float32), z)
        self.assertEqual(step, 2.0)
        np.testing.assert_allclose(hu[:, 1, 1], np.arange(0, 47, 2) * 10, atol=1e-3)
        even = np.zeros((3, 2, 2), np.int16)
        self.assertIs(evenly_spaced(even, np.array([0, 5, 10.0]))[0], even)
        with self.assertRaises(DataError):
            evenly_spaced(even, np.array([0, 5, 5.0]))

    def test_cases_without_labels_are_taken_by_way_of_a_teacher_only(self):
        self.write("crlm_ct_1004", np.zeros((4, 4, 4), np.int16), None)
        with self.assertRaisesRegex(DataError, "pseudo_labels.py"):
            open_case(self.folder / "crlm_ct_1004")
        config = {"organs": ORGANS, "spacingMm": 4}
        with self.assertRaisesRegex(DataError, "pseudo_labels.py first"):
            read_pseudo_case(self.folder / "crlm_ct_1004", self.folder / "none.nii.gz", config)
        with self.assertRaises(DataError):
            pseudo_labels.label_case(None, config, self.folder / "chaos_ct_set3", 0.9)


class PseudoLabels(unittest.TestCase):
    def test_only_what_is_sure_is_kept_and_strays_are_not_background(self):
        probability = np.full((5, 12, 12, 12), 0.005, np.float32)
        probability[0] = 0.98
        liver, kidneys, stray, unsure = np.s_[1:6, 1:6, 1:6], (np.s_[8:11, 1:4, 1:4], np.s_[8:11, 8:11, 1:4]), np.s_[8:9, 8:9, 8:9], np.s_[1:3, 8:11, 8:11]
        for number, place in ((1, liver), (2, kidneys[0]), (2, kidneys[1]), (2, stray)):
            probability[(slice(None), *place)] = 0.01
            probability[(number, *place)] = 0.96
        probability[(slice(None), *unsure)] = 0.2
        probability[:, 6, 11, 11] = (0.95, 0.01, 0.01, 0.01, 0.02)
        label = pseudo_labels.sure_labels(probability, ORGANS, 0.9)
        self.assertEqual([int(label[place].min()) for place in (liver, *kidneys, stray, unsure)], [1, 2, 2, IGNORE, IGNORE])
        self.assertEqual([int(label[6, 6, 6]), int(label[6, 11, 11])], [0, IGNORE])
        shares = pseudo_labels.shares(label, probability, {"organs": ORGANS, "spacingMm": 4})
        self.assertEqual(shares["keptShareOfOrgan"]["liver"], 1.0)
        self.assertAlmostEqual(shares["keptShareOfOrgan"]["kidney"], 54 / 55, places=3)
        self.assertAlmostEqual(shares["labelledShare"], 1 - (1 + 18 + 1) / 12**3, places=3)

    def test_labels_lie_on_the_scan_they_were_made_for(self):
        label = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5) % 5
        for flips in ((1, 1), (-1, -1)):
            affine = np.diag([2.0 * flips[0], 2 * flips[1], 3, 1])
            affine[:3, 3] = (11, -7, 30)
            scan = nib.Nifti1Image(np.zeros((10, 8, 4), np.int16), affine)
            written = pseudo_labels.image_of(label, scan, 4)
            self.assertTrue(np.array_equal(cases.to_lps(written)[0], label))
            low, high = (nib.affines.apply_affine(image.affine, corner) for image, corner in ((scan, (-0.5, -0.5, -0.5)), (written, (-0.5, -0.5, -0.5))))
            far = nib.affines.apply_affine(scan.affine, (9.5, 7.5, 3.5))
            np.testing.assert_allclose(np.minimum(low, far)[2], high[2])
            np.testing.assert_allclose(np.maximum(low, far)[:2], high[:2])

    def test_strays(self):
        labels = np.zeros((10, 10, 10), np.uint8)
        labels[0:4, 0:4, 0:4] = labels[8, 8, 8] = 1
        labels[6:9, 0:3, 0:3] = labels[6:9, 5:8, 0:3] = 2
        labels[0, 9, 9] = 2
        tidy = drop_strays(labels, ORGANS)
        self.assertEqual([int(tidy[at]) for at in ((1, 1, 1), (8, 8, 8), (7, 1, 1), (7, 6, 1), (0, 9, 9))], [1, 0, 2, 2, 0])

    def test_probabilities_sum_to_one(self):
        p = probabilities(np.random.default_rng(1).normal(0, 50, (5, 3, 3, 3)).astype(np.float32))
        np.testing.assert_allclose(p.sum(0), 1, atol=1e-5)


class PlainFeed:
    """The same scans in turn, unvaried."""

    def __init__(self, cases, window_hu):
        self.batches = [(normalise(case.hu.astype(np.float32), window_hu)[None, None], case.label[None]) for case in cases]

    def batch(self, seed, step):
        return self.batches[step % len(self.batches)]

    def close(self):
        pass


class SelfTraining(unittest.TestCase):
    """Teacher, pseudo-labels and student on two organs."""

    CONFIG = {
        "name": "tiny-organs", "seed": 5, "channels": [6, 12], "classes": ["background", "liver", "kidney"], "organs": ["liver", "kidney"], "spacingMm": 4, "windowHu": [-160, 240],
        "patchZyx": [16, 24, 24], "batch": 1, "steps": 40, "learningRate": 0.02, "weightDecay": 1e-5, "warmUpSteps": 2, "threads": 1, "bfloat16": False,
        "feed": {"kind": "cases", "cases": {"lits_000": 1}, "phantoms": {"folder": "p", "weight": 1}}, "validation": [],
    }

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.scene("lits_000", 1, lambda liver, kidney: liver, "labels_liver1_tumour2.nii.gz")
        self.scene("p/phantom_1", 2, lambda liver, kidney: liver + 4 * kidney, "labels.nii.gz")
        self.scene("crlm_ct_1004", 3, None, None)

    def scene(self, name, seed, label, file):
        """A liver of 40 HU and a kidney of 220 in noise."""
        rng = np.random.default_rng(seed)
        z, y, x = np.mgrid[:16, :24, :24]
        liver, kidney = ((z - 8) ** 2 + (y - 12) ** 2 + (x - at) ** 2 < 28 for at in (6, 18))
        hu = (-150 + 190 * liver + 370 * kidney + rng.normal(0, 8, liver.shape)).astype(np.int16)
        affine = np.diag([-4.0, -4, 4, 1])
        (self.folder / name).mkdir(parents=True)
        nib.save(nib.Nifti1Image(hu.transpose(2, 1, 0), affine), self.folder / name / "image.nii.gz")
        if label:
            drawn = label(liver.astype(np.uint8), kidney.astype(np.uint8))
            nib.save(nib.Nifti1Image(drawn.transpose(2, 1, 0), affine), self.folder / name / file)

    def learned(self, config, out, feed):
        (self.folder / out).mkdir()
        run = Run(config, self.folder / out)
        train(run, feed, [], Namespace(steps=config["steps"], minutes=None))
        return run

    def test_a_teacher_labels_a_scan_and_a_student_learns_from_it(self):
        scan = read_case(self.folder / "p/phantom_1", 4, organs=["liver", "kidney"])
        self.learned(self.CONFIG, "teacher", PlainFeed([scan], self.CONFIG["windowHu"]))
        pseudo_labels.main(["--checkpoint", str(self.folder / "teacher/checkpoint.pt"), "--data", str(self.folder), "--cases", "crlm_ct_1004", "--to", str(self.folder / "pseudo"), "--confidence", "0.5"])
        record = json.loads((self.folder / "pseudo/shares.json").read_text())
        self.assertGreater(record["cases"]["crlm_ct_1004"]["labelledShare"], 0.3)
        config = {**self.CONFIG, "name": "student", "steps": 2, "feed": {**self.CONFIG["feed"], "pseudo": {"folder": "pseudo", "cases": {"crlm_ct_1004": 1}}}}
        feed = CasesFeed(config, self.folder, self.folder, log=lambda _: None)
        student = self.learned(config, "student", feed)
        taught = feed.cases[-1]
        self.assertEqual(taught.name, "crlm_ct_1004 (pseudo-labels)")
        self.assertEqual([int(taught.label[8, 12, x]) for x in (6, 18)], [1, 2])
        self.assertEqual(student.step, 2)


class Beginning(unittest.TestCase):
    OLD, NEW = ["background", "liver"], ["background", "spleen", "liver"]

    def network(self, classes, seed, channels=(4, 8)):
        torch.manual_seed(seed)
        return networks.build({"channels": list(channels), "classes": classes})

    def test_known_classes_keep_their_weights_and_the_body_all_of_them(self):
        old, new = self.network(self.OLD, 1), self.network(self.NEW, 2)
        fresh = {name: value.clone() for name, value in new.state_dict().items()}
        new.load_state_dict(fitting(old.state_dict(), self.OLD, new.state_dict(), self.NEW))
        x = torch.randn(1, 1, 8, 8, 8)
        before, after = old(x), new(x)
        torch.testing.assert_close(after[:, [0, 2]], before)
        torch.testing.assert_close(new.head.weight[1], fresh["head.weight"][1])
        with self.assertRaisesRegex(ValueError, "encoder"):
            fitting(old.state_dict(), self.OLD, self.network(self.NEW, 2, (6, 12)).state_dict(), self.NEW)

    def test_an_exported_network_gives_the_weights_of_its_checkpoint(self):
        with tempfile.TemporaryDirectory() as folder:
            model = self.network(self.OLD, 3).eval()
            for value in model.parameters():
                torch.nn.init.normal_(value)
            export_onnx(model, [8, 8, 8], Path(folder) / "model.onnx")
            (Path(folder) / "model.json").write_text(json.dumps({"labels": [None, {"name": "liver"}]}))
            weights, classes = read_weights(Path(folder) / "model.onnx")
            self.assertEqual(classes, self.OLD)
            for name, value in model.state_dict().items():
                self.assertTrue(torch.equal(weights[name], value), name)
            with self.assertRaises(checkpoint.CheckpointError):
                read_weights(Path(folder) / "none.onnx")


class Configurations(unittest.TestCase):
    def test_the_student_differs_from_its_teacher_by_the_pseudo_labels_and_how_long_it_learns(self):
        teacher, student = (json.loads((CONFIGS / f"organ-localiser{suffix}.json").read_text()) for suffix in ("-teacher", ""))
        self.assertIn("pseudo", student["feed"])
        self.assertNotIn("pseudo", teacher["feed"])
        for key in ("classes", "organs", "spacingMm", "windowHu", "patchZyx", "validation"):
            self.assertEqual(student[key], teacher[key], key)
        self.assertEqual(student["classes"][1:], student["organs"])
        self.assertEqual([label and label["name"] for label in student["manifest"]["labels"]], [None, "liver", "kidney", "pancreas-not-learned", "spleen"])
        self.assertFalse(set(student["feed"]["cases"]) & set(student["validation"]))


if __name__ == "__main__":
    unittest.main()
