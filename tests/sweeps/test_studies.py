"""Values that Optuna chooses, trials that it prunes; the slow tests have it in their own place."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from environments import made

from hprun.errors import UsageError
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import every
from hprun.sweeps.studies import refuse_what_is_missing
from hprun.sweeps.study_storage import Lock

SCRIPT = """\
import time
from hprun import report
from hprun.m import _

x = _("x", 0.0)
k = _("k", 1)
kind = _("kind", "a", choices=["a", "b"])
try:
    for step in range(_("steps", 1)):
        report(step, loss=(x - 2) ** 2 + (k - 3) ** 2 + (kind == "b"))
        time.sleep(_("pause", 0.0))
finally:
    print("cleaned up")
"""
SPACE = ("--over", "x=-5..5", "--over", "k=1..8", "--over", "kind", "--metric", "loss")


@pytest.mark.parametrize(
    ("content", "left"),
    [
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"{}\n{}\n", b"{}\n{}\n", id="whole lines"),
        pytest.param(b'{}\n{"a": 1', b"{}\n", id="a torn end"),
        pytest.param(b'{"a": 1', b"", id="nothing but a torn line"),
        pytest.param(b"{}\n" + b"x" * 10_000, b"{}\n", id="a long torn end"),
        pytest.param(b"{}\n" + b"x" * 4095, b"{}\n", id="a block of one"),
    ],
)
def test_a_torn_end_is_taken_off_before_something_is_added(tmp_path, content, left):
    path = tmp_path / "study.journal"
    path.write_bytes(content)
    lock = Lock(str(path))
    assert lock.acquire()
    assert path.read_bytes() == left
    lock.release()
    assert Lock(str(path)).acquire()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param(
            ("anneal", "", ""),
            "no sampler 'anneal' (--sampler anneal); "
            "choose bruteforce, cmaes, gp, grid, nsgaii, qmc, random, tpe",
            id="sampler",
        ),
        pytest.param(
            ("tpe", "mean", ""),
            "no pruner 'mean' (--pruner mean); choose halving, hyperband, median, percentile",
            id="pruner",
        ),
        pytest.param(
            ("tpe", "", "sqlite:///a.db"),
            "SQLite gives one trial to two workers (--storage sqlite:///a.db); "
            "leave --storage out, or name a database of PostgreSQL",
            id="sqlite",
        ),
        pytest.param(
            ("tpe", "", "postgresql://me:secret@host/db"),
            "a password is not written down (--storage); "
            "leave it out of the address, and give it in PGPASSWORD or ~/.pgpass",
            id="password",
        ),
        pytest.param(
            ("tpe", "", ""),
            "optuna is not installed (--sampler tpe); pip install 'hprun[sweep]'",
            id="no Optuna",
        ),
        pytest.param(
            ("random", "median", ""),
            "optuna is not installed (--pruner median); pip install 'hprun[sweep]'",
            id="no Optuna to prune",
        ),
    ],
)
def test_what_is_refused(monkeypatch, asked, message):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError) as raised:
        refuse_what_is_missing(*asked)
    assert str(raised.value) == message


# With Optuna


@pytest.fixture(scope="module")
def optuna(tmp_path_factory):
    found = made(tmp_path_factory.mktemp("optuna"), ["optuna>=5", "psycopg[binary]"])
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "train.py").write_text(SCRIPT)
    return tmp_path


def begun(optuna, folder, *words, **variables):
    environment = {name: text for name, text in os.environ.items() if not name.startswith("HPRUN_")}
    return subprocess.Popen(
        [optuna.hprun, *words], cwd=folder, env=environment | variables, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def sweeping(optuna, folder, trials, *words, **variables):
    sampler = () if "--sampler" in words else ("--sampler", "tpe")
    asked = ("sweep", "--seed", "3", *sampler, *words, "train.py", *SPACE)
    return begun(optuna, folder, *asked, "--trials", str(trials), "--dir", "s", **variables)


def ended(process):
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, ""), out


def results(folder):
    return [*every(Grounds(str(folder / "s")))]


def study_of(optuna, folder):
    """What the study knows: the state of each trial, and its value; not those it has given up."""
    code = """
import json, sys, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
name = json.load(open("s/sweep.json"))["study"]
study = optuna.load_study(study_name=name, storage=JournalStorage(JournalFileBackend("s/study.journal")))
found = [
    (each.user_attrs.get("hprun:trial", -1), each.state.name, each.value)
    for each in study.get_trials()
    if each.state.name != "FAIL"
]
print(json.dumps(sorted(found)))
"""
    done = subprocess.run(
        [optuna.python, "-c", code], cwd=folder, capture_output=True, check=True, text=True
    )
    return json.loads(done.stdout)


@pytest.mark.slow
def test_values_are_chosen_by_what_came_of_others(optuna, folder):
    ended(sweeping(optuna, folder, 40))
    found = results(folder)
    first, last = (sorted(each.value for each in part) for part in (found[:20], found[20:]))
    assert last[10] < first[10]
    assert [each.state for each in found] == ["completed"] * 40
    told = [[each.number, "COMPLETE", each.value] for each in found]
    assert study_of(optuna, folder) == told
    values = [each.values for each in found]
    shutil.rmtree(folder / "s")
    ended(sweeping(optuna, folder, 40))
    assert [each.values for each in results(folder)] == values


@pytest.mark.slow
def test_trials_that_promise_nothing_are_pruned(optuna, folder):
    words = ("--pruner", "median", "-j", "3", "-D", "steps=8", "-D", "pause=0.2")
    ended(sweeping(optuna, folder, 16, *words))
    states = [each.state for each in results(folder)]
    assert {*states} == {"completed", "pruned"}
    assert states.count("pruned") >= 3
    for each in results(folder):
        trial = Grounds(str(folder / "s")).trial(each.key)
        with open(os.path.join(trial, "output.log"), encoding="utf-8") as file:
            assert file.read() == "cleaned up\n"
    told = [name for _, name, _ in study_of(optuna, folder)]
    assert told == [{"completed": "COMPLETE"}.get(each, "PRUNED") for each in states]


CRASHING = """\
import os, time
from hprun import report, run_dir
from hprun.m import _

x = _("x", 0)
if x > 6 and "-" not in os.path.basename(run_dir()):
    os.kill(os.getpid(), 9)
for step in range(8):
    report(step, loss=x + 8 - step)
    time.sleep(0.4)
"""


@pytest.mark.slow
def test_a_trial_that_is_tried_again_is_watched_too(optuna, folder):
    (folder / "train.py").write_text(CRASHING)
    words = ("--over", "x=1..8", "--sampler", "grid", "--pruner", "median", "--dir", "s")
    ended(begun(optuna, folder, "sweep", "train.py", *words))
    found = [(each.attempt, each.state) for each in results(folder)]
    assert found[:5] == [(0, "completed")] * 5
    assert found[6:] == [(1, "pruned")] * 2


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["torn", "garbage", "gone"])
def test_a_study_is_made_again(optuna, folder, damage):
    ended(sweeping(optuna, folder, 6))
    path = folder / "s" / "study.journal"
    if damage == "torn":
        path.write_bytes(path.read_bytes()[:-30])
    elif damage == "garbage":
        path.write_bytes(path.read_bytes()[:300] + b"\nno journal\n{}\n")
    else:
        path.unlink()
    ended(sweeping(optuna, folder, 10))
    assert [each.state for each in results(folder)] == ["completed"] * 10
    assert [(number, name) for number, name, _ in study_of(optuna, folder)] == [
        (number, "COMPLETE") for number in range(10)
    ]


@pytest.mark.slow
def test_workers_and_sweeps_are_killed_with_a_study(optuna, folder):
    """Each trial has its values once, and the study is told once."""
    words = ("-j", "2", "-D", "steps=3", "-D", "pause=0.05")
    sweep = sweeping(optuna, folder, 40, *words)
    for _ in range(6):
        time.sleep(2.5)
        worker = begun(optuna, folder, "worker", "s")
        time.sleep(1)
        for process in (worker, sweep):
            process.send_signal(signal.SIGKILL)
            process.communicate()
        sweep = sweeping(optuna, folder, 40, *words)
    ended(sweep)
    assert [each.state for each in results(folder)] == ["completed"] * 40
    assert [(number, name) for number, name, _ in study_of(optuna, folder)] == [
        (number, "COMPLETE") for number in range(40)
    ]


@pytest.mark.slow
def test_a_worker_is_killed_before_it_writes_the_values_down(optuna, folder):
    """The next attempt has values of its own, and what was asked for first is told of no result."""
    ended(sweeping(optuna, folder, 2))
    code = """
import os
import hprun.sweeps.studies as studies

kept = studies.keep
def killed(grounds, key, study, values):
    if key == (3, 0):
        os.kill(os.getpid(), 9)
    kept(grounds, key, study, values)
studies.keep = killed

from hprun.cli import main
main(["sweep", "--resume", "s", "--trials", "6"])
"""
    killed = subprocess.run(
        [optuna.python, "-c", code], cwd=folder, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    ended(begun(optuna, folder, "sweep", "--resume", "s"))
    assert [(each.number, each.attempt) for each in results(folder)] == [
        (0, 0), (1, 0), (2, 0), (3, 1), (4, 0), (5, 0)
    ]  # fmt: skip
    assert study_of(optuna, folder) == [
        [each.number, "COMPLETE", each.value] for each in results(folder)
    ]


@pytest.fixture
def database():
    """A PostgreSQL on loopback, run by a user of its own where the tests are root's."""
    program = shutil.which("pg_ctl")
    if program is None:
        pytest.skip("needs pg_ctl")
    place = Path(tempfile.mkdtemp(prefix="hprun-database-"))
    as_user = []
    if os.getuid() == 0:
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("root needs a user postgres")
        os.chown(place, user.pw_uid, user.pw_gid)
        as_user = ["runuser", "-u", "postgres", "--"]
    options = f"-c listen_addresses=127.0.0.1 -c port=54329 -c unix_socket_directories={place}"
    data, log = str(place / "data"), str(place / "log")
    control = [*as_user, program, "-D", data]
    subprocess.run([*control, "initdb", "-o", "-A trust -U hprun"], cwd=place, check=True,
                   capture_output=True)  # fmt: skip
    subprocess.run([*control, "-w", "-l", log, "-o", options, "start"], cwd=place, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    yield "postgresql://hprun@127.0.0.1:54329/postgres"
    subprocess.run([*control, "-m", "immediate", "stop"], cwd="/", check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    shutil.rmtree(place)


@pytest.mark.slow
def test_a_study_in_a_database(optuna, folder, database):
    sweep = sweeping(optuna, folder, 24, "-j", "2", "--storage", database, "-D", "pause=0.1")
    while not (folder / "s" / "runs").exists():
        time.sleep(0.05)
    worker = begun(optuna, folder, "worker", "s")
    ended(sweep)
    ended(worker)
    assert [each.state for each in results(folder)] == ["completed"] * 24
    owners = {path.read_text() for path in (folder / "s" / "runs").glob("*/*/worker")}
    assert len(owners) == 2
    assert not (folder / "s" / "study.journal").exists()
