"""Layer 5: the terminal or pipe that results are shown on, and the choice of what is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TypeVar

from rich.console import Console, RenderableType

from hprun.cli.streams import write
from hprun.errors import UsageError
from hprun.values.nearest import nearest

_ENDLESS = 10_000
"""Columns of a pipe: nothing is folded or cut."""
_READABLE = 100
"""Columns of what is laid out in frames, where nobody says how many there are."""

T = TypeVar("T")


def console(*, endless: bool = False) -> Console:
    """Return the console of standard output; with `endless`, a pipe folds nothing."""
    made = Console(highlight=False, markup=False, emoji=False)
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        made.width = _ENDLESS if endless else _READABLE
    return made


def put(screen: Console, *renderables: RenderableType) -> None:
    """Print without the blanks that a table leaves at the ends of its lines."""
    with screen.capture() as captured:
        for each in renderables:
            screen.print(each)
    lines = captured.get().split("\n")
    write("\n".join(line.rstrip() for line in lines))


def clean(text: str) -> str:
    """Return the text on one line, with what a terminal would act upon written as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def select(items: Mapping[str, T], patterns: Sequence[str]) -> dict[str, T]:
    """Return the items whose key is named, stands below a name, or matches a pattern (``optim.*``).

    Raises UsageError where a pattern matches none.
    """
    if not patterns:
        return dict(items)
    for pattern in patterns:
        if not any(matches(key, pattern) for key in items):
            raise no_match(pattern, items)
    return {
        key: each
        for key, each in items.items()
        if any(matches(key, pattern) for pattern in patterns)
    }


def matches(key: str, pattern: str) -> bool:
    """Return whether a key is named by a pattern, or stands below it."""
    return fnmatchcase(key, pattern) or key.startswith(f"{pattern}.")


def no_match(pattern: str, keys: Mapping[str, object]) -> UsageError:
    """Return the error for a name or pattern that nothing has."""
    near = nearest(pattern, keys)
    meant = f"did you mean {' or '.join(near)}?" if near else "hprun inspect lists them"
    return UsageError(f"no parameter matches {pattern!r}", advice=meant)
