"""Weights to begin a training with: of a checkpoint or of an exported network, whose classes may be others."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch

import checkpoint


def read_weights(path: Path) -> tuple[dict[str, torch.Tensor], list[str]]:
    """Averaged weights by name, and the names of the classes. Throws CheckpointError."""
    if path.suffix != ".onnx":
        state = checkpoint.load(path)
        return state["average"], state["config"]["classes"]
    try:
        initialisers = onnx.load(str(path)).graph.initializer
        labels = json.loads((path.parent / "model.json").read_text())["labels"]
    except Exception as cause:
        raise checkpoint.CheckpointError(f"{path} and its model.json cannot be read as an exported network ({type(cause).__name__}).") from cause
    weights = {each.name: torch.from_numpy(np.array(onnx.numpy_helper.to_array(each), np.float32)) for each in initialisers}
    return weights, [label["name"] if label else "background" for label in labels]


def fitting(weights: dict[str, torch.Tensor], old: list[str], fresh: dict[str, torch.Tensor], new: list[str]) -> dict[str, torch.Tensor]:
    """The weights for a network of the same body: where another number of classes makes the shape differ, known classes keep theirs, further ones
    begin fresh. Throws ValueError where the body differs."""
    taken = {}
    for name, value in fresh.items():
        given = weights.get(name, torch.empty(0))
        if given.shape == value.shape:
            taken[name] = given
        elif len(given) == len(old) and len(value) == len(new) and given.shape[1:] == value.shape[1:]:
            taken[name] = value.clone()
            for number, label in enumerate(new):
                if label in old:
                    taken[name][number] = given[old.index(label)]
        else:
            raise ValueError(f"its {name} is {list(given.shape)}, not {list(value.shape)}")
    return taken
