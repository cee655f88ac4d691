"""The curves of a run: rows in curves.csv, and a picture of them."""

import csv
import os
from pathlib import Path

from PIL import Image, ImageDraw

FIELDS = ["step", "minutes", "stepsPerSecond", "loss", "learningRate"]
SIZE, MARGIN = (900, 260), (70, 30, 20, 40)
COLOURS = ["#1f5fa8", "#c8501e", "#2e8b57", "#7a3fa0", "#8c6d1f", "#555555"]
Series = dict[str, list[tuple[float, float]]]


def dice_field(name: str) -> str:
    """Column of the validation Dice of a class, mean over the cases that have it."""
    return f"dice {name}"


def fields_of(classes: list[str]) -> list[str]:
    return [*FIELDS, *(dice_field(name) for name in classes[1:])]


def append(path: Path, fields: list[str], row: dict) -> None:
    """Adds a row; a file begun with other columns keeps them."""
    fresh = not path.exists()
    if not fresh:
        with path.open(newline="") as file:
            fields = next(csv.reader(file), fields)
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, fields, extrasaction="ignore")
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def draw_curves(source: Path, to: Path) -> None:
    """Loss, learning rate and validation Dice of a curves.csv against minutes, one panel each that has points."""
    with source.open(newline="") as file:
        rows = list(csv.DictReader(file))
    points = lambda field: [(float(row["minutes"]), float(row[field])) for row in rows if row.get(field)]
    dice = {field.removeprefix("dice "): points(field) for field in (rows[0] if rows else {}) if field.startswith("dice ")}
    panels = {"loss": {"loss": points("loss")}, "learning rate": {"learning rate": points("learningRate")}, "validation Dice": dice}
    draw({title: series for title, series in panels.items() if any(series.values())}, "minutes of training", to)


def draw(panels: dict[str, Series], x_title: str, to: Path) -> None:
    """Line plots one below the other, written whole or not at all. No panel, no picture."""
    if not panels:
        return
    image = Image.new("RGB", (SIZE[0], SIZE[1] * len(panels)), "white")
    for n, (title, series) in enumerate(panels.items()):
        panel = Image.new("RGB", SIZE, "white")
        draw_panel(ImageDraw.Draw(panel), title, series, x_title)
        image.paste(panel, (0, n * SIZE[1]))
    part = to.with_suffix(".part")
    image.save(part, format="PNG", optimize=True)
    os.replace(part, to)


def bounds(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def draw_panel(pen: ImageDraw.ImageDraw, title: str, series: Series, x_title: str) -> None:
    left, top, right, bottom = MARGIN[0], MARGIN[1], SIZE[0] - MARGIN[2], SIZE[1] - MARGIN[3]
    every = [point for points in series.values() for point in points]
    (x0, x1), (y0, y1) = bounds([x for x, _ in every]), bounds([0.0, *(y for _, y in every)])
    place = lambda x, y: (left + (x - x0) / (x1 - x0) * (right - left), bottom - (y - y0) / (y1 - y0) * (bottom - top))
    pen.rectangle((left, top, right, bottom), outline="#999999")
    for n in range(5):
        x, y = x0 + n * (x1 - x0) / 4, y0 + n * (y1 - y0) / 4
        pen.line((*place(x0, y), *place(x1, y)), fill="#e5e5e5")
        pen.text((left - 6, place(x0, y)[1]), f"{y:.3g}", fill="black", anchor="rm")
        pen.text((place(x, y0)[0], bottom + 6), f"{x:.3g}", fill="black", anchor="ma")
    pen.text(((left + right) / 2, SIZE[1] - 4), x_title, fill="black", anchor="mb")
    pen.text((left, 8), title, fill="black")
    for n, (name, points) in enumerate(series.items()):
        colour = COLOURS[n % len(COLOURS)]
        places = [place(x, y) for x, y in sorted(points)]
        pen.line(places, fill=colour, width=2)
        for x, y in places if len(places) < 40 else []:
            pen.ellipse((x - 2, y - 2, x + 2, y + 2), fill=colour)
        if len(series) > 1:
            pen.text((left + 130 * (n + 1), 8), name, fill=colour)
