"""Layer 3: values as JSON, without the module of that name.

It imports `re`, and to be loaded takes as long as all the rest of a record.
"""

from __future__ import annotations

try:
    from _json import encode_basestring as quoted
except ImportError:  # PyPy has it in another module
    from json.encoder import encode_basestring as quoted

__all__ = ["as_json", "quoted"]


def as_json(value: object, indent: str = "") -> str:  # noqa: PLR0911 - one a shape
    """Return a value as JSON, each entry on a line; what JSON has no word for is a text.

    A tuple is a list, as a set is, in order; numbers that are not finite are ``"nan"``, ``"inf"``.
    """
    inner = f"{indent}  "
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case int():
            return int.__repr__(value)
        case float():
            return float.__repr__(value) if value - value == 0 else quoted(repr(value))
        case dict():
            rows = [f"{quoted(str(key))}: {as_json(each, inner)}" for key, each in value.items()]
            return _enclosed("{}", rows, indent)
        case list() | tuple():
            return _enclosed("[]", [as_json(each, inner) for each in value], indent)
        case set() | frozenset():
            return as_json(sorted(value, key=repr), indent)
    return quoted(str(value))


def _enclosed(brackets: str, rows: list[str], indent: str) -> str:
    if not rows:
        return brackets
    inner = f"\n{indent}  "
    return f"{brackets[0]}{inner}{f',{inner}'.join(rows)}\n{indent}{brackets[1]}"
