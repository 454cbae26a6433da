"""What has come of the trials."""

import pytest
from sweeps_by_hand import ended, grounds, settled, sweep

from hprun.sweeps.ledger import Ledger, Settled, every, fate_of


@pytest.fixture
def ledger(tmp_path):
    return Ledger(grounds(tmp_path), sweep(tmp_path))


def read_anew(tmp_path, **changes):
    made = Ledger(grounds(tmp_path), sweep(tmp_path, **changes))
    made.refresh()
    return made


def test_what_is_written_down_is_read_by_others(tmp_path, ledger):
    ledger.add(settled(0, value=2.0))
    ledger.add(settled(3, "failed", why="ValueError"))
    ledger.add(settled(1, value=1.0, seconds=3.0))
    ledger.add(settled(1, value=0.0))  # it is settled, and stays so
    for made in (ledger, read_anew(tmp_path)):
        assert made.counts == {"completed": 2, "failed": 1}
        assert made.best == settled(1, value=1.0, seconds=3.0)
        assert (made.done, made.judged, made.seconds, made.again) == (3, 2, 5.0, [])
        assert [made.is_done(number) for number in range(5)] == [True, True, False, True, False]
    assert read_anew(tmp_path, goal="max").best == settled(0, value=2.0)


def test_lines_that_are_torn_are_no_lines(tmp_path, ledger):
    ledger.add(settled(0))
    path = tmp_path / "results.jsonl"
    path.write_bytes(path.read_bytes() + b'{"trial":1,"att')
    other = read_anew(tmp_path)
    assert other.counts == {"completed": 1}
    other.add(settled(2))
    ledger.refresh()
    assert ledger.counts == {"completed": 2}
    assert [each.number for each in every(grounds(tmp_path))] == [0, 2]
    assert Settled.of_line(b"[]") is None


@pytest.mark.parametrize(
    ("states", "again"),
    [
        pytest.param(["failed"], [], id="a failure is final"),
        pytest.param(["timeout"], [], id="so is one that takes too long"),
        pytest.param(["killed"], [(0, 1)], id="a signal once"),
        pytest.param(["killed", "killed"], [(0, 1)], id="and not again"),
        pytest.param(["lost", "killed"], [(0, 1), (0, 2)], id="each is counted by itself"),
        pytest.param(["lost"] * 3, [(0, 1), (0, 2), (0, 3)], id="a machine may be lost often"),
        pytest.param(["lost"] * 10, [(0, each) for each in range(1, 10)], id="but not for ever"),
        pytest.param(["stopped"] * 12, [(0, each) for each in range(1, 13)], id="stopped"),
    ],
)
def test_what_is_tried_again(tmp_path, states, again):
    ledger = Ledger(grounds(tmp_path), sweep(tmp_path))
    for attempt, state in enumerate(states):
        ledger.add(settled(0, state, attempt=attempt))
    assert ledger.again == again
    assert ledger.done == (len(again) < len(states))
    assert read_anew(tmp_path).again == again


@pytest.fixture
def trial(tmp_path):
    folder = tmp_path / "runs" / "000" / "000000"
    folder.mkdir(parents=True)
    return folder


def check_fate(tmp_path, state, why="", value=None, metric="loss", **changes):
    found = fate_of(
        grounds(tmp_path), sweep(tmp_path, metric=metric, **changes), (0, 0), {"x": "1"}
    )
    assert (found.state, found.why, found.value) == (state, why, value)


def test_fate_follows_from_the_folder(tmp_path, trial):
    (trial / "metrics.jsonl").write_text('{"t": 1, "loss": 0.5}\n')
    ended(trial, "completed", exit_status=0)
    check_fate(tmp_path, "completed", value=0.5)
    check_fate(tmp_path, "completed", value=0.5, metric="")
    check_fate(tmp_path, "completed", metric="acc")
    ended(trial, "failed", exit_status=1, error={"type": "ValueError", "message": "no"})
    check_fate(tmp_path, "failed", "ValueError", 0.5)
    ended(trial, "failed", exit_status=3, error=None)
    check_fate(tmp_path, "failed", "exit 3", 0.5)
    ended(trial, "killed", signal="SIGSEGV")
    check_fate(tmp_path, "killed", "SIGSEGV", 0.5)
    (trial / "STOPPED").touch()
    check_fate(tmp_path, "stopped", "", 0.5)
    (trial / "TIMEOUT").touch()
    check_fate(tmp_path, "timeout", "", 0.5)


def test_where_several_metrics_are_reported_none_is_taken(tmp_path, trial):
    (trial / "metrics.jsonl").write_text('{"t": 1, "loss": 0.5, "acc": 1}\n')
    ended(trial, "completed", exit_status=0)
    check_fate(tmp_path, "completed", metric="")


def test_a_trial_that_left_nothing_is_lost_and_stays_so(tmp_path, trial):
    (trial / "status.json.12-ab.tmp").write_text(" " * 100)
    check_fate(tmp_path, "lost")
    assert [each.name for each in trial.iterdir()] == ["status.json"]
    check_fate(tmp_path, "lost")
