"""What becomes of a sweep to which everything happens. The counts stand in docs/sweeps.md."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import cycle
from pathlib import Path

import pytest

from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import every

pytestmark = pytest.mark.slow

HPRUN = (sys.executable, "-m", "hprun")
SCRIPT = """\
import time
from hprun import report
from hprun.m import _

x = _("x", 0)
for step in range(4):
    report(step, loss=x + 4 - step)
    time.sleep(0.03)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "train.py").write_text(SCRIPT)
    return tmp_path


def begun(folder, *words):
    environment = {name: text for name, text in os.environ.items() if not name.startswith("HPRUN_")}
    return subprocess.Popen(
        [*HPRUN, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def sweeping(folder, trials, *words):
    varied = ("--over", f"x=1..{trials}", "--retries", "20", "--dir", "s")
    return begun(folder, "sweep", *words, "train.py", *varied)


def ended(process, status=0):
    out, err = process.communicate(timeout=120)
    assert process.returncode == status, (out, err)
    return out, err


def results(folder):
    return [*every(Grounds(str(folder / "s")))]


def completed_attempts(folder):
    """How often each trial has come to its end, by the folders alone."""
    found = {}
    for path in (folder / "s" / "runs").glob("*/*/status.json"):
        if json.loads(path.read_text())["status"] == "completed":
            number = int(path.parent.name.partition("-")[0])
            found[number] = found.get(number, 0) + 1
    return found


def running_in(folder):
    """The processes at work for the sweep: trials and templates by their folder and their words."""
    trials, templates = [], []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
            here = (path.parent / "cwd").readlink() == folder
        except OSError:
            continue
        if here and b"--trial=" in words:
            trials.append(int(path.parent.name))
        elif here and words.endswith(b"\0--template\0"):
            (trials if is_a_copy(path.parent) else templates).append(int(path.parent.name))
    return trials, templates


def is_a_copy(process):
    """Whether a process is a copy of a template, and no template itself: it leads to an output."""
    try:
        return (process / "fd" / "1").readlink().name == "output.log"
    except OSError:
        return False


def own_trials(folder):
    return running_in(folder)[0]


def kill(process):
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def test_kills_at_random(folder):
    """200 trials, while trials, workers and the sweep itself are killed: none lost, none twice."""
    chance, trials, kills = random.Random(1), 200, Counter()
    victims = cycle(("trial", "trial", "sweep", "trial", "trial", "worker", "template"))
    sweep, worker = sweeping(folder, trials, "-j", "2"), None
    end = time.monotonic() + 300
    while len([each for each in results(folder) if each.state == "completed"]) < trials:
        assert time.monotonic() < end, kills
        time.sleep(0.3)
        if sweep.poll() is not None:
            sweep.communicate()
            sweep = sweeping(folder, trials, "-j", "2")
        if worker is None or worker.poll() is not None:
            if worker is not None:
                worker.communicate()
            worker = (
                begun(folder, "worker", "s") if (folder / "s" / "sweep.json").exists() else None
            )
        there = dict(zip(("trial", "template"), running_in(folder), strict=True))
        there |= {"sweep": [sweep.pid], "worker": [worker.pid] if worker is not None else []}
        victim = next(victims)
        if there[victim]:
            kills[victim] += kill(chance.choice(there[victim]))
    for process in (sweep, worker):
        if process is not None:
            process.communicate(timeout=60)
    ended(sweeping(folder, trials))
    assert len(kills) == 4, kills
    assert min(kills.values()) >= 3, kills
    assert completed_attempts(folder) == dict.fromkeys(range(trials), 1)
    assert {each.state for each in results(folder)} == {"completed"}
    assert running_in(folder) == ([], [])
    attempts = len([*Grounds(str(folder / "s")).trials()])
    sys.stderr.write(f"\n{dict(kills)} and {attempts} attempts\n")


def test_two_sweeps_at_once(folder):
    first = sweeping(folder, 20)
    while not (folder / "s" / "runs").exists():
        time.sleep(0.01)
    _, err = ended(sweeping(folder, 20), 2)
    assert err.startswith(f"hprun: this sweep is at work already, in process {first.pid} on ")
    ended(first)
    assert completed_attempts(folder) == dict.fromkeys(range(20), 1)


def test_many_workers_share_the_trials(folder):
    first = sweeping(folder, 60)
    while not (folder / "s" / "runs").exists():
        time.sleep(0.01)
    workers = [begun(folder, "worker", "s") for _ in range(6)]
    for process in (first, *workers):
        ended(process)
    assert completed_attempts(folder) == dict.fromkeys(range(60), 1)
    assert len([*Grounds(str(folder / "s")).trials()]) == 60


JUMPING = """
import time
_real, _began = time.time, time.monotonic()
time.time = lambda: _real() + 10_000 * (int(3 * (time.monotonic() - _began)) % 3 - 1)
"""


def test_a_clock_that_jumps(folder, monkeypatch):
    """Three hours back and forth, three times a second, in all processes; and dates of files."""
    (folder / "clock").mkdir()
    (folder / "clock" / "sitecustomize.py").write_text(JUMPING)
    monkeypatch.setenv("PYTHONPATH", str(folder / "clock"))
    sweep, worker = sweeping(folder, 40, "-j", "2"), None
    while sweep.poll() is None:
        if worker is None and (folder / "s" / "runs").exists():
            worker = begun(folder, "worker", "s")
        for sign in (*(folder / "s").glob("workers/*"), *(folder / "s").glob("runs/*/*/alive")):
            with contextlib.suppress(OSError):
                os.utime(sign, (0, random.Random(str(sign)).choice((1e8, 3e9))))
        time.sleep(0.05)
    ended(sweep)
    ended(worker)
    assert completed_attempts(folder) == dict.fromkeys(range(40), 1)
    assert len([*Grounds(str(folder / "s")).trials()]) == 40
    assert max(abs(each.seconds) for each in results(folder)) > 5000  # it has jumped


def test_a_ledger_that_is_torn_or_gone_is_made_again(folder):
    ended(sweeping(folder, 12, "-j", "2"))
    path = folder / "s" / "results.jsonl"
    whole = sorted(path.read_text().splitlines())
    for content in (path.read_bytes()[:-40], b"", b"\x00\xff" * 100, path.read_bytes()[300:]):
        path.write_bytes(content)
        ended(sweeping(folder, 12))
        assert sorted(each.line() for each in results(folder)) == whole
    path.unlink()
    ended(sweeping(folder, 12))
    assert sorted(path.read_text().splitlines()) == whole
    assert len([*Grounds(str(folder / "s")).trials()]) == 12


def test_a_script_that_is_edited_meanwhile(folder):
    process = sweeping(folder, 15)
    while not len(results(folder)):
        time.sleep(0.05)
    (folder / "train.py").write_text(SCRIPT + "\n# better\n")
    _, err = ended(process, 2)
    assert err == (
        "hprun: since this sweep began train.py has changed; "
        "--fresh begins another sweep, --allow-change goes on with this one\n"
    )
    assert len(results(folder)) < 15
    (folder / "train.py").write_text(SCRIPT)
    ended(sweeping(folder, 15))
    assert completed_attempts(folder) == dict.fromkeys(range(15), 1)


@pytest.mark.skipif(os.getuid() != 0, reason="a small disk is for root to mount")
def test_a_full_disk(folder):
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", disk], check=True)
    try:
        (disk / "train.py").write_text(SCRIPT)
        process = sweeping(disk, 40)
        while len(results(disk)) < 3:
            time.sleep(0.02)
        ballast = disk / "ballast"
        with ballast.open("wb") as file, contextlib.suppress(OSError):
            file.write(b"x" * 30_000_000)
        _, err = ended(process, 2)
        assert "the disk is full, no more trials are started" in err
        ballast.unlink()
        ended(sweeping(disk, 40))
        assert completed_attempts(disk) == dict.fromkeys(range(40), 1)
    finally:
        subprocess.run(["umount", disk], check=True)
