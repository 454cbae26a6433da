"""Layer 1, run time: what decorators need to know of a function, without importing `inspect`."""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GENERATOR = 0x20
COROUTINE = 0x80
ITERABLE_COROUTINE = 0x100
ASYNC_GENERATOR = 0x200
KINDS = GENERATOR | COROUTINE | ITERABLE_COROUTINE | ASYNC_GENERATOR

_Function: Any = type(lambda: None)


def is_function(given: object) -> bool:
    """Return whether it is a function written in Python."""
    return isinstance(given, _Function)


def kind_of(function: Any) -> int:
    """Return the flags of a coroutine function or a generator function; 0 for a plain one."""
    return getattr(getattr(function, "__code__", None), "co_flags", 0) & KINDS


def of_kind(function: Any, kind: int) -> Any:
    """Return a plain function that is told for one of another kind (see `auto_param`)."""
    code = function.__code__.replace(co_flags=function.__code__.co_flags | kind)
    return _Function(code, function.__globals__, code.co_name, None, function.__closure__)


def innermost(function: Any) -> Any:
    """Return the function that decorators have wrapped, whose signature is what callers see."""
    seen = {id(function)}
    while hasattr(function, "__wrapped__") and id(function.__wrapped__) not in seen:
        function = function.__wrapped__
        seen.add(id(function))
    return function


def dressed(wrapper: Any, function: Any) -> Any:
    """Return `wrapper` with the name, documentation and attributes of `function`.

    It does what `functools.wraps` does, which costs the import of half of a run's budget.
    """
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        if hasattr(function, name):
            setattr(wrapper, name, getattr(function, name))
    if hasattr(function, "__type_params__"):
        wrapper.__type_params__ = function.__type_params__
    wrapper.__dict__.update(function.__dict__)
    if hasattr(function, "__annotate__"):  # since Python 3.14 they are worked out when asked for
        wrapper.__annotate__ = function.__annotate__
    else:
        wrapper.__annotations__ = function.__annotations__
    wrapper.__wrapped__ = function
    return wrapper
