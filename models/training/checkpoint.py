"""Saves and restores a training run whole: weights, optimiser, step, configuration."""

import hashlib
import json
import os
from pathlib import Path

import torch

import networks


class CheckpointError(Exception):
    """The checkpoint does not fit this run."""


def digest(config: dict) -> str:
    """Of everything but the manifest's words, the machine's threads and where the network's settings stand, which change nothing in what is learned."""
    kept = {key: value for key, value in config.items() if key not in ("manifest", "threads", "network", "channels", "fineChannels")}
    if "network" in config or "channels" in config:
        kept["network"] = networks.settings_of(config)
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def save(path: Path, state: dict) -> None:
    """Written beside, then renamed: an interrupted write leaves the old file."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def load(path: Path, config: dict | None = None) -> dict:
    """The state, on the CPU. Throws CheckpointError where there is none, it is damaged, or it belongs to another configuration than `config`."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(f"{path} does not exist; train first.") from None
    except Exception as cause:
        raise CheckpointError(f"{path} cannot be read as a checkpoint ({type(cause).__name__}); delete it and train again.") from cause
    if not isinstance(state, dict) or not {"step", "config"} <= set(state):
        raise CheckpointError(f"{path} is not a checkpoint of this training; choose another --out.")
    if config is not None and digest(state["config"]) != digest(config):
        raise CheckpointError(f"{path} was written under another configuration ({differing(state['config'], config)}); choose another --out or restore that configuration.")
    return state


def differing(old: dict, new: dict) -> str:
    """The keys in which two configurations differ, as text."""
    keys = sorted(key for key in {*old, *new} - {"manifest", "threads", "channels", "fineChannels"} if old.get(key) != new.get(key))
    return "different " + ", ".join(keys or ["network"])
