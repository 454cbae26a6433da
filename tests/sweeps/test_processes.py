"""The two ways in which a trial is started, which its script cannot tell apart."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hprun.sweeps import processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one way")

WITNESS = """\
import os, sys
loaded = sorted(name for name in sys.modules if name.partition(".")[0] != "hprun")
import atexit, gc, json, locale, resource, signal, threading, warnings

lr = 0.1

def stream(each):
    return [each.name, each.encoding, each.errors, each.line_buffering, each.isatty(),
            each.fileno(), type(each.buffer).__name__, each.newlines, each.write_through]

def descriptors():
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[name] = os.readlink(f"/proc/self/fd/{name}").partition(":")[0]
        except OSError:
            pass
    return found

def whose(text):
    return text.replace(f", {os.getpid()}, ", ", PID, ").removeprefix(f"{os.getpid()}\\n")

seen = {
    "loaded": loaded,
    "argv": sys.argv,
    "orig_argv": sys.orig_argv,
    "path": sys.path,
    "flags": str(sys.flags),
    "options": sys._xoptions,
    "executable": [sys.executable, sys.prefix, sys._base_executable],
    "environment": {name: whose(text) for name, text in os.environ.items()},
    "cwd": os.getcwd(),
    "umask": os.umask(0o22),
    "signals": [str(signal.getsignal(each)) for each in sorted(signal.valid_signals())],
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "streams": [stream(each) for each in (sys.stdin, sys.stdout, sys.stderr)],
    "descriptors": descriptors(),
    "leads a group": os.getpgrp() == os.getpid(),
    "session": os.getsid(0),
    "children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime,
    "limits": [resource.getrlimit(each) for each in range(10)],
    "threads": [each.name for each in threading.enumerate()],
    "main": threading.main_thread() is threading.current_thread(),
    "ident": threading.get_native_id() == os.getpid(),
    "collector": [gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(), gc.get_debug()],
    "at exit": atexit._ncallbacks(),
    "hooks": [str(sys.excepthook), str(sys.displayhook), sys.gettrace(), sys.getprofile()],
    "finders": [getattr(each, "__name__", type(each).__name__) for each in sys.meta_path],
    "filters": str(warnings.filters),
    "limit": [sys.getrecursionlimit(), sys.getswitchinterval()],
    "locale": locale.setlocale(locale.LC_ALL),
    "main module": sorted(vars(sys.modules["__main__"])),
    "hash": hash("text"),
    "frames": [],
}
frame = sys._getframe()
while frame:
    seen["frames"].append([frame.f_code.co_name, os.path.basename(frame.f_code.co_filename)])
    frame = frame.f_back
with open(os.path.join(os.environ["HPRUN_RUN_DIR"], "..", "seen.json"), "w") as file:
    json.dump(seen, file)
print(lr)
"""


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """Runs a script as a trial, copied or not; gives its output and how it ended."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "PYTHONUNBUFFERED"):
        monkeypatch.delenv(name, raising=False)

    def run(script, *words, copied=True, more=()):
        (tmp_path / "script.py").write_text(script, encoding="utf-8")
        folder = tmp_path / "trials" / "0"
        folder.mkdir(parents=True, exist_ok=True)
        for each in folder.iterdir():
            each.unlink()
        environment = {**os.environ, **dict(more)}
        with monkeypatch.context() as patch:
            if not copied:
                patch.setattr(processes, "_may_be_copied", lambda _: False)
            starter = processes.Starter(dict(os.environ))
            said = ("run", f"--trial={folder}", *words, "script.py")
            process = starter.start(said, environment, str(folder / "output.log"))
            wait_for(process)
            ended = process.settle()
            starter.close()
        return (folder / "output.log").read_text(), ended

    return run


def wait_for(process):
    while not process.has_ended():
        select.select([process.watched], [], [])


WAYS = pytest.mark.parametrize("copied", [True, False], ids=["copied", "started"])


@pytest.mark.parametrize("script", [WITNESS, "from hprun.m import _\n" + WITNESS.replace(
    "lr = 0.1", "lr = _('lr', 0.1)"), WITNESS.replace(
    "lr = 0.1", "import argparse; p = argparse.ArgumentParser(); p.add_argument('--lr', type=float)"
    "; lr = p.parse_args().lr")], ids=["assignment", "scope", "words"])  # fmt: skip
def test_a_copy_finds_what_a_process_of_its_own_would(tmp_path, trial, script):
    seen = []
    for copied in (False, False, True):  # the first fills the caches
        output, ended = trial(script, "-D", "lr=0.5", copied=copied, more={"CUDA": "3"}.items())
        assert (output, ended.status) == ("0.5\n", 0)
        seen.append(json.loads((tmp_path / "trials" / "seen.json").read_text()))
    _, started, copied = seen
    assert copied == started
    assert copied["environment"]["CUDA"] == "3"


@WAYS
@pytest.mark.parametrize(
    ("script", "output", "status", "told"),
    [
        ("raise ValueError('no')", "ValueError: no\n", 1 << 8, ["ValueError", "no"]),
        ("import sys; sys.exit(3)", "", 3 << 8, ["", ""]),
        ("import sys; sys.exit('so')", "so\n", 1 << 8, ["", ""]),
        ("import os; print('x', flush=True); os._exit(4)", "x\n", 4 << 8, []),
        ("import os; os.kill(os.getpid(), 9)", "", 9, []),
        ("import os; os.kill(os.getpid(), 2)", "KeyboardInterrupt\n", 2, ["KeyboardInterrupt", ""]),
        ("import os, sys; os.kill(os.getpid(), 15)", "", 15, []),
        ("import atexit; atexit.register(print, 'end'); print('body')", "body\nend\n", 0, ["", ""]),
        (
            "import threading, time\n"
            "threading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()",
            "late\n", 0, ["", ""],
        ),
        ("import os\nif not os.fork(): os._exit(0)\nprint(os.wait()[1])", "0\n", 0, ["", ""]),
        ("print(input())", "EOFError: EOF when reading a line\n", 1 << 8,
         ["EOFError", "EOF when reading a line"]),
        ("import sys; sys.stdout.buffer.write(b'raw'); sys.stderr.write('err\\n')", "err\nraw", 0,
         ["", ""]),
    ],
)  # fmt: skip
def test_the_end_of_a_trial(trial, copied, script, output, status, told):  # noqa: PLR0917
    written, ended = trial(script, copied=copied)
    assert written.endswith(output)
    assert (ended.status, [*ended.told]) == (status, told)


def test_a_traceback_is_the_same(trial):
    script = "def f():\n    return 1 / 0\n\nf()\n"
    assert trial(script)[0] == trial(script, copied=False)[0] != ""


@WAYS
def test_workers_of_a_pool_find_the_values(trial, copied):
    script = (
        "import multiprocessing as m\n"
        "from hprun.m import _\n"
        "def f(x):\n    return x * _('lr', 0.5)\n"
        "if __name__ == '__main__':\n"
        "    for way in ('spawn', 'forkserver', 'fork'):\n"
        "        with m.get_context(way).Pool(1) as pool:\n"
        "            print(pool.map(f, [2]), f(1))\n"
    )
    output, _ = trial(script, "-D", "lr=3", copied=copied)
    assert output == "[6.0] 3.0\n" * 3


@WAYS
def test_what_a_trial_leaves_running_ends_with_it(tmp_path, trial, copied):
    trial(
        "import subprocess, sys\n"
        f"left = subprocess.Popen(['sleep', '100'])\nopen({str(tmp_path / 'left')!r}, 'w')"
        ".write(str(left.pid))\n",
        copied=copied,
    )
    assert has_gone(int((tmp_path / "left").read_text()))


def has_gone(process, within=5.0):
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def starter_of_sleepers(tmp_path, count=1):
    """A starter, trials of it that have a child each, and the ids of all of these."""
    (tmp_path / "sleeper.py").write_text(
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '100'])\n"
        "print(os.getpid(), os.getppid(), child.pid, flush=True)\ntime.sleep(100)\n"
    )
    starter = processes.Starter(dict(os.environ))
    begun, ids = [], []
    for number in range(count):
        folder = tmp_path / f"t{number}"
        folder.mkdir()
        said = ("run", f"--trial={folder}", "sleeper.py")
        begun.append(starter.start(said, dict(os.environ), str(folder / "output.log")))
    for number in range(count):
        while len(words := (tmp_path / f"t{number}" / "output.log").read_text().split()) < 3:
            time.sleep(0.01)
        ids.append([int(each) for each in words])
    return starter, begun, ids


def test_trials_that_lose_their_template_end_and_others_are_started(tmp_path, trial, monkeypatch):
    monkeypatch.chdir(tmp_path)
    starter, begun, ids = starter_of_sleepers(tmp_path, 2)
    template = ids[0][1]
    assert template != os.getpid()
    assert {each[1] for each in ids} == {template}
    assert not any(each.has_ended() for each in begun)
    os.kill(template, signal.SIGKILL)
    assert [each.settle() for each in begun] == [None, None]
    assert all(has_gone(each) for process, _, child in ids for each in (process, child))
    (tmp_path / "sleeper.py").write_text("import os; print(os.getppid())")
    for _ in range(4):  # at last without a template
        log = tmp_path / "t0" / "output.log"
        log.unlink()
        said = ("run", f"--trial={tmp_path / 't0'}", "sleeper.py")
        one = starter.start(said, dict(os.environ), str(log))
        wait_for(one)
        assert one.settle().status == 0
        parent = int(log.read_text())
        assert parent != template
        if parent != os.getpid():
            os.kill(parent, signal.SIGKILL)
            assert has_gone(parent)
    assert parent == os.getpid()
    starter.close()


@pytest.mark.usefixtures("trial")
@WAYS
def test_nothing_outlives_a_worker_that_is_killed(tmp_path, copied):
    code = (
        "import sys, time\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\nimport test_processes as t\n"
        f"{'' if copied else 't.processes._may_be_copied = lambda _: False'}\n"
        "print(t.starter_of_sleepers(Path.cwd())[2], flush=True)\ntime.sleep(100)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as one:
        ((process, parent, child),) = json.loads(one.stdout.readline())
        assert (parent == one.pid) is not copied
        one.kill()
    assert has_gone(process)
    assert has_gone(child)
    assert has_gone(parent)


@pytest.mark.parametrize(
    ("start", "more"),
    [
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(1,)).start()", {}),
        ("import sys\nsys.setprofile(lambda *_: None)", {}),
        ("import atexit\natexit.register(int)", {}),
        ("", {"PYTHONHASHSEED": "random"}),
    ],
    ids=["threads", "a profiler", "a function for the end", "hashes of their own"],
)
def test_what_does_not_bear_to_be_copied_is_started(tmp_path, trial, monkeypatch, start, more):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(start)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    for name, text in more.items():
        monkeypatch.setenv(name, text)
    assert trial("import os; print(os.getppid())")[0] == f"{os.getpid()}\n"


def test_more_words_than_a_pipe_takes(trial):
    long = "x" * 100_000
    script = "import sys\nprint(len(sys.argv[1]), flush=True)\n"
    output, ended = trial(script, more={"LONG": long}.items())
    assert ended.status != 0  # no words were given
    assert "IndexError" in output
    output, _ = trial("import os\nprint(len(os.environ['LONG']))\n", more={"LONG": long}.items())
    assert output == "100000\n"
