"""Layer 1: where a program looks for modules beside the usual places: changes of `sys.path`.

Read are ``sys.path.insert(0, X)``, ``append``, ``extend``, ``+=``, an assignment that puts
something in front or behind, and ``site.addsitedir(X)``. X is worked out as far as it is made of
literals, ``__file__``, the current folder, and what `os.path` and `pathlib` make of these.
"""

from __future__ import annotations

import _ast
import os

from hprun.frozen import Record
from hprun.scan.expressions import UNKNOWN
from hprun.scan.names.meaning import meanings
from hprun.scan.names.uses import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hprun.model import Location
    from hprun.scan.names.statements import File, Scope

MARKS = (b"sys.path", b"addsitedir", b"import path", b"sys as ")
"""What stands in a file that changes the search."""
_DEEPEST = 30


class Change(Record):
    """A folder that a file adds to the search, None where it is not known, in front or behind."""

    folder: str | None
    location: Location
    front: bool = False


def changes(file: File) -> Iterator[Change]:
    """Yield what a file adds to the search, in the order of its code."""
    outline = file.outline
    names = {"sys": "", "site": "", "path": "", "addsitedir": ""}
    for scope in outline.scopes.values():
        for name, bindings in scope.bindings.items():
            if any(target in _PATHS for _, _, target in bindings):
                names[name] = ""
    for use in sorted(uses(outline, names), key=lambda each: each.moment):
        call = use.links[0] if use.links else None
        for meaning in meanings(use.root, use.attributes, use.scope, use.moment):
            if isinstance(call, _ast.Call) and meaning.path in _METHODS:
                method = meaning.path.removeprefix("sys.path.")
                location = file.source.location(use.root)
                yield from _of_call(call, method, use.scope, location)
    yield from _of_assignments(file)


_PATHS = ("sys", "sys.path", "site", "site.addsitedir")
_METHODS = ("sys.path.insert", "sys.path.append", "sys.path.extend", "site.addsitedir")


def _of_call(call: _ast.Call, method: str, scope: Scope, location: Location) -> Iterator[Change]:
    given = call.args[-1] if call.args else None
    if method == "extend":
        yield from _of_list(given, scope, location, front=False)
        return
    front = method == "insert" and folder_of(call.args[0], scope) in (0, UNKNOWN)
    yield _change(given, scope, location, front=front)


def _of_assignments(file: File) -> Iterator[Change]:
    """Yield what ``sys.path += […]`` and ``sys.path = […] + sys.path`` add."""
    todo: list[_ast.stmt] = [*file.outline.tree.body]
    for statement in todo:
        todo += getattr(statement, "body", ())
        todo += getattr(statement, "orelse", ())
        scope = file.scope
        match statement:
            case _ast.AugAssign(target=target, value=value) if _is_search(target, scope):
                yield from _of_list(value, scope, file.source.location(statement), front=False)
            case _ast.Assign(targets=[_ast.Subscript(value=target) | target], value=value) if (
                _is_search(target, scope)
            ):
                yield from _of_sum(value, scope, file.source.location(statement))


def _is_search(node: _ast.expr, scope: Scope) -> bool:
    moment = (node.lineno, node.col_offset)
    return any(each.path == "sys.path" for each in meanings(node, (), scope, moment))


def _of_sum(node: _ast.expr, scope: Scope, location: Location) -> Iterator[Change]:
    match node:
        case _ast.BinOp(left=left, op=_ast.Add(), right=right):
            if _is_search(right, scope):
                yield from _of_list(left, scope, location, front=True)
            elif _is_search(left, scope):
                yield from _of_list(right, scope, location, front=False)
        case _ast.List(elts=[*elements]):
            whole = [isinstance(each, _ast.Starred) for each in elements]
            for position, each in enumerate(elements):
                if not whole[position]:
                    front = any(whole[position:])
                    yield _change(each, scope, location, front=front)


def _of_list(
    node: _ast.expr | None, scope: Scope, location: Location, *, front: bool
) -> Iterator[Change]:
    if isinstance(node, _ast.List | _ast.Tuple):
        for each in node.elts:
            yield _change(each, scope, location, front=front)
    else:
        yield Change(None, location)


def _change(node: _ast.expr | None, scope: Scope, location: Location, *, front: bool) -> Change:
    folder = folder_of(node, scope)
    return Change(folder if isinstance(folder, str) else None, location, front)


# Paths


def folder_of(node: _ast.AST | None, scope: Scope, depth: int = _DEEPEST) -> object:
    """Return the path that an expression makes, or the number; `UNKNOWN` for anything else."""
    reader = _READERS.get(type(node))
    return UNKNOWN if reader is None or depth < 0 else reader(node, scope, depth - 1)


def _constant(node: _ast.Constant, _: Scope, _depth: int) -> object:
    return node.value if isinstance(node.value, str | int) else UNKNOWN


def _name(node: _ast.Name, scope: Scope, depth: int) -> object:
    if node.id == "__file__":
        return os.path.abspath(scope.module.source.path)
    meaning = next(meanings(node, (), scope, (node.lineno, node.col_offset)), None)
    if meaning is None or meaning.node is None or meaning.rest:
        return UNKNOWN
    return folder_of(meaning.node, meaning.scope, depth)


def _attribute(node: _ast.Attribute, scope: Scope, depth: int) -> object:
    path = _path(node, scope)
    if path in ("os.pardir", "os.curdir", "os.path.pardir", "os.path.curdir"):
        return os.pardir if "pardir" in path else os.curdir
    if path == "os.sep":
        return os.sep
    value = folder_of(node.value, scope, depth)
    return os.path.dirname(value) if node.attr == "parent" and isinstance(value, str) else UNKNOWN


def _subscript(node: _ast.Subscript, scope: Scope, depth: int) -> object:
    """Return ``path.parents[1]``, and the first entry of `sys.path`: the script's own folder."""
    number = folder_of(node.slice, scope, depth)
    if not isinstance(node.value, _ast.Attribute) or node.value.attr != "parents":
        return UNKNOWN
    path = folder_of(node.value.value, scope, depth)
    if not isinstance(path, str) or not isinstance(number, int) or not 0 <= number < depth:
        return UNKNOWN
    for _ in range(number + 1):
        path = os.path.dirname(path)
    return path


def _binary(node: _ast.BinOp, scope: Scope, depth: int) -> object:
    left, right = folder_of(node.left, scope, depth), folder_of(node.right, scope, depth)
    if not isinstance(left, str) or not isinstance(right, str):
        return UNKNOWN
    if isinstance(node.op, _ast.Div):
        return os.path.join(left, right)
    return left + right if isinstance(node.op, _ast.Add) else UNKNOWN


def _joined(node: _ast.JoinedStr, scope: Scope, depth: int) -> object:
    inner = (each.value if isinstance(each, _ast.FormattedValue) else each for each in node.values)
    parts = [folder_of(each, scope, depth) for each in inner]
    return "".join(map(str, parts)) if UNKNOWN not in parts else UNKNOWN


def _call(node: _ast.Call, scope: Scope, depth: int) -> object:
    path = _path(node.func, scope)
    made = [folder_of(each, scope, depth) for each in node.args]
    if path in _CURRENT:
        return _current(scope, depth)
    if path in _FUNCTIONS and UNKNOWN not in made and made:
        return _FUNCTIONS[path](*map(str, made))
    if isinstance(node.func, _ast.Attribute):
        value = folder_of(node.func.value, scope, depth)
        if isinstance(value, str) and node.func.attr in _SAME:
            return os.path.abspath(value)
        if isinstance(value, str) and node.func.attr == "joinpath" and UNKNOWN not in made:
            return os.path.join(value, *map(str, made))
    return UNKNOWN


def _path(node: _ast.expr, scope: Scope) -> str:
    meaning = next(meanings(node, (), scope, (node.lineno, node.col_offset)), None)
    return meaning.path if meaning else ""


def _current(scope: Scope, depth: int) -> object:
    """Return the current folder: where the file has gone with `os.chdir`, if it has."""
    for statement in scope.module.outline.tree.body:
        match statement:
            case _ast.Expr(value=_ast.Call(func=function, args=[given])) if (
                _path(function, scope.module.scope) == "os.chdir"
            ):
                return folder_of(given, scope, depth)
    try:
        return os.getcwd()
    except OSError:
        return UNKNOWN


def _in(*parts: str) -> str:
    return os.path.join(*parts)


_CURRENT = ("os.getcwd", "pathlib.Path.cwd")
_SAME = ("resolve", "absolute", "as_posix", "expanduser")
_FUNCTIONS: dict[str, Callable[..., str]] = {
    "os.path.dirname": os.path.dirname,
    "os.path.abspath": os.path.abspath,
    "os.path.realpath": os.path.abspath,
    "os.path.normpath": os.path.normpath,
    "os.path.expanduser": os.path.expanduser,
    "os.path.join": _in,
    "os.fspath": str,
    "builtins.str": str,
    "pathlib.Path": _in,
    "pathlib.PurePath": _in,
}
_READERS: dict[type, Callable[..., object]] = {
    _ast.Constant: _constant,
    _ast.Name: _name,
    _ast.Attribute: _attribute,
    _ast.Subscript: _subscript,
    _ast.BinOp: _binary,
    _ast.JoinedStr: _joined,
    _ast.Call: _call,
}
