"""TOML, with the line of every key that begins one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.values.languages.toml import read
from hprun.values.tree import Given, Tree

EXAMPLE = """\
a = 0x10
b.c = "x"
text = '''
a = 2
[d]
'''

[d]  # a table
"e.f" = [1.50, true]
g = { h = 1 }

[[d.i]]
j = 2024-01-01
"""


def test_every_key_has_its_line():
    assert read(EXAMPLE, "cfg.toml") == Tree(
        (
            Given("a", Text("16"), "cfg.toml:1"),
            Given("b", Tree((Given("c", "x", "cfg.toml:2"),)), "cfg.toml:2"),
            Given("text", "a = 2\n[d]\n", "cfg.toml:3"),
            Given(
                "d",
                Tree(
                    (
                        Given("e.f", [Text("1.50"), True], "cfg.toml:9"),
                        Given("g", Tree((Given("h", Text("1"), "cfg.toml:10"),)), "cfg.toml:10"),
                        Given(
                            "i",
                            [Tree((Given("j", Text("2024-01-01"), "cfg.toml:12"),))],
                            "cfg.toml:12",
                        ),
                    )
                ),
                "cfg.toml:8",
            ),
        )
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\na = 2\n", "not TOML: cannot overwrite a value (cfg.toml:2:6)"),
        ("a = 1\na = 2", "not TOML: cannot overwrite a value (cfg.toml)"),
        ("a = \n", "not TOML: invalid value (cfg.toml:1:5)"),
        ("a = " + "[" * 60 + "]" * 60, "it nests deeper than 50 (cfg.toml)"),
    ],
)
def test_what_is_not_plain_toml_is_refused_with_its_line(text, message):
    with pytest.raises(ConfigError) as caught:
        read(text, "cfg.toml")
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 100_000])
def test_what_tomllib_stumbles_over_is_refused(text):
    with pytest.raises(ConfigError):
        read(text, "cfg.toml")


@given(
    st.lists(
        st.sampled_from(["a", "=", " ", "\n", "[", "]", "{", "}", ".", '"', "'''", "1", "#", "\\"]),
        max_size=14,
    ).map("".join)
)
def test_any_text_is_read_or_refused(text):
    try:
        read(text, "cfg.toml")
    except ConfigError as error:
        assert str(error)
