"""What a stranger installs: the archives, what is in them, what they bring, and their types."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
USER = """
import argparse
from pathlib import Path
from typing import Annotated, assert_type

import hprun
from hprun import Range, auto_param, param_scope, suggest_from
from hprun.errors import HprunError, UnknownParameter
from hprun.m import _

assert_type(_("lr", 0.1, range=(1e-5, 1e-1), log=True), float)
assert_type(_("opt", "adam", choices=["adam", "sgd"]), str)


@auto_param("train")
def train(epochs: int = 10, wd: Annotated[float, Range(0, 0.1)] = 0.01) -> float:
    return epochs * wd


@auto_param
class Model:
    def __init__(self, width: int = 8) -> None:
        self.width = width


assert_type(train(3), float)
assert_type(Model().width, int)
with param_scope(lr=0.2) as scope:
    assert_type(scope.lr | 0.1, float)
hprun.report(1, loss=0.1)
assert_type(hprun.explain("lr"), str)
assert_type(hprun.run_dir(), Path | None)
version: str = hprun.__version__
hprun.bind(argparse.ArgumentParser())
with param_scope({"optim": {"lr": suggest_from(lambda: 0.1)}}, "wd=0"):
    train()
try:
    assert_type(hprun.run("s.py", ["--epochs", "3"], config="c.yaml", lr=0.1), dict[str, object])
except UnknownParameter as error:
    assert_type(error.what, str)
except HprunError:
    raise
_.set_value("lr", 0.2)
assert_type(_.exists("lr"), bool)
"""


def run(*command, folder=None):
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        command, cwd=folder, env=kept, capture_output=True, text=True, check=False
    )


def environment(folder, *packages):
    """A virtual environment with packages, or a skipped test."""
    made = run(sys.executable, "-m", "venv", str(folder))
    assert made.returncode == 0, made.stderr
    done = run(str(folder / "bin" / "pip"), "install", "-q", *packages)
    if done.returncode:
        pytest.skip(f"{packages} cannot be had: {done.stderr.strip().splitlines()[-1]}")
    return folder / "bin"


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """The source archive, and the wheel that is built of it."""
    folder = tmp_path_factory.mktemp("release")
    tools = environment(folder / "tools", "build")
    built = run(str(tools / "python"), "-m", "build", "--outdir", str(folder), str(ROOT))
    assert built.returncode == 0, built.stderr
    (source,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return source, wheel


@pytest.fixture(scope="module")
def installed(archives, tmp_path_factory):
    """The programs of an environment that has the wheel, and nothing of this folder."""
    return environment(tmp_path_factory.mktemp("installed") / "venv", str(archives[1]))


def test_the_wheel_has_the_package_alone(archives):
    with zipfile.ZipFile(archives[1]) as wheel:
        names = wheel.namelist()
    kinds = {name.split("/")[0].partition("-")[0] for name in names}
    assert kinds == {"hprun"}
    assert {"hprun/py.typed", "hprun/launch/doorstep/sitecustomize.py"} <= {*names}
    modules = {str(each.relative_to(ROOT)) for each in (ROOT / "hprun").rglob("*.py")}
    assert modules <= {*names}
    assert not [name for name in names if name.startswith("hprun/editors/vscode/")]


def test_the_source_archive_has_what_the_tests_need(archives):
    with tarfile.open(archives[0]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    wanted = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/conftest.py"}
    assert wanted <= names
    assert "examples/perceptron.py" in names
    extension = {name for name in names if name.startswith("hprun/editors/vscode/")}
    assert "hprun/editors/vscode/src/extension.ts" in extension
    assert not [name for name in extension if "node_modules" in name or "/dist/" in name]


def test_what_is_installed_runs(installed, tmp_path):
    version = run(str(installed / "hprun"), "--version", folder=tmp_path).stdout
    assert re.fullmatch(r"hprun \d+\.\d+\.\d+\n", version)
    (tmp_path / "s.py").write_text("from hprun.m import _\nprint(_('lr', 0.1))\n")
    ran = run(str(installed / "hprun"), "s.py", "--lr", "0.3", folder=tmp_path)
    assert (ran.stdout, ran.stderr, ran.returncode) == ("0.3\n", "", 0)
    shown = run(str(installed / "hprun"), "inspect", "s.py", folder=tmp_path)
    assert "s.py:2" in shown.stdout, shown.stderr


def kib(path):
    return sum(each.stat().st_size for each in path.rglob("*") if each.suffix != ".pyc") >> 10


def test_it_is_small(archives, installed):
    library = next(installed.parent.glob("lib/*/site-packages"))
    assert archives[1].stat().st_size < 1 << 20
    assert kib(library / "hprun") < 4 << 10
    ours = sum(
        kib(path) for path in library.iterdir() if not path.name.startswith(("pip", "setup"))
    )
    assert ours < 40 << 10


def test_little_comes_with_it(installed):
    listed = run(str(installed / "pip"), "list", "--format=freeze").stdout.split()
    names = {line.partition("==")[0].lower() for line in listed}
    assert {"typer", "rich", "pyyaml"} <= names
    assert not names & {"numpy", "optuna", "mlflow", "ray", "submitit", "hypothesis", "pytest"}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_types_of_what_a_script_writes(checker, archives, tmp_path):
    tools = environment(tmp_path / "venv", str(archives[1]), checker)
    (tmp_path / "user.py").write_text(USER)
    strict = ["--strict"] if checker == "mypy" else ["--pythonpath", str(tools / "python")]
    done = run(str(tools / checker), *strict, "user.py", folder=tmp_path)
    if checker == "pyright" and "error" not in done.stdout + done.stderr and done.returncode:
        pytest.skip("pyright cannot be had: it gets itself from npm")
    assert done.returncode == 0, done.stdout + done.stderr
