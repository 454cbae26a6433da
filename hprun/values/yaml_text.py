"""Layer 1: values written as YAML that readers of version 1.1 and 1.2 understand alike.

A plain word is written only where no reader takes it for anything but a string: not ``on``, ``no``,
``012``, ``1:30`` or ``2024-01-01``. A float has a point even before an exponent (``1.0e-05``), or
readers of version 1.1 would take it for a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hprun.flow import Text
from hprun.values.language import Entry, Language, escaped, is_live

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.values.language import Group

_WORD = re.compile(r"[A-Za-z_/][\w./-]*(?: [\w./-]+)*", re.ASCII)
_RESERVED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan"))


def spell(value: object, quoted: bool) -> str:  # noqa: FBT001, PLR0911 - one for each shape
    """Return the value on one line, containers in flow style. Raises ValueError."""
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return repr(value)
        case float():
            return _float(value)
        case str():
            plain = not quoted and not isinstance(value, Text) and _is_word(value)
            return str(value) if plain else _quoted(value)
        case list() | tuple():
            return f"[{', '.join(spell(each, quoted) for each in value)}]"
        case set() | frozenset():
            return f"[{', '.join(sorted(spell(each, quoted) for each in value))}]"
        case dict():
            pairs = (f"{spell(key, quoted)}: {spell(each, quoted)}" for key, each in value.items())
            return f"{{{', '.join(pairs)}}}"
    raise ValueError(value)


def document(group: Group) -> str:
    """Return the lines of a file, nested by indentation; a blank line sets groups apart."""
    lines = list(_lines(group, ""))
    return "".join(f"{line}\n" for line in lines[not lines or not lines[0] :])


def _lines(group: Group, indent: str) -> Iterator[str]:
    after_group = False
    for name, item in group.items():
        key = name if _is_word(name) and " " not in name else _quoted(name)
        is_group = not isinstance(item, Entry)
        if not indent and (is_group or after_group):
            yield ""
        after_group = is_group
        dead = "" if is_live(item) else "# "
        if isinstance(item, Entry):
            yield f"{indent}# {item.comment}"
            yield f"{indent}{dead}{key}: {item.source if dead else item.text}".rstrip()
        else:
            yield f"{indent}{dead}{key}:"
            yield from _lines(item, f"{indent}  ")


def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None and text.casefold() not in _RESERVED


def _float(value: float) -> str:
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        return repr(value).replace("inf", ".inf").replace("nan", ".nan")
    mantissa, exponent, power = repr(value).partition("e")
    point = ".0" if exponent and "." not in mantissa else ""
    return f"{mantissa}{point}{exponent}{power}"


def _quoted(text: str) -> str:
    if text.isprintable():
        return "'{}'".format(text.replace("'", "''"))
    return escaped(text)


YAML = Language("yaml", spell, document, "x: {}\n")
