"""Layer 2: hprun's values in the store of the real hpman, where that is installed.

They are put there as what was set, which beats what sources and calls say. hpargparse looks for
hints and a place in every occurrence, so these have both; a version of hpman that does not take
them is told by its setter alone.
"""

from __future__ import annotations

from hprun.model import SHARED, slot
from hprun.runtime.manager import manager, set_ones

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


def fill(hpman: Any, values: Mapping[str, object]) -> None:  # noqa: ANN401 - the package
    """Set values, by slot, in the managers of hpman that they belong to.

    For hprun they are read by that: nothing tells when hpman's are.
    """
    prefixes = dict.fromkeys(each.rpartition(":")[0] for each in values)
    for owner in prefixes:
        theirs, ours = getattr(hpman.m, owner or SHARED), manager(owner or SHARED)
        for name in set_ones(owner and f"{owner}:"):
            if _covers(slot(name, owner or SHARED), values):
                try:
                    _set(hpman, theirs, name, ours(name))
                except ValueError:  # an ImpossibleTree: the name is a scope's, and a leaf elsewhere
                    continue


def _covers(name: str, slots: Iterable[str]) -> bool:
    return any(each == name or each.startswith(f"{name}.") for each in slots)


def _set(hpman: Any, manager: Any, name: str, value: object) -> None:  # noqa: ANN401 - hpman's
    try:
        occurrence = hpman.HyperParameterOccurrence(
            name=name,
            value=value,
            priority=hpman.P.PRIORITY_SET_FROM_SETTER,
            filename="<unknown>",
            lineno=1,
            hints={},
        )
        manager.tree.push_occurrence(occurrence)
    except AttributeError:
        manager.set_value(name, value)
