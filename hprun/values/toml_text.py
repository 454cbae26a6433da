"""Layer 1: values written as TOML, which has no word for None."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hprun.values.language import Entry, Language, escaped, is_live

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.values.language import Group

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def spell(value: object, quoted: bool) -> str:  # noqa: FBT001 - the same for every language
    """Return the value on one line. Raises ValueError."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return escaped(value)
        case list() | tuple():
            return f"[{', '.join(spell(each, quoted) for each in value)}]"
        case set() | frozenset():
            return f"[{', '.join(sorted(spell(each, quoted) for each in value))}]"
        case dict():
            pairs = (f"{_key(key)} = {spell(each, quoted)}" for key, each in value.items())
            return f"{{{', '.join(pairs)}}}"
    raise ValueError(value)


def document(group: Group) -> str:
    """Return the lines of a file: the names without a prefix, then a table for each prefix."""
    lines = list(_table(group, ()))
    return "".join(f"{line}\n" for line in lines[not lines or not lines[0] :])


def _table(group: Group, above: tuple[str, ...]) -> Iterator[str]:
    entries = {name: item for name, item in group.items() if isinstance(item, Entry)}
    if above and entries:
        yield ""
        yield f"{'' if is_live(entries) else '# '}[{'.'.join(map(_key, above))}]"
    for name, entry in entries.items():
        dead = "" if is_live(entry) else "# "
        yield f"# {entry.comment}"
        yield f"{dead}{_key(name)} = {entry.source if dead else entry.text}".rstrip()
    for name, item in group.items():
        if not isinstance(item, Entry):
            yield from _table(item, (*above, name))


def _key(key: object) -> str:
    if not isinstance(key, str):
        key = spell(key, True)  # noqa: FBT003 - the text of a key that is no text
    return str(key) if _BARE.fullmatch(key) else escaped(key)


TOML = Language("toml", spell, document, "x = {}\n")
