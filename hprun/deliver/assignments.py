"""Layer 2: constants of modules, set where their module is compiled.

The right-hand side is replaced in the syntax tree, at its own place: what is computed from it
follows, and lines, tracebacks and `inspect.getsource` are those of the file. Behind a statement
that may bind any name, the value is bound again. A module that is set is compiled from its source
in each process. Its compiled file is neither read nor written.

A file becomes code in three ways. A script is compiled by `hprun.launch`, and a module by its
loader; `runpy`, which multiprocessing uses for the main module of a worker, calls `compile`.
`Hooks` stand in the way of the last two, and let every file pass that has nothing to be set.
"""

from __future__ import annotations

import os
import sys
from _frozen_importlib_external import SourceFileLoader

from hprun import kept
from hprun.errors import ConfigError
from hprun.frozen import Record
from hprun.model import FILE, Constant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType
    from typing import Any

    from hprun.model import Resolved
    from hprun.values.layer import Resolution

    Place = tuple[int, int, int, int]
    Values = Mapping[Place, object]

_ONLY_AST = 0x400


class Change(Record):
    """What is set in one file: the values by the place of their expressions.

    `digest` is that of the source that the places were read from.
    """

    digest: bytes
    values: Values


class Installed:
    """What is set in this process, by the real paths of the files, and which were compiled."""

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.compiled: set[str] = set()


INSTALLED = Installed()


def changes(resolution: Resolution) -> dict[str, Change]:
    """Return what has to be set in which file, so that the constants have their values."""
    found: dict[str, dict[Place, object]] = {}
    for each in resolution.parameters.values():
        to = each.parameter.delivery
        if isinstance(to, Constant) and each.winner is not None and is_changed(each):
            place = (to.line, to.column, to.end_line, to.end_column)
            found.setdefault(os.path.realpath(to.path), {})[place] = plain(each.winner.value)
    return {path: Change(_digest(path), values) for path, values in found.items()}


def is_changed(each: Resolved) -> bool:
    """Return whether a value is another than the one in the code, or than code may make it."""
    default, winner, to = each.parameter.default, each.given, each.parameter.delivery
    if winner is None:
        return False
    if isinstance(to, Constant) and to.loose:
        return True
    same = default is not None and default.known and type(default.value) is type(winner.value)
    return not (same and default is not None and repr(default.value) == repr(winner.value))


def plain(value: Any) -> object:  # noqa: ANN401 - of any type
    """Return a value as the code would have it: what is still a text is a str."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(map(plain, value))
    return value


def _digest(path: str) -> bytes:
    with open(path, "rb") as file:
        return kept.digest(file.read())


# Compiling


def code(source: bytes, file: str, change: Change) -> CodeType:
    """Return the code of a source in which something is set.

    Raises ConfigError where it is not the source that was read: nobody knows what is where then.
    """
    if kept.digest(source) != change.digest:
        raise ConfigError(
            f"{file} was changed since the run began: its constants cannot be set any more",
            advice="start anew",
        )
    tree = compile(source, file, "exec", _ONLY_AST, dont_inherit=True)
    _bind_again(tree, change.values)
    _replace(tree, dict(change.values))
    made: CodeType = compile(tree, file, "exec", dont_inherit=True)
    return made


def _replace(tree: Any, values: dict[Place, object]) -> None:  # noqa: ANN401 - trees have no types
    """Put values into a tree, each in the place of the outermost expression that stands there."""
    todo = [tree]
    while todo and values:
        node = todo.pop()
        for field in node._fields:
            child = getattr(node, field, None)
            several = child if isinstance(child, list) else [child]
            for position, each in enumerate(several):
                place = _place(each)
                if place not in values:
                    todo += [each] if hasattr(each, "_fields") else []
                elif several is child:
                    child[position] = _node(values.pop(place), place)
                else:
                    setattr(node, field, _node(values.pop(place), place))


def _bind_again(tree: Any, values: Values) -> None:  # noqa: ANN401 - trees have no types
    """Put assignments of what is set behind each statement of a module that may bind any name."""
    import _ast

    from hprun.scan.names.any_name import binds_any_name

    body: list[Any] = []
    named: dict[str, object] = {}
    for statement in tree.body:
        body.append(statement)
        named |= _named(statement, values)
        if named and binds_any_name(statement):
            place = _place(statement)
            end = (place[2], place[3], place[2], place[3])
            for name, value in named.items():
                target = _ast.Name(name, _ast.Store(), **_places(end))
                body.append(_ast.Assign([target], _node(value, end), **_places(end)))
    tree.body = body


def _named(statement: Any, values: Values) -> dict[str, object]:  # noqa: ANN401
    """Return the names that a statement of a module binds to what is set."""
    found: dict[str, object] = {}
    todo: list[tuple[Any, Any]] = [(statement, None)]
    while todo:
        node, value = todo.pop()
        kind = type(node).__name__
        if kind in {"If", "Try", "TryStar", "With", "ExceptHandler"}:
            for field in ("body", "handlers", "orelse", "finalbody"):
                todo += [(each, None) for each in getattr(node, field, ())]
        elif kind in {"Assign", "AnnAssign"}:
            targets = node.targets if kind == "Assign" else [node.target]
            todo += [(each, node.value) for each in targets]
        elif kind in {"Tuple", "List"} and type(value).__name__ in {"Tuple", "List"}:
            todo += zip(node.elts, value.elts, strict=False)
        elif kind == "Name" and _place(value) in values:
            found[node.id] = values[_place(value)]
    return found


def _place(node: Any) -> Any:  # noqa: ANN401
    if not hasattr(node, "col_offset"):
        return None
    return (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


def _places(place: Place) -> Any:  # noqa: ANN401
    return dict(zip(("lineno", "col_offset", "end_lineno", "end_col_offset"), place, strict=True))


def _node(value: Any, place: Place) -> Any:  # noqa: ANN401 - of any type
    """Return an expression that has a value, and the place of another."""
    import _ast

    at, load = _places(place), _ast.Load()
    match value:
        case dict():
            keys = [_node(each, place) for each in value]
            return _ast.Dict(keys, [_node(each, place) for each in value.values()], **at)
        case list() | tuple():
            kind = _ast.List if isinstance(value, list) else _ast.Tuple
            return kind([_node(each, place) for each in value], load, **at)
        case set() if not value:
            spread = _ast.Starred(_ast.Tuple([], load, **at), load, **at)
            return _ast.Set([spread], **at)
        case set():
            return _ast.Set([_node(each, place) for each in value], **at)
    return _ast.Constant(value, **at)


# In the way of those who compile


class Hooks:
    """Stand in the way of all that compiles a file while they are in place."""

    def __init__(self) -> None:
        self._before = vars(SourceFileLoader).get("get_code")
        self._runpy = False

    def place(self, *, runpy: bool) -> None:
        """Take the place of what there is; of `runpy` only where that will be needed."""
        _LOADER.get_code = _GET_CODE
        if runpy:
            vars(__import__("runpy"))["compile"] = compiled
            self._runpy = True

    def remove(self) -> None:
        """Put back what there was."""
        if self._before is None:
            del _LOADER.get_code
        else:
            _LOADER.get_code = self._before
        if self._runpy:
            del vars(sys.modules["runpy"])["compile"]


def known(file: str) -> Change | None:
    """Return what is to be set in a file, and take note that it is."""
    path = os.path.realpath(file)
    change = INSTALLED.changes.get(path)
    if change is not None:
        INSTALLED.compiled.add(path)
    return change


def compiled(source: Any, file: str, mode: str, *others: Any, **named: Any) -> Any:  # noqa: ANN401
    """Compile as Python's own function does, with what is to be set in the file."""
    change = known(file) if mode == "exec" and isinstance(source, bytes) else None
    if change is not None:
        return code(source, file, change)
    return compile(source, file, mode, *others, **named)


def _get_code(self: Any, fullname: str) -> Any:  # noqa: ANN401 - a method of a loader
    path = self.get_filename(fullname)
    change = known(path)
    if change is not None:
        return code(self.get_data(path), path, change)
    return super(SourceFileLoader, self).get_code(fullname)


_LOADER: Any = SourceFileLoader
_FUNCTION: Any = type(_get_code)
_GET_CODE = _FUNCTION(
    _get_code.__code__.replace(co_filename="<frozen importlib._bootstrap_external>"),
    globals(),
    "get_code",
)
"""As a part of the import system, which Python leaves out of tracebacks by the name of its file."""


# Installing


def install(found: Mapping[str, Change], *, runpy: bool = False) -> None:
    """Set constants in this process, for good."""
    INSTALLED.changes, INSTALLED.compiled = dict(found), set()
    Hooks().place(runpy=runpy)


class installed:  # noqa: N801 - a participle, as context managers are named
    """Set constants while the block runs; modules that have some are imported anew in it."""

    def __init__(self, found: Mapping[str, Change]) -> None:
        self._changes = dict(found)
        self._hooks = Hooks()
        self._modules: dict[str, Any] = {}

    def __enter__(self) -> None:
        if not self._changes:
            return
        for name, module in [*sys.modules.items()]:
            file = getattr(module, "__file__", None)
            if name != "__main__" and file and os.path.realpath(file) in self._changes:
                self._modules[name] = sys.modules.pop(name)
        self._old = INSTALLED.changes, INSTALLED.compiled
        INSTALLED.changes, INSTALLED.compiled = self._changes, set()
        self._hooks.place(runpy=True)

    def __exit__(self, *_: object) -> None:
        if self._changes:
            self._hooks.remove()
            INSTALLED.changes, INSTALLED.compiled = self._old
            sys.modules.update(self._modules)


def unread(resolution: Resolution) -> dict[str, str]:
    """Return origins, by name, of what was given for files that this process never compiled."""
    found = {}
    for key, each in resolution.parameters.items():
        to, winner = each.parameter.delivery, each.winner
        if isinstance(to, Constant) and winner is not None and is_changed(each):
            path = os.path.realpath(to.path)
            waits = path in INSTALLED.changes and path not in INSTALLED.compiled
            if waits and winner.source.rank > FILE.rank:
                found[key] = winner.origin
    return found
