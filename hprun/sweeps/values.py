"""Layer 4: the values of a trial on their way into it: as words, and as lines of a file for ``-c``.

A value is a text that its parameter reads, in a file too: YAML that is not quoted stays undecided.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

_INDICATORS = "-?:,]}#&*!|>%@`"
"""Characters that a text of YAML that is not quoted does not begin with."""


def as_words(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the words that set the values."""
    for name, text in values.items():
        yield "-D"
        yield f'"{name}"={text}' if "=" in name else f"{name}={text}"


def as_config(values: Mapping[str, str]) -> str:
    """Return the lines that set the values in a file of YAML."""
    return "".join(f"{json.dumps(name)}: {_written(text)}\n" for name, text in values.items())


def _written(text: str) -> str:
    """Return a text as YAML: plain, where it stays what it is so."""
    number = text[:1] == "-" and text[1:2].isdigit()
    plain = text[:1] not in _INDICATORS or number
    whole = text.isprintable() and text == text.strip() and ": " not in text and " #" not in text
    return text if text and plain and whole and text[-1] != ":" else json.dumps(text)
