"""Layer 5: curves of what runs have reported: in the terminal, or as a picture.

A cell of a terminal holds two by four dots (the Braille patterns of Unicode, from U+2800), which is
enough to see where a loss goes. Pictures are made by what is installed for them.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise

from rich.text import Text

from hprun.cli.screen import clean, console, put
from hprun.errors import UsageError
from hprun.records.recorded import Run, series

Points = Sequence[tuple[float, float]]

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of a dot, by its row and column in the cell."""
_COLOURS = ("cyan", "magenta", "yellow", "green", "blue", "red")
_HEIGHT = 12
_MARGIN = 10
"""Columns for the numbers beside a curve."""
_WIDEST = 100


def curves(runs: Sequence[Run], metric: str) -> Mapping[str, Points]:
    """Return the finite points of a metric by the name of the run; raise UsageError if none is."""
    found = {
        run.name: [
            (step, value)
            for step, value in series(run.folder, metric)
            if math.isfinite(step) and math.isfinite(value)
        ]
        for run in runs
    }
    found = {name: points for name, points in found.items() if points}
    if not found:
        known = sorted({name for run in runs for name in run.metrics})
        reported = f"reported were {', '.join(known)}" if known else "hprun.report() reports one"
        raise UsageError(f"no run has reported {metric!r}", advice=reported)
    return found


def draw(runs: Sequence[Run], metrics: Sequence[str]) -> None:
    """Draw the curves of each metric into the terminal, those of all runs into one frame."""
    drawn = {metric: curves(runs, metric) for metric in metrics}
    screen = console()
    width = min(screen.width, _WIDEST) - _MARGIN - 2
    for metric, found in drawn.items():
        put(screen, Text(clean(metric), "bold"), *_frame(found, max(width, 10)))


def _frame(found: Mapping[str, Points], width: int) -> list[Text]:
    """Return the lines of a frame with all curves, the numbers at its corners, and their names."""
    points = [each for one in found.values() for each in one]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    cells: dict[tuple[int, int], tuple[int, str]] = {}
    for position, one in enumerate(found.values()):
        colour = _COLOURS[position % len(_COLOURS)]
        for column, row in _dots(one, (left, right), (low, high), width):
            place = row // 4, column // 2
            before = cells.get(place, (0, ""))[0]
            cells[place] = before | _DOTS[row % 4][column % 2], colour
    lines = []
    for row in range(_HEIGHT):
        number = {0: high, _HEIGHT - 1: low}.get(row)
        line = Text(f"{'' if number is None else f'{number:.4g}':>{_MARGIN - 1}} ", "dim")
        line.append("│", "dim")
        for column in range(width):
            bits, colour = cells.get((row, column), (0, ""))
            line.append(chr(0x2800 + bits) if bits else " ", colour)
        lines.append(line)
    first, last = f"{left:g}", f"{right:g}"
    blanks = " " * max(width - len(first) - len(last), 1)
    lines += [
        Text(" " * _MARGIN + "└" + "─" * width, "dim"),
        Text(" " * (_MARGIN + 1) + first + blanks + last, "dim"),
    ]
    return lines + [
        Text.assemble(
            " " * (_MARGIN + 1), ("━ ", _COLOURS[at % len(_COLOURS)]), f"{name}  ",
            (f"{one[-1][1]:.6g}", "dim"),
        )
        for at, (name, one) in enumerate(found.items())
    ]  # fmt: skip


def _dots(
    points: Points, across: tuple[float, float], upward: tuple[float, float], width: int
) -> list[tuple[int, int]]:
    """Return the dots of a curve, column and row from the top, joined from point to point."""
    columns, rows = width * 2 - 1, _HEIGHT * 4 - 1

    def place(point: tuple[float, float]) -> tuple[int, int]:
        x = (point[0] - across[0]) / ((across[1] - across[0]) or 1)
        y = (point[1] - upward[0]) / ((upward[1] - upward[0]) or 1)
        return round(x * columns), round((1 - y) * rows)

    placed = [place(each) for each in points]
    dots = placed[:1]
    for (x, y), (further_x, further_y) in pairwise(placed):
        steps = max(abs(further_x - x), abs(further_y - y), 1)
        dots += [
            (x + round((further_x - x) * at / steps), y + round((further_y - y) * at / steps))
            for at in range(1, steps + 1)
        ]
    return dots


def write_picture(path: str, runs: Sequence[Run], metrics: Sequence[str]) -> None:
    """Write the curves as a page by plotly, or as a picture by matplotlib. Raises UsageError."""
    drawn = {metric: curves(runs, metric) for metric in metrics}
    ending = os.path.splitext(path)[1].lower()
    if ending not in (".html", ".png", ".svg", ".pdf"):
        raise UsageError(
            f"no picture ends in {ending or 'nothing'}",
            origin=f"-o {path}",
            advice="end it in .html, .png, .svg or .pdf",
        )
    package = "plotly" if ending == ".html" else "matplotlib"
    try:
        (_as_page if ending == ".html" else _as_picture)(path, drawn)
    except ImportError:
        raise UsageError(
            f"{package} is not installed, which makes {ending} files",
            origin=f"-o {path}",
            advice=f"pip install {package}, or leave -o out to see the curves here",
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def _as_page(path: str, drawn: Mapping[str, Mapping[str, Points]]) -> None:
    from plotly.graph_objects import Scatter  # type: ignore[import-not-found]  # an extra
    from plotly.subplots import make_subplots  # type: ignore[import-not-found]

    figure = make_subplots(rows=len(drawn), cols=1, subplot_titles=[*drawn])
    for row, found in enumerate(drawn.values(), start=1):
        for name, points in found.items():
            x, y = zip(*points, strict=True)
            figure.add_trace(Scatter(x=x, y=y, name=name, mode="lines"), row=row, col=1)
    figure.update_layout(height=400 * len(drawn))
    figure.write_html(path, include_plotlyjs=True)


def _as_picture(path: str, drawn: Mapping[str, Mapping[str, Points]]) -> None:
    from matplotlib.figure import Figure  # type: ignore[import-not-found]  # an extra

    figure = Figure(figsize=(8, 4 * len(drawn)), layout="constrained")
    for place, (metric, found) in enumerate(drawn.items(), start=1):
        axes = figure.add_subplot(len(drawn), 1, place)
        for name, points in found.items():
            axes.plot(*zip(*points, strict=True), label=name)
        axes.set(xlabel="step", ylabel=metric)
        axes.legend()
    figure.savefig(path)
