"""Layer 2: what hyperparameter calls `param_scope`, and since 0.6 `scope`.

hprun's own scope, with hyperparameter's manners: a value is made one of the type of the default
that it is read with, a name that is asked for its truth answers for its value, dicts are merged
with the trees that are there, and a scope can be listed, updated and cleared.

The classes here bear the names of those that they extend. So ``self.__change`` means the very
method that the other class calls so, and no name of ours hides a parameter.
"""

# ruff: noqa: ANN401 - values are of any type
from __future__ import annotations

from hprun.compat.hyperparameter.values import read
from hprun.runtime import scope as own
from hprun.runtime import store
from hprun.runtime.cells import MISSING, PARTIAL, WHOLE
from hprun.runtime.store import Frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, Self


class Accessor(own.Accessor):
    """A name that is being spelled: ``scope.optim.wd``, not read yet."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __or__(self, default):  # noqa: ANN001, ANN204 - annotated in the class above
            """Return the value, else `default`."""
            name, seen, *_ = self.__spelled
            return read(seen(), name, default)

    def __call__(self, default: Any = MISSING) -> Any:
        """Return the value, else `default`; raise MissingParameter where there is neither."""
        name, seen, *_ = self.__spelled
        return read(seen(), name, default)

    def get_or_else(self, default: Any = None) -> Any:
        """Return the value, else `default`."""
        name, seen, *_ = self.__spelled
        return read(seen(), name, default)

    def __getitem__(self, path: str) -> Accessor:
        name, seen, change, _ = self.__spelled
        return Accessor(f"{name}.{path}", seen, change)

    def __bool__(self) -> bool:
        """Return whether there is a value that counts as true."""
        name, seen, *_ = self.__spelled
        return bool(read(seen(), name, None))

    def __repr__(self) -> str:
        return f"scope.{self.__spelled[0]}"


class Scope(own.Scope):
    """Values that hold while a block runs. `scope` is one that sets nothing of its own."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __call__(self, /, *given: Any, **named: Any) -> Any:
            """Return a scope that sets more: texts ``"a=1"``, dicts and keywords."""

    else:

        def __call__(self, /, *given, **named):  # noqa: ANN002, ANN003, ANN204 - annotated above
            """Return a scope that sets more: texts ``"a=1"``, dicts and keywords."""
            if given and callable(given[0]):
                return super().__call__(*given, **named)
            entries, sealed = self.__sets
            if given or dict in map(type, named.values()):
                named = _entries(given, named)
            return Scope({**entries, **named} if entries else named, sealed)

    def empty(self, /, *given: str | Mapping[str, Any], **named: Any) -> Scope:
        """Return a scope that sees nothing of what is set outside, the command line included."""
        return Scope(_entries(given, named), sealed=True)

    def current(self) -> Scope:
        """Return the innermost scope of the running context, whichever that is when it is used."""
        return _current

    def init(self, params: Mapping[str, Any] | None = None) -> None:
        """Set values in the running context: in a new thread, before any scope is opened."""
        super().init(dict(_flat(params or {})))

    # What a scope says of its values

    @property
    def keys(self) -> Callable[[], list[str]]:
        """The method that returns the names of all values in force.

        What has keys is a mapping to `dict`, which asks for its items. Those of `scope` itself are
        names to be read, so it has none: `dict` gets its pairs.
        """
        if self is scope:
            msg = "scope itself has no keys(): dict(scope), or scope.current().keys()"
            raise AttributeError(msg)
        return lambda: [name for name, _ in super(Scope, self).__iter__()]

    def __iter__(self) -> Iterator[Any]:
        """Yield the names of all values in force, as a dict does; of `scope` itself, the pairs."""
        return super().__iter__() if self is scope else iter(self.keys())

    def __len__(self) -> int:
        return len([*super().__iter__()])

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and store.find(self.__seen(), name) is not MISSING

    def get(self, name: str) -> Any:
        """Return the value of a name, else the name, to be read with a default."""
        seen = self.__seen()
        value = store.find(seen, name)
        is_name = value is MISSING or value is PARTIAL or value is WHOLE
        return Accessor(name, self.__seen, self.__change) if is_name else read(seen, name)

    def __getitem__(self, path: Any) -> Any:
        """Return what `get` does; on `scope` itself, always the name."""
        if not isinstance(path, str):
            msg = f"a parameter's name is a string, not {path!r}"
            raise TypeError(msg)
        return _name(self, path) if self is scope else self.get(path)

    def __getattr__(self, part: str) -> Accessor:
        if part[:2] == "__" or part == "keys":
            raise AttributeError(part)
        child = self.__dict__[part] = _name(self, part)
        return child

    # What changes them

    def put(self, name: str, value: Any) -> None:
        """Set a value; a dict sets its leaves."""
        for each, leaf in _flat({name: value}):
            self.__change(each, leaf)

    def __setitem__(self, path: str, value: Any) -> None:
        self.put(path, value)

    def __setattr__(self, part: str, value: Any) -> None:
        self.put(part, value)

    def update(self, values: Mapping[str, Any]) -> Self:
        """Set several values, dicts as their leaves, and return the scope."""
        return super().update(dict(_flat(values)))

    def storage(self) -> Storage:
        """Return the values as hyperparameter's storage object."""
        return Storage(self)

    def __is_entered(self, seen: Frame) -> bool:
        if self is scope or self is _current:
            return True
        link: Frame | None = seen
        while link is not None and link.scope is not self:
            link = link.outer
        return link is not None

    def __reduce__(self) -> str | tuple[object, ...]:
        if self is scope or self is _current:
            return "scope" if self is scope else "_current"
        return Scope, self.__sets

    def __repr__(self) -> str:
        entries, sealed = self.__sets
        shown = ", ".join(f"{name}={value!r}" for name, value in entries.items())
        return "scope" if self is scope else f"scope{'.empty' if sealed else ''}({shown})"


def _name(of: Scope, path: str) -> Accessor:
    """Return a name to be read and set through a scope."""
    if of is scope:
        return Accessor(path, store.frame, _write)
    return Accessor(path, of._Scope__seen, of.put)  # noqa: SLF001 - as our own class would


def _write(name: str, value: object) -> None:
    for each, leaf in _flat({name: value}):
        store.write(each, leaf)


def _entries(given: tuple[object, ...], named: Mapping[str, object]) -> dict[str, object]:
    """Return what is given to a scope, by full name. Texts win: they are what the user typed."""
    from hprun.runtime.given import read_entries

    texts = dict(entry for each in given for entry in read_entries(each))
    return {**dict(_flat(named)), **dict(_flat(texts))}


def _flat(values: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Yield the leaves of nested dicts by their dotted names."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and value and store.is_tree(value):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


scope = Scope({})
_current = Scope({})
param_scope = scope


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
