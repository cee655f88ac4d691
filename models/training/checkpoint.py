"""Saves and restores a training run whole: weights, optimiser, step, best score, configuration."""

import hashlib
import json
import os
from pathlib import Path

import torch


class CheckpointError(Exception):
    """The checkpoint does not fit this run."""


def digest(config: dict) -> str:
    """Of everything but the manifest's words and the machine's threads, which change nothing in what is learned."""
    kept = {key: value for key, value in config.items() if key not in ("manifest", "threads")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def save(path: Path, state: dict) -> None:
    """Written beside, then renamed: an interrupted write leaves the old file."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def load(path: Path, config: dict | None = None) -> dict:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(f"{path} does not exist; train first.") from None
    except Exception as cause:
        raise CheckpointError(f"{path} cannot be read as a checkpoint ({type(cause).__name__}); delete it and train again.") from cause
    if config is not None and state["configDigest"] != digest(config):
        raise CheckpointError(f"{path} was written under another configuration; choose another --out or restore that configuration.")
    return state
