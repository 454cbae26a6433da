"""Layer 1: what a configuration file holds, before the parameters decide what it means."""

from __future__ import annotations

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


DEEPEST = 50
"""Levels of a file, as many as a text in brackets may have."""


class Given(Record):
    """A value that a file gives to a name, and where (``cfg.yaml:7``).

    `value` is `Text` for what stands unquoted, str for what is quoted, a number, bool or None, a
    list, or a `Tree`. A tree is the value of the parameter of that name, where there is one; else
    its leaves are values of their own: only who knows the parameters can tell.
    """

    name: str
    value: object
    origin: str


class Tree(Record):
    """A mapping in a file; the names of its entries are keys, not yet joined to those above."""

    entries: Sequence[Given]


def plain(value: object) -> object:
    """Return the value with every `Tree` in it as a dict."""
    if isinstance(value, Tree):
        return {entry.name: plain(entry.value) for entry in value.entries}
    return [plain(each) for each in value] if isinstance(value, list) else value
