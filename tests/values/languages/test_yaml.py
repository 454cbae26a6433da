"""YAML 1.2, the same with the parser written in C and the one written in Python."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.values.languages.yaml import LOADER, read
from hprun.values.tree import plain

CORE = "tag:yaml.org,2002:"
REFUSED = "is refused (cfg.yaml:1); a file constructs nothing"
LOADERS = [yaml.SafeLoader, LOADER]


def same(one, other):
    return repr(one) == repr(other) and _kinds(one) == _kinds(other)


def _kinds(value):
    if isinstance(value, dict):
        return {key: _kinds(each) for key, each in value.items()}
    return [*map(_kinds, value)] if isinstance(value, list) else type(value)


def check_read(text, expected):
    for loader in LOADERS:
        assert same(plain(read(text, "cfg.yaml", loader)), expected)


def check_refused(text, *messages):
    """Check the message; where the parsers word it differently, of each: Python first."""
    for loader, message in zip(LOADERS, messages * 2, strict=False):
        with pytest.raises(ConfigError) as caught:
            read(text, "cfg.yaml", loader)
        assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "on",
        "yes",
        "012",
        "0o14",
        "1:30",
        "2024-01-01",
        "1e-4",
        "~",
        "null",
        "True",
        ".inf",
        "1_0",
        "a b",
    ],
)
def test_a_plain_scalar_is_not_decided(text):
    check_read(f"x: {text}", {"x": Text(text)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x: '1'", {"x": "1"}),
        ('x: "a\\n\\u00e9"', {"x": "a\né"}),
        ("x: |\n  a\n  b", {"x": "a\nb"}),
        ("x: >-\n  a\n  b", {"x": "a b"}),
        ("x: !!str 012", {"x": "012"}),
        ("x: ! 012", {"x": "012"}),
        ("x: !!int 012", {"x": Text("012")}),
        ("x: !!map {}", {"x": {}}),
        ("x:", {"x": None}),
        ("x: ''", {"x": ""}),
        ("x: [1, 'a', {b: 2}]", {"x": [Text("1"), "a", {"b": Text("2")}]}),
        (
            "1: a\ntrue: b\n'c': d\n~: e",
            {"1": Text("a"), "true": Text("b"), "c": Text("d"), "~": Text("e")},
        ),
        ("x: a\n  b", {"x": Text("a b")}),
        ("%YAML 1.2\n---\nx: 1\n...\n", {"x": Text("1")}),
        ("a: &a [1]\nb: *a", {"a": [Text("1")], "b": [Text("1")]}),
        (
            "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}",
            {"a": {"x": Text("1"), "y": Text("2")}, "b": {"y": Text("3"), "x": Text("1")}},
        ),
        ("b: {<<: [{x: 1}, {x: 2, z: 3}]}", {"b": {"x": Text("1"), "z": Text("3")}}),
        ("b: {'<<': 1}", {"b": {"<<": Text("1")}}),
        ("😀: \u00a0", {"😀": Text("\u00a0")}),
        ("", None),
    ],
)
def test_a_document_is_read_as_it_is_written(text, expected):
    check_read(text, expected)


def test_every_key_has_its_line():
    for loader in LOADERS:
        tree = read("# c\na: 1\nb:\n  c: 2\n\n  d: [1,\n   2]\ne: 3", "cfg.yaml", loader)
        assert [entry.origin for entry in tree.entries] == [
            "cfg.yaml:2",
            "cfg.yaml:3",
            "cfg.yaml:8",
        ]
        inner = tree.entries[1].value.entries
        assert [entry.origin for entry in inner] == ["cfg.yaml:4", "cfg.yaml:6"]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("a: 1\nb: 2\na: 3", ["'a' stands twice (cfg.yaml:1, cfg.yaml:3)"]),
        ("1: a\n'1': b", ["'1' stands twice (cfg.yaml:1, cfg.yaml:2)"]),
        (
            "x: !!python/object/apply:os.system ['id']",
            [f"the tag {CORE}python/object/apply:os.system {REFUSED}"],
        ),
        ("x: !mine 1", [f"the tag !mine {REFUSED}"]),
        ("x: !!set {a}", [f"the tag {CORE}set {REFUSED}"]),
        ("x: !!seq a", [f"the tag {CORE}seq {REFUSED}"]),
        ("x: 1\n---\ny: 2", ["a second document begins (cfg.yaml:2); keep one in a file"]),
        ("x: &a [*a]", ["*a stands inside of its own anchor (cfg.yaml:1)"]),
        ("x: *a", ["*a has no anchor before it (cfg.yaml:1)"]),
        ("? [a]\n: 1", ["a key is a list or a mapping (cfg.yaml:1); a key is a name"]),
        ("<<: 1", ["<< takes a mapping or a list of them (cfg.yaml:1)"]),
        ("x: " + "[" * 60 + "]" * 60, ["it nests deeper than 50 (cfg.yaml:1)"]),
        (
            "a: b: c",
            [
                "not YAML: mapping values are not allowed here (cfg.yaml:1:5)",
                "not YAML: mapping values are not allowed in this context (cfg.yaml:1:5)",
            ],
        ),
        ("a: 1\nb: 'x", ["not YAML: found unexpected end of stream (cfg.yaml:2:6)"]),
        ("\ufeffa: 1\nb: \ufeff", [r"not YAML: it holds the character '\ufeff' (cfg.yaml:2)"]),
        ("a: 1\nb: \x07", [r"not YAML: it holds the character '\x07' (cfg.yaml:2)"]),
    ],
)
def test_what_is_not_a_plain_document_is_refused_with_its_line(text, messages):
    check_refused(text, *messages)


def test_half_of_a_surrogate_pair_is_refused():
    check_refused(
        'x: "\\ud800"',
        "half of a surrogate pair stands for no character (cfg.yaml:1)",
        "not YAML: found invalid Unicode character escape code (cfg.yaml:1:7)",
    )


def test_aliases_cannot_fill_the_memory():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    check_refused("\n".join(lines), "aliases stand for more than 100000 values (cfg.yaml:5)")


SNIPPETS = st.lists(
    st.sampled_from(
        ["a", "b: ", "- ", ": ", "? ", "[", "]", "{", "}", ", ", "\n", "  ", "'", '"', "#", " #",
         "&x ", "*x", "!!str ", "! ", "|\n", ">\n", "---\n", "...\n", "<<: ", "1e-4", "on", "é",
         "\t", "\\n", "%", "@", "\ufeff", "\u2028", "x: 1\n"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(SNIPPETS | st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_read_or_refused_and_read_alike(text):
    found = []
    for loader in LOADERS:
        try:
            found.append(plain(read(text, "cfg.yaml", loader)))
        except ConfigError as error:
            assert str(error)
    assert len(found) < len(LOADERS) or same(*found)
