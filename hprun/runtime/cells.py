"""Layer 1, run time: what stands in the store for something else: no value, a branch, a suggestion.

Most values stand in a mapping as they are. One that a reader must not take as it is stands in a
`Cell`, so that a read pays for all such cases with one comparison.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final


class Missing:
    """The type of `MISSING`, which stands for no value at all: None is a value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final[Any] = Missing()


class Cell:
    """A value that needs a look before it is handed out.

    It is a branch; or `undecided`: Text, or a container that holds some; or nobody has read it so
    far and the root wants to know: `watch` is the slot in `Root.unread` that a read strikes out.
    """

    __slots__ = ("undecided", "value", "watch")

    def __init__(self, value: object, *, undecided: bool = False, watch: str = "") -> None:
        self.value = value
        self.undecided = undecided
        self.watch = watch


class Suggestion:
    """A value that is made anew for every read, by calling `make`; it stands in a cell."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], object]) -> None:
        self.make = make

    def __repr__(self) -> str:
        return f"suggest_from({self.make!r})"


WHOLE: Final = Cell("whole")
PARTIAL: Final = Cell("partial")
