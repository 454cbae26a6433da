"""Layer 1: ``range=(1e-5, 0.1), log=True`` and ``Range(1e-5, 0.1, log=True)``, read as syntax.

Who does not say a range of constant numbers has said none.
"""

from __future__ import annotations

import _ast

from hprun.ranged_types import with_range
from hprun.ranges import Range
from hprun.scan.expressions.folding import fold
from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hprun.model import Type
    from hprun.scan.names.statements import Scope

    Hints = Mapping[str | None, _ast.expr]

_NAMES = ("hprun.Range", "hprun.ranges.Range")
_FIELDS = ("low", "high", "log")
_PAIR = 2


def hinted(to: Type | None, hints: Hints, scope: Scope) -> Type | None:
    """Return a type limited by the hints ``range=`` and ``log=``."""
    node = hints["range"]
    found = called(node, scope) or _pair(fold(node, scope))
    if found is None:
        return to
    if "log" in hints:
        found = found.replace(log=fold(hints["log"], scope) is True)
    return with_range(to, found)


def limited(to: Type, note: _ast.expr, scope: Scope) -> Type:
    """Return a type limited by a note beside it (``Annotated[float, note]``), if that does."""
    found = called(note, scope)
    return with_range(to, found) if found else to


def called(node: _ast.expr, scope: Scope) -> Range | None:
    """Return the range that a call of `hprun.Range` makes, None for anything else."""
    if not isinstance(node, _ast.Call) or not _is_range(node.func, scope):
        return None
    values = [fold(each, scope) for each in node.args]
    named = {each.arg: fold(each.value, scope) for each in node.keywords}
    given = dict(zip(_FIELDS, values, strict=False)) | named
    found = _pair((given.get("low"), given.get("high")))
    return found and found.replace(log=given.get("log") is True)


def _is_range(node: _ast.expr, scope: Scope) -> bool:
    start = (node.lineno, node.col_offset)
    return any(each.path in _NAMES for each in meanings(node, (), scope, start))


def _pair(ends: object) -> Range | None:
    """Return the range between two ends, each a number or None; None if it is no such pair."""
    if not isinstance(ends, tuple | list) or len(ends) != _PAIR:
        return None
    low, high = ends
    return Range(low, high) if _is_end(low) and _is_end(high) else None


def _is_end(end: object) -> bool:
    is_number = isinstance(end, int | float) and not isinstance(end, bool)
    return end is None or (is_number and end == end)  # noqa: PLR0124 - NaN
