import argparse

import pytest

from hprun.compat import hpargparse
from hprun.compat.hpman import (
    DoubleAssignmentException,
    HyperParameterDB,
    HyperParameterManager,
    HyperParameterOccurrence,
    HyperParamNode,
    HyperParamTree,
    ImpossibleTree,
    L,
    P,
    SourceHelper,
)
from hprun.compat.hpman.primitives import EmptyValue
from hprun.runtime import root

PARSED, CALLED, SET = P
EMPTY = EmptyValue()


@pytest.fixture(autouse=True)
def alone():
    with root.installed({}):
        yield


def row(name, value=EMPTY, priority=PARSED, **columns):
    return HyperParameterOccurrence(name=name, value=value, priority=priority, **columns)


def test_a_node_has_what_counts_first_and_one_of_each_sort_that_is_not_parsed():
    node = HyperParamNode("a")
    assert (len(node), node.get(), node.empty, isinstance(node.value, EmptyValue)) == (
        0,
        None,
        True,
        True,
    )
    for each in [
        row("a", 1),
        row("a"),
        row("a", 3, CALLED),
        row("a", 4, SET),
        row("a", 5, SET),
        row("a", EMPTY, SET),
    ]:
        node.push(each)
    assert [(each.value, each.priority) for each in node.db] == [
        (5, SET),
        (EMPTY, SET),
        (3, CALLED),
        (1, PARSED),
        (EMPTY, PARSED),
    ]
    assert (node.get().value, node.value, node.empty) == (5, 5, False)


def test_a_tree_keeps_nodes_by_the_parts_of_their_names():
    tree = HyperParamTree()
    assert (tree.empty, tree.is_leaf(), tree.is_branch(), tree.validate()) == (
        True,
        True,
        False,
        True,
    )
    tree["a.b"] = 1
    tree["a.c"] = {"d": 2}
    tree.push_occurrence(row("z"), source_helper=SourceHelper("_('z')"))
    assert tree.tree_values() == {"a": {"b": 1, "c": {"d": 2}}}
    assert tree.tree_values(annotate_dict=True)["a"]["c"] == {"d": 2, "__is_dict__": True}
    assert [node.name for node in tree.flatten()] == ["a.b", "a.c"]
    assert (tree.count(), tree.get("a.b").node.value, tree.get("a.x.y"), tree.get("")) == (
        2,
        1,
        None,
        tree,
    )


def test_a_tree_refuses_a_leaf_that_is_a_tree_and_a_second_default():
    tree = HyperParamTree()
    tree["a.b"] = 1
    with pytest.raises(ImpossibleTree, match="`a` is both a leaf and a tree"):
        tree["a"] = 2
    with pytest.raises(ImpossibleTree):
        tree.validate()
    tree.push_occurrence(row("c", 1))
    with pytest.raises(DoubleAssignmentException):
        tree.push_occurrence(row("c", 1))


def test_a_database_takes_occurrences_as_a_manager_does():
    rows = HyperParameterDB()
    assert (rows.empty(), rows.reduce(None, 3)) == (True, 3)
    for each in [row("a", 1), row("a"), row("a", 2, SET), row("a", 3, SET), row("b", 4, CALLED)]:
        rows.push_occurrence(each, source_helper=SourceHelper(""))
    assert [(each.index, each.value) for each in rows] == [(0, 1), (1, EMPTY), (2, 3), (3, 4)]
    with pytest.raises(DoubleAssignmentException):
        rows.push_occurrence(row("a", 1))
    assert rows.choose_columns("name", "value") == [
        {"name": each.name, "value": each.value} for each in rows
    ]
    assert rows.indexing(1).value is EMPTY
    with pytest.raises(IndexError):
        rows.indexing("a")
    assert (rows.any(L.of_value(4)), rows.all(L.has_default_value)) == (True, False)
    assert rows.sorted(L.value_priority)[0].value == 3
    assert rows.copy() == rows
    assert rows.copy() is not rows


@pytest.mark.parametrize(
    ("where", "values"),
    [
        (L.of_priority(SET), [3]),
        (L.of_name_suffix("b"), [4]),
        (L.exist_attr("filename"), [1]),
        (L.lor(L.of_value(1), L.of_value(4)), [1, 4]),
    ],
)
def test_lambdas_select_rows(where, values):
    rows = HyperParameterDB([row("a", 1, filename="s.py"), row("a", 3, SET), row("b", 4, CALLED)])
    assert rows.select(where).extract_column("value") == values


def test_rows_are_changed_in_place():
    rows = HyperParameterDB([row("a", 1), row("b", 2)])
    assert rows.apply(L.apply_column("value", lambda value: value + 1)) is rows
    assert rows.extract_column("value") == [2, 3]
    assert repr(row("a", 1, SET)) == (
        "HyperParameterOccurrence(name='a', value=1, "
        "priority=<HyperParameterPriority.PRIORITY_SET_FROM_SETTER: 3>)"
    )


def test_lines_are_shown_around_a_place(tmp_path):
    file = tmp_path / "s.py"
    file.write_text("".join(f"line {number}\n" for number in range(1, 12)))
    helper = SourceHelper.from_file(str(file))
    shown = "     9: line 9\n==> 10: line 10\n    11: line 11"
    assert helper.format_line_with_context(10, before=1, after=1) == shown
    assert SourceHelper.format_given_filepath_and_lineno(str(file), 1) == (
        f"{file}:1\n" + helper.format_lines(1, 6, 1)
    )
    assert SourceHelper.format_given_filepath_and_lineno(None, None) == "None:1\n==> 1: "
    assert SourceHelper.format_given_filename_and_source_and_lineno(
        "f", "a", 1, indent_spaces=1
    ) == (" f:1\n ==> 1: a")
    with pytest.raises(ValueError, match="is not among 12"):
        helper.format_lines(1, 20, 1)


def test_a_value_that_no_file_can_say_is_a_comment(capsys):
    manager = HyperParameterManager("_").set_values({"thing": {1}, "code": print, "raw": b"x"})
    parser = argparse.ArgumentParser()
    hpargparse.bind(parser, manager)
    with pytest.raises(SystemExit):
        parser.parse_args(["--hp-list"])
    assert capsys.readouterr().out == (
        "# code: <built-in function print>\n# raw: b'x'\nthing: [1]\n"
    )
