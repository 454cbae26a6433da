"""Files extend each other, and each stays a layer with places of its own."""

import io
import sys

import pytest
from given_catalogs import catalog_of, parameter

from hprun.values.configuration import layers
from hprun.values.merge import resolve

NAMES = ("lr", "wd", "depth")


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf").mkdir()

    def write(**files):
        for name, text in files.items():
            path = f"{name.replace('__', '/')}.yaml"
            (tmp_path / path).write_text(text)

    return write


def told(*named, names=NAMES, lax=False):
    """All values that a parameter is given, the last first, and the mistakes."""
    catalog = catalog_of(*(parameter(name, 0) for name in names))
    resolution = resolve(catalog, layers(named, catalog, "presets", lax=lax))
    given = {
        key: [(value.value, value.origin) for value in (each.winner, *each.losers[:-1])]
        for key, each in resolution.parameters.items()
        if each.losers
    }
    return given, [str(mistake) for mistake in resolution.mistakes]


def test_a_file_lies_over_the_one_that_it_extends(write):
    write(conf__base="lr: 1\nwd: 2\n", mine="extends: conf/base.yaml\nlr: 3\n")
    given = {"lr": [(3, "mine.yaml:2"), (1, "conf/base.yaml:1")], "wd": [(2, "conf/base.yaml:2")]}
    assert told("mine.yaml") == (given, [])


def test_a_path_is_relative_to_the_file_that_names_it(write):
    write(base="lr: 1\n", conf__middle="extends: ../base.yaml\n", mine="extends: conf/middle.yaml")
    assert told("mine.yaml") == ({"lr": [(1, "base.yaml:1")]}, [])


def test_of_several_the_later_lies_over_the_earlier(write):
    write(a="lr: 1", b="lr: 2", mine="extends: [a.yaml, b.yaml]\n")
    assert told("mine.yaml") == ({"lr": [(2, "b.yaml:1"), (1, "a.yaml:1")]}, [])


def test_what_several_extend_is_laid_once_below_them(write):
    write(base="lr: 0", a="extends: base.yaml\nlr: 1", b="extends: base.yaml\nwd: 2")
    given = {"lr": [(1, "a.yaml:2"), (0, "base.yaml:1")], "wd": [(2, "b.yaml:2")]}
    assert told("a.yaml", "b.yaml") == (given, [])


def test_what_is_named_on_the_command_line_is_laid_where_it_is_named(write):
    write(base="lr: 0", a="extends: base.yaml\nlr: 1")
    given = {"lr": [(0, "base.yaml:1"), (1, "a.yaml:2"), (0, "base.yaml:1")]}
    assert told("a.yaml", "base.yaml") == (given, [])


@pytest.mark.parametrize(
    ("name", "text"),
    [("mine.json", '{"extends": "a.yaml"}'), ("mine.toml", 'extends = ["a.yaml"]')],
)
def test_every_language_can_extend(write, tmp_path, name, text):
    write(a="lr: 1")
    (tmp_path / name).write_text(text)
    assert told(name) == ({"lr": [(1, "a.yaml:1")]}, [])


def test_a_parameter_of_that_name_goes_before(write):
    write(mine="extends: 3")
    assert told("mine.yaml", names=("extends",)) == ({"extends": [(3, "mine.yaml:1")]}, [])


def test_only_at_the_top_it_is_a_key_of_ours(write):
    write(mine="opt: {extends: 3}")
    assert told("mine.yaml", names=("opt.extends",)) == (
        {"opt.extends": [(3, "mine.yaml:1")]},
        [],
    )


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"a": "extends: a.yaml"},
            "files extend each other: a.yaml → a.yaml (a.yaml:1); take one extends out",
            id="itself",
        ),
        pytest.param(
            {
                "a": "extends: b.yaml",
                "b": "\nextends: conf/c.yaml",
                "conf__c": "extends: ../b.yaml",
            },
            "files extend each other: b.yaml → conf/c.yaml → b.yaml (conf/c.yaml:1); take one extends out",
            id="a circle behind the first",
        ),
        pytest.param(
            {"a": "#\nextends: bas.yaml", "base": "lr: 1"},
            "there is no file bas.yaml (a.yaml:2); did you mean base.yaml?",
            id="no such file",
        ),
        pytest.param(
            {"a": "extends:"},
            "extends names no file (a.yaml:1); write extends: base.yaml, or a list of files",
            id="nothing",
        ),
        pytest.param(
            {"a": "extends: {b: c}"},
            "extends names no file (a.yaml:1); write extends: base.yaml, or a list of files",
            id="a mapping",
        ),
    ],
)
def test_what_cannot_be_extended_is_refused(write, files, message):
    write(**files)
    assert told("a.yaml") == ({}, [message])


def test_a_file_that_is_broken_does_not_hide_the_others(write):
    write(a="extends: [none.yaml, b.yaml]\nwd: 1", b="lr: x")
    given, mistakes = told("a.yaml")
    assert given == {"wd": [(1, "a.yaml:2")]}
    assert mistakes == [
        "there is no file none.yaml (a.yaml:1)",
        "parameter 'lr' (train.py:1): 'x' is not a whole number (b.yaml:1)",
    ]


def test_a_preset_is_named_with_a_plus(write, tmp_path):
    (tmp_path / "presets").mkdir()
    write(presets__small="extends: ../base.yaml", base="lr: 1")
    assert told("+small") == ({"lr": [(1, "base.yaml:1")]}, [])


def test_a_missing_preset_is_a_mistake_beside_others(write):
    write(a="lr: x")
    assert told("+big", "a.yaml")[1] == [
        "there is no preset 'big' in presets; -c +NAME takes presets/NAME.yaml",
        "parameter 'lr' (train.py:1): 'x' is not a whole number (a.yaml:1)",
    ]


def test_standard_input_is_a_file_here(write, monkeypatch):
    write(base="lr: 1\n")
    text = io.TextIOWrapper(io.BytesIO(b"wd: 2\nextends: base.yaml\n"))
    monkeypatch.setattr(sys, "stdin", text)
    assert told("-") == ({"lr": [(1, "base.yaml:1")], "wd": [(2, "<stdin>:1")]}, [])


def test_standard_input_that_is_closed_is_refused(write, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert told("-") == ({}, ["standard input is closed (-c -); name a file"])
