"""Each feature of argparse in a program of its own: what is read is what the real parser says.

Whatever is told of a parameter is compared with the parser itself; `UNKNOWN` is what only a run can
tell, where hprun has to say so.
"""

import contextlib
import io
import json
from textwrap import dedent

import pytest
from compare import compare
from oracle import account_here

from hprun.cli import main

HEAD = """\
import argparse, enum, functools, json, os, pathlib, sys

class Color(enum.Enum):
    RED = "r"
    BLUE = "b"
    def __str__(self):
        return self.value

class Upper(argparse.Action):
    def __init__(self, option_strings, dest, nargs=None, **known):
        super().__init__(option_strings, dest, nargs=nargs, **known)
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values.upper())

class Flag(argparse.Action):
    def __init__(self, option_strings, dest, default=False, **known):
        super().__init__(option_strings, dest, nargs=0, default=default, **known)
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, True)

def str2bool(text):
    return text.lower() in ("yes", "true")

class Convert:
    def __call__(self, text):
        return int(text)

MODELS = {"mlp": 1, "cnn": 2}
SIZES = (1, 2, 4)
WIDTH = 64
p = argparse.ArgumentParser()
"""
PARSERS = {
    "a group": ('p.add_argument_group("g").add_argument("--a", type=int, default=1)', "a"),
    "a group in a group of a class's own": (
        """
        class Options:
            def __init__(self, parser):
                self.group = parser.add_argument_group(title="g", description="d")
                self.group.add_argument("--a", type=int, default=1)
        Options(p).group.add_argument("--b")
        """,
        "a b",
    ),
    "an exclusive group": (
        """
        g = p.add_mutually_exclusive_group(required=True)
        g.add_argument("--a", type=int)
        g.add_argument("--b", action="store_true")
        """,
        "a b",
    ),
    "parents": (
        """
        base = argparse.ArgumentParser(add_help=False)
        base.add_argument_group("g").add_argument("--a", type=int, default=1)
        base.set_defaults(a=3)
        other = argparse.ArgumentParser(add_help=False, parents=[base])
        other.add_argument("--b", default="x")
        p = argparse.ArgumentParser(parents=[other])
        p.add_argument("--c")
        """,
        "a b c",
    ),
    "parents of a subcommand": (
        """
        base = argparse.ArgumentParser(add_help=False)
        base.add_argument("--a", type=int, default=1)
        subs = p.add_subparsers(dest="command")
        for word in ("train", "test"):
            subs.add_parser(word, parents=[base]).add_argument("--b", default=word)
        """,
        "train.a train.b test.a test.b",
    ),
    "a subclass that adds": (
        """
        class Parser(argparse.ArgumentParser):
            def __init__(self, *names, **known):
                super().__init__(*names, **known)
                self.add_argument("--a", type=int, default=1)
            def add_more(self):
                self.add_argument("--b", default=2.0, type=float)
                return self
        p = Parser(description="d").add_more()
        """,
        "a b",
    ),
    "a subclass that adds in its own way": (
        """
        class Parser(argparse.ArgumentParser):
            def add_argument(self, *names, **known):
                known.setdefault("help", "none")
                return super().add_argument(*names, **known)
        p = Parser()
        p.add_argument("--a", type=int, default=1)
        """,
        "a",
    ),
    "subcommands": (
        """
        p.add_argument("--seed", type=int, default=0)
        subs = p.add_subparsers(dest="command", required=True, help="what", metavar="COMMAND")
        train = subs.add_parser("train", aliases=["t"], help="train it")
        train.add_argument("--lr", type=float, default=0.1)
        train.add_argument("data")
        train.set_defaults(call=print, lr=0.5)
        """,
        "seed train.lr train.data",
    ),
    "subcommands of subcommands": (
        """
        inner = p.add_subparsers().add_parser("data").add_subparsers(title="t").add_parser("get")
        inner.add_argument("--n", type=int, default=1)
        """,
        "data.get.n",
    ),
    "subcommands by a function of each": (
        """
        def add_train(subs):
            it = subs.add_parser("train")
            it.add_argument("--lr", type=float, default=0.1)
            it.set_defaults(func=lambda args: None)
        subs = p.add_subparsers()
        for each in (add_train,):
            each(subs)
        """,
        "train.lr",
    ),
    "other characters": (
        """
        p = argparse.ArgumentParser(prefix_chars="-+", add_help=False)
        p.add_argument("+a", "++all", type=int, default=1)
        p.add_argument("-b")
        """,
        "all b",
    ),
    "no beginnings": (
        'p = argparse.ArgumentParser(allow_abbrev=False); p.add_argument("--a", default="x")',
        "a",
    ),
    "one default for all": (
        "p = argparse.ArgumentParser(argument_default=argparse.SUPPRESS)\n"
        'p.add_argument("--a", type=int); p.add_argument("--b", default=3)',
        "a b",
    ),
    "replaced": (
        'p = argparse.ArgumentParser(conflict_handler="resolve")\n'
        'p.add_argument("--a", type=int, default=1); p.add_argument("--a", type=float, default=2.5)',
        "a",
    ),
    "two ways to a name": (
        'p.add_argument("--cache", action="store_true", default=True, dest="c")\n'
        'p.add_argument("--no-cache", action="store_false", dest="c")',
        "c",
    ),
    "defaults set before": ('p.set_defaults(a=3); p.add_argument("--a", type=int)', "a"),
    "defaults set behind": (
        'p.add_argument("--a", type=int, default=1); p.set_defaults(**{"a": 3}, other=1)',
        "a",
    ),
    "the fields of a dataclass": (
        """
        from dataclasses import dataclass, field, fields
        @dataclass
        class Base:
            seed: int = 1
        @dataclass
        class Args(Base):
            data: str = 'x'
            amp: bool = False
            lr: float = field(default=0.1, metadata={"help": "rate"})
        for each in fields(Args):
            if each.type is bool:
                p.add_argument(f"--{each.name}", action="store_true", default=each.default)
            elif each.name != "data":
                p.add_argument(
                    f"--{each.name}", type=each.type, default=each.default,
                    help=each.metadata.get("help", "none"),
                )
        """,
        "seed amp lr",
    ),
    "some words": ('p.add_argument("--a"); p.parse_known_args()', "a"),
    "positionals and options": (
        'p.add_argument("src"); p.add_argument("dst", nargs="?", default="d"); p.add_argument("--a")',
        "src dst a",
    ),
}
OPTIONS = {
    "several spellings": '"-b", "--batch-size", "--bs", type=int, default=64',
    "short alone": '"-b", type=int, default=64',
    "one dash": '"-batch", type=int, default=64',
    "a name of its own": '"--lr", dest="learning_rate", type=float, default=0.1',
    "required": '"--a", required=True',
    "metavar": '"--a", metavar="A", help="an %(metavar)s"',
    "a metavar for each": '"--a", nargs=2, metavar=("X", "Y"), type=int',
    "help with a default": '"--a", type=float, default=1e-4, help="of %(default)s, %(type)s"',
    "help with a number": '"--a", type=int, default=3, help="of %(default)d"',
    "help with choices": '"--a", choices=[1, 2], type=int, help="%(choices)s of %(dest)s"',
    "help with a percent sign": '"--a", help="50%% of it"',
    "help of several pieces": '"--a", help="a " "b" + "c"',
    "no help": '"--a", help=argparse.SUPPRESS',
    "help of a constant": '"--a", default=1, help=f"up to {WIDTH}"',
    "int": '"--a", type=int, default=1',
    "float": '"--a", type=float, default=1',
    "str": '"--a", type=str, default="1"',
    "bool": '"--a", type=bool, default=False',
    "complex": '"--a", type=complex, default=1j',
    "a path": '"--a", type=pathlib.Path, default="x"',
    "a path of a path": '"--a", type=pathlib.Path, default=pathlib.Path("x")',
    "a file": '"--a", type=argparse.FileType("r"), default="-"',
    "open": '"--a", type=open',
    "json": '"--a", type=json.loads, default={}',
    "a function of a library": '"--a", type=os.path.abspath, default=None',
    "a function": '"--a", type=str2bool, default=False',
    "a function and a text": '"--a", type=str2bool, default="yes"',
    "a lambda": '"--a", type=lambda text: text.split(","), default=["x"]',
    "a lambda and a text": '"--a", type=lambda text: [*map(int, text.split(","))], default="1,2"',
    "a class": '"--a", type=Color, default=Color.RED, choices=list(Color)',
    "a class of values": '"--a", type=Color, choices=[*Color]',
    "an object": '"--a", type=Convert(), default=1',
    "a part of a function": '"--a", type=functools.partial(int, base=16), default=1',
    "a default that is folded": '"--a", type=int, default=WIDTH * 4',
    "a default of a table": '"--a", default=MODELS["mlp"], type=int',
    "a default that is computed": '"--a", default=os.environ.get("NOT_THERE", "x")',
    "a default that is none": '"--a", type=int, default=None',
    "a default that is left out": '"--a", type=int, default=argparse.SUPPRESS',
    "a default that is a text": '"--a", type=float, default="1e-3"',
    "a tuple": '"--a", type=float, nargs=2, default=(0.9, 0.95)',
    "a list of choices": '"--a", choices=["x", "y"], default="x"',
    "a tuple of choices": '"--a", type=int, choices=SIZES, default=1',
    "a range of choices": '"--a", type=int, choices=range(1, 9, 2)',
    "keys of a table": '"--a", choices=MODELS.keys(), default="mlp"',
    "a table": '"--a", choices=MODELS',
    "sorted keys": '"--a", choices=sorted(MODELS)',
    "a list made of a table": '"--a", choices=[each for each in MODELS]',
    "values of a class": '"--a", choices=[each.value for each in Color], default="r"',
    "names of a class": '"--a", choices=[each.name for each in Color]',
    "letters": '"--a", choices="abc"',
    "none or one": '"--a", nargs="?", const=7, type=int, default=1',
    "none or one, by name": '"--a", nargs=argparse.OPTIONAL, type=int',
    "any number": '"--a", nargs="*", default=[]',
    "any number, by name": '"--a", nargs=argparse.ZERO_OR_MORE, type=int, default=[1]',
    "one or more": '"--a", nargs="+", type=int, choices=[1, 2]',
    "so many": '"--a", nargs=3, type=float, default=[1.0, 2.0, 3.0]',
    "one in a list": '"--a", nargs=1, type=float, default=[1.0]',
    "all that are left": '"a", nargs=argparse.REMAINDER',
    "a positional": '"a", type=int',
    "a positional of choices": '"a", choices=["x", "y"]',
    "a positional with a default": '"a", nargs="?", type=int, default=3',
    "positionals": '"a", nargs="*", type=float',
    "store_const": '"--a", action="store_const", const="x", default="y"',
    "store_true": '"--a", action="store_true", default=None',
    "store_false": '"--a", action="store_false"',
    "append": '"--a", action="append", type=int',
    "append of several": '"--a", action="append", nargs=2, default=[["x", "y"]]',
    "append_const": '"--a", action="append_const", const=1, default=[]',
    "extend": '"--a", action="extend", nargs="+", type=int, default=[1]',
    "count": '"-v", "--verbose", action="count", default=0',
    "a flag with its counterpart": '"--a", action=argparse.BooleanOptionalAction',
    "an action of its own": '"--a", action=Upper, default="X"',
    "an action of its own that is a flag": '"--a", action=Flag',
}
NAMES = {
    "several spellings": "batch_size",
    "short alone": "b",
    "one dash": "batch",
    "a name of its own": "learning_rate",
    "count": "verbose",
}
UNKNOWN = {
    "complex": "default is {'computed': 'complex'}, not '1j'",
    "letters": "choices is ['a', 'b', 'c'], not []",
    "a default that is computed": "default is {'value': 'x'}, not 'os.environ.get(\"NOT_THERE\", \"x\")'",
}


def check_read(folder, source, names, unknown):
    (folder / "main.py").write_text(source)
    account = account_here(folder)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.chdir(folder):
        main(["inspect", "--json", "--no-cache", "main.py"])
    listed = json.loads(out.getvalue())
    verdicts = [*compare(listed, account)]
    assert [str(each) for each in verdicts if each.verdict == "wrong"] == []
    assert [each.name for each in verdicts] == names
    told = [str(each) for each in verdicts if each.verdict == "unknown"]
    assert told == [f"unknown {names[0]}: {each}" for each in unknown]


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser(name, tmp_path):
    added, names = PARSERS[name]
    source = f"{HEAD}{dedent(added)}\np.parse_args()\n"
    check_read(tmp_path, source, names.split(), [])


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option(name, tmp_path):
    added = OPTIONS[name]
    source = f"{HEAD}p.add_argument({added})\np.parse_args()\n"
    unknown = [UNKNOWN[name]] if name in UNKNOWN else []
    check_read(tmp_path, source, [NAMES.get(name, "a")], unknown)
