"""Which trial has which values."""

import tracemalloc
from itertools import product

import pytest

from hprun.errors import UsageError
from hprun.model import Type
from hprun.sweeps.samplers import ByChance, Grid, chosen, native, shuffled
from hprun.sweeps.space import dimension

INT, FLOAT = Type("int"), Type("float")
COUNTED = [dimension("x", "1..3", INT), dimension("y", "a,b", Type("str"))]
ENDLESS = [*COUNTED, dimension("z", "log:1e-3..1", FLOAT)]


def test_a_grid_is_in_order():
    points = [Grid(COUNTED).point(number) for number in range(6)]
    assert points == [*product("123", "ab")]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize("seed", [0, 1])
def test_shuffled_numbers_are_all_there_once(size, seed):
    assert sorted(shuffled(each, size, seed) for each in range(size)) == [*range(size)]


def test_another_seed_shuffles_otherwise():
    assert len({tuple(shuffled(each, 20, seed) for each in range(20)) for seed in range(5)}) == 5


def test_no_point_comes_twice_where_they_can_be_counted():
    points = [ByChance(COUNTED, 3).point(number) for number in range(6)]
    assert points != sorted(points)
    assert sorted(points) == [*product("123", "ab")]


def test_a_point_depends_on_its_number_and_the_seed_alone():
    first, again, other = ByChance(ENDLESS, 3), ByChance(ENDLESS, 3), ByChance(ENDLESS, 4)
    points = [first.point(number) for number in range(100)]
    assert points == [again.point(number) for number in reversed(range(100))][::-1]
    assert len({*points}) == 100
    assert points[0] != other.point(0)


def test_a_point_of_a_seed_stays_what_it_is():
    """Whoever goes on with a sweep has the values that others had before."""
    assert ByChance(ENDLESS, 1).point(7) == ("3", "b", "0.00113391")
    assert [shuffled(each, 10, 1) for each in range(10)] == SHUFFLED


SHUFFLED = [6, 8, 2, 7, 9, 4, 1, 5, 3, 0]


def test_a_million_points_take_no_memory():
    space = [dimension(name, "1..1000", INT) for name in "xyz"]
    tracemalloc.start()
    for sampler in (Grid(space), ByChance(space, 1)):
        assert len({sampler.point(number) for number in (0, 10**6, 10**9 - 1)}) == 3
    assert tracemalloc.get_traced_memory()[1] < 100_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "space", "limited", "expected"),
    [
        pytest.param("", COUNTED, False, "grid", id="all of them"),
        pytest.param("", COUNTED, True, "random", id="some of them"),
        pytest.param("", ENDLESS, True, "random", id="endless"),
        pytest.param("grid", COUNTED, True, "grid", id="the first of them"),
        pytest.param("random", COUNTED, False, "random", id="all, shuffled"),
    ],
)
def test_how_values_are_chosen(name, space, limited, expected):
    assert chosen(name, space, limited=limited) == expected
    native(expected, space, 1).point(0)


def test_a_grid_without_an_end_is_refused():
    with pytest.raises(UsageError) as raised:
        chosen("grid", ENDLESS, limited=True)
    assert str(raised.value) == (
        "a grid needs values that can be counted, and 'z' has no end of them "
        "(--over z=log:0.001..1); list them, or say steps: z=0.001..1:STEP"
    )
