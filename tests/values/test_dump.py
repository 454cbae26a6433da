"""What is dumped is read back: the same values, of the same types, in three languages."""

import io
import json
import tomllib

import pytest
import yaml
from given_catalogs import catalog_of, parameter, resolved
from given_values import NAMES, SHAPES, TYPES
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hprun.convert import convert, type_of
from hprun.literal import Text
from hprun.model import ANY, COMMAND_LINE, Resolved, Type, Value
from hprun.show import as_literal
from hprun.values.dump import dump
from hprun.values.files import parse
from hprun.values.languages import yaml as yaml_file
from hprun.values.layer import Resolution

LANGUAGES = ["yaml", "json", "toml"]
STR, INT, FLOAT = Type("str"), Type("int"), Type("float")

CATALOG = catalog_of(
    parameter("lr", 0.1, line=4, about="learning rate"),
    parameter("optim.name", "adam", line=5, to=STR.replace(choices=("adam", "sgd"))),
    parameter("epochs", line=6, to=INT),
    parameter("optim.betas", (0.9, 0.999), line=7),
    parameter("seed", text="int(\n  time.time())", line=8, about="a\nseed"),
    parameter("lr", 0.2, line=9, manager="hp"),
    parameter("net.depth", line=10),
    parameter("clip", None, line=11),
    parameter("opt", {"a": 1}, line=12),
)


def check_dump(language, words, expected, catalog=CATALOG):
    assert dump(resolved(catalog, *words), catalog, language) == expected


def test_nothing_is_dumped_as_nothing():
    check_dump("yaml", [], "", catalog_of())
    check_dump("toml", [], "", catalog_of())
    check_dump("json", [], "{}\n", catalog_of())


def test_yaml_is_commented_and_nested_in_the_order_of_the_code():
    check_dump(
        "yaml",
        ["lr=1e-5", "+new.x=1"],
        """\
# learning rate (float, default 0.1, train.py:4)
lr: 1.0e-05

optim:
  # {adam,sgd}, train.py:5
  name: adam
  # tuple[float, ...], train.py:7
  betas: [0.9, 0.999]

# int, required, train.py:6
# epochs:
# a seed (known only at run time, train.py:8)
# seed: int( time.time())
# float, train.py:9
'hp:lr': 0.2

# net:
  # required, train.py:10
  # depth:

# train.py:11
clip: null
# dict[str, int], train.py:12
opt: {a: 1}
# added, -D +new.x=1
'+new.x': 1
""",
    )


def test_a_default_is_written_as_its_parameter_takes_it():
    check_dump(
        "yaml", [], "# float, train.py:1\nlr: 1.0\n", catalog_of(parameter("lr", 1, to=FLOAT))
    )


def test_json_is_nested_and_has_what_is_known():
    check_dump(
        "json",
        ["lr=1e-5", "+new.x=1"],
        """\
{
  "lr": 1e-05,
  "optim": {
    "name": "adam",
    "betas": [0.9, 0.999]
  },
  "hp:lr": 0.2,
  "clip": null,
  "opt": {"a": 1},
  "+new.x": 1
}
""",
    )


def test_toml_has_tables_behind_the_plain_names():
    check_dump(
        "toml",
        ["lr=1e-5", "+new.x=1"],
        """\
# learning rate (float, default 0.1, train.py:4)
lr = 1e-05
# int, required, train.py:6
# epochs =
# a seed (known only at run time, train.py:8)
# seed = int( time.time())
# float, train.py:9
"hp:lr" = 0.2
# train.py:11
"clip:=" = "null"
# dict[str, int], train.py:12
opt = {a = 1}
# added, -D +new.x=1
"+new.x" = 1

[optim]
# {adam,sgd}, train.py:5
name = "adam"
# tuple[float, ...], train.py:7
betas = [0.9, 0.999]

# [net]
# required, train.py:10
# depth =
""",
    )


def loaded(text, catalog, language):
    return resolved(catalog, files=[parse(text, f"cfg.{language}", language)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [
        pytest.param([], id="defaults"),
        pytest.param(["lr=nan", "optim.betas=[]", "epochs=3", "seed=1e-4", "net.depth=x"], id="types"),
        pytest.param(["clip={1: [2, (3,)], null: {}}", "opt={}"], id="untyped containers"),
        pytest.param(["clip='1e-4'", "optim.name=SGD"], id="a text that looks like a number"),
        pytest.param(["lr:='abc'", "epochs:=null", "hp:lr:=1"], id="literals of other types"),
        pytest.param(["+x=1e-4", "+y=[1, a]", "+z:={1: (2,)}", "+u.v=", "+w:='1'", "+t:=null"], id="added"),
        pytest.param(["seed=[1, 2]", "net.depth={a: 'b'}"], id="containers for the script to decide"),
    ],
)  # fmt: skip
def test_what_is_dumped_is_read_back(language, words):
    before = resolved(CATALOG, *words)
    after = loaded(dump(before, CATALOG, language), CATALOG, language)
    assert values_of(after) == values_of(before)


def values_of(resolution):
    """Every value as a text that tells types apart; the script decides on an undecided text."""
    given = {key: each.winner for key, each in resolution.parameters.items()}
    return {
        key: each and settled(convert(each.value, ANY))
        for key, each in (given | dict(resolution.added)).items()
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("012", ["012", '"012"', '"012"']),
        ("[1,a]", ["[1,a]", '[1, "a"]', '[1, "a"]']),
        ("{a: 1}", ["{a: 1}", '{"a": 1}', "{a = 1}"]),
        ("a: 1", ["'a: 1'", '"a: 1"', '"a: 1"']),
        ("1 # b", ["'1 # b'", '"1 # b"', '"1 # b"']),
        ("1\ny: 2", ['"1\\ny: 2"', '"1\\ny: 2"', '"1\\ny: 2"']),
        ("1e-4", ["1e-4", "1e-4", "1e-4"]),
        ("true", ["true", '"true"', '"true"']),
        ("", ["''", '""', '""']),
    ],
)
def test_an_undecided_text_is_written_as_it_stands_where_the_language_can(text, written):
    catalog = catalog_of(parameter("x", text="f()"))
    for language, expected in zip(LANGUAGES, written, strict=True):
        resolution = resolved(catalog, f"x={text}")
        line = next(
            line for line in dump(resolution, catalog, language).split("\n") if "x" in line[:4]
        )
        assert line.strip().replace('"x"', "x") in (f"x: {expected}", f"x = {expected}")


def test_a_leaf_that_is_a_prefix_keeps_its_members_whole():
    catalog = catalog_of(parameter("a.b", 1), parameter("a", 2), parameter("c..d", 3))
    text = "# int, train.py:1\na.b: 1\n# int, train.py:1\na: 2\n# int, train.py:1\nc..d: 3\n"
    check_dump("yaml", [], text, catalog)
    for language in LANGUAGES:
        after = loaded(dump(resolved(catalog), catalog, language), catalog, language)
        assert after.root() == {"a.b": 1, "a": 2, "c..d": 3}


def test_what_would_be_a_reference_is_written_as_none():
    catalog = catalog_of(parameter("x", "a${b}$${"), parameter("y", {"${k}": ["${"]}))
    for language in LANGUAGES:
        text = dump(resolved(catalog), catalog, language)
        assert values_of(loaded(text, catalog, language)) == values_of(resolved(catalog))
    assert "x: 'a$${b}$$${'\n" in dump(resolved(catalog), catalog)


def test_a_value_without_words_is_a_comment():
    catalog = catalog_of(parameter("data", b"\0", to=ANY))
    check_dump("yaml", [], "# train.py:1\n# data: b'\\x00'\n", catalog)
    check_dump("toml", [], "# train.py:1\n# data = b'\\x00'\n", catalog)
    check_dump("json", [], "{}\n", catalog)


def test_a_comment_is_one_line_that_every_reader_allows():
    catalog = catalog_of(parameter("x", 1, about="a\n\nb: \x07\u2028c\t#d"))
    check_dump("yaml", [], "# a b: c #d (int, train.py:1)\nx: 1\n", catalog)


@given(st.dictionaries(NAMES, st.tuples(SHAPES, TYPES), max_size=4), st.sampled_from(LANGUAGES))
def test_any_value_of_any_type_under_any_name_is_read_back(given_values, language):
    parameters = [
        parameter(name, REQUIRED_LATE, to=to or type_of(value))
        for name, (value, to) in given_values.items()
    ]
    catalog = catalog_of(*parameters)
    before = Resolution(
        {
            each.name: Resolved(
                each.name, each, Value(given_values[each.name][0], COMMAND_LINE, "")
            )
            for each in parameters
        },
        {},
    )
    text = dump(before, catalog, language)
    after = loaded(text, catalog, language)
    for key, (value, _) in given_values.items():
        winner = after.parameters[key].winner
        if winner is None or winner.value is REQUIRED_LATE:
            assert has_no_words(value), (key, value)
        else:
            assert settled(winner.value) == settled(value)
    if language == "yaml":
        tree = yaml_file.read(text, "", yaml.SafeLoader)
        assert repr(tree) == repr(yaml_file.read(text, "", yaml_file.LOADER))


REQUIRED_LATE = object()


def settled(value):
    """A text that tells types apart; an undecided text is a text."""
    kind = "str" if isinstance(value, str) else type(value).__name__
    return kind, as_literal(value)


def has_no_words(value):
    """Whether no literal can say it: an empty set in it, or keys that differ by quotes alone."""
    if isinstance(value, dict):
        alike = len({as_literal(key).strip("'") for key in value}) < len(value)
        return alike or any(map(has_no_words, value.values()))
    if isinstance(value, list | tuple):
        return any(map(has_no_words, value))
    return isinstance(value, set) and not value


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(
        ["1e-4", "on", "012", "null", "~", "", "yes", "1:30", "=", "<<", "0o7", "1.5e3"]
    ),
)


@given(
    st.one_of(
        SCALARS,
        st.lists(SCALARS, max_size=3),
        st.dictionaries(st.text("abc"), SCALARS, max_size=3),
    )
)
def test_other_readers_of_the_file_agree(value):
    catalog = catalog_of(parameter("x", value))
    text = dump(resolved(catalog), catalog)
    if "'x:='" not in text:
        assert YAML(typ="safe", pure=True).load(io.StringIO(text)) == {"x": value}
        assert yaml.safe_load(text) == {"x": value}
    if "x:=" not in (text := dump(resolved(catalog), catalog, "json")):
        assert json.loads(text, parse_constant=None) == {"x": finite(value)}
    if "x:=" not in (text := dump(resolved(catalog), catalog, "toml")):
        assert tomllib.loads(text) == {"x": value}


def finite(value):
    """The value as JSON can say it: infinity is a text."""
    if isinstance(value, list):
        return [finite(each) for each in value]
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    return repr(value) if isinstance(value, float) and abs(value) == float("inf") else value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("adam", "adam"),
        ("a b/c.d-e", "a b/c.d-e"),
        ("on", "'on'"),
        ("Yes", "'Yes'"),
        ("012", "'012'"),
        ("it's", "'it''s'"),
        ("a\n", '"a\\n"'),
        ("é", "'é'"),
        ("", "''"),
        (Text("RED"), "RED"),
        (1e-5, "1.0e-05"),
        (1e22, "1.0e+22"),
        (1.5e-7, "1.5e-07"),
        (float("-inf"), "-.inf"),
        (True, "true"),
        ({1: [None, {}]}, "{1: [null, {}]}"),
        ({"b", "a"}, "[a, b]"),
    ],
)
def test_yaml_quotes_what_a_reader_could_take_for_something_else(value, text):
    catalog = catalog_of(parameter("x", value))
    assert dump(resolved(catalog), catalog).split("\n")[1] == f"x: {text}"
