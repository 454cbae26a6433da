"""Command lines made by click: options on functions, what they are called, what groups they are in."""

from textwrap import dedent

import pytest
from scan_checks import flag, said, way, write_files

from hprun.model import Entry, Words
from hprun.scan import scan, scan_source

NOTHING = {
    "click is not imported": "@click.command()\n@click.option('--lr')\ndef f(lr): ...\nf()",
    "a package of the same name below": "import my.click as click\n@click.command()\n"
    "@click.option('--lr')\ndef f(lr): ...\nf()",
    "nothing runs the command": "import click\n@click.command()\n@click.option('--lr')\n"
    "def f(lr): ...",
    "no command": "import click\n@click.option('--lr')\ndef f(lr): ...\nf()",
    "words of its own": "import click\n@click.command()\n@click.option('--lr')\ndef f(lr): ...\n"
    "f(['--lr', '1'])\nf.main(args=[])",
    "a variable of that name": "import click\nclick = object()\n@click.command()\n"
    "@click.option('--lr')\ndef f(lr): ...\nf()",
}


@pytest.mark.parametrize("source", NOTHING.values(), ids=NOTHING)
def test_what_is_no_command_line(source):
    catalog = scan_source(source.encode())
    assert (catalog.parameters, catalog.parsers) == ({}, ())


OPTIONS = {
    "the default tells the type": (
        'option("--lr", default=0.1)',
        ("lr", "float", 0.1, way("--lr")),
    ),
    "without one it is a text or none": ('option("--lr")', ("lr", "str | None", None, way("--lr"))),
    "most dashes name it": (
        'option("-b", "--batch-size", "--bs", type=int, default=1)',
        ("batch_size", "int", 1, way("-b", "--batch-size", "--bs")),
    ),
    "a name of its own": ('option("-l", "rate", default=1)', ("rate", "int", 1, way("-l"))),
    "names are in small letters": (
        'option("--Max-LR", type=click.FLOAT, default="1")',
        ("max_lr", "float", 1.0, way("--Max-LR")),
    ),
    "required": (
        'option("--n", required=True, type=click.IntRange(1, 9))',
        ("n", "int", ..., way("--n")),
    ),
    "required, with a default": (
        'option("--n", required=True, default=1)',
        ("n", "int", 1, way("--n")),
    ),
    "asked for": (
        'option("--key", prompt=True, required=True)',
        ("key", "str", "~asked for at run time", way("--key")),
    ),
    "a default that is computed": (
        'option("--n", default=lambda: 1, type=int)',
        ("n", "int", "~lambda: 1", way("--n")),
    ),
    "a flag": ('option("--amp", is_flag=True)', ("amp", "bool", False, flag("--amp"))),
    "yes and no": (
        'option("--amp/--no-amp", "-a/-A", default=True)',
        ("amp", "bool", True, flag("--amp", "-a", off=("--no-amp", "-A"))),
    ),
    "no alone": (
        'option("amp", " /--no-amp", default=True)',
        ("amp", "bool", True, flag("--no-amp", says=False)),
    ),
    "a bool is no flag": ('option("--amp", default=True)', ("amp", "bool", True, way("--amp"))),
    "a value or none": (
        'option("--log", is_flag=False, flag_value="all", default="no")',
        ("log", "str", "no", way("--log", arity="?", says="all")),
    ),
    "counted": ('option("-v", count=True)', ("v", "int", 0, way("-v", arity="count", says=True))),
    "several": (
        'option("--x", multiple=True, default=[1])',
        ("x", "tuple[int, ...]", (1,), way("--x", arity="each")),
    ),
    "so many words": (
        'option("--x", nargs=2, type=float, default=(1, 2))',
        ("x", "tuple[float, float]", (1.0, 2.0), way("--x", arity="2")),
    ),
    "a type for each word": (
        'option("--x", type=(str, int))',
        ("x", "tuple[str, int] | None", None, way("--x", arity="2")),
    ),
    "choices": (
        'option("--o", type=click.Choice(["a", "b"]), default="a")',
        ("o", "str", "a", way("--o")),
    ),
    "a path is a text": (
        'option("--o", type=click.Path(exists=True), default="a")',
        ("o", "str", "a", way("--o")),
    ),
    "a class for paths": (
        'option("--o", type=click.Path(path_type=pathlib.Path), default="a")',
        ("o", "Path", "a", way("--o")),
    ),
    "a function converts": (
        'option("--o", type=str.lower, default="a")',
        ("o", "at run time", "a", way("--o")),
    ),
    "an argument": ('argument("SRC")', ("src", "str", ..., way())),
    "an argument with a default": ('argument("n", default=3)', ("n", "int", 3, way())),
    "an argument that may be left out": (
        'argument("n", required=False)',
        ("n", "str | None", None, way()),
    ),
    "any number of arguments": (
        'argument("src", nargs=-1, type=click.File())',
        ("src", "tuple[str, ...]", (), way(arity="*")),
    ),
    "at least one": (
        'argument("src", nargs=-1, required=True)',
        ("src", "tuple[str, ...]", ..., way(arity="+")),
    ),
}


@pytest.mark.parametrize(("written", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_what_is_said_of_an_option(written, expected):
    name, *facts = expected
    source = f"import click, pathlib\n@click.command()\n@click.{written}\ndef f(**k): ...\nf()"
    assert said(source) == {name: tuple(facts)}


def test_flags_share_a_name():
    source = """
    import click
    @click.command
    @click.option("--up", "way", flag_value="u", default=True)
    @click.option("--low", "way", flag_value="l")
    def f(way): ...
    f.main()
    """
    ways = (flag("--up", says="u"), flag("--low", says="l"))
    assert said(dedent(source)) == {"way": ("str", "u", *ways)}


SHARED = {
    "main.py": """
        import rich_click as click
        from options import common, every, LISTED, timed
        @click.group("all")
        @click.option("--seed", default=1)
        @click.version_option("1")
        @click.pass_context
        def cli(ctx, seed): ...
        @cli.command()
        @common
        @click.pass_obj
        def fit_command(obj, lr, amp): ...
        @cli.command("test", context_settings={"help_option_names": ["-h", "--help"]})
        @every(LISTED)
        @timed
        def other(): ...
        @click.command()
        @click.argument("a")
        @click.argument("b")
        def inner(a, b): ...
        cli.add_command(inner, name="show")
        if __name__ == "__main__":
            cli(obj={})
        """,
    "options.py": """
        import functools
        import rich_click as click
        def common(function):
            for each in (click.option("--amp", is_flag=True), click.option("--lr", default=0.1)):
                function = each(function)
            return function
        def every(options):
            def decorate(function):
                for option in reversed(options):
                    function = option(function)
                return function
            return decorate
        LISTED = [click.option("--x", default=1), click.option("--y", default=2)]
        def timed(function):
            @click.option("--time", is_flag=True)
            @functools.wraps(function)
            def wrapper(*args, **kwargs): ...
            return wrapper
        """,
}


def test_groups_and_shared_options(tmp_path):
    write_files(tmp_path, SHARED)
    catalog = scan([Entry(f"{tmp_path}/main.py")], [str(tmp_path)])
    ways = {key: each.delivery.options for key, each in catalog.parameters.items()}
    assert ways == {
        "seed": ("--seed",),
        "fit.lr": ("--lr",),
        "fit.amp": ("--amp",),
        "test.x": ("--x",),
        "test.y": ("--y",),
        "test.time": ("--time",),
        "show.a": (),
        "show.b": (),
    }
    (parser,) = catalog.parsers
    helps = Words(("--help",), "0")
    assert parser.others == (helps, Words(("--version",), "0"))
    assert [(each.name, each.others) for each in parser.commands] == [
        ("fit", (helps,)),
        ("test", (Words(("-h", "--help"), "0"),)),
        ("show", (helps,)),
    ]
    assert (parser.openings, parser.abbreviates) == ((), False)


OPEN = {
    "words let through": (
        '@click.command(context_settings={"ignore_unknown_options": True})',
        "what it does not know is let through",
    ),
    "more words": (
        "@click.command(context_settings=dict(allow_extra_args=True))",
        "what it does not know is let through",
    ),
    "a computed name": (
        "@click.command()\n@click.option(input())",
        "an option whose name is computed",
    ),
    "commands in a row": ("@click.group(chain=True)", "commands may follow one another"),
    "a class of its own": ("@click.command(cls=Mine)", "a class of its own makes it"),
    "an extension": (
        "@click.command()\n@click_log.simple_verbosity_option()",
        "options of click_log",
    ),
    "unknown code": ("@click_log.command\n@click.command()", "options of click_log"),
    "settings": ("@click.command(context_settings=input())", "settings that are computed"),
}


@pytest.mark.parametrize(("decorators", "reason"), OPEN.values(), ids=OPEN)
def test_what_leaves_a_command_open(decorators, reason):
    source = f"import click, click_log\n{decorators}\ndef f(): ...\nf()"
    (parser,) = scan_source(source.encode()).parsers
    assert {each.reason for each in parser.openings} == {reason}


def test_a_command_that_is_handed_on_is_open():
    source = "import click, other\n@click.command()\ndef f(): ...\nother.patch(f)\nf()"
    (parser,) = scan_source(source.encode()).parsers
    assert [each.reason for each in parser.openings] == ["handed to other.patch"]


def test_help_and_description():
    source = """
    import click
    @click.command()
    @click.option("--lr", default=1, help="the\\n  rate")
    @click.option("--wd", default=1)  # the decay
    def f(lr, wd):
        '''Train a
        model.

        More.'''
    f()
    """
    catalog = scan_source(dedent(source).encode())
    assert {key: each.help for key, each in catalog.parameters.items()} == {
        "lr": "the rate",
        "wd": "the decay",
    }
    assert catalog.parsers[0].description == "Train a model."
