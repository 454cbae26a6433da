"""Layer 2: what hpman demands of all occurrences of parameters in sources together."""

from __future__ import annotations

import ast

from hprun.compat.hpman.primitives import ImpossibleTree, NotLiteralEvaluable
from hprun.compat.hpman.rows import given_twice, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hprun.compat.hpman.rows import HyperParameterOccurrence


def check(occurrences: Sequence[HyperParameterOccurrence], *, strict: bool) -> None:
    """Raise DoubleAssignmentException for a second default, ImpossibleTree for a leaf with leaves.

    If not `strict`, a second default may be equal to the first.
    """
    first: dict[str, HyperParameterOccurrence] = {}
    for each in occurrences:
        if each.has_default_value:
            known = first.setdefault(each.name, each)
            if known is not each and (strict or not _same(known, each)):
                raise given_twice(known, each)
    for each in occurrences:
        position = each.name.find(".")
        while position >= 0:
            above = first.get(each.name[:position])
            if above is not None:
                raise ImpossibleTree(
                    f"`{above.name}` is both a leaf and a tree",
                    frames=f"{place_of(above)}\n{place_of(each)}",
                )
            position = each.name.find(".", position + 1)


def _same(one: HyperParameterOccurrence, other: HyperParameterOccurrence) -> bool:
    if isinstance(one.value, NotLiteralEvaluable):
        return ast.dump(one.ast_node) == ast.dump(other.ast_node)
    return type(one.value) is type(other.value) and bool(one.value == other.value)
