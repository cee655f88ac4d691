"""Scores an exported model on labelled cases through the gateway: `lesionforge segment`, then `lesionforge evaluate`.

python -m evaluate --model ../liver-lesion --data DIR --cases lits_006 lits_010 --out DIR [--phantoms DIR] [--localiser DIR|none]

Into --out: references/, predictions/, and what `lesionforge evaluate` writes (summary.json, cases.csv, lesions.csv, report.html). Predictions
of the same model are kept when the command is run again.
"""

import argparse
import hashlib
import json
import shutil
import time
from pathlib import Path

from cases import DataError
from command import one_line_errors
from gateway import GatewayError, lesionforge
from references import scan_of, write_reference

LOCALISER = Path(__file__).resolve().parents[1] / "liver-localiser"


def read_manifest(model: Path) -> dict:
    """The manifest of an exported model. Throws GatewayError where it and the network's file disagree."""
    try:
        manifest = json.loads((model / "model.json").read_text())
        digest = hashlib.sha256((model / manifest["file"]).read_bytes()).hexdigest()
    except (OSError, ValueError, KeyError) as cause:
        raise GatewayError(f"{model} holds no readable model ({cause}); export one there first.") from cause
    if digest != manifest["sha256"]:
        raise GatewayError(f"{model / manifest['file']} is not the file its manifest names; export the model again.")
    return manifest


def gather_models(model: Path, localiser: Path | None, to: Path) -> dict:
    """A folder of models for the gateway: this one, and its localiser, or none (then it looks at the whole scan). Its manifest."""
    manifest = read_manifest(model)
    if localiser is None:
        manifest = {key: value for key, value in manifest.items() if key != "localiser"}
    elif "localiser" in manifest:
        copy_model(localiser, to / manifest["localiser"]["model"])
    copy_model(model, to / manifest["name"])
    (to / manifest["name"] / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def copy_model(source: Path, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for name in ("model.json", read_manifest(source)["file"]):
        shutil.copyfile(source / name, to / name)


def segment(folder: Path, models: Path, manifest: dict, out: Path) -> None:
    """Writes `out`/labelmap.nii.gz, unless these very networks, under these very rules of their manifests, wrote it before."""
    kept = out / "networks.json"
    networks = {each.parent.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in sorted(models.glob("*/model.json"))}
    if kept.exists() and json.loads(kept.read_text())["networks"] == networks and (out / "labelmap.nii.gz").exists():
        return
    begun = time.time()
    lesionforge("segment", "--in", str(scan_of(folder).resolve()), "--out", str(out.resolve()), "--model", manifest["name"], models=models)
    seconds = round(time.time() - begun, 1)
    kept.write_text(json.dumps({"networks": networks, "seconds": seconds}) + "\n")
    print(f"{out.parent.name}/{out.name}: segmented in {seconds} s", flush=True)


def compare(references: Path, predictions: Path, out: Path, second: Path | None = None, options: tuple[str, ...] = ()) -> dict:
    """The summary.json of `lesionforge evaluate`; with `second`, predictions - second is tested as well."""
    other = ("--compare", str(second.resolve())) if second else ()
    paths = ("--reference", str(references.resolve()), "--prediction", str(predictions.resolve()), "--out", str(out.resolve()))
    lesionforge("evaluate", *paths, *other, *options)
    return json.loads((out / "summary.json").read_text())


def interval(value: dict, digits: int = 3) -> str:
    """A mean with its bootstrap interval, as text."""
    if value.get("mean") is None:
        return "not defined"
    bootstrap = value.get("bootstrap")
    return f"{value['mean']:.{digits}f}" + (f" [{bootstrap[0]:.{digits}f}, {bootstrap[1]:.{digits}f}]" if bootstrap else "")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cases", nargs="*", default=[])
    parser.add_argument("--phantoms", type=Path, help="folder of phantoms to score as well")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--localiser", default=str(LOCALISER), help="folder of the localiser's model, or none to look at whole scans")
    options = parser.parse_args(arguments)
    folders = [options.data / name for name in options.cases]
    folders += sorted(options.phantoms.glob("phantom_*[0-9]")) if options.phantoms else []
    if not folders:
        raise DataError("Nothing to score: name --cases, or give --phantoms.")
    models = options.out / "models"
    manifest = gather_models(options.model, None if options.localiser == "none" else Path(options.localiser), models)
    references, predictions = options.out / "references", options.out / "predictions"
    for folder in folders:
        references.mkdir(parents=True, exist_ok=True)
        write_reference(folder, references / f"{folder.name}.nii.gz")
        segment(folder, models, manifest, predictions / folder.name)
    summary = compare(references, predictions, options.out / "scores")["summary"]
    print(f"{summary['cases']} scans: organ DSC {interval(summary['organ']['dsc'])}, lesion DSC {interval(summary['lesion']['dsc'])}, false positives a scan {interval(summary['falsePositivesPerScan'], 1)}")


if __name__ == "__main__":
    with one_line_errors():
        main()
