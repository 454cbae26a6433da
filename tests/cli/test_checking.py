"""`hprun check`: its exit status, many files each alone, JSON, and the hook of pre-commit."""

import json
from pathlib import Path

import pytest
import yaml

from hprun.cli import main

SCRIPT = """\
from hprun.m import _
from hprun import auto_param

lr = _("lr", 0.1)
epochs = _("epochs", 10)
data = _("data", type=str, required=True)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "a.yaml").write_text("lr: 1\ndata: x\n")
    (tmp_path / "conf" / "b.yaml").write_text("lrr: 1\nepochs: x\ndata: x\n")
    (tmp_path / "base.yaml").write_text("data: y\n")
    return tmp_path


B = (
    "hprun: unknown parameter 'lrr' (conf/b.yaml:1);"
    " did you mean 'lr' (float, default 0.1, train.py:4)?\n"
    "hprun: parameter 'epochs' (train.py:5): 'x' is not a whole number (conf/b.yaml:2)\n"
)
MISSING = (
    "hprun: 'data' has neither a value nor a default; set it with -D data=VALUE\n"
    "  train.py:6  data: str\n"
)


def check(capsys, *words, status, out, err=""):
    assert main(["check", *words]) == status
    written = capsys.readouterr()
    assert (written.out, written.err) == (out, err)


@pytest.mark.parametrize(
    ("words", "status", "out", "err"),
    [
        pytest.param(
            ["train.py", "-D", "data=x"],
            None,
            "data = x  -D\n1 value given, all fit train.py\n",
            "",
            id="a run would start",
        ),
        pytest.param(["train.py"], 1, "", MISSING, id="a problem"),
        pytest.param(["train.py", "-c", "conf/b.yaml"], 1, "", B, id="all problems at once"),
        pytest.param(
            ["train.py", "-c"], 2, "", "hprun: -c needs FILE\n", id="a line that says no check"
        ),
        pytest.param(
            ["train.py", "-D", "data"],
            2,
            "",
            "hprun: -D data: no value; write -D data=VALUE\n" + MISSING,
            id="a word that says nothing",
        ),
        pytest.param(
            ["nothing.py"],
            2,
            "",
            "hprun: can't open file '{folder}/nothing.py': [Errno 2] No such file or directory\n",
            id="nothing to check",
        ),
    ],
)
def test_the_exit_status_tells_what_was_found(capsys, words, status, out, err):
    check(capsys, *words, status=status, out=out, err=err.format(folder=Path.cwd()))


def test_a_pattern_is_many_files_each_alone(capsys):
    out = "conf/a.yaml  fits\nconf/b.yaml  2 problems\n1 of 2 files with problems for train.py\n"
    check(capsys, "train.py", "-c", "conf/*.yaml", status=1, out=out, err=B)


def test_files_that_are_named_lie_below_those_of_a_pattern(capsys, folder):
    (folder / "conf" / "b.yaml").write_text("lr: 3\n")
    out = "conf/a.yaml  fits\nconf/b.yaml  fits\n2 files checked, all fit train.py\n"
    check(capsys, "train.py", "-c", "base.yaml", "-c", "conf/*.yaml", status=None, out=out)


def test_each_checks_files_that_are_named_alone(capsys):
    out = "base.yaml  fits\nconf/a.yaml  fits\n2 files checked, all fit train.py\n"
    check(capsys, "--each", "train.py", "-c", "base.yaml", "conf/a.yaml", status=None, out=out)


@pytest.mark.parametrize(
    ("words", "err"),
    [
        (
            ["-c", "none/*.yaml"],
            "hprun: -c none/*.yaml matches no file; name files, or a pattern\n",
        ),
        (["--each"], "hprun: --each checks no file; name files: -c FILE…\n"),
    ],
)
def test_where_there_are_no_files_nothing_is_checked(capsys, words, err):
    check(capsys, "train.py", *words, status=2, out="", err=err)


def documented(capsys, *words, status):
    assert main(["check", *words, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_json_names_place_kind_message_and_suggestion(capsys):
    assert documented(capsys, "train.py", "-c", "conf/b.yaml", "-D", "epochs=y", status=1) == {
        "target": "train.py",
        "files": [],
        "problems": [
            {
                "severity": "error",
                "kind": "unknown-parameter",
                "message": "unknown parameter 'lrr'",
                "origin": "conf/b.yaml:1",
                "place": {"path": "conf/b.yaml", "line": 1},
                "suggestion": "did you mean 'lr' (float, default 0.1, train.py:4)?",
            },
            {
                "severity": "error",
                "kind": "invalid-value",
                "message": "parameter 'epochs' (train.py:5): 'x' is not a whole number",
                "origin": "conf/b.yaml:2",
                "place": {"path": "conf/b.yaml", "line": 2},
                "suggestion": None,
            },
            {
                "severity": "error",
                "kind": "invalid-value",
                "message": "parameter 'epochs' (train.py:5): 'y' is not a whole number",
                "origin": "-D epochs=y",
                "place": None,
                "suggestion": None,
            },
        ],
        "project": None,
        "parameters": documented(capsys, "train.py", "-c", "conf/b.yaml", status=1)["parameters"],
        "added": [],
    }


def test_json_of_many_files_names_the_file(capsys, folder):
    (folder / "conf" / "b.yaml").write_text("lr: 3\n")
    assert documented(capsys, "train.py", "-c", "conf/*.yaml", status=1) == {
        "target": "train.py",
        "files": ["conf/a.yaml", "conf/b.yaml"],
        "problems": [
            {
                "severity": "error",
                "kind": "missing-value",
                "message": "'data' has neither a value nor a default",
                "origin": "",
                "place": {"path": "train.py", "line": 6},
                "suggestion": "set it with -D data=VALUE",
                "file": "conf/b.yaml",
            }
        ],
        "project": None,
    }


def test_what_the_scan_stumbled_over_is_a_warning(capsys, folder):
    (folder / "broken.py").write_text("def (\n")
    (folder / "train.py").write_text("import broken\n" + SCRIPT)
    assert documented(capsys, "train.py", "-D", "data=x", status=None)["problems"] == [
        {
            "severity": "warning",
            "kind": "unread",
            "message": "broken.py:1 cannot be read as Python: invalid syntax;"
            " its parameters are not listed",
            "origin": "broken.py:1",
            "place": {"path": "broken.py", "line": 1},
            "suggestion": None,
        }
    ]


def test_the_hook_of_pre_commit_checks_each_file_it_is_given(capsys):
    text = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text()
    [hook] = yaml.safe_load(text)
    assert {key: hook[key] for key in ("id", "language", "types_or")} == {
        "id": "hprun-check",
        "language": "python",
        "types_or": ["yaml", "json", "toml"],
    }
    command, *words = hook["entry"].split()
    assert command == "hprun"
    assert main([*words, "train.py", "-c", "conf/a.yaml", "conf/b.yaml"]) == 1
    assert capsys.readouterr().err == B
