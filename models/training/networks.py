"""The networks a configuration can name. A further one is a file with `build`, `SETTINGS`, `FREE_WINDOW`, `LEAST_WINDOW`, `multiple_of` and `fault`, and a line here."""

from torch import nn

import swin_unetr
import unet

KINDS = {"u-net": unet, "swin-unetr": swin_unetr}


def settings_of(config: dict) -> dict:
    """The `network` of a configuration; of checkpoints from before it had that key, its U-Net."""
    return config.get("network") or {"kind": "u-net", **{key: config[key] for key in ("channels", "fineChannels") if key in config}}


def kind_of(config: dict):
    """The module that knows the configuration's network."""
    return KINDS[settings_of(config)["kind"]]


def build(config: dict) -> nn.Module:
    """The network a configuration describes, with fresh weights: [N, 1, z, y, x] -> logits [N, classes, z, y, x]."""
    return kind_of(config).build(settings_of(config), len(config["classes"]))


def fault(settings, patch_zyx) -> str | None:
    """What is wrong with a configuration's `network`, if anything."""
    if not isinstance(settings, dict) or settings.get("kind") not in KINDS:
        return f'"network" must name a "kind" of {", ".join(KINDS)}'
    kind = KINDS[settings["kind"]]
    unknown = sorted(set(settings) - kind.SETTINGS - {"kind"})
    if unknown:
        return f'"network" has the unknown key "{unknown[0]}"; a {settings["kind"]} knows {", ".join(sorted(kind.SETTINGS))}'
    if kind.fault(settings):
        return kind.fault(settings)
    multiple = kind.multiple_of(settings)
    if any(n % multiple or n < kind.LEAST_WINDOW for n in patch_zyx):
        return f'"patchZyx" must be multiples of {multiple} from {max(multiple, kind.LEAST_WINDOW)} on for this network, got {patch_zyx}'
    return None
