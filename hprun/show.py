"""Layer 0: values as text, which `convert` reads back as the same values."""

from __future__ import annotations

from hprun.literal import NotLiteralError, Text, literal
from hprun.model import ANY, Default, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def show(value: object, to: Type = ANY) -> str:
    """Return the text that `convert` reads back as the same value of the type `to`.

    Some values have no such text: a str that another member of a union would take (``none`` for an
    optional str), and of an untyped parameter an empty set or an object that is no literal.
    """
    if isinstance(value, Text) or (isinstance(value, str) and to != ANY):
        return str(value)
    if isinstance(value, str):
        return _quoted(value) if _is_literal(value) else value
    if isinstance(value, float) and to.kind == "float":
        return repr(value)
    return as_literal(value)


def as_literal(value: object) -> str:  # noqa: PLR0911 - one for each shape
    """Return the value as a literal, which `flow.literal` reads back; strings are quoted."""
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case float() if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
            return repr(value).replace("inf", ".inf").replace("nan", ".nan")
        case str():
            return _quoted(value)
        case list():
            return f"[{', '.join(map(as_literal, value))}]"
        case tuple():
            return f"({', '.join(map(as_literal, value))}{',' * (len(value) == 1)})"
        case set() | frozenset():
            return f"{{{', '.join(sorted(map(as_literal, value)))}}}" if value else "[]"
        case dict():
            entries = (f"{as_literal(key)}: {as_literal(each)}" for key, each in value.items())
            return f"{{{', '.join(entries)}}}"
    return repr(value)


def braced(choices: Iterable[object]) -> str:
    """Return choices as the type that they are: ``{adam,sgd}``."""
    return f"{{{','.join(map(show, choices))}}}"


def _quoted(text: str) -> str:
    shown = repr(str(text))
    return shown if shown[0] == "'" else "'{}'".format(shown[1:-1].replace("'", "\\'"))


def _is_literal(text: str) -> bool:
    try:
        literal(text)
    except NotLiteralError:
        return False
    return True


def spelled_default(default: Default, to: Type) -> str:
    """Return a default as a user would type it: a number as the code has it, ``false``, ``adam``.

    Where only a run knows the value, it is the source that makes it.
    """
    if not default.known:
        return " ".join(default.text.split())
    value = default.value
    if type(value) in (int, float) and _is_literal(default.text):
        return default.text if literal(default.text) == value else show(value, to)
    return show(value, to) or repr("")
