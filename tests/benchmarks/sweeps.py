"""What a trial costs, beside Hydra's joblib launcher and Optuna's own `optimize`.

The trial is one and the same script, which is given a value and prints a result. For hprun and for
Optuna it is a script with argparse, and a process each time. Optuna's objective starts that process
and reads what it prints; it keeps no record of it. Hydra calls its script as a function, in workers
that live on. In the last column Optuna's objective is a function too: nothing is started, and two
threads share one interpreter.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import MISSING, command_of, environment, has, table

_SCRIPT = """
import argparse
import time

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
loss = parser.parse_args().lr
if {pause}:
    time.sleep({pause})
print(f"loss={{loss}}")
"""
_HYDRA = """
import time

import hydra

@hydra.main(version_base=None, config_path=None)
def main(cfg):
    if {pause}:
        time.sleep({pause})
    print(f"loss={{cfg.lr}}")
    return float(cfg.lr)

main()
"""
_OPTUNA = """
import re, subprocess, sys, time

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

def started(trial):
    lr = str(trial.suggest_float("lr", 0, 1))
    words = [sys.executable, "trial.py", "--lr", lr]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return float(re.search("loss=(.*)", done.stdout)[1])

def called(trial):
    loss = trial.suggest_float("lr", 0, 1)
    if {pause}:
        time.sleep({pause})
    print(f"loss={{loss}}")
    return loss

optuna.logging.set_verbosity(optuna.logging.WARNING)
storage = JournalStorage(JournalFileBackend("study.log"))
study = optuna.create_study(sampler=optuna.samplers.RandomSampler(), storage=storage)
study.optimize({objective}, n_trials={trials}, n_jobs=2)
"""
_KINDS = (("trials that do nothing", 200, 0), ("trials of one second", 20, 1))
_HEADINGS = (
    *("two at once", "", "hprun sweep -j 2", "Hydra, joblib", "Optuna, the script"),
    "Optuna, a function",
)


def main(options):
    """Print the table: in turns, the least of each."""
    rows = []
    for kind, trials, pause in _KINDS:
        columns = _columns(options, trials, pause)
        least = [None] * len(columns)
        for _ in range(options.repeat):
            for number, (python, files, words) in enumerate(columns):
                if python:
                    cost = _once(files, words)
                    least[number] = min(least[number] or cost, cost)
        for name, value in (
            ("seconds", lambda cost: cost[0]),
            ("a second", lambda cost: trials / cost[0]),  # noqa: B023 - it is called here
            ("ms of a core each", lambda cost: cost[1] / trials * 1e3),  # noqa: B023
        ):
            cells = [MISSING if cost is None else float(value(cost)) for cost in least]
            rows.append((f"{trials} {kind}", name, *cells))
    table("Sweeps", _HEADINGS, rows)


def _columns(options, trials, pause):
    """The interpreter, the files and the command of each; no interpreter where there is none."""
    pythons = [options.python, *options.peers]
    hydra = next((each for each in pythons if has(each, "hydra_plugins.hydra_joblib_launcher")), "")
    optuna = next((each for each in pythons if has(each, "optuna")), "")
    ours = (
        *("sweep", "trial.py", "--over", "lr=0..1", "--trials", str(trials), "-j", "2"),
        *("--metric", "stdout:loss=(.*)"),
    )
    launcher = ("-m", "hydra/launcher=joblib", "hydra.launcher.n_jobs=2", f"+lr=range(0,{trials})")
    script = _SCRIPT.format(pause=pause)
    yielded = [
        (options.python, {"trial.py": script}, [*command_of(options.python), *ours]),
        (hydra, {"trial.py": _HYDRA.format(pause=pause)}, [hydra, "trial.py", *launcher]),
    ]
    for objective in ("started", "called"):
        study = _OPTUNA.format(pause=pause, objective=objective, trials=trials)
        yielded.append((optuna, {"trial.py": script, "study.py": study}, [optuna, "study.py"]))
    return yielded


def _once(files, words):
    """Return the seconds that pass, and those of all cores."""
    with TemporaryDirectory() as name:
        for each, text in files.items():
            Path(name, each).write_text(text, encoding="utf-8")
        env = environment()
        began, before = time.perf_counter(), os.times()
        done = subprocess.run(words, cwd=name, env=env, capture_output=True, check=False)
        if done.returncode:
            sys.exit(done.stderr.decode())
        after = os.times()
        cores = after.children_user + after.children_system
        cores -= before.children_user + before.children_system
        return time.perf_counter() - began, cores
