import asyncio
import contextvars
import copy
import pickle
import threading

import pytest

from hprun import param_scope
from hprun.errors import InvalidValue, MissingParameter, UsageError
from hprun.runtime import root
from hprun.runtime.scope import Scope


@pytest.fixture(autouse=True)
def alone():
    """Nobody's values but the test's own."""
    with root.installed({}), param_scope.empty():
        yield


def check(scope, **expected):
    """Values read inside of a scope, by name with __ for dots."""
    with scope:
        found = {name: param_scope[name.replace("__", ".")] | None for name in expected}
    assert found == expected


def in_thread(function):
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


# Reading


def test_without_values_the_default_is_read():
    assert (param_scope.a.b | 1, param_scope.a.b(2), param_scope["a.b"] | 3) == (1, 2, 3)
    assert (param_scope.a["b"](4), param_scope["a"].b(5)) == (4, 5)


@pytest.mark.parametrize("value", [None, False, 0, "", [], {}])
def test_an_empty_value_is_a_value(value):
    with param_scope(a=value):
        assert param_scope.a | 1 == value if value is not None else (param_scope.a | 1) is None
        assert param_scope.a() == value
        assert param_scope.a(1) == value


@pytest.mark.parametrize("default", [None, False, 0])
def test_an_empty_default_is_a_default(default):
    assert (param_scope.a | default) is default
    assert param_scope.a(default) is default


def test_what_has_neither_value_nor_default_is_named():
    with pytest.raises(MissingParameter) as caught:
        param_scope.optim.wd()
    assert str(caught.value) == (
        "parameter 'optim.wd' has neither a value nor a default; set it with -D optim.wd=VALUE"
    )
    assert isinstance(caught.value, KeyError)


def test_every_way_of_giving_values():
    scope = param_scope(
        "a=1", "b.c=x", {"f": 6, "g.h": 7}, **{"d.e": 2}, i=3, nested={"u": 3, "deep": {"v": 4}}
    )
    check(scope, a=1, b__c="x", f=6, g__h=7, d__e=2, i=3, nested__u=3, nested__deep__v=4)


def test_later_forms_win_over_earlier_ones():
    check(param_scope("a=1", {"a": 2}, "a=3"), a=3)
    check(param_scope("a=1", a=4), a=4)


def test_an_inner_scope_wins_and_the_outer_one_comes_back():
    with param_scope(a=1, b=1):
        with param_scope(a=2):
            assert (param_scope.a(), param_scope.b()) == (2, 1)
        assert param_scope.a() == 1
    assert param_scope.a | 0 == 0


def test_the_root_is_read_last():
    with root.installed({"a": 1, "b": 1}):
        check(param_scope.empty(), a=None)
    assert in_thread(lambda: param_scope.a | 0) == 0
    with root.installed({"a": 1, "b.c": 1}):
        assert in_thread(lambda: [param_scope.a | 0, param_scope.b.c | 0]) == [1, 1]

        def inside():
            with param_scope(a=2):
                return [param_scope.a | 0, param_scope.b.c | 0, param_scope.b.d | 0]

        assert in_thread(inside) == [2, 1, 0]


def test_an_empty_scope_hides_everything_and_so_do_scopes_in_it():
    def inside():
        with param_scope(b=2), param_scope.empty(**{"c.d": 3}), param_scope(e=5):
            return [param_scope[name] | None for name in ("a", "b", "c.d", "e")]

    with root.installed({"a": 1}):
        assert in_thread(inside) == [None, None, 3, 5]


def test_a_name_is_no_value():
    with pytest.raises(TypeError) as caught:
        bool(param_scope.debug)
    assert str(caught.value) == (
        "param_scope.debug is a name, not its value: write (param_scope.debug | default)"
    )
    with pytest.raises(TypeError):
        list(param_scope.debug)
    with pytest.raises(TypeError):
        param_scope[1]


def test_spelling_a_name_again_makes_nothing_new():
    assert param_scope.optim.wd is param_scope.optim.wd


def test_names_of_python_are_not_parameters():
    assert not hasattr(param_scope, "__wrapped__")
    assert not hasattr(param_scope.a, "__len__")


def test_they_are_shown_as_they_are_written():
    assert repr(param_scope) == "param_scope"
    assert repr(param_scope.a.b) == "param_scope.a.b"
    assert repr(param_scope(a=1)) == "param_scope(a=1)"
    assert repr(param_scope.empty(a=1)) == "param_scope.empty(a=1)"


@pytest.mark.parametrize("text", ["a", "", "=1", ":=1"], ids=repr)
def test_a_text_that_sets_nothing_is_refused(text):
    with pytest.raises(UsageError) as caught:
        param_scope(text)
    assert str(caught.value) == f"{text!r} sets nothing; write NAME=VALUE"


def test_other_things_are_refused():
    with pytest.raises(TypeError, match="takes texts 'name=value', dicts and keywords, not 3"):
        param_scope(3)
    with pytest.raises(TypeError, match="a parameter's name is a string, not 1"):
        param_scope({1: 2})


# Texts


@pytest.mark.parametrize(
    ("text", "default", "value"),
    [
        ("1e-4", 0.1, 1e-4),
        ("1", 0.1, 1.0),
        ("1e3", 5, 1000),
        ("1e-4", "x", "1e-4"),
        ("no", True, False),
        ("1,2", [3], [1, 2]),
        ("{u: 1}", {"u": 0.5}, {"u": 1.0}),
        ("1e-4", None, 1e-4),
        ("none", None, "none"),
        ("null", None, None),
        ("word", None, "word"),
        ("", "x", ""),
    ],
)
def test_a_text_becomes_what_its_reader_wants(text, default, value):
    with param_scope(f"a={text}"):
        found = param_scope.a | default
    assert (found, type(found)) == (value, type(value))


def test_a_text_may_hold_an_equals_sign_and_spaces():
    check(param_scope("a = b=c "), a=" b=c ")


def test_a_literal_is_decided_by_itself():
    with param_scope("a:=1", "b:='x'"):
        assert (param_scope.a | "text", param_scope.b | 0.5) == (1, "x")


def test_a_text_that_does_not_fit_names_its_parameter():
    with param_scope("optim.lr=abc"), pytest.raises(InvalidValue) as caught:
        param_scope.optim.lr | 0.1
    assert str(caught.value) == "parameter 'optim.lr': 'abc' is not a float"


# Trees


def test_a_dict_is_a_tree_that_is_read_whole_or_by_its_leaves():
    with param_scope(t={"u": 3, "v": {"w": 4}, "e": {}}):
        assert param_scope.t() == {"u": 3, "v": {"w": 4}, "e": {}}
        assert param_scope.t.v | {"x": 1} == {"x": 1, "w": 4}
        assert (param_scope.t.u(), param_scope.t.v.w(), param_scope.t.e()) == (3, 4, {})


def test_what_is_read_is_the_readers_own():
    with param_scope(t={"u": {"v": 1}}):
        param_scope.t()["u"]["v"] = 2
        assert param_scope.t() == {"u": {"v": 1}}
    default = {"u": {"v": 1}, "w": 1}
    with param_scope(**{"t.u.v": 2}):
        assert param_scope.t | default == {"u": {"v": 2}, "w": 1}
    assert default == {"u": {"v": 1}, "w": 1}


def test_leaves_alone_fill_up_the_default():
    with param_scope(**{"t.u": 3}):
        assert param_scope.t | {"u": 1, "v": 2} == {"u": 3, "v": 2}
        assert param_scope.t() == {"u": 3}
        assert param_scope.t(None) == {"u": 3}
        assert param_scope.t | 5 == 5


def test_a_text_in_a_tree_is_finished_by_its_entry():
    with param_scope("t.u=1", "t.v=1", "t.w=1"):
        assert param_scope.t | {"u": 0.5, "v": "x"} == {"u": 1.0, "v": "1", "w": 1}


def test_a_dict_sets_its_leaves_and_a_literal_one_replaces():
    with param_scope(t={"u": 1, "v": 2}), param_scope(t={"w": 3}):
        assert param_scope.t() == {"u": 1, "v": 2, "w": 3}
        assert param_scope.t.u | None == 1
    with param_scope(t={"u": 1, "v": 2}), param_scope("t:={'w': 3}"):
        assert param_scope.t() == {"w": 3}
        assert param_scope.t | {"u": 1} == {"w": 3}


def test_a_dotted_name_replaces_one_leaf():
    with param_scope(t={"u": 1, "v": 2}), param_scope(**{"t.u": 3, "t.x.y": 4}):
        assert param_scope.t() == {"u": 3, "v": 2, "x": {"y": 4}}
        assert param_scope.t.x | {"z": 1} == {"z": 1, "y": 4}


def test_a_plain_value_hides_the_leaves_that_were_there():
    with param_scope(t={"u": 1}), param_scope(t=5):
        assert (param_scope.t(), param_scope.t.u | None) == (5, None)
        with param_scope(**{"t.v": 2}):
            assert param_scope.t() == {"v": 2}


def test_trees_of_the_root_and_of_scopes_are_one():
    def inside():
        found = []
        with param_scope(**{"t.v": 2}):
            found.append((param_scope.t(), param_scope.t.u | None))
        with param_scope(t={"w": 3}):
            found.append((param_scope.t(), param_scope.t.u | None))
        with param_scope(t=5):
            found.append((param_scope.t(), param_scope.t.u | None))
            with param_scope(**{"t.v": 2}):
                found.append((param_scope.t(), param_scope.t.u | None))
        return found

    with root.installed({"t": {"u": 1}}):
        assert in_thread(inside) == [
            ({"u": 1, "v": 2}, 1),
            ({"u": 1, "w": 3}, 1),
            (5, None),
            ({"v": 2}, None),
        ]


@pytest.mark.parametrize("value", [{1: 2}, {"": 1}, {None: 1, "a": 2}])
def test_a_dict_whose_keys_are_no_names_is_a_value_like_any(value):
    with param_scope(t=value):
        assert param_scope.t() == value
        assert param_scope.t["1"] | "none" == "none"


# Writing


def test_a_write_lasts_as_long_as_the_innermost_scope():
    with param_scope(a=1) as outer:
        with param_scope(b=2) as inner:
            param_scope.a = 5
            inner.b = 6
            param_scope["c.d"] = 7
            param_scope.e.f = 8
            outer.g = 9
            found = [param_scope[name] | None for name in ("a", "b", "c.d", "e.f", "g")]
            assert found == [5, 6, 7, 8, 9]
        found = [param_scope[name] | None for name in ("a", "b", "c.d", "e.f", "g")]
        assert found == [1, None, None, None, None]


def test_a_write_outside_of_scopes_is_the_contexts_own():
    def inside():
        param_scope.a.b = 1
        return param_scope.a.b | 0, in_thread(lambda: param_scope.a.b | 0)

    assert in_thread(inside) == (1, 0)
    assert in_thread(lambda: param_scope.a.b | 0) == 0


def test_a_write_to_a_leaf_keeps_its_tree():
    with param_scope(t={"u": 1, "v": 2}):
        param_scope.t.u = 3
        assert param_scope.t() == {"u": 3, "v": 2}


# Scope objects


def test_a_scope_can_be_entered_again_and_inside_of_itself():
    scope = param_scope(a=1)
    check(scope, a=1)
    with scope, param_scope(a=2):
        with scope:
            assert param_scope.a() == 1
        assert param_scope.a() == 2
    assert param_scope.a | 0 == 0


def test_reading_through_a_scope_reads_the_context():
    with param_scope(a=1, b=1) as outer, param_scope(a=2):
        assert (outer.a(), outer.b(), outer["a"](), outer.c | 3) == (2, 1, 2, 3)


def test_a_scope_that_is_not_entered_is_read_and_written_by_itself():
    scope = param_scope(a=1)
    with param_scope(a=5, b=5):
        assert (scope.a(), scope.b()) == (1, 5)
    scope.a = 2
    scope.c.d = 3
    assert (param_scope.a | 0, scope.a()) == (0, 2)
    check(scope, a=2, c__d=3)


def test_a_scope_called_makes_one_that_sets_more():
    scope = param_scope(a=1)
    check(scope("b=2", a=3), a=3, b=2)
    check(scope, a=1, b=None)


def test_leaving_restores_after_an_exception():
    with pytest.raises(ZeroDivisionError), param_scope(a=1):
        param_scope.a = 2
        1 / 0  # noqa: B018
    assert param_scope.a | 0 == 0


def test_scopes_left_in_another_order_leave_nothing_behind():
    first, second = param_scope(a=1), param_scope(b=2)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert (param_scope.b | 0) == 2
    second.__exit__(None, None, None)
    assert (param_scope.a | 0, param_scope.b | 0) == (0, 0)
    first.__exit__(None, None, None)
    assert (param_scope.a | 0, param_scope.b | 0) == (0, 0)


def test_leaving_in_a_context_that_has_not_entered_changes_nothing():
    scope = param_scope(a=1)
    with param_scope(b=2):
        scope.__exit__(None, None, None)
        assert param_scope.b() == 2


def test_scopes_can_be_copied_and_pickled():
    scope = param_scope("a=1", t={"u": 2})
    for other in (pickle.loads(pickle.dumps(scope)), copy.deepcopy(scope)):
        assert isinstance(other, Scope)
        check(other, a=1, t__u=2)
    assert pickle.loads(pickle.dumps(param_scope)) is param_scope
    assert pickle.loads(pickle.dumps(param_scope.empty(a=1))).b | 3 == 3


def test_a_name_that_was_kept_is_read_when_it_is_asked():
    name = param_scope.a
    with param_scope(a=1):
        assert name() == 1
    assert name | 2 == 2


# Contexts


def test_a_new_thread_does_not_see_the_scopes_of_this_one():
    with param_scope(a=1):
        assert in_thread(lambda: param_scope.a | 0) == 0


def test_threads_do_not_see_each_other():
    barrier, found = threading.Barrier(8), {}
    scopes = [param_scope(a=number) for number in range(8)]

    def read(number):
        with scopes[number]:
            barrier.wait()
            for _ in range(100):
                param_scope.a = param_scope.a() + 8
            found[number] = param_scope.a()

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: number + 800 for number in range(8)}


def test_threads_can_share_a_scope():
    scope = param_scope(a=1)

    def read():
        with scope:
            param_scope.b = 2
            return param_scope.a()

    assert [in_thread(read), in_thread(read)] == [1, 1]
    assert scope.b | 0 == 0


def test_a_task_sees_the_scope_it_was_created_in_and_no_other():
    async def read(gate):
        await gate.wait()
        first = param_scope.a | 0
        param_scope.a = 7
        return first, param_scope.a()

    async def main():
        gate = asyncio.Event()
        with param_scope(a=1):
            one = asyncio.create_task(read(gate))
        with param_scope(a=2):
            two = asyncio.create_task(read(gate))
            gate.set()
            return await one, await two, param_scope.a(), await asyncio.to_thread(param_scope.a)

    assert asyncio.run(main()) == ((1, 7), (2, 7), 2, 2)


def test_a_copied_context_keeps_what_it_saw():
    with param_scope(a=1):
        context = contextvars.copy_context()
    assert context.run(lambda: param_scope.a | 0) == 1
    assert param_scope.a | 0 == 0
