"""What a text of a file refers to, and what it says with that put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.values.files import parse
from hprun.values.references import escaped, filled, in_environment, mapped, names_in, plain_text
from hprun.values.tree import Given, Tree

VALUES = {"lr": 0.1, "name": "exp", "n": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("lr", "lr", id="no reference"),
        pytest.param("$lr {lr}", "$lr {lr}", id="a sign alone"),
        pytest.param("${lr}", 0.1, id="alone it has its type"),
        pytest.param("${ n }", None, id="blanks around a name"),
        pytest.param("${name}-${lr}", "exp-0.1", id="inside of a text it is text"),
        pytest.param("$${lr}", "${lr}", id="a literal sign"),
        pytest.param("$$${lr}", "$${lr}", id="a dollar before a literal sign"),
        pytest.param("a$${b}${name}", "a${b}exp", id="both"),
    ],
)
def test_a_text_is_filled(text, expected):
    assert filled(text, VALUES.__getitem__, lambda name: str(VALUES[name])) == expected


@pytest.mark.parametrize("kind", [str, Text])
def test_a_text_stays_as_decided_as_it_was(kind):
    assert type(filled(kind("a${lr}"), VALUES.__getitem__, str)) is kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${}", "${} names nothing: '${}'; write ${NAME}; $${ is the text ${"),
        (
            "a ${lr",
            "${ is not closed, or holds another: 'a ${lr'; write ${NAME}; $${ is the text ${",
        ),
        (
            "${a${b}}",
            "${ is not closed, or holds another: '${a${b}}'; write ${NAME}; $${ is the text ${",
        ),
    ],
)
def test_what_is_no_reference_is_refused(text, message):
    with pytest.raises(ConfigError) as caught:
        filled(text, VALUES.__getitem__, str)
    assert str(caught.value) == message


@given(st.text(alphabet="${}a", max_size=8))
def test_what_is_escaped_comes_back(text):
    assert plain_text(escaped(text)) == text
    assert list(names_in(escaped(text))) == []


def test_texts_anywhere_in_a_value_are_changed():
    tree = Tree((Given("a${", ["x${", Text("1"), ("${y",)], "cfg.yaml:1"),))
    assert mapped({"k${": tree}, len) == {
        "k${": Tree((Given("a${", [3, Text("1"), (3,)], "cfg.yaml:1"),))
    }


def test_names_are_found_anywhere():
    tree = Tree((Given("a", ["${lr}", "${ env:HOME } ${lr} $${no}"], "cfg.yaml:1"),))
    assert list(names_in(tree)) == ["lr", "env:HOME", "lr"]


def test_the_environment_alone_can_be_meant(monkeypatch):
    monkeypatch.setenv("WHERE", "/data")
    assert in_environment("${env:WHERE}/base.yaml") == "/data/base.yaml"
    with pytest.raises(ConfigError) as caught:
        in_environment("${lr}.yaml")
    assert str(caught.value) == "${lr} cannot stand here; ${env:NAME} can"


def test_yaml_wants_quotes_around_one_in_brackets():
    with pytest.raises(ConfigError) as caught:
        parse("a: [${lr}]", "cfg.yaml", "yaml")
    assert str(caught.value) == (
        "not YAML: did not find expected ',' or ']' (cfg.yaml:1:6);"
        ' in brackets a reference stands in quotes: "${name}"'
    )
