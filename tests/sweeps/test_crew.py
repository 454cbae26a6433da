"""Workers elsewhere, which are processes here: the engine of these tests needs no cluster."""

import json
import subprocess

import pytest
from sweeps_by_hand import settled, sweep

from hprun.errors import HprunError, UsageError
from hprun.model import Type
from hprun.records import state
from hprun.sweeps.crew import Crew
from hprun.sweeps.engines.engine import command
from hprun.sweeps.grounds import Grounds, name_of_worker
from hprun.sweeps.ledger import every
from hprun.sweeps.space import dimension
from hprun.sweeps.sweep import hash_of, set_budget

SCRIPT = """\
import time
from hprun import report
from hprun.m import _

x = _("x", 0)
if x > 50:
    raise ValueError(x)
if x > 20:
    time.sleep(30)
report(loss=x)
"""


class Processes:
    """An engine: its workers are processes of this machine."""

    prefix = "here-"
    survives = True

    def __init__(self, folder, *, works=True):
        self.waiting = ""
        self._folder = folder
        self._works = works
        self.workers = {}
        self.starts = []
        self.withdrawn = self.closed = 0

    def start(self, count):
        self.starts.append(count)
        for _ in range(count):
            seat = f"here-{len(self.workers)}"
            words = command(self._folder, seat, 0.0)
            self.workers[seat] = subprocess.Popen(words if self._works else ["true"])

    def seats(self):
        return {seat for seat, worker in self.workers.items() if worker.poll() is None}

    def withdraw(self):
        self.withdrawn += 1

    def end(self):
        for each in self.workers.values():
            each.terminate()

    def close(self):
        self.closed += 1
        for each in self.workers.values():
            each.wait(20)

    def where_to_look(self):
        return "here.log"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "sweep").mkdir()
    return tmp_path


def crew(folder, values, size=2, **engine):
    space = (dimension("x", values, Type("int")),)
    made = sweep(folder, space=space, files={"train.py": hash_of("train.py")})
    place = str(folder / "sweep")
    made.write(place)
    set_budget(place, space[0].size)
    return Crew(place, made, Processes(place, **engine), size)


def states(one):
    return [(each.number, each.attempt, each.state) for each in every(one.grounds)]


def test_all_trials_are_done_elsewhere_and_told_here(folder):
    one = crew(folder, "1..5")
    told = {each.number for each in one.run() if each is not None}
    assert told == {0, 1, 2, 3, 4}
    assert states(one) == [(number, 0, "completed") for number in range(5)]
    assert (one.engine.starts, one.engine.closed) == ([2], 1)


def test_what_is_shown_to_run_does(folder, monkeypatch):
    monkeypatch.setattr("hprun.sweeps.crew._SIGHTS", 0.0)
    one = crew(folder, "1..3")
    other = Grounds(one.grounds.folder, name_of_worker())
    other.sign()
    other.claim((0, 0), "abc")
    one._see(changed=True)
    assert [each.key for each in one.running] == [(0, 0)]
    one.ledger.add(settled(0, value=1.0))
    other.claim((1, 0), "abc")
    one._see(changed=True)
    assert [each.key for each in one.running] == [(1, 0)]


def test_a_cluster_that_does_not_answer_is_told_of_once(folder, monkeypatch):
    one = crew(folder, "1..3")
    monkeypatch.setattr(one.engine, "seats", lambda: None)
    assert [one._is_over(), one._is_over()] == [False, False]
    assert one.news == ["the cluster does not answer, and is asked again"]
    assert one.engine.starts == []


def test_no_more_workers_than_trials(folder):
    one = crew(folder, "1..2", size=9)
    assert [*filter(None, one.run())] and one.engine.starts == [2]


def test_a_sweep_that_is_done_asks_for_nobody(folder):
    one = crew(folder, "1..1")
    [*one.run()]
    again = Crew(one.grounds.folder, one.sweep, Processes(one.grounds.folder), 1)
    assert ([*again.run()], again.engine.starts) == ([], [])


def test_the_trial_of_a_worker_that_is_gone_is_run_again(folder):
    one = crew(folder, "1..1")
    lost = Grounds(one.grounds.folder, "here-7@elsewhere-12-abc")
    lost.claim((0, 0), "abc")
    (folder / "sweep" / "workers").mkdir()
    (folder / "sweep" / "workers" / lost.owner).write_text("12 34 elsewhere\n")
    assert one.grounds.is_owned((0, 0))
    [*one.run()]
    assert states(one) == [(0, 1, "completed")]
    lines = (folder / "sweep" / "results.jsonl").read_text().splitlines()
    assert [json.loads(each)["state"] for each in lines] == ["lost", "completed"]


@pytest.mark.slow
def test_workers_that_do_nothing_are_not_asked_for_for_ever(folder):
    one = crew(folder, "1..2", works=False)
    with pytest.raises(HprunError) as caught:
        [*one.run()]
    assert str(caught.value) == "the workers have ended, and nothing was done; see here.log"


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        pytest.param(
            ["Resources", "BadConstraints", "BadConstraints"], ["BadConstraints"], id="once"
        ),
        pytest.param(["Priority", "Resources, Priority"], [], id="it may begin soon"),
        pytest.param(
            ["ReqNodeNotAvail, UnavailableNodes:a", "", "PartitionDown"],
            ["ReqNodeNotAvail, UnavailableNodes:a", "PartitionDown"],
            id="another",
        ),
    ],
)
def test_who_waits_is_told_why_no_worker_begins(folder, reasons, told):
    one = crew(folder, "1..2", works=False)
    for reason in reasons:
        one.engine.waiting = reason
        one._tell_why_none_begins()
    assert one.news == [f"no worker has begun: {each}" for each in told]


def test_who_waits_for_long_is_told_any_reason(folder, monkeypatch):
    one = crew(folder, "1..2", works=False)
    one.engine.waiting = "Resources"
    monkeypatch.setattr("hprun.sweeps.crew._PATIENCE", -1.0)
    one._tell_why_none_begins()
    one._tell_why_none_begins()
    assert one.news == ["no worker has begun: Resources"]


def test_the_first_failures_stop_all_workers(folder):
    one = crew(folder, "51..99")
    [*one.run()]
    assert one.stopping == "the first 3 trials have failed"
    assert one.grounds.is_halted() and not one.engine.seats()
    assert len(states(one)) < 12


@pytest.mark.slow
def test_who_is_told_to_end_lets_go_of_its_trials(folder):
    one = crew(folder, "21..22")
    for _ in one.run():
        if len(one.running) == 2:
            one.stop("interrupted")
            one.end()
    assert states(one) == [(0, 0, "stopped"), (1, 0, "stopped")]
    assert one.engine.withdrawn


def test_who_leaves_lets_them_go_on(folder):
    one = crew(folder, "1..3", size=1)
    for _ in one.run():
        one.leave()
    assert not one.engine.withdrawn
    assert states(one) == [(number, 0, "completed") for number in range(3)]


@pytest.mark.slow
def test_a_flag_in_the_folder_stops_them(folder):
    one = crew(folder, "1,30,31", size=1)
    for _ in one.run():
        if one.running and len(states(one)) == 1:
            one.grounds.halt()
            one.end()
    assert one.stopping == "the sweep was told to stop"
    assert states(one) == [(0, 0, "completed"), (1, 0, "stopped")]


def test_a_changed_script_asks_for_nobody(folder):
    one = crew(folder, "1..3")
    (folder / "train.py").write_text(SCRIPT + "\n")
    with pytest.raises(UsageError, match=r"since this sweep began train\.py has changed"):
        [*one.run()]
    assert one.engine.starts == []


def test_a_seat_has_one_worker_at_a_time(tmp_path):
    grounds = Grounds(str(tmp_path), "slurm-1@here-1-a")
    (tmp_path / "workers").mkdir()
    grounds.sign()
    for name in ("slurm-1@there-2-b", "slurm-1_2@there-3-c", "there-4-d"):
        (tmp_path / "workers" / name).write_text("1 2 there\n")
    state.sign(str(tmp_path / "workers" / "slurm-1@here-5-e"), 1)
    grounds.dismiss("slurm-1@")
    left = ["slurm-1@here-1-a", "slurm-1@here-5-e", "slurm-1_2@there-3-c", "there-4-d"]
    assert sorted(grounds.workers()) == left
    grounds.dismiss("slurm-", but={"slurm-1"})
    assert sorted(grounds.workers()) == ["slurm-1@here-1-a", "slurm-1@here-5-e", "there-4-d"]
