"""Records behave like frozen dataclasses, made of annotations alone."""

import copy
import pickle

import pytest

from hprun.frozen import Record


class Point(Record):
    x: int
    y: int = 0
    tags: tuple[str, ...] = ()

    @property
    def sum(self):
        return self.x + self.y


class Other(Record):
    x: int
    y: int = 0
    tags: tuple[str, ...] = ()


def test_fields_are_given_by_place_or_by_name_and_have_defaults():
    assert Point(1, 2, ("a",)) == Point(x=1, y=2, tags=("a",)) == Point(1, tags=("a",), y=2)
    assert Point(1) == Point(1, 0, ())
    assert (Point(1, 2).x, Point(1, 2).y, Point(1, 2).sum) == (1, 2, 3)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        pytest.param((), {}, id="one is missing"),
        pytest.param((1, 2, (), 4), {}, id="one too many"),
        pytest.param((1,), {"z": 1}, id="unknown name"),
        pytest.param((), {"y": 1, "tags": (), "z": 1}, id="unknown name in place of a field"),
        pytest.param((1,), {"x": 2}, id="given twice"),
    ],
)
def test_fields_that_do_not_fit_are_refused(values, named):
    with pytest.raises(TypeError, match=r"^Point takes the fields x, y, tags$"):
        Point(*values, **named)


def test_a_record_cannot_be_changed_but_replaced():
    point = Point(1)
    with pytest.raises(AttributeError, match=r"^Point\.x cannot be set: use replace\(\)$"):
        point.x = 2
    assert point.replace(y=5) == Point(1, 5)
    assert point == Point(1)
    with pytest.raises(TypeError, match="takes the fields"):
        point.replace(z=1)


def test_records_are_compared_and_hashed_as_a_whole():
    assert hash(Point(1, 2)) == hash(Point(1, 2))
    assert len({Point(1), Point(1), Point(2)}) == 2
    assert Point(1) != Point(2)
    assert Point(1) != Other(1)
    assert Point(1) != (1, 0, ())


def test_a_record_shows_how_it_is_made():
    assert repr(Point(1, tags=("a",))) == "Point(x=1, y=0, tags=('a',))"


def test_a_record_is_matched_by_place_and_by_name():
    match Point(1, 2):
        case Point(1, y=second):
            assert second == 2
        case _:
            pytest.fail("no match")


def test_a_record_survives_copies_and_pickles():
    point = Point(1, tags=("a",))
    assert copy.copy(point) == copy.deepcopy(point) == point
    assert pickle.loads(pickle.dumps(point)) == point


def test_a_record_has_no_dict():
    assert not hasattr(Point(1), "__dict__")
