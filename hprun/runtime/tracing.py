"""Layer 1, run time: where a script sets values, noted for `hprun.explain`.

Nothing of this is imported in a run without ``--trace``: what it notes is noted by functions that
take the places of those that set.
"""

from __future__ import annotations

import os
import sys

from hprun.runtime import manager, scope
from hprun.runtime.store import write, write_root

_OURS = os.path.dirname(os.path.dirname(__file__)) + os.sep
_ENTERED = " entered at"
"""The key of the place in a scope's dict: no name of a parameter that can follow a dot."""
WRITTEN: dict[str, str] = {}
"""Where each name was last set by a statement, by the place."""


def trace() -> None:
    """Note from now on where scopes are entered, and where names are set."""
    enter = scope.Scope.__enter__

    def noting(self: scope.Scope) -> scope.Scope:
        self.__dict__[_ENTERED] = _place()
        return enter(self)

    def noting_one(name: str, value: object) -> None:
        WRITTEN[name] = _place()
        write(name, value)

    def noting_all(entries: dict[str, object]) -> None:
        WRITTEN.update(dict.fromkeys(entries, _place()))
        write_root(entries)

    scope.Scope.__enter__ = noting  # type: ignore[method-assign, assignment]  # as is said above
    vars(scope)["write"] = noting_one
    vars(manager)["write_root"] = noting_all


def entered_at(opened: object) -> str:
    """Return where a scope was last entered; nothing if that was not noted."""
    return str(vars(opened).get(_ENTERED, "")) if isinstance(opened, scope.Scope) else ""


def _place() -> str:
    """Return the line of the script's that is running, as its user would type the path."""
    at = sys._getframe(1)  # noqa: SLF001 - there is no other way
    while at.f_back is not None and at.f_code.co_filename.startswith(_OURS):
        at = at.f_back
    here = os.getcwd() + os.sep
    return f"{at.f_code.co_filename.removeprefix(here)}:{at.f_lineno}"
