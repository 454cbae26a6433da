"""The text of a file in blocks: where they end, what an edit makes of them, what hangs on what."""

from textwrap import dedent

import pytest

from hprun.editors.blocks import blocks_of, dependents, edited, lines_of, needed


def texts(blocks):
    return ["\n".join(block.lines) for block in blocks]


def blocks(source):
    return blocks_of(lines_of(dedent(source)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", [""], id="an empty file"),
        pytest.param("a = 1\nb = 2", ["a = 1", "b = 2"], id="a statement each"),
        pytest.param("a = 1; b = 2\nc", ["a = 1; b = 2", "c"], id="two on a line"),
        pytest.param("# a\n\na = 1\n# b", ["# a\n\na = 1", "# b"], id="comments go before"),
        pytest.param("@f\ndef g():\n  1\nb", ["@f\ndef g():\n  1", "b"], id="decorators"),
        pytest.param("a = 1;b = '''\n'''\nc", ["a = 1;b = '''\n'''", "c"], id="over lines"),
    ],
)
def test_a_block_ends_with_a_statement(source, expected):
    assert texts(blocks_of(lines_of(source))) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_python_and_editors_say(end):
    assert lines_of(f"a{end}b\x0c\u2028{end}") == ["a", "b\x0c\u2028", ""]


def test_what_is_broken_is_as_little_as_can_be():
    found = blocks("a = 1\ndef f():\n  g(\n\ndef h():\n  1\nb = 2\n")
    assert [(text, block.broken) for text, block in zip(texts(found), found, strict=True)] == [
        ("a = 1", False),
        ("def f():\n  g(\n", True),
        ("def h():\n  1", False),
        ("b = 2", False),
        ("", False),
    ]


def test_an_edit_takes_out_what_it_touches():
    before = blocks("a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7")
    change = edited(before, lines_of("a = 1\nb = 2\nc = 3\nd = 0\ne = 5\nf = 6\ng = 7"))
    assert texts(change.old) == ["b = 2", "c = 3", "d = 4", "e = 5", "f = 6"]
    assert texts(change.new) == ["b = 2", "c = 3", "d = 0", "e = 5", "f = 6"]


def test_no_edit_is_none():
    assert edited(blocks("a = 1\nb = 2"), lines_of("a = 1\nb = 2")) is None


def test_a_line_that_goes_on_with_what_is_above():
    before = blocks("a\ndef f():\n    b\n\n\nc\nd\n")
    change = edited(before, lines_of("a\ndef f():\n    b\n    e\n\nc\nd\n"))
    assert "def f():\n    b\n    e" in texts(change.new)


SOURCE = """
from hprun.m import _
BASE = 3
LR = BASE * 2
def helper(a=LR):
    return _("other", 1)
def train():
    helper()
    return _("lr", LR)
def nothing():
    global SET
    SET = 1
    import sys
"""


def by_first_word(found, blocks):
    return [blocks.index(each) for each in found]


def test_a_block_needs_what_binds_its_names_and_what_these_need():
    every = blocks(SOURCE)
    assert by_first_word(needed(every, [every[4]]), every) == [0, 1, 2, 3, 4]
    assert by_first_word(needed(every, [every[3]]), every) == [0, 1, 2, 3]
    assert by_first_word(needed(every, [every[2]]), every) == [1, 2]


def test_what_hangs_on_a_name_hangs_on_what_it_is_made_of():
    every = blocks(SOURCE)
    assert by_first_word(sorted(dependents(every, {"BASE"}), key=every.index), every) == [
        1,
        2,
        3,
        4,
    ]
    assert dependents(every, {"train"}) == {every[4]}


def test_the_inside_of_a_function_is_not_seen_but_for_its_imports():
    every = blocks(SOURCE)
    assert every[4].surface == "def train():"
    assert every[5].surface == "def nothing():\n    global SET\n    import sys"
    assert every[5].binds == {"nothing", "SET"}
