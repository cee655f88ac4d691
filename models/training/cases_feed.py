"""Windows from cases held in memory."""

from pathlib import Path

import numpy as np

from augment import draw_view
from cases import DataError, describe, read_cases, read_pseudo_case
from hu_window import normalise


class CasesFeed:
    """Random views of whole cases held in memory."""

    def __init__(self, config: dict, data: Path, cache: Path, log=print):
        wanted = dict(config["feed"]["cases"])
        folders = [folder_of(data, name) for name in wanted]
        weights = list(wanted.values())
        phantoms = config["feed"].get("phantoms")
        if phantoms:
            found = sorted((cache / phantoms["folder"]).glob("phantom_*[0-9]"))
            if not found:
                raise DataError(f"No phantoms in {cache / phantoms['folder']}; write them with phantoms.ts first.")
            folders += found
            weights += [phantoms["weight"] / len(found)] * len(found)
        self.cases = read_cases(folders, config, cache / "cases")
        pseudo = config["feed"].get("pseudo", {"cases": {}})
        for name, weight in pseudo["cases"].items():
            self.cases.append(read_pseudo_case(folder_of(data, name), cache / pseudo["folder"] / f"{name}.nii.gz", config))
            weights.append(weight)
        for case in self.cases:
            log(describe(case, config.get("organs")))
        self.share = np.array(weights) / np.sum(weights)
        self.config = config

    def sample(self, seed: int, step: int, item: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng([seed, step, item])
        case = self.cases[rng.choice(len(self.cases), p=self.share)]
        hu, label = draw_view(case, tuple(self.config["patchZyx"]), rng)
        return normalise(hu, self.config["windowHu"]), label.astype(np.uint8)

    def batch(self, seed: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        items = [self.sample(seed, step, item) for item in range(self.config["batch"])]
        return np.stack([hu for hu, _ in items])[:, None], np.stack([label for _, label in items])

    def close(self) -> None:
        pass


def folder_of(data: Path, name: str) -> Path:
    if (data / name).exists():
        return data / name
    raise DataError(f"{data} has no {name}; give the folder that holds the cases with --data.")
