"""A sweep as it is asked for: what is listed, what is refused, what is shown of it."""

import json
import re
import sys
from pathlib import Path

import pytest

from hprun.cli import main
from hprun.sweeps.grounds import Lock

SCRIPT = """\
from hprun.m import _

lr = _("lr", 0.1)
width = _("width", 32, choices=[16, 32])
opt = _("opt", {"name": "adam", "eps": 1e-8})
token = _("api_token", "")
"""
PARSER = """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=0)
print(parser.parse_args())
"""
CONSTANT = "LR = 0.1\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "parser.py").write_text(PARSER)
    (tmp_path / "constant.py").write_text(CONSTANT)
    return tmp_path


def check_listed(capsys, *words, out):
    assert main(["sweep", *words, "--dry-run"]) is None
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (out, "")
    assert not Path("runs").exists()


def test_a_grid_is_listed(capsys):
    check_listed(capsys, "train.py", "--over", "lr=0.1,0.01", "--over", "width", out="""\
000000  lr=0.1 width=16
000001  lr=0.1 width=32
000002  lr=0.01 width=16
000003  lr=0.01 width=32

4 trials, grid, in order
""")  # fmt: skip


def test_some_trials_are_chosen_by_chance(capsys):
    words = ("--seed", "7", "train.py", "--over", "opt.eps=log:1e-9..1e-7", "--over", "width")
    check_listed(capsys, *words, "--trials", "2", out="""\
000000  opt.eps=2.58147e-08 width=16
000001  opt.eps=1.28872e-09 width=16

2 trials, random, seed 7
""")  # fmt: skip


@pytest.mark.parametrize("target", ["train.py", "parser.py", "constant.py"])
def test_every_way_a_value_is_delivered(capsys, target):
    name = "LR" if target == "constant.py" else "lr"
    out = f"000000  {name}=1\n000001  {name}=2\n\n2 trials, grid, in order\n"
    check_listed(capsys, target, "--over", f"{name}=1,2", out=out)


def test_a_list_of_a_million_is_cut_and_takes_no_time(capsys):
    assert main(["sweep", "train.py", "--over", "+n=1..1_000_000", "--dry-run"]) is None
    lines = capsys.readouterr().out.splitlines()
    assert lines[999:] == [
        "000999  +n=1000", "… and 999000 more", "", "1000000 trials, grid, in order",
    ]  # fmt: skip


def test_trials_are_listed_as_json(capsys):
    assert main(["sweep", "train.py", "--over", "lr=1,2", "--dry-run", "--json"]) is None
    assert json.loads(capsys.readouterr().out) == [{"lr": "1"}, {"lr": "2"}]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ["train.py"],
            "nothing is varied; say what, for example --over lr=0.1,0.01,0.001",
            id="nothing varied",
        ),
        pytest.param(
            ["train.py", "--trails", "3"],
            "unknown option --trails; did you mean --trials? "
            "(an option of the script's own goes after --)",
            id="a word that says nothing is told before what is missing",
        ),
        pytest.param(
            ["train.py", "--trial", "3"],
            "unknown option --trial; did you mean --trials? "
            "(an option of the script's own goes after --)",
            id="an option that hprun says to itself is none",
        ),
        pytest.param(
            ["--trial", "3"],
            "--trial belongs to a script, and none is named; did you mean --trials?",
            id="an option and no target",
        ),
        pytest.param(
            ["train.py", "--over", "=1,2"],
            "--over =1,2: no name; write --over NAME=A,B,C",
            id="no name",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,2", "--gpus", "0,,1"],
            "'0,,1' does not list GPUs (--gpus 0,,1); write --gpus 0,1",
            id="gpus",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,2", "--json"],
            "--json does nothing here; it goes with --dry-run, and hprun sweep DIR --json lists "
            "what has ended",
            id="json of what is not there yet",
        ),
        pytest.param(
            ["--resume"], "no sweep is named; name the folder of one sweep", id="nothing to resume"
        ),
        pytest.param(
            ["--resume", "gone"],
            "gone is not there; hprun sweep TARGET --over … begins one",
            id="no folder to resume",
        ),
        pytest.param(
            ["train.py", "--over", "lrr=1,2"],
            "unknown parameter 'lrr' (--over lrr=1,2); "
            "did you mean 'lr' (float, default 0.1, train.py:3)?",
            id="unknown",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,x"],
            "parameter 'lr': 'x' is not a float (--over lr=1,x)",
            id="no float",
        ),
        pytest.param(
            ["train.py", "--over", "width=16,64"],
            "parameter 'width': '64' is not one of 16, 32 (--over width=16,64)",
            id="no choice",
        ),
        pytest.param(
            ["train.py", "--over", "lr"],
            "the code names neither choices nor a range for 'lr' (--over lr); "
            "write --over lr=A,B,C or --over lr=LOW..HIGH",
            id="a name alone",
        ),
        pytest.param(
            ["train.py", "--over", "lr=0..1"],
            "'lr' has no end of values, so a number of trials is needed (--over lr=0..1); "
            "say --trials N",
            id="no end",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,2", "--over", "lr=3"],
            "'lr' is varied twice (--over lr=3)",
            id="twice",
        ),
        pytest.param(
            ["train.py", "-D", "lr=1", "--over", "lr=1,2"],
            "'lr' is given twice (-D lr=1, --over lr)",
            id="given and varied",
        ),
        pytest.param(
            ["parser.py", "--over", "lr=1,2", "--lr", "3"],
            "'lr' is given and varied (--over lr)",
            id="given in the words of the script",
        ),
        pytest.param(
            ["train.py", "-D", "api_token=abc", "--over", "lr=1,2"],
            "'api_token' is a secret, and a sweep writes its words down (-D api_token=***); "
            "give it in the environment: HPRUN_API_TOKEN",
            id="a secret",
        ),
        pytest.param(
            ["train.py", "--over", "api_token=a,b"],
            "'api_token' is a secret, and is not varied (--over api_token)",
            id="a secret varied",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,2", "--goal", "more"],
            "no goal 'more' (--goal more); say min or max",
            id="goal",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,2", "--trials", "0"],
            "'0' is no whole number from 1 on (--trials 0)",
            id="trials",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,2", "--timeout", "soon"],
            "'soon' is no time (--timeout soon); write 90s, 30m or 2h",
            id="timeout",
        ),
        pytest.param(
            ["train.py", "--over", "lr=1,2", "--jobs", "2", "--metric", "file:m.json:loss"],
            "trials that run at once would write the same m.json (--jobs 2); "
            "tell the script where to write, with {run_dir} in its words and in --metric",
            id="one file for all",
        ),
        pytest.param(
            ["--resume", "train.py"],
            "train.py is no sweep (--resume); "
            "name its folder; the same command again goes on with it, too",
            id="no sweep",
        ),
    ],
)
def test_what_is_refused(capsys, words, message):
    assert main(["sweep", *words]) == 2
    assert capsys.readouterr().err == f"hprun: {message}\n"
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["worker", "gone"], "gone is not there; hprun sweep TARGET --over … begins one"),
        (["worker", "."], ". is no sweep; hprun sweep TARGET --over … begins one"),
        (["worker", "a", "b"], "'b' is one word too many; name the folder of one sweep"),
    ],
)
def test_a_worker_joins_a_sweep_alone(capsys, words, message):
    assert main(words) == 2
    assert capsys.readouterr().err == f"hprun: {message}\n"


def ran(capsys, *words, status=None):
    """What a sweep says, with the same time for all, and no seed in the name of its folder."""
    assert main(["sweep", *words]) == status
    shown = capsys.readouterr()
    steady = re.sub(r"\b\d\.\ds\b", "0.2s", shown.out)
    return re.sub(r"(?<=-)[0-9a-f]{8}\b", "12345678", steady), shown.err


def test_one_line_in_the_log_of_a_ci(capsys, folder, monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert ran(capsys, "train.py", "--over", "lr=1") == (
        "1 of 1 trials in runs/train-12345678: 1 completed; "
        "no metric: hprun.report(…) in the script, or --metric, tells trials apart\n",
        "",
    )


def test_a_sweep_is_run_shown_and_not_run_again(capsys, folder):
    (folder / "train.py").write_text(
        "from hprun import report\nfrom hprun.m import _\nreport(loss=(_('x', 1) - 2) ** 2)\n"
    )
    words = ("train.py", "--over", "x=1..3")
    summary = """\

3 of 3 trials in runs/train-12345678: 3 completed
smallest loss: 0  x=2
again: hprun rerun runs/train-12345678/runs/000/000001
plots: hprun plot runs/train-12345678
"""
    assert ran(capsys, *words) == (f"""\
000000  x=1  completed  0.2s  loss=1  best
000001  x=2  completed  0.2s  loss=0  best
000002  x=3  completed  0.2s  loss=1
{summary}""", "")  # fmt: skip
    assert ran(capsys, *words) == (summary, "")
    (made,) = Path("runs").glob("train-*")
    table = """\
trial   x  status     time  step  loss
000001  2  completed  0.2s        0
000000  1  completed  0.2s        1
000002  3  completed  0.2s        1
"""
    assert ran(capsys, str(made)) == (table + summary, "")
    assert main(["sweep", str(made), "--json"]) is None
    assert [each["value"] for each in json.loads(capsys.readouterr().out)] == [1.0, 0.0, 1.0]
    (folder / "train.py").write_text("")
    assert main(["sweep", *words]) == 2


def check_refused(capsys, *words, message):
    assert main(["sweep", *words]) == 2
    assert capsys.readouterr() == ("", f"hprun: {message}\n")


def test_what_is_said_to_a_sweep_that_is_there(capsys, monkeypatch):
    assert main(["sweep", "train.py", "--over", "lr=1,2", "--dir", "all/one"]) is None
    capsys.readouterr()
    check_refused(capsys, "all", message="all is no sweep; there is all/one")
    check_refused(
        capsys, "all/one", "--trials", "1",
        message="--trials does nothing here; "
        "hprun sweep --resume all/one --trials … goes on with it",
    )  # fmt: skip
    check_refused(
        capsys, "--resume", "all/one", "--dry-run",
        message="all/one is a sweep, and --dry-run says what one is; begin another",
    )  # fmt: skip
    check_refused(
        capsys, "--resume", "all/one", "--json",
        message="--json does nothing here; hprun sweep all/one --json lists what has ended",
    )  # fmt: skip
    again = ("train.py", "--over", "lr=1,2", "--dir", "all/one")
    goes_on = "name another folder; hprun sweep --resume all/one goes on with that one"
    check_refused(
        capsys, *again, "--timeout", "2h", "--metric", "loss",
        message="all/one has another sweep: metric none is loss now, timeout none is 7200.0 now "
        f"(--dir all/one); {goes_on}",
    )  # fmt: skip
    assert main(["sweep", "--resume", "all/one", "--trials", "9"]) is None
    assert capsys.readouterr().out.startswith("\n2 of 2 trials in all/one: 2 completed\n")
    assert main(["sweep", "all/one"]) is None
    assert capsys.readouterr().out.startswith("\n2 of 2 trials in all/one: 2 completed\n")


def test_a_sweep_that_was_ended_at_its_beginning_begins_again(capsys):
    Path("made/code/.12").mkdir(parents=True)
    Path("made/sweep.lock").write_text("1 on here\n")
    again = ("train.py", "--over", "lr=1,2", "--dir", "made")
    assert main(["sweep", *again]) is None
    assert capsys.readouterr().err == ""
    Path("made/sweep.json").write_text("{")
    message = "made/sweep.json is damaged; bring it back, or begin another sweep"
    check_refused(capsys, "made", message=message)


def test_two_that_begin_the_same_sweep(capsys):
    Path("made").mkdir()
    other = Lock("made")
    try:
        assert main(["sweep", "train.py", "--over", "lr=1,2", "--dir", "made"]) == 2
    finally:
        other.release()
    assert "hprun: this sweep is at work already, in process" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("script", "out", "message"),
    [
        pytest.param(
            "print('acc', x)",
            "000000  x=1  completed  0.2s\n\n"
            "1 of 2 trials in made: 1 completed\ngo on: hprun sweep --resume made\n",
            "trial 0 has no acc: it has reported nothing",
            id="no metric",
        ),
        pytest.param(
            "1 / 0",
            "000000  x=1  failed ZeroDivisionError  0.2s\n"
            "000001  x=2  failed ZeroDivisionError  0.2s\n\n2 of 2 trials in made: 2 failed\n",
            "all trials have failed",
            id="all have failed",
        ),
    ],
)
def test_why_a_sweep_is_no_success(capsys, script, out, message):
    Path("train.py").write_text(f"from hprun.m import _\nx = _('x', 0)\n{script}\n")
    words = ("train.py", "--over", "x=1,2", "--dir", "made", "--metric", "acc")
    shown, told = ran(capsys, *words, status=2)
    log = told.rpartition(" ")[2].strip()
    assert (shown, told) == (out, f"hprun: {message}; see {log}\n")
    assert Path(log).name == "output.log"


OVER = ("train.py", "--over", "lr=1,2")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--on", "pbs"), "no engine 'pbs' (--on pbs); choose local, slurm or ray"),
        (("--on", "slurm", "--gpus", "0"), "which GPUs a worker has is for the engine to say (--gpus 0); --worker-gpus N says how many"),
        (("--partition", "day"), "--partition does nothing here; it goes with --on slurm or ray"),
        (("--worker-gpus", "1", "--on", "local"), "--worker-gpus does nothing here; it goes with --on slurm or ray"),
        (("--on", "slurm", "--worker-memory", "lots"), "'lots' is no size (--worker-memory lots); write 500M or 16G"),
        (("--on", "slurm", "--engine-option", "qos"), "'qos' sets nothing (--engine-option qos); write --engine-option NAME=VALUE"),
        (("--on", "slurm"), "submitit is not installed (--on slurm); pip install 'hprun[slurm]'"),
        (("--track", "comet"), "no tracker 'comet' (--track comet); choose mlflow, tensorboard, wandb"),
        (("--track", "mlflow"), "mlflow is not installed (--track mlflow); pip install 'hprun[mlflow]'"),
        (("--on", "ray"), "ray is not installed (--on ray); pip install 'hprun[ray]'"),
    ],
)  # fmt: skip
def test_what_an_engine_or_a_tracker_cannot_do_is_said(capsys, monkeypatch, words, message):
    for name in ("submitit", "ray", "mlflow"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["sweep", *OVER, *words]) == 2
    assert capsys.readouterr().err == f"hprun: {message}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("comet",), "no tracker 'comet'; choose mlflow, tensorboard, wandb"),
        (("wandb", "runs"), "wandb is not installed; pip install wandb"),
    ],
)
def test_what_is_not_sent_is_said(capsys, monkeypatch, words, message):
    monkeypatch.setitem(sys.modules, "wandb", None)
    assert main(["sync", *words]) == 2
    assert capsys.readouterr().err == f"hprun: {message}\n"
