"""Layer 4: help. Typer lays it out, from functions whose signatures are made of the catalog."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import typer
from rich.markup import escape

from hprun.cli.grammar import COMMANDS, OPTIONS, Option, is_bool
from hprun.convert import choices_of, show
from hprun.model import Catalog, Parameter

_TAKEN = {"--help"}.union(*(option.names for option in OPTIONS))
"""What is hprun's own, also where a parameter has the name."""

_FREE = "Parameters"
_OWN = "Options of hprun"
_DOES = {
    "run": "Run {} with its parameters set.",
    "inspect": "Show what can be set in {}.",
    "dump": "Write the values of {} as a file.",
    "why": "Show where values of {} come from.",
    "check": "Check values against {} without running it.",
}
_HPRUN = """Run a Python script with its hyperparameters set from outside.

hprun train.py -D lr=0.1 runs train.py; hprun train.py --help shows all that can be set in it."""
_PASSING = "Words after the target, and everything after --, are the script's own arguments."


def show_help(command: str, target: str, catalog: Catalog) -> None:
    """Print the help of hprun or of a command, with the parameters of the target if any."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode="rich",
        subcommand_metavar="COMMAND | TARGET [ARGS]...",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    if target or command != "run":
        about = _DOES[command].format(plain(target)) if target else COMMANDS[command]
        running = command == "run"
        app.command(
            help=about,
            epilog=_PASSING if running else None,
            options_metavar="[OPTIONS] [ARGS]..." if running else "[OPTIONS]",
        )(_command([*_parameters(catalog), *_own(command, named=bool(target))]))
    else:
        app.callback(help=_HPRUN)(_command(list(_own("run", named=True))))
        for name, about in COMMANDS.items():
            app.command(name, help=about)(_command(list(_own(name, named=False))))
    program = " ".join(filter(None, ("hprun", "" if command == "run" else command, target)))
    app(["--help"], prog_name=program, standalone_mode=False)


def plain(text: str) -> str:
    """Return markup that shows a text as it is, without a meaning for ``[bold]`` or ``:smile:``."""
    return escape(text).replace(":", "[none]:[/none]")


def _command(parameters: list[inspect.Parameter]) -> Callable[..., None]:
    """Return a function with this signature, which is what typer makes options of."""

    def command(**_: object) -> None:
        """Do nothing: only the signature is wanted."""

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by typer
    return command


def _parameters(catalog: Catalog) -> Iterator[inspect.Parameter]:
    """Yield an option for every parameter, in one panel for each prefix."""
    for key, parameter in catalog.parameters.items():
        switch = is_bool(parameter.type)
        if f"--{key}" in _TAKEN:
            spelled = f"-D {key}="
        else:
            spelled = f"--{key}/--no-{key}" if switch else f"--{key}"
        yield _option(
            bool if switch else str,
            spelled,
            help=_about(parameter),
            metavar=plain(str(parameter.type)),
            rich_help_panel=plain(key.rpartition(".")[0]) or _FREE,
        )


def _own(command: str, *, named: bool) -> Iterator[inspect.Parameter]:
    """Yield hprun's own options for a command, and its arguments until they are named."""
    if not named:
        words = ["NAME", "TARGET"] if command == "why" else ["TARGET"]
        for word in words:
            yield inspect.Parameter(
                word,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=str,
                default=typer.Argument(None, show_default=False, help=_ARGUMENTS[word]),
            )
    for option in OPTIONS:
        if command in option.commands and option.field != "help":
            yield _of_table(option)


_ARGUMENTS = {
    "NAME": "A parameter, a prefix, or a pattern such as 'optim.*'.",
    "TARGET": "A script, or a folder or zip with a __main__.py.",
}


def _of_table(option: Option) -> inspect.Parameter:
    return _option(
        str if option.metavar else bool,
        *option.names,
        help=plain(option.help),
        metavar=plain(option.metavar) or " ",
        rich_help_panel=_OWN,
    )


def _option(annotation: type, *names: str, **settings: Any) -> inspect.Parameter:  # noqa: ANN401 - typer's
    """Return a parameter of a signature; its own name is never seen."""
    return inspect.Parameter(
        f"option_{'_'.join(each for each in ''.join(names) if each.isalnum())}_{len(names)}",
        inspect.Parameter.KEYWORD_ONLY,
        annotation=annotation,
        default=typer.Option(None, *names, show_default=False, **settings),
    )


def _about(parameter: Parameter) -> str:
    """Return the help of a parameter: what it is, then its default, choices and place, dimmed."""
    default = parameter.default
    if default is None:
        facts = ["required"]
    elif default.known:
        facts = [f"default {show(default.value, parameter.type) or repr('')}"]
    else:
        facts = [f"default {default.text}"]
    choices = choices_of(parameter.type)
    if choices:
        facts.append(f"one of {', '.join(map(show, choices))}")
    facts.append(str(parameter.location))
    shown = f"[dim]{plain(' · '.join(facts))}[/dim]"
    return f"{plain(parameter.help)}\n\n{shown}" if parameter.help else shown
