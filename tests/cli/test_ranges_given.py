"""Ranges on the command line, in files and in the environment; where they are shown."""

import json

import pytest

from hprun.cli import main

SCRIPT = """\
from typing import Annotated

from hprun import Range, auto_param
from hprun.m import _

lr = _("lr", 0.1, range=(1e-5, 1e-1), log=True, help="learning rate")
odd = _("odd", 5.0, range=(0, 1))


@auto_param
def train(depth: Annotated[int, Range(1, 8)] = 4):
    print(lr, odd, depth)


train()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "cfg.yaml").write_text("lr: 2\n")
    return tmp_path


WITHIN = "; choose one within, or change the range in the code\n"


@pytest.mark.parametrize(
    ("words", "environ", "message"),
    [
        pytest.param(
            ["-D", "lr=1", "train.depth=9"],
            {},
            f"hprun: parameter 'lr' (train.py:6): '1' is not from 1e-5 to 0.1 (-D lr=1){WITHIN}"
            "hprun: parameter 'train.depth' (train.py:11): '9' is not from 1 to 8"
            f" (-D train.depth=9){WITHIN}",
            id="-D",
        ),
        pytest.param(
            ["--lr", "1"],
            {},
            f"hprun: parameter 'lr' (train.py:6): '1' is not from 1e-5 to 0.1 (--lr 1){WITHIN}",
            id="an option",
        ),
        pytest.param(
            ["-c", "cfg.yaml"],
            {},
            f"hprun: parameter 'lr' (train.py:6): '2' is not from 1e-5 to 0.1 (cfg.yaml:1){WITHIN}",
            id="a file",
        ),
        pytest.param(
            [],
            {"HPRUN_LR": "3"},
            f"hprun: parameter 'lr' (train.py:6): '3' is not from 1e-5 to 0.1 (env HPRUN_LR){WITHIN}",
            id="the environment",
        ),
    ],
)
def test_a_value_outside_stops_the_run(capsys, monkeypatch, words, environ, message):
    for name, text in environ.items():
        monkeypatch.setenv(name, text)
    assert main(["train.py", *words]) == 2
    assert capsys.readouterr() == ("", message)


def test_a_literal_is_taken_whatever_the_range(capsys):
    assert main(["train.py", "--print-command", "-D", "lr:=5"]) is None
    assert "5" in capsys.readouterr().out


def test_check_tells_of_a_default_outside_and_would_run(capsys):
    assert main(["check", "train.py"]) is None
    assert capsys.readouterr() == (
        "0 values given, all fit train.py\n",
        "hprun: warning: the default of 'odd' (train.py:7): 5.0 is not from 0 to 1\n",
    )


def test_check_tells_of_it_in_json(capsys):
    assert main(["check", "train.py", "--json"]) is None
    assert json.loads(capsys.readouterr().out)["problems"] == [
        {
            "severity": "warning",
            "kind": "range",
            "message": "the default of 'odd' (train.py:7): 5.0 is not from 0 to 1",
            "origin": "train.py:7",
            "place": {"path": "train.py", "line": 7},
            "suggestion": None,
        }
    ]


def test_inspect_shows_ranges(capsys):
    assert main(["inspect", "train.py"]) is None
    assert (
        capsys.readouterr().out
        == """\
parameter    value  type   from     place        help
lr           0.1    float  default  train.py:6   learning rate · 1e-5 to 0.1, log
odd          5.0    float  default  train.py:7   0 to 1

train
train.depth  4      int    default  train.py:11  1 to 8

1 file scanned, 3 parameters
"""
    )


def test_json_has_ranges(capsys):
    assert main(["inspect", "train.py", "lr", "--json"]) is None
    (lr,) = json.loads(capsys.readouterr().out)["parameters"]
    assert lr["range"] == {"low": 1e-5, "high": 0.1, "log": True}


def test_a_dump_says_ranges_and_is_read_back(capsys, folder):
    assert main(["dump", "train.py", "-o", "all.yaml"]) is None
    assert (
        (folder / "all.yaml").read_text()
        == """\
# learning rate (float, 1e-5 to 0.1, log, train.py:6)
lr: 0.1
# float, 0 to 1, train.py:7
'odd:=': '5.0'

train:
  # int, 1 to 8, train.py:11
  depth: 4
"""
    )
    capsys.readouterr()
    assert main(["check", "train.py", "-c", "all.yaml"]) is None


def test_help_shows_ranges(capsys):
    assert main(["train.py", "--help", "lr"]) is None
    shown = capsys.readouterr().out
    assert "default 0.1 · 1e-5 to 0.1, log · train.py:6" in shown


def test_the_nearest_name_has_its_range(capsys):
    assert main(["train.py", "-D", "lrr=1"]) == 2
    assert capsys.readouterr().err == (
        "hprun: unknown parameter 'lrr' (-D lrr=1);"
        " did you mean 'lr' (float, 1e-5 to 0.1, log, default 0.1, train.py:6)?\n"
    )
