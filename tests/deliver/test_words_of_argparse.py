"""Values come to argparse as its own words: the parser hands out what was set."""

import contextlib
import io
from pathlib import Path

import pytest

from hprun.cli.grammar import Found, read
from hprun.deliver.placing import spelled
from hprun.errors import HprunError
from hprun.model import COMMAND_LINE, FILE
from hprun.scan import scan_source
from hprun.values.layer import Assignment, Layer
from hprun.values.merge import resolve

HEAD = """
import argparse, enum, json, pathlib
class Color(enum.Enum):
    RED = "r"
    BLUE = "b"
class Upper(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values.upper())
class Flag(argparse.Action):
    def __init__(self, option_strings, dest, nargs=None, **known):
        super().__init__(option_strings, dest, nargs=0, **known)
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, True)
def str2bool(text):
    return {"yes": True, "no": False}[text]
p = argparse.ArgumentParser()
"""


def delivered(source, assigned, typed=(), origin=COMMAND_LINE):
    """The namespace that the parser makes of the words for what is assigned."""
    catalog = scan_source(f"{HEAD}{source}\np.parse_args()\n".encode(), "s.py")
    line = read("run", ["s.py", *typed], lambda word, _: Found(word, catalog)).line
    given = [Assignment(name, value, "-D") for name, value in assigned.items()]
    resolution = resolve(catalog, [Layer(origin, given)])
    assert resolution.mistakes == ()
    words = spelled(catalog, resolution, line, given if origin == COMMAND_LINE else [])
    scope = {}
    exec(HEAD + source, scope)
    with contextlib.redirect_stderr(io.StringIO()):
        return vars(scope["p"].parse_args(words))


def check_delivery(source, assigned, expected, typed=(), origin=COMMAND_LINE):
    namespace = delivered(source, assigned, typed, origin)
    found = {name: namespace[name] for name in expected}
    assert repr(found) == repr(expected)


VALUES = {
    "a number": ('"--a", type=float, default=0.1', 1e-5),
    "a whole number for a float": ('"--a", type=float', 3.0),
    "a text like a number": ('"--a"', "012"),
    "a text like an option": ('"--a"', "--b"),
    "a text with a blank": ('"--a"', " x  y"),
    "an empty text": ('"--a", default="x"', ""),
    "a path": ('"--a", type=pathlib.Path', "x/y"),
    "a choice": ('"--a", choices=["x", "y"], default="x"', "y"),
    "a choice of numbers": ('"--a", type=int, choices=range(3), default=0', 2),
    "true to bool": ('"--a", type=bool, default=False', True),
    "false to bool": ('"--a", type=bool, default=True', False),
    "a list for bool": ('"--a", type=bool, nargs="+"', [False, True]),
    "a flag": ('"--a", action="store_true"', True),
    "a flag that says no": ('"--no", dest="a", action="store_false"', False),
    "a flag with its counterpart": (
        '"--a", action=argparse.BooleanOptionalAction, default=1',
        False,
    ),
    "a constant": ('"--a", action="store_const", const=7, default=1', 7),
    "a count": ('"-v", "--a", action="count", default=1', 3),
    "one or more": ('"--a", type=int, nargs="+", default=[1]', [2, -3]),
    "any number": ('"--a", type=int, nargs="*", default=[1]', []),
    "so many": ('"--a", type=float, nargs=2, default=(0.9, 0.95)', [0.5, 0.6]),
    "none or one": ('"--a", type=int, nargs="?", const=7, default=1', 3),
    "appended": ('"--a", type=int, action="append"', [1, 2]),
    "appended to a list": ('"--a", type=int, action="append", default=[1]', [1, 2]),
    "appended pairs": ('"--a", nargs=2, action="append"', [["x", "y"], ["z", "-"]]),
    "appended constants": ('"--a", action="append_const", const=5', [5, 5]),
    "extended": ('"--a", type=int, action="extend", nargs="+", default=[1]', [1, 2, 3]),
    "extended by nothing": ('"--a", action="extend", nargs="*"', []),
    "extended by nothing new": ('"--a", type=int, action="extend", nargs="+", default=[1]', [1]),
    "a positional": ('"a", type=int', 3),
    "a positional that may be missing": ('"a", nargs="?", type=int, default=1', 3),
    "positionals": ('"a", nargs="*"', ["x", "y"]),
    "all that are left": ('"a", nargs=argparse.REMAINDER', ["x", "--y", "3"]),
    "an action of its own that is a flag": ('"--a", action=Flag, default=False', True),
    "one dash": ('"-a", type=int', -3),
}


@pytest.mark.parametrize("origin", [COMMAND_LINE, FILE], ids=["-D", "a file"])
@pytest.mark.parametrize("case", VALUES.values(), ids=VALUES)
def test_a_value(case, origin):
    added, value = case
    real = Path(value) if "Path" in added else value
    check_delivery(f"p.add_argument({added})", {"a": value}, {"a": real}, origin=origin)


TEXTS = {
    "a function of the script's": ('"--a", type=str2bool, default=True', "no", "False"),
    "a lambda": ('"--a", type=lambda t: [*map(int, t.split(","))], default=[1]', "3,4", "[3, 4]"),
    "a converter of a library": ('"--a", type=json.loads, default=None', '{"x": 1}', "{'x': 1}"),
    "the value of an enum": ('"--a", type=Color, default=Color.RED', "b", "<Color.BLUE: 'b'>"),
    "one of an enum": ('"--a", type=Color, choices=list(Color)', "r", "<Color.RED: 'r'>"),
    "an action of its own": ('"--a", action=Upper', "x", "'X'"),
}


@pytest.mark.parametrize("origin", [COMMAND_LINE, FILE], ids=["-D", "a file"])
@pytest.mark.parametrize("case", TEXTS.values(), ids=TEXTS)
def test_a_text_that_the_script_converts(case, origin):
    added, text, expected = case
    assert repr(delivered(f"p.add_argument({added})", {"a": text}, (), origin)["a"]) == expected


PLACES = {
    "a name of its own": ('p.add_argument("--lr", dest="rate", type=float)', {"rate": 0.5}, ""),
    "a group": ('p.add_argument_group().add_argument("--a", type=int)', {"a": 3}, ""),
    "other characters": (
        'p = argparse.ArgumentParser(prefix_chars="+"); p.add_argument("++a", type=int)',
        *({"a": 3}, ""),
    ),
    "required": ('p.add_argument("--a", required=True, type=int)', {"a": 3}, ""),
    "a second way": (
        'p.add_argument("--a", action="store_true")\n'
        'p.add_argument("--no", dest="a", action="store_false")\np.set_defaults(a=True)',
        *({"a": False}, ""),
    ),
    "behind what is typed": (
        'p.add_argument("--a", nargs="+", type=int); p.add_argument("--b", type=int)',
        *({"b": 3}, "--a 1 2"),
    ),
    "a list before what is typed": (
        'p.add_argument("d"); p.add_argument("--a", nargs="+", type=int)',
        *({"a": [1, 2]}, "x"),
    ),
}


@pytest.mark.parametrize("case", PLACES.values(), ids=PLACES)
def test_a_place(case):
    source, assigned, typed = case
    check_delivery(source, assigned, assigned, typed.split())


def test_a_subcommand():
    source = (
        's = p.add_subparsers(dest="c"); t = s.add_parser("train", aliases=["t"])\n'
        't.add_argument("--lr", type=float, default=0.1); t.add_argument("d")'
    )
    check_delivery(source, {"train.lr": 0.5}, {"c": "train", "lr": 0.5}, ["train", "x"])


UNSAID = {
    "less than the list that is added to": (
        '"--a", type=int, action="extend", nargs="+", default=[1]',
        [],
        "parameter 'a' (s.py:17): no option says [] (its words are added to the default) (-D);"
        " it is said by --a",
    ),
    "nothing, where one word is needed": (
        '"--a", action="append"',
        [],
        "parameter 'a' (s.py:17): no option says [] (its words are added to the default) (-D);"
        " it is said by --a",
    ),
    "a flag taken back": (
        '"--a", action="store_true", default=True',
        False,
        "parameter 'a' (s.py:17): no option says false (-D); it is said by --a",
    ),
}


@pytest.mark.parametrize("case", UNSAID.values(), ids=UNSAID)
def test_what_no_words_say_is_refused(case):
    added, value, message = case
    with pytest.raises(HprunError) as caught:
        delivered(f"p.add_argument({added})", {"a": value})
    assert str(caught.value) == message
