"""Layer 5: tables of trials: those that run, and the best of those that have ended.

On a narrow screen what tells how a trial stands is whole. Its values share what is left, and the
last of them are left out where that is too little.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from hprun.cli.runs import duration
from hprun.cli.screen import clean
from hprun.records import state as states
from hprun.records.recorded import latest_report
from hprun.sweeps.crew import Seen
from hprun.sweeps.drawn import values_of
from hprun.sweeps.grounds import Grounds, Key
from hprun.sweeps.ledger import every
from hprun.sweeps.objective import MAX, title
from hprun.sweeps.sweep import Sweep
from hprun.sweeps.trial import Trial

_MOST_SHOWN = 16
"""Trials that run, in the table; the others are counted."""
_MOST_LISTED = 10
"""Trials that have ended, the best of them, where a sweep is shown."""
_GAP = 2
_LEAST = 5
"""Columns of a screen in which a value can be told from others."""


def shown_values(values: Mapping[str, str]) -> str:
    """Return the values of a trial on one line."""
    return clean(" ".join(f"{name}={text}" for name, text in values.items()))


def running_table(sweep: Sweep, running: Sequence[Trial | Seen], width: int) -> Table:
    """Return a table of the trials that run, for a screen of so many columns."""
    rows = []
    for trial in running[:_MOST_SHOWN]:
        step, numbers = _reported(trial.folder, sweep)
        rows.append(
            (
                Text(os.path.basename(trial.folder)),
                *(Text(clean(text)) for text in trial.values.values()),
                Text(duration(time.monotonic() - trial.started), "dim"),
                Text(step),
                Text(clean(numbers), "magenta"),
            )
        )
    metric = sweep.metric
    name = metric.title if metric and metric.kind == "report" else "metric"
    table = _table(sweep, ("time", "step", clean(name)), rows, width)
    if len(running) > _MOST_SHOWN:
        table.add_row(Text(f"… {len(running) - _MOST_SHOWN} more", "dim"))
    return table


def trials_table(sweep: Sweep, grounds: Grounds, running: Sequence[Key], width: int) -> Table:
    """Return a table of the best trials and of those that run, for a screen of so many columns."""
    judged = [each for each in every(grounds) if each.value is not None]
    judged = [each for each in judged if each.state == states.COMPLETED]
    judged.sort(key=lambda each: each.value or 0.0, reverse=sweep.goal == MAX)
    rows = [
        (
            Text(os.path.basename(grounds.trial(each.key))),
            *(Text(clean(text)) for text in each.values.values()),
            *(Text(each.state, "green"), Text(duration(each.seconds), "dim"), Text()),
            Text(f"{each.value:.6g}", "magenta"),
        )
        for each in judged[:_MOST_LISTED]
    ]
    for key in running[:_MOST_SHOWN]:
        folder = grounds.trial(key)
        step, numbers = _reported(folder, sweep)
        values = values_of(grounds, sweep, key)
        rows.append(
            (
                Text(os.path.basename(folder)),
                *(Text(clean(values.get(name, ""))) for name in sweep.names),
                *(Text("running", "cyan"), Text(), Text(step)),
                Text(clean(numbers), "magenta"),
            )
        )
    name = title(sweep.metric, grounds.trial(judged[0].key) if judged else "")
    return _table(sweep, ("status", "time", "step", clean(name)), rows, width)


def _reported(folder: str, sweep: Sweep) -> tuple[str, str]:
    """Return the step that a trial has come to, and what it has reported there.

    That is the number of the metric, if that is among it, else all with their names.
    """
    report = latest_report(folder)
    step = report.pop("step", None)
    report.pop("t", None)
    metric = sweep.metric
    if metric and metric.kind == "report" and metric.name in report:
        numbers = f"{report[metric.name]:.6g}"
    else:
        numbers = " ".join(f"{name}={value:.4g}" for name, value in report.items())
    return "" if step is None else f"{step:g}", numbers


def _table(
    sweep: Sweep, behind: Sequence[str], rows: Sequence[Sequence[Text]], width: int
) -> Table:
    """Return a table of trials: number and values, with the columns `behind` them."""
    names = [clean(name) for name in sweep.names]
    heads = ["trial", *names, *behind]
    widths = [
        max(cell_len(head), *(cell_len(row[at].plain) for row in rows), 0)
        for at, head in enumerate(heads)
    ]
    whole = [widths[0], *widths[len(names) + 1 :]]
    caps = _shares(widths[1 : len(names) + 1], width - sum(whole) - _GAP * (len(whole) - 1))
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    table.add_column("trial", no_wrap=True)
    for name, cap in zip(names, caps, strict=False):
        table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=cap)
    for name in behind:
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    shown = {*range(len(caps) + 1), *range(len(names) + 1, len(heads))}
    for row in rows:
        table.add_row(*(cell for at, cell in enumerate(row) if at in shown))
    return table


def _shares(widths: Sequence[int], room: int) -> list[int]:
    """Return how wide columns are that share a room; the last of them may get none."""
    for count in range(len(widths), 0, -1):
        shared = widths[:count]
        for cap in range(max(shared), 0, -1):
            if sum(min(each, cap) for each in shared) <= room - _GAP * count:
                if cap < min(_LEAST, max(shared)):
                    break
                return [min(each, cap) for each in shared]
    return []
