"""Networks of earlier stages read back: `python -m unittest tests.test_freetumor_saved` in models/training."""

import json
import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import checkpoint
import networks
from freetumor.saved import SavedError, read_generator, read_segmenter
from freetumor.segmenter import Segmenter
from freetumor.train import MODELS
from unet import UNet

SEGMENTER, GENERATOR = MODELS / "liver-lesion", MODELS / "liver-freetumor"
CONFIG = {
    "name": "tiny", "network": {"kind": "u-net", "channels": [4, 8]}, "classes": ["background", "liver", "cyst", "tumour"], "spacingMm": 1.5, "windowHu": [-160, 240],
    "manifest": {"labels": [None, {"role": "organ"}, {"role": "lesion"}, {"role": "lesion"}]},
}


def answer_of(folder: Path, file: str, name: str, shape: tuple[int, ...]) -> tuple[np.ndarray, torch.Tensor]:
    """What ONNX Runtime gives for seeded noise, and the noise."""
    image = np.random.default_rng(3).uniform(-1, 1, shape).astype(np.float32)
    session = onnxruntime.InferenceSession(str(folder / file), providers=["CPUExecutionProvider"])
    return session.run([name], {"image": image})[0], torch.from_numpy(image)


class Saved(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def refused(self, read, words: str) -> None:
        with self.assertRaisesRegex((SavedError, checkpoint.CheckpointError), words):
            read()

    def test_shipped_networks_answer_as_in_onnx_runtime(self):
        saved = read_segmenter(SEGMENTER)
        expected, image = answer_of(SEGMENTER, json.loads((SEGMENTER / "model.json").read_text())["file"], "logits", (1, 1, 32, 32, 32))
        self.assertLess(float(np.abs(saved.network(image).numpy() - expected).max() / np.abs(expected).max()), 5e-3)
        self.assertEqual((saved.lesions, saved.spacing_mm, list(saved.window_hu)), ([2], 1.5, [-160, 240]))
        generator = read_generator(GENERATOR)
        expected, image = answer_of(GENERATOR, "model.onnx", "strength", (1, 1, 64, 64, 64))
        self.assertLess(float(np.abs(generator.network(image).numpy() - expected).max()), 1e-4)
        self.assertEqual(generator.channels, {"liver": 0})

    def test_a_checkpoint_is_read_with_all_its_lesion_classes(self):
        torch.manual_seed(5)
        network = networks.build(CONFIG)
        checkpoint.save(self.folder / "c.pt", {"average": network.state_dict(), "step": 3, "config": CONFIG})
        saved = read_segmenter(self.folder / "c.pt")
        self.assertEqual(saved.lesions, [2, 3])
        image = torch.rand(1, 1, 8, 8, 8)
        seen = Segmenter(saved, (-160, 240), 1.5)
        logits = saved.network((2 * image - 1).flip(2, 3).permute(0, 1, 4, 3, 2)).permute(0, 1, 4, 3, 2).flip(2, 3)
        torch.testing.assert_close(seen(image)[:, 0], logits.softmax(1)[:, 2:].sum(1))
        self.assertTrue(torch.equal(seen.calls(image), logits.argmax(1) >= 2))
        self.refused(lambda: Segmenter(saved, (-160, 240), 3.0), "same spacing")

    def test_a_generator_s_checkpoint_is_read_with_its_channels(self):
        torch.manual_seed(5)
        network = UNet([4, 8, 12], 2, 3)
        organs = {"liver": {"channel": 1}, "kidney": {"channel": 0}}
        checkpoint.save(self.folder / "c.pt", {"generator": network.state_dict(), "step": 3, "config": {"organs": organs, "windowHu": [-175, 250], "spacingMm": 1.5}})
        saved = read_generator(self.folder / "c.pt")
        image = torch.rand(1, 1, 16, 16, 16)
        torch.testing.assert_close(saved.network(image), network.eval()(image))
        self.assertEqual(saved.channels, {"liver": 1, "kidney": 0})

    def test_an_altered_file_is_refused(self):
        copied = self.folder / "model"
        shutil.copytree(SEGMENTER, copied)
        file = copied / json.loads((copied / "model.json").read_text())["file"]
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        self.refused(lambda: read_segmenter(copied), "not the file that its model.json names")
        file.unlink()
        self.refused(lambda: read_segmenter(copied), "export it again")

    def test_only_the_named_digest_is_taken(self):
        digest = read_segmenter(SEGMENTER).sha256
        self.assertEqual(read_segmenter(SEGMENTER, digest).sha256, digest)
        self.refused(lambda: read_segmenter(SEGMENTER, "0" * 64), "the configuration wants 0000")

    def test_foreign_networks_are_refused_by_name(self):
        torch.save({"a": 1}, self.folder / "foreign.pt")
        (self.folder / "broken.pt").write_bytes(b"no checkpoint")
        checkpoint.save(self.folder / "segmenter.pt", {"average": networks.build(CONFIG).state_dict(), "step": 1, "config": CONFIG})
        checkpoint.save(self.folder / "generator.pt", {"generator": {"odd": torch.zeros(1)}, "step": 1, "config": {"organs": {}}})
        self.refused(lambda: read_segmenter(self.folder / "none.pt"), "does not exist")
        self.refused(lambda: read_segmenter(self.folder), "holds no model.json")
        self.refused(lambda: read_segmenter(self.folder / "foreign.pt"), "checkpoint")
        self.refused(lambda: read_segmenter(self.folder / "broken.pt"), "checkpoint")
        self.refused(lambda: read_segmenter(self.folder / "generator.pt"), "holds no segmenter")
        self.refused(lambda: read_segmenter(GENERATOR), "otherwise than this project")
        self.refused(lambda: read_segmenter(MODELS / "liver-localiser"), "labels no lesions")
        self.refused(lambda: read_generator(self.folder / "segmenter.pt"), "holds no generator")
        self.refused(lambda: read_generator(self.folder / "generator.pt"), "no U-Net of this project")
        self.refused(lambda: read_generator(SEGMENTER), "no FreeTumor generator")


if __name__ == "__main__":
    unittest.main()
