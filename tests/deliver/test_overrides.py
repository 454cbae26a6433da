"""Hydra's words: what is spelled is read back as the same text, and never as something else."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.deliver.overrides import assignment, override_value
from hprun.literal import Text

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=9)
ODD = st.text(alphabet="a1'\"\\[](){}$-+. ,:=~/nul", max_size=8)


@given(TEXTS | ODD)
def test_a_text_comes_back(text):
    spelled = override_value(text)
    read = assignment(f"k={spelled}")
    assert read == ("k", Text(text))
    assert spelled == text or not isinstance(read[1], Text)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        pytest.param("adam", "adam", id="a name"),
        pytest.param("./a-b/c.d", "./a-b/c.d", id="a path"),
        pytest.param("", "''", id="nothing"),
        pytest.param("12", "'12'", id="digits"),
        pytest.param("1e-3", "'1e-3'", id="a number"),
        pytest.param("Null", "'Null'", id="a reserved word"),
        pytest.param("a,b", "'a,b'", id="what would be a sweep"),
        pytest.param("it's", r"'it\'s'", id="a quote"),
        pytest.param("a\\", r"'a\\'", id="a backslash at the end"),
        pytest.param("\\'", r"'\\\''", id="a backslash before a quote"),
        pytest.param("a\\b", r"'a\b'", id="a backslash elsewhere"),
        pytest.param(True, "true", id="a bool"),
        pytest.param(None, "null", id="None"),
        pytest.param(1e-05, "1e-05", id="a float"),
        pytest.param(-math.inf, "-inf", id="infinity"),
        pytest.param([1, "a b", None], "[1,'a b',null]", id="a list"),
        pytest.param({"a": {"b-c": "1"}}, "{a:{b-c:'1'}}", id="a dict"),
        pytest.param(Text("${lr}"), "${lr}", id="somebody's own words"),
        pytest.param({"a b": 1}, None, id="a key with a blank"),
        pytest.param({"1": 1}, None, id="a key that is a number"),
        pytest.param([{1: 2}], None, id="a key that is no text"),
        pytest.param(b"", None, id="bytes"),
    ],
)
def test_how_a_value_is_spelled(value, word):
    assert override_value(value) == word


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("lr=0.1", ("lr", Text("0.1"))),
        ("lr=", ("lr", Text(""))),
        ("+lr=0.1", ("lr", Text("0.1"))),
        ("++db@a=b=c", ("db@a", Text("b=c"))),
        ('a.b="x y"', ("a.b", "x y")),
        ("~lr", None),
        ("~lr=1", None),
        ("lr", None),
        ("=1", None),
    ],
)
def test_what_a_word_sets(word, expected):
    read = assignment(word)
    assert (read, type(read and read[1])) == (expected, type(expected and expected[1]))
