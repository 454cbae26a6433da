"""Layer 2: hprun's values in the real library's store, where hyperparameter is installed.

They are put there by its public names, those of 0.5 or of 0.6, when the script has imported it and
before it reads: as the values that new threads begin with, and as those of the thread that imports.
"""

from __future__ import annotations

from hprun.runtime.store import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

_LARGEST = 1 << 63
"""Its store is written in Rust and holds ints of 64 bits; 0.5 ends the process over more."""


def fill(module: ModuleType, given: Mapping[str, object]) -> None:
    """Put the root's values, by slot, into the store of the real module `hyperparameter`.

    None, and ints of more than 64 bits, have no place there; their readers get their defaults.
    Whether a value is read there cannot be told, so none is reported as unread.
    """
    values = {
        name: str(value) if isinstance(value, str) else value
        for name, value in given.items()
        if ":" not in name and _has_a_place(value)
    }
    if not values:
        return
    scope = getattr(module, "scope", None) or module.param_scope
    with scope(**values):
        scope.frozen()
    scope.init(values)
    for name in values:
        ROOT.unread.pop(name, None)


def _has_a_place(value: object) -> bool:
    if isinstance(value, int):
        return -_LARGEST <= value < _LARGEST
    return value is not None and not isinstance(value, dict)
