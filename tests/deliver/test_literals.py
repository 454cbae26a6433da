"""Words that are read as literals: whatever value is said comes back, the type too."""

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.deliver.literals import literal_word
from hprun.errors import InvalidValue


def read(word):
    """A word as fire reads it: bare names are texts, and so is what is no literal."""
    try:
        tree = ast.parse(word, mode="eval")
        if isinstance(tree.body, ast.BinOp):
            return word
        return ast.literal_eval(ast.fix_missing_locations(Bare().visit(tree)))
    except (SyntaxError, ValueError):
        return word


class Bare(ast.NodeTransformer):
    """Turns names into texts."""

    def visit_Name(self, node):
        return ast.Constant(node.id)


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=9)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)


def same(one, other):
    return type(one) is type(other) and repr(one) == repr(other)


@given(VALUES)
def test_a_value_comes_back(value):
    assert same(read(literal_word(value)), value)


@given(st.text(alphabet="a1'\"\\[](){}#-+. ,:=nNoeTru", max_size=8))
def test_a_text_that_looks_like_something_else_comes_back(text):
    assert same(read(literal_word(text)), text)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        pytest.param("adam", "adam", id="a name"),
        pytest.param("a-b/c.d", "a-b/c.d", id="a path"),
        pytest.param("2e-4 x", "2e-4 x", id="no expression"),
        pytest.param("123", "'123'", id="a number"),
        pytest.param("None", "'None'", id="a constant"),
        pytest.param("[a]", "'[a]'", id="a list"),
        pytest.param("", "", id="nothing"),
        pytest.param(["a", 1], "['a', 1]", id="texts in a list"),
        pytest.param((1,), "(1,)", id="a tuple of one"),
        pytest.param(-math.inf, "-1e999", id="no name for it"),
    ],
)
def test_words_are_as_plain_as_they_can_be(value, word):
    assert literal_word(value) == word


@pytest.mark.parametrize("value", [math.nan, set(), [math.nan]], ids=repr)
def test_what_has_no_literal_is_refused(value):
    with pytest.raises(InvalidValue):
        literal_word(value)
