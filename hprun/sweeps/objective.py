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
        if not text:
            raise UsageError("--metric has no name", advice="name what the script reports")
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
        """What it is called in a table; of a pattern, the word that it begins with.

        Of keys it is the last, with the places in a list that are behind it.
        """
        if self.kind == "stdout":
            word = re.match(r"\w+", self.name)
            return word[0] if word else "printed"
        last = len(self.keys) - 1
        while last > 0 and _is_place(self.keys[last]):
            last -= 1
        return ".".join(self.keys[last:]) or self.name


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


class _Missing(Exception):
    """There is no number, and why."""


def value_of(metric: Metric, folder: str, reported: Mapping[str, float]) -> float | None:
    """Return the number of a trial that has ended; None if it is not there, or is NaN.

    `reported` is what it has reported last.
    """
    try:
        number = _number(metric, folder, reported)
    except _Missing:
        return None
    return None if math.isnan(number) else number


def why_missing(metric: Metric, folder: str, reported: Mapping[str, float]) -> str:
    """Return why a trial has no number; nothing where it has one, and be it NaN."""
    try:
        _number(metric, folder, reported)
    except _Missing as missing:
        return str(missing)
    return ""


def _number(metric: Metric, folder: str, reported: Mapping[str, float]) -> float:
    """Return the number of a trial. Raises _Missing."""
    if metric.kind == "stdout":
        return _as_number(_printed(metric.name, os.path.join(folder, OUTPUT)), "the pattern finds")
    if metric.kind == "file":
        path = metric.name.replace(RUN_DIR, folder)
        return _as_number(_written(path, metric.keys), "there stands")
    if metric.name not in reported:
        if metric.kind == "var":
            raise _Missing("no variable of this name has a number when the script ends")
        raise _Missing(f"it has reported {', '.join(reported) or 'nothing'}")
    return reported[metric.name]


def _as_number(found: object, where: str) -> float:
    try:
        return float(found)  # type: ignore[arg-type]  # it is tried
    except (TypeError, ValueError):
        shown = found if isinstance(found, str) else type(found).__name__
        raise _Missing(f"{where} {shown!r:.60}, which is no number") from None


def _printed(pattern: str, path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = re.findall(pattern, file.read())
    except OSError:
        found = []
    if not found:
        raise _Missing("nothing that it has written fits the pattern")
    last: str = found[-1]
    return last.strip().rstrip(",;")


def _written(path: str, keys: tuple[str, ...]) -> object:
    try:
        with open(path, "rb") as file:
            found = json.loads(file.read())
    except FileNotFoundError:
        raise _Missing("it has not written the file") from None
    except (OSError, ValueError) as error:
        raise _Missing(f"the file cannot be read as JSON: {error}") from None
    for key in keys:
        found = _below(found, key)
    return found


def _below(found: object, key: str) -> object:
    """Return what stands under a key, or at a place of a list. Raises _Missing."""
    if isinstance(found, list) and _is_place(key) and -len(found) <= int(key) < len(found):
        return found[int(key)]
    if isinstance(found, dict) and key in found:
        return found[key]
    names = f", only {', '.join(found)}" if isinstance(found, dict) else ""
    raise _Missing(f"there is no {key!r} in the file{names:.80}")


def _is_place(key: str) -> bool:
    return key.removeprefix("-").isdecimal()


def last_reports(folder: str) -> dict[str, float]:
    """Return what was reported last, by name."""
    last: dict[str, float] = {}
    for line in reports(folder):
        last.update(line)
    for name in ("t", "step"):
        last.pop(name, None)
    return last


def only_one(reported: Mapping[str, float]) -> Metric | None:
    """Return the metric that trials are judged by where none is named: the one that there is."""
    return Metric("report", next(iter(reported))) if len(reported) == 1 else None


def is_not_a_number(metric: Metric | None, folder: str) -> bool:
    """Return whether a trial without a value has a metric all the same, which is NaN."""
    reported = last_reports(folder)
    judge = metric or only_one(reported)
    return judge is not None and not why_missing(judge, folder, reported)


def title(metric: Metric | None, folder: str) -> str:
    """Return what the number of a trial is called, whose folder this is."""
    return metric.title if metric else next(iter(last_reports(folder)), "metric")


def is_better(value: float, than: float, goal: str) -> bool:
    """Return whether a number is nearer to the goal than another."""
    return value > than if goal == MAX else value < than
