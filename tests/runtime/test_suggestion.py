import itertools
import threading

import pytest

from hprun import auto_param, param_scope, suggest_from
from hprun.m import _
from hprun.runtime import root


@pytest.fixture(autouse=True)
def alone():
    """Nobody's values but the test's own."""
    with root.installed({}):
        yield


def counter():
    return suggest_from(itertools.count(1).__next__)


def test_a_suggestion_is_made_anew_for_every_read():
    with param_scope(x=counter(), **{"a.b": counter()}):
        assert [param_scope.x(), param_scope.x | 0, _("x"), _("x", 0)] == [1, 2, 3, 4]
        assert [param_scope.a.b(), param_scope.a()] == [1, {"b": 2}]


def test_a_call_of_a_function_asks_for_what_its_caller_does_not_pass():
    @auto_param
    def f(a=0, /, x=0):
        return a, x

    with param_scope(**{"f.x": counter(), "f.a": 9}):
        assert [f(), f(), f(x=7), f()] == [(9, 1), (9, 2), (9, 7), (9, 3)]


def test_it_is_handed_over_as_it_is():
    with param_scope(x=suggest_from(lambda: "1")):
        assert param_scope.x | 0 == "1"


def test_to_list_it_does_not_make_it():
    with param_scope(x=counter()) as scope:
        assert repr(dict(scope)["x"]).startswith("suggest_from(")
        assert param_scope.x() == 1


def test_one_that_is_frozen_is_made_in_every_thread():
    seen = []
    with param_scope(x=counter()):
        param_scope.frozen()
    thread = threading.Thread(target=lambda: seen.extend([param_scope.x(), param_scope.x()]))
    thread.start()
    thread.join()
    assert seen == [1, 2]
