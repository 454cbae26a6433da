"""Constants that are set, in the processes that a run starts."""

from __future__ import annotations

import os

import pytest
from processes import run

TRAIN = """\
import os, subprocess, sys
import conf
lr = 0.1
double = lr * 2

def seen(*_ignored):
    return repr((lr, double, conf.SIZE, conf.twice))

def python(*words):
    print(subprocess.run([sys.executable, *words], stdout=subprocess.PIPE, text=True).stdout, end="")

if __name__ == "__main__":
    how, *rest = sys.argv[1:]
    if how in ("fork", "spawn", "forkserver"):
        import multiprocessing
        with multiprocessing.get_context(how).Pool(1) as pool:
            print(pool.map(seen, [1])[0])
    elif how == "loky":
        import joblib
        print(joblib.Parallel(n_jobs=2)(joblib.delayed(seen)(n) for n in range(2))[1])
    elif how == "exec":
        os.execv(sys.executable, [sys.executable, sys.argv[0], "show"])
    elif how == "python":
        python(*rest)
    elif how == "show":
        print(seen())
        1 / (lr - 5)
"""
CONF = "SIZE = 4\ntwice = SIZE * 2\n"
GIVEN = "-D lr=4 conf.SIZE=9"
VALUES = "(4.0, 8.0, 9, 18)"
DEFAULTS = "(0.1, 0.2, 4, 8)"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    for folder in (tmp_path, tmp_path / "pkg"):
        (folder / "train.py").write_text(TRAIN)
    (tmp_path / "conf.py").write_text(CONF)
    monkeypatch.chdir(tmp_path)


def check_children(line, *expected, errors=(), **environment):
    assert run(line, **environment) == ([*expected], [*errors], 0)


@pytest.mark.parametrize(
    "how",
    [
        *("fork", "spawn", "forkserver", "exec"),
        pytest.param("python train.py show", id="relaunched"),
        pytest.param("python -u -Wdefault train.py show", id="with options of python"),
        pytest.param("python train.py python train.py show", id="a child of a child"),
        pytest.param("python train.py spawn", id="a worker of a child"),
        pytest.param("python -m train show", id="relaunched as a module"),
    ],
)
def test_a_child_has_the_constants(how):
    check_children(f"hprun train.py {GIVEN} -- {how}", VALUES)


@pytest.mark.parametrize("how", ["spawn", "python -m pkg.train show"])
def test_a_child_of_a_module_has_the_constants(how):
    check_children(f"hprun -m pkg.train {GIVEN} -- {how}", VALUES)


@pytest.mark.slow
def test_a_worker_of_loky_has_the_constants():
    pytest.importorskip("joblib")
    check_children(f"hprun train.py {GIVEN} -- loky", VALUES)


def test_many_values_go_through_a_private_file_that_is_removed(tmp_path):
    (tmp_path / "conf.py").write_text(CONF + "text = ''\n")
    line = f"hprun train.py {GIVEN} conf.text={'x' * 10_000} -- python train.py spawn"
    check_children(line, VALUES, TMPDIR=str(tmp_path))
    assert [*tmp_path.glob("hprun-*")] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("other.py", "(4, [], True)", id="another script with the same module"),
        pytest.param("-c 'import other'", "(4, [], True)", id="a command"),
        pytest.param("-m hprun other.py", "(4, ['hprun'], True)", id="hprun inside starts anew"),
        pytest.param(
            "-m hprun other.py -D conf.SIZE=3", "(3, ['hprun'], True)", id="with its own values"
        ),
    ],
)
def test_any_other_program_is_not_disturbed(tmp_path, words, expected):
    (tmp_path / "other.py").write_text(
        "import conf, sys\nours = [name for name in sys.modules if name == 'hprun']\n"
        "folders = [entry for entry in sys.path if entry.endswith('doorstep')]\n"
        "custom = getattr(sys.modules.get('sitecustomize'), '__file__', '')\n"
        "clean = not folders and 'doorstep' not in custom\n"
        "print((conf.SIZE, ours, clean))\n"
    )
    check_children(f"hprun train.py {GIVEN} -- python {words}", expected)


def test_a_sitecustomize_of_the_users_own_is_come_to(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text("print('theirs')\n")
    line = f"hprun train.py {GIVEN} -- python train.py show"
    out, _, status = run(line, PYTHONPATH=str(tmp_path / "site"))
    assert (out, status) == ([*["theirs"] * 3, VALUES], 0), "of hprun, of the child, and again"


def test_nothing_is_left_in_the_environment_where_no_constant_is_set(tmp_path):
    (tmp_path / "shows.py").write_text(
        "import os\nlr = 1\n"
        "print([name for name in os.environ if name in ('PYTHONPATH', 'HPRUN_CONSTANTS')])\n"
    )
    check_children("hprun shows.py", "[]")
    check_children("hprun shows.py -D lr=1", "[]")
    check_children("hprun shows.py -D lr=2", "['HPRUN_CONSTANTS', 'PYTHONPATH']")


def test_a_relaunched_script_is_as_under_python(tmp_path):
    (tmp_path / "same.py").write_text(
        "import sys, subprocess\nlr = 1\nprint(sys.argv, sys.path[0], __name__, __file__, lr)\n"
        "print(sorted(globals()), sys.modules['__main__'].lr)\n"
        "if sys.argv[1:] == ['a']:\n    sys.stdout.flush()\n"
        "    raise SystemExit(subprocess.call([sys.executable, 'same.py', 'b', '--lr']))\n"
        "lr / 0\n"
    )
    expected = run("python same.py a")
    changed = [line.replace(" 1", " 2") for line in expected[0]]
    assert run("hprun same.py -D lr=2 -- a") == (changed[:1] + changed[1:], expected[1], 1)


def test_a_scope_and_constants_cross_together(tmp_path):
    (tmp_path / "both.py").write_text(
        "import subprocess, sys\nfrom hprun.m import _\nSIZE = 1\nprint(_('lr', 0.1), SIZE)\n"
        "sys.stdout.flush()\n"
        "if not sys.argv[1:]:\n    subprocess.run([sys.executable, __file__, 'again'])\n"
    )
    check_children("hprun both.py -D lr=5.0 SIZE=2", "5.0 2", "5.0 2")


def test_a_python_without_hprun_goes_on(tmp_path):
    from hprun.launch.children import DOORSTEP, VARIABLE

    environment = {"PYTHONPATH": DOORSTEP, VARIABLE: f"1\n{os.path.realpath('train.py')}\n{{}}"}
    check_children("python -S train.py show", DEFAULTS, **environment)
