import copy
import pickle
import textwrap

import pytest

import hprun.m
from hprun import errors, param_scope
from hprun.compat import hpman
from hprun.compat.hpman import (
    EmptyValue,
    HyperParameterManager,
    L,
    NotLiteralEvaluable,
    NotLiteralNameException,
    P,
)
from hprun.compat.hpman import m as served
from hprun.compat.hpman.hpm import Manager
from hprun.compat.serve import SERVED
from hprun.runtime import root


@pytest.fixture(autouse=True)
def alone():
    with root.installed({}):
        yield


def parsed(source, filename="s.py"):
    return HyperParameterManager("_").parse_source(textwrap.dedent(source), filename)


def check_names(source, *expected):
    """The names that are found in a source, each with its line."""
    assert [(each.name, each.lineno) for each in parsed(source).db] == [*expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("_('a', 1)", [("a", 1)], id="by itself, without an import"),
        pytest.param("__('a', 1); x._('b'); _['c']", [], id="other spellings"),
        pytest.param("from gettext import gettext as _\n_('Hello')", [], id="gettext"),
        pytest.param("import gettext\n_ = gettext.gettext\n_('Hello')", [], id="gettext, assigned"),
        pytest.param(
            "from hpman.m import _ as hp\nhp('a', 1)", [("a", 2)], id="under another name"
        ),
        pytest.param("import hprun.m as m\nm._('a', 1)\nm.hp('b')", [("a", 2)], id="attribute"),
        pytest.param("from hpman.m import hp as _\n", [], id="another manager"),
        pytest.param("_('b', _('a', 1))", [("b", 1), ("a", 1)], id="one in another"),
        pytest.param("def f():\n  return [_('a') for _ in []]", [("a", 2)], id="as hpman has it"),
    ],
)
def test_calls_of_a_manager_are_found(source, expected):
    check_names(source, *expected)


def test_an_occurrence_has_columns_by_attribute_and_by_item():
    (row,) = parsed("\n_('a', [1], choices=[[1], [2]], help='what')").db
    columns = ("name", "value", "filename", "lineno", "hints", "priority", "index")
    hints = {"choices": [[1], [2]], "help": "what"}
    expected = ["a", [1], "s.py", 2, hints, P.PRIORITY_PARSED_FROM_SOURCE_CODE, 0]
    assert [row[column] for column in columns] == expected
    assert [getattr(row, column) for column in columns] == expected
    assert (row.file, row.line, row["file"], row.get("nothing", 3)) == ("s.py", 2, "s.py", 3)
    with pytest.raises(KeyError):
        row["nothing"]


def test_rows_are_selected_and_grouped_with_lambdas():
    rows = parsed("_('a.x', 1)\n_('a.y', 2, h=1)\n_('b')\n_('b', 2)").db
    assert rows.select(L.of_name("b")).extract_column("lineno") == [3, 4]
    assert rows.select(lambda row: row.hints).extract_column("name") == ["a.y"]
    assert rows.count(L.land(L.of_name_prefix("a."), L.lnot(L.of_value(1)))) == 1
    assert {key: len(group) for key, group in rows.group_by("name").items()} == {
        "a.x": 1,
        "a.y": 1,
        "b": 2,
    }
    assert rows.sorted(L.order_by("lineno"), reverse=True).indexing([0, -1])[1].name == "a.x"
    assert rows.select(L.has_default_value).reduce(lambda total, row: total + row.value, 0) == 5
    assert rows.find_first(L.lor(L.of_value(2), L.of_value(7))).name == "a.y"
    with pytest.raises(ValueError, match="no rows"):
        rows.select(L.of_name("z")).reduce(lambda total, _: total)


@pytest.mark.parametrize(
    ("source", "kind", "caught"),
    [
        pytest.param("_(name, 1)", NotLiteralNameException, errors.SourceError, id="name"),
        pytest.param("_('a', 1, t=int)", NotLiteralEvaluable, errors.SourceError, id="hint"),
        pytest.param(
            "_('a', 1)\n_('a', 2)",
            hpman.DoubleAssignmentException,
            errors.ConflictingDefaults,
            id="two defaults",
        ),
        pytest.param("_('a', 1)\n_('a.b')", hpman.ImpossibleTree, ValueError, id="leaf and tree"),
        pytest.param("_('a', 1, 2)", TypeError, Exception, id="three arguments"),
        pytest.param("_('a'", SyntaxError, Exception, id="no Python"),
    ],
)
def test_a_source_that_breaks_a_rule_is_refused_and_nothing_of_it_is_kept(source, kind, caught):
    manager = parsed("_('kept', 1)", "other.py")
    with pytest.raises(kind) as raised:
        manager.parse_source(source, "s.py")
    assert isinstance(raised.value, caught)
    assert manager.get_values() == {"kept": 1}


def test_an_error_shows_both_places():
    with pytest.raises(hpman.ImpossibleTree) as raised:
        parsed("_('a', 1)\n\n_('a.b', 2)")
    assert str(raised.value) == (
        "`a` is both a leaf and a tree\n"
        "s.py:1\n==> 1: _('a', 1)\n    2: \n    3: _('a.b', 2)\n"
        "s.py:3\n    1: _('a', 1)\n    2: \n==> 3: _('a.b', 2)"
    )


def test_equal_defaults_are_refused_by_hpman_s_managers_and_taken_by_ours():
    source = "_('a', [1])\n_('a', [1])\n_('f', print)\n_('f', print)"
    with pytest.raises(hpman.DoubleAssignmentException):
        parsed(source)
    assert hprun.m._.parse_source(source).get_values() == {"a": [1]}
    with pytest.raises(errors.ConflictingDefaults):
        hprun.m._.parse_source("_('a', [2])")


def test_a_file_that_is_parsed_again_replaces_what_it_said(tmp_path):
    script = tmp_path / "s.py"
    manager = HyperParameterManager("_")
    for source, values in [
        ("_('a', 1)", {"a": 1}),
        ("_('a', 1)", {"a": 1}),
        ("_('b', 2)", {"b": 2}),
    ]:
        script.write_text(source)
        assert manager.parse_file(script).get_values() == values


def test_files_folders_and_lists_are_parsed_once_each(tmp_path):
    (tmp_path / "in" / ".hidden").mkdir(parents=True)
    for name, source in {
        "a.py": "_('a', 1)",
        "in/b.py": "_('b', 2)",
        "in/.hidden/c.py": "_('c', 3)",
        "in/d.txt": "_('d', 4)",
        "in/latin.py": "# coding: latin-1\n_('é', 5)",
    }.items():
        (tmp_path / name).write_bytes(source.encode("latin-1"))
    paths = [tmp_path, str(tmp_path / "a.py"), tmp_path / "in"]
    assert HyperParameterManager("_").parse_file(paths).get_values() == {"a": 1, "b": 2, "é": 5}
    with pytest.raises(FileNotFoundError):
        HyperParameterManager("_").parse_file(tmp_path / "none")


def test_a_broken_file_in_a_folder_is_left_out_and_one_that_is_named_is_refused(tmp_path):
    (tmp_path / "bad.py").write_text("_(")
    (tmp_path / "good.py").write_text("_('a', 1)")
    with pytest.warns(UserWarning, match=r"bad\.py is left out"):
        assert HyperParameterManager("_").parse_file(tmp_path).get_values() == {"a": 1}
    with pytest.raises(SyntaxError):
        HyperParameterManager("_").parse_file(tmp_path / "bad.py")


def test_a_default_that_was_parsed_serves_until_a_call_states_one():
    manager = parsed("_('a', 1)\n_('f', print)")
    assert (manager("a"), manager("a", 2), manager("a"), manager.get_value("a")) == (1, 2, 2, 2)
    assert isinstance(manager.get_value("f"), NotLiteralEvaluable)
    with pytest.raises(KeyError):
        manager("f")


def test_what_is_set_counts_before_what_calls_and_sources_say():
    manager = parsed("_('a', 1)")
    assert manager.set_value("a", 3) is manager
    assert (manager("a", 2), manager("a")) == (3, 3)
    (node,) = manager.get_nodes()
    assert [(each.value, each.priority) for each in node.db] == [
        (3, P.PRIORITY_SET_FROM_SETTER),
        (2, P.PRIORITY_SET_FROM_CALLABLE),
        (1, P.PRIORITY_PARSED_FROM_SOURCE_CODE),
    ]


def test_missing_values():
    manager = HyperParameterManager("_")
    assert isinstance(manager.get_value("a", raise_exception=False), EmptyValue)
    assert isinstance(hprun.m.hp.get_value("a", raise_exception=False), EmptyValue)
    assert (manager.exists("a"), manager.get_occurrence("a"), manager.get_tree("a")) == (
        False,
        None,
        {},
    )
    assert manager("a", EmptyValue() and 0) == 0


def test_trees_are_read_set_and_given_back():
    manager = parsed("_('net.width', 1)\n_('net.depth', 2)\n_('opt', {'lr': 3})")
    assert manager("net") == manager.get_value("net") == manager.get_tree("net")
    manager.set_tree({"width": 4, "act": {"kind": "relu"}}, "net")
    tree = {"net": {"width": 4, "depth": 2, "act": {"kind": "relu"}}, "opt": {"lr": 3}}
    assert manager.get_tree() == tree
    annotated = manager.get_tree(annotate_dict=True)
    again = HyperParameterManager("_").set_tree(annotated)
    assert again.get_values() == {
        "net.width": 4,
        "net.depth": 2,
        "net.act.kind": "relu",
        "opt": {"lr": 3},
    }
    assert annotated["opt"] == {"lr": 3, "__is_dict__": True}


def test_an_empty_part_of_a_name_comes_back_from_a_tree():
    manager = HyperParameterManager("_").set_values({".a": 1, "b.": 2, "c..d": 3})
    again = HyperParameterManager("_").set_tree(manager.get_tree())
    assert again.get_values() == {".a": 1, "b.": 2, "c..d": 3}


@pytest.mark.parametrize("manager", [HyperParameterManager("_"), hprun.m.clash])
def test_a_leaf_is_no_tree(manager):
    manager.set_values({"leaf": 1, "tree.x": 1})
    for name, value in {"leaf.x": 1, "tree": 1}.items():
        with pytest.raises(errors.NameClash, match="is both a leaf and a tree"):
            manager.set_value(name, value)
    assert manager.get_values() == {"leaf": 1, "tree.x": 1}


def test_keys_of_a_tree_are_strings_unless_it_says_that_it_is_a_value():
    manager = HyperParameterManager("_")
    with pytest.raises(ValueError, match="the keys of a tree are strings, not 5"):
        manager.set_tree({"a": {5: 1}})
    given = {"a": {5: 1, "__is_dict__": True}}
    assert manager.set_tree(given).get_values() == {"a": {5: 1}}
    assert given == {"a": {5: 1, "__is_dict__": True}}


def test_managers_by_name_are_one_with_those_of_hprun():
    assert served._ is served._
    assert served.hp is not served._
    hprun.m._.set_value("a", 1)
    assert (served._("a"), hprun.m._("a"), param_scope.a()) == (1, 1, 1)
    with param_scope(a=2):
        assert served._("a") == 2
    with pytest.raises(AttributeError):
        served.__path__  # noqa: B018


def test_our_manager_has_all_that_hpman_s_has():
    public = [name for name in dir(HyperParameterManager) if name[0] != "_"]
    beside = {"get_occurrence_of_value", "named", "strict"}
    assert [name for name in public if not hasattr(hprun.m._, name)] == sorted(beside)
    assert hprun.m.hp.placeholder == "hp"
    assert hprun.m._.parse_source("_('a', 1)") is hprun.m._
    assert [row.name for row in hprun.m._.db] == ["a"]
    assert (len(hprun.m._.db), hprun.m._.db[0].value, hprun.m._.tree.count()) == (1, 1, 1)
    hprun.m._.tree["b"] = 2
    assert hprun.m._("b") == 2


def test_managers_made_by_hand_are_alone():
    one, other = HyperParameterManager("_"), HyperParameterManager("_")
    one.set_value("a", 1)
    assert (one.get_values(), other.get_values(), hprun.m._.get_values()) == ({"a": 1}, {}, {})


def test_managers_are_pickled():
    made = parsed("_('a', 1)").set_value("b", 2)
    again = pickle.loads(pickle.dumps(served._))
    assert again is served._
    assert copy.copy(made).get_values() == {"a": 1, "b": 2}


def test_values_of_the_command_line_are_values_that_were_set():
    with root.installed({"a": 5, "hp:a": 6}):
        _ = Manager.named("_")
        _.parse_source("_('a', 1, help='what')")
        occurrence = _.get_occurrence("a")
        assert (_("a"), served.hp("a", 1)) == (5, 6)
        assert (occurrence.value, occurrence.hints, occurrence.filename) == (
            5,
            {"help": "what"},
            None,
        )
    assert _.get_nodes() == []


def test_every_name_is_where_it_is_said_to_be():
    for name in hpman.__all__:
        assert getattr(hpman, name) is not None
    for name, home in SERVED.items():
        if name.startswith("hpman."):
            assert home == f"hprun.compat.{name}"
            assert getattr(hpman, name.partition(".")[2]) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        hpman.nothing  # noqa: B018
