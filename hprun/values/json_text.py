"""Layer 1: values written as JSON, which has no comments, no infinity, and strings for keys."""

from __future__ import annotations

import json
from math import isfinite

from hprun.values.language import Entry, Language, is_live

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.values.language import Group


def spell(value: object, quoted: bool) -> str:  # noqa: ARG001, FBT001 - the same for every language
    """Return the value on one line. Raises ValueError."""
    return json.dumps(_simple(value), ensure_ascii=not _is_printable(value))


def _simple(value: object) -> object:
    """Return the value in JSON's own types; a float that is not finite is a string."""
    match value:
        case float() if not isfinite(value):
            return repr(value)
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_simple(each) for each in value]
        case set() | frozenset():
            return sorted((_simple(each) for each in value), key=repr)
        case dict():
            return {_key(key): _simple(each) for key, each in value.items()}
    raise ValueError(value)


def _key(key: object) -> str:
    simple = _simple(key)
    return simple if isinstance(simple, str) else json.dumps(simple)


def _is_printable(value: object) -> bool:
    return repr(value).isprintable() and "\\" not in repr(value)


def document(group: Group) -> str:
    """Return the text of a file, nested by indentation; what has no value is left out."""
    return f"{_object(group, '')}\n"


def _object(group: Group, indent: str) -> str:
    inner = f"{indent}  "
    lines = [
        f"{inner}{spell(name, True)}: "  # noqa: FBT003 - a key is quoted
        + (item.text or "" if isinstance(item, Entry) else _object(item, inner))
        for name, item in group.items()
        if is_live(item)
    ]
    return "{{\n{}\n{}}}".format(",\n".join(lines), indent) if lines else "{}"


JSON = Language("json", spell, document, '{{"x": {}}}')
