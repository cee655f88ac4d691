"""Reads a training configuration and refuses unknown keys and wrong values before anything is made."""

import json
from pathlib import Path

import networks


class ConfigError(ValueError):
    """Names the file, the key and what is expected."""


def whole(least: int):
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= least, f"a whole number from {least} on"


def number(low: float, high: float = float("inf"), above: bool = False):
    fits = lambda v: isinstance(v, (int, float)) and not isinstance(v, bool) and low <= v <= high and not (above and v == low)
    return fits, f"a number {'above' if above else 'from'} {low:g}" + ("" if high == float("inf") else f" to {high:g}")


def is_pair(v) -> bool:
    return isinstance(v, list) and len(v) == 2 and all(number(float("-inf"))[0](n) for n in v) and v[0] < v[1]


def is_weights(v) -> bool:
    return isinstance(v, dict) and len(v) > 0 and all(number(0)[0](weight) for weight in v.values())


TEXT = (lambda v: isinstance(v, str) and v != "", "a text")
TEXTS = (lambda v: isinstance(v, list) and all(isinstance(each, str) for each in v), "a list of texts")
FLAG = (lambda v: isinstance(v, bool), "true or false")
OBJECT = (lambda v: isinstance(v, dict), "an object")
PAIR = (is_pair, "two rising numbers")
WINDOW = (lambda v: isinstance(v, list) and len(v) == 3 and all(whole(1)[0](n) for n in v), "three whole numbers above 0")
WEIGHTS = (is_weights, "case names with a weight each")

SHARES = (lambda v: isinstance(v, list) and len(v) == 2 and all(number(0, 1)[0](n) for n in v), "two numbers from 0 to 1")
CLASS_WEIGHTS = (lambda v: isinstance(v, list) and all(number(0)[0](n) for n in v), "one number a class")

REQUIRED = {
    "name": TEXT, "seed": whole(0), "network": OBJECT, "classes": TEXTS, "spacingMm": number(0, above=True), "windowHu": PAIR, "patchZyx": WINDOW,
    "batch": whole(1), "steps": whole(1), "learningRate": number(0, above=True), "weightDecay": number(0), "warmUpSteps": whole(1),
    "threads": whole(1), "feed": OBJECT, "validation": TEXTS,
}
OPTIONAL = {
    "manifest": OBJECT, "organs": TEXTS, "accumulate": whole(1), "classWeights": CLASS_WEIGHTS, "classWeightsAtStart": CLASS_WEIGHTS, "bfloat16": FLAG,
    "joint": OBJECT, "validationWeight": number(0), "validateEveryS": number(0, above=True),
}
BANK = {"windows": whole(1), "perStep": number(0, above=True), "crops": whole(1), "cropZyx": WINDOW, "cropShare": SHARES, "aimedShare": number(0, 1)}
FEED_REQUIRED = {"kind": (lambda v: v in ("cases", "stream"), "cases or stream"), "cases": WEIGHTS}
FEED_OPTIONAL = {
    "phantoms": OBJECT, "pseudo": OBJECT, "organ": TEXT, "generator": TEXT, "lesionKind": TEXT, "plan": OBJECT, "parameters": OBJECT, "lesionShare": number(0, 1),
    "mostLesions": whole(1), "radiusMm": PAIR, "hypodenseShare": number(0, 1), "anywhereShare": number(0, 1), "learnRealLesions": FLAG, "feeders": whole(1), "bank": OBJECT,
}


def faults(settings: dict, required: dict, optional: dict) -> list[str]:
    """What is wrong with the keys of an object, in words."""
    known = required | optional
    found = [f'unknown key "{key}"; known are {", ".join(sorted(known))}' for key in settings if key not in known]
    found += [f'"{key}" is missing' for key in required if key not in settings]
    return found + [f'"{key}" must be {known[key][1]}, got {json.dumps(value)}' for key, value in settings.items() if key in known and not known[key][0](value)]


def check(config: dict, name: str) -> dict:
    """The configuration itself, when it is sound. Throws ConfigError with the first fault."""
    found = faults(config, REQUIRED, OPTIONAL) or faults(config["feed"], FEED_REQUIRED, FEED_OPTIONAL)
    if not found:
        found = [networks.fault(config["network"], config["patchZyx"]), *bank_faults(config)]
        found += [f'"{key}" must be as many as "classes"' for key in ("classWeights", "classWeightsAtStart") if key in config and len(config[key]) != len(config["classes"])]
        found += ['"classWeightsAtStart" needs "classWeights" to go to'] if "classWeightsAtStart" in config and "classWeights" not in config else []
        found += ['"batch" must be a multiple of "accumulate"'] if config["batch"] % config.get("accumulate", 1) else []
    for fault in filter(None, found):
        raise ConfigError(f"{name}: {fault}.")
    return config


def bank_faults(config: dict) -> list[str | None]:
    """What is wrong with a feed's bank of windows, if it has one."""
    bank = config["feed"].get("bank")
    if bank is None:
        return []
    found = [f'"bank": {fault}' for fault in faults(bank, BANK, {})]
    if found:
        return found
    if any(crop > window for crop, window in zip(bank["cropZyx"], config["patchZyx"])):
        return [f'"cropZyx" must fit into "patchZyx", got {bank["cropZyx"]}']
    if config["feed"]["kind"] != "stream" or "joint" in config:
        return ['"bank" holds windows of a feed of the kind stream, and none in joint training; leave it out']
    return [networks.fault(config["network"], bank["cropZyx"])]


def read_config(path: Path) -> dict:
    """A configuration file. Throws ConfigError."""
    try:
        config = json.loads(path.read_text())
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist; the configurations lie in configs/.") from None
    except (OSError, ValueError) as cause:
        raise ConfigError(f"{path} is not readable JSON: {cause}.") from cause
    if not isinstance(config, dict):
        raise ConfigError(f"{path} must hold one JSON object.")
    return check(config, path.name)
