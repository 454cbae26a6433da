"""Layer 1: what the three languages of configuration files have in common when written."""

from __future__ import annotations

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    Group: TypeAlias = Mapping[str, "Entry | Group"]
    """Entries by the next part of their names, in order."""


_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


class Entry(Record):
    """What a file says of one name.

    `text` is its value as the language writes it; None where there is no value to write, and the
    entry is a comment that shows `source`. `comment` is one line.
    """

    text: str | None
    comment: str
    source: str = ""


class Language(Record):
    """How a language is written.

    `spell` writes a value, strings in quotes even if the language could do without where `quoted`;
    it raises ValueError for what the language has no word for. `document` lays out the entries.
    `single` is a document of one entry ``x``, to put a spelled value in.
    """

    name: str
    spell: Callable[[object, bool], str]
    document: Callable[[Group], str]
    single: str


def is_live(item: Entry | Group) -> bool:
    """Return whether there is a value to write in an entry or a group."""
    if isinstance(item, Entry):
        return item.text is not None
    return any(map(is_live, item.values()))


def escaped(text: str) -> str:
    """Return the text in double quotes, with escapes that YAML and TOML share.

    Raises ValueError for half of a surrogate pair, which no file can hold.
    """
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        raise ValueError(character)
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"
