"""Command lines that fire makes of functions, classes, objects, dicts and modules."""

from textwrap import dedent

import pytest
from scan_checks import said

from hprun.model import Words
from hprun.scan import scan_source

NOTHING = {
    "fire is not imported": "def main(lr=0.1): ...\nfire.Fire(main)",
    "words of its own": "import fire\ndef main(lr=0.1): ...\nfire.Fire(main, command='--lr 1')",
    "another function": "import fire\ndef main(lr=0.1): ...\nfire.decorators.SetParseFn(main)",
}


@pytest.mark.parametrize("source", NOTHING.values(), ids=NOTHING)
def test_what_is_no_command_line(source):
    catalog = scan_source(source.encode())
    assert (catalog.parameters, catalog.parsers) == ({}, ())


def found(source):
    return said("import fire\n" + dedent(source))


def way(*options, command=()):
    return Words(options, "?", command=command)


def no(*options, command=()):
    return Words(options, "0", says=False, command=command)


def place(*command):
    return Words((), "?", None, command=command)


def test_the_arguments_of_a_function():
    assert found("""
        def main(data, lr: float = 0.1, amp=False, *rest, batch_size: int = 4, base="x"): ...
        fire.Fire(main)
        """) == {
        "data": ("any", ..., way("--data", "-d"), no("--nodata"), place()),
        "lr": ("float", 0.1, way("--lr", "-l"), place()),
        "amp": ("bool", False, way("--amp", "-a"), no("--noamp"), place()),
        "batch_size": ("int", 4, way("--batch_size", "--batch-size")),
        "base": ("str", "x", way("--base")),
    }


def test_a_letter_of_hprun_itself_is_left_to_it():
    said = found("def main(config=1, quick=2): ...\nfire.Fire(main)")
    assert {key: facts[2] for key, facts in said.items()} == {
        "config": way("--config"),
        "quick": way("--quick"),
    }


def test_the_methods_of_a_class_are_commands():
    assert found("""
        class Part:
            def go(self, n=1): ...
        class Model:
            def __init__(self, width=3):
                self.part = Part()
            def fit(self, lr=0.1, width=2): ...
            def _hidden(self, x=1): ...
            @property
            def size(self): ...
        fire.Fire(Model)
        """) == {
        "width": (
            *("int", 3, way("--width", "-w"), way("--width", "-w", command=("fit",))),
            *(way("--width", "-w", command=(each,)) for each in ("size", "part")),
        ),
        "fit.lr": ("float", 0.1, way("--lr", "-l", command=("fit",)), place("fit")),
        "part.go.n": (*("int", 1, way("--n", "-n", command=("part", "go")), place("part", "go")),),
    }


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("fire.Fire({'a': f, 'b': {'c': f}})", ["a.x", "b.c.x"], id="a dict"),
        pytest.param("class A:\n  def a(self, y=1): ...\nfire.Fire(A())", ["a.y"], id="an object"),
        pytest.param("def g(y): ...\nfire.Fire()", ["f.x", "g.y"], id="the module"),
        pytest.param("fire.Fire(component=f, name='z')", ["x"], id="by name"),
    ],
)
def test_what_fire_may_be_given(source, names):
    assert [*found(f"def f(x=1): ...\n{source}")] == names


OPEN = {
    "any name": ("def f(**rest): ...\nfire.Fire(f)", "f takes any name"),
    "something computed": ("fire.Fire(input())", "what fire is given cannot be read"),
    "something installed": (
        "import numpy\nfire.Fire(numpy.add)",
        "what fire is given cannot be read",
    ),
    "a name of the module": (
        "def f(x=1): ...\nother = input()\nfire.Fire()",
        "other cannot be read",
    ),
}


@pytest.mark.parametrize(("source", "reason"), OPEN.values(), ids=OPEN)
def test_what_leaves_it_open(source, reason):
    (parser,) = scan_source(f"import fire\n{source}".encode()).parsers
    assert [each.reason for each in parser.openings] == [reason]


def test_help_and_description():
    source = """
    import fire
    def f(lr=1, wd=2,  # decay
          x=3):
        '''Train.

        Args:
            lr: rate
        '''
    fire.Fire(f)
    """
    catalog = scan_source(dedent(source).encode())
    helps = [each.help for each in catalog.parameters.values()]
    assert (helps, catalog.parsers[0].description) == (["rate", "decay", ""], "Train.")
