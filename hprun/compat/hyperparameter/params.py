"""Layer 2: what hyperparameter calls `auto_param`, and since 0.6 `param`.

hprun's own decorator, with one thing more: a value is made one of the type of the argument's
default where it can be (`values`).
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

from hprun.compat.hyperparameter.values import fitted, taken
from hprun.frozen import Record
from hprun.runtime.annotations import annotation_of
from hprun.runtime.auto_param import Arguments, decorated, default_of
from hprun.runtime.callables import innermost
from hprun.runtime.cells import MISSING, Cell
from hprun.runtime.store import Frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from hprun.runtime.auto_param import auto_param as auto_param  # noqa: PLC0414 - given on

    param = auto_param
else:

    def param(name_or_func=None, /):  # noqa: ANN001, ANN201 - annotated above
        """Make parameters of the keyword arguments of a function or of a class.

        Used as ``@param``, ``@param("name")``, or called with a function or a class. The parameters
        are ``name.argument``; the name is the function's own if none is given.
        """
        if name_or_func is None or isinstance(name_or_func, str):
            return lambda function: _decorated(function, name_or_func)
        return _decorated(name_or_func, None)

    auto_param = param


def _decorated(given: Any, name: str | None) -> Any:
    made: list[Arguments] = []

    def arguments(*values: Any, **named: Any) -> Arguments:
        made.append(Fitting(*values, **named))
        return made[-1]

    function = decorated(given, name, arguments)
    if isinstance(function, type) or hasattr(function, "__wrapped__"):
        function.__hprun__ = made[0]
    return function


class Fitting(Arguments):
    """The parameters of one function, whose values are fitted to their defaults."""

    __slots__ = ()

    def found(self, seen: Frame) -> dict[str, object]:
        """Return what stands in the store for the parameters: values that fit, and cells."""
        return {
            each: value if isinstance(value, Cell) else self._fitted(each, value)
            for each, value in super().found(seen).items()
        }

    def opened(self, seen: Frame, each: str, cell: Cell) -> object:
        """Return the value of a cell as the parameter's annotation or default wants it."""
        function = innermost(self.function)
        default = default_of(function, each, self.places[each])
        annotation = annotation_of(function, each) if cell.undecided else MISSING
        return taken(seen, f"{self.name}.{each}", cell, default, annotation)

    def _fitted(self, each: str, value: object) -> object:
        default = default_of(innermost(self.function), each, self.places[each])
        same = value.__class__ is default.__class__
        return value if same else fitted(f"{self.name}.{each}", value, default)


# What a command line needs to know of a decorated function


class Described(Record):
    """One argument of a decorated function; `default` and `annotation` are MISSING without one."""

    name: str
    default: object
    annotation: object

    @property
    def is_bool(self) -> bool:
        """Whether it is a switch."""
        return isinstance(self.default, bool) or self.annotation is bool


class Function(Record):
    """A decorated function or class: `name` is what its parameters stand behind."""

    function: Any
    arguments: Arguments

    @property
    def name(self) -> str:
        """The first part of the names of its parameters."""
        return self.arguments.name

    @property
    def title(self) -> str:
        """The function's own name."""
        return str(self.function.__name__)

    @property
    def docstring(self) -> str:
        """What documents the arguments: of a class also its ``__init__``."""
        texts = (self.function.__doc__, self.arguments.function.__doc__)
        return "\n".join(dict.fromkeys(text for text in texts if text))

    @property
    def location(self) -> str:
        """Where it is defined: ``module.function``."""
        return f"{self.function.__module__}.{self.title}"

    @property
    def parameters(self) -> tuple[Described, ...]:
        """Its arguments in order."""
        inner = innermost(self.arguments.function)
        return tuple(
            Described(each, default_of(inner, each, place), annotation_of(inner, each))
            for each, place in self.arguments.places.items()
        )

    def call(self, given: Mapping[str, object]) -> Any:
        """Call the function with arguments by name, those that have none by position."""
        named = dict(given)
        first = [each for each, place in self.arguments.places.items() if self._has_no_name(place)]
        values = []
        for each in first:
            if each not in named:
                break
            values.append(named.pop(each))
        return self.function(*values, **named)

    def _has_no_name(self, place: int) -> bool:
        return bool(place < self.arguments.before)

    def behind(self) -> tuple[Function, ...]:
        """Return the decorated functions that this one calls by their names, directly or not."""
        found = {id(each.function): each for each in _called(innermost(self.arguments.function))}
        found.pop(id(self.function), None)
        return tuple(found.values())


def parameters_of(value: object) -> Function | None:
    """Return what is known of a decorated function or class, None for anything else."""
    arguments = getattr(value, "__dict__", {}).get("__hprun__")
    return Function(value, arguments) if isinstance(arguments, Arguments) else None


def _called(function: Any) -> Iterator[Function]:
    """Yield the decorated functions that a function's code names, and those that theirs name."""
    seen = {function}
    todo = [function]
    while todo:
        looked_at = todo.pop(0)
        for name in looked_at.__code__.co_names:
            value = looked_at.__globals__.get(name)
            known = parameters_of(value)
            inner = innermost(known.arguments.function if known else value)
            if known:
                yield known
            if hasattr(inner, "__code__") and hasattr(inner, "__globals__") and inner not in seen:
                seen.add(inner)
                todo.append(inner)
