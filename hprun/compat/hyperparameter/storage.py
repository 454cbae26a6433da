"""Layer 4: what `hyperparameter.storage` offers: the values behind a scope, by full name.

There is one store, in Python: `has_rust_backend` is False. `GLOBAL_STORAGE` are the values that
every thread sees: what `frozen` leaves, and hprun's own command line.
"""

# ruff: noqa: ANN401 - values are of any type
from __future__ import annotations

import threading

from hprun.compat.hyperparameter.scopes import Scope, scope
from hprun.runtime import root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, NoReturn

has_rust_backend = False
GLOBAL_STORAGE_LOCK = threading.RLock()


class UnknownName(KeyError, ValueError):
    """A storage has no value of that name: a KeyError in Python, a ValueError in Rust."""


class Storage:
    """The values of one scope; `TLSKVStorage` and `KVStorage` are other names for it."""

    def __init__(self, of: Scope | None = None) -> None:
        self._scope: Scope = scope() if of is None else of

    def storage(self) -> dict[str, Any]:
        """Return all values as a dict."""
        return {name: self._scope.get(name) for name in self._scope.keys()}  # noqa: SIM118 - the list is the scope's

    def keys(self) -> list[str]:
        """Return the names of all values."""
        return self._scope.keys()

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.storage().items())

    def get(self, name: str) -> Any:
        """Return a value. Raises UnknownName where there is none."""
        if name not in self._scope:
            raise UnknownName(name)
        return self._scope.get(name)

    __getitem__ = get

    def put(self, name: str, value: Any) -> None:
        """Set a value; a dict sets its leaves."""
        self._scope.put(name, value)

    def update(self, values: Mapping[str, Any] | None = None) -> None:
        """Set several values; dicts set their leaves."""
        self._scope.update(values or {})

    def clear(self) -> None:
        """Forget all values, those from outside included."""
        self._scope.clear()

    def child(self) -> Storage:
        """Return a storage in which values can be set without changing these."""
        return Storage(self._scope())

    def enter(self) -> Storage:
        """Put the values in force for the running context."""
        self._scope.__enter__()
        return self

    def exit(self) -> None:
        """Put in force what was before."""
        self._scope.__exit__(None, None, None)

    @staticmethod
    def current() -> Storage:
        """Return the values in force."""
        return Storage(scope.current())

    @staticmethod
    def frozen() -> None:
        """Make what is in force the process's own values."""
        scope.frozen()


TLSKVStorage = KVStorage = Storage


def xxh64(text: str) -> NoReturn:
    """Raise NotImplementedError: names are not hashed here."""
    msg = f"hprun looks names up as they are and has no hash for {text!r}"
    raise NotImplementedError(msg)


class _Global:
    """The values that every thread sees."""

    def storage(self) -> dict[str, Any]:
        """Return them as a dict."""
        return root.snapshot()

    def clear(self) -> None:
        """Forget them, those of the command line included."""
        root.install({})

    def update(self, values: Mapping[str, Any]) -> None:
        """Set several of them."""
        with scope(**values):
            scope.frozen()


GLOBAL_STORAGE = _Global()
