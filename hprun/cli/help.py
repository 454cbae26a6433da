"""Layer 5: help. Typer lays out hprun's own; what a script takes is laid out here.

A script's names, types and texts are shown as they are: nothing in them is markup.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Iterator, Mapping
from itertools import groupby
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hprun.cli.described import facts_of, type_of
from hprun.cli.grammar import Invocation
from hprun.cli.notebook_options import OPTIONS
from hprun.cli.options import (
    COMMANDS,
    POSITIONALS,
    Option,
    by_spelling,
    command_named,
    shown_options,
)
from hprun.cli.screen import clean, console, matches, put, select
from hprun.cli.switches import is_bool
from hprun.model import WORDS, Catalog, Parameter, Parser, Words
from hprun.values.merge import refuse

_OWN = "Options of hprun"
_HPRUN = """Run a Python script with its hyperparameters set from outside.

hprun train.py -D lr=0.1 runs train.py; hprun train.py --help shows all that can be set in it."""
_PASSING = "Words after the target, and everything after --, are the script's own arguments."


def show_help(invocation: Invocation) -> None:
    """Print the help of hprun, of a command, or of a target: of all that can be set in it.

    Names and patterns behind the target choose some of its parameters.
    """
    refuse(invocation.mistakes)
    if invocation.found is None:
        _show_own(invocation.command)
    else:
        catalog = invocation.found.catalog
        if "show_secrets" not in invocation.given:
            from hprun.values.masking import catalog_without_secrets

            catalog = catalog_without_secrets(catalog)
        _show_target(invocation, catalog)


# A target


def _show_target(invocation: Invocation, catalog: Catalog) -> None:
    command, target, asked = invocation.command, invocation.target, invocation.arguments
    if command == "why":
        asked = ()
    if "constants" not in invocation.given and not catalog.is_bare:
        named = [key for key in catalog.constants if any(matches(key, each) for each in asked)]
        catalog = catalog.narrowed(named)
    chosen = select(catalog.parameters, asked)
    screen = console()
    word = "" if command == "run" else f"{command} "
    module = "-m " if invocation.module else ""
    usage = f"Usage: hprun {word}{module}{target} [OPTIONS] [ARGS]..."
    put(screen, Text(), Text(f" {usage}", style="bold"), Text())
    about = _about(catalog) or command_named(command).does.format(target)
    if about:
        put(screen, Padding(Text(_clean_lines(about)), (0, 1)), Text())
    taken = by_spelling(command).keys() | _options(catalog)
    names = {key: _spelled(key, each, taken) for key, each in chosen.items()}
    widths = _widths(chosen, names, screen)
    for title, rows in _panels(chosen, catalog):
        put(screen, _panel(title, rows, names, widths, screen))
    if not chosen:
        put(screen, Text(" The scan found no parameters."), Text())
    for parser in () if asked else catalog.parsers:
        _show_parser(parser, screen)
    _show_options(invocation, screen)


def _clean_lines(text: str) -> str:
    return "\n".join(map(clean, text.splitlines()))


def _about(catalog: Catalog) -> str:
    return next((each.description for each in catalog.parsers if each.description), "")


def _panels(
    chosen: Mapping[str, Parameter], catalog: Catalog
) -> Iterator[tuple[str, Mapping[str, Parameter]]]:
    """Yield the parameters in groups: positionals, those without a prefix, one for each prefix."""
    positional = {key: each for key, each in chosen.items() if _is_positional(each)}
    if positional:
        yield "Arguments", positional
    rest = [item for item in chosen.items() if item[0] not in positional]
    order: dict[str, int] = {}
    for key, _ in rest:
        order.setdefault(key.rpartition(".")[0], len(order))
    commands = {parser.name for each in catalog.parsers for parser in each.commands}
    ordered = sorted(rest, key=lambda item: order[item[0].rpartition(".")[0]])
    for prefix, items in groupby(ordered, key=lambda item: item[0].rpartition(".")[0]):
        title = f"Options of {prefix}" if prefix in commands else prefix
        yield title or "Parameters", dict(items)


def _is_positional(parameter: Parameter) -> bool:
    way = parameter.delivery
    return isinstance(way, Words) and not way.options and way.arity != "pair"


def _panel(
    title: str,
    rows: Mapping[str, Parameter],
    names: Mapping[str, str],
    widths: tuple[int, int],
    screen: Console,
) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    table.add_column(overflow="fold", width=widths[0])
    wide = screen.width >= _WIDE
    if wide:
        table.add_column(overflow="fold", width=widths[1])
    table.add_column(overflow="fold", ratio=1)
    for key, parameter in rows.items():
        name = Text(names[key], style="bold cyan")
        kind = Text(type_of(parameter), style="yellow")
        sets = [f"sets {key}"] if _is_renamed(parameter) else []
        facts = Text(clean(" · ".join([*sets, *facts_of(parameter)])), style="dim")
        about = Text(_clean_lines(parameter.help))
        said = Text("\n").join([about, facts] if about else [facts])
        table.add_row(*((name, kind, said) if wide else (Text("\n").join([name, kind]), said)))
    return Panel(table, title=Text(title), title_align="left", border_style="dim")


_WIDE = 70
"""Columns from which on the type has a column of its own."""


def _widths(
    chosen: Mapping[str, Parameter], names: Mapping[str, str], screen: Console
) -> tuple[int, int]:
    """Return how wide names and types are, the same in all panels."""
    types = [len(type_of(each)) for each in chosen.values()]
    most = screen.width * 2 // 5
    longest = max(map(len, names.values()), default=0)
    return min(longest, most), min(max(types, default=0), most // 2)


def _ways(parameter: Parameter) -> list[Words]:
    return [each.delivery for each in parameter.definitions if isinstance(each.delivery, Words)]


def _said_by(parameter: Parameter) -> list[str]:
    """Return the options of the script's that set a parameter."""
    return [name for way in _ways(parameter) for name in (*way.options, *way.off)]


def _options(catalog: Catalog) -> frozenset[str]:
    """Return all options of the script's, also those that set nothing."""
    others = {name for parser in catalog.parsers for way in parser.others for name in way.options}
    return frozenset(others.union(*map(_said_by, catalog.parameters.values())))


def _is_renamed(parameter: Parameter) -> bool:
    """Return whether the options of the script's have another name than what they set."""
    names = {name.lstrip("-+").replace("-", "_") for name in _said_by(parameter)}
    return bool(names) and parameter.name.rpartition(".")[2].replace("-", "_") not in names


def _spelled(key: str, parameter: Parameter, taken: Container[str]) -> str:
    """Return how a parameter is set: by its options or place, or ``-D`` if its name is `taken`."""
    if parameter.manager == WORDS:
        pair = any(way.arity == "pair" for way in _ways(parameter))
        spelled = dict.fromkeys(_said_by(parameter))
        return ", ".join(spelled) or (f"{key}=" if pair else key)
    if f"--{key}" in taken:
        return f"-D {key}="
    return f"--{key}, --no-{key}" if is_bool(parameter.type) else f"--{key}"


def _show_parser(parser: Parser, screen: Console) -> None:
    """Print the subcommands of a script's parser, and where it cannot be read."""
    if parser.commands:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
        for each in parser.commands:
            table.add_row(Text(each.name, style="bold cyan"), Text(clean(each.description)))
        put(screen, Panel(table, title="Commands", title_align="left", border_style="dim"))
    for opening in parser.openings:
        note = f"Not all of its options are known: {opening.reason} ({opening.location})."
        put(screen, Padding(Text(note, style="dim"), (0, 1)))


def _show_options(invocation: Invocation, screen: Console) -> None:
    options = shown_options(invocation.command)
    found = invocation.found
    if invocation.command == "run" and found and found.target.kind == "notebook":
        options += OPTIONS
    if "help_all" not in invocation.given:
        names = " ".join(option.names[0] for option in options)
        own = f"hprun's own: {names}\n--help-all explains them; -- --help is the script's own."
        put(screen, Padding(Text(own, style="dim"), (0, 1)))
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for option in options:
        name = Text(", ".join(option.names), style="bold cyan")
        if option.metavar:
            name.append(f" {option.metavar}", style="yellow")
        table.add_row(name, Text(option.help.replace("`", "")))
    put(screen, Panel(table, title=_OWN, title_align="left", border_style="dim"))
    if command_named(invocation.command).runs:
        put(screen, Padding(Text(_PASSING, style="dim"), (0, 1)))


# hprun itself


def _show_own(command: str) -> None:
    """Print the help of hprun, or of a command, without a target."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode="rich",
        subcommand_metavar="COMMAND | TARGET [ARGS]...",
    )
    if command == "run":
        app.callback(help=_HPRUN, add_help_option=False)(_command([*_own("run")]))
        for name in COMMANDS:
            app.command(name, help=command_named(name).help, add_help_option=False)(
                _command([*_arguments(name), *_own(name)])
            )
    else:
        row = command_named(command)
        app.command(help=row.help, options_metavar="[OPTIONS]", add_help_option=False)(
            _command([*_arguments(command), *_own(command)])
        )
    program = " ".join(filter(None, ("hprun", "" if command == "run" else command)))
    app(["--help"], prog_name=program, standalone_mode=False)


def _command(parameters: list[inspect.Parameter]) -> Callable[..., None]:
    """Return a function with this signature, which is what typer makes options of."""

    def command(**_: object) -> None:
        """Do nothing: only the signature is wanted."""

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by typer
    return command


def _arguments(command: str) -> Iterator[inspect.Parameter]:
    """Yield the words that stand on a command's line."""
    for position, word in enumerate(command_named(command).positionals):
        yield inspect.Parameter(
            f"argument_{position}",
            inspect.Parameter.KEYWORD_ONLY,
            annotation=str,
            default=typer.Argument(
                None, show_default=False, metavar=escape(word), help=POSITIONALS[word]
            ),
        )


def _own(command: str) -> Iterator[inspect.Parameter]:
    """Yield hprun's own options for a command."""
    yield from map(_of_table, shown_options(command))


def _helping(context: typer.Context) -> None:
    """Print the help, which typer would otherwise list as an option of its own."""
    context.get_help()
    raise typer.Exit


def _of_table(option: Option) -> inspect.Parameter:
    settings: dict[str, Any] = {
        "help": escape(option.help),
        "metavar": escape(option.metavar) or " ",
        "rich_help_panel": _OWN,
        "callback": _helping if option.field == "help" else None,
    }
    return inspect.Parameter(
        f"option_{option.field}",
        inspect.Parameter.KEYWORD_ONLY,
        annotation=str if option.metavar else bool,
        default=typer.Option(None, *option.names, show_default=False, **settings),
    )
