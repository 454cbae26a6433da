"""Texts written like literals are taken apart, and nothing in them is evaluated."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.literal import (
    NotLiteralError,
    Text,
    decided,
    elements,
    literal,
    parse,
    scalar,
    shortened,
    split,
)


def check_parse(text, expected):
    parsed = parse(text)
    assert (repr(parsed), type(parsed)) == (repr(expected), type(expected))
    assert parsed == expected


def check_refused(function, text, message):
    with pytest.raises(NotLiteralError) as caught:
        function(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("a", ["a"]),
        ("a, b ,c", ["a", "b", "c"]),
        ("a,", ["a"]),
        ("[a,b],(c,d),{e,f}", ["[a,b]", "(c,d)", "{e,f}"]),
        ("'a,b',\"c,d\"", ["'a,b'", '"c,d"']),
        (r"'a\',b',c", [r"'a\',b'", "c"]),
        ("don't,it's", ["don't", "it's"]),
        ("[1]'x,y'", ["[1]'x", "y'"]),
        ("a]b,c", ["a]b", "c"]),
    ],
)
def test_split_parts_at_separators_outside_of_brackets_and_quotes(text, parts):
    assert list(split(text)) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Text("")),
        (" a ", Text("a")),
        ("1e-4", Text("1e-4")),
        ("'a'", "a"),
        ('"a\'b"', "a'b"),
        (r"'a\n\x41\u00e9'", "a\nAé"),
        ("'a\nb\\t'", "a\nb\t"),
        ("'a' 'b'", Text("'a' 'b'")),
        ("[]", []),
        ("()", ()),
        ("{}", {}),
        ("[a, [b], 'c']", [Text("a"), [Text("b")], "c"]),
        ("(a)", Text("a")),
        ("((a,))", (Text("a"),)),
        ("(a, b)", (Text("a"), Text("b"))),
        ("[a][b]", Text("[a][b]")),
        ("{a}", frozenset({Text("a")})),
        ("{'null', null}", frozenset({"null", None})),
        ("{a: 1}", {Text("a"): Text("1")}),
        ("{'a:b':1, (1,2): [c]}", {"a:b": Text("1"), (Text("1"), Text("2")): [Text("c")]}),
        ("{a: b: c}", {Text("a"): Text("b: c")}),
        ("[" * 50 + "]" * 50, eval("[" * 50 + "]" * 50)),
    ],
)
def test_parse_takes_brackets_apart_and_leaves_the_rest_undecided(text, expected):
    check_parse(text, expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a", "unbalanced '['"),
        ("[a)", "unbalanced '['"),
        ("'a", "missing '"),
        (r"'\x'", r"'\x' is not a string"),
        ("'\\\0'", "'\\\0' is not a string"),
        ("[,]", "nothing stands before a ','; an empty text is written ''"),
        ("{:1}", "nothing stands before a ':'; an empty text is written ''"),
        ("{a: 1, b}", "'b' has no value"),
        ("{a: }", "'a' has no value"),
        ("{a: 1, 'a': 2}", "the key 'a' is written twice"),
        ("{[1]: 2}", "a list or dict cannot stand in a set or be a key"),
        ("{([1],): 2}", "a list or dict cannot stand in a set or be a key"),
        ("{{a: 1}}", "a list or dict cannot stand in a set or be a key"),
        ("[" * 51 + "]" * 51, "brackets nest deeper than 50"),
    ],
)
def test_parse_refuses_what_cannot_be_taken_apart(text, message):
    check_refused(parse, text, message)


@pytest.mark.parametrize("text", ["[1, 2]", "(1, 2)", "1, 2", "1,2,", "((1, 2))"])
def test_elements_are_the_same_however_they_are_bracketed(text):
    assert elements(text) == [Text("1"), Text("2")]


@pytest.mark.parametrize("text", ["5", "'a,b'", "{a: 1}", "(5)"])
def test_elements_refuse_a_single_value(text):
    check_refused(elements, text, "a single value")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0o14", 12),
        ("-0b11", -3),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e-4", 0.0001),
        ("true", True),
        ("False", False),
        ("~", None),
        ("-.INF", float("-inf")),
    ],
)
def test_a_scalar_is_what_python_json_or_yaml_1_2_say(text, value):
    assert repr(scalar(text)) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "on",
        "yes",
        "1:30",
        "2024-01-01",
        "inf",
        "nan",
        "",
        "--1",
        "1__0",
        "_1",
        "0x",
        "1a",
        "٣",
        "tRUE",
    ],
)
def test_a_word_is_no_scalar(text):
    check_refused(scalar, text, f"{text!r} is not a literal")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1, 2e3", (1, 2000.0)),
        ("[1, 2], 3", ([1, 2], 3)),
        ("[on, 1]", ["on", 1]),
        ("{1: {2, 3}}", {1: {2, 3}}),
        ("{{1}}", {frozenset({1})}),
        ("{({1},): 2}", {(frozenset({1}),): 2}),
        ("'1'", "1"),
    ],
)
def test_a_literal_has_words_as_strings_inside(text, value):
    assert literal(text) == value


def test_words_outside_of_brackets_are_no_literal():
    check_refused(literal, "adam", "'adam' is not a literal")
    check_refused(literal, "hello, world", "'hello' is not a literal")


def test_what_is_decided_already_stays():
    assert decided([Text("1"), "1", 2.0, None]) == [1, "1", 2.0, None]


def test_a_long_text_is_shortened_for_a_message():
    assert shortened("a" * 60) == "a" * 60
    assert shortened("a" * 61) == "a" * 59 + "…"


LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)  # fmt: skip


@given(LITERALS)
def test_a_literal_of_pythons_is_read_as_python_reads_it(value):
    text = repr(value)
    assert repr(literal(text)) == repr(ast.literal_eval(text))


@given(st.text(st.sampled_from("[](){},:'\"\\ \n01.-ex'")) | st.text(st.characters()))
def test_any_text_is_a_literal_or_refused(text):
    for function in (parse, literal, elements, scalar, lambda text: list(split(text))):
        try:
            function(text)
        except NotLiteralError as error:
            assert str(error)
