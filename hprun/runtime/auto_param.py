"""Layer 1, run time: `auto_param`, a function's keyword arguments as parameters.

    @auto_param("train")                 # or bare: the function's own name
    def train(lr=0.1, epochs: int = 10): ...        # train.lr, train.epochs

When the decorated function is called, each parameter that the caller does not pass is looked up and
filled in if it has a value. What the caller passes wins. The look-up is made at the call, for
coroutines and generators as well: what they do later does not change their arguments.

**How a call stays cheap.** All that depends on the function alone is worked out at the decoration.
What depends on the values is worked out once for each state of the store and remembered until
another state is met: a call compares two identities and adds the remembered arguments to its own.

**How coroutine functions and generator functions stay what they are.** The wrapper is a plain
function: it has to look values up at the call, where the body of a real generator would not have
begun yet. `inspect` and `asyncio` tell the kinds by flags of the code object, and the interpreter
itself decides by its instructions, so the wrapper's code is given the flags of the function it
wraps, and returns the coroutine or generator which that one makes.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

from hprun.runtime import store
from hprun.runtime.callables import dressed, innermost, is_function, kind_of, of_kind
from hprun.runtime.cells import MISSING, PARTIAL, WHOLE, Cell, Suggestion
from hprun.runtime.store import ROOT, Frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ParamSpec, TypeVar, overload

    P = ParamSpec("P")
    R = TypeVar("R")
    Fillings = tuple[dict[str, object] | None, ...]
    C = TypeVar("C", bound=type)
    Method = TypeVar("Method", staticmethod[..., Any], classmethod[Any, ..., Any])

    class Decorator:
        """A decorator that leaves the type of what it decorates as it is."""

        @overload
        def __call__(self, function: C, /) -> C: ...
        @overload
        def __call__(self, function: Method, /) -> Method: ...
        @overload
        def __call__(self, function: Callable[P, R], /) -> Callable[P, R]: ...
        def __call__(self, function: Any, /) -> Any:
            """Return the function, decorated."""

    @overload
    def auto_param(name: str | None = None, /) -> Decorator: ...
    @overload
    def auto_param(function: C, /) -> C: ...
    @overload
    def auto_param(function: Method, /) -> Method: ...
    @overload
    def auto_param(function: Callable[P, R], /) -> Callable[P, R]: ...
    def auto_param(given: Any = None, /) -> Any:
        """Make parameters of the keyword arguments of a function or of a class."""

else:

    def auto_param(given=None, /):  # noqa: ANN001, ANN201 - annotated above
        """Make parameters of the keyword arguments of a function or of a class.

        Used as ``@auto_param``, ``@auto_param("name")``, or called with a function or a class. The
        parameters are ``name.argument``; the name is the function's own if none is given. A class
        is given back itself, with its ``__init__`` wrapped, or ``__new__``: its subclasses inherit
        that, under the same name. Raises TypeError for what has no parameters to be read.
        """
        if given is None or isinstance(given, str):
            return lambda function: decorated(function, given, Arguments)
        return decorated(given, None, Arguments)


def decorated(given: Any, name: str | None, arguments: Callable[..., Arguments]) -> Any:
    """Return a function or a class decorated; `arguments` makes what fills its calls up."""
    if isinstance(given, staticmethod | classmethod):
        return type(given)(decorated(given.__func__, name, arguments))
    if isinstance(given, type):
        return _with_init(given, name or given.__name__, arguments)
    if type(given).__name__ == "method":
        return type(given)(decorated(given.__func__, name, arguments), given.__self__)
    if not is_function(innermost(given)):
        msg = f"auto_param takes functions and classes written in Python, not {given!r}"
        raise TypeError(msg)
    name = name or given.__name__
    if name == "<lambda>":
        msg = 'a lambda has no name for its parameters: give one, auto_param("name")(lambda …)'
        raise TypeError(msg)
    return dressed(_wrapper(arguments(given, name)), given)


def _with_init(cls: type, name: str, arguments: Callable[..., Arguments]) -> type:
    """Return the class itself with its own or inherited ``__init__`` wrapped.

    Where that is not written in Python, it is ``__new__``: of a named tuple, of Fraction.
    """
    methods = ("__init__", "__new__")
    method = next((each for each in methods if is_function(innermost(getattr(cls, each)))), "")
    if not method:
        msg = (
            f"auto_param: {cls.__name__} has no __init__ written in Python; "
            "on a dataclass, auto_param stands above the dataclass decorator"
        )
        raise TypeError(msg)
    original = getattr(cls, method)
    wrapper = dressed(_wrapper(arguments(original, name, skipped=1)), original)
    try:
        setattr(cls, method, staticmethod(wrapper) if method == "__new__" else wrapper)
    except TypeError as error:
        msg = f"auto_param: the {method} of {cls.__name__} cannot be replaced"
        raise TypeError(msg) from error
    return cls


def _wrapper(arguments: Arguments) -> Any:
    function = arguments.function

    def wrapper(*args: object, **kwargs: object) -> object:
        seen = store.frame()
        key, values, fillings = arguments.ready
        if seen.key is not key or seen.root.values is not values:
            fillings = arguments.prepare(seen)
        if not fillings:
            return function(*args, **kwargs)
        filling = fillings[len(args)] if len(args) < len(fillings) else fillings[-1]
        if filling is None:
            return arguments.call(seen, args, kwargs)
        return function(*args, **filling | kwargs)

    kind = kind_of(function)
    return of_kind(wrapper, kind) if kind else wrapper


class Arguments:
    """The parameters of one function, and what is to be filled in for them.

    `ready` is what was worked out last: the frame's key and the root's values that it holds for,
    and the arguments to fill in, by the number of positional arguments that the caller passes. It
    is empty where nothing is set, and None stands where a call has to look closer, because a
    parameter is positional only, or its value has not been read so far, or is a tree.
    """

    __slots__ = ("before", "function", "name", "places", "ready", "skipped")

    def __init__(self, function: Any, name: str, *, skipped: int = 0) -> None:
        self.function = function
        self.name = name
        self.skipped = skipped
        code = innermost(function).__code__
        positional = code.co_varnames[: code.co_argcount]
        keyword = code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]
        self.before = code.co_posonlyargcount
        places = {each: place for place, each in enumerate(positional) if place >= skipped}
        self.places: dict[str, int] = places | dict.fromkeys(keyword, 1 << 30)
        self.ready: tuple[object, object, Fillings] = (MISSING, None, ())

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.function, self.name, self.skipped)

    def prepare(self, seen: Frame) -> Fillings:
        """Work out what is to be filled in when this frame is in force; remember and return it."""
        key, values = store.key_of(seen), seen.root.values
        filling = self.found(seen)
        if not filling:
            fillings: Fillings = ()
        elif any(self.needs_a_look(each, value) for each, value in filling.items()):
            fillings = (None,)
        else:
            decided = {
                each: self.opened(seen, each, value) if isinstance(value, Cell) else value
                for each, value in filling.items()
            }
            fillings = tuple(
                {each: value for each, value in decided.items() if self.places[each] >= count}
                for count in range(innermost(self.function).__code__.co_argcount + 1)
            )
        self.ready = (key, values, fillings)
        return fillings

    def found(self, seen: Frame) -> dict[str, object]:
        """Return what stands in the store for the parameters: values and cells."""
        looked_up = {each: store.find(seen, f"{self.name}.{each}") for each in self.places}
        return {each: value for each, value in looked_up.items() if value is not MISSING}

    def needs_a_look(self, each: str, value: object) -> bool:
        """Return whether a value cannot be filled in again and again as it is."""
        if self.places[each] < self.before or value is WHOLE or value is PARTIAL:
            return True
        if not isinstance(value, Cell):
            return False
        return isinstance(value.value, Suggestion) or value.watch in ROOT.unread

    def opened(self, seen: Frame, each: str, cell: Cell) -> object:
        """Return the value of a cell as the parameter's annotation or default wants it."""
        function = innermost(self.function)
        default = default_of(function, each, self.places[each])
        annotation: object = MISSING
        if cell.undecided or cell is WHOLE or cell is PARTIAL:
            from hprun.runtime.annotations import annotation_of

            annotation = annotation_of(function, each)
        return store.open_cell(seen, f"{self.name}.{each}", cell, default, annotation)

    def call(self, seen: Frame, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        """Call the function, filled up one parameter at a time."""
        filling = self.found(seen)
        filled = dict(kwargs)
        for each, value in filling.items():
            if self.places[each] >= max(len(args), self.before) and each not in kwargs:
                filled[each] = self.opened(seen, each, value) if isinstance(value, Cell) else value
                self.ready = (MISSING, None, ())  # a value that was read now may be plain next time
        return self.function(*self.positional(seen, filling, args), **filled)

    def positional(
        self, seen: Frame, filling: dict[str, object], args: tuple[object, ...]
    ) -> tuple[object, ...]:
        """Return the positional arguments, with those that can only be positional filled up.

        It stops at the first that nobody gives: Python's own error then names it.
        """
        function = innermost(self.function)
        ends = [place for each, place in self.places.items() if each in filling]
        end = max((place + 1 for place in ends if place < self.before), default=0)
        names = {place: each for each, place in self.places.items()}
        for place in range(len(args), end):
            each = names.get(place, "")
            value = filling.get(each, MISSING)
            if isinstance(value, Cell):
                value = self.opened(seen, each, value)
            if value is MISSING:
                value = default_of(function, each, place)
            if value is MISSING:
                break
            args = (*args, value)
        return args


def _restored(function: Any, name: str, skipped: int) -> Arguments:
    return Arguments(function, name, skipped=skipped)


def default_of(function: Any, name: str, place: int) -> object:
    """Return the default of a parameter, MISSING where it has none."""
    defaults = function.__defaults__ or ()
    index = place - function.__code__.co_argcount + len(defaults)
    if 0 <= index < len(defaults):
        return defaults[index]
    return (function.__kwdefaults__ or {}).get(name, MISSING)
