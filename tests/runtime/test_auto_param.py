import asyncio
import copy
import dataclasses
import functools
import inspect
import pickle
import sys
import threading

import pytest

from hprun import auto_param, param_scope
from hprun.errors import InvalidValue
from hprun.runtime import root


@pytest.fixture(autouse=True)
def alone():
    with root.installed({}):
        yield


@auto_param
def train(data, lr=0.1, *rest, epochs: int = 10, **more):
    """Train a little."""
    return data, lr, rest, epochs, more


@auto_param
class Model:
    def __init__(self, width=64, *, depth=2):
        self.width, self.depth = width, depth

    @auto_param("Model.step")
    def step(self, lr=0.1):
        return self.width, lr


def check(scope, function, expected):
    with scope:
        assert function() == expected


def test_nothing_changes_where_nothing_is_set():
    assert train(1) == (1, 0.1, (), 10, {})
    assert train(1, 2, 3, epochs=4, x=5) == (1, 2, (3,), 4, {"x": 5})
    with param_scope(lr=5, **{"other.lr": 6}):
        assert train(1) == (1, 0.1, (), 10, {})


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: train(1), (1, 5, (), 6, {})),
        (lambda: train(1, 2), (1, 2, (), 6, {})),
        (lambda: train(1, lr=2), (1, 2, (), 6, {})),
        (lambda: train(data=1), (1, 5, (), 6, {})),
        (lambda: train(1, 2, 3, epochs=4), (1, 2, (3,), 4, {})),
        (lambda: train(1, None), (1, None, (), 6, {})),
        (lambda: train(1, x=2), (1, 5, (), 6, {"x": 2})),
    ],
)
def test_what_the_caller_passes_wins(call, expected):
    check(param_scope(train={"lr": 5, "epochs": 6}), call, expected)


def test_a_parameter_without_default_is_filled_in_if_it_has_a_value():
    check(param_scope(**{"train.data": 7}), train, (7, 0.1, (), 10, {}))
    with pytest.raises(
        TypeError, match=r"train\(\) missing 1 required positional argument: 'data'"
    ):
        train()


def test_values_come_from_the_root_and_from_scopes():
    with root.installed({"train.lr": 1, "train.epochs": 2}):
        assert train(0) == (0, 1, (), 2, {})
        with param_scope(**{"train.lr": 3}):
            assert train(0) == (0, 3, (), 2, {})
        assert train(0) == (0, 1, (), 2, {})
        root.install({})
        assert train(0) == (0, 0.1, (), 10, {})


def test_names_are_the_given_one_or_the_function_s():
    def f(a=1):
        return a

    with param_scope(**{"f.a": 2, "x.y.a": 3}):
        assert (auto_param(f)(), auto_param()(f)(), auto_param("x.y")(f)()) == (2, 2, 3)


def test_the_wrapper_looks_like_the_function():
    assert (train.__name__, train.__doc__, train.__module__) == (
        "train",
        "Train a little.",
        __name__,
    )
    assert train.__qualname__ == "train"
    assert str(inspect.signature(train)) == "(data, lr=0.1, *rest, epochs: int = 10, **more)"
    assert train.__annotations__ == {"epochs": int}


def test_positional_only_parameters_are_filled_in_by_position():
    @auto_param
    def f(a, b=2, /, c=3, *, d=4, **more):
        return a, b, c, d, more

    assert f(1) == (1, 2, 3, 4, {})
    with param_scope(f={"b": 5, "d": 6}):
        assert f(1) == (1, 5, 3, 6, {})
        assert f(1, 9) == (1, 9, 3, 6, {})
        assert f(1, a=7, b=8) == (1, 5, 3, 6, {"a": 7, "b": 8})
    with param_scope(f={"a": 5}):
        assert f() == (5, 2, 3, 4, {})
    with (
        param_scope(f={"b": 5}),
        pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"),
    ):
        f()


def test_coroutine_functions_stay_and_read_when_they_are_called():
    @auto_param
    async def co(a=1):
        await asyncio.sleep(0)
        return a

    assert inspect.iscoroutinefunction(co)
    if sys.version_info < (3, 14):  # from then on it warns that it will go
        assert asyncio.iscoroutinefunction(co)
    with param_scope(**{"co.a": 2}):
        coroutine = co()
    assert inspect.iscoroutine(coroutine)
    assert (asyncio.run(coroutine), asyncio.run(co())) == (2, 1)


def test_generator_functions_stay_and_read_when_they_are_called():
    @auto_param
    def count(a=1):
        sent = yield a
        yield sent

    assert inspect.isgeneratorfunction(count)
    with param_scope(**{"count.a": 2}):
        generator = count()
    assert inspect.isgenerator(generator)
    assert (next(generator), generator.send(5), list(count())) == (2, 5, [1, None])


def test_asynchronous_generator_functions_stay_and_read_when_they_are_called():
    @auto_param
    async def count(a=1):
        yield a

    async def main():
        with param_scope(**{"count.a": 2}):
            generator = count()
        return [each async for each in generator], [each async for each in count()]

    assert inspect.isasyncgenfunction(count)
    assert asyncio.run(main()) == ([2], [1])


def test_a_class_stays_a_class_and_its_init_is_filled_in():
    assert isinstance(Model, type)
    assert (Model().width, Model().depth) == (64, 2)
    with param_scope(Model={"width": 1, "depth": 3, "step": {"lr": 5}}):
        model = Model()
        assert (model.width, model.depth, Model(7).width, Model(width=8).width) == (1, 3, 7, 8)
        assert (model.step(), model.step(6), Model.step(model)) == ((1, 5), (1, 6), (1, 5))
    assert str(inspect.signature(Model)) == "(width=64, *, depth=2)"


def test_the_instance_itself_is_never_filled_in():
    check(param_scope(**{"Model.self": 1}), lambda: Model().width, 64)


def test_inherited_and_generated_inits_are_wrapped_for_the_class_alone():
    class Base:
        def __init__(self, a=1):
            self.a = a

    class Derived(Base):
        pass

    @dataclasses.dataclass
    class Data:
        a: int = 1
        b: list = dataclasses.field(default_factory=list)

    assert auto_param(Derived) is Derived
    assert auto_param("data")(Data) is Data
    with param_scope("Derived.a=2", "Base.a=3", "data.a=1e3"):
        assert (Derived().a, Base().a, Data(), Data(4)) == (2, 1, Data(1000, []), Data(4))


def test_subclasses_keep_the_name_of_the_class_they_inherit_from():
    class Wide(Model):
        def __init__(self, *, depth=5):
            super().__init__(depth=depth)

    class Same(Model):
        pass

    with param_scope(Model={"width": 1, "depth": 3}):
        assert (Wide().width, Wide().depth, Same().depth) == (1, 5, 3)
    auto_param(Same)
    with param_scope(Model={"width": 1}, Same={"depth": 4}):
        assert (Same().width, Same().depth, Model().depth) == (1, 4, 2)


def test_static_and_class_methods_and_bound_methods():
    class Tools:
        @auto_param
        @staticmethod
        def one(a=1):
            return a

        @auto_param
        @classmethod
        def two(cls, a=1):
            return cls.__name__, a

        @staticmethod
        @auto_param
        def three(a=1):
            return a

        def four(self, a=1):
            return a

    with param_scope("one.a=2", "two.a=3", "three.a=4", "four.a=5"):
        found = Tools.one(), Tools.two(), Tools().three(), auto_param(Tools().four)()
    assert found == (2, ("Tools", 3), 4, 5)


def test_a_decorated_function_has_the_parameters_that_its_callers_see():
    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return "logged", function(*args, **kwargs)

        return wrapper

    @auto_param("f")
    @logged
    def f(a=1, *, b=2):
        return a, b

    assert f() == ("logged", (1, 2))
    check(param_scope(f={"a": 3, "b": 4}), f, ("logged", (3, 4)))
    cached = auto_param("g")(functools.lru_cache(lambda a=1: [a]))
    check(param_scope(**{"g.a": 2}), cached, [2])


def test_decorated_twice_the_outer_name_wins():
    @auto_param("outer")
    @auto_param("inner")
    def f(a=1, b=2):
        return a, b

    check(param_scope(outer={"a": 3}, inner={"a": 4, "b": 5}), f, (3, 5))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda a=1: a, "a lambda has no name for its parameters"),
        (functools.partial(train, 1), "takes functions and classes written in Python"),
        (len, "takes functions and classes written in Python"),
        (3, "takes functions and classes written in Python, not 3"),
        (int, "int has no __init__ written in Python"),
        (type("Bare", (), {}), "auto_param stands above the dataclass decorator"),
        (property(train), "takes functions and classes written in Python"),
    ],
    ids=["lambda", "partial", "builtin", "number", "builtin class", "no init", "property"],
)
def test_what_has_no_parameters_to_read_is_refused(given, message):
    with pytest.raises(TypeError, match=message):
        auto_param(given)


def test_a_lambda_with_a_name_is_served():
    check(param_scope(**{"f.a": 2}), auto_param("f")(lambda a=1: a), 2)


def test_functions_and_objects_are_pickled_by_name():
    assert pickle.loads(pickle.dumps(train)) is train
    assert copy.deepcopy(train) is train
    assert pickle.loads(pickle.dumps(Model(3))).width == 3


def test_a_tree_fills_up_a_default_that_is_a_dict():
    default = {"a": 1, "b": 2}

    @auto_param
    def f(opt=default):
        return opt

    with param_scope(**{"f.opt.a": 5}):
        first = f()
        first["a"] = 9
        assert f() == {"a": 5, "b": 2}
    check(param_scope(**{"f.opt": {"c": 1}}), f, {"a": 1, "b": 2, "c": 1})
    check(param_scope("f.opt:={'c': 1}"), f, {"c": 1})
    assert default == {"a": 1, "b": 2}


def test_a_text_that_does_not_fit_names_its_parameter():
    with param_scope("train.epochs=2.5"), pytest.raises(InvalidValue) as caught:
        train(1)
    assert str(caught.value).startswith("parameter 'train.epochs': '2.5' is not a whole number")


def test_threads_with_different_scopes_do_not_get_each_others_values():
    @auto_param
    def f(a=1):
        return a

    barrier, wrong = threading.Barrier(4), []

    def call(number):
        with param_scope(**{"f.a": number}):
            barrier.wait()
            wrong.extend(found for _ in range(300) if (found := f()) != number)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_every_call_notices_every_change():
    @auto_param
    def f(a=1):
        return a

    found = [f()]
    with param_scope(**{"f.a": 2}):
        found.append(f())
        param_scope.f.a = 3
        found.append(f())
        with param_scope(b=1):
            found.append(f())
    found.append(f())
    root.install({"f.a": 4}, ["f.a"])
    found += [f(9), f(), f()]
    assert found == [1, 2, 3, 3, 1, 9, 4, 4]
    assert root.unread() == ()
