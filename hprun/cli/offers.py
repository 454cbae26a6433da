"""Layer 5: words that a shell may offer, and what it says beside them."""

from __future__ import annotations

import os

from hprun.cli.described import facts_of, type_of
from hprun.literal import shortened
from hprun.model import Parameter
from hprun.records.folder import RECORDS
from hprun.records.recorded import is_record
from hprun.records.state import STATES, state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from hprun.cli.project import Project

WITH_RECORDS = ("rerun", "diff", "runs")
"""The commands that take a recorded run."""
_LONGEST = 100


class Offer(str):  # noqa: SLOT000 - a str with slots cannot have a note
    """A word that may be put on the line; `note` is what is said beside it, on one line."""

    note: str

    def __new__(cls, word: str, note: str) -> Self:
        """Return a word with a note; what no line can show of that is left out."""
        made = super().__new__(cls, word)
        plain = "".join(each if each.isprintable() else " " for each in note.replace("`", ""))
        made.note = shortened(" ".join(plain.split()), _LONGEST)
        return made


def note_of(parameter: Parameter) -> str:
    """Return what is said of a parameter: ``float, 1e-5 to 0.1, default 0.1: learning rate``."""
    default, *rest = facts_of(parameter)[:-1]
    facts = ", ".join((type_of(parameter), *rest, default))
    return f"{facts}: {parameter.help}" if parameter.help else facts


def records(
    command: str, before: Sequence[str], unfinished: str, project: Project | None
) -> Iterator[str]:
    """Yield the recorded runs that a command takes, by name, with how they ended.

    `diff` takes files as well: a run is offered for what looks like the beginning of its name.
    """
    parent = (project.record if project else "") or RECORDS
    again = command == "rerun" and len(before) > 1
    if again or (command == "diff" and not unfinished):
        return
    if command == "runs":
        yield from (f"status={each}" for each in STATES)
    try:
        names = sorted(os.listdir(parent))
    except OSError:
        return
    for name in names:
        folder = os.path.join(parent, name)
        if is_record(folder):
            yield Offer(name, state(folder))
