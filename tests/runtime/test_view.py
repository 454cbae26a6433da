import threading

import pytest

from hprun import param_scope
from hprun.runtime import root


@pytest.fixture(autouse=True)
def alone():
    """Nobody's values but the test's own."""
    with root.installed({}):
        yield


def in_thread(function):
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


def test_a_scope_without_values_lists_nothing():
    assert dict(param_scope) == {}


def test_all_that_is_set_is_listed_by_its_full_name():
    with root.installed({"root": 1, "hp:own": 2}), param_scope("text=1", a={"b": 2, "c": {}}):
        assert dict(param_scope) == {"root": 1, "text": 1, "a.b": 2, "a.c": {}}


def test_a_scope_that_is_not_entered_lists_its_values_on_top_of_the_contexts():
    with param_scope(a=1, b=1):
        assert dict(param_scope(b=2)) == {"a": 1, "b": 2}


def test_listing_is_reading():
    with root.installed({"a": 1}, ["a"]):
        list(param_scope(b=1))
        assert root.unread() == ()


def test_keys_is_refused_so_that_dict_gets_values():
    with pytest.raises(AttributeError) as caught:
        param_scope.keys()
    assert str(caught.value) == (
        "a scope has no keys(): dict(scope) has names and values, scope['keys'] is a name"
    )
    assert param_scope["keys"](3) == 3


def test_update_sets_several_values_and_returns_the_scope():
    with param_scope(a=1) as scope:
        assert scope.update({"a": 2, "b.c": 3}) is scope
        assert dict(scope) == {"a": 2, "b.c": 3}
    assert dict(param_scope) == {}


def test_update_of_a_scope_that_is_not_entered_changes_what_it_will_set():
    scope = param_scope(a=1).update({"b": 2})
    assert dict(scope) == {"a": 1, "b": 2}
    assert dict(param_scope) == {}


def test_clear_hides_what_is_outside_until_the_scope_is_left():
    with root.installed({"r": 0}), param_scope(a=1):
        with param_scope(b=2) as scope:
            assert dict(scope.clear()) == {}
            param_scope.c = 3
            assert dict(param_scope) == {"c": 3}
        assert dict(param_scope)["a"] == 1
    scope = param_scope(a=1)
    assert dict(scope.clear()) == {}


def test_current_is_what_is_in_force():
    with param_scope(a=1):
        param_scope.current().a = 2
        assert param_scope.current().a() == 2


def test_init_sets_values_of_the_thread_it_is_called_in():
    def worker():
        param_scope.init({"a.b": 1})
        return param_scope.a.b()

    assert in_thread(worker) == 1
    assert param_scope.a.b(None) is None


def test_init_without_values_does_nothing():
    param_scope.init()
    assert dict(param_scope) == {}


def test_every_thread_sees_what_was_frozen():
    with root.installed({"a": 0, "r": 1}):
        with param_scope("text=1", a=1, t={"u": 2}):
            assert in_thread(param_scope.a) == 0
            param_scope.frozen()
            param_scope.a = 5
        assert in_thread(lambda: dict(param_scope)) == {"a": 1, "r": 1, "t.u": 2, "text": 1}
        assert in_thread(lambda: param_scope.text | "") == "1"
