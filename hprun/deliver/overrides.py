"""Layer 2: Hydra's words ``name=value``: values spelled in its grammar, and read from it.

A text stands in quotes wherever Hydra might take it for something else: a number, a bool, null, a
list, several values of a sweep.
"""

from __future__ import annotations

import re

from hprun.literal import Text, is_number

_PLAIN = re.compile(r"(?:[A-Za-z_]|\.?\.?/)[\w./-]*", re.ASCII)
_RESERVED = frozenset(("true", "false", "null", "inf", "nan"))
_KEY = re.compile(r"[\w./-]+", re.ASCII)
_NAME = re.compile(r"(\+{0,2})([^=~+][^=]*)=")


def override_value(value: object) -> str | None:  # noqa: PLR0911 - one a shape
    """Return a value as Hydra reads it back, None where its grammar has no word for it.

    `Text` is somebody's own words of that grammar.
    """
    match value:
        case Text():
            return str(value)
        case str():
            return value if _is_plain(value) else _quoted(value)
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int() | float():
            return repr(value)
        case list() | tuple() | set() | frozenset():
            return _joined("[", [override_value(each) for each in value], "]")
        case dict():
            return _joined("{", [_entry(key, each) for key, each in value.items()], "}")
    return None


def _joined(start: str, parts: list[str | None], end: str) -> str | None:
    known = [each for each in parts if each is not None]
    return f"{start}{','.join(known)}{end}" if len(known) == len(parts) else None


def _entry(key: object, value: object) -> str | None:
    word = override_value(value)
    named = isinstance(key, str) and _KEY.fullmatch(key) and key.lower() not in _RESERVED
    return f"{key}:{word}" if named and word is not None and not is_number(str(key)) else None


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _RESERVED


def _quoted(text: str) -> str:
    """Return a text in single quotes; a backslash is one of two only before a quote, or the end."""
    escaped = re.sub(r"(\\*)'", r"\1\1\\'", text)
    ending = len(escaped) - len(escaped.rstrip("\\"))
    return f"'{escaped}{ending * chr(92)}'"


def assignment(word: str) -> tuple[str, object] | None:
    """Return the name that a word sets, and its value: a str if it stands in quotes, else `Text`.

    None for any other word, and for one that takes something out (``~name``).
    """
    found = _NAME.match(word)
    if found is None:
        return None
    text = word[found.end() :].strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return found[2], _unquoted(text)
    return found[2], Text(text)


def _unquoted(text: str) -> str:
    quote, inner = text[0], text[1:-1]
    ending = len(inner) - len(inner.rstrip("\\"))
    inner = inner[: len(inner) - ending // 2]
    return re.sub(rf"(\\*)\\{quote}", lambda found: found[1][::2] + quote, inner)
