"""Whose word it is: each word of a command line is hprun's or the script's, never both, never none.

Programs and command lines are made at random; the script's own parser is the oracle of what its
words mean, and of what is handed over to it.
"""

import contextlib
import io
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hprun.cli.grammar import Found, read
from hprun.cli.options import options_of
from hprun.convert import convert
from hprun.deliver.placing import spelled
from hprun.errors import HprunError
from hprun.model import COMMAND_LINE
from hprun.scan import scan_source
from hprun.values.layer import Layer
from hprun.values.merge import resolve

PREFIXED = 'argparse.ArgumentParser(prefix_chars="-+")'
PARSERS = (
    "argparse.ArgumentParser()",
    "argparse.ArgumentParser()",
    "argparse.ArgumentParser(allow_abbrev=False)",
    PREFIXED,
)
OPTIONS = {
    '"--lr", "-l", type=float, default=0.1': ["--lr 3", "--lr=-1e-4", "-l.5", "-l=2", "--l 3"],
    '"--config", "-c", default="x"': ["--config a.yaml", "-c b.yaml", "-cfoo", "--conf=z"],
    '"--quiet", "-q", action="store_true"': ["--quiet", "-q", "--qui"],
    '"--lax", action="store_true"': ["--lax"],
    '"--scan", type=int, default=3': ["--scan 4", "--scan=5"],
    '"-v", action="count", default=1': ["-v", "-vv", "-vvv"],
    '"-r", action="store_true"': ["-r"],
    '"-D", action="append", default=["q"]': ["-D x", "-Dy", "-D unknown=1"],
    '"--define"': ["--define x", "--define=unknown=2"],
    '"--layers", nargs="+", type=int': ["--layers 1 2", "--layers -3", "--layers=4"],
    '"--pairs", nargs=2, action="append"': ["--pairs a b"],
    '"--width", nargs="?", const=7, type=int, default=1': ["--width", "--width 3", "--width=4"],
    '"--amp", action=argparse.BooleanOptionalAction, default=True': ["--amp", "--no-amp"],
    '"--tags", action="extend", nargs="*", default=["a"]': ["--tags b c", "--tags"],
    '"--no-cuda", dest="cuda", action="store_false"': ["--no-cuda", "--no-c"],
    '"-depth", type=int': ["-depth 3", "-depth=4", "-dep 5"],
    '"-Dir"': ["-Dir x", "-Dir=y"],
}
PLUS = {'"+x", "++extra", type=int': ["+x 3", "++extra=4", "++ex 5", "+x6"]}
POSITIONALS = {
    '"data"': ["d"],
    '"source", nargs="?", default="S"': ["s"],
    '"files", nargs="*"': ["f1", "f2 f3", "some=thing"],
}
ASSIGNED = ["lr=0.5", "quiet=true", "width=9", "layers=[5,6]", "cuda=false", "data=z", "v=3", "x=2"]
ASSIGNED += ["source=t", "tags=[a,u]", "D=[q,w]", "amp=false", "config=c d", "pairs=[[e,f]]"]
FREE = {"--lax": "lax", "--no-cache": "no_cache", "--quiet": "quiet", "-q": "quiet"}
"""Flags of hprun's own, which are that where the script has none of the name."""


class Program:
    """A program with a parser: its catalog as the scan has it, and the parser itself."""

    def __init__(self, made, options, positionals):
        adding = [f"p.add_argument({each})" for each in (*options, *positionals)]
        self.text = "\n".join(["import argparse", f"p = {made}", *adding])
        self.catalog = scan_source(f"{self.text}\np.parse_args()\n".encode(), "s.py")
        scope = {}
        exec(self.text, scope)
        self.parser = scope["p"]
        known = OPTIONS | PLUS | POSITIONALS
        phrases = [each.split() for key in (*options, *positionals) for each in known[key]]
        self.phrases = [each for each in phrases if self._is_meant(each[0].partition("=")[0])]
        self.flags = [each for each in FREE if each not in self.parser._option_string_actions]
        names = self.catalog.parameters
        self.assigned = [each for each in ASSIGNED if each.partition("=")[0] in names]

    def _is_meant(self, word):
        """Whether the parser knows a word, or may take it for the beginning of an option."""
        declared = word in self.parser._option_string_actions
        return declared or self.parser.allow_abbrev or word[:2] != "--"

    def __repr__(self):
        return self.text

    def means(self, words):
        """What the parser makes of words; None where it refuses them."""
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                return vars(self.parser.parse_args(words))
        except SystemExit:
            return None

    def read(self, words):
        """The words as hprun reads them."""
        return read("run", words, lambda word, _module: Found(word, self.catalog))


@st.composite
def programs(draw):
    made = draw(st.sampled_from(PARSERS))
    pool = [*OPTIONS, *(PLUS if made == PREFIXED else ())]
    options = draw(st.lists(st.sampled_from(pool), unique=True, max_size=7))
    several = draw(st.lists(st.sampled_from([*POSITIONALS]), unique=True, max_size=2))
    return Program(made, options, several)


@st.composite
def command_lines(draw):
    """A program, pieces of a command line before and behind its name, and those behind ``--``."""
    program = draw(programs())
    script = st.tuples(st.just("script"), st.sampled_from(program.phrases or [["w"]]))
    ours = [["-D", "+new=1"], *(["-D", each] for each in program.assigned)]
    ours += [[f"-D{each}"] for each in program.assigned]
    ours += [[each] for each in program.flags]
    hprun = st.tuples(st.just("hprun"), st.sampled_from(ours))
    early = [["--quiet"], ["--lax"], ["-c", "e.yaml"], ["--scan", "*.py"], ["-D", "+early=1"]]
    before = draw(st.lists(st.sampled_from(early), max_size=2, unique_by=tuple))
    behind = draw(st.lists(st.one_of(script, script, hprun), max_size=6))
    rest = draw(st.lists(script, max_size=2))
    return program, before, behind, rest


_quiet = {"deadline": None, "suppress_health_check": [*HealthCheck], "database": None}


def joined(pieces, owner):
    return [word for each, words in pieces for word in words if each == owner]


def assignments(words):
    """How many of hprun's words assign something."""
    return sum("=" in word for word in words)


def check_owners(program, before, behind, rest):
    """Each word goes to whom the rules give it, in order."""
    early = [word for words in before for word in words]
    words = [*early, "s.py", *(word for _, each in behind for word in each)]
    words += ["--", *joined(rest, "script")] if rest else []
    try:
        invocation = program.read(words)
    except HprunError as error:
        assert not str(error).startswith("unknown option"), words
        return None
    assert invocation.line.words == [*joined(behind, "script"), *joined(rest, "script")], words
    ours = [*early, *joined(behind, "hprun")]
    assert len(invocation.overrides) == assignments(ours)
    fields = {"-c": "config", "--scan": "scan"} | FREE
    assert {*invocation.given} == {fields[each] for each in ours if each in fields}
    assert invocation.arguments == ()
    return invocation


def check_meaning(program, line):
    """What hprun says that words set is what the parser makes of them."""
    means = program.means(line.words)
    if means is None:
        return
    said = {each.key: each.value for each in line.said}
    for key, parameter in program.catalog.parameters.items():
        expected = means[key] if key in means else program.parser.get_default(key)
        if key in said:
            assert convert(said[key], parameter.type) == expected, (line.words, key)
        elif expected != []:
            assert expected == program.parser.get_default(key), (line.words, key)


def check_delivery(program, invocation):
    """What is set by -D comes to the parser as that, and changes nothing else."""
    line = invocation.line
    typed = {each.key for each in line.said}
    ours = [each for each in invocation.overrides if each.name not in typed and not each.added]
    resolution = resolve(program.catalog, [Layer(COMMAND_LINE, ours)])
    if resolution.mistakes:
        return
    try:
        words = spelled(program.catalog, resolution, line, ours)
    except HprunError:
        return
    means, alone = program.means(words), program.means(line.words)
    if means is None:
        assert alone is None or "data" in typed or not ours, words
        return
    meant = {each.name: resolution.parameters[each.name].winner.value for each in ours}
    assert {name: means[name] for name in meant} == meant, words
    if alone is not None:
        others = {name: value for name, value in means.items() if name not in meant}
        assert others == {name: alone[name] for name in others}, words


def check_line(line):
    invocation = check_owners(*line)
    if invocation is not None:
        check_meaning(line[0], invocation.line)
        check_delivery(line[0], invocation)


@settings(max_examples=60, derandomize=True, **_quiet)
@given(command_lines())
def test_each_word_has_one_owner_who_reads_it_right(line):
    check_line(line)


@pytest.mark.slow
@settings(max_examples=1000, **_quiet)
@given(command_lines())
def test_each_word_of_many_lines_has_one_owner_who_reads_it_right(line):
    check_line(line)


NAMES = {name for option in options_of("run") for name in option.names}
TOKENS = [word for each in OPTIONS.values() for phrase in each for word in phrase.split()]
TOKENS += ["--", "-D", "lr=0.5", "+n=1", "x", "-1", "", "-", "--unknown", "-z", "--help", "-c"]


def check_any(program, words):
    """Whatever the words are: if they are not refused, none is lost, made up, or taken twice."""
    try:
        invocation = program.read(["s.py", *words])
    except HprunError:
        return
    if "help" in invocation.given or invocation.mistakes:
        return
    left = Counter(words)
    left.subtract(invocation.line.words)
    assert min(left.values(), default=0) >= 0, words
    ours = [*left.elements()]
    if "--" in words:
        ours.remove("--")
    values = [*invocation.overrides, *invocation.texts("config"), *invocation.texts("scan")]
    taken = [word for word in values if word in NAMES]
    names = [word for word in ours if word in NAMES]
    assert len(ours) == len(names) + len(values) - len(taken), words


@settings(max_examples=60, derandomize=True, **_quiet)
@given(programs(), st.lists(st.sampled_from(TOKENS), max_size=6))
def test_no_word_is_lost_or_taken_twice(program, words):
    check_any(program, words)


@pytest.mark.slow
@settings(max_examples=1000, **_quiet)
@given(programs(), st.lists(st.sampled_from(TOKENS), max_size=6))
def test_no_word_of_many_is_lost_or_taken_twice(program, words):
    check_any(program, words)
