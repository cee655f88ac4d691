"""Reads a stage-2 configuration and refuses what is missing, unknown or wrong before anything is made."""

import json
from pathlib import Path

from configuration import FLAG, OBJECT, PAIR, TEXT, TEXTS, WEIGHTS, WINDOW, ConfigError, faults, number, whole

CHANNELS = (lambda v: isinstance(v, list) and len(v) >= 2 and all(whole(1)[0](n) for n in v), "two or more whole numbers above 0")
RATE = number(0, above=True)
REQUIRED = {
    "name": TEXT, "seed": whole(0), "channels": CHANNELS, "fineChannels": whole(0), "classifierChannels": CHANNELS, "segmenter": OBJECT, "organs": OBJECT,
    "spacingMm": RATE, "windowHu": PAIR, "patchZyx": WINDOW, "batch": (lambda v: v == 1, "1: a window a step"), "steps": whole(1), "learningRate": RATE,
    "classifierLearningRate": RATE, "classifierWeight": number(0), "feed": OBJECT, "manifest": OBJECT,
}
OPTIONAL = {"bfloat16": FLAG}
SEGMENTER = {"model": TEXT}, {"sha256": TEXT}
ORGAN = {"channel": whole(0), "cases": WEIGHTS}, {"heldOut": TEXTS}
FEED = {}, {
    "kind": (lambda v: v == "stream", "stream"), "feeders": whole(1), "phantoms": OBJECT, "lesionShare": number(0, 1), "mostLesions": whole(1), "radiusMm": PAIR,
    "anywhereShare": number(0, 1),
}


def check(config: dict, name: str) -> dict:
    """The configuration itself, when it is sound. Throws ConfigError with the first fault."""
    found = faults(config, REQUIRED, OPTIONAL)
    if not found:
        parts = {"segmenter": (config["segmenter"], SEGMENTER), "feed": (config["feed"], FEED), **{organ: (each, ORGAN) for organ, each in config["organs"].items()}}
        found = [f"{part}: {fault}" for part, (settings, (required, optional)) in parts.items() for fault in faults(settings, required, optional)]
    found = found or [fault for fault in (channel_fault(config), window_fault(config)) if fault]
    if found:
        raise ConfigError(f"{name}: {found[0]}.")
    return config


def channel_fault(config: dict) -> str | None:
    channels = sorted(each["channel"] for each in config["organs"].values())
    return None if channels and channels == list(range(len(channels))) else f"the organs' channels are {channels}; number them from 0, each its own"


def window_fault(config: dict) -> str | None:
    depth = max(len(config["channels"]), len(config["classifierChannels"]))
    multiple = 2 ** (depth - (0 if config["fineChannels"] else 1))
    return f'"patchZyx" must be multiples of {multiple} for these networks' if any(n % multiple for n in config["patchZyx"]) else None


def read_settings(path: Path) -> dict:
    """A configuration file. Throws ConfigError."""
    try:
        config = json.loads(path.read_text())
    except (OSError, ValueError) as cause:
        raise ConfigError(f"{path} cannot be read as JSON ({cause}); the configurations lie in configs/.") from cause
    if not isinstance(config, dict) or any(not isinstance(each, dict) for each in (config.get("organs") or {"": {}}).values()):
        raise ConfigError(f"{path} must hold one JSON object, and its organs one each.")
    return check(config, path.name)
