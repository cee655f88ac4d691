"""Runs the gateway's command line: what segments and scores here is what a user of the gateway gets."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["node", "--import", "tsx", "gateway/src/cli.ts"]


class GatewayError(ValueError):
    """The gateway's own sentence."""


def lesionforge(*arguments: str, models: Path | None = None) -> dict:
    """The JSON answer of a subcommand; `models` is the folder of models to use. Throws GatewayError."""
    environment = {**os.environ}
    if models:
        settings = models / "gateway.json"
        settings.write_text(json.dumps({"models": {"dir": str(models.resolve())}}))
        environment["LESION_FORGE_CONFIG"] = str(settings.resolve())
    try:
        done = subprocess.run([*COMMAND, *arguments, "--json"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise GatewayError("Node.js is not there; the gateway needs it (and `npm ci` in the root of the project).") from None
    if done.returncode == 0:
        return json.loads(done.stdout)
    try:
        problem = json.loads(done.stdout)
        raise GatewayError(f"{problem['code']}: {problem['detail']}")
    except (json.JSONDecodeError, KeyError):
        raise GatewayError(f"lesionforge {arguments[0]} failed: {done.stderr.strip()[-400:]}") from None
