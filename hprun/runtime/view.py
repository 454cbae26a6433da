"""Layer 1, run time: a scope as a whole: all its values at once."""

from __future__ import annotations

from hprun.runtime.cells import MISSING, PARTIAL, WHOLE, Cell, Suggestion
from hprun.runtime.store import (
    NOWHERE,
    Frame,
    frame,
    framed,
    known_default,
    open_cell,
    set_frame,
    view,
    write_root,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def leaves(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield what is set by its full name; of trees, only those that are empty."""
    parents = {name.rpartition(".")[0] for name in values}
    for name, value in values.items():
        if value is WHOLE:
            if name not in parents:
                yield name, {}
        elif value is not PARTIAL:
            yield name, value


def listed(seen: Frame) -> Iterator[tuple[str, Any]]:
    """Yield the names of the shared store that have a value, with their values.

    Who lists values has read them. A text is what it looks like, if no default for it is known.
    """
    for name, value in leaves(view(seen)):
        if ":" not in name:
            yield name, _looked_at(seen, name, value)


def _looked_at(seen: Frame, name: str, value: object) -> object:
    if not isinstance(value, Cell):
        return value
    if isinstance(value.value, Suggestion):
        return value.value
    if value.watch:
        seen.root.unread.pop(value.watch, None)
    shown = Cell(value.value, undecided=value.undecided)
    default = known_default(name) if value.undecided else MISSING
    return open_cell(seen, name, shown, default)


def freeze() -> None:
    """Make what this context's scopes set the process's own, which every thread sees."""
    write_root(dict(leaves(frame().values)))


def empty() -> None:
    """Hide all that is set, the command line included, until the innermost scope is left."""
    seen = frame()
    set_frame(framed({}, NOWHERE, seen.scope, seen.outer))
