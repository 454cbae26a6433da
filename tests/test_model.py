"""The nouns, where they do more than hold their fields."""

import pytest

from hprun.model import (
    ANY,
    COMMAND_LINE,
    DEFAULT,
    ENVIRONMENT,
    FILE,
    LATE,
    NONE,
    Default,
    Definition,
    Location,
    Parameter,
    Type,
    slot,
)

INT, STR = Type("int"), Type("str")


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        (INT, "int"),
        (ANY, "any"),
        (LATE, "at run time"),
        (NONE, "None"),
        (Type("union", (INT, NONE)), "int | None"),
        (Type("union", (STR.replace(choices=("a",)), STR, NONE)), "str | None"),
        (Type("list", (INT,)), "list[int]"),
        (Type("list", (ANY,)), "list"),
        (Type("list"), "list"),
        (Type("tuple", (INT,)), "tuple[int, ...]"),
        (Type("tuple", (ANY,)), "tuple"),
        (Type("product", (INT, STR)), "tuple[int, str]"),
        (Type("dict", (STR, ANY)), "dict[str, any]"),
        (Type("dict", (ANY, ANY)), "dict"),
        (Type("list", (Type("union", (INT, NONE)),)), "list[int | None]"),
    ],
)
def test_a_type_is_shown_as_python_writes_it(to, shown):
    assert str(to) == shown


def test_a_place_is_shown_as_a_terminal_can_open_it():
    assert str(Location("train.py", 12, 5)) == "train.py:12"


def test_a_slot_names_the_manager_unless_it_is_the_shared_one():
    assert (slot("lr"), slot("lr", "_"), slot("lr", "hp")) == ("lr", "lr", "hp:lr")


def test_sources_rank_in_the_order_in_which_they_win():
    ranks = [each.rank for each in (DEFAULT, FILE, ENVIRONMENT, COMMAND_LINE)]
    assert ranks == sorted(ranks)
    assert [str(each) for each in (DEFAULT, FILE, ENVIRONMENT, COMMAND_LINE)] == [
        "default",
        "file",
        "environment",
        "command line",
    ]


def test_a_parameter_stands_where_its_default_is_given():
    read = Definition("lr", Location("a.py", 1), "_", role="read")
    giving = Definition("lr", Location("b.py", 2), "_", default=Default("0.1", 0.1, known=True))
    both = Parameter("lr", Type("float"), giving.default, "", (read, giving))
    alone = Parameter("lr", ANY, None, "", (read,), "hp")
    assert (both.location, both.slot) == (giving.location, "lr")
    assert (alone.location, alone.slot) == (read.location, "hp:lr")
