import copy
import pickle
import threading

import pytest

import hprun.m
from hprun import param_scope
from hprun.errors import InvalidValue, MissingParameter
from hprun.m import _, hp, other
from hprun.model import SHARED
from hprun.runtime import manager, root


@pytest.fixture(autouse=True)
def alone():
    with root.installed({}):
        yield


def test_the_shared_manager_has_the_name_that_the_model_gives_it():
    assert manager._SHARED == SHARED


def test_a_manager_is_made_once_for_each_name():
    assert hprun.m.hp is hp
    assert hprun.m._ is _
    assert hp is not other
    assert (_.__name__, hp.__module__) == ("_", "hprun.m")


def test_names_of_python_are_no_managers():
    with pytest.raises(AttributeError):
        hprun.m.__path__  # noqa: B018


def test_managers_are_pickled_by_name():
    for each in (_, hp):
        assert pickle.loads(pickle.dumps(each)) is each
        assert copy.deepcopy(each) is each


def test_the_default_is_returned_and_remembered():
    assert (_("lr", 0.1), _("lr"), _.get_value("lr")) == (0.1, 0.1, 0.1)


def test_the_default_stated_last_is_the_one_remembered():
    assert (_("lr", 0.1), _("lr", 0.2), _("lr")) == (0.1, 0.2, 0.2)


def test_a_default_is_remembered_while_a_value_is_set():
    with param_scope(lr=1):
        assert _("lr", 0.1) == 1
    assert _("lr") == 0.1


def test_a_name_without_value_or_default_is_an_error():
    for read in (_, _.get_value):
        with pytest.raises(MissingParameter, match="parameter 'lr' has neither"):
            read("lr")
    with pytest.raises(MissingParameter, match="parameter 'hp:lr' has neither"):
        hp("lr")


@pytest.mark.parametrize("value", [None, False, 0, ""])
def test_empty_values_and_defaults_count(value):
    assert _("a", value) is value
    assert _("a") is value
    with param_scope(b=value):
        assert _("b", 1) is value


def test_it_shares_its_store_with_param_scope():
    with param_scope(lr=1):
        assert (_("lr", 0.1), _.get_value("lr"), _.exists("lr")) == (1, 1, True)
    assert (_("lr", 0.1), param_scope.lr | 3, param_scope.lr()) == (0.1, 3, 0.1)


def test_another_manager_has_names_of_its_own():
    _("lr", 0.1)
    with param_scope(lr=1):
        assert (hp("lr", 0.5), other("lr", 0.6)) == (0.5, 0.6)
    with param_scope(**{"hp:lr": 2}):
        assert (hp("lr", 0.5), _("lr", 0.1)) == (2, 0.1)
    hp.set_value("lr", 3)
    assert (hp("lr", 0.5), other("lr"), hp.get_values(), other.get_values()) == (
        3,
        0.6,
        {"lr": 3},
        {"lr": 0.6},
    )


def test_a_value_set_is_the_whole_process_s_and_beats_the_command_line():
    with root.installed({"lr": 1}):
        assert _("lr", 0.1) == 1
        _.set_value("lr", 2)
        found = []
        thread = threading.Thread(target=lambda: found.append(_("lr", 0.1)))
        thread.start()
        thread.join()
        assert (_("lr", 0.1), found) == (2, [2])


def test_an_open_scope_beats_a_value_set_and_lets_it_through_otherwise():
    with param_scope(lr=1):
        _.set_value("lr", 2)
        _.set_value("wd", 3)
        assert (_("lr", 0.1), _("wd", 0.1), param_scope.wd()) == (1, 3, 3)
    assert _("lr", 0.1) == 2


def test_a_value_set_replaces_what_the_context_has_set_outside_of_scopes():
    def inside():
        param_scope.lr = 1
        _.set_value("lr", 2)
        return _("lr", 0.1)

    found = []
    thread = threading.Thread(target=lambda: found.append(inside()))
    thread.start()
    thread.join()
    assert found == [2]


def test_all_values_are_listed_by_name():
    _("lr", 0.1)
    _("wd", 0.2)
    _.set_values({"lr": 1, "t": {"u": 2, "e": {}}, "new": None})
    with param_scope("wd=5", "untyped=1e-4"):
        found = {"lr": 1, "wd": 5.0, "t": {"u": 2, "e": {}}, "new": None, "untyped": 1e-4}
        assert _.get_values() == found
    assert _.get_values() == {"lr": 1, "wd": 0.2, "t": {"u": 2, "e": {}}, "new": None}


def test_exists_tells_of_values_and_stated_defaults():
    assert not _.exists("lr")
    _("lr", 0.1)
    _.set_value("t.u", 1)
    assert [_.exists(name) for name in ("lr", "t.u", "t", "t.v", "x")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_get_value_takes_a_default_without_remembering_it():
    assert _.get_value("lr", 5) == 5
    assert not _.exists("lr")
    _("lr", 0.1)
    assert _.get_value("lr", 5) == 0.1


@pytest.mark.parametrize(
    ("hints", "text", "value"),
    [
        ({"type": int}, "1e3", 1000),
        ({"type": float}, "1", 1.0),
        ({"type": "unread"}, "1", "1"),
        ({"choices": ["adam", "sgd"]}, "SGD", "sgd"),
        ({"type": int, "choices": [1, 2]}, "2", 2),
        ({"type": lambda text: text.split("-")}, "a-b", ["a", "b"]),
        ({"help": "what it is", "required": True, "unknown": 3}, "x", "x"),
    ],
)
def test_hints_decide_what_a_text_means(hints, text, value):
    with param_scope(f"opt={text}"):
        found = _("opt", "adam", **hints)
    assert (found, type(found)) == (value, type(value))


def test_a_text_that_the_hints_refuse_names_its_parameter():
    with param_scope("opt=adamx"), pytest.raises(InvalidValue) as caught:
        _("opt", "adam", choices=["adam", "sgd"])
    assert (
        str(caught.value) == "parameter 'opt': 'adamx' is not one of adam, sgd; did you mean adam?"
    )
    with param_scope("opt=x"), pytest.raises(InvalidValue) as caught:
        _("opt", type=lambda text: int(text, 16))
    assert str(caught.value) == (
        "parameter 'opt': 'x' is refused by its type: invalid literal for int() with base 16: 'x'"
    )
    assert isinstance(caught.value, ValueError)


def test_reads_notice_every_change():
    """What a manager remembers of the last read never outlives its validity."""
    found = [_("a", 1)]
    with param_scope(a=2):
        found.append(_("a", 1))
        with param_scope(b=0):
            found.append(_("a", 1))
        param_scope.a = 3
        found.append(_("a", 1))
    found.append(_("a", 1))
    _.set_value("a", 4)
    found.append(_("a", 1))
    with root.installed({}):
        found.append(_("a", 1))
        root.install({"a": 5})
        found.append(_("a", 1))
    found.append(_("a", 1))
    assert found == [1, 2, 2, 3, 1, 4, 1, 5, 4]


def test_a_default_may_be_named():
    assert other("named", value=0.1) == 0.1
    assert other("named") == 0.1
