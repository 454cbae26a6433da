"""What is found, wrong and unknown."""

import pytest
from compare import Finding, compare

WORDS = {"kind": "words", "options": ["--lr"], "off": [], "command": []}
SAID = {
    "name": "lr",
    "type": "float",
    "choices": [],
    "required": False,
    "help": "the rate",
    "default": {"text": "0.1", "known": True, "value": 0.1},
    "delivery": WORDS,
    "occurrences": [{"delivery": WORDS, "conditional": False}],
}
REAL = {
    "name": "lr",
    "options": ["--lr"],
    "type": "float",
    "choices": [],
    "required": False,
    "help": "the  rate",
    "default": {"value": 0.1},
    "command": [],
}
CLOSED = {"style": "argparse", "open": [], "commands": []}
OPEN = {"style": "argparse", "open": [{"reason": "computed"}], "commands": []}


def compared(said, real, *, parsers=(), whole=True):
    account = {"parsers": [{"style": "argparse", "whole": whole, "parameters": real}]}
    return [*compare({"parameters": said, "parsers": [*parsers]}, account)]


@pytest.mark.parametrize(
    ("said", "real", "finding"),
    [
        pytest.param({}, {}, Finding("found", "lr"), id="all the same"),
        pytest.param(
            {"help": "a comment"},
            {"help": ""},
            Finding("found", "lr"),
            id="help that the parser has none of",
        ),
        pytest.param(
            {"type": "list[float] | None"}, {}, Finding("found", "lr"), id="the type of one element"
        ),
        pytest.param(
            {"type": "int"}, {}, Finding("wrong", "lr", "type", "int", "float"), id="another type"
        ),
        pytest.param(
            {"type": "at run time"},
            {},
            Finding("unknown", "lr", "type", "at run time", "float"),
            id="a type that is not known",
        ),
        pytest.param({}, {"type": None}, Finding("found", "lr"), id="a function of the program's"),
        pytest.param(
            {},
            {"default": {"value": 1}},
            Finding("wrong", "lr", "default", 0.1, 1),
            id="another default",
        ),
        pytest.param(
            {"default": {"text": "f()", "known": False}},
            {},
            Finding("unknown", "lr", "default", "f()", {"value": 0.1}),
            id="a computed default",
        ),
        pytest.param(
            {},
            {"default": {"computed": "StandIn"}},
            Finding("found", "lr"),
            id="a default that is a stand-in for the parser",
        ),
        pytest.param(
            {"default": None},
            {},
            Finding("wrong", "lr", "default", None, {"value": 0.1}),
            id="no default where there is one",
        ),
        pytest.param(
            {"required": True},
            {},
            Finding("wrong", "lr", "required", says=True, real=False),
            id="required",
        ),
        pytest.param(
            {"choices": [1]},
            {"choices": [2]},
            Finding("wrong", "lr", "choices", [1], [2]),
            id="other choices",
        ),
        pytest.param(
            {},
            {"choices": [2]},
            Finding("unknown", "lr", "choices", [], [2]),
            id="choices that are not known",
        ),
        pytest.param(
            {"help": "a"}, {}, Finding("wrong", "lr", "help", "a", "the rate"), id="other help"
        ),
        pytest.param(
            {},
            {"options": ["-l", "--lr"]},
            Finding("wrong", "lr", "options", ["--lr"], ["--lr", "-l"]),
            id="other options",
        ),
        pytest.param(
            {},
            {"command": ["fit"]},
            Finding("wrong", "lr", "command", [], ["fit"]),
            id="another command",
        ),
        pytest.param(
            {"type": "int", "help": "a"},
            {},
            Finding("wrong", "lr", "type and help", ["int", "a"], ["float", "the rate"]),
            id="two mistakes are one parameter",
        ),
    ],
)
def test_a_parameter_is_judged(said, real, finding):
    real = {key: value for key, value in (REAL | real).items() if value is not None}
    assert compared([SAID | said], [real]) == [finding]


@pytest.mark.parametrize("parsers", [[], [CLOSED], [CLOSED | {"commands": [CLOSED]}]])
def test_a_parameter_that_is_missed_is_wrong(parsers):
    assert compared([], [REAL], parsers=parsers) == [
        Finding("wrong", "lr", "parameter", None, "listed")
    ]


@pytest.mark.parametrize("parser", [OPEN, CLOSED | {"commands": [OPEN]}])
def test_a_parameter_that_an_open_parser_misses_is_unknown(parser):
    assert compared([], [REAL], parsers=[parser]) == [
        Finding("unknown", "lr", "parameter", None, "listed")
    ]


def test_a_parameter_that_is_none_is_wrong():
    assert compared([SAID], []) == [Finding("wrong", "lr", "parameter", "listed", None)]


def test_a_parameter_that_the_run_did_not_come_to_is_not_wrong():
    assert compared([SAID | {"occurrences": [{"delivery": WORDS, "conditional": True}]}], []) == []


def test_a_parameter_of_another_delivery_is_not_looked_at():
    assert compared([SAID | {"delivery": {"kind": "scope"}}], []) == []


def test_a_parser_that_takes_more_than_it_knows_has_to_be_open():
    assert compared([SAID], [REAL], parsers=[CLOSED], whole=False) == [
        Finding("found", "lr"),
        Finding("wrong", "", "parser", "closed", "open"),
    ]
