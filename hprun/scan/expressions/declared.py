"""Layer 1: types, from annotations read as syntax. What is not understood declares nothing."""

from __future__ import annotations

import _ast

from hprun.convert import with_choices
from hprun.model import ANY, NONE, Type
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import fold
from hprun.scan.expressions.objects import PATHS, enum_type, known_object
from hprun.scan.names.meaning import meanings
from hprun.scan.source import UnreadableError, children, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.scan.names.meaning import Meaning
    from hprun.scan.names.statements import Scope

_MOST_STEPS = 100
_PACKAGES = ("builtins.", "typing.", "typing_extensions.", "collections.abc.", "collections.")
_SIMPLE = {
    **{name: Type(name) for name in ("int", "float", "str", "bool")},
    "None": NONE,
    "Any": ANY,
    "object": ANY,
    "Text": Type("str"),
    "LiteralString": Type("str"),
}
_CONTAINERS = {
    **dict.fromkeys(("list", "List", "Sequence", "MutableSequence", "Iterable"), "list"),
    **dict.fromkeys(("Collection", "Container", "Reversible"), "list"),
    **dict.fromkeys(("set", "Set", "AbstractSet", "MutableSet"), "set"),
    **dict.fromkeys(("frozenset", "FrozenSet"), "frozenset"),
    **dict.fromkeys(("tuple", "Tuple"), "tuple"),
    **dict.fromkeys(("dict", "Dict", "Mapping", "MutableMapping"), "dict"),
    **dict.fromkeys(("OrderedDict", "DefaultDict"), "dict"),
}
_WRAPPERS = frozenset(
    (*("Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar"),)
)


def read(node: _ast.AST | None, scope: Scope, steps: Iterator[int] | None = None) -> Type | None:
    """Return the type that an annotation or a ``type=`` declares; None where it is not understood.

    `steps` are what is left of the work that one annotation may take, aliases included.
    """
    steps = iter(range(_MOST_STEPS)) if steps is None else steps
    if node is None or next(steps, None) is None:
        return None
    match node:
        case _ast.Constant():
            return NONE if node.value is None else read(_quoted(node), scope, steps)
        case _ast.BinOp(op=_ast.BitOr()):
            return _union([node.left, node.right], scope, steps)
        case _ast.Subscript():
            arguments = node.slice.elts if isinstance(node.slice, _ast.Tuple) else [node.slice]
            return _generic(_name(node.value, scope), arguments, scope, steps)
        case _ast.Name() | _ast.Attribute():
            meaning = next(meanings(node, (), scope, (node.lineno, node.col_offset)), None)
            return _named(meaning, steps) if meaning else None
    return None


def _named(meaning: Meaning, steps: Iterator[int]) -> Type | None:
    """Return the type that a bare name declares: one of Python's, an enum, an alias."""
    if meaning.path:
        name = _plain(meaning.path)
        if name in _CONTAINERS:
            return _container(_CONTAINERS[name], ())
        return Type("path") if meaning.path in {*PATHS, "os.PathLike"} else _SIMPLE.get(name)
    if meaning.rest:
        return None
    if isinstance(meaning.node, _ast.ClassDef):
        return enum_type(meaning.node, meaning.scope)
    if isinstance(meaning.node, _ast.Call):
        new = _name(meaning.node.func, meaning.scope) == "NewType" and meaning.node.args[1:]
        return read(new[0], meaning.scope, steps) if new else None
    return read(meaning.node, meaning.scope, steps)


def _generic(
    name: str, arguments: Sequence[_ast.expr], scope: Scope, steps: Iterator[int]
) -> Type | None:
    if name == "Optional":
        return _union([*arguments, _ast.Constant(value=None)], scope, steps)
    if name == "Union":
        return _union(arguments, scope, steps)
    if name == "Literal":
        return _literal(arguments, scope)
    if name in _WRAPPERS:
        inner = read(arguments[0], scope, steps) if arguments else None
        return _annotated(inner, arguments[1:], scope) if name == "Annotated" else inner
    if name not in _CONTAINERS:
        return None
    endless = any(isinstance(each, _ast.Constant) and each.value is ... for each in arguments)
    types = [
        read(each, scope, steps) or ANY
        for each in arguments
        if not (isinstance(each, _ast.Constant) and each.value is ...)
    ]
    kind = _CONTAINERS[name]
    return _container("product" if kind == "tuple" and not endless else kind, types)


def _annotated(to: Type | None, notes: Sequence[_ast.expr], scope: Scope) -> Type | None:
    """Return a type limited to the range among the notes beside it."""
    for each in notes:
        if to is not None and isinstance(each, _ast.Call):
            from hprun.scan.expressions.hinted_ranges import limited

            to = limited(to, each, scope)
    return to


def _container(kind: str, types: Sequence[Type]) -> Type:
    if kind == "product":
        return Type(kind, tuple(types))
    wanted = 2 if kind == "dict" else 1
    return Type(kind, (*types, ANY, ANY)[:wanted])


def _union(nodes: Sequence[_ast.expr], scope: Scope, steps: Iterator[int]) -> Type | None:
    """Return a union of the members that are understood; of None alone nothing can be made."""
    members: dict[Type, None] = {}
    for node in nodes:
        member = read(node, scope, steps)
        if member is not None:
            inner = member.args if member.kind == "union" else (member,)
            members.update(dict.fromkeys(inner))
    if ANY in members:
        return ANY
    if not set(members) - {NONE}:
        return None
    return Type("union", tuple(members)) if len(members) > 1 else next(iter(members))


def _literal(arguments: Sequence[_ast.expr], scope: Scope) -> Type | None:
    """Return the type of a Literal; of an enum's members, the enum with these choices."""
    values = [fold(each, scope) for each in arguments]
    if UNKNOWN not in values:
        return with_choices(ANY, values) if values else None
    members = [known_object(each, scope) for each in arguments]
    known = [each for each in members if each]
    if len(known) < len(members):
        return None
    return known[0][1].replace(choices=tuple(text for text, _ in known))


def _name(node: _ast.expr, scope: Scope) -> str:
    meaning = next(meanings(node, (), scope, (node.lineno, node.col_offset)), None)
    return _plain(meaning.path) if meaning else ""


def _plain(path: str) -> str:
    """Return the name of one of Python's own types; empty for any other path."""
    package = next((each for each in _PACKAGES if path.startswith(each)), None)
    if path.startswith("dataclasses."):
        package = "dataclasses."
    return path.removeprefix(package) if package else ""


def _quoted(node: _ast.Constant) -> _ast.expr | None:
    """Return the tree of an annotation in quotes, placed where the string stands."""
    if not isinstance(node.value, str):
        return None
    try:
        (statement,) = parse(node.value.strip().encode()).body
    except (UnreadableError, ValueError):
        return None
    if not isinstance(statement, _ast.Expr):
        return None
    todo: list[_ast.AST] = [statement.value]
    while todo:
        each = todo.pop()
        if hasattr(each, "lineno"):  # ``Load()`` is one object for all trees, and has no place
            each.lineno, each.col_offset = node.lineno, node.col_offset  # type: ignore[attr-defined]
        todo += children(each)
    return statement.value
