"""Layer 5: completion. The shell asks ``hprun --complete SHELL WORDS…``, the last word unfinished.

The target's names and choices come from the scan, so nothing of the target is imported to complete
a word. Where there is nothing to say, the shell completes files.

zsh and fish hand over words and quote what they are given; bash hands over the line up to the
cursor and the characters at which it takes words apart, since its own words are torn at ``=``.
"""

from __future__ import annotations

import os
import sys

from hprun.assigning import DROP, looks_like_one, taken_apart
from hprun.cli.configured import folder_of_presets
from hprun.cli.grammar import Found, candidates, is_config
from hprun.cli.offers import WITH_RECORDS, Offer, note_of, records
from hprun.cli.options import (
    COMMANDS,
    by_spelling,
    command_named,
    command_of,
    is_asked,
    options,
    shown_options,
    texts_of,
)
from hprun.cli.switches import is_bool, option_of
from hprun.convert import choices_of
from hprun.deliver.words import Line
from hprun.errors import HprunError
from hprun.launch.target import find
from hprun.model import WORDS, Catalog, Parameter, Words
from hprun.scan.files.cache import scan
from hprun.show import show
from hprun.values import presets
from hprun.values.configuration import layers
from hprun.values.entries import leaves
from hprun.values.layer import Layer, place_of
from hprun.values.masking import catalog_without_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hprun.cli.project import Project

    Of = Callable[[str], Project | None]

_CONFIG = ("-c", "--config")


def print_completions(words: Sequence[str], of_project: Of) -> None:
    """Print what the last word may become, one a line. Nothing is ever an error here.

    `of_project` finds what the project of a folder says.
    """
    shell, *typed = words
    if shell == "bash":
        line, breaks = typed
        found: Iterator[str] = _for_bash(line, breaks, of_project)
    else:
        # an open quote is still there; what is put behind it goes without
        words = [*typed[:-1], *(each.lstrip("'\"") for each in typed[-1:])]
        found = map(_with_note, _fitting(words, of_project))
    sys.stdout.write("".join(f"{each}\n" for each in found))


def _with_note(word: str) -> str:
    """Return a word with what is said beside it, as zsh and fish are told."""
    note = getattr(word, "note", "")
    return f"{word}\t{note}" if note else word


def _fitting(words: Sequence[str], of_project: Of) -> Iterator[str]:
    """Yield what the last word may become, each once and in order."""
    *before, unfinished = words or [""]
    found = completions([*map(os.path.expanduser, before), unfinished], of_project)
    yield from sorted(each for each in dict.fromkeys(found) if each.startswith(unfinished))


def completions(words: Sequence[str], of_project: Of) -> Iterator[str]:
    """Yield what may stand in the place of the last word."""
    *before, unfinished = words or [""]
    if "--" in before:
        return
    command, rest = command_of(before)
    if not before or before == ["help"]:
        yield from (Offer(name, command_named(name).help) for name in COMMANDS)
        yield "help"
    if command in WITH_RECORDS and not unfinished.startswith("-"):
        yield from records(command, before, unfinished, of_project(""))
    yield from _of_line(command, rest, words or [""], of_project)


def _of_line(
    command: str, rest: Sequence[str], words: Sequence[str], of_project: Of
) -> Iterator[str]:
    """Yield what the command, its target and the word before let stand in the place of the last."""
    *before, unfinished = words
    previous = before[-1] if before else ""
    own = {name: option for option in options() for name in option.names}
    found = _found(command, rest, of_project)
    catalog = found.catalog if found else Catalog({})
    here = _of_subcommand(catalog, rest)
    name, equals, _ = unfinished.partition("=")
    if _defines(before):
        yield from _assignments(unfinished, catalog)
        yield from _of_files(unfinished, before, found)
    elif unfinished.startswith("+") and _names_files(before):
        yield from _presets(found)
    elif previous == "--over" and command == "sweep":
        yield from (f"{key}=" for key in catalog.parameters)
    elif previous in own and own[previous].metavar:
        metavar = own[previous].metavar
        yield from metavar.split("|") if "|" in metavar else ()
    elif name.startswith("--") and equals:
        yield from (f"{name}={each}" for each in _values_of(name, here))
    elif unfinished.startswith("-"):
        for option in shown_options(command):
            yield from (Offer(name, option.help) for name in option.names)
        yield from _switches(here)
    else:
        yield from _values_of(previous, here)
        yield from _further(command, before, unfinished, catalog)


def _of_subcommand(catalog: Catalog, words: Sequence[str]) -> Catalog:
    """Return what can be said by options behind the words on the line: of its subcommand alone."""
    if not any(parser.commands for parser in catalog.parsers):
        return catalog
    line = Line(catalog)
    line.rest(words)
    here = line.marks[-1][0]
    kept = {}
    for key, each in catalog.parameters.items():
        ways = [one for one in each.definitions if isinstance(one.delivery, Words)]
        said = [one for one in ways if getattr(one.delivery, "command", here) == here]
        if not ways:
            kept[key] = each
        elif said:
            kept[key] = each.replace(definitions=tuple(said))
    return catalog.replace(parameters=kept)


def _further(
    command: str, before: Sequence[str], unfinished: str, catalog: Catalog
) -> Iterator[str]:
    """Yield names, for commands and help that take them, and further overrides of one -D."""
    if not command_named(command).runs or is_asked("help", before):
        yield from (Offer(key, note_of(each)) for key, each in catalog.parameters.items())
    if unfinished and _continues_define(before):
        yield from _assignments(unfinished, catalog)


def _names_files(before: Sequence[str]) -> bool:
    """Return whether the next word may be a file of values: behind a -c, or one behind it."""
    while before and before[-1] not in _CONFIG and is_config(before[-1]):
        before = before[:-1]
    return bool(before) and before[-1] in _CONFIG


def _presets(found: Found | None) -> Iterator[str]:
    known = presets.listed(folder_of_presets(found)) if found else ()
    yield from (Offer(f"+{each.name}", each.help) for each in known)


def _of_files(unfinished: str, before: Sequence[str], found: Found | None) -> Iterator[str]:
    """Yield what the files on the line set and the code does not have: names, entries of dicts."""
    paths = [each for at, each in enumerate(before) if each != "-" and _names_files(before[:at])]
    if not paths or found is None or "=" in unfinished:
        return
    try:
        for layer in layers(paths, found.catalog, folder_of_presets(found), lax=True):
            for name, origin in _named(layer, found.catalog):
                yield Offer(f"{name}=", origin)
    except HprunError:
        return


def _named(layer: Layer, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield the names that a file sets and no default has, with their places."""
    for each in layer.assignments:
        place = place_of(catalog, each.name)
        if place is None:
            yield f"+{each.name}", each.origin
            continue
        for (key, path), part in leaves(place, each):
            if path:
                yield ".".join((key, *path)), part.origin


def _defines(before: Sequence[str]) -> bool:
    return bool(before) and before[-1] in ("-D", "--define")


def _continues_define(before: Sequence[str]) -> bool:
    """Return whether the next word may be one more override of a -D."""
    while before and looks_like_one(before[-1]):
        before = before[:-1]
        if _defines(before):
            return True
    return False


# The line of bash


def _for_bash(line: str, breaks: str, of_project: Of) -> Iterator[str]:
    """Yield what bash puts in the place of the part of the last word behind its last break."""
    words, quote = taken_as_words(line)
    unfinished = words[-1]
    if quote:
        yield from _fitting(words[1:], of_project)
        return
    shown = max((unfinished.rfind(each) + 1 for each in breaks), default=0)
    yield from (_escaped(each[shown:]) for each in _fitting(words[1:], of_project))


def taken_as_words(line: str) -> tuple[list[str], str]:
    """Return the words of a line as a shell reads them, the last unfinished, and an open quote."""
    words, quote, escaped, between = [""], "", False, False
    for each in line:
        if each.isspace() and not quote and not escaped:
            between = True
            continue
        if between:
            words.append("")
            between = False
        if escaped:
            words[-1] += each
            escaped = False
        elif each == "\\" and quote != "'":
            escaped = True
        elif each == quote:
            quote = ""
        elif each in "\"'" and not quote:
            quote = each
        else:
            words[-1] += each
    return ([*words, ""] if between else words), quote


def _escaped(text: str) -> str:
    """Return the text as a shell reads it back, without quotes, which bash would put beside it."""
    return "".join(each if each.isalnum() or each in _PLAIN else f"\\{each}" for each in text)


_PLAIN = "_-.,/:=+%@^~"
"""Characters that a shell takes as they are."""


# What the target says


def _found(command: str, words: Sequence[str], of_project: Of) -> Found | None:
    cached, globs = not is_asked("no_cache", words), texts_of("scan", words)
    for position in candidates(command, words, by_spelling(command)):
        before = words[position - 1] if position else ""
        try:
            target = find(words[position], module=before in ("-m", "--module"))
            project = of_project(target.folder)
            globs += project.scan if project else ()
            catalog = scan(target.entries, target.search, globs, cached=cached)
            if catalog.is_bare or is_asked("constants", words):
                catalog = scan(target.entries, target.search, globs, cached=cached, constants=True)
            return Found(target, catalog_without_secrets(catalog.widened()), project=project)
        except HprunError:
            continue
    return None


def _assignments(unfinished: str, catalog: Catalog) -> Iterator[str]:
    written = taken_apart(unfinished)
    if written.change == DROP:
        yield from (f"~{key}" for key in catalog.parameters)
    elif written.text is None:
        yield from (Offer(f"{key}=", note_of(each)) for key, each in catalog.parameters.items())
        yield from (f"{entry}=" for entry in _entries(catalog))
    elif written.name in catalog.parameters:
        parameter = catalog.parameters[written.name]
        yield from (f"{written.name}={each}" for each in _values(parameter))


def _switches(catalog: Catalog) -> Iterator[str]:
    for key, parameter in catalog.parameters.items():
        note = note_of(parameter)
        if parameter.manager == WORDS:
            yield from (Offer(each, note) for each in _said_by(parameter))
            continue
        yield Offer(f"--{key}", note)
        if is_bool(parameter.type):
            yield Offer(f"--no-{key}", note)
    yield from (f"--{entry}" for entry in _entries(catalog))


def _entries(catalog: Catalog) -> Iterator[str]:
    """Yield the names of entries that defaults have, where they are dicts."""
    for key, parameter in catalog.parameters.items():
        default = parameter.default
        if default is not None and isinstance(default.value, dict) and parameter.manager != WORDS:
            yield from (f"{key}.{each}" for each in default.value if isinstance(each, str))


def _said_by(parameter: Parameter) -> Iterator[str]:
    """Yield the options of the script's own that set a parameter."""
    for each in parameter.definitions:
        if isinstance(each.delivery, Words):
            yield from (*each.delivery.options, *each.delivery.off)


def _values_of(option: str, catalog: Catalog) -> Iterator[str]:
    """Yield the values that an option takes, where they can be told."""
    for parameter in catalog.parameters.values():
        for each in parameter.definitions:
            way = each.delivery
            if isinstance(way, Words) and option in (*way.options, *way.off):
                yield from () if way.arity in {"0", "count"} else _values(parameter)
                return
    meant = option_of(option, catalog)[1]
    yield from _values(meant) if meant else ()


def _values(parameter: Parameter) -> Iterator[str]:
    yield from map(show, choices_of(parameter.type))
    if is_bool(parameter.type):
        yield from ("true", "false")
