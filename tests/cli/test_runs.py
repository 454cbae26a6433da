"""What `runs` shows of records, whole."""

import json

import pytest

from hprun.cli import main


def record(folder, name, *, values, status=None, metrics=(), word="train.py"):
    """Write the folder of a run by hand: what is shown follows from nothing else."""
    place = folder / "runs" / name
    place.mkdir(parents=True)
    rows = [
        {"name": key, "value": value, "source": source, "origin": origin}
        for key, (value, source, origin) in values.items()
    ]
    about = {"id": name, "target": {"word": word}, "parameters": rows}
    (place / "run.json").write_text(json.dumps(about))
    if status:
        (place / "status.json").write_text(json.dumps(status))
    for line in metrics:
        with (place / "metrics.jsonl").open("a") as file:
            file.write(f"{json.dumps(line)}\n")


def ended(status, seconds=1.0, *, code=0, signal=None, error=None):
    return {
        "status": status, "exit_status": code, "signal": signal, "seconds": seconds,
        "error": {"type": error, "message": ""} if error else None,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    default = ("adam", "default", "train.py:4")
    record(
        tmp_path, "20261121-185242-k3f9",
        values={"lr": (0.1, "default", "train.py:3"), "opt": default},
        status=ended("completed", 75.2),
        metrics=[{"t": 1, "step": 0, "loss": 2.0}, {"t": 2, "step": 1, "loss": 0.5}],
    )  # fmt: skip
    record(
        tmp_path, "20261121-190000-aaaa",
        values={"lr": (0.5, "command line", "--lr 0.5"), "opt": default},
        status=ended("failed", 0.25, code=1, error="ValueError"),
        metrics=[{"t": 1, "step": 0, "loss": 3.0}],
    )  # fmt: skip
    record(
        tmp_path, "20261121-190500-bbbb",
        values={"lr": (0.5, "command line", "--lr 0.5"), "opt": default},
        status=ended("killed", 7500, code=None, signal="SIGKILL"),
    )  # fmt: skip
    record(
        tmp_path, "20261121-191000-cccc", values={"lr": (1e-4, "file", "c.yaml:1"), "opt": default}
    )
    (tmp_path / "runs" / "damaged").mkdir()
    (tmp_path / "runs" / "damaged" / "run.json").write_text("{")
    return tmp_path


def check_shown(capsys, *words, status=None, out="", err=""):
    assert main(["runs", *words]) == status
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (out, err)


def test_what_varies_how_it_ended_and_what_was_reported(capsys):
    check_shown(capsys, out="""\
run                   status              time  lr      loss
20261121-185242-k3f9  completed          1m15s  0.1     0.5
20261121-190000-aaaa  failed ValueError   0.2s  0.5     3
20261121-190500-bbbb  killed SIGKILL     2h05m  0.5
20261121-191000-cccc  lost                      0.0001

4 runs in runs: 1 completed, 1 failed, 1 killed, 1 lost
""")  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (["lr>0.1"], "aaaa bbbb"),
        (["lr>=0.1", "lr<0.5"], "k3f9"),
        (["lr=1e-4"], "cccc"),
        (["lr!=0.5"], "k3f9 cccc"),
        (["status=failed"], "aaaa"),
        (["status=*ed", "loss<1"], "k3f9"),
        (["signal=SIGKILL"], "bbbb"),
        (["exit_status=1"], "aaaa"),
        (["seconds>10"], "k3f9 bbbb"),
        (["opt~da"], "k3f9 aaaa bbbb cccc"),
        (["name~cc"], "cccc"),
        (["opt>1"], ""),
        (["runs", "loss>=3"], "aaaa"),
        (["k3f9", "runs/20261121-191000-cccc"], "k3f9 cccc"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_filters(filters, names, capsys):
    assert main(["runs", *filters, "--json"]) is None
    found = json.loads(capsys.readouterr().out)
    assert " ".join(each["name"][-4:] for each in found) == names


def test_json(folder, capsys):
    assert main(["runs", "k3f9", "--json"]) is None
    (found,) = json.loads(capsys.readouterr().out)
    about = found.pop("run")
    assert about["id"] == "20261121-185242-k3f9"
    assert found == {
        "folder": str(folder / "runs" / "20261121-185242-k3f9"),
        "name": "20261121-185242-k3f9",
        "state": "completed",
        "values": {"lr": 0.1, "opt": "adam"},
        "metrics": {"loss": 0.5},
        "status": ended("completed", 75.2),
    }


def test_of_one_run_what_was_given(capsys):
    check_shown(capsys, "cccc", out="""\
run                   status  time  lr
20261121-191000-cccc  lost          0.0001

1 run in runs/20261121-191000-cccc: 1 lost
""")  # fmt: skip


def test_where_none_is_as_it_is_asked_for(capsys):
    check_shown(capsys, "lr>9", "opt~a", out="no run has lr>9 and opt~a; 4 looked at\n")


def test_where_there_are_none(tmp_path, capsys, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    check_shown(capsys, out="no runs in runs; hprun SCRIPT --record makes one\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lrr>1"], "no run has 'lrr' (lrr>1); did you mean lr?"),
        (["nowhere"], "there is no run 'nowhere' (runs); hprun runs lists them"),
        (["--plot", "lss"], "no run has reported 'lss'; reported were loss"),
        (["--plot"], "--plot needs METRIC"),
        (["-o", "x.png"], "-o does nothing here; it goes with --plot METRIC"),
        (
            ["--plot", "loss", "-o", "x.gif"],
            "no picture ends in .gif (-o x.gif); end it in .html, .png, .svg or .pdf",
        ),
        (
            ["--plot", "loss", "-o", "x.png"],
            "matplotlib is not installed, which makes .png files (-o x.png);"
            " pip install matplotlib, or leave -o out to see the curves here",
        ),
        (
            ["--plot", "loss", "-o", "x.html"],
            "plotly is not installed, which makes .html files (-o x.html);"
            " pip install plotly, or leave -o out to see the curves here",
        ),
    ],
)
def test_mistakes(words, message, capsys, monkeypatch):
    import sys

    for package in ("matplotlib", "matplotlib.figure", "plotly", "plotly.graph_objects"):
        monkeypatch.setitem(sys.modules, package, None)
    check_shown(capsys, *words, status=2, err=f"hprun: {message}\n")


def test_curves(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    check_shown(capsys, "--plot", "loss", "loss<1", out="""\
loss
        2 │⠑⢄⡀
          │  ⠈⠢⡀
          │    ⠈⠒⢄
          │       ⠑⢄⡀
          │         ⠈⠢⡀
          │           ⠈⠒⢄
          │              ⠑⠤⡀
          │                ⠈⠢⡀
          │                  ⠈⠑⢄
          │                     ⠑⠤⡀
          │                       ⠈⠢⡀
      0.5 │                         ⠈⠑⢄
          └────────────────────────────
           0                          1
           ━ 20261121-185242-k3f9  0.5
""")  # fmt: skip


def test_two_recorded_runs_are_compared(capsys):
    assert main(["diff", "k3f9", "cccc"]) == 1
    assert capsys.readouterr().out == (
        "~ lr  0.1 → 0.0001  train.py:3 → c.yaml:1\n1 changed, 1 the same\n"
    )
