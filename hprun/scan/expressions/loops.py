"""Layer 1: what an expression is in each round of loops around it that go over constants."""

from __future__ import annotations

import _ast
from itertools import islice, product

from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import fold
from hprun.scan.names.meaning import meanings
from hprun.scan.source import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from hprun.scan.names.statements import Scope

_MOST = 1000
"""Rounds that are looked at."""


def unrolled(node: _ast.expr, scope: Scope) -> list[object]:
    """Return the values of an expression, one for each round; nothing where one is not known."""
    loops: dict[str, list[object]] = {}
    for name in _names(node):
        meaning = next(meanings(name, (), scope, (name.lineno, name.col_offset)), None)
        loop = meaning.node if meaning else None
        if meaning and isinstance(loop, _ast.For | _ast.comprehension):
            rounds = fold(loop.iter, meaning.scope)
            if isinstance(rounds, list | tuple | range | dict):
                loops[name.id] = [*islice(rounds, _MOST)]
    if not loops:
        return []
    values = [
        fold(_filled(node, dict(zip(loops, each, strict=True))), scope)
        for each in islice(product(*loops.values()), _MOST)
    ]
    return [] if UNKNOWN in values else values


def _names(node: _ast.AST) -> Iterator[_ast.Name]:
    todo = [node]
    while todo:
        each = todo.pop()
        if isinstance(each, _ast.Name):
            yield each
        todo += children(each)


def _filled(node: Any, values: Mapping[str, object]) -> Any:  # noqa: ANN401 - a node, or what is in one
    """Return a tree with constants in the place of some names."""
    if isinstance(node, list):
        return [_filled(each, values) for each in node]
    if not isinstance(node, _ast.AST):
        return node
    place = {name: getattr(node, name) for name in ("lineno", "col_offset") if hasattr(node, name)}
    if isinstance(node, _ast.Name) and node.id in values:
        return _ast.Constant(values[node.id], **place)  # type: ignore[arg-type]  # folded ones
    inner = [_filled(getattr(node, field), values) for field in node._fields]
    return type(node)(*inner, **place)
