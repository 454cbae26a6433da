"""A run that lacks a value does not begin, and says all that it lacks."""

import pytest
from given_catalogs import catalog_of, parameter, resolved

from hprun.errors import (
    ConfigError,
    ConflictingDefaults,
    HprunError,
    InvalidValue,
    MissingValue,
    UnknownParameter,
    UsageError,
)
from hprun.model import Location, Problem, Type
from hprun.values.merge import ready
from hprun.values.refusal import worst_first

INT = Type("int")


def check_ready(catalog, *words):
    ready(resolved(catalog, *words), catalog)


def check_refused(catalog, words, kind, message):
    with pytest.raises(HprunError) as caught:
        check_ready(catalog, *words)
    assert (type(caught.value).__name__, str(caught.value)) == (kind, message)


@pytest.fixture
def train(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text('a = 1\n_("lr", 0.1)\n  _("lr", 0.2)\n')


@pytest.mark.parametrize(
    "each",
    [
        pytest.param(parameter("x", None), id="None is a default"),
        pytest.param(parameter("x", text="time()"), id="computed"),
        pytest.param(parameter("x", role="write"), id="the script sets it"),
    ],
)
def test_a_parameter_that_has_a_default_is_no_obstacle(each):
    check_ready(catalog_of(each))


def test_all_missing_values_are_named_at_once():
    epochs, data = parameter("epochs", line=5, to=INT), parameter("data", line=6)
    check_refused(
        catalog_of(epochs),
        [],
        "MissingValue",
        "'epochs' has neither a value nor a default; set it with -D epochs=VALUE\n"
        "  train.py:5  epochs: int",
    )
    check_refused(
        catalog_of(epochs, data, parameter("lr", 0.1)),
        ["lr=1"],
        "MissingValue",
        "'epochs' and 'data' have neither a value nor a default; "
        "set them with -D epochs=VALUE -D data=VALUE\n"
        "  train.py:5  epochs: int\n"
        "  train.py:6  data",
    )
    check_ready(catalog_of(epochs, data), "epochs=3", "data=x")


PLACES = (Location("train.py", 2), Location("train.py", 3), Location("gone.py", 1))
CONFLICT = Problem("conflict", "'lr' has two defaults", PLACES, "lr")


def test_a_conflict_is_refused_unless_a_value_decides(train):
    catalog = catalog_of(parameter("lr", 0.1), problems=[CONFLICT])
    check_refused(
        catalog,
        [],
        "ConflictingDefaults",
        "'lr' has different defaults in the code; choose with -D lr=VALUE, or write one default\n"
        "  train.py:2\n"
        '    _("lr", 0.1)\n'
        "  train.py:3\n"
        '    _("lr", 0.2)\n'
        "  gone.py:1",
    )
    check_ready(catalog, "lr=0.1")


def test_a_clash_is_refused_whatever_is_given(train):
    clash = Problem("clash", "'lr' is a parameter and the prefix of 'lr.x'", PLACES[:1], "lr")
    check_refused(
        catalog_of(parameter("lr", 0.1), problems=[clash]),
        ["lr=1"],
        "NameClash",
        "'lr' is a parameter and the prefix of 'lr.x'; "
        "a name is either a parameter or the prefix of others: rename one\n"
        "  train.py:2\n"
        '    _("lr", 0.1)',
    )


def test_other_problems_stop_nothing():
    problems = [Problem("unread", "broken", PLACES), Problem("defaults", "each", PLACES, "lr")]
    check_ready(catalog_of(parameter("lr", 0.1), problems=problems))


def test_the_worst_comes_first():
    mistakes = [
        MissingValue("6"),
        InvalidValue("5, of two that stay as they are"),
        InvalidValue("5"),
        UnknownParameter("4"),
        ConflictingDefaults("3"),
        ConfigError("2"),
        UsageError("1"),
    ]
    assert [str(each)[0] for each in worst_first(mistakes)] == ["1", "2", "3", "4", "5", "5", "6"]
    assert [*map(str, worst_first(mistakes))][4:6] == ["5, of two that stay as they are", "5"]
