"""Layer 1, run time: `param_scope`, the values of a block of code.

    with param_scope("optim.wd=0.1", lr=1) as ps:
        wd = param_scope.optim.wd | 1e-4    # also (1e-4), ["optim.wd"] | 1e-4, ps.optim.wd | 1e-4
        lr = param_scope.lr()               # there must be one, else MissingParameter

**Reading** goes from the innermost scope of the running context outward, then to the process's root
(command line and files), then to the default. A default of None, False or 0 is a value.

**Contexts.** A scope belongs to the context that entered it: a task created inside sees it, a new
thread or a child process does not; they see the root.

**Writing** (``param_scope.a.b = 1``, ``ps.a = 1``, ``param_scope["a.b"] = 1``) changes the
innermost scope of this context until that is left; outside of any scope, it sets the context's own
value, which other threads do not see.

**A scope object** (``ps = param_scope(...)``) can be entered again and again, by several threads or
tasks at once. While it is not entered in this context, reading through it sees its values on top of
the context's, and writing through it changes what it will set.

**As a whole**: ``dict(scope)`` has all that is set, by name. `update`, `clear`, `current`, `init`,
`frozen` and `empty` are what a scope does itself; a parameter of such a name is read as
``param_scope["clear"]``. A parameter that is called ``keys`` likewise.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

from hprun.runtime.cells import MISSING
from hprun.runtime.store import (
    NOWHERE,
    Frame,
    extended,
    frame,
    framed,
    key_of,
    put_leaves,
    read,
    set_frame,
    write,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, ParamSpec, Self, TypeVar, overload

    P = ParamSpec("P")
    T = TypeVar("T")
    Entries = dict[str, object]
    Sets = tuple[Entries, bool]


_NOTHING: dict[str, object] = {}


class Accessor:
    """A name that is being spelled: ``param_scope.optim.wd``, not read yet.

    Its children are kept in its ``__dict__``, so that spelling a name again makes nothing new. It
    has no public attributes: whatever follows a dot is the next part of the name.
    """

    __slots__ = ("__dict__", "__spelled")
    __spelled: tuple[str, Callable[[], Frame], Callable[[str, object], None], str]

    def __init__(
        self, name: str, seen: Callable[[], Frame], change: Callable[[str, object], None]
    ) -> None:
        # One slot, because a class with __getattr__ pays much for every attribute it looks up.
        spelled = (name, seen, change, name.partition(".")[0])
        object.__setattr__(self, "_Accessor__spelled", spelled)

    if TYPE_CHECKING:

        @overload
        def __or__(self, default: None) -> Any: ...
        @overload
        def __or__(self, default: T) -> T: ...
        def __or__(self, default: object) -> Any:
            """Return the value, else `default`."""

    else:

        def __or__(self, default):  # noqa: ANN001, ANN204 - annotated above
            """Return the value, else `default`."""
            name, seen, _, first = self.__spelled
            return read(seen(), name, default, first)

    def __call__(self, default: Any = MISSING) -> Any:
        """Return the value, else `default`; raise MissingParameter where there is neither."""
        name, seen, _, first = self.__spelled
        return read(seen(), name, default, first)

    def __getattr__(self, part: str) -> Accessor:
        if part[:2] == "__":
            raise AttributeError(part)
        child = self[part]
        self.__dict__[part] = child
        return child

    def __getitem__(self, path: str) -> Accessor:
        name, seen, change, _ = self.__spelled
        return Accessor(f"{name}.{_checked(path)}", seen, change)

    def __setattr__(self, part: str, value: object) -> None:
        self[part] = value

    def __setitem__(self, path: str, value: object) -> None:
        name, _, change, _ = self.__spelled
        change(f"{name}.{_checked(path)}", value)

    def __bool__(self) -> bool:
        msg = f"{self!r} is a name, not its value: write ({self!r} | default)"
        raise TypeError(msg)

    def __repr__(self) -> str:
        return f"param_scope.{self.__spelled[0]}"


class Scope:
    """Values that hold while a block runs. `param_scope` is one that sets nothing of its own.

    Calling a scope makes one that sets more: texts ``"a=1"`` (what they mean is decided by who
    reads them), dicts with dotted or nested keys, and keywords. Called with a function alone, it
    returns that function with the scope around its body, whether it is plain, a coroutine function,
    a generator function or an asynchronous one.
    """

    __slots__ = ("__dict__", "__sets")
    __sets: Sets

    def __init__(self, entries: Entries, sealed: bool = False) -> None:  # noqa: FBT001, FBT002 - positional for pickle
        object.__setattr__(self, "_Scope__sets", (entries, sealed))

    if TYPE_CHECKING:

        @overload
        def __call__(self, function: Callable[P, T], /) -> Callable[P, T]: ...
        @overload
        def __call__(self, /, *given: str | Mapping[str, Any], **named: Any) -> Scope: ...
        def __call__(self, /, *given: Any, **named: Any) -> Any:
            """Return a scope that sets more, or a function with this scope around its body."""

    else:

        def __call__(self, /, *given, **named):  # noqa: ANN002, ANN003, ANN204 - annotated above
            """Return a scope that sets more, or a function with this scope around its body."""
            sealed = False
            if given or self is not param_scope:
                if given and (callable(given[0]) or hasattr(given[0], "__func__")):
                    from hprun.runtime.decorating import inside

                    return inside(self, *given, **named)
                entries, sealed = self.__sets
                named = _entries(entries, given, named)
            made = _new(Scope)
            _set_sets(made, (named, sealed))
            return made

    def empty(self, /, *given: str | Mapping[str, Any], **named: Any) -> Scope:
        """Return a scope that sees nothing of what is set outside, the command line included."""
        return Scope(_entries(self.__sets[0], given, named), sealed=True)

    def current(self) -> Scope:
        """Return the values in force in the running context: `param_scope`."""
        return param_scope

    def init(self, params: Mapping[str, Any] | None = None) -> None:
        """Set values in the running context: in a new thread, before any scope is opened."""
        for name, value in (params or {}).items():
            write(name, value)

    def frozen(self) -> None:
        """Make what this context's scopes set the process's own values, which every thread sees.

        They stay when the scopes are left, and replace the command line's where both have a name.
        """
        from hprun.runtime.view import freeze

        freeze()

    def update(self, values: Mapping[str, Any]) -> Self:
        """Set several values, as an assignment to each name would, and return the scope."""
        for name, value in values.items():
            self.__change(_checked(name), value)
        return self

    def clear(self) -> Self:
        """Forget all values, those from outside included, until the scope is left; return it."""
        if not self.__is_entered(frame()):
            _set_sets(self, ({}, True))
            return self
        from hprun.runtime.view import empty

        empty()
        return self

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield the name and the value of all that is set, so that ``dict(scope)`` has it."""
        from hprun.runtime.view import listed

        return listed(self.__seen())

    def __enter__(self) -> Self:
        # As `_framed` does; to call that would be a fifth of what entering costs.
        made, seen = Frame(), frame()
        entries, sealed = self.__sets
        made.key = None
        made.outer = seen
        made.root = NOWHERE if sealed else seen.root
        made.scope = self
        made.values = extended(_NOTHING if sealed else seen.values, entries, put_leaves)
        set_frame(made)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Restore what was when the scope was entered.

        Left before a scope that was entered inside of it, it lets that one's frame stand; left in a
        context that has not entered it, it does nothing.
        """
        seen = frame()
        if seen.scope is self:
            set_frame(seen.outer)  # type: ignore[arg-type]  # the frame of a scope has one
        else:
            set_frame(_without(seen, self))

    def __seen(self) -> Frame:
        """Return the frame to read in: the context's, under the scope's own if not entered."""
        seen = frame()
        return (
            seen
            if seen.scope is self or self.__is_entered(seen)
            else _framed(self, self.__sets, seen)
        )

    def __is_entered(self, seen: Frame) -> bool:
        if self is param_scope:
            return True
        known = key_of(seen)
        entered = known.get(self)
        if entered is None:  # the chain is as long as scopes are nested: once for each frame
            link: Frame | None = seen
            while link is not None and link.scope is not self:
                link = link.outer
            entered = known[self] = link is not None
        return entered

    def __change(self, name: str, value: object) -> None:
        if self.__is_entered(frame()):
            write(name, value)
        else:
            entries, sealed = self.__sets
            _set_sets(self, (_entries(entries, (), {name: value}), sealed))

    def __getattr__(self, part: str) -> Accessor:
        if part[:2] == "__":
            raise AttributeError(part)
        if part == "keys":  # `dict` takes what has keys for a mapping, whose items are values
            msg = "a scope has no keys(): dict(scope) has names and values, scope['keys'] is a name"
            raise AttributeError(msg)
        child = self[part]
        self.__dict__[part] = child
        return child

    def __getitem__(self, path: str) -> Accessor:
        if self is param_scope:
            return Accessor(_checked(path), frame, write)
        return Accessor(_checked(path), self.__seen, self.__change)

    def __setattr__(self, part: str, value: object) -> None:
        self.__change(part, value)

    def __setitem__(self, path: str, value: object) -> None:
        self.__change(_checked(path), value)

    def __reduce__(self) -> str | tuple[object, ...]:
        return "param_scope" if self is param_scope else (Scope, self.__sets)

    def __repr__(self) -> str:
        if self is param_scope:
            return "param_scope"
        entries, sealed = self.__sets
        shown = ", ".join(f"{name}={value!r}" for name, value in entries.items())
        return f"param_scope{'.empty' if sealed else ''}({shown})"


# A class with a __setattr__ of its own sets its slots in the quickest way like this.
_new = object.__new__
_set_sets = Scope.__dict__["_Scope__sets"].__set__


def _framed(scope: Scope, sets: Sets, outer: Frame) -> Frame:
    """Return the frame of a scope that is entered where `outer` is in force."""
    entries, sealed = sets
    below, root = (_NOTHING, NOWHERE) if sealed else (outer.values, outer.root)
    return framed(extended(below, entries, put_leaves), root, scope, outer)


def _without(seen: Frame, scope: Scope) -> Frame:
    """Return a chain of frames in which the nearest one of `scope` is left out."""
    if seen.outer is None:
        return seen
    if seen.scope is scope:
        return seen.outer
    return framed(seen.values, seen.root, seen.scope, _without(seen.outer, scope))


def _entries(entries: Entries, given: tuple[object, ...], named: Entries) -> Entries:
    """Return `entries` with more behind them; one that is set again is moved to the end."""
    added = list(named.items())
    if given:
        from hprun.runtime.given import read_entries

        added = [entry for each in given for entry in read_entries(each)] + added
    merged = entries.copy()
    for name, value in added:
        merged.pop(name, None)
        merged[name] = value
    return merged


def _checked(path: object) -> str:
    if not isinstance(path, str):
        msg = f"a parameter's name is a string, not {path!r}"
        raise TypeError(msg)
    return path


param_scope = Scope({})
"""The values in force in the running context. See the module's docstring."""
