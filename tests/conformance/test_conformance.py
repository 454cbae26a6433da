"""Put hprun where python stood: nothing that a program does may come out differently.

Every case is one command line, run by python and by hprun in the same fresh directory; standard
output, standard error and exit status are compared byte for byte.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import current_thread

import pytest
from cases import CASES, TOPICS
from interpreters import OTHERS, environment
from pair import Case, Command, compare, installed, outcome
from stage import build

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the command lines are bash's")

AT_ONCE = 3


def parameters():
    """Return a parameter for each case; each is named by its topic and its line."""
    for topic, cases in TOPICS.items():
        for case in cases:
            name = f"{topic}: {case.line}" + (f" <<< {case.stdin!r}" if case.stdin else "")
            yield pytest.param(case, id=name, marks=[pytest.mark.slow] if case.slow else [])


class Comparisons:
    """All comparisons of this run, a few at a time; a test waits for its own."""

    def __init__(self, cases, plain, runner, folder):
        self.folder = folder
        self.built = build(folder / "built", plain.python)
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.by_case = {
            id(case): self.pool.submit(self.compare, case, plain, runner) for case in cases
        }

    def compare(self, case, plain, runner):
        compare(case, plain, runner, self.built, self.folder / current_thread().name)

    def result(self, case):
        return self.by_case[id(case)].result()

    def close(self):
        self.pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def comparisons(request, tmp_path_factory):
    """Start what the selected tests will ask for."""
    asked = [
        item.callspec.params.get("case")
        for item in request.session.items
        if hasattr(item, "callspec")
    ]
    wanted = [case for case in CASES if any(case is each for each in asked) and not _missing(case)]
    started = Comparisons(wanted, *installed(), tmp_path_factory.mktemp("conformance"))
    yield started
    started.close()


def _missing(case):
    """Return what this interpreter lacks for a case; empty if nothing."""
    if sys.version_info < case.since:
        return "a python from {}.{}".format(*case.since)
    return case.needs if case.needs and importlib.util.find_spec(case.needs) is None else ""


@pytest.mark.parametrize("case", [*parameters()])
def test_hprun_is_as_python(case, comparisons):
    if _missing(case):
        pytest.skip(f"needs {_missing(case)}")
    comparisons.result(case)


@pytest.mark.slow
@pytest.mark.parametrize("python", OTHERS)
def test_hprun_is_as_python_on_another_interpreter(python, tmp_path):
    """The same cases, all in one test: what differs is listed in its message."""
    scripts, version, has = environment(python, tmp_path / "environment")
    cases = [
        case for case in CASES if case.since <= version and (not case.needs or has(case.needs))
    ]
    comparisons = Comparisons(cases, *installed(scripts), tmp_path)
    different = {}
    for case in cases:
        try:
            comparisons.result(case)
        except AssertionError as error:
            different[case.line] = str(error)
    comparisons.close()
    assert different == {}


@pytest.mark.parametrize(
    "line",
    [
        "RUN imports_helper.py",
        "RUN link.py",
        "RUN sub/path.py | head -3",
        "RUN folder",
        "RUN -m module",
        "RUN syntax_error.py",
    ],
)
def test_a_first_line_that_isolates_hprun_does_not_isolate_the_script(line, tmp_path):
    """Some distributions write ``#!/usr/bin/python3 -sP`` at the top of every console script."""
    plain, hprun = installed()
    script = tmp_path / "hprun"
    first, rest = Path(hprun.run).read_text().split("\n", 1)
    script.write_text(f"{first} -sP\n{rest}")
    script.chmod(0o755)
    built = build(tmp_path / "built", plain.python)
    compare(Case(line), plain, Command(str(script), plain.python), built, tmp_path / "run")


NAIVE = """\
import runpy, sys
del sys.argv[0]
if sys.argv[0] == "-m":
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
"""
TELLING = (
    "RUN namespace.py",
    "RUN builtins_module.py",
    "RUN package_data.py",
    "RUN after_body.py",
    "RUN link.py",
    "RUN folder_late",
    "RUN -m missing",
    "RUN syntax_error.py",
    "RUN uncaught.py deep",
    "RUN hook.py custom",
    "RUN interrupt.py raise",
    "RUN at_exit.py plain",
    "RUN finalizers.py",
    "RUN late_thread.py",
    "RUN shadow/main.py",
)


def test_a_plain_run_path_fails_where_hprun_must_not(tmp_path):
    """The negative control: the harness can tell a runner that is not as python."""
    plain, _ = installed()
    naive = tmp_path / "naive.py"
    naive.write_text(NAIVE)
    runner = Command(f"{plain.python} {naive}", plain.python)
    built = build(tmp_path / "built", plain.python)
    chosen = [case for case in CASES if case.line in TELLING]
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def differs(case):
            folder = tmp_path / current_thread().name
            return outcome(case, plain, built, folder) != outcome(case, runner, built, folder)

        failed = [
            case.line for case, bad in zip(chosen, pool.map(differs, chosen), strict=True) if bad
        ]
    assert sorted(failed) == sorted(TELLING)
