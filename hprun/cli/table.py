"""Layer 5: results for the eye: tables, stories, verdicts. It renders; it decides nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from hprun.cli.absent import absent
from hprun.cli.described import missing, shown_range, type_of
from hprun.cli.frames import frame
from hprun.cli.grammar import Invocation
from hprun.cli.notices import lax_keys
from hprun.cli.screen import clean, console, matches, no_match, put, select
from hprun.cli.story import Line, Told, in_columns, lines, spelled, told
from hprun.convert import choices_of
from hprun.errors import UsageError
from hprun.ipynb import file_of
from hprun.model import DEFAULT, Catalog, Constant, Location, Parameter, Problem, Resolved, Value
from hprun.show import braced, show, spelled_default
from hprun.values.environment import PREFIX, near_miss
from hprun.values.layer import Resolution
from hprun.values.presets import Preset

_WIDE = 100
"""Columns from which on every fact has a column of its own; else they stand under the value."""


def warnings(resolution: Resolution, catalog: Catalog) -> None:
    """Say on standard error what the scan stumbled over, and what nobody takes."""
    for name in resolution.ignored:
        if name.startswith(PREFIX):
            near = near_miss(name, catalog)
            meant = f"; did you mean {near}?" if near else ""
            sys.stderr.write(
                f"hprun: warning: {name} in the environment names no parameter{meant}\n"
            )
    sys.stderr.write("".join(lax_keys(resolution)))
    for problem in catalog.problems:
        sys.stderr.write(f"hprun: warning: {problem.message}\n")
    for key, each in resolution.parameters.items():
        if _is_open(each):
            place = each.parameter.location
            sys.stderr.write(
                f"hprun: warning: {key!r} has neither a value nor a default: a run that comes to"
                f" {place} fails there; -D {key}=VALUE gives one\n"
            )


def _is_open(each: Resolved) -> bool:
    """Return whether a read may fail: no value, no default, and the script itself sets none."""
    parameter = each.parameter
    ours = parameter.delivery is None and not parameter.required
    writes = any(one.role in ("write", "caller") for one in parameter.definitions)
    return each.winner is None and parameter.default is None and ours and not writes


def parameters(resolution: Resolution, catalog: Catalog, invocation: Invocation) -> None:
    """Print the table of parameters, or with --detail the code around them, or JSON."""
    chosen = select(resolution.parameters, invocation.arguments)
    if "changed" in invocation.given:
        chosen = {key: each for key, each in chosen.items() if each.given}
    if "json" in invocation.given:
        from hprun.cli.document import inspection, write_json

        write_json(inspection(chosen, resolution.added, catalog))
        return
    screen = console(endless=True)
    if "detail" in invocation.given:
        hidden: Container[tuple[str, int]] = ()
        if "show_secrets" not in invocation.given:
            from hprun.values.masking import lines_with_secrets

            hidden = lines_with_secrets(catalog)
        renderables: list[RenderableType] = list(_details(chosen, hidden))
    else:
        wide = _is_wide(chosen, screen.width)
        table = _table(chosen, _conflicts(resolution, catalog), wide=wide)
        renderables = [table] if chosen else []
    more = [*_additions(resolution.added), *_dynamic(catalog)]
    put(screen, *renderables, *([Text()] if renderables and more else []), *more)
    put(screen, Text(), Text(_closing(chosen, catalog), style="dim"))


def files_by_name(known: Sequence[Preset], folder: str) -> None:
    """Print presets; `folder` is where they are looked for."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("preset", "file", "help"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "place")
    for each in known:
        table.add_row(
            Text(clean(f"+{each.name}")), Text(clean(each.path), "dim"), Text(clean(each.help))
        )
    screen = console(endless=True)
    if known:
        put(screen, table, Text())
    said = "-c +NAME takes one" if known else f"-c +NAME takes {os.path.join(folder, 'NAME.yaml')}"
    put(screen, Text(f"{_many(len(known), 'preset')} in {clean(folder)}; {said}", style="dim"))


def history(resolution: Resolution, catalog: Catalog, invocation: Invocation) -> None:
    """Print for each name all values that it was given, the winner first."""
    if not invocation.arguments:
        raise UsageError("nothing to explain", advice="name a parameter: hprun why NAME TARGET")
    chosen = _explained(resolution, catalog, invocation)
    if "show_secrets" not in invocation.given:
        from hprun.values.masking import catalog_without_secrets, without_secrets

        chosen = dict(without_secrets(resolution.replace(parameters=chosen)).parameters)
        resolution, catalog = without_secrets(resolution), catalog_without_secrets(catalog)
    if "json" in invocation.given:
        from hprun.cli.document import inspection, write_json

        write_json(inspection(chosen, {}, catalog))
        return
    screen, known = console(endless=True), told(resolution, catalog)
    for key, resolved in chosen.items():
        story = _story(resolved, known, screen.width)
        put(screen, Text.assemble((key, "bold"), " = ", value_of(resolved)), *story)


def _explained(
    resolution: Resolution, catalog: Catalog, invocation: Invocation
) -> dict[str, Resolved]:
    """Return what is named: parameters, and entries of those that are dicts."""
    chosen: dict[str, Resolved] = {}
    for name in invocation.arguments:
        found = {key: each for key, each in resolution.parameters.items() if matches(key, name)}
        if not found:
            from hprun.values.entries import entry_of

            entry = entry_of(resolution, catalog, name)
            if entry is None:
                raise no_match(name, resolution.parameters)
            found = {name: entry}
        chosen |= found
    return chosen


def verdict(resolution: Resolution, catalog: Catalog, invocation: Invocation) -> None:
    """Print what a run would take: every value that is not a default."""
    given = {key: each for key, each in resolution.parameters.items() if each.given}
    screen = console(endless=True)
    for key, each in given.items():
        put(
            screen,
            Text.assemble((key, "bold"), " = ", value_of(each), ("  " + origin_of(each), "dim")),
        )
    put(screen, *_additions(resolution.added))
    put(screen, *(Text(each, style="dim") for each in (*_opened(catalog), *absent(catalog))))
    put(screen, *_settings(invocation))
    count = len(given) + len(resolution.added)
    put(screen, Text(f"{_many(count, 'value')} given, all fit {invocation.target}", style="dim"))


def _settings(invocation: Invocation) -> Iterator[Text]:
    """Yield what the project sets for all runs, on a line; nothing if it sets nothing."""
    project = invocation.found.project if invocation.found else None
    if project and project.settings:
        said = "; ".join(
            f"{key} {', '.join(each) if isinstance(each, list) else show(each)}"
            for key, each in project.settings.items()
        )
        yield Text(f"{clean(project.path)}: {clean(said)}", style="dim")


def value_of(resolved: Resolved) -> Text:
    """Return the value as it stands, coloured by where it comes from."""
    default = resolved.parameter.default
    if resolved.winner is not None:
        text = spelled(resolved.winner, resolved.parameter)
        return Text(clean(text) or repr(""), style="bold blue" if resolved.given else "")
    if default is not None:
        return Text(clean(default.text), style="italic dim")
    said = missing(resolved.parameter)
    return Text(said, style="bold red" if resolved.parameter.required else "yellow")


def origin_of(resolved: Resolved) -> str:
    """Return where the value comes from, in a word: ``default``, ``cfg.yaml:3``, ``-D``."""
    winner = resolved.winner
    if winner is None:
        return "" if resolved.parameter.default is None else "computed"
    if winner.source == DEFAULT:
        return "default"
    return winner.origin.split(" ")[0] if winner.origin.startswith("-") else winner.origin


def _conflicts(resolution: Resolution, catalog: Catalog) -> dict[str, Problem]:
    """Return the problems that keep a run from starting, by key, as long as no value decides."""
    return {
        problem.key: problem
        for problem in catalog.problems
        if problem.kind == "conflict" and not resolution.parameters[problem.key].given
    }


def _is_wide(chosen: Mapping[str, Resolved], width: int) -> bool:
    """Return whether there is room for a column of its own for all facts; places are not broken."""
    names = max(map(len, chosen), default=0)
    places = max((len(str(each.parameter.location)) for each in chosen.values()), default=0)
    return width >= max(_WIDE, 2 * (names + places))


def _table(
    chosen: Mapping[str, Resolved], conflicts: Mapping[str, Problem], *, wide: bool
) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("parameter", "value", "type", "from", "place", "help") if wide else _NARROW:
        table.add_column(heading, overflow="fold", no_wrap=heading == "place")
    for position, (prefix, group) in enumerate(groupby(_grouped(chosen), key=_prefix)):
        if position:
            table.add_row()
        if prefix:
            table.add_row(Text(prefix, style="bold cyan"))
        for key, each in group:
            about = _about(each.parameter, conflicts.get(key))
            row = _wide_row if wide else _narrow_row
            table.add_row(*row(key, each, about))
    return table


_NARROW = ("parameter", "value", "from")


def _prefix(item: tuple[str, Resolved]) -> str:
    return item[0].rpartition(".")[0]


def _grouped(chosen: Mapping[str, Resolved]) -> list[tuple[str, Resolved]]:
    """Return the items with those of one prefix side by side, in order of first appearance."""
    order: dict[str, int] = {}
    for item in chosen.items():
        order.setdefault(_prefix(item), len(order))
    return sorted(chosen.items(), key=lambda item: (_prefix(item) != "", order[_prefix(item)]))


def _wide_row(key: str, each: Resolved, about: Text) -> tuple[RenderableType, ...]:
    return (
        Text(key),
        Text.assemble(value_of(each), _beaten_default(each)),
        Text(type_of(each.parameter), style="dim"),
        Text(origin_of(each), style="dim"),
        _place(each.parameter.location),
        about,
    )


def _narrow_row(key: str, each: Resolved, about: Text) -> tuple[RenderableType, ...]:
    facts = Text.assemble((f"{type_of(each.parameter)} · ", "dim"), _place(each.parameter.location))
    if about:
        facts = Text.assemble(facts, (" · ", "dim"), about)
    value = Text.assemble(value_of(each), _beaten_default(each))
    return Text(key), Group(value, facts), Text(origin_of(each), "dim")


def _beaten_default(each: Resolved) -> tuple[str, str]:
    default = each.parameter.default
    if default is None or not each.given:
        return "", ""
    return f" (default {clean(spelled_default(default, each.parameter.type))})", "dim"


def _place(location: Location) -> Text:
    link = f"file://{os.path.abspath(file_of(location.path)[0])}#{location.line}"
    return Text(clean(str(location)), style=Style(dim=True, link=link))


def _about(parameter: Parameter, conflict: Problem | None = None) -> Text:
    """Return the help, the choices, and in how many places the parameter stands."""
    parts = [Text(clean(parameter.help))] if parameter.help else []
    choices = choices_of(parameter.type)
    if choices and not type_of(parameter).startswith("{"):
        parts.append(Text(clean(braced(choices)), "dim"))
    within = shown_range(parameter.type)
    if within:
        parts.append(Text(within, "dim"))
    places = len({each.location for each in parameter.definitions if each.role != "write"})
    to = parameter.delivery
    if isinstance(to, Constant) and to.also:
        parts.append(Text(f"cannot be set: bound again at {', '.join(map(str, to.also))}", "dim"))
    if conflict is not None:
        defaults = ", ".join(str(location) for location in conflict.locations)
        parts.append(Text(f"different defaults: {clean(defaults)}", "red"))
    elif places > 1:
        parts.append(Text(_many(places, "place"), "dim"))
    return Text(" · ", style="dim").join(parts)


def _additions(added: Mapping[str, Value]) -> Iterator[Text]:
    for name, value in added.items():
        yield Text.assemble((f"+{name}", "green"), f" = {clean(show(value.value))}")


def _dynamic(catalog: Catalog) -> Iterator[Text]:
    for each in catalog.dynamic:
        plus = "" if each.fits(each.pattern) else "+"
        facts = f"  computed name, {each.location}; set one with -D {plus}NAME=VALUE"
        yield Text.assemble((clean(each.pattern), "yellow"), (clean(facts), "dim"))


def _details(
    chosen: Mapping[str, Resolved], hidden: Container[tuple[str, int]]
) -> Iterator[RenderableType]:
    for position, (key, each) in enumerate(chosen.items()):
        if position:
            yield Text()
        facts = f"  {type_of(each.parameter)}, {origin_of(each) or 'no value'}"
        yield Text.assemble(
            (key, "bold"), " = ", value_of(each), _beaten_default(each), (facts, "dim")
        )
        about = _about(each.parameter)
        if about:
            yield about
        for definition in each.parameter.definitions:
            place = Text("  ").append_text(_place(definition.location))
            yield place.append(f"  {definition.role}, {definition.dialect}", style="dim")
            for line, marked in frame(definition.location, hidden):
                yield Text(f"  {line}", style="bold" if marked else "dim")


def _story(resolved: Resolved, known: Told, width: int) -> Iterator[Text]:
    """Yield the story of a value; a text that has no room beside it stands below."""
    for said, each in in_columns([*_cleaned(resolved, known)]):
        beside = len(said) + 2 + len(each.text) <= width
        style = "bold" if each.fate == "wins" else ""
        line = Text(said, style) if beside else Text(said.rstrip(), style)
        yield line.append(f"  {each.text}" if beside else f"\n      {each.text}", "dim not bold")


def _cleaned(resolved: Resolved, known: Told) -> Iterator[Line]:
    for each in lines(resolved, known):
        yield each.replace(
            value=clean(each.value), origin=clean(each.origin), text=clean(each.text)
        )


def _closing(chosen: Mapping[str, Resolved], catalog: Catalog) -> str:
    unread = sum(problem.kind == "unread" for problem in catalog.problems)
    total = len(catalog.parameters)
    counted = _many(total, "parameter")
    if len(chosen) != total:
        counted = f"{len(chosen)} of {counted}"
    parts = [f"{_many(len(catalog.files), 'file')} scanned", counted]
    if catalog.dynamic:
        parts.append(_many(len(catalog.dynamic), "computed name"))
    parts += [*_opened(catalog), *absent(catalog)]
    if unread:
        parts.append(f"{_many(unread, 'file')} failed, so this list is incomplete")
    return ", ".join(parts)


def _opened(catalog: Catalog) -> Iterator[str]:
    """Yield a sentence on where the script's parser is open, if it is."""
    todo = [*catalog.parsers]
    places = []
    for parser in todo:
        todo += parser.commands
        places += [f"{each.location}: {each.reason}" for each in parser.openings]
    if places:
        more = f", and {_many(len(places) - 1, 'place')} more" if places[1:] else ""
        yield f"the script's parser is open, so it may take more ({places[0]}{more})"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
