"""CPython's own tests of running a target, with hprun in front of every target."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from interpreters import OTHERS, environment

IN_FRONT = Path(__file__).parent / "in_front.py"
TESTS = ("test_cmd_line_script", "test_multiprocessing_main_handling", "test_runpy.TestExit")
FEWEST = 90


def check_own_tests(python, folder):
    """Run CPython's tests by `python`; all pass, and there are as many as are known to exist."""
    has_tests = subprocess.run(
        [python, "-c", "import test.support"], capture_output=True, check=False
    )
    if has_tests.returncode:
        pytest.skip(f"{python} comes without its tests")
    words = [python, str(IN_FRONT), *TESTS]
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    found = re.search(r"Ran (\d+) tests", ended.stderr)
    assert ended.returncode == 0, ended.stderr
    assert found is not None
    assert int(found[1]) >= FEWEST


@pytest.mark.slow
def test_cpythons_own_tests_pass_with_hprun_in_front(tmp_path):
    check_own_tests(sys.executable, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("python", OTHERS)
def test_cpythons_own_tests_pass_on_another_interpreter(python, tmp_path):
    scripts, _, _ = environment(python, tmp_path / "environment")
    check_own_tests(str(Path(scripts) / "python"), tmp_path)


def in_front_of(*words):
    from in_front import in_front

    return in_front(["python", *words])[1:]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("s.py a", "-m hprun s.py -- a"),
        ("-X faulthandler -E s.py", "-X faulthandler -E -m hprun s.py"),
        ("-I -m mod -x", "-I -m hprun -m mod -- -x"),
        ("-Im mod", "-I -m hprun -m mod"),
        ("-c pass", "-c pass"),
        ("-", "-"),
    ],
)
def test_hprun_is_put_in_front_of_the_target_alone(words, expected):
    assert in_front_of(*words.split()) == expected.split()
