"""What trackers are told, without any of them."""

import pytest
from sweeps_by_hand import sweep

from hprun.errors import ConfigError
from hprun.sweeps.trackers.pushed import batches, plain, without_password
from hprun.sweeps.tracking import follow, followers, variables_of
from hprun.sweeps.worker import Slots, Worker

SCRIPT = """\
from hprun import report
from hprun.m import _

x = _("x", 1)
report(loss=0.5)
report(7, loss=0.25, acc=1)
print(__import__("os").environ.get("LINK"))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    return tmp_path


def test_a_trial_finds_what_its_trackers_have_for_it(folder):
    (folder / "sw").mkdir()
    follow("sw", "board", {"LINK": "sweep/{trial}"})
    made = sweep(folder)
    made.write("sw")
    [*Worker("sw", made, Slots(), patient=True).run()]
    assert (folder / "sw/runs/000/000003/output.log").read_text() == "sweep/000003\n"
    [told] = batches("sw")
    assert [each.name for each in told.runs] == ["000000", "000001", "000002", "000003"]
    last = told.runs[-1]
    assert (last.values["x"], last.state, last.script) == (4, "completed", "train")
    assert [(step, metrics) for _, step, metrics in last.reports()] == [
        (0, {"loss": 0.5}), (7, {"loss": 0.25, "acc": 1}),
    ]  # fmt: skip


def test_variables_name_the_trial(tmp_path):
    follow(str(tmp_path), "one", {"A": "{trial}/{trial}", "B": "b"})
    follow(str(tmp_path), "two", {"C": '{"id": "{trial}"}'})
    found = followers(str(tmp_path))
    assert [*found] == ["one", "two"]
    assert variables_of(found, "000001-1") == {
        "A": "000001-1/000001-1", "B": "b", "C": '{"id": "000001-1"}',
    }  # fmt: skip


def test_what_is_recorded_is_told_once(folder):
    made = sweep(folder, behind=("-m", "pkg.train"))
    (folder / "runs" / "sw").mkdir(parents=True)
    made.write("runs/sw")
    [begun] = batches("runs")
    assert (begun.name, begun.script, begun.runs) == ("sw", "pkg", ())
    with pytest.raises(ConfigError, match="nothing is recorded in nowhere"):
        [*batches("nowhere")]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sqlite:////home/me@here/mlflow.db", "sqlite:////home/me@here/mlflow.db"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("https://me:secret@host:5000/a@b", "https://***@host:5000/a@b"),
    ],
)
def test_a_password_is_not_written_down(address, shown):
    assert without_password(address) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, 0.1), (True, True), ("a", "a"), ([1, "é"], '[1, "é"]'), (None, "null")],
)
def test_a_value_is_a_number_or_a_text(value, text):
    assert plain(value) == text
