"""hprun under and beside debuggers, profilers and coverage; each command is one of docs/running.md."""

from __future__ import annotations

import importlib.util
import json
import re
import sys

import pytest
from processes import run

SCRIPT = """\
from hprun.m import _
lr = _("lr", 0.1)
def square(x):
    return x * x
if lr > 1:
    print("large", square(lr))
else:
    print("small")
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    (tmp_path / "s.py").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def needs(module):
    missing = importlib.util.find_spec(module) is None
    return pytest.mark.skipif(missing, reason=f"needs {module}")


def check_output(line, pattern, stdin="", status=0):
    out, err, ended = run(line, stdin)
    assert (re.search(pattern, "\n".join(out)) is not None, err, ended) == (True, [], status), out


def test_pdb_stops_at_a_line_of_the_script():
    commands = "break s.py:4\ncontinue\np x, x * 2\ncontinue\nquit\n"
    # 3.13.0 alone takes the words of its program for its own, without the dashes
    dashes = "--" if sys.version_info[:3] == (3, 13, 0) else ""
    pattern = r"s\.py\(4\)square\(\)[\s\S]*\(2\.0, 4\.0\)[\s\S]*large 4\.0"
    check_output(f"python -m pdb -m hprun {dashes} s.py -D lr=2", pattern, commands)


def test_pdb_shows_the_script_where_an_exception_was_raised(here):
    (here / "s.py").write_text("def fail(y):\n    return y / 0\nfail(3)\n")
    out, _, _ = run("python -m pdb -m hprun s.py", "continue\np y\nquit\n")
    assert (
        "(Pdb) Uncaught exception. Entering post mortem debugging" in out,
        "(Pdb) 3" in out,
    ) == (
        True,
        True,
    )


def test_breakpoint_stops_in_the_script(here):
    (here / "s.py").write_text(SCRIPT + "breakpoint()\nend = 1\n")
    check_output(
        "hprun s.py -D lr=2", r"s\.py\((9|10)\)<module>\(\)[\s\S]*\(Pdb\) 2\.0", "p lr\ncontinue\n"
    )


def test_stepping_off_the_end_of_the_script_ends_it(here):
    (here / "s.py").write_text("breakpoint()\nlast = 1\n")
    keys = "next\nnext\nnext\n"
    by_hprun, by_python = (
        re.sub("0x[0-9a-f]+", "0x", repr(run(f"{each} s.py", keys))) for each in ("hprun", "python")
    )
    assert by_hprun == by_python


def test_cprofile_profiles_the_script():
    check_output(
        "python -m cProfile -s tottime -m hprun s.py -D lr=2", r"large 4\.0[\s\S]*s\.py:3\(square\)"
    )


def test_cprofile_keeps_its_own_namespace_and_writes_its_file(here):
    out, err, status = run("python -m cProfile -o out.prof -m hprun s.py")
    assert (out, err, status, (here / "out.prof").exists()) == (["small"], [], 0, True)


def test_trace_counts_the_lines_of_the_script(here):
    out, _, status = run("python -m trace --count --coverdir counts --module hprun s.py -D lr=2")
    counts = (here / "counts" / "s.cover").read_text().splitlines()
    assert (out[0], status, counts[5].strip()) == (
        "large 4.0",
        0,
        '1:     print("large", square(lr))',
    )


@pytest.mark.parametrize("flags", ["-O", "-W error", "-X dev", "-u -B"])
def test_options_of_python_stand_before_the_module(flags):
    check_output(f"python {flags} -m hprun s.py", "^small$")


@needs("coverage")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param("coverage run --source=. -m hprun s.py -D lr=2", id="as a module"),
        pytest.param(
            "python -m coverage run --source=. -m hprun s.py -D lr=2", id="as a module of a module"
        ),
    ],
)
def test_coverage_measures_the_script(line, here):
    assert run(line) == (["large 4.0"], [], 0)
    assert run("coverage json -q -o out.json") == ([], [], 0)
    files = json.loads((here / "out.json").read_text())["files"]
    assert files["s.py"]["missing_lines"] == [8]


@needs("coverage")
def test_coverage_measures_a_script_that_is_run_by_a_subprocess(here):
    (here / ".coveragerc").write_text(
        "[run]\npatch = subprocess\nparallel = true\ninclude = s.py, outer.py\n"
    )
    (here / "outer.py").write_text(
        "import subprocess\nsubprocess.run(['hprun', 's.py', '-D', 'lr=2'])\n"
    )
    assert run("coverage run outer.py") == (["large 4.0"], [], 0)
    run("coverage combine -q")
    assert run("coverage json -q -o out.json") == ([], [], 0)
    files = json.loads((here / "out.json").read_text())["files"]
    assert files["s.py"]["missing_lines"] == [8]


@needs("pytest_cov")
def test_pytest_cov_measures_a_script_that_a_test_runs_by_hprun(here):
    (here / ".coveragerc").write_text("[run]\npatch = subprocess\ninclude = s.py, outer.py\n")
    (here / "test_it.py").write_text(
        "import subprocess\ndef test_it():\n"
        "    subprocess.run(['hprun', 's.py', '-D', 'lr=2'], check=True)\n"
    )
    line = "python -m pytest -q -p no:cacheprovider --cov=. --cov-report=json:out.json test_it.py"
    _, _, status = run(line)
    files = json.loads((here / "out.json").read_text())["files"]
    assert (status, files["s.py"]["missing_lines"]) == (0, [8])


def test_a_trace_function_of_the_script_sees_nothing_of_ours(here):
    (here / "s.py").write_text(
        "import sys\nnames = []\ndef trace(frame, event, arg):\n"
        "    print(event, frame.f_code.co_name, file=sys.stderr)\n    return None\n"
        "def work(): pass\nsys.settrace(trace)\nwork()\n"
    )
    assert run("hprun s.py") == ([], ["call work"], 0)


@needs("viztracer")
def test_viztracer_traces_the_script(here):
    _, _, status = run("viztracer --quiet -o out.json -m hprun s.py -D lr=2")
    assert (status, "square" in (here / "out.json").read_text()) == (0, True)
