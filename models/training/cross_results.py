"""Tables of a cross-validation, from what `lesionforge evaluate` answered; nothing is computed anew here."""

import csv
import json
from pathlib import Path

from curves import draw
from evaluate import interval

CURVE = {
    "lesion DSC": lambda scores: scores["tumours"]["summary"]["lesion"]["dsc"].get("mean"),
    "liver DSC": lambda scores: scores["tumours"]["summary"]["organ"]["dsc"].get("mean"),
    "share of lesions found": lambda scores: scores["tumours"]["summary"]["sensitivity"]["atAnyOverlap"].get("share"),
    "false positives a scan": lambda scores: scores["tumours"]["summary"]["falsePositivesPerScan"].get("mean"),
}


def rows_of(scores: dict) -> list[tuple[str, dict]]:
    """Name and value (a mean with its interval, or a proportion) of each score of a mode."""
    summary = scores["tumours"]["summary"]
    means = [(f"{what} {score.upper()}", summary[key][score]) for what, key in (("liver", "organ"), ("lesion", "lesion")) for score in ("dsc", "nsd")]
    rows = [*means, ("false positives a scan", summary["falsePositivesPerScan"]), ("false positives a scan, >= 38 mm3", summary["falsePositivesPerScanFromSmallest"])]
    rows += [("lesions found, any overlap", summary["sensitivity"]["atAnyOverlap"]), ("lesions found, IoU >= 0.1", summary["sensitivity"]["atIou"])]
    for each in summary["sensitivityByRadius"]:
        size = f"{each['fromMm']}-{each['toMm']} mm" if each["toMm"] else f">= {each['fromMm']} mm"
        rows.append((f"lesions of {size} found, any overlap", each["atAnyOverlap"]))
    if "healthy" in scores:
        healthy = scores["healthy"]["summary"]
        rows += [("healthy scan: liver DSC", healthy["organ"]["dsc"]), ("healthy scan: false positives", healthy["falsePositivesPerScan"])]
        rows += [(f"healthy scan: no lesion >= {each['smallestMm3']:g} mm3", each["specificity"]) for each in healthy["specificity"]]
    return rows


def text(value: dict) -> str:
    if "total" not in value:
        return f"{interval(value)} (n = {value['n']})"
    bounds = f" ({value['low']:.2f} to {value['high']:.2f})" if value["total"] else ""
    return f"{value['count']} of {value['total']}{bounds}"


def markdown(results: dict) -> str:
    modes = list(results["scores"])
    header = lambda cells: ["| " + " | ".join(cells) + " |", "|" + "---|" * len(cells)]
    folds = "; ".join(f"{patient}: {', '.join(cases)}" for patient, cases in results["folds"].items())
    lines = [f"{results['config']}, {results['budget']} a run, {len(results['folds'])} patient(s) left out in turn ({folds}). Means with 95 % bootstrap intervals over scans, proportions with Wilson's.", ""]
    lines += header(["", *modes])
    by_mode = [dict(rows_of(results["scores"][mode])) for mode in modes]
    lines += ["| " + " | ".join([name, *(text(rows[name]) for rows in by_mode)]) + " |" for name in by_mode[0]]
    lines += ["", *header(["scan", *(f"{mode}: liver DSC, lesion DSC, found, false positives" for mode in modes)])]
    for part in ("tumours", "healthy"):
        cases = [{case["name"]: case for case in results["scores"][mode].get(part, {"cases": []})["cases"]} for mode in modes]
        lines += ["| " + " | ".join([name, *(case_text(each[name]) for each in cases)]) + " |" for name in cases[0]]
    for pair, comparison in results["comparisons"].items():
        lines += ["", *header([pair, "mean difference", "scans", "p (Wilcoxon)", "p (Holm)"])]
        lines += [f"| {row['score']} | {row.get('meanDifference', float('nan')):.3f} | {row['pairs']} | {row['p']:.3f} | {row['adjustedP']:.3f} |" for row in comparison]
    return "\n".join(lines) + "\n"


def case_text(case: dict) -> str:
    lesions = case["detection"]["lesions"]
    number = lambda part: f"{case[part]['dsc']:.3f}" if "dsc" in case[part] else "-"
    return f"{number('organ')}, {number('lesion')}, {sum(lesion['overlapped'] for lesion in lesions)} of {len(lesions)}, {len(case['detection']['falsePositives'])}"


def write_results(out: Path, results: dict) -> None:
    """results.json (all of it), results.csv (one line a mode and score), results.md."""
    (out / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    with (out / "results.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["mode", "score", "n", "value", "low", "high"])
        for mode, scores in results["scores"].items():
            for name, value in rows_of(scores):
                low, high = value.get("bootstrap", [value.get("low", ""), value.get("high", "")])
                writer.writerow([mode, name, value.get("n", value.get("total")), value.get("mean", value.get("share", "")), low, high])
    (out / "results.md").write_text(markdown(results))


def write_curve(out: Path, rows: list[dict]) -> None:
    """learning-curve.csv and .png; nothing when no weights were kept."""
    if not rows:
        return
    with (out / "learning-curve.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["mode", "step", "minutes", "scans", *CURVE])
        for row in rows:
            writer.writerow([row["mode"], row["step"], f"{row['minutes']:.1f}", row["tumours"]["summary"]["cases"], *(read(row) for read in CURVE.values())])
    modes = list(dict.fromkeys(row["mode"] for row in rows))
    series = lambda mode, read: [(row["minutes"], read(row)) for row in rows if row["mode"] == mode and read(row) is not None]
    draw({title: {mode: series(mode, read) for mode in modes} for title, read in CURVE.items()}, "minutes of training", out / "learning-curve.png")
