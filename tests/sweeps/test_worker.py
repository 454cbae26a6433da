"""Trials as processes, from the worker that runs them."""

import json
import os
import signal
import time

import pytest
from sweeps_by_hand import sweep

from hprun.errors import UsageError
from hprun.model import Type
from hprun.records.folder import METRICS
from hprun.records.recorded import read
from hprun.sweeps.ledger import every
from hprun.sweeps.space import dimension
from hprun.sweeps.sweep import hash_of, set_budget
from hprun.sweeps.worker import Slots, Worker

SCRIPT = """\
import os, sys, time
from hprun import report, run_dir
from hprun.m import _

x = _("x", 0)
way = _("way", "")
report(loss=x)
print("gpu", os.environ.get("CUDA_VISIBLE_DEVICES"), "threads", os.environ.get("OMP_NUM_THREADS"))
if way == "fail":
    raise ValueError("no")
if way == "crash":
    os.kill(os.getpid(), 11)
if way == "wait":
    time.sleep(30)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "sweep").mkdir()
    return tmp_path


def begun(folder, values, **changes):
    """A sweep of the script over the values of `way`."""
    space = (dimension("way", values, Type("str")),)
    made = sweep(folder, space=space, files={"train.py": hash_of("train.py")}, **changes)
    made.write(str(folder / "sweep"))
    set_budget(str(folder / "sweep"), space[0].size)
    return made


def worker(folder, made, **slots):
    return Worker(str(folder / "sweep"), made, Slots(**slots), patient=True)


def carried_out(folder, made, **slots):
    """What came of the trials, in the order of their numbers."""
    one = worker(folder, made, **slots)
    for _ in one.run():
        pass
    states = [(each.values["way"], each.state, each.why) for each in every(one.grounds)]
    return one, states


def output(folder, name):
    return (folder / "sweep" / "runs" / "000" / name / "output.log").read_text()


def test_each_trial_is_the_record_of_a_run(folder):
    made = begun(folder, "a,b", options=("-D", "x=3"))
    _, states = carried_out(folder, made, jobs=2, gpus=("5", "7"))
    assert states == [("a", "completed", ""), ("b", "completed", "")]
    threads = max((os.cpu_count() or 1) // 2, 1)
    wrote = {output(folder, name) for name in ("000000", "000001")}
    assert wrote == {f"gpu {gpu} threads {threads}\n" for gpu in (5, 7)}
    run = read(str(folder / "sweep" / "runs" / "000" / "000001"))
    assert (run.state, run.values, run.metrics) == ("completed", {"x": 3, "way": "b"}, {"loss": 3})
    assert run.origins == {"x": "-D x=3", "way": "-D way=b"}
    assert run.status["exit_status"] == 0
    assert not [name for name in os.listdir(run.folder) if name.endswith(".tmp")]


def test_a_crash_is_tried_again_and_a_failure_is_not(folder):
    one, states = carried_out(folder, begun(folder, "fail,crash,a"), jobs=3)
    assert states == [
        ("fail", "failed", "ValueError"),
        ("crash", "killed", "SIGSEGV"),
        ("a", "completed", ""),
    ]
    assert sorted(one.grounds.trials()) == [(0, 0), (1, 0), (1, 1), (2, 0)]
    assert "ValueError: no" in output(folder, "000000")


def test_a_trial_that_takes_too_long_is_ended(folder):
    began = time.monotonic()
    _, states = carried_out(folder, begun(folder, "wait", timeout=0.5))
    assert states == [("wait", "timeout", "")]
    assert time.monotonic() - began < 10


def test_trials_that_were_stopped_are_run_when_the_sweep_goes_on(folder):
    made = begun(folder, "wait,b")
    one = worker(folder, made)
    for _ in one.run():
        if (folder / "sweep" / "runs" / "000" / "000000" / METRICS).exists() and not one.stopping:
            one.stop("enough")
            one.end()
    assert [each.state for each in every(one.grounds)] == ["stopped"]
    (folder / "train.py").write_text(SCRIPT.replace("sleep(30)", "sleep(0)"))
    one = Worker(str(folder / "sweep"), made, Slots(2), patient=True, changed=True)
    for _ in one.run():
        pass
    assert [each.state for each in every(one.grounds)] == ["completed", "completed"]
    assert sorted(one.grounds.trials()) == [(0, 0), (0, 1), (1, 0)]


def test_a_script_that_has_changed_stops_the_sweep(folder):
    made = begun(folder, "a,b")
    (folder / "train.py").write_text(SCRIPT + "\n")
    with pytest.raises(UsageError) as raised:
        carried_out(folder, made)
    assert str(raised.value) == (
        "since this sweep began train.py has changed; "
        "--fresh begins another sweep, --allow-change goes on with this one"
    )
    assert not (folder / "sweep" / "runs").exists()


def test_a_sweep_in_which_all_fails_stops(folder):
    made = begun(folder, "a,b,c,d,e,f", behind=("train.py", "--", "more"))
    (folder / "train.py").write_text("import no_such_module")
    made = made.replace(files={})
    one, states = carried_out(folder, made)
    assert [state for _, state, _ in states] == ["failed"] * 3
    assert one.stopping == "the first 3 trials have failed"


def test_a_metric_that_is_not_there_stops_the_sweep(folder):
    one, states = carried_out(folder, begun(folder, "a,b", metric="acc"))
    assert len(states) == 1
    assert one.stopping == "trial 0 has no acc: it has reported loss"


def test_where_several_are_reported_one_has_to_be_named(folder):
    (folder / "train.py").write_text(
        "from hprun.m import _\nfrom hprun import report\n_('way', '')\nreport(loss=1, acc=2)\n"
    )
    one, states = carried_out(folder, begun(folder, "a,b", metric=""))
    assert len(states) == 1
    assert one.stopping == "trial 0 has reported loss, acc; --metric says which of them counts"


@pytest.mark.parametrize(
    ("metric", "line"),
    [
        pytest.param("", "from hprun import report; report(loss='nan')", id="the only one"),
        pytest.param("loss", "from hprun import report; report(loss='nan', acc=1)", id="named"),
        pytest.param("var:late", "late = float('nan')", id="a variable"),
        pytest.param(r"stdout:late=(\S+)", "print('late=nan')", id="printed"),
    ],
)
def test_a_metric_that_is_not_a_number_stops_nothing(folder, metric, line):
    (folder / "train.py").write_text(f"from hprun.m import _\n_('way', '')\n{line}\n")
    one, states = carried_out(
        folder, begun(folder, "a,b", metric=metric, options=("--report-variable", "late"))
    )
    assert [state for _, state, _ in states] == ["completed"] * 2
    assert (one.stopping, one.ledger.best) == ("", None)


def test_a_trial_ends_with_its_worker(folder):
    made = begun(folder, "wait")
    process = os.fork()
    if not process:
        for _ in worker(folder, made).run():
            pass
        os._exit(0)
    trial = folder / "sweep" / "runs" / "000" / "000000"
    _until((trial / "metrics.jsonl").exists)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    number = int((trial / "alive").read_text().split()[0])
    _until(lambda: not os.path.exists(f"/proc/{number}"))
    one = worker(folder, made.replace(retries=0, timeout=0.2))
    for _ in one.run():
        pass
    assert sorted(one.grounds.trials()) == [(0, 0), (0, 1)]
    assert json.loads((trial / "status.json").read_text())["status"] == "lost"


def _until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (r"stdout:threads (\S+)", max((os.cpu_count() or 1) // 2, 1)),
        ("var:x", 3.0),
        ("file:{run_dir}/run.json:format", 1.0),
    ],
)
def test_numbers_of_scripts_that_report_none(folder, metric, value):
    variable = ("--report-variable", "x") if metric == "var:x" else ()
    made = begun(folder, "a", metric=metric, options=(*variable, "-D", "x=3"))
    one, _ = carried_out(folder, made, jobs=2)
    assert [each.value for each in every(one.grounds)] == [value]


def test_no_trial_is_started_that_cannot_end_in_time(folder):
    made = begun(folder, "a,b,c,d")
    one = worker(folder, made, seconds=1000.0)
    ended = []
    for settled in one.run():
        if settled is not None:
            ended.append(settled.number)
            one.ledger.longest = 1001.0
    assert (ended, one.stopping) == ([0], "the time is up")


def test_the_first_trial_is_started_however_long_others_took(folder):
    made = begun(folder, "a")
    one = worker(folder, made, seconds=1000.0)
    one.ledger.longest = 1001.0
    assert [settled.state for settled in one.run() if settled] == ["completed"]
    assert one.stopping == ""


@pytest.mark.parametrize(
    ("values", "states"),
    [
        pytest.param("wait,b", ["timeout"], id="all of it: another worker has no more"),
        pytest.param("a,wait", ["completed", "stopped"], id="a part: it is run again"),
    ],
)
def test_what_becomes_of_a_trial_when_the_time_is_up(folder, monkeypatch, values, states):
    made = begun(folder, values)
    one = worker(folder, made, seconds=1000.0)
    ended, late = [], one._began + 1000.5
    for settled in one.run():
        if settled is not None:
            ended.append(settled.state)
        elif "wait" in [each.values["way"] for each in one.running]:
            if ended:
                one.running[0].started = late - 500
            monkeypatch.setattr("time.monotonic", lambda: late)
    assert (ended, one.stopping) == (states, "the time is up")


def test_a_flag_in_the_folder_stops_all_workers(folder):
    made = begun(folder, "a,b")
    one = Worker(str(folder / "sweep"), made, Slots())
    one.grounds.halt()
    assert ([*filter(None, one.run())], one.stopping) == ([], "the sweep was told to stop")
    again = worker(folder, made)
    assert len([*filter(None, again.run())]) == 2
