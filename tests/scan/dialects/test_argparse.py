"""Command lines made by argparse: what the scan finds in them, without executing anything."""

import pytest

from hprun.model import Words
from hprun.scan import scan_source

HEAD = """
import argparse
parser = argparse.ArgumentParser()
"""


def found(source):
    """Every parameter: its type, its default (`...` where it is required), how it is said."""
    catalog = scan_source(source.encode())
    return {key: _facts(each) for key, each in catalog.parameters.items()}


def _facts(parameter):
    default = parameter.default
    value = ... if default is None else default.value if default.known else default.text
    return str(parameter.type), value, parameter.definitions[0].delivery


def check_option(added, *facts):
    """One call, with the parser that reads the words."""
    assert found(f"{HEAD}parser.add_argument({added})\nparser.parse_args()") == dict(facts)


OPTIONS = {
    "a text by default": (
        '"--name"',
        ("name", ("str | None", None, Words(("--name",), says=None))),
    ),
    "a type": (
        '"--lr", type=float, default=0.1',
        ("lr", ("float", 0.1, Words(("--lr",), says=None))),
    ),
    "the first long option names it": (
        '"-b", "--batch-size", "--bs", type=int, default=64',
        ("batch_size", ("int", 64, Words(("-b", "--batch-size", "--bs"), says=None))),
    ),
    "a default that is a text is converted": (
        '"--n", type=int, default="3"',
        ("n", ("int", 3, Words(("--n",), says=None))),
    ),
    "a flag": ('"--amp", action="store_true"', ("amp", ("bool", False, Words(("--amp",), "0")))),
    "a flag that says no": (
        '"--no-cache", dest="cache", action="store_false"',
        ("cache", ("bool", True, Words(("--no-cache",), "0", says=False))),
    ),
    "a flag with a counterpart": (
        '"--amp", action=argparse.BooleanOptionalAction, default=True',
        ("amp", ("bool", True, Words(("--amp",), "0", off=("--no-amp",)))),
    ),
    "a count": (
        '"-v", action="count", default=0',
        ("v", ("int", 0, Words(("-v",), "count", adds=True))),
    ),
    "choices": (
        '"--opt", choices=["adam", "sgd"], default="adam"',
        ("opt", ("str", "adam", Words(("--opt",), says=None))),
    ),
    "several words": (
        '"--layers", type=int, nargs="+", default=[1, 2]',
        ("layers", ("list[int]", [1, 2], Words(("--layers",), "+", says=None))),
    ),
    "again and again": (
        '"--x", type=int, action="append", default=[]',
        ("x", ("list[int]", [], Words(("--x",), "each", adds=True))),
    ),
    "a positional is required": ('"data"', ("data", ("str", ..., Words(says=None)))),
    "a positional that may be missing": (
        '"data", nargs="?", default="d"',
        ("data", ("str", "d", Words((), "?", says=None))),
    ),
    "a function of the script's own": (
        '"--flag", type=lambda text: text == "yes", default=True',
        ("flag", ("at run time", True, Words(("--flag",), says=None))),
    ),
    "a default that only the run knows": (
        '"--seed", type=int, default=hash("x")',
        ("seed", ("int", 'hash("x")', Words(("--seed",), says=None))),
    ),
}


@pytest.mark.parametrize("case", OPTIONS.values(), ids=OPTIONS)
def test_an_option(case):
    check_option(*case)


NONE = {
    "a parser that parses nothing": f"{HEAD}parser.add_argument('--lr')",
    "a list of its own": f"{HEAD}parser.add_argument('--lr')\nparser.parse_args(['--lr', '1'])",
    "a function that is never called": f"{HEAD}parser.add_argument('--lr')\ndef f(): parser.parse_args()",
    "a class of another name": "class ArgumentParser: ...\np = ArgumentParser()\np.add_argument('--lr')\np.parse_args()",
}


@pytest.mark.parametrize("source", NONE.values(), ids=NONE)
def test_no_command_line(source):
    assert found(source) == {}


FOLLOWED = {
    "an alias of the module": "import argparse as ap\np = ap.ArgumentParser()\n{}",
    "an alias of the class": "from argparse import ArgumentParser as AP\np = AP()\n{}",
    "everything imported": "from argparse import *\np = ArgumentParser()\n{}",
    "a function that returns it": "import argparse\ndef make():\n    return argparse.ArgumentParser()\np = make()\n{}",
    "a function that it is passed to": (
        "import argparse\ndef add(q):\n    q.add_argument('--lr', type=float, default=1.0)\n"
        "p = argparse.ArgumentParser()\nadd(p)\np.parse_args()"
    ),
    "an attribute": (
        "import argparse\nclass A:\n    def __init__(self):\n        self.p = argparse.ArgumentParser()\n"
        "        self.p.add_argument('--lr', type=float, default=1.0)\n"
        "    def parse(self):\n        return self.p.parse_args()\nA().parse()"
    ),
    "a subclass": (
        "import argparse\nclass P(argparse.ArgumentParser):\n    def __init__(self):\n"
        "        super().__init__()\n        self.add_argument('--lr', type=float, default=1.0)\n"
        "P().parse_args()"
    ),
    "a parent": (
        "import argparse\nq = argparse.ArgumentParser(add_help=False)\n"
        "q.add_argument('--lr', type=float, default=1.0)\n"
        "argparse.ArgumentParser(parents=[q]).parse_args()"
    ),
    "a group": (
        "import argparse\np = argparse.ArgumentParser()\ng = p.add_argument_group('x')\n"
        "g.add_mutually_exclusive_group().add_argument('--lr', type=float, default=1.0)\np.parse_args()"
    ),
    "a loop over a constant": (
        "import argparse\np = argparse.ArgumentParser()\nfor k, v in {'lr': 1.0}.items():\n"
        "    p.add_argument(f'--{k}', type=type(v), default=v)\np.parse_args()"
    ),
    "defaults set apart": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=2.0)\n"
        "p.set_defaults(lr=1.0)\np.parse_args()"
    ),
    "a default of its own, after those set apart": (
        "import argparse\np = argparse.ArgumentParser()\np.set_defaults(lr=2.0)\n"
        "p.add_argument('--lr', type=float, default=1.0)\np.parse_args()"
    ),
    "a parent whose options keep what they have": (
        "import argparse\nq = argparse.ArgumentParser(add_help=False, argument_default=1.0)\n"
        "q.add_argument('--lr', type=float)\n"
        "argparse.ArgumentParser(parents=[q], argument_default=2.0).parse_args()"
    ),
    "a choice by the type of a constant": (
        "import argparse\np = argparse.ArgumentParser()\nfor v in (1.0,):\n"
        "    kind = float\n    if isinstance(v, bool):\n        kind = str\n"
        "    p.add_argument('--lr', type=kind, default=v)\np.parse_args()"
    ),
    "all words of the process": (
        "import argparse, sys\ndef main(words):\n    p = argparse.ArgumentParser()\n"
        "    p.add_argument('--lr', type=float, default=1.0)\n    p.parse_args(words)\nmain(sys.argv)"
    ),
    "a main function": (
        "import argparse\ndef main():\n    p = argparse.ArgumentParser()\n"
        "    p.add_argument('--lr', type=float, default=1.0)\n    p.parse_args()\n"
        "if __name__ == '__main__':\n    main()"
    ),
    "a function handed to unknown code": (
        "import argparse, torch\ndef main():\n    p = argparse.ArgumentParser()\n"
        "    p.add_argument('--lr', type=float, default=1.0)\n    p.parse_args()\n"
        "torch.multiprocessing.spawn(main)"
    ),
}
ADDED = "p.add_argument('--lr', type=float, default=1.0)\np.parse_args()"


@pytest.mark.parametrize("source", FOLLOWED.values(), ids=FOLLOWED)
def test_a_parser_is_followed(source):
    lr = ("float", 1.0, Words(("--lr",), says=None))
    assert found(source.replace("{}", ADDED)) == {"lr": lr}


OPEN = {
    "a computed name": "import sys\nparser.add_argument(sys.argv[1])",
    "unknown words are let through": "parser.parse_known_args()",
    "handed to a library": "import lib\nlib.add_arguments(parser)",
}


@pytest.mark.parametrize("rest", OPEN.values(), ids=OPEN)
def test_what_cannot_be_read_opens_the_parser(rest):
    (parser,) = scan_source(f"{HEAD}{rest}\nparser.parse_args()".encode()).parsers
    assert len(parser.openings) == 1


def test_the_help_of_what_is_required_shows_the_default_that_is_written():
    source = f"{HEAD}parser.add_argument('--lr', required=True, default=1, help='by %(default)s')"
    catalog = scan_source(f"{source}\nparser.parse_args()".encode())
    assert catalog.parameters["lr"].help == "by 1"


def test_a_subcommand_has_parameters_of_its_own():
    source = (
        f"{HEAD}sub = parser.add_subparsers()\nfit = sub.add_parser('fit')\n"
        "fit.add_argument('--lr', type=float, default=1.0)\nparser.parse_args()"
    )
    assert found(source) == {
        "fit.lr": ("float", 1.0, Words(("--lr",), says=None, command=("fit",)))
    }
