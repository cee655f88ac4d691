"""How windows of the engine are varied: `python -m unittest tests.test_stream_augment` in models/training."""

import unittest

import numpy as np

from stream_augment import enhance_vessels, thick_slices, vary


def window() -> tuple[np.ndarray, np.ndarray]:
    """Organ of 110 HU with a bright vessel and a dark lesion, in fat; some of it ignored."""
    label = np.zeros((24, 24, 24), np.uint8)
    label[4:20, 4:20, 4:20] = 1
    hu = np.where(label == 1, 110, -90).astype(np.float32)
    hu[:, 8:11, 8:11] = np.where(label[:, 8:11, 8:11] == 1, 170, -90)
    label[12:16, 14:18, 14:18] = 2
    hu[label == 2] = 60
    label[5:7, 5:7, 15:18] = 255
    return hu, label


class Vary(unittest.TestCase):
    def test_is_a_function_of_the_seed_and_leaves_its_input_alone(self):
        hu, label = window()
        before = hu.copy(), label.copy()
        first, again, other = (vary(hu, label, 1.5, np.random.default_rng(seed)) for seed in (3, 3, 4))
        np.testing.assert_array_equal(first, again)
        self.assertGreater(float(np.abs(first - other).mean()), 1)
        np.testing.assert_array_equal(hu, before[0])
        np.testing.assert_array_equal(label, before[1])

    def test_never_loses_a_lesion_that_is_seen_or_its_size(self):
        hu, label = window()
        for seed in range(40):
            varied = vary(hu, label, 1.5, np.random.default_rng(seed))
            self.assertEqual((varied.shape, varied.dtype), (hu.shape, np.float32))
            self.assertTrue(np.isfinite(varied).all())
            contrast = varied[13:15, 15:17, 15:17].mean() - varied[6:18, 5:7, 12:19].mean()
            self.assertLess(contrast, 0, seed)


class Slices(unittest.TestCase):
    def test_thick_slices_keep_constants_and_ramps_and_blur_steps(self):
        flat = np.full((20, 2, 2), 7, np.float32)
        np.testing.assert_allclose(thick_slices(flat, 5, 1.5, 0.7), flat, rtol=1e-5)
        ramp = np.tile(np.arange(30, dtype=np.float32)[:, None, None], (1, 2, 2))
        np.testing.assert_allclose(thick_slices(ramp, 4.5, 1.5, 0.2)[5:-5], ramp[5:-5], atol=1e-3)
        step = (ramp >= 15).astype(np.float32)
        between = thick_slices(step, 6, 1.5, 0.6)[:, 0, 0]
        self.assertGreaterEqual(np.count_nonzero((between > 0.01) & (between < 0.99)), 3)

    def test_only_bright_healthy_voxels_follow_the_vessels_phase(self):
        hu, label = window()
        changed = enhance_vessels(hu, label, 0.2) != hu
        self.assertTrue(changed[10, 9, 9])
        self.assertFalse(changed[label != 1].any())
        self.assertFalse(changed[6, 16, 6])
        np.testing.assert_array_equal(enhance_vessels(hu, np.zeros_like(label), 0.2), hu)


if __name__ == "__main__":
    unittest.main()
