"""A notebook as the target of commands that show what a run would be."""

import json

import pytest

from hprun.cli import main

CELLS = (
    "%load_ext autoreload\nfrom hprun.m import _",
    '%%time\nlr = _("lr", 0.1)  # learning rate\nopt = _("opt", "adam", choices=["adam", "sgd"])',
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    cells = [{"cell_type": "code", "source": each, "metadata": {}} for each in CELLS]
    document = {"nbformat": 4, "metadata": {}, "cells": cells}
    (tmp_path / "nb.ipynb").write_text(json.dumps(document))
    (tmp_path / "lower.yaml").write_text("lr: 0.2\n")


INSPECTED = """\
parameter  value                                  from
lr         0.3 (default 0.1)                      --lr
           float · nb.ipynb[2]:2 · learning rate
opt        adam                                   default
           {adam,sgd} · nb.ipynb[2]:3

1 file scanned, 2 parameters
"""
DUMPED = """\
# learning rate (float, nb.ipynb[2]:2)
lr: 0.1
# {adam,sgd}, nb.ipynb[2]:3
opt: adam
"""
WHY = """\
lr = 0.3
  0.3  --lr 0.3       command line  wins
  0.2  lower.yaml:1   file          beaten  lr: 0.2
  0.1  nb.ipynb[2]:2  default       beaten  lr = _("lr", 0.1)  # learning rate
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["inspect", "nb.ipynb", "--lr", "0.3"], INSPECTED),
        (["dump", "nb.ipynb"], DUMPED),
        (["why", "lr", "nb.ipynb", "-c", "lower.yaml", "--lr", "0.3"], WHY),
        (
            ["check", "nb.ipynb", "-c", "lower.yaml"],
            "lr = 0.2  lower.yaml:1\n1 value given, all fit nb.ipynb\n",
        ),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else "",
)
def test_a_notebook_is_shown_as_a_script_is(words, expected, capsys):
    assert main(words) is None
    assert capsys.readouterr().out == expected


def test_the_code_of_a_cell_is_shown_around_its_place(capsys):
    assert main(["inspect", "nb.ipynb", "opt", "--detail"]) is None
    assert capsys.readouterr().out.splitlines()[2:5] == [
        "       1 │ %%time",
        '       2 │ lr = _("lr", 0.1)  # learning rate',
        '  →    3 │ opt = _("opt", "adam", choices=["adam", "sgd"])',
    ]


def test_json_tells_the_file_and_the_cell_apart(capsys):
    assert main(["inspect", "nb.ipynb", "lr", "--json"]) is None
    place = json.loads(capsys.readouterr().out)["parameters"][0]["place"]
    assert place == {"path": "nb.ipynb", "cell": 2, "line": 2, "column": 6}


def test_a_mistake_is_told_with_its_cell(capsys):
    assert main(["check", "nb.ipynb", "--opt", "sdg", "--lr", "x"]) == 1
    assert capsys.readouterr().err == (
        "hprun: parameter 'opt' (nb.ipynb[2]:3): 'sdg' is not one of adam, sgd (--opt sdg); did you mean sgd?\n"
        "hprun: parameter 'lr' (nb.ipynb[2]:2): 'x' is not a float (--lr x)\n"
    )
