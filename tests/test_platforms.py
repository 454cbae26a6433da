"""What POSIX systems alone have is named, and python elsewhere gets on without it.

No other system is at hand where the tests run. So the code is read for what would be missing there,
and it is tried in a python from which those modules, functions and signals have been taken away.
"""

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    "fcntl",
    "grp",
    "posix",
    "pty",
    "pwd",
    "readline",
    "resource",
    "syslog",
    "termios",
    "tty",
}
"""Modules that python has on POSIX systems alone."""

OS = {
    *("chown", "ctermid", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid"),
    *("getgroups", "getloadavg", "getpgid", "getpgrp", "getsid", "getuid", "initgroups", "killpg"),
    *("lchown", "mkfifo", "mknod", "nice", "openpty", "pidfd_open", "posix_spawn", "posix_spawnp"),
    *("pread", "preadv", "pwrite", "pwritev", "readv", "register_at_fork", "sched_getaffinity"),
    *("sendfile", "setgid", "setpgid", "setsid", "setuid", "statvfs", "sync", "tcgetpgrp"),
    *("tcsetpgrp", "uname", "wait", "wait3", "wait4", "waitid", "writev", "WEXITED", "WNOHANG"),
    *("WNOWAIT", "WUNTRACED", "WCONTINUED", "WIFEXITED", "WIFSIGNALED", "WIFSTOPPED", "WTERMSIG"),
    *("WIFCONTINUED", "WEXITSTATUS", "P_PID", "O_ASYNC", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW"),
    *("POSIX_SPAWN_OPEN", "POSIX_SPAWN_DUP2", "POSIX_SPAWN_CLOSE", "ttyname"),
}
"""What the module `os` has on POSIX systems alone."""

SIGNALS = {
    *("SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGPROF", "SIGQUIT"),
    *("SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIG_BLOCK"),
    *("SIG_UNBLOCK", "SIG_SETMASK", "alarm", "pthread_kill", "pthread_sigmask", "setitimer"),
    *("sigpending", "sigtimedwait", "sigwait", "sigwaitinfo"),
}

ROOMS = {
    "records/output.py": "what a recorded script writes goes through a pseudo-terminal or a pipe",
    "records/supervise.py": "a recorded run is two processes, of one fork",
    "sweeps/template.py": "trials are copied from it by fork, on Linux",
    "cli/recording.py": "the record of a run is begun: `need` stands before it",
}
"""Files that no other system is to import, and why."""

USES = {
    "cli/sweep_screen.py": {"SIGHUP"},  # a sweep at work
    "kept.py": {"geteuid"},  # where there is one
    "records/folder.py": {"uname"},  # where there is one
    "records/identity.py": {  # git is asked where it can be, by a recorded run or a rerun
        *("uname", "posix_spawnp", "POSIX_SPAWN_OPEN", "POSIX_SPAWN_DUP2"),
    },
    "records/state.py": {"WIFSIGNALED", "WTERMSIG", "WEXITSTATUS"},  # of a process of ours
    "runtime/handoff.py": {"geteuid"},  # where there is one
    "runtime/store.py": {"register_at_fork"},  # where there is one
    "sweeps/grounds.py": {"fcntl", "pwrite"},  # the lock of a sweep at work
    "sweeps/ledger.py": {"pread"},  # a worker writes down what came of a trial
    "sweeps/study_storage.py": {"fcntl"},  # the lock of a study at work
    "sweeps/processes.py": {  # a worker starts trials
        *("fcntl", "posix_spawn", "POSIX_SPAWN_OPEN", "POSIX_SPAWN_DUP2", "pidfd_open", "waitid"),
        *("WEXITED", "WNOHANG", "WNOWAIT", "P_PID", "wait4", "killpg", "SIGHUP", "SIGKILL"),
        "resource",
    },
    "sweeps/trial.py": {"SIGKILL"},  # a worker ends one
    "sweeps/worker.py": {"statvfs"},  # the room that trials need
}
"""What other files use, and each only when a function of theirs is called, or by `hasattr`."""


@cache
def files():
    package = ROOT / "hprun"
    return {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}


def used(nodes):
    """What statements use of that which POSIX systems alone have."""
    for node in (inner for each in nodes for inner in ast.walk(each)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES | {"os", "signal"}:
            names = {each.name for each in node.names}
            yield from {node.module} & MODULES or names & (OS | SIGNALS)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            known = {"os": OS, "signal": SIGNALS, "signals": SIGNALS}.get(node.value.id, set())
            yield from {node.attr} & known


def for_the_interpreter(tree):
    """The statements of a file, but for those that a type checker alone reads."""
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from node.orelse
        else:
            yield node


def at_import(tree):
    """The statements that are executed when a file is imported, whatever the system."""
    functions = (ast.FunctionDef, ast.ClassDef)
    for node in for_the_interpreter(tree):
        guarded = isinstance(node, ast.If) and ast.unparse(node.test).startswith("hasattr(")
        if not isinstance(node, functions) and not guarded:
            yield node


@pytest.mark.parametrize("name", sorted(files().keys() - ROOMS.keys()))
def test_what_posix_alone_has_is_named(name):
    tree = ast.parse(files()[name].read_bytes())
    assert {*used(for_the_interpreter(tree))} == USES.get(name, set())
    assert {*used(at_import(tree))} == set(), "when it is imported"


def test_no_other_file_needs_such_a_room_to_be_imported():
    rooms = {module(name) for name in ROOMS}
    for name in files().keys() - ROOMS.keys():
        for node in at_import(ast.parse(files()[name].read_bytes())):
            if isinstance(node, ast.ImportFrom):
                found = {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
                assert not found & rooms, name


def module(name):
    return f"hprun.{name.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


# A python without all of it

ELSEWHERE = f"""
import os, signal, sys, runpy
import shutil, subprocess, tempfile, threading, typing, zipfile  # python itself is served by them
for name in {sorted(MODULES - {"posix"})}:
    sys.modules[name] = None
for module, names in ((os, {sorted(OS)}), (signal, {sorted(SIGNALS)})):
    for name in names:
        module.__dict__.pop(name, None)
for name in {sorted(SIGNALS)}:
    __import__("_signal").__dict__.pop(name, None)
"""


def elsewhere(code, folder):
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE + code], cwd=folder, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    return done.stdout, done.stderr, done.returncode


APART = ("doorstep", "__main__", "engines/slurm")
"""What stands for other programs, or is for POSIX systems by itself."""


def test_every_other_module_is_imported_elsewhere(tmp_path):
    names = sorted(files().keys() - ROOMS.keys())
    named = [module(name) for name in names if not any(apart in name for apart in APART)]
    importing = f"""
for name in {named}:
    try:
        __import__(name)
    except ModuleNotFoundError as error:  # what an extra needs is not for this test
        if error.name in {sorted(MODULES)} or error.name.startswith("hprun"):
            raise
"""
    assert elsewhere(importing, tmp_path) == ("", "", 0)


SCRIPT = "from hprun.m import _\nimport hprun\nprint(_('lr', 0.1), hprun.report(1, loss=2.0))\n"
NO_FORK = "needs os.fork, which this python has not"
NO_SPAWN = "needs os.posix_spawn, which this python has not; use CPython on Linux or macOS, or WSL"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("s.py --lr 0.3", ("0.3 None\n", "", 0), id="run"),
        pytest.param("-m s -D lr=2", ("2.0 None\n", "", 0), id="module"),
        pytest.param(
            "s.py --record",
            ("", f"hprun: a record {NO_FORK}; leave --record out, or say --no-record\n", 2),
            id="record",
        ),
        pytest.param(
            "sweep s.py --over lr=1,2",
            ("", f"hprun: hprun sweep {NO_SPAWN}\n", 2),
            id="sweep",
        ),
        pytest.param(
            "worker somewhere",
            ("", f"hprun: hprun worker {NO_SPAWN}\n", 2),
            id="worker",
        ),
    ],
)
def test_runs_elsewhere(words, shown, tmp_path):
    assert hprun_elsewhere(words, tmp_path) == shown


@pytest.mark.parametrize("words", ["check", "dump", "inspect", "why lr", "schema", "help"])
def test_looks_elsewhere(words, tmp_path):
    out, err, status = hprun_elsewhere(f"{words} s.py", tmp_path)
    assert ("lr" in out or words == "check", err, status) == (True, "", 0)


def hprun_elsewhere(words, folder):
    (folder / "s.py").write_text(SCRIPT)
    running = f"sys.argv = ['hprun', *{words.split()}]\nfrom hprun.cli import main\n"
    return elsewhere(f"{running}sys.exit(main())", folder)


# A python that has what macOS has

MACOS = """
import _signal, fcntl, os, sys
del _signal.sigtimedwait, _signal.sigwaitinfo, os.waitid, os.pidfd_open, fcntl.F_SETSIG
"""


def on_macos(words, folder, **given):
    (folder / "s.py").write_text(given.pop("script", SCRIPT))
    running = f"sys.argv = ['hprun', *{words.split()}]\nfrom hprun.cli import main\n"
    command = [sys.executable, "-c", f"{MACOS}{running}sys.exit(main())"]
    return subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, **given)


def statuses(folder):
    found = (json.loads(path.read_text()) for path in folder.rglob("status.json"))
    return sorted((each["status"], each["signal"]) for each in found)


def test_a_record_on_macos(tmp_path):
    done = on_macos("s.py --record", tmp_path)
    assert (done.communicate(timeout=60)[0], done.returncode) == ("0.1 None\n", 0)
    assert statuses(tmp_path) == [("completed", None)]


def test_a_signal_to_a_recorded_run_on_macos(tmp_path):
    script = "import time\nprint('here', flush=True)\ntime.sleep(60)\n"
    done = on_macos("s.py --record", tmp_path, script=script)
    assert done.stdout.readline() == "here\n"
    done.terminate()
    assert done.communicate(timeout=60) == ("", None)
    assert (done.returncode, statuses(tmp_path)) == (-15, [("killed", "SIGTERM")])


def test_a_sweep_on_macos(tmp_path):
    done = on_macos(
        "sweep s.py --over lr=1,2 --metric loss --goal min", tmp_path, stderr=subprocess.PIPE
    )
    out, err = done.communicate(timeout=60)
    assert (done.returncode, statuses(tmp_path)) == (0, [("completed", None)] * 2), out + err
