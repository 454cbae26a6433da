"""The keys of a file as a schema has them: dotted, nested, changed, computed, required."""

import json
import tomllib

import pytest
from given_catalogs import Dynamic, Location, catalog_of, parameter, resolved
from given_values import NAMES, SHAPES, TYPES
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from hprun.errors import HprunError
from hprun.model import Type
from hprun.values.dump import dump
from hprun.values.files import layer, parse
from hprun.values.merge import ready, resolve
from hprun.values.schema.names import schema

INT, FLOAT = Type("int"), Type("float")
READ = {
    "yaml": lambda text: YAML(typ="safe", pure=True).load(text),
    "json": json.loads,
    "toml": tomllib.loads,
}
CATALOG = catalog_of(
    parameter("lr", 0.1, about="learning rate"),
    parameter("optim.lr", 0.2, line=2),
    parameter("optim.decay.rate", 0.5, line=3),
    parameter("sizes", [64, 64], line=4),
    parameter("opt", {"a": 1}, line=5),
    parameter("x", 1, line=6),
    parameter("x", 2, line=7, manager="hp"),
    parameter("odd [name]", 1, line=8),
    dynamic=[Dynamic("layer{i}.width", Location("train.py", 9), type=INT)],
)


def made(catalog, *words, shown=None):
    return schema(resolved(catalog, *words), catalog, shown or catalog.parameters, "Values")


def fits(document, catalog=CATALOG):
    found = made(catalog)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found).is_valid(document)


GOOD = [
    pytest.param({}, id="nothing"),
    pytest.param({"lr": 0.1}, id="a name"),
    pytest.param({"optim.lr": 0.1, "optim.decay.rate": 1}, id="dotted"),
    pytest.param({"optim": {"lr": 0.1, "decay": {"rate": 1}}}, id="nested"),
    pytest.param({"optim": {"decay.rate": 1}, "optim.lr": 1}, id="dotted below"),
    pytest.param({"optim.decay": {"rate": 1}}, id="nested below"),
    pytest.param({"optim": None}, id="a prefix with nothing below"),
    pytest.param({"lr:=": "null", "optim": {"lr:=": "1"}}, id="literals"),
    pytest.param({"sizes+=": 128, "sizes": [1]}, id="added to a list"),
    pytest.param({"sizes.0": 1, "sizes.-1": 2}, id="elements"),
    pytest.param({"sizes": {"0": 1}}, id="elements, nested"),
    pytest.param({"opt.a": 2, "opt": {"bb": 3}}, id="entries"),
    pytest.param({"+new": [1], "+other.x": {"a": 1}}, id="a name that nothing has"),
    pytest.param({"hp:x": 3, "x": 4}, id="two managers"),
    pytest.param({"_:lr": 3}, id="a manager that need not be named"),
    pytest.param({"layer7.width": 8}, id="a computed name"),
    pytest.param({"layer7": {"width": 8}}, id="a computed name, nested"),
    pytest.param({"layer7.width:=": "'x'"}, id="a literal for a computed name"),
    pytest.param({"odd [name]": 2}, id="a name with signs"),
    pytest.param({"lr": "${x}", "sizes": ["${x}", 1]}, id="references"),
]


@pytest.mark.parametrize("document", GOOD)
def test_what_hprun_takes_fits(document):
    assert fits(document)
    resolution = resolve(CATALOG, [layer(parse(_json(document), "f", "json"), CATALOG)])
    assert resolution.mistakes == () or "${" in str(document)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"lrr": 0.1}, id="an unknown name"),
        pytest.param({"optim": {"lrr": 0.1}}, id="an unknown name below"),
        pytest.param({"optim.lrr": 0.1}, id="an unknown name, dotted"),
        pytest.param({"optim": 1}, id="a prefix that is a value"),
        pytest.param({"lr": {"a": 1}}, id="a value that is a tree"),
        pytest.param({"optim": {"lr": "x"}}, id="a value of another type, nested"),
        pytest.param({"optim.lr": "x"}, id="a value of another type, dotted"),
        pytest.param({"optim.decay": {"rate": "x"}}, id="a value of another type, in part dotted"),
        pytest.param({"lr+=": 1}, id="added to a number"),
        pytest.param({"sizes.x": 1}, id="an element that has no index"),
        pytest.param({"sizes.0": "x"}, id="an element of another type"),
        pytest.param({"layer7.width": "x"}, id="a computed name of another type"),
        pytest.param({"net7.depth": 8}, id="another computed name"),
        pytest.param([1], id="a list"),
    ],
)
def test_what_the_schema_refuses_hprun_refuses(document):
    assert not fits(document)
    with pytest.raises(HprunError):
        ready(resolve(CATALOG, [layer(parse(_json(document), "f", "json"), CATALOG)]), CATALOG)


def _json(document):
    return json.dumps(document)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(NAMES, st.tuples(SHAPES, TYPES), max_size=3), st.sampled_from([*READ]))
def test_any_value_that_is_dumped_fits(given_values, language):
    parameters = [parameter(name, value, to=to) for name, (value, to) in given_values.items()]
    catalog = catalog_of(*parameters)
    found = resolve(catalog, [])
    document = READ[language](dump(found, catalog, language))
    validator = Draft202012Validator(schema(found, catalog, catalog.parameters, ""))
    assert [*validator.iter_errors(_as_json(document))] == []


def _as_json(value):
    """What a checker makes of a file: keys are texts, and so is what JSON has no word for."""
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else json.dumps(key): _as_json(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [*map(_as_json, value)]
    return value if isinstance(value, str | int | float | None) else str(value)


def test_what_is_dumped_fits():
    words = ["lr=nan", "sizes=[]", "opt={a: 2, b: 3}", "+y=1", "odd [name]:='x'", "hp:x=5"]
    assert fits(json.loads(dump(resolved(CATALOG, *words), CATALOG, "json")))


def test_a_parameter_is_described():
    assert made(CATALOG)["properties"]["lr"] == {
        "description": "learning rate",
        "default": 0.1,
        "$comment": "train.py:1",
        "anyOf": [{"type": "number"}, {"$ref": "#/$defs/text:float"}],
    }


def test_what_is_given_is_the_default():
    found = made(CATALOG, "lr=0.5", "optim.lr=nan")
    assert found["properties"]["lr"]["default"] == 0.5
    assert found["$defs"]["optim"]["properties"]["lr"]["default"] == ".nan"


def test_what_is_not_shown_is_a_pattern_and_fits_too():
    found = made(CATALOG, shown=["lr"])
    assert [*found["properties"]] == ["lr", "$schema", "extends"]
    assert Draft202012Validator(found).is_valid({"optim": {"lr": 1}, "x": 1})
    assert not Draft202012Validator(found).is_valid({"optim": {"lr": "y"}})


NEEDING = catalog_of(
    parameter("data", to=Type("str")),
    parameter("m.seeds", to=Type("list", (INT,)), line=2),
    parameter("m.extra", to=Type("dict"), line=3),
)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({"data": "x", "m.seeds": [1]}, True, id="both"),
        pytest.param({"data": "x", "m": {"seeds": [1]}}, True, id="nested"),
        pytest.param({"data:=": "'x'", "m": {"seeds+=": 1}}, True, id="literal and added"),
        pytest.param({"_:data": "x", "_:m.seeds": [1]}, True, id="with the manager"),
        pytest.param({"extends": "base.yaml"}, True, id="from another file"),
        pytest.param({"data": "x"}, False, id="one is missing"),
        pytest.param({"data": "x", "m": {}}, False, id="one is missing below"),
        pytest.param({"data": "x", "m": None}, False, id="nothing below"),
    ],
)
def test_what_is_required(document, expected):
    assert fits(document, NEEDING) == expected


def test_what_has_a_value_is_not_required():
    found = made(NEEDING, "data=x", "m.seeds=[1]")
    assert Draft202012Validator(found).is_valid({})


def test_a_parameter_goes_before_a_key_of_ours():
    catalog = catalog_of(parameter("extends", 1), parameter("$schema", 2, line=2))
    assert fits({"extends": 2, "$schema": 1}, catalog)
    assert not fits({"extends": "base.yaml"}, catalog)
    assert not fits({"$schema": "s.json"}, catalog)
    assert fits({"extends": ["a.yaml"], "$schema": "s.json"})
