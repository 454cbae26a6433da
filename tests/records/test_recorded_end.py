"""How a recorded run ends: for whoever waits for it as without a record, and in its record."""

import json
import os
import signal
import subprocess
import sys

import pytest
from recorded_processes import (
    HPRUN,
    environment,
    piped,
    records,
    started,
    status,
    the_record,
    until,
)

from hprun.records.state import state

ENDS = {
    "through": ("pass", ("completed", 0, None, None)),
    "an exit": ("raise SystemExit(5)", ("failed", 5, None, None)),
    "no clean-up": ("import os; os._exit(7)", ("failed", 7, None, None)),
    "an exception": (
        "raise ValueError('no')",
        ("failed", 1, None, {"type": "ValueError", "message": "no"}),
    ),
    "a crash": ("import ctypes; ctypes.string_at(0)", ("killed", None, "SIGSEGV", None)),
    "kill -9": ("import os; os.kill(os.getpid(), 9)", ("killed", None, "SIGKILL", None)),
    "terminated": ("import os; os.kill(os.getpid(), 15)", ("killed", None, "SIGTERM", None)),
}
SLOW = ("through", "an exit", "terminated")


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=[pytest.mark.slow] if each in SLOW else []) for each in ENDS],
)
def test_an_end(name, tmp_path):
    body, expected = ENDS[name]
    (tmp_path / "s.py").write_text(body)
    plain = subprocess.run([sys.executable, "s.py"], cwd=tmp_path, capture_output=True, check=False)
    ended = piped("s.py", "--record", folder=tmp_path)
    assert ended.returncode == plain.returncode
    record = the_record(tmp_path)
    found = status(record)
    facts = tuple(found[each] for each in ("status", "exit_status", "signal", "error"))
    assert facts == expected
    assert state(str(record)) == expected[0]
    assert found["max_rss_bytes"] > 1_000_000
    assert not [name for name in os.listdir(record) if name.endswith(".tmp")]


WAITING = """
import os, signal, sys, time
signal.signal(signal.SIGUSR1, lambda *_: print("usr1", flush=True))
print(os.getpid(), flush=True)
time.sleep(30)
"""


@pytest.fixture
def waiting(tmp_path):
    """A recorded run that sleeps, and the id of the script's process."""
    (tmp_path / "s.py").write_text(WAITING)
    with started("s.py", "--record", folder=tmp_path) as run:
        yield run, int(run.stdout.readline())
        run.kill()


def test_signals_are_passed_on(waiting, tmp_path):
    run, _ = waiting
    assert state(str(the_record(tmp_path))) == "running"
    run.send_signal(signal.SIGUSR1)
    assert run.stdout.readline() == b"usr1\n"
    run.terminate()
    assert run.wait() == -signal.SIGTERM
    assert status(the_record(tmp_path))["signal"] == "SIGTERM"


def test_kill_9_of_the_script(waiting, tmp_path):
    run, script = waiting
    os.kill(script, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert status(the_record(tmp_path))["signal"] == "SIGKILL"


def test_kill_9_of_what_was_started_kills_the_script(waiting, tmp_path):
    """As it would without a record. What it was is there; that it is lost follows from that."""
    run, script = waiting
    run.kill()
    run.wait()
    assert until(lambda: not os.path.exists(f"/proc/{script}"))
    record = the_record(tmp_path)
    assert state(str(record)) == "lost"
    assert json.loads((record / "run.json").read_text())["id"] == record.name
    assert (record / "output.log").read_text() == f"{script}\n"


@pytest.mark.slow
def test_twenty_at_once(tmp_path):
    (tmp_path / "s.py").write_text("import hprun\nhprun.report(loss=1)\nprint(hprun.run_dir())\n")
    runs = [started("s.py", "--record", folder=tmp_path) for _ in range(20)]
    folders = [run.communicate(timeout=120)[0].decode().strip() for run in runs]
    made = [str(each) for each in records(tmp_path)]
    assert sorted(folders) == made
    assert len(made) == 20
    assert {status(each)["status"] for each in records(tmp_path)} == {"completed"}


def test_a_read_only_place_is_refused_before_the_start(tmp_path):
    (tmp_path / "s.py").write_text("print('ran')")
    (tmp_path / "file").write_text("")
    ended = piped("s.py", "--record=file/runs", folder=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.decode() == (
        f"hprun: the record cannot be made: Not a directory ({tmp_path}/file/runs);"
        " name another folder with --record=DIR, or say --no-record\n"
    )
    assert ended.stdout == b""


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 64 KiB, where that can be had."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root mounts a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_once_and_the_run_goes_on(small_disk, tmp_path):
    (tmp_path / "s.py").write_text(
        "import hprun\nfor each in range(200):\n    print('x' * 1000)\n"
        "for each in range(3): hprun.report(each, loss=1.0)\nprint('through')\n"
    )
    ended = piped("s.py", f"--record={small_disk}", folder=tmp_path)
    assert ended.returncode == 0
    assert ended.stdout == b"x" * 1000 + (b"\n" + b"x" * 1000) * 199 + b"\nthrough\n"
    (record,) = small_disk.iterdir()
    said = ended.stderr.decode()
    goes_on, full = "hprun: the run goes on, but its", "No space left on device"
    metrics = f"{goes_on} metrics are not recorded: {full}\n"
    assert said.replace(metrics, "", 1) in {
        f"{goes_on} {what}: {full} ({record.name})\n"
        for what in ("output is recorded no further", "record is not whole")
    }
    assert status(record)["status"] == "completed"


def test_a_disk_that_is_full_already(small_disk, tmp_path):
    (small_disk / "filler").write_bytes(bytes(64 * 1024))
    (tmp_path / "s.py").write_text("print('through')\n")
    ended = piped("s.py", f"--record={small_disk}", folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, b"through\n")
    (record,) = (each for each in small_disk.iterdir() if each.is_dir())
    goes_on, full = "hprun: the run goes on, but its", "No space left on device"
    assert ended.stderr.decode() in {
        f"{goes_on} {what}: {full} ({record.name})\n"
        for what in ("output is recorded no further", "record is not whole")
    }


@pytest.mark.slow
def test_ctrl_c_in_a_group_of_processes(tmp_path):
    (tmp_path / "s.py").write_text(WAITING)
    command = [*HPRUN, "s.py", "--record"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, process_group=0,
    ) as run:  # fmt: skip
        run.stdout.readline()
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait() == -signal.SIGINT
    assert status(the_record(tmp_path))["status"] == "interrupted"
