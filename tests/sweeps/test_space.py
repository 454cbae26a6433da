"""What ``--over`` says of a parameter."""

from random import Random

import pytest

from hprun.convert import with_choices
from hprun.errors import InvalidValue, UsageError
from hprun.model import ANY, NONE, Type
from hprun.ranges import Range
from hprun.sweeps.space import Dimension, dimension, dimension_of_type, size_of

INT, FLOAT, STR, BOOL = Type("int"), Type("float"), Type("str"), Type("bool")
OPTIONAL = Type("union", (INT, NONE))
INTS = Type("list", (INT,))
OPTIMIZER = with_choices(ANY, ["adam", "sgd"])


@pytest.mark.parametrize(
    ("spec", "to", "texts"),
    [
        pytest.param("32,64,128", INT, ["32", "64", "128"], id="listed"),
        pytest.param(" 32 , 64 ", INT, ["32", "64"], id="blanks"),
        pytest.param("0.1", FLOAT, ["0.1"], id="one"),
        pytest.param("1e-4,1e-3", FLOAT, ["1e-4", "1e-3"], id="as typed"),
        pytest.param("2..5", INT, ["2", "3", "4", "5"], id="range"),
        pytest.param("2..9:3", INT, ["2", "5", "8"], id="range in steps"),
        pytest.param("1e1..12", INT, ["10", "11", "12"], id="whole numbers written otherwise"),
        pytest.param("0..0.3:0.1", FLOAT, ["0", "0.1", "0.2", "0.3"], id="steps that are exact"),
        pytest.param("-1..1", INT, ["-1", "0", "1"], id="below zero"),
        pytest.param("1..3", ANY, ["1", "2", "3"], id="untyped"),
        pytest.param("1..3", OPTIONAL, ["1", "2", "3"], id="optional"),
        pytest.param("none,3", OPTIONAL, ["none", "3"], id="none"),
        pytest.param("[1,2],[3]", INTS, ["[1,2]", "[3]"], id="lists"),
        pytest.param("../a,b..c", STR, ["../a", "b..c"], id="dots in texts"),
        pytest.param("1..3", STR, ["1..3"], id="a text is no range"),
        pytest.param("'a,b',c", STR, ["a,b", "c"], id="quotes"),
        pytest.param("'1',2", ANY, ["'1'", "2"], id="quotes that make a text"),
        pytest.param("yes,no", BOOL, ["yes", "no"], id="bool"),
        pytest.param("Adam,sgd", OPTIMIZER, ["Adam", "sgd"], id="choices"),
    ],
)
def test_values_that_can_be_counted(spec, to, texts):
    made = dimension("x", spec, to)
    assert [made.at(index) for index in range(made.size)] == texts


@pytest.mark.parametrize(
    ("to", "texts"),
    [
        pytest.param(OPTIMIZER, ("adam", "sgd"), id="choices"),
        pytest.param(BOOL, ("true", "false"), id="bool"),
        pytest.param(Type("union", (with_choices(INT, [1, 2]), NONE)), ("1", "2"), id="optional"),
    ],
)
def test_a_name_alone_means_what_the_code_names(to, texts):
    assert dimension_of_type("x", to) == Dimension("x", texts)


@pytest.mark.parametrize(
    ("spec", "to", "expected"),
    [
        pytest.param("0..1", FLOAT, Dimension("x", (), "0", "1"), id="floats"),
        pytest.param("0..1.0", ANY, Dimension("x", (), "0", "1"), id="untyped with a point"),
        pytest.param(
            "log:1e-5..1e-1", FLOAT, Dimension("x", (), "0.00001", "0.1", log=True), id="log"
        ),
        pytest.param(
            "log:1..1024", INT, Dimension("x", (), "1", "1024", log=True, whole=True), id="whole"
        ),
    ],
)
def test_values_that_cannot(spec, to, expected):
    made = dimension("x", spec, to)
    same = [float(getattr(made, each)) for each in ("low", "high")]
    assert same == [float(getattr(expected, each)) for each in ("low", "high")]
    assert made.replace(low="", high="") == expected.replace(low="", high="")
    random = Random(1)
    drawn = [float(made.by_chance(random)) for _ in range(1000)]
    assert all(same[0] <= each <= same[1] for each in drawn)
    assert all(each.is_integer() for each in drawn) == made.whole
    middle = (same[0] * same[1]) ** 0.5 if made.log else sum(same) / 2
    assert 400 < sum(each < middle for each in drawn) < 600


@pytest.mark.parametrize(
    ("spec", "to", "error", "message"),
    [
        pytest.param(
            "", INT, UsageError,
            "nothing to choose 'x' from (--over x=); write NAME=A,B,C or NAME=LOW..HIGH",
            id="nothing",
        ),
        pytest.param(
            "a..3", INT, UsageError,
            "'a..3' is no range (--over x=a..3); "
            "write LOW..HIGH or LOW..HIGH:STEP, with numbers",
            id="no numbers",
        ),
        pytest.param(
            "1..inf", FLOAT, UsageError,
            "'1..inf' is no range (--over x=1..inf); "
            "write LOW..HIGH or LOW..HIGH:STEP, with numbers",
            id="no end",
        ),
        pytest.param(
            "log:1,2", FLOAT, UsageError,
            "'log:1,2' is no range (--over x=log:1,2); write log:LOW..HIGH", id="log of a list",
        ),
        pytest.param(
            "log:0..1", FLOAT, UsageError,
            "log: is for numbers above 0 (--over x=log:0..1)", id="log of zero",
        ),
        pytest.param(
            "log:1..8:2", INT, UsageError,
            "a step goes with LOW..HIGH, without log: (--over x=log:1..8:2)", id="log in steps",
        ),
        pytest.param(
            "3..1", INT, UsageError, "a range begins with its lower end (--over x=3..1)",
            id="backwards",
        ),
        pytest.param(
            "1..3:0", INT, UsageError, "a step is larger than 0 (--over x=1..3:0)", id="no step",
        ),
        pytest.param(
            "1..3:0.5", INT, InvalidValue,
            "'0.5' is not a whole number (--over x=1..3:0.5); "
            "to take fractions, annotate it as float or write its default with a point (1.0)",
            id="a step that is not whole",
        ),
        pytest.param(
            "1,b", INT, InvalidValue, "parameter 'x': 'b' is not a whole number (--over x=1,b)",
            id="a value that does not fit",
        ),
        pytest.param(
            "1,1", INT, UsageError, "1 is listed twice (--over x=1,1)", id="twice",
        ),
        pytest.param(
            "[1,2", INTS, UsageError,
            "'[1,2' is no list: unbalanced '[' (--over x=[1,2)", id="brackets",
        ),
        pytest.param(
            "1..2", with_choices(INT, [1, 2, 4]), UsageError,
            "'x' has choices, and no range (--over x=1..2); --over x takes all of them",
            id="a range of choices",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(spec, to, error, message):
    with pytest.raises(error) as raised:
        dimension("x", spec, to)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("to", "spec"),
    [
        pytest.param(FLOAT.replace(range=Range(1e-5, 0.1, log=True)), "log:1e-5..0.1", id="log"),
        pytest.param(FLOAT.replace(range=Range(0, 1)), "0..1", id="floats"),
        pytest.param(INT.replace(range=Range(1, 8)), "1..8", id="whole numbers"),
        pytest.param(Type("union", (INT.replace(range=Range(1, 8)), NONE)), "1..8", id="optional"),
    ],
)
def test_a_name_alone_means_the_range_that_the_code_names(to, spec):
    assert dimension_of_type("x", to) == dimension("x", spec, to)


def test_what_lies_outside_of_the_range_is_refused():
    with pytest.raises(InvalidValue) as raised:
        dimension("x", "0..2", FLOAT.replace(range=Range(0, 1)))
    assert str(raised.value) == (
        "'2' is not from 0 to 1 (--over x=0..2); choose one within, or change the range in the code"
    )


def test_a_name_alone_needs_choices():
    with pytest.raises(UsageError) as raised:
        dimension_of_type("lr", FLOAT)
    assert str(raised.value) == (
        "the code names neither choices nor a range for 'lr' (--over lr); "
        "write --over lr=A,B,C or --over lr=LOW..HIGH"
    )


@pytest.mark.parametrize("spec", ["1,2", "1..5", "1..9:2", "0..1", "log:1..8"])
def test_a_dimension_is_read_back(spec):
    made = dimension("x", spec, FLOAT)
    assert Dimension.of_data(made.as_data()) == made
    assert dimension("x", str(made), FLOAT) == made


def test_the_size_of_a_space():
    space = [dimension("x", "1..1000", INT), dimension("y", "a,b", STR)]
    assert size_of(space) == 2000
    assert size_of([*space, dimension("z", "0..1", FLOAT)]) == 0
