r"""Layer 4: what a trial is judged by.

val_loss             the last that was given to `hprun.report` under this name
stdout:loss=(\S+)    the last number that the pattern finds in what the trial has printed
file:m.json:val.loss a number in a JSON file that the trial has written, by the path of its keys
var:best             what a variable of the script is at the end
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping

from hprun.errors import UsageError
from hprun.frozen import Record
from hprun.records.folder import OUTPUT
from hprun.records.recorded import reports

RUN_DIR = "{run_dir}"
"""What stands for the folder of a trial, in a file and in the words of the script."""
MIN, MAX = "min", "max"
_KINDS = ("stdout", "file", "var")


class Metric(Record):
    """Where the number comes from, by which trials are told apart: `kind`, and what there is."""

    kind: str
    name: str
    keys: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Metric:
        """Return what ``--metric`` says. Raises UsageError."""
        kind, colon, rest = text.partition(":")
        if not colon or kind not in _KINDS:
            return cls("report", text)
        if not rest:
            raise UsageError(f"--metric {text}: nothing stands behind the colon")
        if kind == "stdout":
            return cls(kind, _pattern(rest))
        if kind == "var":
            return cls(kind, rest)
        path, colon, keys = rest.rpartition(":")
        if not path or not keys:
            raise UsageError(f"--metric {text}: no key", advice="write file:metrics.json:val.loss")
        return cls(kind, path, tuple(keys.split(".")))

    def __str__(self) -> str:
        """Return what is typed for it."""
        if self.kind == "report":
            return self.name
        behind = f":{'.'.join(self.keys)}" if self.keys else ""
        return f"{self.kind}:{self.name}{behind}"

    @property
    def title(self) -> str:
        """What it is called in a table; of a pattern, the word that it begins with."""
        if self.kind == "stdout":
            word = re.match(r"\w+", self.name)
            return word[0] if word else "printed"
        return self.keys[-1] if self.keys else self.name


def _pattern(text: str) -> str:
    try:
        groups = re.compile(text).groups
    except re.error as error:
        raise UsageError(f"--metric stdout:{text} is no regular expression: {error}") from None
    if groups != 1:
        raise UsageError(
            f"--metric stdout:{text} has {groups} groups",
            advice="the number stands in the one group of the pattern: 'loss=(\\S+)'",
        )
    return text


def value_of(metric: Metric, folder: str, reported: Mapping[str, float]) -> float | None:
    """Return the number of a trial that has ended; None if it is not there, or is NaN.

    `reported` is what it has reported last.
    """
    if metric.kind in ("report", "var"):
        found: object = reported.get(metric.name)
    elif metric.kind == "stdout":
        found = _printed(metric.name, os.path.join(folder, OUTPUT))
    else:
        found = _written(metric.name.replace(RUN_DIR, folder), metric.keys)
    try:
        number = float(found)  # type: ignore[arg-type]  # it is tried
    except (TypeError, ValueError):
        return None
    return None if math.isnan(number) else number


def _printed(pattern: str, path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = re.findall(pattern, file.read())
    except OSError:
        return None
    return found[-1].strip().rstrip(",;") if found else None


def _written(path: str, keys: tuple[str, ...]) -> object:
    try:
        with open(path, "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return None
    for key in keys:
        if isinstance(found, list) and key.lstrip("-").isdigit():
            found = dict(enumerate(found)).get(int(key) % max(len(found), 1))
        else:
            found = found.get(key) if isinstance(found, dict) else None
    return found


def last_reports(folder: str) -> dict[str, float]:
    """Return what was reported last, by name."""
    last: dict[str, float] = {}
    for line in reports(folder):
        last.update(line)
    for name in ("t", "step"):
        last.pop(name, None)
    return last


def title(metric: Metric | None, folder: str) -> str:
    """Return what the number of a trial is called, whose folder this is."""
    return metric.title if metric else next(iter(last_reports(folder)), "metric")


def is_better(value: float, than: float, goal: str) -> bool:
    """Return whether a number is nearer to the goal than another."""
    return value > than if goal == MAX else value < than
