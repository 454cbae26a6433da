"""Layer 1: values as a commented file that `load` reads back to the same values and types.

Every value is written the natural way first and read back at once. Where its parameter would not
make the same value of that (an untyped tuple, None in TOML, a text for a float), ``:=`` is put
behind the name, as on the command line, and the value is a literal in quotes. What even that cannot
say is a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hprun.convert import choices_of, convert
from hprun.errors import HprunError
from hprun.literal import NotLiteralError, Text, literal
from hprun.model import ANY, DEFAULT, LATE, WORDS, Catalog, Resolved, Type, Value
from hprun.ranged_types import range_of
from hprun.secret import MASK, Masked
from hprun.show import as_literal, braced, spelled_default
from hprun.values.entries import laid_over
from hprun.values.files import parse as parse_file
from hprun.values.languages.layout import Entry, Language
from hprun.values.layer import Resolution
from hprun.values.masking import written_without_secrets
from hprun.values.references import escaped, mapped, plain_text
from hprun.values.tree import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.values.languages.layout import Group

_LEFT_OUT = "a secret, left out (--show-secrets)"


def dump(
    resolution: Resolution,
    catalog: Catalog,
    format: str = "yaml",  # noqa: A002 - the word of the option
    *,
    given: bool = False,
) -> str:
    """Return the text of a file with all values, in ``yaml``, ``json`` or ``toml``.

    Names are nested by their prefixes and stand in the order of the code. A parameter whose value
    is not known, or a secret that is masked, is a comment; JSON has none and leaves it out.
    `catalog` is what was resolved. With `given`, defaults are comments too: the file says what the
    user said, and no more.
    """
    language = _language(format)
    chosen = (resolution.parameters[key] for key in catalog.parameters)
    entries = dict(_entry(each, language, given=given) for each in chosen)
    for name, value in resolution.added.items():
        if isinstance(value.value, Masked):
            entries[f"+{name}"] = Entry(None, f"added, {value.origin}; {_LEFT_OUT}", MASK)
            continue
        kept = value.replace(value=written_without_secrets(value.value))
        spelled, entry = _settled(f"+{name}", kept, LATE, f"added, {value.origin}", language)
        entries[spelled] = entry
    return language.document(_nested(entries))


def _language(name: str) -> Language:
    """Return a language; each is imported when it is wanted."""
    if name == "json":
        from hprun.values.languages.json import JSON

        return JSON
    if name == "toml":
        from hprun.values.languages.toml import TOML

        return TOML
    from hprun.values.languages.yaml import YAML

    return YAML


def _entry(resolved: Resolved, language: Language, *, given: bool) -> tuple[str, Entry]:
    comment, winner = _comment(resolved), resolved.winner
    if winner is None or (given and winner.source == DEFAULT):
        default = resolved.parameter.default
        return resolved.key, Entry(None, comment, _on_one_line(default.text) if default else "")
    if isinstance(winner.value, Masked):
        return resolved.key, Entry(None, f"{comment}; {_LEFT_OUT}", MASK)
    winner = winner.replace(value=written_without_secrets(winner.value))
    to = resolved.parameter.type
    if resolved.parameter.manager == WORDS and to == LATE:
        winner = winner.replace(value=_as_the_word(winner.value))
    default = resolved.parameter.default
    below = written_without_secrets(default.value) if default and default.known else None
    return _settled(resolved.key, _fitted(winner, to), to, comment, language, below)


def _as_the_word(value: object) -> object:
    """Return a text with brackets as it is: a converter of the script's own reads every blank."""
    return str(value) if isinstance(_decided(value), list | dict) else value


def _fitted(winner: Value, to: Type) -> Value:
    """Return a default as its parameter would take it: ``lr: float = 1`` is 1.0."""
    try:
        fitted = convert(winner.value, to)
    except HprunError:
        return winner
    same = winner.source == DEFAULT and fitted == winner.value
    return winner.replace(value=fitted) if same else winner


def _settled(  # noqa: PLR0913, PLR0917 - all of them say how a value is written
    name: str,
    value: Value,
    to: Type,
    comment: str,
    language: Language,
    below: object = None,
) -> tuple[str, Entry]:
    """Return the name as it is written, and its entry; `below` is the default under it."""
    comment = _on_one_line(comment)
    for spelled, is_literal in _attempts(value.value, language):
        text = escaped(spelled)
        if _is_laid(_read_back(text, is_literal, to, language), below, value.value, is_literal):
            return f"{name}:=" if is_literal else name, Entry(text, comment)
    return name, Entry(None, comment, _on_one_line(as_literal(value.value)))


def _attempts(value: object, language: Language) -> Iterator[tuple[str, bool]]:
    """Yield texts for a value, and whether each writes a literal; the most natural comes first."""
    if isinstance(value, Text):
        yield str(value), False
        if isinstance(_decided(value), list | dict):
            yield from _spelled(_decided(value), language)
    yield from _spelled(value, language)
    yield language.spell(as_literal(value), True), True  # noqa: FBT003 - a literal is quoted


def _spelled(value: object, language: Language) -> Iterator[tuple[str, bool]]:
    try:
        for quoted in (False, True):
            yield language.spell(value, quoted), False
    except ValueError:
        return


_NOTHING = object()


def _read_back(text: str, is_literal: bool, to: Type, language: Language) -> object:  # noqa: FBT001
    """Return what a file with this text gives, `_NOTHING` where it is refused or gives more."""
    try:
        entries = parse_file(language.single.format(text), "", language.name)
        read = mapped(plain(entries[0].value), plain_text)
        back = literal(str(read)) if is_literal else convert(read, to)
    except (HprunError, NotLiteralError, IndexError):
        return _NOTHING
    return back if len(entries) == 1 else _NOTHING


def _is_laid(back: object, below: object, value: object, is_literal: bool) -> bool:  # noqa: FBT001
    """Return whether what was read gives the value: a dict sets entries of the one below."""
    if back is _NOTHING:
        return False
    return _same(back if is_literal else laid_over(below, back), value)


def _same(read: object, value: object) -> bool:
    """Return whether two values are equal, of the same types all the way down; NaN is NaN.

    A text that is not decided yet may come back in quotes; if it has brackets, with other blanks.
    """
    if isinstance(value, Text):
        literals = _decided(read), _decided(value)
        bracketed = all(isinstance(each, list | dict) for each in literals)
        return read == value or (bracketed and as_literal(literals[0]) == as_literal(literals[1]))
    shown = as_literal(value)
    alike = type(read) is type(value) and as_literal(read) == shown
    return alike and (read == value or ".nan" in shown)


def _decided(value: object) -> object:
    """Return what a text is where nothing else decides."""
    return convert(value, ANY)


def _nested(entries: Mapping[str, Entry]) -> Group:
    """Return the entries as a tree of their names; a prefix stands where its first member does.

    A name stays whole where it cannot be taken apart, because a part is empty or a prefix is a
    parameter, and where the scan did not find it.
    """
    leaves = {name.removesuffix(":=") for name in entries}
    root: dict[str, Entry | Group] = {}
    for name, entry in entries.items():
        parts = name.split(".")
        prefixes = [".".join(parts[:end]) for end in range(1, len(parts))]
        group = root
        if all(parts) and leaves.isdisjoint(prefixes) and not name.startswith("+"):
            for part in parts[:-1]:
                group = group.setdefault(part, {})  # type: ignore[assignment]  # no leaf is a prefix
            group[parts[-1]] = entry
        else:
            root[name] = entry
    return root


def _comment(resolved: Resolved) -> str:
    """Return one line: help, type or choices, range, default where it is beaten, place."""
    parameter, winner = resolved.parameter, resolved.winner
    default = parameter.default
    within = range_of(parameter.type)
    facts = [_kind(parameter.type), str(within or "")]
    if default is None:
        facts.append("required" if parameter.required else "no default")
    elif winner is None:
        facts.append("known only at run time")
    elif winner.source != DEFAULT:
        facts.append(f"default {spelled_default(default, parameter.type)}")
    facts.append(str(parameter.location))
    said = ", ".join(filter(None, facts))
    return _on_one_line(f"{parameter.help} ({said})" if parameter.help else said)


def _kind(to: Type) -> str:
    choices = choices_of(to)
    if choices:
        return braced(choices)
    return "" if to in (ANY, LATE) else str(to)


def _on_one_line(text: str) -> str:
    """Return the text with every blank as one space, and without what no file may hold."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
