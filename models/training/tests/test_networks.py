"""Networks, their export, and the configuration that names them: `python -m unittest tests.test_networks` in models/training."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
import torch

import networks
from configuration import ConfigError, check, read_config
from export import ExportError, export_onnx, largest_difference, write_onnx
from half_precision import store_weights_as_halves

torch.set_num_threads(1)
CONFIGS = Path(__file__).resolve().parents[1] / "configs"
TINY = {"name": "tiny", "classes": ["background", "ball"], "patchZyx": [16, 16, 16]}


def swin(classes: int = 2) -> dict:
    return {**TINY, "classes": ["c"] * classes, "network": {"kind": "swin-unetr", "width": 12}, "patchZyx": [64, 64, 64]}


class InTemporaryFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        torch.manual_seed(3)


class Export(InTemporaryFolder):
    def test_u_net_agrees_at_other_window_sizes(self):
        model = networks.build({**TINY, "network": {"kind": "u-net", "channels": [4, 8], "fineChannels": 2}}).eval()
        export_onnx(model, [16, 16, 16], self.folder / "m.onnx")
        self.assertLessEqual(largest_difference(model, self.folder / "m.onnx", [24, 16, 32]), 1e-4)

    def test_swin_unetr_agrees_learns_and_has_four_million_parameters(self):
        config = swin()
        model = networks.build(config)
        self.assertAlmostEqual(sum(p.numel() for p in model.parameters()) / 1e6, 4.08, places=2)
        optimiser, losses = torch.optim.AdamW(model.parameters(), lr=1e-3), []
        image = torch.zeros(1, 1, 64, 32, 32)
        image[:, :, 10:22, 10:22, 10:22] = 1
        for _ in range(8):
            loss = torch.nn.functional.cross_entropy(model(image + 0.1 * torch.randn_like(image)), image[:, 0].long())
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
        self.assertLess(losses[-1], 0.7 * losses[0])
        report = write_onnx(model.eval(), config, self.folder / "m.onnx", "fp16")
        self.assertLessEqual(report["agreement"], 1e-4)
        self.assertGreater(report["labelAgreement"], 0.99)
        self.assertLess((self.folder / "m.onnx").stat().st_size, 12e6)

    def test_halves_halve_the_file_and_keep_names_and_values(self):
        model = networks.build({**TINY, "network": {"kind": "u-net", "channels": [16, 32]}}).eval()
        export_onnx(model, [16, 16, 16], self.folder / "m.onnx")
        before = {w.name: onnx.numpy_helper.to_array(w) for w in onnx.load(self.folder / "m.onnx").graph.initializer}
        size = (self.folder / "m.onnx").stat().st_size
        store_weights_as_halves(self.folder / "m.onnx")
        after = {w.name: onnx.numpy_helper.to_array(w) for w in onnx.load(self.folder / "m.onnx").graph.initializer}
        self.assertLess((self.folder / "m.onnx").stat().st_size, 0.65 * size)
        self.assertEqual(before.keys(), after.keys())
        for name, values in before.items():
            np.testing.assert_allclose(after[name], values, rtol=1e-3, atol=1e-6)
        difference = largest_difference(model, self.folder / "m.onnx", [16, 16, 16])
        self.assertTrue(0 < difference < 1e-2, difference)

    def test_an_operator_that_onnx_lacks_is_named_and_leaves_no_file(self):
        class Odd(torch.nn.Module):
            def forward(self, x):
                return torch.special.i1(x)

        with self.assertRaisesRegex(ExportError, "operator that ONNX opset 17 lacks"):
            export_onnx(Odd(), [8, 8, 8], self.folder / "m.onnx")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_refuses_a_file_above_twenty_megabytes(self):
        model = networks.build({**TINY, "network": {"kind": "u-net", "channels": [8, 480]}}).eval()
        with self.assertRaisesRegex(ExportError, "more than 20"):
            write_onnx(model, TINY | {"network": {"kind": "u-net", "channels": [8, 480]}}, self.folder / "m.onnx")
        self.assertEqual(list(self.folder.iterdir()), [])


class Configurations(InTemporaryFolder):
    def test_the_shipped_ones_are_sound(self):
        for name in ("liver-lesion", "liver-lesion-swin"):
            self.assertEqual(read_config(CONFIGS / f"{name}.json")["name"], name)

    def test_faults_are_named(self):
        sound = read_config(CONFIGS / "liver-lesion.json")
        faults = {
            'unknown key "lerningRate"': {"lerningRate": 1},
            '"batch" must be a whole number from 1 on, got "2"': {"batch": "2"},
            '"windowHu" must be two rising numbers': {"windowHu": [240, -160]},
            'must name a "kind" of u-net, swin-unetr': {"network": {"kind": "v-net"}},
            '"network" has the unknown key "depth"': {"network": {"kind": "u-net", "channels": [4, 8], "depth": 3}},
            '"patchZyx" must be multiples of 32': {"patchZyx": [64, 80, 80], "network": {"kind": "swin-unetr", "width": 12}},
            'unknown key "lesionshare"': {"feed": {**sound["feed"], "lesionshare": 1}},
            '"lesionShare" must be a number from 0 to 1': {"feed": {**sound["feed"], "lesionShare": 2}},
            '"classWeights" must be as many as "classes"': {"classWeights": [1, 1]},
        }
        for message, change in faults.items():
            with self.assertRaises(ConfigError) as caught:
                check({**sound, **change}, "x.json")
            self.assertIn(message, str(caught.exception))
        with self.assertRaisesRegex(ConfigError, '"seed" is missing'):
            check({key: value for key, value in sound.items() if key != "seed"}, "x.json")

    def test_a_file_that_is_no_json_object_is_refused(self):
        for content in ("{", "[1]"):
            (self.folder / "c.json").write_text(content)
            with self.assertRaises(ConfigError):
                read_config(self.folder / "c.json")
        with self.assertRaisesRegex(ConfigError, "does not exist"):
            read_config(self.folder / "none.json")

    def test_old_and_new_places_of_the_network_are_one_configuration(self):
        from checkpoint import digest

        new = json.loads((CONFIGS / "liver-lesion.json").read_text())
        old = {key: value for key, value in new.items() if key != "network"} | {key: value for key, value in new["network"].items() if key != "kind"}
        self.assertEqual(digest(old), digest(new))
        self.assertNotEqual(digest(old | {"channels": [8, 16]}), digest(new))


if __name__ == "__main__":
    unittest.main()
