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
    last_x = max(x for series in panels.values() for points in series.values() for x, _ in points) or 1.0
    for n, (title, series) in enumerate(panels.items()):
        panel = Image.new("RGB", SIZE, "white")
        pen = ImageDraw.Draw(panel)
        pen.text((MARGIN[0], 8), title, fill="black")
        pen.text(((SIZE[0] + MARGIN[0] - MARGIN[2]) / 2, SIZE[1] - 4), x_title, fill="black", anchor="mb")
        draw_panel(pen, series, last_x)
        image.paste(panel, (0, n * SIZE[1]))
    part = to.with_suffix(".part")
    image.save(part, format="PNG", optimize=True)
    os.replace(part, to)


def draw_panel(pen: ImageDraw.ImageDraw, series: Series, x1: float) -> None:
    """Axes from 0 on, and one line a series with its name in its colour."""
    left, top, right, bottom = MARGIN[0], MARGIN[1], SIZE[0] - MARGIN[2], SIZE[1] - MARGIN[3]
    y1 = max(y for points in series.values() for _, y in points) or 1.0
    place = lambda x, y: (left + x / x1 * (right - left), bottom - y / y1 * (bottom - top))
    pen.rectangle((left, top, right, bottom), outline="#999999")
    for n in range(5):
        x, y = n * x1 / 4, n * y1 / 4
        pen.line((*place(0, y), *place(x1, y)), fill="#e5e5e5")
        pen.text((left - 6, place(0, y)[1]), f"{y:.3g}", fill="black", anchor="rm")
        pen.text((place(x, 0)[0], bottom + 6), f"{x:.3g}", fill="black", anchor="ma")
    for n, (name, points) in enumerate(series.items()):
        colour = COLOURS[n % len(COLOURS)]
        places = [place(x, y) for x, y in sorted(points)]
        pen.line(places, fill=colour, width=2)
        for x, y in places if len(places) < 40 else []:
            pen.ellipse((x - 2, y - 2, x + 2, y + 2), fill=colour)
        if len(series) > 1:
            pen.text((left + 60 + 130 * (n + 1), 8), name, fill=colour)
