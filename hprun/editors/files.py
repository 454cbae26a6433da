"""Layer 4: the files of a folder that may be of interest; what others keep there is none."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_OTHERS = frozenset(("node_modules", "__pycache__", "site-packages", "build", "dist", "runs"))
_MOST = 2000
"""Files of one kind that are looked at."""
_MOST_SEEN = 50_000
_FRESH = 3.0
"""Seconds for which a list of files is good enough."""
_WORTH = 50
"""How many times longer a list that took its time is good enough."""

_Listed = tuple[float, list[str]]
"""Until when a list is good enough, and the list."""
_known: dict[str, _Listed] = {}


def files_in(folder: str, is_wanted: Callable[[str], bool]) -> list[str]:
    """Return the files of a folder and those below it that are wanted, in the order of paths.

    Hidden folders, environments, and what is installed or built are passed over.
    """
    now = time.monotonic()
    listed = _known.get(folder)
    if listed is None or now > listed[0]:
        found = _walked(folder)
        after = time.monotonic()
        listed = (after + max(_FRESH, _WORTH * (after - now)), found)
        _known[folder] = listed
    return [path for path in listed[1] if is_wanted(path)][:_MOST]


def forget(folder: str) -> None:
    """List a folder anew when it is asked for again."""
    _known.pop(folder, None)


def _walked(folder: str) -> list[str]:
    found: list[str] = []
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not _is_passed(above, each))
        found += (os.path.join(above, name) for name in sorted(names) if name[0] != ".")
        if len(found) > _MOST_SEEN:
            break
    return found


def _is_passed(above: str, name: str) -> bool:
    return (
        name[0] == "."
        or name in _OTHERS
        or name.endswith(".egg-info")
        or os.path.exists(os.path.join(above, name, "pyvenv.cfg"))
    )
