"""Leaves one patient out at a time: trains each mode with the same budget, exports, and scores on the patient left out and on a healthy scan.

python -m cross_validate --config configs/liver-lesion.json --data DIR --out DIR --modes synthetic real --steps 3500 [--keep-every 500]

Run again, it resumes: runs, models and predictions that are there are used. Into --out: runs/ (a checkpoint and a log a fold and mode), models/,
predictions/, scores/ (of `lesionforge evaluate`), results.json, results.csv, results.md; with --keep-every learning-curve.csv and .png.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import checkpoint
from cases import DataError
from command import one_line_errors
from configuration import read_config
from cross_results import write_curve, write_results
from evaluate import LOCALISER, compare, gather_models, segment
from export import PRECISIONS, ExportError, export
from patients import PATIENTS, others
from references import write_reference
from train import DEVICES, MODES, configured

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Trial:
    """One patient left out under one mode."""

    patient: str
    mode: str
    out: Path

    @property
    def run(self) -> Path:
        return self.out / "runs" / f"{self.patient}-{self.mode}"


def derive_config(config: dict, options: argparse.Namespace, patient: str) -> dict:
    """The configuration of a fold: its budget, and fewer labelled patients or another share of windows with lesions, when asked."""
    cases = config["feed"]["cases"]
    if options.patients is not None:
        dropped = [name for other in others(patient)[options.patients:] for name in PATIENTS[other]]
        cases = {name: weight for name, weight in cases.items() if name not in dropped}
        config = {**config, "validation": [name for name in config["validation"] if name not in dropped]}
    feed = {**config["feed"], "cases": cases}
    if options.lesion_share is not None:
        feed["lesionShare"] = options.lesion_share
    return {**config, "feed": feed, "steps": options.steps or config["steps"]}


def finished(trial: Trial, options: argparse.Namespace, config: dict) -> bool:
    """Whether the run has used its budget. Throws CheckpointError when it belongs to another configuration."""
    path = trial.run / "checkpoint.pt"
    if not path.exists():
        return False
    state = checkpoint.load(path, configured(config, trial.mode, PATIENTS[trial.patient]))
    if options.steps and state["step"] > options.steps:
        raise checkpoint.CheckpointError(f"{path} has learned {state['step']} steps, more than --steps {options.steps}; choose another --out or that many steps.")
    return state["seconds"] >= options.minutes * 60 - 1 if options.minutes else state["step"] >= options.steps


def train_trial(trial: Trial, options: argparse.Namespace, config: dict) -> None:
    """Runs or resumes `train` in a process of its own. Throws ExportError with its last line when it fails."""
    trial.run.mkdir(parents=True, exist_ok=True)
    own = trial.run / "config.json"
    own.write_text(json.dumps(config, indent=2) + "\n")
    budget = ["--minutes", str(options.minutes)] if options.minutes else ["--steps", str(options.steps)]
    keep = ["--keep-every", str(options.keep_every)] if options.keep_every else []
    paths = {"--data": options.data, "--config": own, "--out": trial.run, "--cache": options.cache}
    command = [sys.executable, "-m", "train", *(str(part) for name, path in paths.items() for part in (name, path.resolve())), *budget, *keep]
    command += ["--mode", trial.mode, "--device", options.device, "--threads", str(options.threads), "--hold-out", *PATIENTS[trial.patient]]
    log = trial.run.with_suffix(".log")
    with log.open("a") as file:
        failed = subprocess.run(command, cwd=HERE, stdout=file, stderr=subprocess.STDOUT, check=False).returncode
    if failed:
        raise ExportError(f"Training of {trial.run.name} failed: {log.read_text().strip().splitlines()[-1]} ({log})")


def export_weights(weights: Path, to: Path, options: argparse.Namespace) -> dict:
    """A folder of models for the gateway, unless these weights are in it already, exported in the same way. The manifest, without `lesionCore` and
    `lesionThreshold`, which are chosen for the shipped network's own probabilities."""
    words = {key: value for key, value in read_config(options.config)["manifest"].items() if key not in ("lesionCore", "lesionThreshold")}
    way = json.dumps([words, options.precision, str(options.localiser)], sort_keys=True)
    digest = hashlib.sha256(weights.read_bytes() + way.encode()).hexdigest()
    done = to / "source.txt"
    if done.exists() and done.read_text() == digest:
        return json.loads((to / "manifest.json").read_text())
    name = checkpoint.load(weights)["config"]["name"]
    export(weights, to / "exported" / name, precision=options.precision, words=words)
    manifest = gather_models(to / "exported" / name, options.localiser, to / "models")
    (to / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    done.write_text(digest)
    return manifest


def predict(trial: Trial, options: argparse.Namespace, weights: Path, name: str) -> None:
    """Segments the patient left out, and the healthy scans, with some weights of a trial; `name` tells whose predictions they are."""
    models = trial.out / "models" / f"{trial.patient}-{name}"
    manifest = export_weights(weights, models, options)
    for case in PATIENTS[trial.patient]:
        segment(options.data / case, models / "models", manifest, trial.out / "predictions" / name / case)
    for case in options.healthy:
        segment(options.data / case, models / "models", manifest, trial.out / "healthy" / name / f"{case}-{trial.patient}")


def write_references(patients: list[str], options: argparse.Namespace) -> None:
    """Of the patients' scans, and of each healthy scan once for every fold."""
    wanted = {"references": {name: name for patient in patients for name in PATIENTS[patient]}}
    wanted["healthy-references"] = {f"{name}-{patient}": name for patient in patients for name in options.healthy}
    for folder, cases in wanted.items():
        (options.out / folder).mkdir(parents=True, exist_ok=True)
        for stale in (options.out / folder).glob("*.nii.gz"):
            stale.unlink() if stale.name.removesuffix(".nii.gz") not in cases else None
        for case, source in cases.items():
            if not (options.out / folder / f"{case}.nii.gz").exists():
                write_reference(options.data / source, options.out / folder / f"{case}.nii.gz")


def score(name: str, options: argparse.Namespace, second: str | None = None) -> dict:
    """`lesionforge evaluate` over the folds: the tumour scans (against a `second` when given), and the healthy ones."""
    out = options.out
    against = out / "predictions" / second if second else None
    result = {"tumours": compare(out / "references", out / "predictions" / name, out / "scores" / (f"{name}-against-{second}" if second else name), against)}
    if options.healthy and not second:
        result["healthy"] = compare(out / "healthy-references", out / "healthy" / name, out / "scores" / f"{name}-healthy")
    return result


def learning_curve(trials: list[Trial], options: argparse.Namespace) -> list[dict]:
    """Scores of the kept weights, at steps that every fold of a mode has."""
    rows = []
    for mode in options.modes:
        kept = [{path.stem: path for path in (trial.run / "kept").glob("step-*.pt")} for trial in trials if trial.mode == mode]
        for stem in sorted(set.intersection(*map(set, kept))) if kept else []:
            name = f"{mode}@{stem}"
            for trial, paths in zip([trial for trial in trials if trial.mode == mode], kept):
                predict(trial, options, paths[stem], name)
            states = [checkpoint.load(paths[stem]) for paths in kept]
            minutes = sum(state["seconds"] for state in states) / len(states) / 60
            rows.append({"mode": mode, "step": states[0]["step"], "minutes": minutes, **score(name, options)})
    return rows


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--modes", nargs="+", choices=MODES, default=["synthetic", "real"])
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--steps", type=int, help="of each run")
    budget.add_argument("--minutes", type=float, help="of each run")
    parser.add_argument("--folds", nargs="+", choices=list(PATIENTS), default=list(PATIENTS), help="patients to leave out")
    parser.add_argument("--patients", type=int, help="train on this many labelled patients only")
    parser.add_argument("--lesion-share", type=float, help="share of windows whose scan gets lesions, in place of the configuration's")
    parser.add_argument("--keep-every", type=int, metavar="N", help="score the weights of every N-th step too: a learning curve")
    parser.add_argument("--healthy", nargs="*", default=["chaos_ct_set3"], help="scans without lesion")
    parser.add_argument("--localiser", default=str(LOCALISER), help="folder of the localiser's model, or none to look at whole scans")
    parser.add_argument("--precision", choices=PRECISIONS, default="fp32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument("--evaluate-only", action="store_true", help="train nothing; score the folds whose runs are finished")
    options = parser.parse_args(arguments)
    options.localiser = None if options.localiser == "none" else Path(options.localiser)
    return options


def main(arguments: list[str] | None = None) -> None:
    options = parse_arguments(arguments)
    config = read_config(options.config)
    trials = [Trial(patient, mode, options.out) for patient in options.folds for mode in options.modes]
    for trial in trials:
        own = derive_config(config, options, trial.patient)
        if not finished(trial, options, own) and not options.evaluate_only:
            print(f"{trial.run.name}: training, log in {trial.run.with_suffix('.log')}", flush=True)
            train_trial(trial, options, own)
    whole = [patient for patient in options.folds if all(finished(t, options, derive_config(config, options, patient)) for t in trials if t.patient == patient)]
    if not whole:
        raise DataError(f"No fold in {options.out / 'runs'} is finished in every mode; leave out --evaluate-only to train.")
    trials = [trial for trial in trials if trial.patient in whole]
    for trial in trials:
        predict(trial, options, trial.run / "checkpoint.pt", trial.mode)
    write_references(whole, options)
    scores = {mode: score(mode, options) for mode in options.modes}
    first, *rest = options.modes
    against = {f"{first} - {second}": score(first, options, second)["tumours"]["comparison"] for second in rest}
    budget = f"{options.minutes:g} minutes" if options.minutes else f"{options.steps} steps"
    write_results(options.out, {"config": config["name"], "budget": budget, "folds": {p: PATIENTS[p] for p in whole}, "localiser": bool(options.localiser), "scores": scores, "comparisons": against})
    write_curve(options.out, learning_curve(trials, options))
    print((options.out / "results.md").read_text())


if __name__ == "__main__":
    with one_line_errors():
        main()
