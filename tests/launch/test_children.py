"""The values of a run in the processes that it starts."""

from __future__ import annotations

import pytest
from processes import run

TRAIN = """\
import os, pathlib, subprocess, sys
from hprun import auto_param, param_scope
from hprun.m import _

lr, name, sizes = _("lr", 0.1), _("name", "x"), _("sizes", [1, 2])

@auto_param("opt")
def opt(decay: float = 0.0, nesterov: bool = False, where: pathlib.Path = pathlib.Path("a")):
    return decay, nesterov, where

def seen(*_ignored):
    return repr((lr, name, sizes, *opt(), param_scope.lr(0.1)))

def python(*words):
    print(subprocess.run([sys.executable, *words], stdout=subprocess.PIPE, text=True).stdout, end="")

if __name__ == "__main__":
    how, *rest = sys.argv[1:]
    if how in ("fork", "spawn", "forkserver"):
        import concurrent.futures
        import multiprocessing
        context = multiprocessing.get_context(how)
        with context.Pool(1) as pool:
            print(pool.map(seen, [1])[0])
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
            print(executor.submit(seen).result())
    elif how == "loky":
        import joblib
        print(*joblib.Parallel(n_jobs=2)(joblib.delayed(seen)(n) for n in range(2)), sep="\\n")
    elif how == "os.fork":
        process = os.fork()
        print(seen(), flush=True)
        if process:
            os.waitpid(process, 0)
    elif how == "relaunch":
        for _rank in range(2):
            python(__file__, "show")
    elif how == "child of a child":
        python(__file__, "relaunch")
    elif how == "exec":
        os.execv(sys.executable, [sys.executable, sys.argv[0], "show"])
    elif how == "os.system":
        os.system(f"{sys.executable} {__file__} show")
    elif how == "python":
        python(*rest)
    elif how == "scope":
        with param_scope(lr=9.0):
            python(__file__, "show")
    elif how == "show":
        print(seen())
"""
OTHER = """\
from hprun.m import _
print(_("lr", 5), _("name", "of its own"))
"""
LAUNCHER = """\
import subprocess, sys
for rank in range(2):
    done = subprocess.run([sys.executable, "-u", *sys.argv[1:]], stdout=subprocess.PIPE, text=True)
    print(rank, done.stdout, end="")
"""
GIVEN = "-D lr=1e-3 -D name=1e-4 -D sizes=3,4 -D opt.decay=1 -D opt.nesterov=yes -D opt.where=b/c"
VALUES = "(0.001, '1e-4', [3, 4], 1.0, True, PosixPath('b/c'), 0.001)"
DEFAULTS = "(0.1, 'x', [1, 2], 0.0, False, PosixPath('a'), 0.1)"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    for name, text in (("train", TRAIN), ("other", OTHER), ("launcher", LAUNCHER)):
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    (tmp_path / "pkg" / "train.py").write_text(TRAIN)
    monkeypatch.chdir(tmp_path)


def check_children(line, *expected):
    out, err, status = run(line)
    reports = [each for each in err if "not reached" not in each]
    assert (out, reports, status) == ([*expected], [], 0)


@pytest.mark.parametrize(
    ("how", "count"),
    [
        pytest.param("fork", 2),
        pytest.param("spawn", 2),
        pytest.param("forkserver", 2),
        pytest.param("os.fork", 2),
        pytest.param("relaunch", 2, id="subprocess, several times"),
        pytest.param("'child of a child'", 2, id="a child of a child"),
        pytest.param("exec", 1),
        pytest.param("os.system", 1),
    ],
)
def test_a_child_sees_the_values_with_their_types(how, count):
    check_children(f"hprun train.py {GIVEN} {how}", *[VALUES] * count)


@pytest.mark.parametrize("how", ["spawn", "relaunch", "exec"])
def test_a_child_of_a_module_sees_the_values(how):
    check_children(f"hprun -m pkg.train {GIVEN} {how}", *[VALUES] * (1 if how == "exec" else 2))


@pytest.mark.slow
def test_a_worker_of_loky_sees_the_values():
    pytest.importorskip("joblib")
    check_children(f"hprun train.py {GIVEN} loky", VALUES, VALUES)


@pytest.mark.slow
def test_many_values_reach_children_through_a_private_file_that_is_removed(tmp_path):
    names = " ".join(f"+more.n{number}=1234567890" for number in range(500))
    line = f"hprun train.py {GIVEN} -D {names} -- relaunch"
    out, _, status = run(line, TMPDIR=str(tmp_path))
    assert (out, status) == ([VALUES, VALUES], 0)
    assert [*tmp_path.glob("hprun-*")] == []


def test_another_script_is_not_disturbed():
    check_children(f"hprun train.py {GIVEN} python other.py", "5 of its own")


def test_a_program_that_is_not_of_ours_is_not_disturbed():
    check_children(f"hprun train.py {GIVEN} -- python -c 'print(1)'", "1")


def test_hprun_inside_starts_from_its_own_command_line():
    inside = "(0.1, 'inner', [1, 2], 0.0, False, PosixPath('a'), 0.1)"
    check_children(f"hprun train.py {GIVEN} -- python -m hprun train.py -D name=inner show", inside)


def test_an_open_scope_stays_in_its_process():
    check_children(f"hprun train.py {GIVEN} scope", VALUES)
    check_children("hprun train.py scope", DEFAULTS)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "python -m launcher -m hprun train.py {given} show", id="before a launcher's -m"
        ),
        pytest.param("python launcher.py -m hprun -m pkg.train {given} show", id="a module"),
    ],
)
def test_a_launcher_starts_hprun_in_the_place_of_python(line):
    check_children(line.format(given=GIVEN), f"0 {VALUES}", f"1 {VALUES}")


def test_an_unread_value_is_reported_once_by_the_process_that_was_given_it(tmp_path):
    (tmp_path / "forks.py").write_text(
        "import os\nfrom hprun.m import _\nif os.fork() == 0:\n    raise SystemExit\nos.wait()\n"
        "if False:\n    _('lr', 0.1)\n"
    )
    assert run("hprun forks.py --lr 1") == (
        [],
        ["hprun: 'lr' was set but not reached in this process (--lr 1)"],
        0,
    )
