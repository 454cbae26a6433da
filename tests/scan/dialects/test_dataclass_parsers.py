"""Command lines that libraries make of dataclasses and functions: the fields, and how they are said."""

import pytest
from scan_checks import said, told, way

from hprun.convert import choices_of
from hprun.scan import scan_source

ARGS = """
import enum
from dataclasses import dataclass, field
from typing import Literal, Optional

class Color(enum.Enum):
    RED = "r"
    BLUE = "b"

@dataclass
class Base:
    seed: int = 1
    \"\"\"seed of it all\"\"\"

@dataclass
class Opt:
    lr: float = field(default=0.1, metadata={"help": "rate"})

@dataclass
class Args(Base):
    data: str
    amp: bool = False
    kind: Literal["adam", "sgd"] = "adam"  # which
    layers: list[int] = field(default_factory=lambda: [1, 2])
    pair: tuple[int, float] = (1, 2.0)
    opt: Opt = field(default_factory=Opt)
"""


def found(rest):
    return said(f"{ARGS}{rest}")


TYPES = {
    "seed": ("int", 1),
    "data": ("str", ...),
    "amp": ("bool", False),
    "kind": ("str", "adam"),
    "layers": ("list[int]", [1, 2]),
    "pair": ("tuple[int, float]", (1, 2.0)),
    "opt.lr": ("float", 0.1),
}
AMP = way("--amp", arity="0", says=True, off=("--no-amp", "--no_amp"))
TYRO = [
    *(way("--seed"), way("--data"), AMP, way("--kind")),
    *(way("--layers", arity="*"), way("--pair", arity="2"), way("--opt.lr")),
]
PLAIN = [way(f"--{name}") for name in TYPES]
PROGRAMS = {
    "tyro": ("import tyro\ntyro.cli(Args)", TYRO),
    "draccus": ("import draccus\ndraccus.parse(config_class=Args)", PLAIN),
    "draccus, decorated": (
        "import draccus\n@draccus.wrap()\ndef main(cfg: Args): ...\nmain()",
        PLAIN,
    ),
    "pyrallis": ("import pyrallis\n@pyrallis.wrap()\ndef main(cfg: Args): ...\nmain()", PLAIN),
    "jsonargparse": (
        "from jsonargparse import CLI\nCLI(Args)",
        [
            *(PLAIN[0], way(), *PLAIN[2:4]),
            [PLAIN[4], way("--layers+", arity="each", adds=True)],
            *PLAIN[5:],
        ],
    ),
}


@pytest.mark.parametrize(("program", "ways"), PROGRAMS.values(), ids=PROGRAMS)
def test_the_fields_are_options(program, ways):
    expected = {
        name: (*facts, *(said if isinstance(said, list) else [said]))
        for (name, facts), said in zip(TYPES.items(), ways, strict=True)
    }
    assert found(program) == expected


def test_transformers_takes_several_classes_and_flattens_them():
    said = found(
        "from transformers import HfArgumentParser as P\nP((Args,)).parse_args_into_dataclasses()"
    )
    assert said["amp"] == ("bool", False, way("--amp", arity="?", says=True))
    assert said["layers"] == ("list[int]", [1, 2], way("--layers", arity="+"))
    assert said["opt.lr"] == ("float", 0.1, way("--lr"))


def test_transformers_takes_the_list_of_a_choice_and_its_default_of_a_factory_alone():
    catalog = scan_source(
        b"from dataclasses import dataclass, field\n"
        b"from transformers import HfArgumentParser as P\n"
        b"@dataclass\nclass A:\n"
        b"  a: str | list[int] = ''\n"
        b"  b: list[int] | None = field(default=(1,))\n"
        b"  c: list[int] | str = field(default_factory=lambda: [1])\n"
        b"  d: str | None = 'x'\n"
        b"P(A).parse_args_into_dataclasses()\n"
    )
    assert [
        (str(each.type), each.default.value, each.delivery.arity)
        for each in catalog.parameters.values()
    ] == [
        ("list[int] | None", None, "+"),
        ("list[int] | None", None, "+"),
        ("list[int]", [1], "+"),
        ("str | None", "x", "1"),
    ]


def test_transformers_takes_choices_from_the_metadata():
    catalog = scan_source(
        b"from dataclasses import dataclass, field\n"
        b"from transformers import HfArgumentParser as P\n"
        b"@dataclass\nclass A:\n"
        b"  a: str | None = field(default=None, metadata={'choices': ['x', 'y']})\n"
        b"  b: int = field(default=1, metadata={'help': 'h', 'choices': (1, 2)})\n"
        b"P(A).parse_args_into_dataclasses()\n"
    )
    assert [choices_of(each.type) for each in catalog.parameters.values()] == [("x", "y"), (1, 2)]


def test_simple_parsing_names_fields_by_their_destination():
    said = found(
        "import simple_parsing\np = simple_parsing.ArgumentParser()\n"
        "p.add_arguments(Args, dest='config')\np.parse_args()"
    )
    assert said["config.opt.lr"] == ("float", 0.1, way("--lr"))
    assert said["config.amp"] == (
        *("bool", False, way("--amp", arity="?", says=True)),
        way("--noamp", arity="0", says=False),
    )


def test_the_arguments_of_a_function():
    assert found("import tyro\ndef main(lr: float = 0.1, *, steps: int): ...\ntyro.cli(main)") == {
        "lr": ("float", 0.1, way("--lr")),
        "steps": ("int", ..., way("--steps")),
    }


def test_functions_are_subcommands():
    said = found("import jsonargparse\ndef fit(lr: float = 0.1): ...\njsonargparse.CLI([fit])")
    assert said == {"fit.lr": ("float", 0.1, way("--lr", command=("fit",)))}


HELPS = {"seed": "seed of it all", "kind": "which", "opt.lr": "rate"}


@pytest.mark.parametrize(("name", "said"), HELPS.items(), ids=HELPS)
def test_help_stands_beside_below_and_in_the_field(name, said):
    catalog = scan_source(f"{ARGS}import tyro\ntyro.cli(Args)".encode())
    assert catalog.parameters[name].help == said


OPEN = {
    "a mark of tyro's": (
        "from tyro import conf, cli\n@dataclass\nclass M:\n    a: conf.Positional[int] = 1\ncli(M)"
    ),
    "a registry of draccus": (
        "import draccus\n@dataclass\nclass R(draccus.ChoiceRegistry): ...\n"
        "@dataclass\nclass M:\n    a: R\ndraccus.parse(M)"
    ),
    "one of several classes": "@dataclass\nclass A:\n    x: Opt | Base\nimport tyro\ntyro.cli(A)",
    "a class that cannot be read": "import tyro, nowhere\ntyro.cli(nowhere.Args)",
    "words let through": (
        "from transformers import HfArgumentParser as P\n"
        "P(Args).parse_args_into_dataclasses(return_remaining_strings=True)"
    ),
}


@pytest.mark.parametrize("rest", OPEN.values(), ids=OPEN)
def test_what_cannot_be_read_opens_the_parser(rest):
    (parser,) = scan_source(f"{ARGS}{rest}".encode()).parsers
    assert len(parser.openings) == 1


def test_a_list_of_its_own_is_no_command_line():
    assert found("import tyro\ntyro.cli(Args, args=['--seed', '1'])") == {}


NESTED = """\
from dataclasses import dataclass
import tyro

class A:
    @dataclass
    class Options:
        lr: float = 0.1
        name: str = "a"

class B(A):
    pass

class C(B):
    @dataclass
    class Options(B.Options):
        name: str = "c"
        beta: float = 0.9

tyro.cli(C.Options)
"""


def test_classes_inside_of_classes_are_bases_too():
    assert told(scan_source(NESTED.encode(), "s.py")) == [
        "lr: float = 0.1",
        "name: str = 'c'",
        "beta: float = 0.9",
    ]
