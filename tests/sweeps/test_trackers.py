"""Trackers as they are, each in an environment of its own: what is in them after a sweep."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PLAIN = """\
import os
from hprun import report
from hprun.m import _

x = _("x", 0.5)
opt = _("opt", {"betas": [0.9, 0.99], "note[0]": "n" * 7000})
for step in range(3):
    report(step, loss=x / (step + 1), acc=float("nan") if step else 0.5)
if x == 3:
    raise ValueError("no")
if x == 4:
    os.kill(os.getpid(), 9)
"""
LOGGING = """\
import argparse, os
import mlflow

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--own", type=int, default=0)
args = parser.parse_args()
if args.own:
    mlflow.set_experiment("mine")
with mlflow.start_run():
    mlflow.log_param("lr", f"{args.lr:.3f}")
    mlflow.log_metric("loss", args.lr, step=1)
    print("loss", args.lr)
    if args.lr == 0.4:
        os.kill(os.getpid(), 9)
"""
ASKED = """\
import json, sys
from mlflow import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
for experiment in client.search_experiments():
    for run in client.search_runs([experiment.experiment_id]):
        print(json.dumps({
            "experiment": experiment.name, "status": run.info.status, "params": run.data.params,
            "id": run.info.run_id, "name": run.info.run_name, "tags": run.data.tags,
            "took": (run.info.end_time or 0) - run.info.start_time,
            "loss": [(each.step, each.value) for each in client.get_metric_history(run.info.run_id, "loss")],
            "metrics": sorted(run.data.metrics),
        }))
"""


class Place:
    """A folder with scripts, and an environment to run them in."""

    def __init__(self, environment, folder):
        self.environment = environment
        self.folder = folder
        self.variables = {
            name: text for name, text in os.environ.items()
            if not name.startswith(("MLFLOW", "WANDB", "HPRUN"))
        }  # fmt: skip
        (folder / "plain.py").write_text(PLAIN)
        (folder / "logging_itself.py").write_text(LOGGING)
        (folder / "asked.py").write_text(ASKED)

    def hprun(self, *words, **variables):
        done = subprocess.run(
            [self.environment.hprun, *words], cwd=self.folder, env={**self.variables, **variables},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def asked(self, uri="sqlite:///mlflow.db"):
        done = subprocess.run(
            [self.environment.python, "asked.py", uri], cwd=self.folder, env=self.variables,
            capture_output=True, text=True, timeout=100, check=True,
        )  # fmt: skip
        return sorted(map(json.loads, done.stdout.splitlines()), key=lambda each: each["name"])


@pytest.fixture
def mlflow(environment, tmp_path):
    return Place(environment("mlflow", "scikit-learn"), tmp_path)


def test_the_runs_that_a_script_makes_belong_to_the_sweep(mlflow):
    out = mlflow.hprun(
        "sweep", "logging_itself.py", "--over", "lr=0.1,0.4", "--over", "own=0,1", "--retries", "0",
        "--metric", "stdout:loss (.*)", "--jobs", "2", "--track", "mlflow", "--dir", "sw",
    )  # fmt: skip
    assert out.splitlines()[-1].startswith("0 runs sent to mlflow, 4 were there: experiment")
    sweep, *trials = mlflow.asked()
    assert (sweep["name"], sweep["status"], sweep["experiment"]) == (
        "sw", "FINISHED", "logging_itself",
    )  # fmt: skip
    assert {each["tags"]["mlflow.parentRunId"] for each in trials} == {sweep["id"]}
    assert [
        (each["name"], each["experiment"], each["status"], each["params"], each["loss"])
        for each in trials
    ] == [
        ("sw/000000", "logging_itself", "FINISHED", {"lr": "0.100", "own": "0"}, [[1, 0.1]]),
        ("sw/000001", "mine", "FINISHED", {"lr": "0.100", "own": "1"}, [[1, 0.1]]),
        ("sw/000002", "logging_itself", "KILLED", {"lr": "0.400", "own": "0"}, [[1, 0.4]]),
        ("sw/000003", "mine", "KILLED", {"lr": "0.400", "own": "1"}, [[1, 0.4]]),
    ]


def test_records_of_a_script_that_does_not_log_are_sent_once(mlflow):
    mlflow.hprun(
        "sweep",
        "plain.py",
        "--over",
        "x=1,3,4",
        "--metric",
        "loss",
        "--retries",
        "0",
        "--dir",
        "sw",
    )
    out = mlflow.hprun("sync", "mlflow", "sw")
    assert out.startswith("3 runs sent to mlflow: experiment plain of sqlite:///")
    first = mlflow.asked()
    assert mlflow.hprun("sync", "mlflow", "sw").startswith("0 runs sent to mlflow, 3 were there")
    assert mlflow.asked() == first
    sweep, *trials = first
    assert [(each["name"], each["status"]) for each in trials] == [
        ("sw/000000", "FINISHED"), ("sw/000001", "FAILED"), ("sw/000002", "KILLED"),
    ]  # fmt: skip
    assert trials[0]["loss"] == [[0, 1.0], [1, 0.5], [2, 1 / 3]]
    assert trials[0]["metrics"] == ["acc", "loss"]
    assert trials[0]["took"] > 0
    assert trials[0]["params"]["x"] == "1.0"
    assert trials[0]["tags"]["mlflow.parentRunId"] == sweep["id"]


def test_single_runs_are_sent_too_and_what_was_cut_off_is_gone_on_with(mlflow):
    mlflow.hprun("plain.py", "--record", "-D", "x=2")
    mlflow.hprun("sync", "mlflow", MLFLOW_TRACKING_URI="sqlite:///other.db")
    before = mlflow.asked("sqlite:///other.db")
    cut_off = (
        "from mlflow import MlflowClient\n"
        "client = MlflowClient(tracking_uri='sqlite:///other.db')\n"
        f"client.delete_tag({before[0]['id']!r}, 'hprun.state')\n"
    )
    subprocess.run([mlflow.environment.python, "-c", cut_off], cwd=mlflow.folder, check=True)
    out = mlflow.hprun("sync", "mlflow", "runs", MLFLOW_TRACKING_URI="sqlite:///other.db")
    assert out.startswith("0 runs sent to mlflow, 1 were there: experiment plain of")
    assert mlflow.asked("sqlite:///other.db") == before
    assert before[0]["loss"] == [[0, 2.0], [1, 1.0], [2, 2 / 3]]


def test_tensorboard_has_curves_and_hparams(environment, tmp_path):
    place = Place(environment("tensorboard", "setuptools<81"), tmp_path)
    place.hprun("sweep", "plain.py", "--over", "x=1,3", "--metric", "loss", "--dir", "sw")
    out = "2 runs sent to tensorboard: sw/tensorboard, for tensorboard --logdir\n"
    assert place.hprun("sync", "tensorboard", "sw") == out
    files = sorted(each.name for each in tmp_path.glob("sw/tensorboard/*/*"))
    assert place.hprun("sync", "tensorboard", "sw").startswith("0 runs sent to tensorboard, 2 were")
    assert sorted(each.name for each in tmp_path.glob("sw/tensorboard/*/*")) == files
    done = subprocess.run(
        [place.environment.python, "-c", TENSORBOARD], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"run": "000000", "x": 1.0, "ended": 1, "loss": [[0, 1.0], [1, 0.5], [2, 0.333]]},
        {"run": "000001", "x": 3.0, "ended": 2, "loss": [[0, 3.0], [1, 1.5], [2, 1.0]]},
    ]


TENSORBOARD = """\
import json
from pathlib import Path
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2

for place in sorted(Path("sw/tensorboard").iterdir()):
    events = EventAccumulator(str(place)).Reload()
    data = {
        tag: plugin_data_pb2.HParamsPluginData.FromString(content)
        for tag, content in events.PluginTagToContent("hparams").items()
    }
    print(json.dumps({
        "run": place.name,
        "x": data["_hparams_/session_start_info"].session_start_info.hparams["x"].number_value,
        "ended": data["_hparams_/session_end_info"].session_end_info.status,
        "loss": [(each.step, round(each.value, 3)) for each in events.Scalars("loss")],
    }))
"""


def test_wandb_has_runs_as_files(environment, tmp_path):
    place = Place(environment("wandb"), tmp_path)
    place.hprun("sweep", "plain.py", "--over", "x=1,3", "--metric", "loss", "--dir", "sw")
    assert place.hprun("sync", "wandb", "sw").startswith("2 runs sent to wandb: sw/wandb, for")
    files = sorted(each.name for each in tmp_path.glob("sw/wandb/offline-run-*/run-*.wandb"))
    assert len(files) == 2
    assert place.hprun("sync", "wandb", "sw").startswith("0 runs sent to wandb, 2 were there")
    assert (
        sorted(each.name for each in tmp_path.glob("sw/wandb/offline-run-*/run-*.wandb")) == files
    )


def test_the_example_is_tracked_as_it_is(mlflow):
    example = Path(__file__).parents[2] / "examples" / "digits.py"
    shutil.copy(example, mlflow.folder)
    mlflow.hprun(
        "sweep", "digits.py", "--over", "lr=0.001,0.01", "--epochs", "3", "--goal", "max",
        "--metric", "stdout:accuracy=(.*)", "--track", "mlflow", "--dir", "digits",
    )  # fmt: skip
    sweep, *trials = mlflow.asked()
    assert sweep["metrics"] == ["best accuracy"]
    assert [(each["name"], each["params"]["lr"], each["metrics"]) for each in trials] == [
        ("digits/000000", "0.001", ["accuracy", "loss"]),
        ("digits/000001", "0.01", ["accuracy", "loss"]),
    ]


def test_the_page_tells_what_comes_of_the_example(mlflow):
    """But for times and order; a library that adds otherwise may shift an accuracy a little."""
    root = Path(__file__).parents[2]
    shutil.copytree(root / "examples", mlflow.folder / "examples")
    page = (root / "docs" / "sweeps.md").read_text().replace("\\\n", "")
    command, shown = re.search(
        r"    \$ hprun (sweep .*digits.py .*)\n((?:    .*\n|\n)+)", page
    ).groups()
    out = mlflow.hprun(*shlex.split(command))
    trial = re.compile(r"(\d{6})  (lr=\S+ width=\d+)  completed .* accuracy=(\S+)")
    told, found = (sorted(trial.findall(text)) for text in (shown, out))
    assert [each[:2] for each in found] == [each[:2] for each in told]
    for (*_, some), (*_, other) in zip(found, told, strict=True):
        assert float(some) == pytest.approx(float(other), abs=0.03)
    ends = [re.sub(r"[\d.]+  lr|sqlite:.*", "", text.split("\n\n")[1]) for text in (shown, out)]
    told, found = ([line.strip() for line in text.splitlines()] for text in ends)
    assert found == told
