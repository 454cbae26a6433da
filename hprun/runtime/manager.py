"""Layer 1, run time: the managers behind ``from hprun.m import _``.

A manager reads and sets parameters by name. The manager ``_`` shares one store with `param_scope`;
any other has a part of it to itself, in which its names stand behind its own: ``hp:lr``.

`set_value` is for the whole process and beats the command line. A ``with param_scope(...)`` that is
open around the reader still wins, as the innermost statement about the block that it runs.

A default is what the very call gives that states it; the one stated last also serves the calls that
state none. Two different defaults for one name are refused before a run by the scan. Here they are
not: a default may be computed anew, or a cell of a notebook be edited and run again.

**A manager is a function** with its methods as attributes, because calling an instance of a class
costs as much again as all the rest. What it found last for a name it remembers, together with the
state of the store that this holds for, so that reading a name again is one look-up and a comparison
of identities, however many scopes are open.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

from hprun.runtime.store import (
    MISSING,
    PARTIAL,
    ROOT,
    WHOLE,
    Cell,
    Frame,
    find,
    frame,
    key_of,
    known_default,
    note,
    open_cell,
    read,
    stated,
    view,
    write_root,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar, overload

    T = TypeVar("T")

_SHARED = "_"  # `hprun.model.SHARED`, without the import of all the nouns


class Names:
    """What a manager can do beside being called: its names stand behind `prefix` in the store."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def get_value(self, name: str, default: Any = MISSING) -> Any:
        """Return the value, else the default that the code has stated, else `default`.

        Raises MissingParameter where there is none of them.
        """
        slot = self._prefix + name
        known = known_default(slot)
        return read(frame(), slot, known if known is not MISSING else default)

    def set_value(self, name: str, value: object) -> None:
        """Set a parameter for the whole process; see the module for what wins over it."""
        write_root({self._prefix + name: value})

    def get_values(self) -> dict[str, Any]:
        """Return all that is known by now, by name: values, and defaults where none is set.

        Trees are given as their leaves, by dotted name. Looking at all values reads none of them.
        """
        seen = frame()
        values = view(seen)
        prefix = self._prefix
        defaults = {name: known[2] for name, known in ROOT.stated.get(prefix, {}).items()}
        known = {name: each for name, each in defaults.items() if prefix + name not in values}
        for slot, value in values.items():
            if self._owns(slot) and value is not PARTIAL and value is not WHOLE:
                name = slot.removeprefix(prefix)
                known[name] = _looked_at(seen, slot, value, defaults.get(name, MISSING))
        return known

    def set_values(self, values: Mapping[str, object]) -> None:
        """Set several parameters for the whole process, dicts as trees."""
        write_root({self._prefix + name: value for name, value in values.items()})

    def exists(self, name: str) -> bool:
        """Return whether the name has a value, or a default that the code has stated by now."""
        slot = self._prefix + name
        return known_default(slot) is not MISSING or find(frame(), slot) is not MISSING

    def _owns(self, slot: str) -> bool:
        return slot.startswith(self._prefix) if self._prefix else ":" not in slot


METHODS = ("get_value", "set_value", "get_values", "set_values", "exists")

if TYPE_CHECKING:

    class Manager(Names):
        """Parameters by name: ``_("lr", 0.1)`` defines one and reads it, ``_("lr")`` reads it."""

        @overload
        def __call__(self, name: str, /, **hints: Any) -> Any: ...
        @overload
        def __call__(self, name: str, default: None, /, **hints: Any) -> Any: ...
        @overload
        def __call__(self, name: str, default: T, /, **hints: Any) -> T: ...
        def __call__(self, name: str, default: object = MISSING, /, **hints: Any) -> Any:
            """Return the value of a parameter, else its default."""


_managers: dict[str, Manager] = {}


def manager(name: str) -> Manager:
    """Return the manager of that name: always the same."""
    return _managers.get(name) or _managers.setdefault(name, _made(name))


def _made(name: str) -> Any:
    prefix = "" if name == _SHARED else f"{name}:"
    made = _reader(prefix)
    names = Names(prefix)
    for method in METHODS:
        setattr(made, method, getattr(names, method))
    # By these it is found again when it is pickled.
    made.__module__, made.__name__, made.__qualname__ = "hprun.m", name, name
    return made


def _reader(prefix: str) -> Any:
    def reader(name: str, default: Any = MISSING, /, **hints: Any) -> Any:
        """Return the value of a parameter, else its default.

        `hints` say what it may be: ``type=``, ``choices=``, ``help=``, ``required=``. A value that
        was given as text is made into one of that type and among these choices; the rest is for the
        scan. Raises MissingParameter where there is neither value nor default.
        """
        seen = frame()
        try:
            key, values, known, value = ROOT.stated[prefix][name]
        except KeyError:
            return _look_up(seen, prefix, name, default, hints)
        if known is default and key is seen.key and values is seen.root.values:
            return value
        return _look_up(seen, prefix, name, default, hints)

    return reader


def _look_up(seen: Frame, prefix: str, name: str, default: object, hints: dict[str, Any]) -> object:
    """Read a parameter, and remember what was found if a default came with the question."""
    slot = prefix + name
    values = seen.root.values
    value = find(seen, slot)
    if default is MISSING:
        if value is MISSING:
            return stated(slot)
        default = known_default(slot)
    elif value.__class__ is Cell:
        _remember(prefix, name, (MISSING, None, default, None))
    else:
        value = default if value is MISSING else value
        _remember(prefix, name, (key_of(seen), values, default, value))
    if isinstance(value, Cell):
        return _opened(seen, slot, value, default, hints)
    return value


def _remember(prefix: str, name: str, known: tuple[object, object, object, object]) -> None:
    ROOT.stated.setdefault(prefix, {})[name] = known


def _opened(seen: Frame, slot: str, cell: Cell, default: object, hints: dict[str, Any]) -> object:
    if not cell.undecided or hints.keys().isdisjoint(("type", "choices")):
        return open_cell(seen, slot, cell, default)
    from hprun.runtime import finish

    if cell.watch:
        note(seen, slot, cell)
    return finish.hinted(slot, cell.value, default, hints)


def _looked_at(seen: Frame, slot: str, value: object, default: object) -> object:
    """Return a value as its reader would get it, without noting that it was read."""
    if not isinstance(value, Cell):
        return value
    return open_cell(seen, slot, Cell(value.value, undecided=value.undecided), default)
