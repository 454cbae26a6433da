"""An error says what, from where, what to do; its parts stay on it."""

import pytest

from hprun import errors
from hprun.errors import HprunError, InvalidValue, MissingParameter


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "it broke"),
        ({"origin": "-D lr=1"}, "it broke (-D lr=1)"),
        ({"advice": "mend it"}, "it broke; mend it"),
        ({"frames": "  1 | x"}, "it broke\n  1 | x"),
        (
            {"origin": "cfg.yaml:3", "advice": "mend it", "frames": "  1 | x"},
            "it broke (cfg.yaml:3); mend it\n  1 | x",
        ),
    ],
)
def test_the_message_is_made_of_the_parts(parts, message):
    error = HprunError("it broke", **parts)
    assert str(error) == message
    given = {"what": "it broke", "origin": "", "advice": "", "frames": ""} | parts
    assert {name: getattr(error, name) for name in given} == given


def test_every_mistake_of_the_users_is_one_family():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    family = {kind.__name__ for kind in kinds if issubclass(kind, HprunError)}
    assert family == {
        "HprunError",
        "UsageError",
        "TargetError",
        "SourceError",
        "ConfigError",
        "UnknownParameter",
        "MissingValue",
        "ConflictingDefaults",
        "NameClash",
        "InvalidValue",
        "Mistakes",
    }
    assert issubclass(InvalidValue, ValueError)


def test_a_missing_parameter_is_a_key_error_that_reads_like_a_sentence():
    assert issubclass(MissingParameter, KeyError)
    assert str(MissingParameter("no value for 'lr'")) == "no value for 'lr'"
    assert str(MissingParameter()) == ""
