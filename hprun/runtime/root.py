"""Layer 1, run time: the process-wide root scope, from the side of those who install it.

A *read* is the hand-over of a value to the script: a tree that is read counts for all its leaves,
and a call of an `auto_param` function for those parameters that its caller does not pass. So is
listing values, ``_.get_values()`` or ``dict(scope)``; asking whether a name exists is not one.
"""

from __future__ import annotations

import os

from hprun.literal import Text
from hprun.runtime.cells import PARTIAL, WHOLE, Cell
from hprun.runtime.store import ROOT, Root, put, settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def install(
    values: Mapping[str, object],
    watched: Iterable[str] = (),
    defaults: Mapping[str, object] | None = None,
    told: object = None,
) -> None:
    """Make `values` (by slot) the process's root scope, in the place of what was there.

    `watched` are the slots to be listed by `unread` until somebody reads them. `defaults` serve
    managers that are asked for a name before a call has stated its default. `told` is kept for
    `hprun.explain`.
    """
    _copy(_built(values, watched, defaults or {}), ROOT)
    ROOT.told = told


class installed:  # noqa: N801 - a participle, as context managers are named
    """Install a root while the block runs, and restore what was there."""

    def __init__(
        self,
        values: Mapping[str, object],
        watched: Iterable[str] = (),
        defaults: Mapping[str, object] | None = None,
        told: object = None,
    ) -> None:
        self._new = _built(values, watched, defaults or {})
        self._new.told = told
        self._old = Root()

    def __enter__(self) -> None:
        _copy(ROOT, self._old)
        _copy(self._new, ROOT)

    def __exit__(self, *_: object) -> None:
        _copy(self._old, ROOT)


def unread() -> tuple[str, ...]:
    """Return the watched slots that nobody has read, in order.

    A forked child has none: what it does not read, its parent may.
    """
    return tuple(ROOT.unread) if ROOT.unread and os.getpid() == ROOT.process else ()


def snapshot() -> dict[str, object]:
    """Return the root's values: leaves by their dotted slots, and trees that are empty."""
    values = settled(ROOT)
    parents = {name.rpartition(".")[0] for name in values}
    leaves: dict[str, object] = {}
    for name, value in values.items():
        if value is WHOLE:
            if name not in parents:
                leaves[name] = {}
        elif value is not PARTIAL:
            leaves[name] = value.value if isinstance(value, Cell) else value
    return leaves


def _copy(source: Root, target: Root) -> None:
    target.values, target.stated = source.values, source.stated
    target.parsed, target.defaults = source.parsed, source.defaults
    target.unread, target.process = source.unread, source.process
    target.told = source.told


def _built(
    given: Mapping[str, object], watched: Iterable[str], defaults: Mapping[str, object]
) -> Root:
    root = Root()
    root.defaults = defaults
    root.process = os.getpid()
    watching = dict.fromkeys(watched)
    for slot, value in given.items():
        leaves: dict[str, object] = {}
        put(leaves, slot, value)
        watch = slot if slot in watching else ""
        for name, leaf in leaves.items():
            if leaf is not PARTIAL:
                put(root.values, name, {} if leaf is WHOLE else _celled(leaf, watch))
    waiting = {leaf.watch for leaf in root.values.values() if isinstance(leaf, Cell)}
    root.unread = {slot: None for slot in watching if slot in waiting}
    return root


def _celled(leaf: object, watch: str) -> object:
    """Return a leaf as it stands in the root: in a Cell where a reader has to care."""
    value = leaf.value if isinstance(leaf, Cell) else leaf
    undecided = _is_undecided(value)
    return Cell(value, undecided=undecided, watch=watch) if undecided or watch else value


def _is_undecided(value: object) -> bool:
    match value:
        case Text():
            return True
        case list() | tuple() | set() | frozenset():
            return any(map(_is_undecided, value))
        case dict():
            return any(map(_is_undecided, [*value.keys(), *value.values()]))
    return False
