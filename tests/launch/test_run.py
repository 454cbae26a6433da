"""`hprun.run`: a script run on behalf of a program, which finds everything as it was."""

from __future__ import annotations

import enum
import os
import sys
import zipfile
from pathlib import Path

import pytest

import hprun
from hprun import errors, param_scope


class Colour(enum.Enum):
    SLOW = "stands for a member that has the name of the script's own"


TRAIN = """\
import sys
import settings
from hprun.m import _
from hprun import param_scope
lr = _("lr", 0.1)
name = _("name", "adam", choices=["adam", "sgd"])
opt = {"wd": param_scope.optim.wd | 0.0, "nesterov": param_scope.optim.nesterov | False}
argv = sys.argv[1:]
width = settings.WIDTH
is_main = sys.modules["__main__"].__dict__ is globals()
def late():
    return _("lr")
"""
SETTINGS = """\
from hprun.m import _
WIDTH = _("width", 8)
"""
NAMES = ("lr", "name", "opt", "argv", "width", "is_main")
DEFAULTS = {
    "lr": 0.1,
    "name": "adam",
    "opt": {"wd": 0.0, "nesterov": False},
    "argv": [],
    "width": 8,
    "is_main": True,
}


@pytest.fixture(autouse=True)
def script(tmp_path, monkeypatch):
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "settings.py").write_text(SETTINGS)
    (tmp_path / "base.yaml").write_text("lr: 1e-3\noptim:\n  wd: 0.5\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "train.py"


def check_run(expected, *given, **values):
    found = hprun.run("train.py", *given, **values)
    assert {name: found[name] for name in NAMES} == DEFAULTS | expected


def test_without_values_the_script_has_its_defaults():
    check_run({})


@pytest.mark.parametrize(
    ("expected", "values"),
    [
        pytest.param({"lr": 0.5}, {"lr": 0.5}, id="a keyword"),
        pytest.param({"lr": 2.0}, {"lr": 2}, id="an int widens"),
        pytest.param({"width": 16}, {"width": 16}, id="a parameter of an imported module"),
        pytest.param({"opt": {"wd": 1.0, "nesterov": False}}, {"optim.wd": 1}, id="a dotted name"),
        pytest.param(
            {"opt": {"wd": 1.0, "nesterov": True}},
            {"optim": {"wd": 1.0, "nesterov": True}},
            id="a tree",
        ),
        pytest.param({"argv": ["--x", "1"]}, {"argv": ["--x", "1"]}, id="words"),
        pytest.param(
            {"lr": 0.001, "opt": {"wd": 0.5, "nesterov": False}},
            {"config": "base.yaml"},
            id="a file",
        ),
        pytest.param({"lr": 3.0, "width": 3}, {"config": {"lr": 3, "width": 3}}, id="a mapping"),
        pytest.param(
            {"lr": 4.0, "opt": {"wd": 0.5, "nesterov": False}},
            {"config": ["base.yaml", {"lr": 4}]},
            id="later configurations win",
        ),
        pytest.param(
            {"lr": 5.0, "opt": {"wd": 0.5, "nesterov": False}},
            {"config": "base.yaml", "lr": 5},
            id="a keyword wins over a file",
        ),
    ],
)
def test_values_are_set_from_outside(expected, values):
    check_run(expected, **values)


@pytest.mark.parametrize(
    ("kind", "message", "values"),
    [
        pytest.param(
            errors.UnknownParameter,
            "unknown parameter 'lrr' (run(): lrr=1); did you mean 'lr' (float, default 0.1, train.py:5)?",
            {"lrr": 1},
            id="an unknown name",
        ),
        pytest.param(
            errors.InvalidValue,
            "parameter 'lr' (train.py:5): 'fast' is not a float (run(): lr='fast')",
            {"lr": "fast"},
            id="a value that does not fit",
        ),
        pytest.param(
            errors.InvalidValue,
            "parameter 'name' (train.py:6): 'adm' is not one of adam, sgd (config: name='adm'); did you mean adam?",
            {"config": {"name": "adm"}},
            id="a bad choice",
        ),
    ],
)
def test_mistakes_are_those_of_the_command_line(kind, message, values):
    with pytest.raises(kind) as caught:
        hprun.run("train.py", **values)
    assert str(caught.value) == message


def test_the_second_run_is_as_fresh_as_the_first():
    check_run({"lr": 1.0, "width": 2}, lr=1, width=2)
    check_run({"width": 3}, width=3)
    check_run({})


def test_the_caller_finds_everything_as_it_was(script):
    main, argv, path = sys.modules["__main__"], sys.argv, sys.path
    argv_before, path_before, modules = list(argv), list(path), {*sys.modules}
    here = os.getcwd()
    script.write_text(TRAIN + "sys.path.append('x'); sys.argv[0] = 'y'; param_scope.lr = 9.0\n")
    with param_scope(lr=7.0):
        check_run({"lr": 0.3}, lr=0.3)
        assert param_scope.lr(0.0) == 7.0
    assert (sys.modules["__main__"], sys.argv, sys.path) == (main, argv, path)
    assert sys.argv is argv
    assert sys.path is path
    assert (sys.argv, sys.path, os.getcwd()) == (argv_before, path_before, here)
    assert {*sys.modules} - modules <= {"runpy", "pkgutil", "zipimport"} | {
        name for name in sys.modules if name.startswith("hprun.")
    }
    assert param_scope.lr(0.0) == 0.0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("raise LookupError('own')", LookupError, id="its own exception"),
        pytest.param("raise SystemExit(3)", SystemExit, id="its exit"),
    ],
)
def test_what_the_script_raises_passes_and_everything_is_restored(body, kind, script):
    before = sys.modules["__main__"], sys.argv, sys.path
    script.write_text(f"from hprun.m import _\n_('lr', 1.0)\n{body}\n")
    with pytest.raises(kind):
        hprun.run(script, lr=2.0)
    assert (sys.modules["__main__"], sys.argv, sys.path) == before
    assert param_scope.lr(0.0) == 0.0


def test_a_folder_and_a_zip_can_be_run(tmp_path):
    (tmp_path / "app").mkdir()
    body = "import beside\nfrom hprun.m import _\nlr = _('lr', 0.1), beside.NAME\n"
    (tmp_path / "app" / "__main__.py").write_text(body)
    (tmp_path / "app" / "beside.py").write_text("NAME = 'beside'\n")
    with zipfile.ZipFile("app.zip", "w") as archive:
        archive.write("app/__main__.py", "__main__.py")
        archive.write("app/beside.py", "beside.py")
    assert hprun.run("app", lr=1)["lr"] == (1.0, "beside")
    assert hprun.run("app.zip", lr=2)["lr"] == (2.0, "beside")


def test_members_of_enums_and_paths_are_values(script):
    script.write_text(
        "import enum, pathlib\nfrom hprun import auto_param\n"
        "class Mode(enum.Enum):\n    FAST = 1\n    SLOW = 2\n"
        "@auto_param('f')\n"
        "def f(mode: Mode = Mode.FAST, where: pathlib.Path = pathlib.Path('a'), other=None):\n"
        "    return mode.name, where, other\n"
        "found = f()\n"
    )
    given = {"mode": Colour.SLOW, "where": Path("b/c"), "other": Path("d")}
    assert hprun.run(script, f=given)["found"] == ("SLOW", Path("b/c"), Path("d"))


def test_a_missing_script_is_refused(tmp_path):
    with pytest.raises(errors.TargetError) as caught:
        hprun.run("tran.py")
    assert str(caught.value) == (
        f"can't open file '{tmp_path}/tran.py': [Errno 2] No such file or directory; "
        "did you mean train.py?"
    )


@pytest.mark.parametrize("config", [3, ["base.yaml", None]])
def test_a_config_that_is_neither_file_nor_mapping_is_the_callers_mistake(config):
    with pytest.raises(TypeError, match=r"^a config is a file or a mapping, not (int|NoneType)$"):
        hprun.run("train.py", config=config)
