"""Layer 5: ``hprun diff A B``: what has another value in one of two files or targets."""

from __future__ import annotations

import os

from rich.style import Style
from rich.table import Table
from rich.text import Text

from hprun.cli.grammar import Found, Invocation
from hprun.cli.kept_runs import found_run
from hprun.cli.screen import clean, console, put
from hprun.errors import UsageError
from hprun.model import FILE, Catalog, Value
from hprun.records.folder import RECORDS
from hprun.records.recorded import Run, is_record, read
from hprun.show import show
from hprun.values.compare import Code, Difference, differences, of_file, of_resolution
from hprun.values.files import LANGUAGES
from hprun.values.merge import resolve, sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_MARKS = {
    "changed": ("~", "blue"),
    "type": ("~", "yellow"),
    "added": ("+", "green"),
    "removed": ("-", "red"),
}
_SIDES = 2
DIFFERENT = 1
"""The exit status where something differs, as that of diff."""


def diff(invocation: Invocation, survey: Callable[[str], Found], records: str) -> int | None:
    """Print what differs between two sides; return the exit status. `survey` scans a target.

    `records` is the project's folder of runs, which may be called by their names alone; it may
    be empty.
    """
    if len(invocation.arguments) != _SIDES:
        raise UsageError(
            f"diff takes two sides, not {len(invocation.arguments)}",
            advice="write hprun diff A B; each is a file of values, a target or a run",
        )
    before, after = _sides(invocation.arguments, survey, records or RECORDS)
    found = [*differences(before, after)]
    if "show_secrets" not in invocation.given:
        found = [*map(_discreet, found)]
    same = len({**before, **after}) - len(found)
    if "json" in invocation.given:
        _write_json(invocation.arguments, found, same)
    else:
        screen = console(endless=True)
        put(screen, *([_table(found)] if found else []))
        put(screen, Text(_closing(found, same), style="dim"))
    return DIFFERENT if found else None


def _sides(
    words: Sequence[str], survey: Callable[[str], Found], records: str
) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """Return the values of both sides; a file beside a target is read as a run of it would."""
    runs = {word: run for word in words if (run := _run(word, records))}
    targets = {
        word: survey(word).catalog for word in words if word not in runs and not _is_file(word)
    }
    catalog = next(iter(targets.values()), Catalog({}))
    first, second = (
        _of_run(runs[word])
        if word in runs
        else of_resolution(sound(resolve(targets[word], ())))
        if word in targets
        else of_file(word, catalog)
        for word in words
    )
    return first, second


def _run(word: str, records: str) -> Run | None:
    """Return the run that a word means, if it is not something else."""
    if is_record(word):
        return read(word)
    if os.path.exists(word) or not os.path.isdir(records):
        return None
    try:
        return found_run(word, records)
    except UsageError:
        return None


def _of_run(run: Run) -> dict[str, Value]:
    """Return the values of a recorded run, with where they came from."""
    return {name: Value(value, FILE, run.origins[name]) for name, value in run.values.items()}


def _discreet(each: Difference) -> Difference:
    """Return a difference whose values are masked, if the name is a secret's."""
    from hprun.secret import masked, masked_origin

    sides = {"before": each.before, "after": each.after}
    for side, value in sides.items():
        shown = value and masked(each.name, value.value)
        if value and shown != value.value:
            sides[side] = value.replace(value=shown, origin=masked_origin(value.origin))
    return each.replace(**sides)


def _is_file(word: str) -> bool:
    return os.path.splitext(word)[1].lower() in LANGUAGES


def _table(found: Sequence[Difference]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for each in found:
        mark, colour = _MARKS[each.kind]
        values = Text(" → ").join(Text(each) for each in _values(each))
        origins = " → ".join(value.origin for value in (each.before, each.after) if value)
        name = Text(f"{mark} {clean(each.name)}", Style(color=colour, bold=True))
        table.add_row(name, values, Text(clean(origins), "dim"))
    return table


def _values(each: Difference) -> Iterator[str]:
    """Yield the values of a difference as texts, with their types where that is what differs."""
    for value in (each.before, each.after):
        if value is not None:
            kind = f" ({_type_of(value)})" if each.kind == "type" else ""
            yield f"{_shown(value)}{kind}"


def _shown(value: Value) -> str:
    shown = value.value if isinstance(value.value, Code) else show(value.value)
    return clean(str(shown)) or repr("")


def _type_of(value: Value) -> str:
    if isinstance(value.value, Code):
        return "computed"
    return "none" if value.value is None else type(value.value).__name__


def _closing(found: Sequence[Difference], same: int) -> str:
    said = {"changed": "changed", "type": "of another type", "added": "added", "removed": "removed"}
    counts = [(sum(each.kind == kind for each in found), words) for kind, words in said.items()]
    parts = [f"{count} {words}" for count, words in counts if count]
    return ", ".join([*(parts or ["nothing differs"]), f"{same} the same"])


def _write_json(words: Sequence[str], found: Sequence[Difference], same: int) -> None:
    from hprun.cli.document import value_of, write_json

    write_json(
        {
            "before": words[0],
            "after": words[1],
            "differences": [
                {
                    "name": each.name,
                    "kind": each.kind,
                    **{
                        side: value and {"type": _type_of(value)} | value_of(value)
                        for side, value in (("before", each.before), ("after", each.after))
                    },
                }
                for each in found
            ],
            "same": same,
        }
    )
