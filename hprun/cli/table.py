"""Layer 4: results for the eye, and for other programs. It renders; it decides nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from hprun.cli.frames import frame
from hprun.cli.grammar import Invocation
from hprun.convert import choices_of, show
from hprun.errors import UsageError
from hprun.model import DEFAULT, Catalog, Location, Parameter, Problem, Resolved, Value
from hprun.values.layer import Resolution

_WIDE = 100
"""Columns from which on every fact has a column of its own; else they stand under the value."""

_ENDLESS = 10_000
"""Columns of a pipe: nothing is folded or cut."""


def warnings(resolution: Resolution, catalog: Catalog) -> None:
    """Say on standard error what the scan stumbled over, and what nobody takes."""
    for name in resolution.ignored:
        sys.stderr.write(f"hprun: warning: {name} in the environment names no parameter\n")
    for problem in catalog.problems:
        sys.stderr.write(f"hprun: warning: {problem.message}\n")


def parameters(resolution: Resolution, catalog: Catalog, invocation: Invocation) -> None:
    """Print the table of parameters, or with --detail the code around them, or JSON."""
    chosen = select(resolution.parameters, invocation.arguments)
    if "json" in invocation.given:
        from hprun.cli.document import inspection, write_json

        write_json(inspection(chosen, resolution.added, catalog))
        return
    console = _console()
    if "detail" in invocation.given:
        renderables: list[RenderableType] = list(_details(chosen))
    else:
        table = _table(chosen, _conflicts(resolution, catalog), wide=console.width >= _WIDE)
        renderables = [table] if chosen else []
    more = [*_additions(resolution.added), *_dynamic(catalog)]
    _print(console, *renderables, *([Text()] if renderables and more else []), *more)
    _print(console, Text(), Text(_closing(chosen, catalog), style="dim"))


def history(resolution: Resolution, catalog: Catalog, invocation: Invocation) -> None:
    """Print for each name all values that it was given, the winner first."""
    if not invocation.arguments:
        raise UsageError("nothing to explain", advice="name a parameter: hprun why NAME TARGET")
    chosen = select(resolution.parameters, invocation.arguments)
    if "json" in invocation.given:
        from hprun.cli.document import inspection, write_json

        write_json(inspection(chosen, {}, catalog))
        return
    console = _console()
    for key, resolved in chosen.items():
        _print(console, Text.assemble((key, "bold"), " = ", value_of(resolved)), _story(resolved))


def verdict(resolution: Resolution, catalog: Catalog, invocation: Invocation) -> None:
    """Print what a run would take: every value that is not a default."""
    given = {key: each for key, each in resolution.parameters.items() if _is_changed(each)}
    if "json" in invocation.given:
        from hprun.cli.document import inspection, write_json

        write_json(inspection(given, resolution.added, catalog))
        return
    console = _console()
    for key, each in given.items():
        _print(
            console,
            Text.assemble((key, "bold"), " = ", value_of(each), ("  " + origin_of(each), "dim")),
        )
    _print(console, *_additions(resolution.added))
    count = len(given) + len(resolution.added)
    _print(
        console, Text(f"{_many(count, 'value')} given, all fit {invocation.target}", style="dim")
    )


def select(resolved: Mapping[str, Resolved], patterns: Sequence[str]) -> dict[str, Resolved]:
    """Return those whose key is named, stands below a name, or matches a pattern (``optim.*``).

    Raises UsageError where a pattern matches none.
    """
    if not patterns:
        return dict(resolved)
    for pattern in patterns:
        if not any(_matches(key, pattern) for key in resolved):
            raise UsageError(f"no parameter matches {pattern!r}", advice="hprun inspect lists them")
    return {
        key: each
        for key, each in resolved.items()
        if any(_matches(key, pattern) for pattern in patterns)
    }


def _matches(key: str, pattern: str) -> bool:
    return fnmatchcase(key, pattern) or key.startswith(f"{pattern}.")


def value_of(resolved: Resolved) -> Text:
    """Return the value as it stands, coloured by where it comes from."""
    default = resolved.parameter.default
    if resolved.winner is not None:
        text = show(resolved.winner.value, resolved.parameter.type)
        return Text(clean(text) or "''", style="bold blue" if _is_changed(resolved) else "")
    if default is not None:
        return Text(clean(default.text), style="italic dim")
    return Text("required", style="bold red")


def origin_of(resolved: Resolved) -> str:
    """Return where the value comes from, in a word: ``default``, ``cfg.yaml:3``, ``-D``."""
    winner = resolved.winner
    if winner is None:
        return "" if resolved.parameter.default is None else "computed"
    if winner.source == DEFAULT:
        return "default"
    return winner.origin.split(" ")[0] if winner.origin.startswith("-") else winner.origin


def clean(text: str) -> str:
    """Return the text on one line, with what a terminal would act upon written as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def _console() -> Console:
    console = Console(highlight=False, markup=False, emoji=False)
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        console.width = _ENDLESS
    return console


def _print(console: Console, *renderables: RenderableType) -> None:
    """Print without the blanks that a table leaves at the ends of its lines."""
    with console.capture() as captured:
        for each in renderables:
            console.print(each)
    lines = captured.get().split("\n")
    sys.stdout.write("\n".join(line.rstrip() for line in lines))


def _conflicts(resolution: Resolution, catalog: Catalog) -> dict[str, Problem]:
    """Return the problems that keep a run from starting, by key, as long as no value decides."""
    return {
        problem.key: problem
        for problem in catalog.problems
        if problem.kind == "conflict" and not _is_changed(resolution.parameters[problem.key])
    }


def _is_changed(resolved: Resolved) -> bool:
    return resolved.winner is not None and resolved.winner.source != DEFAULT


def _table(
    chosen: Mapping[str, Resolved], conflicts: Mapping[str, Problem], *, wide: bool
) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("parameter", "value", "type", "from", "place", "help") if wide else _NARROW:
        table.add_column(heading, overflow="fold")
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
        Text(str(each.parameter.type), style="dim"),
        Text(origin_of(each), style="dim"),
        _place(each.parameter.location),
        about,
    )


def _narrow_row(key: str, each: Resolved, about: Text) -> tuple[RenderableType, ...]:
    facts = Text.assemble((f"{each.parameter.type} · ", "dim"), _place(each.parameter.location))
    if about:
        facts = Text.assemble(facts, (" · ", "dim"), about)
    value = Text.assemble(value_of(each), _beaten_default(each))
    return Text(key), Group(value, facts), Text(origin_of(each), "dim")


def _beaten_default(each: Resolved) -> tuple[str, str]:
    default = each.parameter.default
    if default is None or not _is_changed(each):
        return "", ""
    text = show(default.value, each.parameter.type) if default.known else default.text
    return f" (default {clean(text)})", "dim"


def _place(location: Location) -> Text:
    link = f"file://{os.path.abspath(location.path)}#{location.line}"
    return Text(clean(str(location)), style=Style(dim=True, link=link))


def _about(parameter: Parameter, conflict: Problem | None = None) -> Text:
    """Return the help, the choices, and in how many places the parameter stands."""
    parts = [Text(clean(parameter.help))] if parameter.help else []
    if choices := choices_of(parameter.type):
        parts.append(Text(f"one of {', '.join(clean(show(each)) for each in choices)}", "dim"))
    places = sum(each.role != "write" for each in parameter.definitions)
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
        facts = f"  computed name, {each.location}; set one with -D +NAME=VALUE"
        yield Text.assemble((clean(each.pattern), "yellow"), (clean(facts), "dim"))


def _details(chosen: Mapping[str, Resolved]) -> Iterator[RenderableType]:
    for position, (key, each) in enumerate(chosen.items()):
        if position:
            yield Text()
        facts = f"  {each.parameter.type}, {origin_of(each) or 'no value'}"
        yield Text.assemble(
            (key, "bold"), " = ", value_of(each), _beaten_default(each), (facts, "dim")
        )
        about = _about(each.parameter)
        if about:
            yield about
        for definition in each.parameter.definitions:
            place = Text("  ").append_text(_place(definition.location))
            yield place.append(f"  {definition.role}, {definition.dialect}", style="dim")
            for line, marked in frame(definition.location):
                yield Text(f"  {line}", style="bold" if marked else "dim")


def _story(resolved: Resolved) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for value in (resolved.winner, *resolved.losers):
        if value is not None:
            shown = clean(show(value.value, resolved.parameter.type))
            verb = "wins" if value is resolved.winner else "beaten"
            table.add_row(
                Text(f"  {shown}"), Text(value.origin), Text(str(value.source)), Text(verb)
            )
    for definition in resolved.parameter.definitions:
        if definition.role == "write":
            table.add_row(
                Text("  ?"), Text(str(definition.location)), Text("script"), Text("sets it")
            )
    return table


def _closing(chosen: Mapping[str, Resolved], catalog: Catalog) -> str:
    unread = sum(problem.kind == "unread" for problem in catalog.problems)
    total = len(catalog.parameters)
    counted = _many(total, "parameter")
    if len(chosen) != total:
        counted = f"{len(chosen)} of {counted}"
    parts = [f"{_many(len(catalog.files), 'file')} scanned", counted]
    if catalog.dynamic:
        parts.append(_many(len(catalog.dynamic), "computed name"))
    if unread:
        parts.append(f"{_many(unread, 'file')} failed, so this list is incomplete")
    return ", ".join(parts)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
