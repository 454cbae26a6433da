"""JSON, with the line of every key and numbers that are not decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.values.languages.json import read
from hprun.values.tree import Given, Tree


def check_refused(text, message):
    with pytest.raises(ConfigError) as caught:
        read(text, "cfg.json")
    assert str(caught.value) == message


def test_every_key_has_its_line():
    text = '{"a": "b: \\": 1",\n"c": [{"d"\n: 1e-4}, "e:"],\n\n"f": {"g": null, "h": true}}'
    assert read(text, "cfg.json") == Tree(
        (
            Given("a", 'b: ": 1', "cfg.json:1"),
            Given("c", [Tree((Given("d", Text("1e-4"), "cfg.json:2"),)), "e:"], "cfg.json:2"),
            Given(
                "f",
                Tree((Given("g", None, "cfg.json:5"), Given("h", value=True, origin="cfg.json:5"))),
                "cfg.json:5",
            ),
        )
    )


@pytest.mark.parametrize("text", ["1e999", "NaN", "9" * 5000, "-0"])
def test_a_number_is_not_decided(text):
    [entry] = read(f'{{"x": {text}}}', "cfg.json").entries
    assert (entry.value, type(entry.value)) == (text, Text)


NO_KEY = "expecting property name enclosed in double quotes"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n"b": 2, "a": 3}', "'a' stands twice (cfg.json:1, cfg.json:2)"),
        ('{"a": 1,\n2}', f"not JSON: {NO_KEY} (cfg.json:2:1)"),
        ("{'a': 1}", f"not JSON: {NO_KEY} (cfg.json:1:2)"),
        ('{"a": ' + "[" * 60 + "]" * 60 + "}", "it nests deeper than 50 (cfg.json:1)"),
        ('{"a":' * 60 + "1" + "}" * 60, "it nests deeper than 50 (cfg.json:1)"),
        ("[" * 100_000, "it nests deeper than 50 (cfg.json)"),
    ],
)
def test_what_is_not_plain_json_is_refused_with_its_line(text, message):
    check_refused(text, message)


@given(st.text(st.sampled_from('{}[]:,"\\ \n1ae')) | st.text())
def test_any_text_is_read_or_refused(text):
    try:
        read(text, "cfg.json")
    except ConfigError as error:
        assert str(error)
