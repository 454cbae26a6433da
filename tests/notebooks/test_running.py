"""Notebooks run in real kernels, in an environment that has nbclient and ipykernel."""

import json
import signal
import time

import pytest
from notebook_files import notebook
from notebook_worlds import World

pytestmark = pytest.mark.slow

START = "import hprun, sys, time\nfrom hprun.m import _\nlr = _('lr', 0.1)"


@pytest.fixture
def world(environment, tmp_path):
    return World(environment("nbclient", "ipykernel"), tmp_path)


def test_values_reach_the_cells_and_outputs_are_kept(world):
    world.write("nb.ipynb", START, "%%time\nprint(lr, sys.argv[1:])", "lr * 2")
    status, out, err = world.run("nb.ipynb", "--lr", "0.25", "-o", "out.ipynb", "a", "b")
    lines = out.splitlines()
    assert (status, err, lines[0], lines[-1]) == (0, "", "0.25 ['a', 'b']", "0.5")
    document = json.loads((world.folder / "out.ipynb").read_text())
    assert document["metadata"]["hprun"]["values"] == {"lr": {"value": 0.25, "origin": "--lr 0.25"}}
    assert [each["execution_count"] for each in document["cells"][1:]] == [1, 2, 3]
    assert document["cells"][3]["outputs"][0]["data"] == {"text/plain": ["0.5"]}
    assert (world.folder / "nb.ipynb").read_bytes() == notebook(
        START, "%%time\nprint(lr, sys.argv[1:])", "lr * 2"
    )


def test_a_notebook_without_values_is_as_jupyter_runs_it(world):
    world.write("sub/nb.ipynb", START, "import os; print(lr, os.path.basename(os.getcwd()))")
    assert world.run("sub/nb.ipynb") == (0, "0.1 sub\n", "")


def test_constants_are_set_in_cells_and_in_modules(world):
    (world.folder / "model.py").write_text("WIDTH = 8\n")
    world.write(
        "nb.ipynb", "LR = 0.1\nC = {'a': [1,\n 2]}", "import model\nprint(LR, C, model.WIDTH)"
    )
    words = ("--LR", "0.5", "-D", "C.a=[3]", "-D", "model.WIDTH=16", "-o", "out.ipynb")
    assert world.run("nb.ipynb", *words) == (0, "0.5 {'a': [3]} 16\n", "")
    cells = json.loads((world.folder / "out.ipynb").read_text())["cells"]
    assert "".join(cells[1]["source"]) == "LR = 0.1\nC = {'a': [1,\n 2]}"


def test_words_reach_a_parser_of_the_notebook(world):
    parser = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float);"
    world.write("nb.ipynb", parser, "print(p.parse_args().lr)")
    assert world.run("nb.ipynb", "-D", "lr=3") == (0, "3.0\n", "")


def test_workers_of_a_kernel_see_the_values(world):
    (world.folder / "work.py").write_text(
        "from hprun.m import _\nW = 3\ndef f(x):\n    return _('lr', 0.1), W\n"
    )
    cell = (
        "import multiprocessing as mp\nimport work\n"
        "with mp.get_context('spawn').Pool(1) as pool:\n    print(work.f(1), *pool.map(work.f, [1]))"
    )
    world.write("nb.ipynb", cell)
    done = world.run("nb.ipynb", "--lr", "5", "-D", "work.W=9")
    assert done[:2] == (0, "(5.0, 9) (5.0, 9)\n")


def test_what_a_process_of_a_cell_writes_is_shown_once(world):
    cell = "import subprocess\n_ = subprocess.run('echo out; echo err >&2', shell=True)"
    world.write("nb.ipynb", cell)
    assert world.run("nb.ipynb", "-o", "out.ipynb") == (0, "out\n", "err\n")
    assert sorted(world.outputs("out.ipynb").split()) == ["err", "out"]


def test_a_process_writes_behind_what_was_printed_before_it(world):
    world.write(
        "nb.ipynb",
        "import subprocess, sys\nprint('a')\n"
        "_ = subprocess.run('sleep 0.1; echo b', shell=True, stdout=sys.stdout)\nprint('c')",
    )
    assert world.run("nb.ipynb", "-o", "out.ipynb") == (0, "a\nb\nc\n", "")
    assert world.outputs("out.ipynb") == "a\nb\nc\n"


def test_what_a_task_of_an_earlier_cell_writes_is_shown_and_is_its_output(world):
    world.write(
        "nb.ipynb",
        "import asyncio\nasync def tell():\n    await asyncio.sleep(0.2)\n"
        "    print('told', flush=True)\ntask = asyncio.create_task(tell())",
        "await task\nprint('done')",
    )
    assert world.run("nb.ipynb", "-o", "out.ipynb") == (0, "told\ndone\n", "")
    cells = json.loads((world.folder / "out.ipynb").read_text())["cells"]
    assert [each["outputs"][0]["text"] for each in cells[1:]] == [["told\n"], ["done\n"]]


def test_a_process_that_never_stops_to_write_holds_nobody_up(world):
    world.write(
        "nb.ipynb",
        "import subprocess\np = subprocess.Popen('yes')",
        "p.kill()",
        "print('x' * 300_000)",
    )
    status, out, err = world.run("nb.ipynb")
    assert (status, out[:4], out[-300_001:], err) == (0, "y\ny\n", "x" * 300_000 + "\n", "")


def test_cells_that_were_not_reached_have_no_outputs_of_before(world):
    world.write("nb.ipynb", "v = 2", "print(v)\nv / 0", "print('not reached')")
    world.run("nb.ipynb", "-o", "out.ipynb")
    document = json.loads((world.folder / "nb.ipynb").read_text())
    stale = {"output_type": "stream", "name": "stdout", "text": "of before"}
    for cell in document["cells"][1:]:
        cell |= {"outputs": [stale], "execution_count": 9}
    (world.folder / "nb.ipynb").write_text(json.dumps(document))
    assert world.run("nb.ipynb", "-o", "out.ipynb")[:2] == (1, "2\n")
    cells = json.loads((world.folder / "out.ipynb").read_text())["cells"]
    assert [each["execution_count"] for each in cells[1:]] == [1, 2, None]
    assert world.outputs("out.ipynb") == "2\n"


def test_the_last_words_of_a_kernel_are_shown(world):
    world.write("nb.ipynb", "import os\n_ = os.write(2, b'last words\\n')\nos.abort()")
    status, out, err = world.run("nb.ipynb", "-o", "out.ipynb")
    assert (status, out) == (134, "")
    told = "hprun: the kernel has ended in the middle of nb.ipynb[1]: SIGABRT"
    assert [each for each in err.splitlines() if each in ("last words", told)] == [
        "last words",
        told,
    ]
    assert "last words" in world.outputs("out.ipynb")


def test_what_a_cell_leaves_to_the_exit_is_shown_and_the_end_of_the_kernel_is_not(world):
    startup = world.folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "early.py").write_text(
        "import atexit, os\natexit.register(os.write, 2, b'of the kernel\\n')"
    )
    world.write("nb.ipynb", "import atexit, os\n_ = atexit.register(os.write, 2, b'of a cell\\n')")
    done = world.run("nb.ipynb", IPYTHONDIR=str(startup.parent.parent))
    assert done == (0, "", "of a cell\n")


def test_a_file_with_cells_that_is_no_notebook_is_told(world):
    (world.folder / "nb.ipynb").write_text('{"nbformat": 4, "cells": []}')
    status, out, err = world.run("nb.ipynb")
    assert (status, out) == (2, "")
    assert err.startswith("hprun: the notebook cannot be run: The notebook is invalid")


def test_any_unicode_may_be_the_encoding_of_a_notebook(world):
    text = notebook("print('é')").decode()
    (world.folder / "nb.ipynb").write_text(text, encoding="utf-8-sig")
    (world.folder / "wide.ipynb").write_text(text, encoding="utf-16")
    assert [world.run(name) for name in ("nb.ipynb", "wide.ipynb")] == [(0, "é\n", "")] * 2


def test_a_kernel_that_does_not_start_is_told_with_what_it_said(world):
    (world.folder / "sitecustomize.py").write_text(
        "import sys\nif 'ipykernel_launcher' in sys.orig_argv: sys.exit('no kernels here')\n"
    )
    world.write("nb.ipynb", "1")
    status, out, err = world.run("nb.ipynb", PYTHONPATH=str(world.folder))
    assert (status, out) == (2, "")
    assert err.startswith("hprun: the kernel of the notebook does not start\n")
    assert err.endswith("SystemExit: no kernels here\n")


@pytest.mark.parametrize(
    ("cell", "status", "error"),
    [
        ("1 / 0", 1, "ZeroDivisionError: division by zero"),
        ("sys.exit(3)", 3, "SystemExit: 3"),
        ("sys.exit()", 0, "SystemExit"),
        (
            "import os; os.kill(os.getpid(), 9)",
            137,
            "hprun: the kernel has ended in the middle of nb.ipynb[2]: SIGKILL",
        ),
    ],
)
def test_the_first_cell_that_fails_is_the_last(cell, status, error, world):
    world.write("nb.ipynb", f"{START}\nprint('begun')", cell, "print('never')")
    ended, out, err = world.run("nb.ipynb", "-o", "out.ipynb", "--lr", "1")
    assert (ended, out) == (status, "begun\n")
    assert error in err.splitlines()
    assert world.outputs("out.ipynb").startswith("begun\n")


def test_a_value_that_no_cell_reads_is_told(world):
    world.write("nb.ipynb", f"{START}\ndef f():\n    return _('never', 1)")
    assert world.run("nb.ipynb", "--lr", "1", "--never", "2") == (
        0,
        "",
        "hprun: 'never' was set but not reached in this process (--never 2)\n",
    )


@pytest.mark.parametrize(
    ("number", "status", "waiting"),
    [
        (signal.SIGINT, 130, "time.sleep(60)"),
        (signal.SIGINT, 130, "await __import__('asyncio').sleep(60)"),
        (signal.SIGTERM, 143, "time.sleep(60)"),
    ],
)
def test_a_signal_ends_the_kernel_and_outputs_are_kept(number, status, waiting, world):
    world.write("nb.ipynb", START, f"print('begun', flush=True)\n{waiting}")
    process = world.started("nb.ipynb", "-o", "out.ipynb", "--lr", "1")
    assert process.stdout.readline() == "begun\n"
    began = time.monotonic()
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == status
    assert time.monotonic() - began < 30
    assert world.outputs("out.ipynb") == "begun\n"


def test_a_record_has_the_notebook_and_what_it_reported(world):
    world.write(
        "nb.ipynb", START, "hprun.report(loss=lr * 2)\nprint('done')", "raise ValueError('no')"
    )
    status, _, _ = world.run("nb.ipynb", "--record", "--lr", "2")
    assert status == 1
    (run,) = [each for each in (world.folder / "runs").iterdir() if each.is_dir()]
    facts = json.loads((run / "status.json").read_text())
    assert facts["error"] == {"type": "ValueError", "message": "no"}
    assert json.loads((run / "metrics.jsonl").read_text())["loss"] == 4
    assert world.outputs(run / "nb.ipynb") == "done\n"
    assert (run / "code" / "nb.ipynb").read_bytes() == (world.folder / "nb.ipynb").read_bytes()
    assert "done\n" in (run / "output.log").read_text()
    status, out, _ = world.run("rerun", run.name, "--lr", "3")
    assert (status, out) == (1, "done\n")


def test_a_sweep_of_a_notebook(world):
    world.write("nb.ipynb", START, "loss = (lr - 2) ** 2\nhprun.report(loss=loss)")
    sweep = ("sweep", "nb.ipynb", "--over", "lr=1,2", "--goal", "min")
    for metric in ("loss", "var:loss"):
        status, out, err = world.run(*sweep, "--metric", metric, "--dir", f"by-{metric[:3]}")
        assert (status, err) == (0, "")
        assert "smallest loss: 0  lr=2" in out
    kept = [*world.folder.glob("by-los/runs/*/*/nb.ipynb")]
    assert len(kept) == 2


def test_hprun_without_the_extra_says_what_it_takes(environment, tmp_path):
    world = World(environment(), tmp_path)
    world.write("nb.ipynb", START)
    assert world.run("inspect", "nb.ipynb", "--lr", "1")[0] == 0
    assert world.run("nb.ipynb", "--lr", "1") == (
        2,
        "",
        "hprun: to run a notebook takes nbclient and ipykernel; pip install 'hprun[notebook]'\n",
    )
