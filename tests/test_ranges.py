"""Numbers that have to lie within a range: which types have one, what is refused, how it is said."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.convert import convert
from hprun.errors import InvalidValue
from hprun.literal import Text
from hprun.model import ANY, LATE, NONE, Type
from hprun.ranged_types import range_of, with_range
from hprun.ranges import Range

STR, INT, FLOAT, BOOL = Type("str"), Type("int"), Type("float"), Type("bool")
SMALL = Range(1e-5, 0.1, log=True)
WITHIN = "choose one within, or change the range in the code"
ENDS = st.none() | st.floats(allow_nan=False)


def ranged(kind, numbers):
    return Type(kind, range=numbers)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        pytest.param(STR, STR, id="no number"),
        pytest.param(BOOL, BOOL, id="a bool is no number"),
        pytest.param(Type("dict", (STR, FLOAT)), Type("dict", (STR, FLOAT)), id="a dict"),
        pytest.param(FLOAT, ranged("float", SMALL), id="a number"),
        pytest.param(
            Type("union", (INT, NONE)), Type("union", (ranged("int", SMALL), NONE)), id="optional"
        ),
        pytest.param(
            Type("list", (FLOAT,)), Type("list", (ranged("float", SMALL),)), id="elements"
        ),
        *(
            pytest.param(
                kind,
                Type("union", (ranged("int", SMALL), ranged("float", SMALL))),
                id=f"not declared: {kind}",
            )
            for kind in (None, ANY, LATE)
        ),
    ],
)
def test_a_range_limits_numbers(to, expected):
    assert with_range(to, SMALL) == expected
    assert range_of(expected) == (None if expected == to else SMALL)


@pytest.mark.parametrize(
    ("text", "to", "numbers", "message"),
    [
        pytest.param("5", FLOAT, SMALL, "'5' is not from 1e-5 to 0.1", id="above"),
        pytest.param("1e-6", FLOAT, SMALL, "'1e-6' is not from 1e-5 to 0.1", id="below"),
        pytest.param("nan", FLOAT, Range(), "'nan' is not a number", id="NaN"),
        pytest.param("0", INT, Range(low=1), "'0' is not at least 1", id="no upper end"),
        pytest.param("9", INT, Range(high=8), "'9' is not at most 8", id="no lower end"),
        pytest.param("[1,9]", Type("list", (INT,)), Range(1, 8), "'9' is not from 1 to 8", id="in a list"),
        pytest.param("9", Type("union", (INT, NONE)), Range(1, 8), "'9' is not from 1 to 8", id="optional"),
        pytest.param("9", Type("union", (INT, STR)), Range(1, 8), "'9' is not from 1 to 8", id="beside texts"),
        pytest.param("1", Type("union", (FLOAT, NONE)), SMALL, "'1' is not from 1e-5 to 0.1", id="a whole one"),
    ],
)  # fmt: skip
def test_what_lies_outside_is_refused(text, to, numbers, message):
    with pytest.raises(InvalidValue) as caught:
        convert(Text(text), with_range(to, numbers))
    assert str(caught.value) == f"{message}; {WITHIN}"


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        pytest.param("1", INT, 1, id="the lower end"),
        pytest.param("8", INT, 8, id="the upper end"),
        pytest.param("none", Type("union", (INT, NONE)), None, id="None"),
        pytest.param("x", Type("union", (INT, STR)), "x", id="a text beside numbers"),
        pytest.param("[1,8]", Type("list", (INT,)), [1, 8], id="elements"),
        pytest.param("7.5", ANY, 7.5, id="not declared"),
    ],
)
def test_what_lies_within_is_taken(text, to, expected):
    assert convert(Text(text), with_range(to, Range(1, 8))) == expected


@given(st.floats() | st.integers(), ENDS, ENDS)
def test_a_number_is_taken_if_it_is_between_the_ends(number, low, high):
    to = with_range(Type(type(number).__name__), Range(low, high))
    within = (low is None or low <= number) and (high is None or number <= high)
    if within and not math.isnan(number):
        assert convert(number, to) is number
    else:
        with pytest.raises(InvalidValue):
            convert(number, to)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (Range(1e-5, 0.1, log=True), "1e-5 to 0.1, log"),
        (Range(1, 8), "1 to 8"),
        (Range(1), "at least 1"),
        (Range(high=1e20), "at most 1e20"),
        (Range(), "a number"),
    ],
)
def test_a_range_in_words(numbers, said):
    assert str(numbers) == said
    assert numbers.limits().removeprefix("from ") == said.removesuffix(", log")


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (Range(1, 1), ""),
        (Range(), ""),
        (Range(2, 1), "its range is empty: 2 is above 1"),
        (Range(0, 1, log=True), "its range is logarithmic, and does not begin above 0"),
        (Range(high=1, log=True), "its range is logarithmic, and does not begin above 0"),
    ],
)
def test_a_range_that_is_none_has_a_flaw(numbers, said):
    assert numbers.flaw() == said
