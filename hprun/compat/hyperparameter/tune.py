"""Layer 2: what `hyperparameter.tune` offers: values that a search suggests.

with scope(lr=suggest_from(sample)):       # every read of lr calls sample()
    train()

net = lazy_dispatch(Net())                 # net.fit(3) is a suggestion: called when it is read
"""

from __future__ import annotations

from hprun.runtime.suggestion import is_suggested, suggest_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["LazyDispatch", "lazy_dispatch", "suggest_from", "unwrap_suggester"]


def unwrap_suggester(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return what a suggestion gives now, and any other value as it is."""
    return value.value.make() if is_suggested(value) else value


class LazyDispatch:
    """An object whose calls are not made: each gives a suggestion that makes it when it is read."""

    __slots__ = ("__object",)

    def __init__(self, wrapped: object) -> None:
        self.__object = wrapped

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any arguments
        """Return a suggestion that calls the object."""
        return suggest_from(lambda: self.__object(*args, **kwargs))  # type: ignore[operator]

    def __getattr__(self, name: str) -> LazyDispatch:
        return LazyDispatch(getattr(self.__object, name))

    def __getitem__(self, index: Any) -> LazyDispatch:  # noqa: ANN401 - any key
        return LazyDispatch(self.__object[index])  # type: ignore[index]


def lazy_dispatch(
    wrapped: object,
    name: str | None = None,
    index: Any = None,  # noqa: ANN401 - any key
) -> LazyDispatch:
    """Return an object, or an attribute or an item of it, whose calls wait to be read."""
    if name is not None:
        wrapped = getattr(wrapped, name)
    if index is not None:
        wrapped = wrapped[index]  # type: ignore[index]
    return LazyDispatch(wrapped)
