"""A schema never refuses what hprun takes; and it refuses what an editor should underline."""

import json

import pytest
from given_catalogs import catalog_of, parameter
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hprun.errors import HprunError
from hprun.literal import Text
from hprun.model import ANY, LATE, NONE, Type
from hprun.ranged_types import with_range
from hprun.ranges import Range
from hprun.values.files import layer, parse
from hprun.values.interpolation import interpolated
from hprun.values.merge import resolve, sound
from hprun.values.schema.names import schema

STR, INT, FLOAT, BOOL = Type("str"), Type("int"), Type("float"), Type("bool")
SIMPLE = [
    *(STR, INT, FLOAT, BOOL, NONE, ANY, LATE, Type("path")),
    *(with_range(FLOAT, Range(1e-5, 0.1)), with_range(INT, Range(low=1))),
    *(STR.replace(choices=("adam", "1", "null", "C++")), INT.replace(choices=(3, 5))),
    *(FLOAT.replace(choices=(0.5, 1.0)), Type("enum", choices=(Text("RED"), Text("blue")))),
]
TYPES = st.recursive(
    st.sampled_from(SIMPLE),
    lambda inner: st.one_of(
        st.builds(
            lambda kind, one: Type(kind, (one,)), st.sampled_from(["list", "set", "tuple"]), inner
        ),
        st.builds(lambda one, two: Type("product", (one, two)), inner, inner),
        st.builds(lambda one: Type("dict", (STR, one)), inner),
        st.builds(lambda one, two: Type("union", (one, two)), inner, inner),
        inner.map(lambda one: Type("union", (one, NONE))),
    ),
    max_leaves=3,
)
WORDS = st.sampled_from(
    [
        *("1", "0", "-3", "2.0", "1e3", "1e-4", "012", "0x1f", "0b1", "1_000", ".5", "5.", "+4"),
        *(
            "inf",
            "-Infinity",
            ".inf",
            "nan",
            ".NaN",
            " 7 ",
            "true",
            "No",
            "oN",
            "T",
            "none",
            "NULL",
        ),
        *(
            "~",
            "",
            "adam",
            "ADAM",
            "c++",
            "red",
            "BLUE",
            "1,2",
            "[1, 2]",
            "(1,)",
            "{1, 2}",
            "{a: 1}",
        ),
        *("${x}", "a-${x}", "1:30", "2024-01-01", "x", "[1, [2, 3]]", "{a: {b: 1}}", "0.05"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers(-4, 9) | st.floats(-4, 9, allow_nan=False) | WORDS
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b.c", "0", "1", "-1", "0:=", "+x"]), inner, max_size=2)
    ),
    max_leaves=4,
)  # fmt: skip


def catalog_for(to):
    return catalog_of(parameter("v", to=to, role="read"), parameter("x", 0.05, line=2))


def taken(text, language, catalog):
    """Whether hprun takes a file."""
    try:
        layers = [layer(parse(text, "f", language), catalog)]
        sound(resolve(catalog, interpolated(layers, catalog)))
    except HprunError:
        return False
    return True


def validator(catalog):
    made = schema(resolve(catalog, []), catalog, catalog.parameters, "")
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def fits(document, to):
    return validator(catalog_for(to)).is_valid(document)


@settings(deadline=None, max_examples=60)
@given(TYPES, DOCUMENTS)
def test_what_the_schema_refuses_of_json_hprun_refuses(to, value):
    text = json.dumps({"v": value})
    assert fits({"v": value}, to) or not taken(text, "json", catalog_for(to))


def yaml_of(value):
    """A value as YAML without quotes, as far as it goes."""
    match value:
        case str():
            return value
        case list():
            return f"[{', '.join(map(yaml_of, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {yaml_of(each)}' for key, each in value.items())}}}"
    return json.dumps(value)


@settings(deadline=None, max_examples=60)
@given(TYPES, DOCUMENTS)
def test_what_the_schema_refuses_of_yaml_hprun_refuses(to, value):
    text = f"v: {yaml_of(value)}\n"
    try:
        document = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError):
        return
    document = json.loads(json.dumps(document, default=str))
    assert fits(document, to) or not taken(text, "yaml", catalog_for(to))


@pytest.mark.parametrize(
    ("to", "good", "bad"),
    [
        pytest.param(STR, ["x", "", 1, 1.5, True], [[1], {"a": 1}], id="str"),
        pytest.param(INT, [1, -3, 2.0, "1e3", "0x1f", "${x}"], [2.5, True, None, "ten", [1]], id="int"),
        pytest.param(FLOAT, [0.1, 1, "1e-4", ".inf", "nan", "${x}"], [True, None, "fast", [1], {}], id="float"),
        pytest.param(BOOL, [True, False, 1, 0, "yes", "OFF"], [2, "maybe", None, []], id="bool"),
        pytest.param(with_range(FLOAT, Range(1e-5, 0.1)), [1e-5, 0.1, "0.1"], [0.2, 0, -1], id="a range"),
        pytest.param(with_range(INT, Range(1)), [1, 10**9], [0, -1], id="one end"),
        pytest.param(Type("union", (INT, NONE)), [1, None, "None", "null"], [1.5, "x", []], id="optional"),
        pytest.param(STR.replace(choices=("adam", "sgd")), ["adam", "SGD", "${x}"], ["lion", 1, None], id="choices"),
        pytest.param(STR.replace(choices=("1", "c++")), ["1", 1, "C++"], ["c", 2], id="choices like numbers"),
        pytest.param(INT.replace(choices=(3, 5)), [3, 5, "3"], [4, "three"], id="numbers to choose"),
        pytest.param(Type("list", (INT,)), [[], [1, 2], ["1"], "1,2", "[1]", {"0": 3}], [1, [1.5], ["x"], "1", {"a": 1}, {"0": 1.5}], id="list"),
        pytest.param(Type("list", (with_range(INT, Range(1, 8)),)), [[1, 8]], [[0], [9]], id="elements in a range"),
        pytest.param(Type("product", (INT, STR)), [[1, "x"]], [[1], [1, "x", 2], ["x", "x"], 1], id="product"),
        pytest.param(Type("dict", (STR, INT)), [{}, {"a": 1}, "{a: 1}"], [1, "a", [], {"a": "x"}], id="dict"),
        pytest.param(ANY, [1, "x", None, [1], {"a": []}], [], id="untyped"),
        pytest.param(LATE, [1, "x", None, [1], {"a": []}], [], id="at run time"),
    ],
)  # fmt: skip
def test_values_of_a_type(to, good, bad):
    assert [value for value in good if not fits({"v": value}, to)] == []
    assert [value for value in bad if fits({"v": value}, to)] == []
    assert [
        value for value in bad if taken(json.dumps({"v": value}), "json", catalog_for(to))
    ] == []
