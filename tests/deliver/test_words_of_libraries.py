"""What typed words set, by the rules of each library, and words that say the same again."""

import pytest

from hprun.cli.grammar import Found, read
from hprun.convert import convert
from hprun.deliver.placing import spelled
from hprun.literal import Text
from hprun.model import COMMAND_LINE, FILE
from hprun.scan import scan_source
from hprun.values.dump import dump
from hprun.values.files import parse
from hprun.values.layer import Assignment, Layer
from hprun.values.merge import resolve

ABSL = """
from absl import app, flags
flags.DEFINE_bool("amp", True, "")
flags.DEFINE_list("tags", "a,b", "")
flags.DEFINE_spaceseplist("words", None, "")
app.run(main)
"""
CLICK = """
import click
@click.command()
@click.option("--tag", type=(str, int), multiple=True)
@click.option("--size", nargs=2, type=int, multiple=True)
def main(**given): ...
main()
"""
FIRE = """
import fire
def main(name="a", rate=0.1): ...
fire.Fire(main)
"""
TYRO = """
from dataclasses import dataclass, field
import tyro
@dataclass
class Args:
    none: dict[str, float] = field(default_factory=dict)
    some: dict[str, int] = field(default_factory=lambda: {"a": 1, "b_c": 2})
    deep: dict = field(default_factory=lambda: {"x": {"y": 1.5}, "z": "t"})
    pairs: tuple[tuple[int, str], ...] = ()
tyro.cli(Args)
"""
MARKED = """
import dataclasses
from typing import Annotated
import tyro
@dataclasses.dataclass
class Inner:
    lr: Annotated[float, tyro.conf.arg(name="rate", aliases=["-r"], help="how fast")] = 0.1
@dataclasses.dataclass
class Args:
    inner: Inner
tyro.cli(Args)
"""
ALIKE = """
from dataclasses import dataclass, field
from simple_parsing import parse
@dataclass
class Inner:
    b: int = 1
    lr: float = 2.0
@dataclass
class Args:
    lr: float = 0.1
    one: Inner = field(default_factory=Inner)
    two: Inner = field(default_factory=Inner)
    n: int = 1
parse(Args)
"""
METHODS = """
from jsonargparse import auto_cli
class App:
    def __init__(self, seed: int = 0): ...
    def fit(self, lr: float = 0.1): ...
    def _own(self, lr: float = 0.1): ...
auto_cli(App)
"""
JSONARGPARSE = """
from jsonargparse import CLI
def main(layers: list[int] = [1]): ...
CLI(main)
"""
TRANSFORMERS = """
from dataclasses import dataclass
from enum import Enum
from typing import Optional
from transformers import HfArgumentParser
class Mode(Enum):
    QUICK = "fast"
    LONG = "slow"
@dataclass
class Args:
    mode: Mode = Mode.QUICK
    other: Optional[Mode] = None
    report: Optional[str] = None
HfArgumentParser(Args).parse_args_into_dataclasses()
"""
ARGPARSE = """
import argparse
class Pairs(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None): ...
p = argparse.ArgumentParser()
p.add_argument("--set", nargs="*", action=Pairs)
for part in ("a", "b"):
    p.add_argument("--%s-lr" % part, type=float, default=0.1)
p.parse_args()
"""
SETS = [
    pytest.param(ABSL, "--amp=false", {"amp": False}, id="a flag with its value"),
    pytest.param(ABSL, "-amp=t", {"amp": True}, id="a flag with one dash"),
    pytest.param(ABSL, "--noamp", {"amp": False}, id="a flag that says no"),
    pytest.param(ABSL, "--tags x", {"tags": ["x"]}, id="one element"),
    pytest.param(ABSL, '--tags=x,"y, z" ', {"tags": ["x", "y, z"]}, id="a line of CSV"),
    pytest.param(ABSL, "--tags=", {"tags": []}, id="no element"),
    pytest.param(ABSL, "--words=x", {"words": ["x"]}, id="parted by blanks"),
    pytest.param(CLICK, "--tag a 1 --tag b 2", {"tag": (("a", 1), ("b", 2))}, id="tuples"),
    pytest.param(CLICK, "--size 1 2", {"size": ((1, 2),)}, id="numbers"),
    pytest.param(FIRE, "--name='12'", {"name": "12"}, id="a text in quotes"),
    pytest.param(FIRE, "--name='a", {"name": "'a"}, id="an apostrophe"),
    pytest.param(TYRO, "--none a 1 b 2", {"none": {"a": 1.0, "b": 2.0}}, id="keys and values"),
    pytest.param(TYRO, "--none", {"none": {}}, id="an empty dict"),
    pytest.param(TYRO, "--some.b-c 3", {"some.b_c": 3}, id="an entry"),
    pytest.param(TYRO, "--deep.x.y 3 --deep.z u", {"deep.x.y": 3.0, "deep.z": "u"}, id="entries"),
    pytest.param(TYRO, "--pairs 1 a 2 b", {"pairs": ((1, "a"), (2, "b"))}, id="pairs"),
    pytest.param(MARKED, "--inner.rate 3", {"inner.lr": 3.0}, id="another name"),
    pytest.param(MARKED, "-r 3", {"inner.lr": 3.0}, id="another spelling"),
    pytest.param(
        ALIKE,
        "--lr 3 --one.lr 4 --two.b 5 -n 6",
        {"config.lr": 3.0, "config.n": 6, "config.one.lr": 4.0, "config.two.b": 5},
        id="fields of one name",
    ),
    pytest.param(METHODS, "--seed 1", {"seed": 1}, id="what makes the object"),
    pytest.param(JSONARGPARSE, "--layers+ 3", {"layers": [1, 3]}, id="one more"),
    pytest.param(JSONARGPARSE, "--layers=[3]", {"layers": [3]}, id="another list"),
    pytest.param(TRANSFORMERS, "--mode slow", {"mode": "slow"}, id="the value of a member"),
    pytest.param(TRANSFORMERS, "--report none", {"report": "none"}, id="a text called none"),
    pytest.param(TRANSFORMERS, "--other fast", {"other": "fast"}, id="or none"),
    pytest.param(ARGPARSE, "--set a=1 b=2", {"set": ["a=1", "b=2"]}, id="an action's words"),
    pytest.param(ARGPARSE, "--b-lr 2", {"b_lr": 2.0}, id="a name made by a format"),
]


def words_of(text):
    return [each.replace("_", " ") for each in text.replace(", ", ",_").split()]


@pytest.mark.parametrize(("source", "words", "expected"), SETS)
def test_what_words_set_and_how_it_is_said_again(source, words, expected):
    catalog = scan_source(source.encode(), "s.py")

    def line(*typed):
        return read("run", ["s.py", *typed], lambda word, _: Found(word, catalog)).line

    def meant(said):
        return {each.key: convert(each.value, catalog.parameters[each.key].type) for each in said}

    assert repr(sorted(meant(line(*words_of(words)).said).items())) == repr(
        sorted(expected.items())
    )
    given = [Assignment(name, value, "cfg.yaml") for name, value in expected.items()]
    resolution = resolve(catalog, [Layer(FILE, given)])
    assert resolution.mistakes == ()
    again = line(*spelled(catalog, resolution, line(), [])).said
    assert meant(again) in (expected, {})  # nothing where it is the default


def test_methods_of_a_class_are_subcommands():
    catalog = scan_source(METHODS.encode(), "s.py")
    assert [*catalog.parameters] == ["seed", "fit.lr"]
    assert [each.name for each in catalog.parsers[0].commands] == ["fit"]


def test_a_default_of_transformers_is_the_value_of_its_member():
    catalog = scan_source(TRANSFORMERS.encode(), "s.py")
    assert [each.default.value for each in catalog.parameters.values()] == ["fast", None, None]
    resolution = resolve(catalog, [Layer(COMMAND_LINE, [Assignment("mode", "QUICK", "-D")])])
    assert [str(each) for each in resolution.mistakes] != []


@pytest.mark.parametrize("text", ['{"a": [1]}', "[1,  2]", "1e-4", "a: b", "{a"])
def test_a_dump_keeps_what_a_converter_reads_as_it_was_typed(text):
    source = "import argparse, json\np = argparse.ArgumentParser()\n"
    source += "p.add_argument('--d', type=json.loads)\np.parse_args()\n"
    catalog = scan_source(source.encode(), "s.py")
    given = [Assignment("d", Text(text), "--d")]
    written = dump(resolve(catalog, [Layer(COMMAND_LINE, given)]), catalog)
    [entry] = parse(written, "cfg.yaml", "yaml")
    again = resolve(catalog, [Layer(FILE, [Assignment("d", entry.value, "cfg.yaml")])])
    assert str(again.parameters["d"].winner.value) == text
