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

from hprun.runtime.cells import MISSING, PARTIAL, WHOLE, Cell
from hprun.runtime.store import (
    ROOT,
    Frame,
    Root,
    find,
    frame,
    framed,
    graft,
    key_of,
    known_default,
    note,
    open_cell,
    prefixes,
    read,
    stated,
    view,
    write_root,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeVar, overload

    T = TypeVar("T")

_SHARED = "_"  # `hprun.model.SHARED`, without the import of all the nouns


class Names:
    """What a manager can do beside being called: its names stand behind `prefix` in the store."""

    def __init__(self, prefix: str, manager: Manager) -> None:
        self._prefix = prefix
        self._manager = manager

    def get_value(self, name: str, default: Any = MISSING, *, raise_exception: bool = True) -> Any:
        """Return the value, else the default that the code has stated, else `default`.

        The name of a branch gives what stands below as a dict. Raises MissingParameter where there
        is nothing at all, or returns `MISSING` if no exception is wanted.
        """
        slot = self._prefix + name
        known = _known(self._prefix, name)
        default = known if known is not MISSING else default
        if default is MISSING and not raise_exception and find(frame(), slot) is MISSING:
            return MISSING
        return read(frame(), slot, default)

    def set_value(self, name: str, value: object) -> Manager:
        """Set a parameter for the whole process: it beats the command line, an open scope beats it.

        Raises NameClash where the name is a branch, or stands below one that has a value.
        """
        return self.set_values({name: value})

    def get_values(self) -> dict[str, Any]:
        """Return all that is known by now, by name: values, and defaults where none is set.

        A dict is the value of the name that it was given to. Who takes all values has read them.
        """
        return defaults(self._prefix) | set_ones(self._prefix)

    def set_values(self, values: Mapping[str, object]) -> Manager:
        """Set several parameters for the whole process, dicts as trees. Raises NameClash."""
        for name, value in values.items():
            self._refuse_clash(name, value)
        write_root({self._prefix + name: value for name, value in values.items()})
        return self._manager

    def exists(self, name: str) -> bool:
        """Return whether the name has a value, or a default that the code has stated by now."""
        found = find(frame(), self._prefix + name)
        return found is not MISSING or _known(self._prefix, name) is not MISSING

    def _refuse_clash(self, name: str, value: object) -> None:
        """Raise NameClash where a value would take the place of a branch, or of what is above."""
        values = view(frame())
        slot = self._prefix + name
        if values.get(slot) is PARTIAL and not isinstance(value, dict):
            odd = [slot] if known_default(slot) is MISSING else []
        else:
            branches = (PARTIAL, WHOLE)
            odd = [each for each in prefixes(slot) if values.get(each, PARTIAL) not in branches]
        if odd:
            from hprun.errors import NameClash

            raise NameClash(
                f"{odd[0].removeprefix(self._prefix)!r} is both a leaf and a tree",
                origin=f"set_value({name!r}, …)",
                advice="give a dict to set a whole tree",
            )


METHODS = ("get_value", "set_value", "get_values", "set_values", "exists")
BEYOND = (
    *("parse_file", "parse_source", "get_tree", "set_tree", "get_occurrence", "get_nodes"),
    *("db", "tree"),
)
"""What a manager can do that takes more than its names: whoever hands it out provides that."""


class Later:
    """One of `BEYOND`, for a manager: it is looked up when it is called or looked into."""

    __slots__ = ("_manager", "_name", "_open")

    def __init__(self, manager: Manager, name: str, beyond: Callable[[], Any]) -> None:
        self._manager = manager
        self._name = name
        self._open = beyond

    def _get(self) -> Any:
        return getattr(self._open(), self._name)

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call it; what would return itself returns the manager."""
        result = self._get()(*args, **named)
        return self._manager if result is self._open() else result

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return getattr(self._get(), name)

    def __getitem__(self, key: Any) -> Any:
        return self._get()[key]

    def __setitem__(self, key: Any, value: object) -> None:
        self._get()[key] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self._get())

    def __len__(self) -> int:
        return len(self._get())


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


def manager(name: str, beyond: Callable[[], Any] | None = None) -> Manager:
    """Return the manager of that name: always the same.

    `beyond` returns an object that has what `BEYOND` lists.
    """
    found: Any = _managers.get(name) or _managers.setdefault(name, _made(name))
    if beyond is not None and not hasattr(found, "placeholder"):
        found.placeholder = name
        for each in BEYOND:
            setattr(found, each, Later(found, each, beyond))
    return found  # type: ignore[no-any-return]  # a function that fits `Manager`


def _made(name: str) -> Any:
    prefix = "" if name == _SHARED else f"{name}:"
    made = _reader(prefix)
    names = Names(prefix, made)
    for method in METHODS:
        setattr(made, method, getattr(names, method))
    # By these it is found again when it is pickled.
    made.__module__, made.__name__, made.__qualname__ = "hprun.m", name, name
    return made


def _reader(prefix: str) -> Any:
    # What was found last, under whatever root: one of another root fits no comparison below.
    last: dict[str, tuple[object, object, object, object]] = {}

    def reader(name: str, default: Any = MISSING, /, **hints: Any) -> Any:
        """Return the value of a parameter, else its default.

        The default may be named: ``value=``. The other `hints` say what it may be: ``type=``,
        ``choices=``, ``range=``, ``log=``, ``help=``, ``required=``. A value that was given as text
        is made into one of that type and among these choices; the rest is for the scan. Raises
        MissingParameter where there is neither value nor default.
        """
        seen = frame()
        try:
            key, values, known, value = last[name]
        except KeyError:  # what is raised below is not to be raised in here
            key, values, known, value = MISSING, None, default, None
        same = known is default or default is MISSING
        if same and key is seen.key and values is seen.root.values:
            return value
        return look_up(seen, name, default, hints)

    def look_up(seen: Frame, name: str, default: object, hints: dict[str, Any]) -> object:
        if default is MISSING:
            default = hints.pop("value", MISSING)
        value = _look_up(seen, prefix, name, default, hints)
        found = ROOT.stated.get(prefix, {}).get(name)
        if found:
            last[name] = found
        return value

    return reader


def _look_up(seen: Frame, prefix: str, name: str, default: object, hints: dict[str, Any]) -> object:
    """Read a parameter, and remember what was found if a default is known for it."""
    slot = prefix + name
    values = seen.root.values
    value = find(seen, slot)
    asked = default
    if default is MISSING:
        default = known_default(slot)
    if default is MISSING:
        is_open = value is MISSING or value is PARTIAL
        default = _known(prefix, name) if is_open else MISSING
        if value is MISSING:
            return default if default is not MISSING else stated(slot)
    elif value.__class__ is not Cell:
        value = default if value is MISSING else value
        _remember(prefix, name, (key_of(seen), values, default, value))
    elif asked is not MISSING:
        _remember(prefix, name, (MISSING, None, default, None))
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


# For those who know more about a manager than its calls say


def state(prefix: str, name: str, default: object) -> None:
    """Note down a default that was read from a source: it serves until a call states one."""
    _remember(prefix, name, (MISSING, None, default, None))


def forget(prefix: str, name: str) -> None:
    """Take back a default that was stated."""
    ROOT.stated.get(prefix, {}).pop(name, None)


def defaults(prefix: str) -> dict[str, object]:
    """Return the defaults stated by now, by name."""
    return {name: found[2] for name, found in ROOT.stated.get(prefix, {}).items()}


def set_ones(prefix: str) -> dict[str, object]:
    """Return the values that are set, by the names they belong to; with that they are read.

    A dict belongs to the name that it was given to, a leaf of a stated default that is a dict to
    the name of that.
    """
    seen = _aside(frame())
    values = seen.root.values
    known = defaults(prefix)
    found: dict[str, object] = {}
    for slot, value in tuple(values.items()):
        name = slot.removeprefix(prefix)
        owned = slot.startswith(prefix) if prefix else ":" not in slot
        whole = any(values[each] is WHOLE for each in prefixes(slot))
        of_another = any(isinstance(known.get(each), dict) for each in prefixes(name))
        is_tree = value is PARTIAL and not isinstance(known.get(name), dict)
        if owned and not (whole or of_another or is_tree):
            found[name] = read(seen, slot, known.get(name, MISSING))
        if owned and isinstance(value, Cell) and value.watch:
            ROOT.unread.pop(value.watch, None)
    return found


def _known(prefix: str, name: str) -> object:
    """Return the default of a name, or those of the names below as a dict, else MISSING."""
    default = known_default(prefix + name)
    if default is not MISSING:
        return default
    tree: dict[str, Any] = {}
    for each, found in ROOT.stated.get(prefix, {}).items():
        if each.startswith(f"{name}."):
            graft(tree, each.removeprefix(f"{name}."), found[2])
    return tree or MISSING


def _aside(seen: Frame) -> Frame:
    """Return a frame with the same values, in which reading strikes nothing out."""
    root = Root()
    root.values = dict(view(seen))
    return framed({}, root, None, None)
