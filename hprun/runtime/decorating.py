"""Layer 1, run time: a scope as a decorator, in force whenever the function's body runs.

The body of a generator runs in pieces, between which its consumer runs. The scope is entered for
each piece and left before the consumer goes on, which therefore never sees it. What the body itself
writes to the scope holds to the end of the piece.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

from hprun.runtime.callables import (
    ASYNC_GENERATOR,
    COROUTINE,
    GENERATOR,
    ITERABLE_COROUTINE,
    dressed,
    is_function,
    kind_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator
    from contextlib import AbstractContextManager
    from typing import Any, TypeAlias

    Scope: TypeAlias = AbstractContextManager[object]


def inside(scope: Scope, function: Any) -> Any:
    """Return `function` with the scope around its body."""
    if isinstance(function, staticmethod | classmethod):
        return type(function)(inside(scope, function.__func__))
    if not is_function(function):
        msg = f"a scope decorates functions, not {function!r}: enter it with a with statement"
        raise TypeError(msg)
    return dressed(_around(function)(scope, function), function)


def _around(function: Any) -> Callable[[Scope, Any], Any]:
    kind = kind_of(function)
    if kind & ASYNC_GENERATOR:
        return _async_generator
    if kind & COROUTINE:
        return _coroutine
    return _generator if kind & (GENERATOR | ITERABLE_COROUTINE) else _plain


def _plain(scope: Scope, function: Callable[..., object]) -> Callable[..., object]:
    def wrapper(*args: object, **kwargs: object) -> object:
        with scope:
            return function(*args, **kwargs)

    return wrapper


def _coroutine(scope: Scope, function: Callable[..., Any]) -> Callable[..., object]:
    async def wrapper(*args: object, **kwargs: object) -> object:
        with scope:
            return await function(*args, **kwargs)

    return wrapper


def _generator(
    scope: Scope, function: Callable[..., Generator[Any, Any, Any]]
) -> Callable[..., object]:
    def wrapper(*args: object, **kwargs: object) -> Generator[Any, Any, Any]:
        generator = function(*args, **kwargs)
        step: Callable[[Any], object] = generator.send
        given: object = None
        while True:
            with scope:
                try:
                    made = step(given)
                except StopIteration as end:
                    return end.value
            try:
                given = yield made
                step = generator.send
            except GeneratorExit:
                with scope:
                    generator.close()
                raise
            except BaseException as error:  # noqa: BLE001 - it is handed on to the body
                given = error
                step = generator.throw

    return wrapper


def _async_generator(
    scope: Scope, function: Callable[..., AsyncGenerator[Any, Any]]
) -> Callable[..., object]:
    async def wrapper(*args: object, **kwargs: object) -> AsyncGenerator[Any, Any]:
        generator = function(*args, **kwargs)
        step: Callable[[Any], Any] = generator.asend
        given: object = None
        while True:
            with scope:
                try:
                    made = await step(given)
                except StopAsyncIteration:
                    return
            try:
                given = yield made
                step = generator.asend
            except GeneratorExit:
                with scope:
                    await generator.aclose()
                raise
            except BaseException as error:  # noqa: BLE001 - it is handed on to the body
                given = error
                step = generator.athrow

    return wrapper
