import os

import pytest

from hprun import auto_param, param_scope
from hprun.literal import Text
from hprun.m import _
from hprun.runtime import root


def test_nothing_is_installed_at_first():
    assert (root.snapshot(), root.unread()) == ({}, ())


def test_a_root_is_replaced_as_a_whole_and_restored():
    with root.installed({"a": 1, "b": 2}, ["a"]):
        with root.installed({"a": 3}):
            assert (root.snapshot(), root.unread()) == ({"a": 3}, ())
        assert (root.snapshot(), root.unread()) == ({"a": 1, "b": 2}, ("a",))
        root.install({"c": 4})
        assert root.snapshot() == {"c": 4}
    assert root.snapshot() == {}


def test_what_the_code_stated_belongs_to_the_root_it_ran_under():
    with root.installed({}):
        _("stated.here", 1)
        with root.installed({}):
            assert not _.exists("stated.here")
        assert _("stated.here") == 1


def test_a_snapshot_has_leaves_by_name_and_texts_as_they_are():
    with root.installed({"t": {"u": 1, "e": {}}, "x": Text("1"), "d.e": None, "hp:lr": 2}, ["x"]):
        found = root.snapshot()
    assert found == {"t.u": 1, "t.e": {}, "x": "1", "d.e": None, "hp:lr": 2}
    assert type(found["x"]) is Text


@pytest.mark.parametrize(
    ("read", "left"),
    [
        (lambda: param_scope.a | 0, ("b", "t", "f.x")),
        (lambda: _("b", 0), ("a", "t", "f.x")),
        (lambda: _.get_value("b"), ("a", "t", "f.x")),
        (lambda: param_scope.t.u | 0, ("a", "b", "f.x")),
        (lambda: param_scope.t | {}, ("a", "b", "f.x")),
        (lambda: param_scope.t.other | 0, ("a", "b", "t", "f.x")),
        (auto_param("f")(lambda x=1: x), ("a", "b", "t")),
        (lambda: auto_param("f")(lambda x=1: x)(5), ("a", "b", "t", "f.x")),
        (lambda: auto_param("f")(lambda x=1: x)(x=5), ("a", "b", "t", "f.x")),
        (lambda: _.exists("a"), ("a", "b", "t", "f.x")),
        (_.get_values, ()),
        (lambda: dict(param_scope), ()),
    ],
    ids=[
        "scope read",
        "manager",
        "get_value",
        "leaf of a tree",
        "whole tree",
        "another leaf",
        "filled in",
        "passed by position",
        "passed by keyword",
        "asking",
        "all values of a manager",
        "all values of a scope",
    ],
)
def test_unread_are_the_watched_that_no_script_got(read, left):
    values = {"a": 1, "b": Text("2"), "t": {"u": 3, "v": 4}, "f.x": 5, "unwatched": 6}
    with root.installed(values, ["a", "b", "t", "f.x", "unknown"]):
        read()
        assert root.unread() == left


def test_a_value_that_a_scope_hides_is_not_read():
    with root.installed({"a": 1}, ["a"]):
        with param_scope(a=2):
            assert param_scope.a | 0 == 2
        assert root.unread() == ("a",)


def test_texts_inside_of_containers_are_finished_by_the_reader():
    with root.installed({"a": [Text("1"), Text("x")], "b": [Text("1")]}, ["b"]):
        assert param_scope.a() == [1, "x"]
        assert param_scope.b | [0.5] == [1.0]
        assert root.unread() == ()


def test_a_forked_child_has_nothing_unread():
    with root.installed({"a": 1}, ["a"]):
        child = os.fork()
        if not child:
            os._exit(len(root.unread()))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert root.unread() == ("a",)
