"""Seconds-long checks: `python -m unittest tests.test_training` in models/training."""

import csv
import tempfile
import unittest
from argparse import Namespace
from pathlib import Path

import nibabel as nib
import numpy as np
import torch
from PIL import Image

import checkpoint
from cases import Case, DataError, read_case
from export import export_onnx, largest_difference
from losses import dice_cross_entropy
from sliding_window import predict_logits, starts
from train import Run, class_weights, train

# The networks are tiny; threads that wait for each other cost more than they bring.
torch.set_num_threads(1)

CONFIG = {
    "name": "tiny", "seed": 3, "network": {"kind": "u-net", "channels": [4, 8]}, "classes": ["background", "ball"], "spacingMm": 4, "windowHu": [-160, 240],
    "patchZyx": [16, 16, 16], "batch": 1, "learningRate": 0.01, "weightDecay": 1e-5, "warmUpSteps": 2, "threads": 1, "bfloat16": False,
}


class BallFeed:
    """Bright balls in noise."""

    def batch(self, seed, step):
        rng = np.random.default_rng([seed, step])
        z, y, x = np.ogrid[:16, :16, :16]
        cz, cy, cx = rng.uniform(5, 11, 3)
        label = ((z - cz) ** 2 + (y - cy) ** 2 + (x - cx) ** 2 < 20).astype(np.uint8)
        return (label + rng.normal(0, 0.3, label.shape)).astype(np.float32)[None, None], label[None]

    def close(self):
        pass


def run_steps(out: Path, steps: int) -> Run:
    out.mkdir(exist_ok=True)
    run = Run(CONFIG, out)
    train(run, BallFeed(), [], Namespace(steps=steps, minutes=None))
    return run


class Training(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_loss_falls(self):
        run_steps(self.folder, 60)
        with (self.folder / "curves.csv").open(newline="") as file:
            losses = [float(row["loss"]) for row in csv.DictReader(file)]
        self.assertLess(losses[-1], 0.6 * losses[0])

    def test_a_rare_class_weighs_more_at_first(self):
        config = {"classWeightsAtStart": [1, 6], "classWeights": [1, 2]}
        weights = [class_weights(config, progress, torch.device("cpu")).tolist() for progress in (0, 0.25, 0.5, 1)]
        self.assertEqual(weights, [[1, 6], [1, 4], [1, 2], [1, 2]])
        self.assertEqual(class_weights({"classWeights": [1, 2]}, 0, torch.device("cpu")).tolist(), [1, 2])

    def test_resume_is_exact(self):
        whole = Run(CONFIG, self.folder)
        feed = BallFeed()
        for step in range(12):
            whole.learn(feed.batch(3, step), step / 12)
            if step == 5:
                whole.save()
        resumed = Run(CONFIG, self.folder)
        self.assertEqual(resumed.step, 6)
        for step in range(6, 12):
            resumed.learn(feed.batch(3, step), step / 12)
        for name, value in whole.model.state_dict().items():
            self.assertTrue(torch.equal(value, resumed.model.state_dict()[name]), name)
            self.assertTrue(torch.equal(whole.average[name], resumed.average[name]), name)

    def test_two_halves_of_a_batch_teach_what_the_whole_does(self):
        hu, label = BallFeed().batch(3, 0)
        twice = np.concatenate([hu, hu]), np.concatenate([label, label])
        weights = []
        for parts in (1, 2):
            run = Run({**CONFIG, "batch": 2, "accumulate": parts}, self.folder)
            loss = run.learn(twice, 0)
            weights.append((loss, run.model.state_dict()))
        # The Dice is smoothed once a part, so the two differ a little.
        self.assertAlmostEqual(weights[0][0], weights[1][0], places=3)
        same = torch.cat([torch.isclose(value, weights[1][1][name], atol=1e-3).flatten() for name, value in weights[0][1].items()])
        self.assertGreater(float(same.float().mean()), 0.95)

    def test_curves_hold_every_class_and_are_drawn_and_weights_kept(self):
        hu, label = BallFeed().batch(3, 0)
        case = Case("ball", (hu[0, 0] * 200 + 40).astype(np.float16), label[0], label[0], 4)
        run = Run(CONFIG, self.folder)
        train(run, BallFeed(), [case], Namespace(steps=40, minutes=None, keep_every=20))
        with (self.folder / "curves.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len([row for row in rows if row["dice ball"]]), 1)
        self.assertGreater(float(rows[0]["stepsPerSecond"]), 0)
        with Image.open(self.folder / "curves.png") as picture:
            self.assertEqual(picture.size, (900, 3 * 260))
        self.assertEqual([path.name for path in sorted((self.folder / "kept").iterdir())], ["step-000020.pt", "step-000040.pt"])
        kept = checkpoint.load(self.folder / "kept" / "step-000040.pt")["average"]
        self.assertTrue(all(torch.equal(value, run.average[name]) for name, value in kept.items()))

    def test_refuses_a_checkpoint_of_another_configuration(self):
        run_steps(self.folder, 1)
        with self.assertRaises(checkpoint.CheckpointError):
            Run({**CONFIG, "learningRate": 0.5}, self.folder)

    def test_export_agrees(self):
        run = run_steps(self.folder, 3)
        export_onnx(run.averaged(), CONFIG["patchZyx"], self.folder / "m.onnx")
        self.assertLessEqual(largest_difference(run.averaged(), self.folder / "m.onnx", [24, 16, 16]), 1e-4)


class Parts(unittest.TestCase):
    def test_ignored_voxels_change_nothing(self):
        torch.manual_seed(1)
        logits = torch.randn(1, 3, 4, 4, 4)
        target = torch.randint(0, 3, (1, 4, 4, 4))
        target[0, 0] = 255
        other = logits.clone()
        other[:, :, 0] += torch.randn(3, 4, 4) * 5
        self.assertAlmostEqual(float(dice_cross_entropy(logits, target)), float(dice_cross_entropy(other, target)), places=6)

    def test_windows_reach_the_end_and_average_to_the_prediction(self):
        self.assertEqual(starts(50, 16, 0.5), [0, 8, 16, 24, 32, 34])
        self.assertEqual(starts(10, 16, 0.5), [0])
        volume = np.random.default_rng(2).random((21, 10, 16), dtype=np.float32)
        double = predict_logits(lambda tile: tile * 2, volume, (16, 16, 16), 0.5)
        np.testing.assert_allclose(double[0], volume * 2, atol=1e-5)

    def test_evaluation_data_is_never_opened_for_training(self):
        for name in ("chaos_ct_set3", "unheard_of"):
            with self.assertRaises(DataError):
                read_case(Path("/nowhere") / name, 4)

    def test_cases_keep_left_and_right(self):
        with tempfile.TemporaryDirectory() as folder:
            case = Path(folder) / "phantom_1"
            case.mkdir()
            for flip in (1, -1):
                # World x of index i: 2 i flip. The liver lies at negative x of LPS = positive x of RAS.
                labels = np.zeros((20, 20, 20), np.uint8)
                labels[(slice(14, None) if flip > 0 else slice(0, 6))] = 1
                affine = np.diag([2.0 * flip, 2, 2, 1])
                nib.save(nib.Nifti1Image(labels, affine), case / "labels.nii.gz")
                nib.save(nib.Nifti1Image(labels.astype(np.int16) * 100, affine), case / "image.nii.gz")
                read = read_case(case, 4)
                self.assertEqual(read.label[:, :, 0].min(), 1)
                self.assertEqual(read.label[:, :, -1].max(), 0)


if __name__ == "__main__":
    unittest.main()
