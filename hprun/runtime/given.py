"""Layer 1, run time: what can be given to a scope beside keywords, as pairs of name and value."""

from __future__ import annotations

from hprun.assigning import taken_apart
from hprun.errors import UsageError
from hprun.literal import NotLiteralError, Text, literal
from hprun.runtime.cells import Cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def read_entries(given: object) -> Iterator[tuple[str, object]]:
    """Yield the names and values of a text ``name=value`` or of a dict.

    The text's value stays `Text`: who reads it decides. ``name:=value`` is a literal. Raises
    UsageError for other texts, because they may be the user's (``param_scope(*args.define)``).
    """
    if isinstance(given, str):
        yield _assignment(given)
    elif hasattr(given, "items"):
        for name, value in given.items():
            if not isinstance(name, str):
                msg = f"a parameter's name is a string, not {name!r}"
                raise TypeError(msg)
            yield name, value
    else:
        msg = f"a scope takes texts 'name=value', dicts and keywords, not {given!r}"
        raise TypeError(msg)


def _assignment(text: str) -> tuple[str, object]:
    written = taken_apart(text)
    if written.text is None or not written.name:
        raise UsageError(f"{text!r} sets nothing", advice="write NAME=VALUE")
    if written.change:
        raise UsageError(f"{text!r} sets nothing", advice="a command line takes += and ~")
    if not written.literal:
        return written.name, Text(written.text)
    try:
        value = literal(written.text)
    except NotLiteralError as error:
        raise UsageError(str(error), origin=text, advice="quote it, or write =") from None
    # A dict that is a literal takes the place of another; any other sets its entries.
    return written.name, Cell(value) if isinstance(value, dict) else value
