"""The table of DESIGN §3, row by row, and what must hold for any text and any type."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.convert import choices_of, convert, type_of, with_choices
from hprun.errors import InvalidValue
from hprun.literal import Text
from hprun.model import ANY, LATE, NONE, Type
from hprun.show import show

STR, INT, FLOAT, BOOL = Type("str"), Type("int"), Type("float"), Type("bool")
PATH = Type("path")


def list_of(kind):
    return Type("list", (kind,))


def union(*members):
    return Type("union", members)


def optional(kind):
    return union(kind, NONE)


def same(one, other):
    """Tell whether two values are equal, and of the same types all the way down; NaN is NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return len(one) == len(other) and all(
            same(left, right)
            for pair in zip(one.items(), other.items(), strict=True)
            for left, right in zip(*pair, strict=True)
        )
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, set | frozenset):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    return one == other


def check_accepts(text, to, expected):
    converted = convert(Text(text), to)
    assert same(converted, expected), (converted, expected)


def check_refuses(value, to, message):
    with pytest.raises(InvalidValue) as caught:
        convert(value, to)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text", ["1e-4", "012", "null", "", " a ", "'quoted'", "a=b", "[1, 2]", "\ud800", "on", "é\n\0"]
)
def test_a_str_takes_the_text_byte_for_byte(text):
    check_accepts(text, STR, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", 0.1),
        ("1e-4", 0.0001),
        ("3", 3.0),
        ("1_000", 1000.0),
        ("-1e-4", -0.0001),
        ("+.5", 0.5),
        ("5.", 5.0),
        ("inf", math.inf),
        ("-inf", -math.inf),
        ("Infinity", math.inf),
        ("nan", math.nan),
        (".inf", math.inf),
        ("-.inf", -math.inf),
        (".NaN", math.nan),
        (" 2 ", 2.0),
        ("012", 12.0),
    ],
)
def test_a_float_takes_what_float_takes_and_yamls_words(text, expected):
    check_accepts(text, FLOAT, expected)


@pytest.mark.parametrize(
    "text", ["abc", "", "1:30", "None", "true", "0x10", "1,5", "1__0", ".", "[1]"]
)
def test_a_float_refuses_the_rest(text):
    check_refuses(Text(text), FLOAT, f"{text!r} is not a float")


@pytest.mark.parametrize(
    ("value", "expected"), [(1, 1.0), (0.5, 0.5), (10**300, 1e300), ("1.5", 1.5)]
)
def test_a_float_takes_the_numbers_of_a_file(value, expected):
    assert same(convert(value, FLOAT), expected)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "true is not a float"),
        (None, "null is not a float"),
        ([1], "[1] is not a float"),
        (10**400, f"1{'0' * 58}… is not a float"),
    ],
)
def test_a_float_refuses_other_things_of_a_file(value, message):
    check_refuses(value, FLOAT, message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("-3", -3),
        ("+3", 3),
        (" 3 ", 3),
        ("1_000", 1000),
        ("012", 12),
        ("0x10", 16),
        ("-0x10", -16),
        ("0o17", 15),
        ("0b101", 5),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1.5e1", 15),
        (".5e1", 5),
        ("2.0", 2),
        ("-2.0", -2),
        ("2.", 2),
        ("20e-1", 2),
        ("0e-5", 0),
        ("0.0", 0),
        ("-0.0", 0),
        ("0e999999999", 0),
        ("1_0e2", 1000),
        ("1234567890123456789e3", 1234567890123456789000),
        ("9007199254740993.0", 9007199254740993),
        ("\uff11\uff12", 12),
        ("9" * 4300, int("9" * 4300)),
        ("1e4299", 10**4299),
    ],
)
def test_an_int_takes_what_is_exactly_whole(text, expected):
    check_accepts(text, INT, expected)


UNHASHABLE = "a list or dict cannot stand in a set or be a key"
FRACTIONS = "to take fractions, annotate it as float or write its default with a point (1.0)"
DIGITS = "a whole number has at most 4300 digits"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2.5", f"'2.5' is not a whole number; {FRACTIONS}"),
        ("1e-4", f"'1e-4' is not a whole number; {FRACTIONS}"),
        ("abc", "'abc' is not a whole number"),
        ("", "'' is not a whole number"),
        ("inf", "'inf' is not a whole number"),
        ("nan", "'nan' is not a whole number"),
        ("None", "'None' is not a whole number"),
        ("true", "'true' is not a whole number"),
        ("1:30", "'1:30' is not a whole number"),
        ("0xg", "'0xg' is not a whole number"),
        ("1__0", "'1__0' is not a whole number"),
        ("[1]", "'[1]' is not a whole number"),
        ("1e4300", "'1e4300' is not a whole number"),
        ("1e99999999999999999999", "'1e99999999999999999999' is not a whole number"),
        ("1e" + "9" * 4299, f"'1e{'9' * 57}…' is not a whole number; {DIGITS}"),
        ("9" * 4301, f"'{'9' * 59}…' is not a whole number; {DIGITS}"),
        ("0x" + "f" * 9000, f"'0x{'f' * 57}…' is not a whole number; {DIGITS}"),
    ],
)
def test_an_int_refuses_the_rest_and_names_the_way_out(text, message):
    check_refuses(Text(text), INT, message)


@pytest.mark.parametrize(("value", "expected"), [(2.0, 2), (3, 3), (1e22, 10**22)])
def test_an_int_takes_whole_numbers_of_a_file(value, expected):
    assert same(convert(value, INT), expected)


def test_an_int_refuses_a_bool_of_a_file():
    check_refuses(True, INT, "true is not a whole number")  # noqa: FBT003 - the value itself


@pytest.mark.parametrize("text", ["true", "True", "YES", "on", "t", "Y", "1", " true "])
def test_a_bool_takes_the_words_for_true(text):
    check_accepts(text, BOOL, expected=True)


@pytest.mark.parametrize("text", ["false", "FALSE", "no", "Off", "f", "n", "0"])
def test_a_bool_takes_the_words_for_false(text):
    check_accepts(text, BOOL, expected=False)


@pytest.mark.parametrize("text", ["maybe", "", "2", "None", "1.0"])
def test_a_bool_refuses_the_rest(text):
    advice = "write true or false (yes/no, on/off, 1/0)"
    check_refuses(Text(text), BOOL, f"{text!r} is not a bool; {advice}")


@pytest.mark.parametrize(
    ("value", "to", "expected"),
    [
        (Text("none"), optional(FLOAT), None),
        (Text("NULL"), optional(FLOAT), None),
        (Text("None"), optional(STR), None),
        (Text("~"), optional(FLOAT), None),
        (Text("~"), optional(STR), "~"),
        (Text(""), optional(STR), ""),
        (Text("0.5"), optional(FLOAT), 0.5),
        (Text("3"), optional(STR), "3"),
        (Text("[1]"), optional(list_of(INT)), [1]),
        (Text("yes"), optional(BOOL), True),
        (None, optional(INT), None),
        ("none", optional(STR), "none"),
        (Text("none"), NONE, None),
        (Text("none"), STR, "none"),
    ],
)
def test_an_optional_takes_none_else_the_inner_type(value, to, expected):
    assert same(convert(value, to), expected)


def test_an_optional_refuses_what_the_inner_type_refuses():
    check_refuses(Text(""), optional(FLOAT), "'' is not a float or None")
    check_refuses(Text("x"), optional(INT), "'x' is not a whole number or None")
    check_refuses(Text("x"), NONE, "'x' is not None")


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("2.0", union(INT, FLOAT), 2.0),
        ("2", union(INT, FLOAT), 2),
        ("2", union(FLOAT, INT), 2),
        ("nan", union(INT, FLOAT), math.nan),
        ("5", union(STR, INT), 5),
        ("x", union(STR, INT), "x"),
        ("1e3", union(STR, INT), 1000),
        ("1", union(BOOL, INT), 1),
        ("true", union(BOOL, INT), True),
        ("yes", union(BOOL, INT), True),
        ("true", union(BOOL, STR), True),
        ("yes", union(BOOL, STR), "yes"),
        ("[1, 2]", union(INT, list_of(INT)), [1, 2]),
        ("[1, 2]", union(STR, list_of(INT)), [1, 2]),
        ("3", union(INT, list_of(INT)), 3),
        ("{a: 1}", union(FLOAT, Type("dict", (STR, INT))), {"a": 1}),
        ("abc", union(INT, ANY), "abc"),
        ("a", union(INT, PATH), Text("a")),
    ],
)
def test_a_union_takes_the_member_that_the_text_looks_like(text, to, expected):
    check_accepts(text, to, expected)


def test_a_union_refuses_what_no_member_takes():
    check_refuses(Text("x"), union(INT, BOOL), "'x' is not a whole number or a bool")
    check_refuses(Text("x"), union(INT, BOOL, NONE), "'x' is not a whole number, a bool or None")


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("[1,2]", list_of(INT), [1, 2]),
        ("(1,2)", list_of(INT), [1, 2]),
        ("{1,2}", list_of(INT), None),
        ("1,2", list_of(INT), [1, 2]),
        ("1,", list_of(INT), [1]),
        ("[]", list_of(INT), []),
        ("()", list_of(INT), []),
        ("[1]", list_of(FLOAT), [1.0]),
        ("[a, b c, 'd,e', \"f\"]", list_of(STR), ["a", "b c", "d,e", "f"]),
        ("don't, it's", list_of(STR), ["don't", "it's"]),
        ("[1e-4, 012, on]", list_of(STR), ["1e-4", "012", "on"]),
        ("[1e-4, 012, on, '5']", list_of(ANY), [0.0001, "012", "on", "5"]),
        ("[none, 1]", list_of(optional(INT)), [None, 1]),
        ("[[1,2],[3]]", list_of(list_of(INT)), [[1, 2], [3]]),
        ("[1,2]", Type("tuple", (INT,)), (1, 2)),
        ("1,2", Type("set", (INT,)), {1, 2}),
        ("{1,2,1}", Type("set", (INT,)), {1, 2}),
        ("[a]", Type("frozenset", (STR,)), frozenset({"a"})),
        ("[1, a]", Type("product", (INT, STR)), (1, "a")),
        ("1,a", Type("product", (INT, STR)), (1, "a")),
        ("[]", Type("list"), []),
    ],
)
def test_a_container_converts_its_elements_and_keeps_its_kind(text, to, expected):
    if expected is None:
        assert sorted(convert(Text(text), to)) == [1, 2]
    else:
        check_accepts(text, to, expected)


@pytest.mark.parametrize(
    ("value", "to", "message"),
    [
        (Text("5"), list_of(INT), "'5' is not list[int]; a single element is written [5]"),
        (5, list_of(INT), "5 is not list[int]; a single element is written [5]"),
        (Text(""), list_of(INT), "'' is not list[int]; an empty one is written []"),
        (Text("[1"), list_of(INT), "'[1' is not list[int]; unbalanced '['"),
        (Text("[1)"), list_of(INT), "'[1)' is not list[int]; unbalanced '['"),
        (Text("['a]"), list_of(STR), "\"['a]\" is not list[str]; missing '"),
        (Text("[1, a]"), list_of(INT), "'a' is not a whole number"),
        (
            Text("[1,,2]"),
            list_of(STR),
            "'[1,,2]' is not list[str]; nothing stands before a ','; an empty text is written ''",
        ),
        (
            Text("{a: 1}"),
            list_of(STR),
            "'{a: 1}' is not list[str]; a single element is written [{a: 1}]",
        ),
        (
            Text("1,2,3"),
            Type("product", (INT, INT)),
            "'1,2,3' is not tuple[int, int]; 2 elements are needed, not 3",
        ),
        (Text("{[1]}"), list_of(ANY), f"'{{[1]}}' is not list; {UNHASHABLE}"),
        (
            Text("[[1]]"),
            Type("set", (ANY,)),
            "'[[1]]' is not set; a set holds no lists, sets or dicts",
        ),
        (
            Text("[" * 51 + "]" * 51),
            list_of(ANY),
            f"'{'[' * 51}{']' * 8}…' is not list; brackets nest deeper than 50",
        ),
        ([Text("a")], STR, "['a'] is not a str; quote it"),
        (None, STR, "null is not a str; quote it"),
    ],
)
def test_a_container_refuses_a_lone_scalar_and_says_how_it_is_written(value, to, message):
    check_refuses(value, to, message)


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("{a: 1}", Type("dict"), {"a": 1}),
        ("{}", Type("dict"), {}),
        ("{'a:b': [1, 2], c: {d: e}}", Type("dict"), {"a:b": [1, 2], "c": {"d": "e"}}),
        ("{url: http://x}", Type("dict"), {"url": "http://x"}),
        ("{1: a}", Type("dict", (INT, STR)), {1: "a"}),
        ("{1: 2}", Type("dict", (STR, FLOAT)), {"1": 2.0}),
        ("{(1, 2): a}", Type("dict"), {(1, 2): "a"}),
        ('{"a": null, "b": true}', Type("dict"), {"a": None, "b": True}),
    ],
)
def test_a_dict_takes_what_stands_in_braces(text, to, expected):
    check_accepts(text, to, expected)


HOW = "write {key: value}, or set one entry as name.key=value"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"'' is not a dict; {HOW}"),
        ("a", f"'a' is not a dict; {HOW}"),
        ("[1]", f"'[1]' is not a dict; {HOW}"),
        ("{a}", f"'{{a}}' is not a dict; {HOW}"),
        ("{a: 1, b}", "'{a: 1, b}' is not a dict; 'b' has no value"),
        ("{a:}", "'{a:}' is not a dict; 'a' has no value"),
        ("{a: 1, a: 2}", "'{a: 1, a: 2}' is not a dict; the key a is written twice"),
        ("{1: a, 1.0: b}", "'{1: a, 1.0: b}' is not a dict; two of its keys are the same"),
        ("{[1]: 2}", f"'{{[1]: 2}}' is not a dict; {UNHASHABLE}"),
        ("{,}", "'{,}' is not a dict; nothing stands before a ','; an empty text is written ''"),
    ],
)
def test_a_dict_refuses_the_rest(text, message):
    check_refuses(Text(text), Type("dict"), message)


@pytest.mark.parametrize(
    ("value", "choices", "expected"),
    [
        (Text("adam"), ["adam", "sgd"], "adam"),
        (Text("Adam"), ["adam", "sgd"], "adam"),
        (Text("a"), ["a", "A"], "a"),
        (Text("1"), [1, 2], 1),
        (Text("1.0"), [1, 2], 1),
        (Text("true"), [True, "auto"], True),
        (Text("auto"), [True, "auto"], "auto"),
        (Text("1"), [1, "1"], 1),
        ("1", [1, "1"], "1"),
        (Text("none"), [None, "none"], None),
        ("none", [None, "none"], "none"),
        (Text("2.5"), [1, 2.5], 2.5),
        (Text("1"), [1, 2.5], 1),
        (Text("1,2"), [(1, 2), (3, 4)], (1, 2)),
        (Text("0"), [0, False], 0),
        (Text("false"), [0, False], False),
    ],
)
def test_choices_are_met_exactly_else_by_case_where_unique(value, choices, expected):
    assert same(convert(value, with_choices(ANY, choices)), expected)


@pytest.mark.parametrize(
    ("value", "to", "message"),
    [
        (
            Text("adan"),
            with_choices(ANY, ["adam", "sgd"]),
            "'adan' is not one of adam, sgd; did you mean adam?",
        ),
        (Text("x"), with_choices(ANY, ["adam", "sgd"]), "'x' is not one of adam, sgd"),
        (Text("AB"), with_choices(ANY, ["ab", "aB"]), "'AB' is not one of ab, aB"),
        (Text("3"), with_choices(ANY, [1, 2]), "'3' is not one of 1, 2"),
        (Text("x"), with_choices(optional(STR), ["a", None]), "'x' is not one of a"),
        (Text("x"), with_choices(ANY, [1, "auto", None]), "'x' is not one of 1, auto"),
        (True, with_choices(INT, [0, 1]), "true is not a whole number"),
        (Text("x"), with_choices(INT, [0, 1]), "'x' is not a whole number"),
        (Text("y"), Type("enum", choices=("RED", "BLUE")), "'y' is not one of RED, BLUE"),
    ],
)
def test_a_value_that_is_no_choice_is_told_the_choices_and_the_nearest(value, to, message):
    check_refuses(value, to, message)


def test_choices_are_of_the_declared_type():
    assert with_choices(FLOAT, [1, 2]) == FLOAT.replace(choices=(1.0, 2.0))
    assert same(convert(Text("2"), with_choices(FLOAT, [1, 2])), 2.0)
    with pytest.raises(InvalidValue, match=r"^'a' is not a float$"):
        with_choices(FLOAT, ["a"])


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (STR, ()),
        (with_choices(ANY, ["a", "b"]), ("a", "b")),
        (with_choices(optional(STR), ["a", None]), ("a",)),
        (with_choices(ANY, [1, "a"]), (1, "a")),
        (union(with_choices(ANY, ["a"]), INT), ()),
    ],
)
def test_the_choices_of_a_type_are_all_that_it_allows(to, expected):
    assert choices_of(to) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1e-4", 0.0001),
        ("1_000", 1000),
        ("0x10", 16),
        ("-1", -1),
        ("true", True),
        ("True", True),
        ("null", None),
        ("None", None),
        (".inf", math.inf),
        (".nan", math.nan),
        ("1,2", (1, 2)),
        ("[1, a]", [1, "a"]),
        ("{a: 1}", {"a": 1}),
        ("{1, 2}", {1, 2}),
        ("{{1}, {2}}", {frozenset({1}), frozenset({2})}),
        ("'5'", "5"),
        ('"\\u00e9\\/\\ud83d\\ude00"', "é/😀"),
        ("adam", "adam"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("inf", "inf"),
        ("", ""),
        (" a ", " a "),
        ("[1", "[1"),
        ("{[1]: 2}", "{[1]: 2}"),
        ("{a: 1, a: 2}", "{a: 1, a: 2}"),
        ("it's, [ok", "it's, [ok"),
        ("1__0", "1__0"),
        ("012", "012"),
        ("007", "007"),
        ("00.5", "00.5"),
        ("0", 0),
        ("0.5", 0.5),
        ("-0", 0),
        ("297e7814231", "297e7814231"),
        ("-1e999", "-1e999"),
        ("2f9c1e0", "2f9c1e0"),
        ("1.2.3", "1.2.3"),
        ("1.10", 1.1),
        ("20240101", 20240101),
        ("2024_01_01", "2024_01_01"),
        ("+4930123456", "+4930123456"),
        ("030-123456", "030-123456"),
        ("d41d8cd98f00b204", "d41d8cd98f00b204"),
        ("0x", "0x"),
        ("9" * 4301, "9" * 4301),
        ("0x" + "f" * 9000, "0x" + "f" * 9000),
    ],
)
def test_an_untyped_parameter_takes_a_literal_else_the_text(text, expected):
    check_accepts(text, ANY, expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Text("1e-4"), Text("1e-4")),
        ("1", "1"),
        (None, None),
        ([Text("1e-4"), "5", Text("a b"), Text("a,b")], Text('[1e-4, "5", a b, "a,b"]')),
        ({Text("a"): [Text("1")]}, Text("{a: [1]}")),
    ],
)
def test_a_value_that_only_the_script_can_build_stays_text(value, expected):
    assert same(convert(value, LATE), expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, FLOAT),
        (True, BOOL),
        ([], list_of(ANY)),
        ([1, 2.5], list_of(FLOAT)),
        ([1, "a"], list_of(ANY)),
        ((1, 2), Type("tuple", (INT,))),
        ({"a": 1, "b": 2}, Type("dict", (STR, INT))),
        ({}, Type("dict", (ANY, ANY))),
        ({1}, Type("set", (INT,))),
        (Text("a"), STR),
        (None, ANY),
        (b"a", ANY),
    ],
)
def test_a_default_declares_its_type(value, expected):
    assert type_of(value) == expected


SCALARS = [STR, INT, FLOAT, BOOL, NONE, ANY, LATE, PATH]
CHOICES = [
    with_choices(ANY, choices)
    for choices in (["a", "B"], [1, 2], [0.5, 1], [None, "a", True], [(1, 2), (3,)], [0, False])
]
TYPES = st.recursive(
    st.sampled_from([*SCALARS, *CHOICES, Type("enum", choices=("RED", "BLUE"))]),
    lambda inner: st.one_of(
        st.builds(Type, st.sampled_from(["list", "set", "frozenset", "tuple"]), st.tuples(inner)),
        st.builds(Type, st.just("product"), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Type, st.just("dict"), st.tuples(inner, inner)),
        st.builds(Type, st.just("union"), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)
ANY_TEXT = st.text(st.characters(), max_size=20)
LITERAL_LIKE = st.lists(
    st.sampled_from(
        [*"[](){},:'\"\\ 019.-+e_x\n", "1", "a", "0x", "true", "null", ".inf", "\\u12", "\ud800"]
    ),
    max_size=12,
).map("".join)
TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT, ANY_TEXT.map(Text)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(ANY_TEXT.map(Text), inner)),
    max_leaves=5,
)


@given(st.one_of(ANY_TEXT, LITERAL_LIKE).map(Text) | TREES, TYPES)
def test_nothing_but_invalid_value_is_ever_raised(value, to):
    try:
        convert(value, to)
    except InvalidValue as error:
        assert str(error)


def values_of(kind):
    """Return a strategy for values that a parameter of this type can have."""
    scalars = {
        "str": st.text(st.characters()),
        "int": st.integers(),
        "float": st.floats(),
        "bool": st.booleans(),
        "none": st.none(),
        "any": st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    }
    if kind.kind in scalars:
        return scalars[kind.kind]
    inner = [values_of(arg) for arg in kind.args]
    keys = [each.filter(lambda key: key == key) for each in inner[:1]]  # noqa: PLR0124 - no key is NaN
    return {
        "list": lambda: st.lists(*inner, max_size=4),
        "tuple": lambda: st.lists(*inner, max_size=4).map(tuple),
        "set": lambda: st.sets(*keys, max_size=4),
        "frozenset": lambda: st.frozensets(*keys, max_size=4),
        "product": lambda: st.tuples(*inner),
        "dict": lambda: st.dictionaries(*keys, inner[1], max_size=4),
        "union": lambda: st.one_of(inner),
    }[kind.kind]()


HASHABLE = st.sampled_from([STR, INT, FLOAT, BOOL, ANY])
VALUE_TYPES = st.recursive(
    HASHABLE | st.sampled_from([optional(INT), optional(FLOAT), optional(BOOL)]),
    lambda inner: st.one_of(
        st.builds(Type, st.sampled_from(["list", "tuple"]), st.tuples(inner)),
        st.builds(Type, st.sampled_from(["set", "frozenset"]), st.tuples(HASHABLE)),
        st.builds(Type, st.just("product"), st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Type, st.just("dict"), st.tuples(HASHABLE, inner)),
    ),
    max_leaves=4,
)
TYPED = VALUE_TYPES.flatmap(lambda kind: st.tuples(st.just(kind), values_of(kind)))


@given(TYPED)
def test_what_is_shown_is_read_back_as_the_same_value(typed):
    kind, value = typed
    assert same(convert(Text(show(value, kind)), kind), value)


@given(TYPED)
def test_a_converted_value_is_left_as_it_is(typed):
    kind, value = typed
    assert same(convert(value, kind), value)


@pytest.mark.parametrize(
    ("value", "to", "read_back"),
    [
        pytest.param("none", optional(STR), None, id="the word is None's"),
        pytest.param("5", union(STR, INT), 5, id="the number is the int's"),
        pytest.param(set(), ANY, [], id="python writes no literal for it"),
        pytest.param(b"x", ANY, "b'x'", id="not a literal of configuration"),
    ],
)
def test_a_few_values_have_no_text_of_their_own(value, to, read_back):
    assert same(convert(Text(show(value, to)), to), read_back)


@pytest.mark.parametrize("text", ["[" * 100_000, "{1:" * 100_000, "a," * 100_000, "'" * 100_001])
@pytest.mark.parametrize("to", [ANY, list_of(STR), optional(Type("dict"))])
def test_a_huge_text_is_answered_at_once(text, to):
    try:
        convert(Text(text), to)
    except InvalidValue as error:
        assert len(str(error)) < 300


INT_OR_STR = Type("union", (INT, STR))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("0123", "0123"),
        ("297e7814231", "297e7814231"),
        ("v1", "v1"),
        ("+49301", "+49301"),
        ("2.0", "2.0"),
        ("1.10", "1.10"),
        ("1e3", 1000),
    ],
)
def test_an_id_stays_a_text_where_a_text_is_allowed(text, expected):
    assert same(convert(Text(text), INT_OR_STR), expected)


def test_digits_that_no_float_can_hold_are_refused():
    with pytest.raises(InvalidValue) as caught:
        convert(Text("1e999"), FLOAT)
    assert str(caught.value) == "'1e999' is not a float; no float is so large: write inf"


ADVISED = re.compile(r"is written (.+)$|did you mean (.+)\?$")


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("3", list_of(INT)),
        ("3x4", list_of(STR)),
        ("3x4", list_of(INT)),
        ("3x4", Type("product", (INT, INT))),
        ("", list_of(INT)),
        ("5", Type("set", (FLOAT,))),
        ("adan", STR.replace(choices=("adam", "sgd"))),
        ("4", INT.replace(choices=(3, 5))),
        ("maybe", Type("bool")),
        ("x", Type("tuple", (FLOAT,))),
    ],
)
def test_a_value_that_an_advice_names_is_accepted(text, to):
    with pytest.raises(InvalidValue) as caught:
        convert(Text(text), to)
    for found in ADVISED.findall(caught.value.advice):
        convert(Text("".join(found)), to)


def test_no_advice_names_what_is_refused():
    with pytest.raises(InvalidValue) as caught:
        convert(Text("3x4"), Type("product", (INT, INT)))
    assert caught.value.advice == "2 elements are needed, in brackets"
