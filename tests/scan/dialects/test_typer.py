"""Command lines made by typer: a function's arguments, and the apps that functions belong to."""

from textwrap import dedent

import pytest
from scan_checks import flag, said, way

from hprun.model import Words
from hprun.scan import scan_source

HEAD = """
import enum, typer
from pathlib import Path
from typing import Annotated, Literal, Optional
class Color(str, enum.Enum):
    RED = "r"
    BLUE = "b"
class Plain(enum.Enum):
    A = "a"
    B = "b"
LR = Annotated[float, typer.Option("--lr", "-l", help="rate")]
"""
NOTHING = {
    "typer is not imported": "def main(lr: float = 0.1): ...\ntyper.run(main)",
    "nothing runs the app": "import typer\napp = typer.Typer()\n@app.command()\n"
    "def main(lr: float = 0.1): ...",
    "words of its own": "import typer\napp = typer.Typer()\n@app.command()\n"
    "def main(lr: float = 0.1): ...\napp(['--lr', '1'])",
    "a function of that name": "import typer\ndef typer(f): ...\ntyper.run = 1\n"
    "def main(lr=1): ...\ntyper.run(main)",
}


@pytest.mark.parametrize("source", NOTHING.values(), ids=NOTHING)
def test_what_is_no_command_line(source):
    catalog = scan_source(source.encode())
    assert (catalog.parameters, catalog.parsers) == ({}, ())


def found(source):
    return said(HEAD + dedent(source))


ARGUMENTS = {
    "no default": ("x: int", ("int", ..., way())),
    "a default": ("x: int = 1", ("int", 1, way("--x"))),
    "behind the star": ("*, x: int = 1", ("int", 1, way("--x"))),
    "no annotation": ("x=1", ("int", 1, way("--x"))),
    "neither": ("x", ("str", ..., way())),
    "a flag": ("x: bool = False", ("bool", False, flag("--x", off=("--no-x",)))),
    "no and nothing": (
        'x: bool = typer.Option(False, "--yes")',
        ("bool", False, flag("--yes")),
    ),
    "yes and no": (
        'x: bool = typer.Option(False, "--on/--off", "-o/-f")',
        ("bool", False, flag("--on", "-o", off=("--off", "-f"))),
    ),
    "none may be": ("x: Optional[int] = None", ("int | None", None, way("--x"))),
    "a list": ("x: list[int] = [1]", ("list[int]", [1], way("--x", arity="each"))),
    "a list that is needed": ("x: list[Path]", ("list[Path]", ..., way(arity="+"))),
    "a tuple": (
        "x: tuple[int, str] = (1, 'a')",
        ("tuple[int, str]", (1, "a"), way("--x", arity="2")),
    ),
    "a path": ("x: Path = Path('a')", ("Path", "a", way("--x"))),
    "an enum by its values": ("x: Color = Color.RED", ("str", "r", way("--x"))),
    "an enum of no texts by its values": ("x: Plain = Plain.B", ("str", "b", way("--x"))),
    "several of an enum": (
        "x: list[Color] = [Color.RED]",
        ("list[str]", ["r"], way("--x", arity="each")),
    ),
    "a literal": ("x: Literal['a', 'b'] = 'a'", ("str", "a", way("--x"))),
    "an alias of Annotated": ("x: LR = 1", ("float", 1.0, way("--lr", "-l"))),
    "needed by name": ("x: float = typer.Option(...)", ("float", ..., way("--x"))),
    "needed by name, annotated": (
        "x: Annotated[float, typer.Option()]",
        ("float", ..., way("--x")),
    ),
    "asked for": (
        "x: str = typer.Option(..., prompt=True)",
        ("str", "~asked for at run time", way("--x")),
    ),
    "made when it is called": (
        "x: Annotated[int, typer.Option(default_factory=lambda: 1)]",
        ("int", "~lambda: 1", way("--x")),
    ),
    "counted": (
        'x: Annotated[int, typer.Option("-x", count=True)] = 0',
        ("int", 0, way("-x", arity="count", says=True)),
    ),
    "an argument with a default": (
        'x: Annotated[str, typer.Argument(help="it")] = "a"',
        ("str", "a", way()),
    ),
    "a parser of its own": (
        "x: int = typer.Option(1, parser=int)",
        ("at run time", 1, way("--x")),
    ),
}


@pytest.mark.parametrize(("written", "expected"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_what_an_argument_is(written, expected):
    assert found(f"def main(ctx: typer.Context, {written}): ...\ntyper.run(main)") == {
        "x": expected
    }


def test_an_app_of_one_command_has_no_command():
    assert found("""
        app = typer.Typer()
        @app.command("fit")
        def main(x: int = 1): ...
        app()
        """) == {"x": ("int", 1, way("--x"))}


APP = """
app = typer.Typer(help="All.")
sub = typer.Typer()
flat = typer.Typer()
@app.callback(invoke_without_command=True)
def top(seed: int = 1):
    '''Not this.'''
@app.command()
def fit_it(x: LR = 1): ...
@sub.command("show", context_settings={"ignore_unknown_options": True})
def other(y: int = 1): ...
@flat.command()
def inner(z: int = 1): ...
app.add_typer(sub, name="more")
app.add_typer(flat)
if __name__ == "__main__":
    app()
"""


def test_commands_and_groups():
    assert {key: each[2] for key, each in found(APP).items()} == {
        "seed": way("--seed"),
        "fit-it.x": way("--lr", "-l", command=("fit-it",)),
        "more.show.y": way("--y", command=("more", "show")),
        "inner.z": way("--z", command=("inner",)),
    }
    (parser,) = scan_source((HEAD + APP).encode()).parsers
    help_, completion = Words(("--help",), "0"), ("--install-completion", "--show-completion")
    assert parser.others == (help_, Words(completion, "0"))
    assert (parser.description, parser.openings) == ("All.", ())
    (show,) = parser.commands[1].commands
    assert [each.reason for each in show.openings] == ["what it does not know is let through"]


def test_help_stands_in_the_option_and_in_the_docstring():
    source = """
    def main(x: LR = 1, y: int = 2):
        '''Train.

        Args:
            y: decay
        '''
    typer.run(main)
    """
    catalog = scan_source((HEAD + dedent(source)).encode())
    assert {key: each.help for key, each in catalog.parameters.items()} == {
        "x": "rate",
        "y": "decay",
    }
