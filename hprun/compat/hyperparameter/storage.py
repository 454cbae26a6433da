"""Layer 2: what `hyperparameter.storage` offers: the values behind a scope, by full name.

There is one store, in Python: `has_rust_backend` is False. `GLOBAL_STORAGE` are the values that
every thread sees: what `frozen` leaves, and hprun's own command line.
"""

from __future__ import annotations

import threading

from hprun.compat.hyperparameter.scopes import Storage, UnknownName, scope
from hprun.runtime import root
from hprun.runtime.store import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

__all__ = [
    "GLOBAL_STORAGE",
    "GLOBAL_STORAGE_LOCK",
    "KVStorage",
    "Storage",
    "TLSKVStorage",
    "UnknownName",
    "has_rust_backend",
    "xxh64",
]

has_rust_backend = False
GLOBAL_STORAGE_LOCK = threading.RLock()


TLSKVStorage = KVStorage = Storage


def xxh64(text: str) -> NoReturn:
    """Raise NotImplementedError: names are not hashed here."""
    msg = f"hprun looks names up as they are and has no hash for {text!r}"
    raise NotImplementedError(msg)


class _Global:
    """The values that every thread sees."""

    def storage(self) -> dict[str, Any]:
        """Return them as a dict. Who takes all values has read them."""
        ROOT.unread.clear()
        return root.snapshot()

    def clear(self) -> None:
        """Forget them, those of the command line included."""
        root.install({})

    def update(self, values: Mapping[str, Any]) -> None:
        """Set several of them."""
        with scope(**values):
            scope.frozen()


GLOBAL_STORAGE = _Global()
