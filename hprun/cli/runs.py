"""Layer 5: recorded runs for the eye: a table, JSON, curves."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from hprun.cli.document import write_json
from hprun.cli.grammar import Invocation
from hprun.cli.kept_runs import found_run
from hprun.cli.screen import clean, console, put
from hprun.errors import UsageError
from hprun.records import state
from hprun.records.filters import Filter, parse, select
from hprun.records.folder import RECORDS
from hprun.records.recorded import Run, is_record, read, runs
from hprun.show import show
from hprun.values.data import data_of

_COLOURS = {
    state.COMPLETED: "green",
    state.RUNNING: "cyan",
    state.FAILED: "red",
    state.KILLED: "red",
    state.INTERRUPTED: "yellow",
    state.LOST: "magenta",
    state.PRUNED: "yellow",
    state.TIMED_OUT: "red",
    state.STOPPED: "yellow",
}
_MOST = 8
"""Columns of parameters; more cannot be told apart."""


def show_runs(invocation: Invocation, project: str) -> None:
    """Print the runs that are meant; `project` is the folder of records where nobody names one."""
    parent = os.path.relpath(project) if project else RECORDS
    folders, filters = _meant(invocation.arguments, parent)
    found = [run for folder in folders for run in _below(folder)]
    chosen = select(found, filters)
    if "json" in invocation.given:
        write_json([_document(run) for run in chosen])
    elif "plot" in invocation.given:
        from hprun.cli.curves import draw, write_picture

        metrics, paths = invocation.texts("plot"), invocation.texts("output")
        if paths:
            write_picture(paths[-1], chosen, metrics)
        else:
            draw(chosen, metrics)
    elif "output" in invocation.given:
        raise UsageError("-o does nothing here", advice="it goes with --plot METRIC")
    else:
        screen = console(endless=True)
        if chosen:
            put(screen, _table(chosen), Text())
        put(screen, _closing(chosen, folders) if chosen or not found else _none(found, filters))


def _meant(words: Sequence[str], parent: str) -> tuple[list[str], list[Filter]]:
    """Return the folders and the conditions that are named."""
    folders: list[str] = []
    filters: list[Filter] = []
    for word in words:
        condition = None if os.path.isdir(word) else parse(word)
        if condition is not None:
            filters.append(condition)
        elif os.path.isdir(word):
            folders.append(word)
        else:
            folders.append(os.path.relpath(found_run(word, parent).folder))
    return folders or [parent], filters


def _below(folder: str) -> list[Run]:
    return [read(folder)] if is_record(folder) else [*runs(folder)]


def _table(chosen: Sequence[Run]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("run", no_wrap=True)
    table.add_column("status")
    table.add_column("time", justify="right", no_wrap=True)
    targets = _varying_targets(chosen)
    names = varying(chosen)[:_MOST]
    metrics = [*dict.fromkeys(name for run in chosen for name in run.metrics)]
    for name in (*(["script"] if targets else []), *names):
        table.add_column(Text(clean(name), "cyan"), overflow="fold")
    for name in metrics:
        table.add_column(Text(clean(name), "magenta"), overflow="fold")
    for run in chosen:
        values = run.values
        table.add_row(
            Text(run.name),
            status_of(run),
            Text(duration(run.status.get("seconds")), "dim"),
            *([Text(clean(str(run.about["target"]["word"])))] if targets else []),
            *(Text(clean(show(values[name])) if name in values else "") for name in names),
            *(Text(_number(run.metrics.get(name))) for name in metrics),
        )
    return table


def varying(chosen: Sequence[Run]) -> list[str]:
    """Return the parameters that differ between the runs; of one run, those that were given."""
    if len(chosen) == 1:
        return [
            each["name"]
            for each in chosen[0].about.get("parameters", ())
            if each["source"] != "default"
        ]
    found: dict[str, set[str]] = {}
    for run in chosen:
        for name, value in run.values.items():
            found.setdefault(name, set()).add(repr(value))
    return [name for name, values in found.items() if len(values) > 1]


def _varying_targets(chosen: Sequence[Run]) -> bool:
    return len({str(run.about.get("target", {}).get("word")) for run in chosen}) > 1


def status_of(run: Run) -> Text:
    """Return the state of a run, and why it is that."""
    word, found = run.state, run.status
    error = found.get("error") or {}
    why = ""
    if word == state.KILLED:
        why = str(found.get("signal"))
    elif word == state.FAILED:
        why = error.get("type") or f"exit {found.get('exit_status')}"
    text = Text(word, _COLOURS.get(word, ""))
    return text.append(f" {clean(why)}", "dim") if why else text


def duration(seconds: float | None) -> str:
    """Return a time as people say it: ``0.4s``, ``3m12s``, ``2h05m``."""
    if seconds is None:
        return ""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:  # noqa: PLR2004 - two days
        return f"{hours // 24}d{hours % 24:02}h"
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m{rest:02}s"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _none(found: Sequence[Run], filters: Sequence[Filter]) -> Text:
    """Return that no run is left of those that there are."""
    conditions = " and ".join(clean(str(each)) for each in filters)
    return Text(f"no run has {conditions}; {len(found)} looked at", style="dim")


def _closing(chosen: Sequence[Run], folders: Sequence[str]) -> Text:
    where = ", ".join(map(clean, folders))
    if not chosen:
        return Text(f"no runs in {where}; hprun SCRIPT --record makes one", style="dim")
    counts: dict[str, int] = {}
    for run in chosen:
        counts[run.state] = counts.get(run.state, 0) + 1
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    many = f"{len(chosen)} run{'' if len(chosen) == 1 else 's'}"
    return Text(f"{many} in {where}: {said}", style="dim")


def _document(run: Run) -> Mapping[str, object]:
    return {
        "folder": run.folder,
        "name": run.name,
        "state": run.state,
        "values": data_of(run.values),
        "metrics": data_of(dict(run.metrics)),
        "status": dict(run.status) or None,
        "run": dict(run.about),
    }
