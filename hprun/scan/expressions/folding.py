"""Layer 1: the values of constant expressions, without evaluating code.

Literals, their displays, safe arithmetic, a few conversions, `math.pi`, and names that are bound
once to any of these. Work and results are bounded: nothing can take long, or raise.
"""

from __future__ import annotations

import _ast
import _operator as operator
import math

from hprun.scan.expressions import UNKNOWN, bounded
from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hprun.scan.names.statements import Scope

    Fold = Callable[[_ast.expr, Scope], object]

_STEPS = 5000
_DEEPEST = 100
_MOST_BITS = 1000
_LARGEST = 1 << 15
"""Characters and elements, counted through all levels of a container."""
_CONSTANTS = {
    **{f"math.{name}": getattr(math, name) for name in ("pi", "e", "tau", "inf", "nan")},
    **{
        f"{package}.{name}": getattr(math, name)
        for package in ("numpy", "torch")
        for name in ("pi", "e", "inf", "nan")
    },
}
_CALLS: dict[str, Callable[..., object]] = {
    f"builtins.{function.__name__}": function
    for function in (
        *(list, tuple, set, frozenset, dict, range),
        *(float, int, str, bool, abs, min, max, len, sum, sorted),
    )
}
_OPERATORS: dict[type, Callable[..., object]] = {
    _ast.Add: operator.add,
    _ast.Sub: operator.sub,
    _ast.Mult: operator.mul,
    _ast.Div: operator.truediv,
    _ast.FloorDiv: operator.floordiv,
    _ast.Mod: operator.mod,
    _ast.Pow: operator.pow,
    _ast.LShift: operator.lshift,
    _ast.RShift: operator.rshift,
    _ast.BitOr: operator.or_,
    _ast.BitXor: operator.xor,
    _ast.BitAnd: operator.and_,
    _ast.USub: operator.neg,
    _ast.UAdd: operator.pos,
    _ast.Invert: operator.invert,
    _ast.Not: operator.not_,
}
_CONTAINERS = (str, list, tuple, set, frozenset, dict)
_REFUSALS = (ArithmeticError, TypeError, ValueError, RecursionError)


class _UnknownError(Exception):
    """The expression is not constant, or too large."""


def fold(node: _ast.expr | None, scope: Scope) -> object:
    """Return the value of a constant expression, `UNKNOWN` if it is none."""
    try:
        return _Folding().value(node, scope)
    except (_UnknownError, *_REFUSALS):
        return UNKNOWN


def pattern(node: _ast.expr, scope: Scope) -> str:
    """Return a computed string with ``{source}`` for each part that is not constant."""
    parts: list[str] = []
    todo = [node]
    while todo:
        node = todo.pop()
        value = fold(node, scope)
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(node, _ast.JoinedStr):
            todo += reversed(node.values)
        elif isinstance(node, _ast.BinOp) and isinstance(node.op, _ast.Add):
            todo += (node.right, node.left)
        elif isinstance(node, _ast.FormattedValue):
            parts.append(f"{{{scope.module.source.segment(node.value)}}}")
        else:
            parts.append(f"{{{scope.module.source.segment(node)}}}")
    return "".join(parts)


def operation(kind: type, *operands: object) -> object:
    """Return what an operator makes of constants; `UNKNOWN` where it is too much, or nothing."""
    try:
        checked = [_checked(each) for each in operands]
        if kind not in _OPERATORS or (len(checked) > 1 and _explodes(kind, *checked)):
            return UNKNOWN
        return _checked(_OPERATORS[kind](*checked))
    except (_UnknownError, *_REFUSALS):
        return UNKNOWN


def conversion(path: str, values: Sequence[object], named: Mapping[str, object]) -> object:
    """Return what one of Python's own functions makes of constants, `UNKNOWN` for any other."""
    call = _CALLS.get(path)
    if call is None or (named and call is not dict):
        return UNKNOWN
    try:
        return _checked(call(*map(_checked, values), **named))
    except (_UnknownError, *_REFUSALS):
        return UNKNOWN


def constant(value: object) -> object:
    """Return a value that is constant all the way down, `UNKNOWN` for any other."""
    try:
        return _checked(value)
    except (_UnknownError, *_REFUSALS):
        return UNKNOWN


def known(path: str) -> object:
    """Return a constant of a library (``math.pi``), `UNKNOWN` where it is none."""
    return _CONSTANTS.get(path, UNKNOWN)


class _Folding:
    """One folding, with what it may still spend: an alias may double the work at every step."""

    def __init__(self) -> None:
        self.steps = _STEPS
        self.depth = _DEEPEST

    def value(self, node: _ast.AST | None, scope: Scope) -> object:
        """Return the value of a node. Raises _UnknownError, and what arithmetic raises."""
        reader = _READERS.get(type(node))
        self.steps -= 1
        self.depth -= 1
        if reader is None or self.steps < 0 or self.depth < 0:
            raise _UnknownError
        value = reader(self, node, scope)
        self.depth += 1
        return value

    def values(self, nodes: Iterable[_ast.AST | None], scope: Scope) -> list[object]:
        """Return the values of several nodes, with ``*`` spread out."""
        found: list[object] = []
        for node in nodes:
            if isinstance(node, _ast.Starred):
                spread = self.value(node.value, scope)
                found += spread  # type: ignore[arg-type]  # raises TypeError where it cannot
            else:
                found.append(self.value(node, scope))
        return found


def _checked(value: object) -> object:
    """Return a value if it is one that parameters have. Raises _UnknownError."""
    if isinstance(value, range) and len(value) <= _LARGEST:
        return value
    left = _LARGEST
    todo: list[object] = [value]
    while todo:
        each = todo.pop()
        left -= len(each) if isinstance(each, _CONTAINERS) else 1
        if left < 0:
            raise _UnknownError
        if isinstance(each, dict):
            todo += (*each, *each.values())
        elif isinstance(each, list | tuple | set | frozenset):
            todo += each
        elif bounded(each) is UNKNOWN:
            raise _UnknownError
    return value


def _constant(_: _Folding, node: _ast.Constant, _scope: Scope) -> object:
    return _checked(node.value)


def _name(folding: _Folding, node: _ast.expr, scope: Scope) -> object:
    """Return the value of a name, if everything on the way to it is bound once."""
    moment = (node.lineno, node.col_offset)
    meaning = next(meanings(node, (), scope, moment), None)
    if meaning is None or not meaning.sole:
        raise _UnknownError
    if meaning.path in _CONSTANTS:
        return _CONSTANTS[meaning.path]
    if isinstance(meaning.node, _ast.ClassDef) and len(meaning.rest) == 1:
        body = meaning.scope.module.outline.scopes[meaning.node]
        bindings = body.bindings.get(meaning.rest[0], ())
        plain = not meaning.node.bases and not meaning.node.keywords
        if plain and len(bindings) == 1 and isinstance(bindings[0][2], _ast.AST):
            return folding.value(bindings[0][2], body)
    if meaning.node is None or meaning.rest:
        raise _UnknownError
    return folding.value(meaning.node, meaning.scope)


def _unary(folding: _Folding, node: _ast.UnaryOp, scope: Scope) -> object:
    return _checked(_OPERATORS[type(node.op)](folding.value(node.operand, scope)))


def _binary(folding: _Folding, node: _ast.BinOp, scope: Scope) -> object:
    left, right = folding.value(node.left, scope), folding.value(node.right, scope)
    kind = type(node.op)
    if kind not in _OPERATORS or _explodes(kind, left, right):
        raise _UnknownError
    return _checked(_OPERATORS[kind](left, right))


def _explodes(kind: type, left: object, right: object) -> bool:
    """Return whether an operation could be too large, or is no arithmetic."""
    if kind is _ast.Mod:
        return isinstance(left, str) and not _is_plain(left)
    if isinstance(left, int) and isinstance(right, int):
        growth: dict[type, int] = {
            _ast.Pow: left.bit_length() * right,
            _ast.LShift: left.bit_length() + right,
        }
        return growth.get(kind, 0) > _MOST_BITS
    if kind is _ast.Mult:
        return _size(left) * _size(right) > _LARGEST
    return False


def _is_plain(pattern: str) -> bool:
    """Return whether a format has neither names nor widths: ``%s``, ``%d``, ``%r``."""
    at = pattern.find("%")
    while at >= 0:
        if pattern[at + 1 : at + 2] not in {"s", "d", "r", "%"}:
            return False
        at = pattern.find("%", at + 2)
    return True


def _size(factor: object) -> int:
    """Return what a factor of a product counts for: a number repeats, a sequence is repeated."""
    if isinstance(factor, _CONTAINERS):
        return len(factor)
    return factor if isinstance(factor, int) else 1


def _elements(folding: _Folding, node: _ast.List, scope: Scope) -> object:
    build = {_ast.List: list, _ast.Tuple: tuple, _ast.Set: set}[type(node)]
    return _checked(build(folding.values(node.elts, scope)))


def _dict(folding: _Folding, node: _ast.Dict, scope: Scope) -> object:
    made: dict[object, object] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        folded = folding.value(value, scope)
        if key is None:
            made.update(folded)  # type: ignore[call-overload]  # raises TypeError if it is no dict
        else:
            made[folding.value(key, scope)] = folded
    return _checked(made)


def _call(folding: _Folding, node: _ast.Call, scope: Scope) -> object:
    function = next(meanings(node.func, (), scope, (node.lineno, node.col_offset)), None)
    call = _CALLS.get(function.path) if function else None
    named = {each.arg: folding.value(each.value, scope) for each in node.keywords if each.arg}
    if call is None or len(named) < len(node.keywords) or (named and call is not dict):
        raise _UnknownError
    return _checked(call(*folding.values(node.args, scope), **named))


def _joined(folding: _Folding, node: _ast.JoinedStr, scope: Scope) -> object:
    return _checked("".join(str(folding.value(part, scope)) for part in node.values))


def _formatted(folding: _Folding, node: _ast.FormattedValue, scope: Scope) -> object:
    value = folding.value(node.value, scope)
    if node.format_spec is not None or not isinstance(value, str | int | float):
        raise _UnknownError
    return repr(value) if node.conversion == ord("r") else str(value)


_READERS: dict[type, Callable[..., object]] = {
    _ast.Constant: _constant,
    _ast.Name: _name,
    _ast.Attribute: _name,
    _ast.UnaryOp: _unary,
    _ast.BinOp: _binary,
    _ast.List: _elements,
    _ast.Tuple: _elements,
    _ast.Set: _elements,
    _ast.Dict: _dict,
    _ast.Call: _call,
    _ast.JoinedStr: _joined,
    _ast.FormattedValue: _formatted,
}
