"""Windows from the gateway's own synthesis: reads the streams of `lesionforge feed` (format in README.md)."""

import json
import os
import struct
import subprocess
from pathlib import Path

import nibabel as nib
import numpy as np

import checkpoint
from cases import DataError, open_case
from hu_window import normalise
from nifti_file import check_same_grid
from stream_augment import vary

ROOT = Path(__file__).resolve().parents[2]
LABEL_VALUES = {
    "lits": {"organValues": [1], "ignoreValues": [2]},
    "totalsegmentator": {"organValues": [5]},
    "phantom": {"organValues": [1], "lesionValues": [2]},
}
LEARNED_LESIONS = {"lits": {"organValues": [1], "lesionValues": [2]}}


HEADER = struct.Struct("<4s5I")
SETTINGS = ("organ", "generator", "lesionKind", "plan", "parameters", "lesionShare", "mostLesions", "radiusMm", "hypodenseShare", "anywhereShare", "withOriginal")


class Feeder:
    """One process that makes windows first, first + step, first + 2 step, ..."""

    def __init__(self, config: Path, first: int, step: int):
        command = ["node", "--import", "tsx", "gateway/src/cli.ts", "feed", "--config", str(config.resolve()), "--first", str(first), "--step", str(step)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "UV_THREADPOOL_SIZE": "1"})

    def read(self, count: int) -> bytes:
        data = self.process.stdout.read(count)
        if len(data) < count:
            raise OSError(f"The feed ended early (exit code {self.process.wait()}); its message stands above.")
        return data

    def window(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """HU and labels of its next window, which must be `number`."""
        magic, index, nz, ny, nx, _ = HEADER.unpack(self.read(HEADER.size))
        if magic != b"LFP1" or index != number:
            raise OSError(f"The feed sent {magic!r} window {index} where window {number} was due.")
        hu = np.frombuffer(self.read(4 * nz * ny * nx), "<f4").reshape(nz, ny, nx)
        return hu, np.frombuffer(self.read(nz * ny * nx), np.uint8).reshape(nz, ny, nx)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class StreamFeed:
    """Processes, one a core unless `feeders` says otherwise, make the windows in turn; a resumed run starts them at its own first window."""

    def __init__(self, config: dict, data: Path, cache: Path, log=print):
        self.config = config
        self.log = log
        settings = config["feed"]
        cases = [self.describe_case(data / name, weight, cache) for name, weight in settings["cases"].items()]
        phantoms = settings.get("phantoms")
        if phantoms:
            found = sorted((cache / phantoms["folder"]).glob("phantom_*[0-9]"))
            if not found:
                raise DataError(f"No phantoms in {cache / phantoms['folder']}; write them with phantoms.ts first.")
            cases += [self.describe_case(folder, phantoms["weight"] / len(found), cache) for folder in found]
        feed = {key: settings[key] for key in SETTINGS if key in settings}
        feed |= {"seed": config["seed"], "patchZyx": config["patchZyx"], "spacingMm": config["spacingMm"], "cases": cases}
        self.path = cache / f"{config['name']}-{checkpoint.digest(config)[:12]}-feed.json"
        self.path.write_text(json.dumps(feed, indent=2))
        self.count = settings.get("feeders") or config.get("threads") or os.cpu_count() or 1
        self.feeders, self.next = [], None

    def describe_case(self, folder: Path, weight: float, cache: Path) -> dict:
        """Files of a case as the feed wants them; a DICOM series is written as NIfTI first."""
        image, labels, kind = open_case(folder)
        check_same_grid(*map(nib.as_closest_canonical, (image, labels)), folder.name)
        values = LABEL_VALUES | (LEARNED_LESIONS if self.config["feed"].get("learnRealLesions") else {})
        files = [Path(part.get_filename() or "") for part in (image, labels)]
        if not files[0].is_file():
            files = [cache / f"{folder.name}-image.nii.gz", cache / f"{folder.name}-labels.nii.gz"]
            image, labels = nib.as_closest_canonical(image), nib.as_closest_canonical(labels)
            nib.save(image, files[0])
            nib.save(nib.Nifti1Image(np.asarray(labels.dataobj).astype(np.uint8), image.affine), files[1])
        return {"name": folder.name, "image": str(files[0]), "labels": str(files[1]), "weight": weight, **values[kind]}

    def start(self, first: int) -> None:
        self.close()
        self.feeders = [Feeder(self.path, first + n, self.count) for n in range(self.count)]
        self.next = first

    def window(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """HU and labels of window `number`; windows are asked for in order, a jump restarts the feeders."""
        if not self.feeders or number != self.next:
            self.start(number)
        feeder = self.feeders.pop(0)
        self.feeders.append(feeder)
        self.next = number + 1
        return feeder.window(number)

    def batch(self, seed: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        count = self.config["batch"]
        items = [self.vary(*self.window(step * count + item), np.random.default_rng([seed, step, item])) for item in range(count)]
        return np.stack([hu for hu, _ in items])[:, None], np.stack([label for _, label in items])

    def vary(self, hu: np.ndarray, label: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
        """Another look, as network input, and the labels."""
        return normalise(vary(hu, label, self.config["spacingMm"], rng), self.config["windowHu"]), label

    def close(self) -> None:
        for feeder in self.feeders:
            feeder.close()
        self.feeders = []
