import asyncio
import inspect

import pytest

from hprun import param_scope


def a():
    return param_scope.a | 0


def test_a_plain_function_runs_inside():
    @param_scope(a=1)
    def read(extra, *, more=0):
        """Say it."""
        return a() + extra + more

    assert (read(1, more=2), a()) == (4, 0)
    assert (read.__name__, read.__doc__) == ("read", "Say it.")
    assert str(inspect.signature(read)) == "(extra, *, more=0)"


def test_the_singleton_and_empty_scopes_decorate_too():
    @param_scope.empty()
    def read():
        return a()

    with param_scope(a=1):
        assert (param_scope(a)(), read()) == (1, 0)


def test_a_coroutine_runs_inside_whenever_it_runs():
    @param_scope(a=1)
    async def read():
        before = a()
        await asyncio.sleep(0)
        return before, a()

    async def main():
        return await asyncio.gather(read(), read()), a()

    assert inspect.iscoroutinefunction(read)
    assert asyncio.run(main()) == ([(1, 1), (1, 1)], 0)


def test_a_generator_runs_inside_and_its_consumer_outside():
    @param_scope(a=1)
    def count():
        sent = yield a()
        try:
            yield sent, a()
        except KeyError:
            yield "caught", a()
        return a()

    generator = count()
    assert inspect.isgeneratorfunction(count)
    assert (next(generator), a()) == (1, 0)
    assert (generator.send("sent"), a()) == (("sent", 1), 0)
    assert (generator.throw(KeyError()), a()) == (("caught", 1), 0)
    with pytest.raises(StopIteration) as stop:
        next(generator)
    assert (stop.value.value, a()) == (1, 0)


def test_a_generator_that_is_closed_ends_inside():
    ends = []

    @param_scope(a=1)
    def count():
        try:
            yield
        finally:
            ends.append(a())

    generator = count()
    next(generator)
    generator.close()
    assert (ends, a()) == ([1], 0)


def test_an_asynchronous_generator_runs_inside_and_its_consumer_outside():
    ends = []

    @param_scope(a=1)
    async def count():
        try:
            sent = yield a()
            await asyncio.sleep(0)
            try:
                yield sent, a()
            except KeyError:
                yield "caught", a()
        finally:
            ends.append(a())

    async def main():
        generator = count()
        found = [
            (await anext(generator), a()),
            (await generator.asend("sent"), a()),
            (await generator.athrow(KeyError()), a()),
        ]
        await generator.aclose()
        return found, [value async for value in count()], a()

    assert inspect.isasyncgenfunction(count)
    assert asyncio.run(main()) == (
        [(1, 0), (("sent", 1), 0), (("caught", 1), 0)],
        [1, (None, 1)],
        0,
    )
    assert ends == [1, 1]


def test_static_and_class_methods_stay_what_they_are():
    class Reader:
        @param_scope(a=1)
        @staticmethod
        def one():
            return a()

        @param_scope(a=2)
        @classmethod
        def two(cls):
            return cls.__name__, a()

    assert (Reader.one(), Reader().two()) == (1, ("Reader", 2))


def test_a_class_is_refused():
    with pytest.raises(TypeError, match="enter it with a with statement"):

        @param_scope(a=1)
        class Reader:
            pass
