"""What is wrong with the input is said in one line, and nothing is overwritten: `python -m unittest tests.test_bad_input` in models/training."""

import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from argparse import Namespace
from pathlib import Path

import nibabel as nib
import numpy as np
import torch

import checkpoint
import evaluate
import train
from cases import DataError, open_case, read_dicom_series
from command import OutOfMemory, memory_advice, one_line_errors
from export import ExportError, export
from gateway import GatewayError, lesionforge
from references import write_reference
from stream_feed import StreamFeed
from tests.small_cases import LITS_LABELS, STREAM, write_case, write_slice

torch.set_num_threads(1)
HERE = Path(__file__).resolve().parents[1]
TINY = {**STREAM, "manifest": {"title": "t"}, "feed": {**STREAM["feed"], "kind": "cases"}, "network": {"kind": "u-net", "channels": [4, 8]}}


class BadInput(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def ends_with(self, pattern: str, *arguments: str) -> None:
        """The training command with these arguments ends with one line and exit code 1 (what a text given to SystemExit means)."""
        with self.assertRaises(SystemExit) as ended, one_line_errors():
            train.main(list(arguments))
        self.assertRegex(ended.exception.code, f"^error: .*{pattern}")
        self.assertNotIn("\n", ended.exception.code)

    def arguments(self, config: dict = TINY) -> list[str]:
        (self.folder / "c.json").write_text(json.dumps(config))
        return ["--config", str(self.folder / "c.json"), "--data", str(self.folder), "--out", str(self.folder / "out"), "--cache", str(self.folder / "cache"), "--device", "cpu"]


class Cases(BadInput):
    def test_unlabelled(self):
        write_case(self.folder / "lits_000", LITS_LABELS)
        (self.folder / "lits_000" / LITS_LABELS).unlink()
        self.ends_with(f"lits_000 has no {LITS_LABELS}", *self.arguments())
        with self.assertRaisesRegex(DataError, "holds no labels"):
            write_reference(self.folder / "lits_000", self.folder / "r.nii.gz")

    def test_unreadable_and_cut_short(self):
        write_case(self.folder / "lits_000", LITS_LABELS)
        image = self.folder / "lits_000" / "image.nii.gz"
        whole = image.read_bytes()
        for content in (b"no image", gzip.compress(b"no image"), whole[: len(whole) // 2]):
            image.write_bytes(content)
            self.ends_with("image.nii.gz cannot be read as NIfTI", *self.arguments())

    def test_no_spacing(self):
        write_case(self.folder / "lits_000", LITS_LABELS)
        path = self.folder / "lits_000" / "image.nii.gz"
        raw = bytearray(gzip.decompress(path.read_bytes()))
        raw[80:84] = np.float32(0).tobytes()
        path.write_bytes(gzip.compress(bytes(raw)))
        self.ends_with("tells no voxel spacing", *self.arguments())

    def test_image_and_labels_on_different_grids(self):
        write_case(self.folder / "lits_000", LITS_LABELS)
        labels = nib.load(self.folder / "lits_000" / LITS_LABELS)
        moved = nib.Nifti1Image(np.asarray(labels.dataobj)[:-1], labels.affine)
        nib.save(moved, self.folder / "lits_000" / LITS_LABELS)
        self.ends_with("differ", *self.arguments())
        with self.assertRaisesRegex(DataError, "do not lie on one grid"):
            StreamFeed(STREAM, self.folder, self.folder)

    def test_a_series_that_is_not_axial(self):
        coronal, axial, unsaid = [1, 0, 0, 0, 0, -1], [1, 0, 0, 0, 1, 0], None
        for number, orientation in enumerate((coronal, unsaid, axial)):
            folder = self.folder / str(number)
            folder.mkdir()
            for z in (0, 5):
                write_slice(folder / f"{z}.dcm", [0, 0, z], orientation)
            if orientation is axial:
                self.assertEqual(read_dicom_series(folder).shape, (3, 2, 2))
            else:
                with self.assertRaisesRegex(DataError, "not an axial series"):
                    read_dicom_series(folder)

    def test_empty_folder(self):
        self.ends_with("has no lits_000", *self.arguments())
        (self.folder / "lits_000").mkdir()
        with self.assertRaisesRegex(DataError, "holds no scan"):
            open_case(self.folder / "lits_000")


class Runs(BadInput):
    def test_unknown_key_and_mode_and_device(self):
        self.ends_with('unknown key "stepps"', *self.arguments({**TINY, "stepps": 3}))
        bank = {"windows": 4, "perStep": 1, "crops": 2, "cropZyx": [16, 16, 4096], "cropShare": [1, 0], "aimedShare": 1}
        self.ends_with('"cropZyx" must fit', *self.arguments({**TINY, "feed": {**TINY["feed"], "bank": bank}}))
        small = {**bank, "cropZyx": [16, 16, 16]}
        self.ends_with("of the kind stream", *self.arguments({**TINY, "feed": {**TINY["feed"], "bank": small}}))
        self.ends_with("none in joint training", *self.arguments({**TINY, "joint": {}, "feed": {**TINY["feed"], "kind": "stream", "bank": small}}))
        self.ends_with('"bank": "crops" is missing', *self.arguments({**TINY, "feed": {**TINY["feed"], "bank": {k: v for k, v in bank.items() if k != "crops"}}}))
        self.ends_with("learns no lesions", *self.arguments(), "--mode", "real")
        self.ends_with("train it with freetumor.joint", *self.arguments({**TINY, "joint": {"threshold": 0.7}}))
        if not torch.cuda.is_available():
            self.ends_with("sees no CUDA device", *self.arguments()[:-1], "cuda")
        self.assertFalse((self.folder / "out").exists())

    def test_exit_code_is_one_and_the_message_one_line(self):
        done = subprocess.run([sys.executable, "-m", "train", "--config", "nowhere.json", "--data", ".", "--out", str(self.folder / "out")], cwd=HERE, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr, "error: nowhere.json does not exist; the configurations lie in configs/.\n")

    def test_checkpoint_of_another_configuration_is_left_alone(self):
        write_case(self.folder / "lits_000", LITS_LABELS)
        train.main([*self.arguments(), "--steps", "1"])
        before = (self.folder / "out" / "checkpoint.pt").read_bytes()
        self.ends_with("another configuration .different learningRate", *self.arguments({**TINY, "learningRate": 0.5}), "--steps", "2")
        self.assertEqual((self.folder / "out" / "checkpoint.pt").read_bytes(), before)

    def test_damaged_checkpoint_is_left_alone(self):
        write_case(self.folder / "lits_000", LITS_LABELS)
        (self.folder / "out").mkdir()
        (self.folder / "out" / "checkpoint.pt").write_bytes(b"half a checkpoint")
        self.ends_with("cannot be read as a checkpoint", *self.arguments())
        self.assertEqual((self.folder / "out" / "checkpoint.pt").read_bytes(), b"half a checkpoint")

    def test_killed_while_saving_leaves_a_whole_checkpoint(self):
        path = self.folder / "checkpoint.pt"
        script = "import sys, torch, checkpoint; from pathlib import Path\nn = 0\nwhile True:\n    n += 1\n    checkpoint.save(Path(sys.argv[1]), {'step': n, 'config': {}, 'x': torch.full((4_000_000,), float(n))})"
        for pause in (0.05, 0.11, 0.17):
            path.unlink(missing_ok=True)
            process = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=HERE)
            while not path.exists() and process.poll() is None:
                time.sleep(0.01)
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            state = checkpoint.load(path)
            self.assertTrue(bool((state["x"] == state["step"]).all()))

    def test_a_loss_that_is_no_number_ends_the_run_and_not_the_checkpoint(self):
        run = train.Run(TINY, self.folder)
        run.save()
        before = run.path.read_bytes()

        class Broken:
            def batch(self, seed, step):
                return np.full((1, 1, 24, 24, 24), np.nan, np.float32), np.ones((1, 24, 24, 24), np.uint8)

        with self.assertRaisesRegex(ValueError, "loss is no number at step 0: lower"):
            train.train(run, Broken(), [], Namespace(steps=1, minutes=None))
        self.assertEqual(run.path.read_bytes(), before)

    def test_out_of_memory_names_what_to_lower(self):
        run = train.Run(TINY, self.folder)

        class Vast:
            def batch(self, seed, step):
                return np.broadcast_to(np.float32(0), (1, 1, 2**14, 2**14, 2**14)), np.zeros((1, 2, 2, 2), np.uint8)

        with self.assertRaisesRegex(OutOfMemory, 'out of memory with 1 windows of 24 x 24 x 24 at once: raise "accumulate" or lower "batch"'), memory_advice(TINY):
            train.train(run, Vast(), [], Namespace(steps=1, minutes=None))
        with self.assertRaisesRegex(RuntimeError, "another fault"), memory_advice(TINY):
            raise RuntimeError("another fault")


class Models(BadInput):
    def exported(self) -> Path:
        run = train.Run(TINY, self.folder)
        run.save()
        export(run.path, self.folder / "tiny-lesion")
        return self.folder / "tiny-lesion"

    def test_a_manifest_that_disagrees_with_its_file_is_refused(self):
        model = self.exported()
        self.assertEqual(evaluate.read_manifest(model)["name"], "tiny-lesion")
        with (model / "model.onnx").open("ab") as file:
            file.write(b"x")
        with self.assertRaisesRegex(GatewayError, "not the file its manifest names"):
            evaluate.gather_models(model, None, self.folder / "models")
        self.assertFalse((self.folder / "models").exists())

    def test_a_failed_export_leaves_the_model_that_was_there(self):
        model = self.exported()
        before = {path.name: path.read_bytes() for path in model.iterdir()}
        with self.assertRaisesRegex(checkpoint.CheckpointError, "train first"):
            export(self.folder / "nowhere.pt", model)
        state = checkpoint.load(self.folder / "checkpoint.pt")
        broken = {name: value * float("nan") for name, value in state["average"].items()}
        checkpoint.save(self.folder / "nan.pt", {**state, "average": broken})
        with self.assertRaisesRegex(ExportError, "nothing was replaced"):
            export(self.folder / "nan.pt", model)
        self.assertEqual({path.name: path.read_bytes() for path in model.iterdir()}, before)
        with self.assertRaisesRegex(ExportError, "wants its folder to bear that name"):
            export(self.folder / "checkpoint.pt", self.folder / "another")

    def test_the_gateway_tells_its_own_fault(self):
        with self.assertRaisesRegex(GatewayError, "^input/not-found: "):
            lesionforge("evaluate", "--reference", "/nowhere", "--prediction", "/nowhere", "--out", str(self.folder / "scores"))


if __name__ == "__main__":
    unittest.main()
