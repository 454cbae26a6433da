"""Layer 3: which of many runs are meant: ``lr>0.1 status=failed model~resnet``."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from hprun.convert import convert
from hprun.errors import UsageError
from hprun.frozen import Record
from hprun.literal import Text
from hprun.model import ANY
from hprun.records.recorded import Run
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PARTS = re.compile(r"([^<>=!~\s]+)\s*(>=|<=|!=|==|=|>|<|~)\s*(.*)", re.DOTALL)
_NOWHERE = object()


class Filter(Record):
    """A condition: of a `name` (a parameter, a metric, ``status``, ``name``, ``seconds``)."""

    name: str
    operator: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}{self.operator}{self.text}"


def parse(word: str) -> Filter | None:
    """Return the condition that a word says; None where it says none."""
    found = _PARTS.fullmatch(word)
    return Filter(*found.groups()) if found else None


def select(runs: Iterable[Run], filters: Sequence[Filter]) -> list[Run]:
    """Return the runs for which all conditions hold; a name that a run does not have, does not.

    Raises UsageError for a name that no run has at all.
    """
    found = [*runs]
    for each in filters:
        if found and all(value_of(run, each.name) is _NOWHERE for run in found):
            raise UsageError(
                f"no run has {each.name!r}", origin=str(each), advice=_advice(each.name, found)
            )
    return [run for run in found if all(_holds(run, each) for each in filters)]


def value_of(run: Run, name: str) -> object:
    """Return what a run has under a name; a parameter comes before a metric of the same name."""
    facts = {
        "status": run.state,
        "state": run.state,
        "name": run.name,
        "seconds": run.status.get("seconds", _NOWHERE),
        "signal": run.status.get("signal") or _NOWHERE,
        "exit_status": run.status.get("exit_status", _NOWHERE),
    }
    for known in (run.values, run.metrics, facts):
        if name in known:
            return known[name]
    return _NOWHERE


def _advice(name: str, runs: Sequence[Run]) -> str:
    from difflib import get_close_matches

    known = {key for run in runs for key in (*run.values, *run.metrics)} | {"status", "seconds"}
    near = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {near[0]}?" if near else "hprun runs --json lists what there is"


def _holds(run: Run, each: Filter) -> bool:
    value = value_of(run, each.name)
    if value is _NOWHERE:
        return False
    if each.operator == "~":
        return each.text in str(value)
    wanted = convert(Text(each.text), ANY)
    if each.operator in ("=", "==", "!="):
        same = value == wanted or _shown(value) == each.text or fnmatchcase(str(value), each.text)
        return same is (each.operator != "!=")
    return _compared(value, each.operator, wanted)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else show(value)


def _compared(value: object, operator: str, wanted: object) -> bool:
    try:
        less, more = value < wanted, value > wanted  # type: ignore[operator]  # it is tried
    except TypeError:
        return False
    return bool(
        {">": more, "<": less, ">=": more or value == wanted, "<=": less or value == wanted}[
            operator
        ]
    )
