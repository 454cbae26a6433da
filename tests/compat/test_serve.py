"""How imports of the ancestors are answered: where they are installed, where not, and in children."""

import importlib
import importlib.util
import os
import subprocess
import sys
import textwrap

import pytest

import hprun
from hprun.compat.serve import DOORSTEP, Loader, serving
from hprun.runtime import root

INSTALLED = importlib.util.find_spec("hpman") is not None
only_without = pytest.mark.skipif(INSTALLED, reason="hpman is installed here")
REAL = {
    # As much of a package as is asked for: a manager with a setter of its own.
    "hpman/__init__.py": """
        class Manager:
            def __init__(self): self.values = {}
            def set_value(self, name, value): self.values[name] = value
            def __call__(self, name, default): return self.values.get(name, default)
        class m:
            _ = Manager()
            hp = Manager()
        real = True
    """,
    "hpman/m.py": "from hpman import m as _m\n_ = _m._\nhp = _m.hp\n",
}


def written(folder, files):
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(source))


def run(folder, *words, **environment):
    """What a script writes under hprun."""
    done = subprocess.run(
        [sys.executable, "-m", "hprun", *words],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def forgotten():
    """Forget what a test imports under the names of the ancestors."""
    before = {*sys.modules}
    with root.installed({"lr": 5, "hp:x": 6, "t.u": 7}):
        yield
    for name in {*sys.modules} - before:
        if name.partition(".")[0] in {"hpman", "hpargparse"}:
            del sys.modules[name]


@only_without
def test_imports_are_answered_while_the_block_runs_and_no_longer(forgotten):
    before = sys.meta_path[:], sys.path[:], os.environ.get("PYTHONPATH")
    with serving():
        import hpargparse
        import hpman
        from hpman.hpm_db import HyperParamTree, L
        from hpman.m import _, hp
        from hpman.primitives import EmptyValue

        assert (_("lr", 1), hp("x", 1), hp("y", 2), _.get_values()) == (
            5,
            6,
            2,
            {"lr": 5, "t.u": 7},
        )
        assert isinstance(_, hpman.HyperParameterManager)
        assert (hpman.HyperParamTree, hpman.L, hpman.EmptyValue) == (HyperParamTree, L, EmptyValue)
        assert (hpman.m._, hpman.primitives.EmptyValue) == (_, EmptyValue)
        assert hpargparse.bind is hprun.bind
        assert isinstance(hpman.__spec__.loader, Loader)
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("hpman.nothing")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("hpman")
    assert (sys.meta_path, sys.path, os.environ.get("PYTHONPATH")) == before


def test_ours_stands_last_and_the_watch_first():
    before = sys.meta_path[:]
    with serving() as both:
        assert sys.meta_path == [both.watch, *before, both._served]
    assert sys.meta_path == before


def test_an_installed_package_wins_and_has_the_values(tmp_path, monkeypatch, forgotten):
    written(tmp_path, REAL)
    monkeypatch.syspath_prepend(tmp_path)
    with serving():
        hpman = importlib.import_module("hpman")
        assert hpman.real
        assert (hpman.m._.values, hpman.m.hp.values) == ({"lr": 5, "t.u": 7}, {"x": 6})
        assert type(hpman.__spec__.loader) is type(hpman.__loader__)
        assert not isinstance(hpman.__loader__, Loader)
        with pytest.raises(ModuleNotFoundError):  # what it lacks is not taken from ours
            importlib.import_module("hpman.primitives")


CHILDREN = """
    import multiprocessing, os, subprocess, sys
    from hpman.m import _

    def read(_ignored=None):
        import hpman
        return _("lr", 0.1), hasattr(hpman, "real")

    if __name__ == "__main__":
        print(*read())
        if sys.argv[1:] != ["again"]:
            for method in ("spawn", "forkserver", "fork"):
                with multiprocessing.get_context(method).Pool(1) as pool:
                    print(*pool.map(read, [0]))
            done = subprocess.run([sys.executable, __file__, "again"], capture_output=True, text=True)
            print(done.stdout + done.stderr, end="")
"""


@only_without
@pytest.mark.parametrize(("words", "value"), [(["-D", "lr=5"], 5.0), ([], 0.1)])
def test_children_are_answered_too(words, value, tmp_path):
    written(tmp_path, {"s.py": CHILDREN})
    expected = f"{value} False\n" + f"({value}, False)\n" * 3 + f"{value} False\n"
    assert run(tmp_path, "s.py", *words) == expected


def test_children_find_the_installed_package_with_the_values(tmp_path):
    written(tmp_path, {"s.py": CHILDREN} | {f"site/{name}": text for name, text in REAL.items()})
    expected = "5.0 True\n" + "(5.0, True)\n" * 3 + "5.0 True\n"
    assert run(tmp_path, "s.py", "-D", "lr=5", PYTHONPATH=str(tmp_path / "site")) == expected


def test_a_package_beside_the_script_is_the_script_s_own(tmp_path):
    written(tmp_path, {"s.py": "import hpman\nprint(hpman.mine)", "hpman.py": "mine = 1"})
    assert run(tmp_path, "s.py") == "1\n"


def test_a_script_that_imports_none_of_them_finds_one_waiting(tmp_path):
    body = "import sys\nprint([type(each).__name__ for each in sys.meta_path], {doorstep!r} in sys.path)"
    written(tmp_path, {"s.py": body.format(doorstep=DOORSTEP)})
    python = subprocess.run(
        [sys.executable, "s.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run(tmp_path, "s.py") == python.stdout.replace("[", "['Doorkeeper', ", 1)


@only_without
def test_a_run_in_process_leaves_nothing_behind(tmp_path):
    script = "import hpargparse\nfrom hpman.m import _\n_.parse_file(__file__)\nx = _('lr', 1)\n"
    written(tmp_path, {"s.py": script, "t.py": script.replace("1", "2")})
    before = sys.meta_path[:], sys.path[:], os.environ.get("PYTHONPATH")
    assert hprun.run(tmp_path / "s.py", lr=3)["x"] == 3
    assert hprun.run(tmp_path / "t.py")["x"] == 2
    assert (sys.meta_path, sys.path, os.environ.get("PYTHONPATH")) == before
    assert "hpman" not in sys.modules


def test_the_doorstep_steps_aside_for_a_python_without_hprun(tmp_path):
    """There the installed package is meant; without one, the error is python's own."""
    written(tmp_path, REAL)
    line = [sys.executable, "-S", "-c", "import hpman; print(hpman.real)"]
    search = os.pathsep.join((DOORSTEP, str(tmp_path)))
    done = subprocess.run(
        line, cwd=tmp_path, env={"PYTHONPATH": search}, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
