"""How each message of docs/messages.md comes about."""

import errno
import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

from message_world import raised, refusing, told

import hprun
from hprun.cli import shells
from hprun.cli import sweeping as sweeps_of_cli
from hprun.editors.workspace import Workspace
from hprun.m import _
from hprun.runtime import finish, root

# Cases that take more than a command line


def renamed(source, text, to, values=""):
    """What is said where a name in a script is to be another; the first place of `text` counts."""

    def case(_world):
        with open("named.py", "w", encoding="utf-8") as file:
            file.write(source)
        with open("named.yaml", "w", encoding="utf-8") as file:
            file.write(values)
        workspace = Workspace(".", lambda _: None)
        path = os.path.abspath("named.py")
        workspace.open(path, source)
        line = source[: source.index(text)].count("\n")
        column = source.split("\n")[line].index(text)
        return raised(workspace.renamed, path, line, column, to)

    return case


NAMED = "from hprun.m import _\nfrom hprun import param_scope as p\n_('a.lr', 1)\n_('b', 1)\n"


def no_shell(world):
    world.patch.setattr(shells, "_ancestors", lambda: iter(()))
    world.patch.setenv("SHELL", "/bin/tcsh")
    return world.say("--install-completion")


def refused_by_reader(_world):
    return raised(finish.hinted, "lr", "x", 0.1, {"type": int})


def ambiguous(world):
    world.write("train.py", "from hprun.m import _\n_('Case', 1)\n_('case', 1)\n")
    world.patch.setenv("HPRUN_CASE", "2")
    return world.say("check train.py")


def no_stdin(_world):
    from hprun.values import files

    stdin, sys.stdin = sys.stdin, None
    try:
        return raised(files.load, "-")
    finally:
        sys.stdin = stdin


NOTEBOOK = '{"nbformat": 4, "metadata": {}, "cells": []}'


def run_in_a_program(world):
    world.write("nb.ipynb", NOTEBOOK)
    return raised(hprun.run, "nb.ipynb")


def without_jupyter(world):
    world.write("nb.ipynb", NOTEBOOK)
    world.patch.setattr("importlib.util.find_spec", lambda _: None)
    return world.say("nb.ipynb")


def without_widgets(world):
    world.patch.setitem(sys.modules, "ipywidgets", None)
    return raised(hprun.panel)


def outside_of_notebooks(world):
    world.patch.setitem(sys.modules, "ipywidgets", SimpleNamespace())
    return raised(hprun.panel)


def a_useless_kernel(_world):
    from hprun.notebooks.replies import told_by

    failed = {"status": "error", "ename": "ImportError", "evalue": "no module"}
    return raised(told_by, failed)


def no_notebook(_world):
    from hprun.notebooks.replies import of_no_notebook

    def read():
        raise of_no_notebook("missing an expected key: metadata")

    return raised(read)


def no_kernel(_world):
    from hprun.notebooks.replies import of_no_start

    def start():
        raise of_no_start("ModuleNotFoundError: No module named 'traitlets'")

    return raised(start)


def utf16(world):
    world.write("cfg.yaml", "lr: 1".encode("utf-16"))
    return world.say("check train.py -c cfg.yaml")


def latin1(world):
    world.write("cfg.yaml", b"opt: gr\xfcn")
    return world.say("check train.py -c cfg.yaml")


def half_a_pair(_world):
    import yaml

    from hprun.values.languages.yaml import read

    return raised(read, 'lr: "\\ud800"', "cfg.yaml", yaml.SafeLoader)


def narrow_output(world):
    from hprun.cli.streams import write_exactly

    world.patch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    return raised(write_exactly, "ü", "-o FILE writes UTF-8")


def full_output(world):
    from hprun.cli import streams

    world.patch.setattr(streams, "_discard_the_rest", lambda: None)
    return raised(streams.cut_off, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def unsaid(**facts):
    from hprun.deliver.placing import Phrase, _unsaid

    return f"hprun: {_unsaid(Phrase('lr', ('--lr', '1'), '-D lr=1', **facts))}\n"


def unsaid_option(_world):
    return unsaid()


def unsaid_positional(_world):
    return unsaid(positional=True)


def unsaid_by_hydra(_world):
    from hprun.deliver.placing import _new
    from hprun.model import COMMAND_LINE, Value

    return raised(_new, "a", Value(object(), COMMAND_LINE, "-D +a=x"))


def unsaid_by_fire(_world):
    from hprun.deliver.literals import literal_word

    return raised(literal_word, set())


def changed_constants(_world):
    from hprun.deliver.assignments import Change, code

    return raised(code, b"LR = 1", "s.py", Change(b"", ()))


def missing_at_run_time(_world):
    return raised(_, "no_such_parameter")


def sets_nothing(_world):
    return raised(hprun.param_scope, "lr")


def leaf_and_tree(_world):
    _.set_value("leafy.part", 1)
    try:
        return raised(_.set_value, "leafy", 2)
    finally:
        root.install({}, {}, {}, None)


def explained_outside(world):
    world.patch.setattr("hprun.cli.explaining._known", lambda: None)
    return raised(hprun.explain, "zzz")


def explained_unknown(world):
    from hprun.cli.story import told as story
    from hprun.model import Catalog
    from hprun.values.merge import resolve

    known = story(resolve(Catalog({}), []), Catalog({}))
    world.patch.setattr("hprun.cli.explaining._known", lambda: known)
    return raised(hprun.explain, "zzz")


def values_gone(_world):
    from hprun.runtime.handoff import read_private

    return raised(read_private, "nothing")


def values_of_another(world):
    from hprun.runtime.handoff import read_private

    world.write("values", "{}")
    world.patch.setattr(os, "geteuid", lambda: 12345)
    return raised(read_private, "values")


def loader_latin1(world):
    from hprun.compat.hyperparameter.loader import _loaded

    world.write("cfg.toml", b"a = 'gr\xfcn'")
    return raised(_loaded, "cfg.toml")


def pickle(world):
    from hprun.compat.hpargparse_files import load

    return raised(lambda: [*load("a.pkl", "auto")])


def no_pickle(world):
    from hprun.compat.hpargparse_files import load

    world.write("a.pkl", "no pickle")
    return raised(lambda: [*load("a.pkl", "pickle")])


def no_fork(world):
    world.patch.delattr(os, "fork")
    return world.say("train.py --record")


def no_record(world):
    world.write("plain.py", "")
    return world.say("plain.py --record=plain.py/runs")


def no_run_there(world):
    from hprun.records.recorded import read

    return raised(read, "nothing")


def odd_record(world):
    from hprun.records.recorded import read

    world.write("runs/a1/run.json", "[]")
    return raised(read, "runs/a1")


def no_plotly(world):
    told_run = {"parameters": [], "target": {"word": "s.py"}}
    world.write("runs/a1/run.json", json.dumps(told_run))
    world.write("runs/a1/metrics.jsonl", '{"step": 1, "time": 1.0, "loss": 0.5}\n')
    world.patch.setitem(sys.modules, "plotly", None)
    world.patch.setitem(sys.modules, "plotly.graph_objects", None)
    return world.say("runs --plot loss -o a.html")


def recorded(world, **facts):
    about = {
        "parameters": [],
        "further_words": [],
        "target": {
            "word": "s.py",
            "file": str(world.folder / "s.py"),
            "kind": "script",
            "sha256": "",
        },
        "cwd": str(world.folder),
    }
    world.write("runs/a1/run.json", json.dumps(about | facts))
    from hprun.records.recorded import read

    return read("runs/a1")


def rerun_secret(world):
    from hprun.cli.again import _refuse_what_is_masked

    secret = {"name": "api_key", "value": "***", "source": "command line", "origin": "-D"}
    return raised(_refuse_what_is_masked, recorded(world, parameters=[secret]), [])


def rerun_secret_word(world):
    from hprun.cli.again import _refuse_what_is_masked

    return raised(_refuse_what_is_masked, recorded(world, further_words=["***"]), [])


def rerun_gone(world):
    from hprun.cli.again import _where

    return raised(_where, recorded(world, cwd="/no/such/folder"))


def no_commit(world):
    from hprun.cli.again import _checked_out

    return raised(_checked_out, recorded(world, git={}), "s.py", ".")


def git_fails(world):
    from hprun.cli.again import _git_does

    return raised(_git_does, str(world.folder), "worktree", "list")


def no_worker(world):
    from hprun.cli import recording

    world.patch.setattr(recording, "tie", refusing(errno.EBADF))
    return raised(recording.begin_trial, None, "nothing")


def begun(world):
    """A sweep in the folder `s`, of which no trial has been run."""
    world.patch.setattr(sweeps_of_cli, "carry_out", lambda session: None)
    world.write("plain.py", "from hprun.m import _\n_('lr', 0.1)\n")
    assert world.say("sweep plain.py --over lr=0.1,0.2 --dir s --trials 1") == ""
    from hprun.sweeps.sweep import read

    return read("s")


def behind_a_sweep(world):
    begun(world)
    return world.say("sweep s more")


def fixed_sweep(world):
    begun(world)
    return world.say("sweep s --over lr=1")


def another_sweep(world):
    begun(world)
    return world.say("sweep plain.py --over lr=0.3 --dir s")


def sweep_unwritable(world):
    world.patch.setattr(sweeps_of_cli.folders, "write", refusing(errno.ENOSPC))
    world.write("plain.py", "from hprun.m import _\n_('lr', 0.1)\n")
    return world.say("sweep plain.py --over lr=0.1,0.2 --dir s")


def sweep_at_work(world):
    from hprun.sweeps.grounds import Lock

    begun(world)
    lock = Lock("s")
    try:
        return world.say("sweep s --resume")
    finally:
        lock.release()


def sweep_changed(world):
    from hprun.sweeps.sweep import refuse_changes

    sweep = begun(world)
    world.write("plain.py", "other = 1\n")
    return raised(refuse_changes, sweep)


def worker(world, **facts):
    from hprun.sweeps.worker import Slots, Worker

    return Worker("s", begun(world).replace(**facts), Slots(1))


def sweep_folder_gone(world):
    return raised(lambda: [*worker(world, cwd="/no/such/folder").run()])


def sweep_disk(world):
    made = worker(world)
    world.patch.setattr(made, "_is_full", lambda: True)
    return raised(made._refuse_a_full_disk)


def stopped(world, *states, metric=True, reported=""):
    """Why a sweep stops after trials that ended so, with what they have reported."""
    from hprun.sweeps.grounds import Grounds, name_of_worker
    from hprun.sweeps.objective import Metric
    from hprun.sweeps.outlook import Outlook

    begun(world)
    metric = Metric.parse("loss") if metric else None
    sweep = SimpleNamespace(metric=metric, studied=not metric)
    trial = Path("s", "runs", "000", "000000")
    trial.mkdir(parents=True)
    (trial / "metrics.jsonl").write_text(reported)
    outlook = Outlook(Grounds("s", name_of_worker()), sweep)
    said = [outlook.after(SimpleNamespace(**TRIAL, state=state), 0) for state in states]
    return f"hprun: {said[-1]}\n"


TRIAL = {"number": 0, "value": None, "key": (0, 0)}


def sweep_no_metric(world):
    return stopped(world, "completed")


def sweep_two_metrics(world):
    return stopped(world, "completed", metric=False, reported='{"t": 1, "a": 1, "b": 2}\n')


def sweep_unjudged(world):
    return stopped(world, "completed", metric=False)


def sweep_all_failed(_world):
    from hprun.cli.sweep_screen import _status

    ledger = SimpleNamespace(counts={"failed": 2}, latest=None)
    return raised(lambda: _status(SimpleNamespace(stopping="", ledger=ledger), alone=True))


def sweep_failures(world):
    return stopped(world, "failed", "failed", "failed")


def asked(**given):
    """What a command line says of some options, as far as this is asked for."""
    from hprun.cli.grammar import Invocation

    found = {name: (text,) for name, text in given.items()}
    return Invocation("sweep", "", module=False, overrides=(), given=found, arguments=())


def no_engine(_world):
    from hprun.sweeps.engines import engine

    return raised(engine, "x", "s", None)


def gpus_elsewhere(_world):
    from hprun.cli.elsewhere import order_of

    return raised(order_of, asked(on="slurm", gpus="0"))


def detached_from_ray(_world):
    from hprun.cli.elsewhere import detached

    crew = SimpleNamespace(engine=SimpleNamespace(survives=False))
    return raised(detached, crew, "s", asked(on="ray"))


def no_size(_world):
    from hprun.cli.numbers import bytes_of

    return raised(bytes_of, asked(worker_memory="much"), "worker_memory")


def engine_of(world, name, **modules):
    """The module of an engine, with something else in the place of what it needs."""
    for needed, stand_in in modules.items():
        world.patch.setitem(sys.modules, needed.replace("__", "."), stand_in)
    home = f"hprun.sweeps.engines.{name}"
    before = sys.modules.pop(home, None)
    try:
        return __import__(home, fromlist=[name])
    finally:
        sys.modules.pop(home, None)
        if before is not None:
            sys.modules[home] = before


def slurm_of(world, executor):
    class Failed(Exception):
        pass

    errors_of_slurm = SimpleNamespace(FailedJobError=Failed, FailedSubmissionError=Failed)
    utils = SimpleNamespace(**vars(errors_of_slurm))
    submitit = SimpleNamespace(SlurmExecutor=executor)
    named = {"submitit": submitit, "submitit__core": utils, "submitit__core__utils": utils}
    return engine_of(world, "slurm", **named), Failed


def no_sbatch(world):
    from hprun.sweeps.engines.engine import Order

    def refuse(*_, **__):
        raise RuntimeError

    slurm, _ = slurm_of(world, refuse)
    return raised(slurm.Slurm, "s", Order())


def no_job(world):
    slurm, failed = slurm_of(world, None)

    def refuse(*_, **__):
        raise failed("sbatch: error: invalid partition")

    executor = SimpleNamespace(map_array=refuse)
    order = SimpleNamespace(changed=False)
    made = SimpleNamespace(_executor=executor, _folder="s", _order=order)
    return raised(slurm.Slurm.start, made, 1)


def no_ray(world):
    def refuse(**_):
        raise ConnectionError("nothing is there")

    ray = engine_of(world, "ray", ray=SimpleNamespace(init=refuse))
    return raised(ray.Ray._connect, SimpleNamespace(_started=False))


def refusing_mlflow(world):
    class Refused(Exception):
        pass

    def refuse(**_):
        raise Refused("no such table")

    named = {
        "mlflow": SimpleNamespace(MlflowClient=refuse),
        "mlflow.entities": SimpleNamespace(Metric=None, Param=None, RunTag=None),
        "mlflow.exceptions": SimpleNamespace(MlflowException=Refused),
    }
    for name, stand_in in named.items():
        world.patch.setitem(sys.modules, name, stand_in)
    world.patch.delitem(sys.modules, "hprun.sweeps.trackers.mlflow", raising=False)
    from hprun.sweeps.trackers import mlflow
    from hprun.sweeps.trackers.pushed import Batch

    world.patch.delitem(sys.modules, "hprun.sweeps.trackers.mlflow")
    return raised(mlflow.push, [Batch(str(world.folder), None, ())])


def nothing_recorded(_world):
    from hprun.sweeps.trackers.pushed import batches

    return raised(list, batches("nowhere"))


def no_task(world):
    def refuse(**_):
        raise ValueError("Invalid option keyword x. It is not known")

    remote = SimpleNamespace(options=refuse)
    stand_in = SimpleNamespace(remote=lambda **_: lambda _: remote)
    from hprun.sweeps.engines.engine import Order

    ray = engine_of(world, "ray", ray=stand_in)
    made = ray.Ray("s", Order())
    made._started = True
    return raised(made.start, 1)


def idle_workers(_world):
    from hprun.sweeps.crew import Crew

    engine = SimpleNamespace(where_to_look=lambda: "s/workers")
    crew = SimpleNamespace(
        trials=2, ledger=SimpleNamespace(done=0), running=[], _size=1, _rounds=9, engine=engine
    )
    return raised(Crew._fill, crew, 0)


def no_optuna(world):
    from hprun.sweeps import studies

    world.patch.setattr(studies.importlib.util, "find_spec", lambda name: None)
    return raised(studies.refuse_what_is_missing, "tpe", "", "")


def no_list_of_a_sampler(world):
    sweep = begun(world).replace(sampler="tpe")
    return raised(sweeps_of_cli._list, sweep, 1, None)


def study_nowhere(_world):
    from hprun.sweeps.studies import refuse_what_is_missing

    return raised(refuse_what_is_missing, "tpe", "", "here/study")


def database(error):
    def refused():
        from hprun.sweeps.study_storage import spoken

        with spoken("postgresql://here/study"):
            raise error

    return lambda _world: raised(refused)


class Unreachable(Exception):
    __module__ = "sqlalchemy.exc"


def study_in_sqlite(_world):
    from hprun.sweeps.studies import refuse_what_is_missing

    return raised(refuse_what_is_missing, "tpe", "", "sqlite:///a.db")


def study_with_a_password(_world):
    from hprun.sweeps.studies import refuse_what_is_missing

    return raised(refuse_what_is_missing, "tpe", "", "postgresql://me:secret@here/study")


def no_study(world):
    from hprun.sweeps.studies import Study

    optuna = SimpleNamespace(create_study=refusing(errno.EACCES))
    world.patch.setitem(sys.modules, "optuna", optuna)
    nothing = dict.fromkeys(("_sampler", "_pruner"), lambda: None)
    sweep = SimpleNamespace(study="s", goal="min", storage="postgresql+psycopg://here/s")
    return raised(Study._opened, SimpleNamespace(_sweep=sweep, _grounds=None, **nothing))


def no_port(world):
    from hprun.sweeps import dashboard

    server = SimpleNamespace(run_server=refusing(errno.EADDRINUSE))
    world.patch.setitem(sys.modules, "optuna_dashboard", server)
    world.patch.setattr(dashboard, "storage_of", lambda *_: None)
    return raised(dashboard.serve, None, SimpleNamespace(studied=True), 80)


def nothing_to_draw(world):
    from hprun.sweeps import pictures

    study = SimpleNamespace(get_trials=lambda **_: [])
    world.patch.setattr(pictures, "study_of", lambda *_: study)
    return raised(pictures.draw, SimpleNamespace(folder="runs/s"), None, "all.html")


def a_damaged_sweep(world):
    from hprun.sweeps.sweep import read

    world.write("s/sweep.json", '{"format": 1}')
    return raised(read, "s")


def warn_environment(world):
    world.patch.setenv("HPRUN_EPOCH", "1")
    return world.say("check train.py")


def not_reached(world):
    from hprun.cli.notices import not_reached as lines
    from hprun.values.layer import Resolution

    return "".join(lines({"lr": "-D lr=1"}, Resolution({}, {})))


CASES = {
    "no target is named": told("check -D lr=1"),
    "unknown option …": told("train.py --zz 1"),
    "… does nothing here": told("train.py --detail"),
    "… belongs to a script, and none is named": told("check --lr 1"),
    "… takes no value": told("train.py --no-amp=true"),
    "… needs …": told("train.py --lr"),
    "… is given twice": told("train.py -D lr=1 --lr 2"),
    "… - is given twice: standard input can be read only once": told("check train.py -c - -c -"),
    "… stands alone on its line": told("train.py --version"),
    "'…' stands before the target": told(
        "check --amp notes.txt train.py", {"notes.txt": "no python ("}
    ),
    "'…' would reach the script as an argument": told("train.py lr=1"),
    "… names a second target": told("train.py -m json.tool"),
    "… is an option of hprun's own, and '…' a parameter (…)": told(
        "own.py --quiet", {"own.py": "from hprun.m import _\n_('quiet', 1)\n"}
    ),
    "-D …: no name": told("train.py -D =1"),
    "-D …: no value": told("train.py -D lr"),
    "-D …: ~ takes no value": told("train.py -D ~lr=1"),
    "--scan … matches no file": told("check train.py --scan nothing-*.py"),
    "-c … matches no file": told("check train.py -c nothing-*.yaml"),
    "--each checks no file": told("check train.py --each"),
    "… does nothing with --presets": told("inspect train.py lr --presets"),
    "… does nothing with lsp": told("lsp train.py"),
    "--detail does nothing with --json": told("inspect train.py --detail --json"),
    "nothing to explain": told("why train.py"),
    "no parameter matches '…'": told("inspect train.py zzz"),
    "diff takes two sides, not …": told("diff a.yaml"),
    "unknown format '…'": told("dump train.py --format xml"),
    "a file that ends in … is of no language that hprun writes": told("dump train.py -o a.xml"),
    "… is there, and is no schema": told("schema train.py -o train.py"),
    "no completion for '…'": told("--completion csh"),
    "--install-completion stands alone on its line, but for the shell": told(
        "--install-completion bash zsh"
    ),
    "this shell is not known…": no_shell,
    "unknown parameter '…'": told("train.py -D lrr=1"),
    "unknown entry '…'": told("train.py -D sched.warn=1"),
    "parameter '…' (…): …": told("train.py -D lr=fast"),
    "… is not …": told("train.py -D opt=lion"),
    "parameter '…': '…' is not a literal": told("train.py -D lr:=fast"),
    "parameter '…': …": refused_by_reader,
    "its value is known only when the script runs": told("train.py -D seed+=1"),
    "there is no list yet to set that in": told("train.py -D limits.0=1"),
    "it has no entry '…', for it is no dict": told("train.py -D sched.warm.x=1"),
    "it has … elements, and none at '…'": told("train.py -D layers.7=1"),
    "a part of its name is empty": told("train.py -D sched..x=1"),
    "it is no list, so nothing can be added": told("train.py -D lr+=1"),
    "it has just … elements, so nothing can be added": told("train.py -D pair+=1"),
    "'…' is not in the code, so nothing can be added to it": told("train.py -D +new+=1"),
    "'…' has a value only in the code": told("train.py -D ~lr"),
    "'…' and '…' cannot both have a value": told("train.py -D +lr.x=1"),
    "… means …": ambiguous,
    "… neither a value nor a default": told(
        "train.py", {"train.py": "from hprun.m import _\n_('data', type=str, required=True)\n"}
    ),
    "… different defaults in the code": told(
        "train.py", {"train.py": "from hprun.m import _\n_('lr', 1)\n_('lr', 2)\n"}
    ),
    "'…' (…) is a parameter, and the prefix of '…' (…)": told(
        "train.py", {"train.py": "from hprun.m import _\n_('opt', 1)\n_('opt.lr', 2)\n"}
    ),
    "'…' cannot be set: the code binds it at …": told(
        "plain.py -D LR=1", {"plain.py": "LR = 1\nLR = 2\n"}
    ),
    "there is no file …": told("check train.py -c missing.yaml"),
    "… is a directory": told("check train.py -c ."),
    "… cannot be read: …": told("check train.py -c cfg.yaml/x", {"cfg.yaml": ""}),
    "standard input is closed": no_stdin,
    "… is UTF-16": utf16,
    "byte 0x… is not UTF-8": latin1,
    "… gives no names": told("check train.py -c cfg.yaml", {"cfg.yaml": "just words\n"}),
    "a key is empty": told("check train.py -c cfg.yaml", {"cfg.yaml": "'': 1\n"}),
    "files extend each other: …": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "extends: cfg.yaml\n"}
    ),
    "extends names no file": told("check train.py -c cfg.yaml", {"cfg.yaml": "extends: []\n"}),
    "${…} is no parameter": told("check train.py -c cfg.yaml", {"cfg.yaml": "lr: ${zzz}\n"}),
    "${…} has no value: …": told("check train.py -c cfg.yaml", {"cfg.yaml": "lr: ${data}\n"}),
    "… in a circle: …": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "lr: ${decay}\ndecay: ${lr}\n"}
    ),
    "there is no … in the environment": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "lr: ${env:NO_SUCH_NAME}\n"}
    ),
    "${…} cannot stand here": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "extends: ${lr}.yaml\n"}
    ),
    "${} names nothing: '…'": told("check train.py -c cfg.yaml", {"cfg.yaml": "lr: ${}\n"}),
    "${ is not closed, or holds another: '…'": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "lr: a${b\n"}
    ),
    "there is no preset '…' in …": told("check train.py -c +zzz"),
    "+… may be …": told(
        "check train.py -c +two", {"presets/two.yaml": "", "presets/two.json": "{}"}
    ),
    "not YAML: it holds the character '…'": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "lr: \x01\n"}
    ),
    "not YAML: …": told("check train.py -c cfg.yaml", {"cfg.yaml": "lr: [1\n"}),
    "'…' stands twice": told("check train.py -c cfg.yaml", {"cfg.yaml": "lr: 1\nlr: 2\n"}),
    "it nests deeper than …": told(
        "check train.py -c cfg.yaml",
        {
            "cfg.yaml": "lr: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"
        },
    ),
    "a second document begins": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "lr: 1\n---\nlr: 2\n"}
    ),
    "the tag … is refused": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "lr: !!python/name:os.system x\n"}
    ),
    "*… has no anchor before it": told("check train.py -c cfg.yaml", {"cfg.yaml": "lr: *a\n"}),
    "*… stands inside of its own anchor": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "layers: &a [*a]\n"}
    ),
    "aliases stand for more than … values": told(
        "check train.py -c cfg.yaml",
        {
            "cfg.yaml": "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
        },
    ),
    "half of a surrogate pair stands for no character": half_a_pair,
    "a key is a list or a mapping": told("check train.py -c cfg.yaml", {"cfg.yaml": "[a, b]: 1\n"}),
    "<< takes a mapping or a list of them": told(
        "check train.py -c cfg.yaml", {"cfg.yaml": "<<: 1\n"}
    ),
    "not JSON: …": told("check train.py -c cfg.json", {"cfg.json": "{"}),
    "not TOML: …": told("check train.py -c cfg.toml", {"cfg.toml": "lr ="}),
    "unknown key '…' in [tool.hprun]": told(
        "check train.py", {"pyproject.toml": "[tool.hprun]\nx = 1\n"}
    ),
    "… in [tool.hprun] is no …": told(
        "check train.py", {"pyproject.toml": "[tool.hprun]\nlax = 1\n"}
    ),
    "there is no folder … to write … into": told("dump train.py -o no/such/a.yaml"),
    "… cannot be written: …": told("dump train.py -o train.py/a.yaml"),
    "standard output (…) has no …": narrow_output,
    "the result cannot be written: …": full_output,
    "can't open file '…': …": told("check missing.py"),
    "can't find '__main__' module in '…'": told("check ."),
    "no module named '…' can be run": told("check -m no.such.module"),
    "cannot be read as Python: …": told("check bad.py", {"bad.py": "def (\n"}),
    "to run a notebook takes …": without_jupyter,
    "what comes of a notebook is a notebook": told("nb.ipynb -o o.py", {"nb.ipynb": NOTEBOOK}),
    "no command of python is equal to a notebook": told(
        "nb.ipynb --print-command", {"nb.ipynb": NOTEBOOK}
    ),
    "the notebook cannot be run: …": no_notebook,
    "the kernel of the notebook does not start": no_kernel,
    "the kernel is of no use: …": a_useless_kernel,
    "a panel takes ipywidgets": without_widgets,
    "there is no notebook here": outside_of_notebooks,
    "a notebook cannot be run inside of another program": run_in_a_program,
    "'…' belongs to the command '…'": told(
        "commands.py -D train.lr=1 eval",
        {
            "commands.py": "import argparse\np = argparse.ArgumentParser()\ns = p.add_subparsers()\na = s.add_parser('train')\na.add_argument('--lr', type=float, default=0.1)\ns.add_parser('eval')\np.parse_args()\n"
        },
    ),
    "parameter '…' (…): no option says …": told(
        "parser.py -D a=false",
        {
            "parser.py": "import argparse\np = argparse.ArgumentParser()\np.add_argument('--a', action='store_true', default=True)\np.parse_args()\n"
        },
    ),
    "the script's parser would not read '…' as '…'": unsaid_option,
    "'…' has no option, and words before it have no value": unsaid_positional,
    "no word says …": unsaid_by_hydra,
    "no word of a command line says …": unsaid_by_fire,
    "… was changed since the run began: its constants cannot be set any more": changed_constants,
    "parameter '…' has neither a value nor a default…": missing_at_run_time,
    "'…' sets nothing": sets_nothing,
    "'…' is both a leaf and a tree": leaf_and_tree,
    "nothing is known of '…': this is no run of hprun's": explained_outside,
    "there is no parameter '…' to explain": explained_unknown,
    "the values for this process cannot be read: …": values_gone,
    "the file with this process's values belongs to somebody else": values_of_another,
    "it is not UTF-8": loader_latin1,
    "… is a pickle, which can hold a program": pickle,
    "… is no pickle: …": no_pickle,
    "… needs os.…, which this python has not": no_fork,
    "the record cannot be made: …": no_record,
    "… is no record of a run": no_run_there,
    "… is not what hprun writes": odd_record,
    "there is no run '…'": told("rerun zzz"),
    "'…' means …": told("rerun 1", {"runs/a1/run.json": "{}", "runs/b1/run.json": "{}"}),
    "no run has '…'": told("runs zzz>1", {"runs/a1/run.json": '{"parameters": []}'}),
    "no run has reported '…'": told("runs --plot loss", {"runs/a1/run.json": '{"parameters": []}'}),
    "no picture ends in …": told(
        "runs --plot loss -o a.gif",
        {
            "runs/a1/run.json": '{"parameters": []}',
            "runs/a1/metrics.jsonl": '{"step": 1, "loss": 0.5, "time": 1}\n',
        },
    ),
    "… is not installed, which makes … files": no_plotly,
    "'…' is a secret, and not in the record": rerun_secret,
    "a word of the script's own is a secret": rerun_secret_word,
    "the folder … in which it ran is gone": rerun_gone,
    "--checkout needs the commit of the run": no_commit,
    "git … fails: …": git_fails,
    "--trial is for the workers of a sweep: …": no_worker,
    "nothing is varied": told("sweep train.py"),
    "'…' is varied twice": told("sweep train.py --dry-run --over lr=0.1,0.2 --over lr=0.3"),
    "'…' is a secret, and is not varied": told("sweep train.py --dry-run --over api_key=a,b"),
    "'…' is given and varied": told(
        "sweep parser.py --dry-run --over lr=1,2 --lr 3",
        {
            "parser.py": "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=0.1)\np.parse_args()\n"
        },
    ),
    "nothing to choose '…' from": told("sweep train.py --dry-run --over lr="),
    "the code names neither choices nor a range for '…'": told(
        "sweep train.py --dry-run --over epochs"
    ),
    "'…' is no range": told("sweep train.py --dry-run --over lr=log:a..b"),
    "'…' has choices, and no range": told(
        "sweep train.py --dry-run --over k=log:3..5",
        {"train.py": "from hprun.m import _\n_('k', 3, choices=[3, 5])\n"},
    ),
    "a step goes with LOW..HIGH, without log:": told(
        "sweep train.py --dry-run --over lr=log:0.1..1:0.1"
    ),
    "a range begins with its lower end": told("sweep train.py --dry-run --over lr=2..1"),
    "--over …: no name": told("sweep train.py --over =1,2"),
    "log: is for numbers above 0": told("sweep train.py --dry-run --over lr=log:0..1"),
    "a step is larger than 0": told("sweep train.py --dry-run --over lr=0..1:0"),
    "'…' is no list: …": told("sweep train.py --dry-run --over layers=[1"),
    "… is listed twice": told("sweep train.py --dry-run --over lr=1,1"),
    "'…' has no end of values, so a number of trials is needed": told(
        "sweep train.py --dry-run --over lr=0.1..1"
    ),
    "a grid needs values that can be counted, and '…' has no end of them": told(
        "sweep train.py --dry-run --over lr=0.1..1 --sampler grid --trials 3"
    ),
    "no … '…'": told("sweep train.py --dry-run --over lr=1,2 --sampler x"),
    "… is not installed": no_optuna,
    "… chooses values by what came of others": no_list_of_a_sampler,
    "SQLite gives one trial to two workers": study_in_sqlite,
    "a password is not written down": study_with_a_password,
    "'…' is no address of a database": study_nowhere,
    "the driver of the database is not installed": database(ImportError("psycopg")),
    "the database of the study cannot be reached: …": database(Unreachable("refused\nmore")),
    "the study cannot be opened: …": no_study,
    "port … cannot be used: …": no_port,
    "no trial has a number that could be drawn": nothing_to_draw,
    "… is damaged": a_damaged_sweep,
    "no goal '…'": told("sweep train.py --dry-run --over lr=1,2 --goal x"),
    "'…' is no whole number from … on": told("sweep train.py --dry-run --over lr=1,2 --jobs 0"),
    "'…' is no time": told("sweep train.py --dry-run --over lr=1,2 --timeout x"),
    "--metric …: nothing stands behind the colon": told(
        "sweep train.py --dry-run --over lr=1,2 --metric var:"
    ),
    "--metric has no name": told("sweep train.py --over lr=1,2 --metric="),
    "--metric …: no key": told("sweep train.py --dry-run --over lr=1,2 --metric file:a.json"),
    "--metric stdout:… is no regular expression: …": told(
        "sweep train.py --dry-run --over lr=1,2 --metric 'stdout:('"
    ),
    "--metric stdout:… has … groups": told(
        "sweep train.py --dry-run --over lr=1,2 --metric stdout:loss"
    ),
    "trials that run at once would write the same …": told(
        "sweep train.py --dry-run --over lr=1,2 --jobs 2 --metric file:a.json:loss"
    ),
    "standard input can be read only once": told("sweep train.py --dry-run --over lr=1,2 -c -"),
    "a script from standard input cannot be run again and again": told(
        "sweep --dry-run --over LR=1,2 -", {"stdin": "from hprun.m import _\n_('LR', 1)\n"}
    ),
    "'…' is a secret, and a sweep writes its words down": told(
        "sweep train.py --dry-run --over lr=1,2 -D api_key=x"
    ),
    "… is no sweep": told("worker ."),
    "… is not there": told("worker nothing"),
    "no sweep is named": told("worker --jobs 2"),
    "'…' is one word too many": told("worker a b"),
    "'…' stands behind a sweep": behind_a_sweep,
    "… is a sweep, and --… says what one is": fixed_sweep,
    "… is no sweep that this hprun knows": told("sweep old", {"old/sweep.json": "{}"}),
    "… is there, and no sweep": told("sweep train.py --over lr=1,2 --dir presets"),
    "… has another sweep: …": another_sweep,
    "the folder of the sweep cannot be made: …": told(
        "sweep train.py --over lr=1,2 --dir train.py/x"
    ),
    "the sweep cannot be written: …": sweep_unwritable,
    "this sweep is at work already, in process …": sweep_at_work,
    "since this sweep began …": sweep_changed,
    "the folder … of this sweep is not there": sweep_folder_gone,
    "the disk is full, no more trials are started": sweep_disk,
    "no engine '…'": no_engine,
    "which GPUs a worker has is for the engine to say": gpus_elsewhere,
    "… ends its workers with this process": detached_from_ray,
    "'…' does not list GPUs": told("sweep train.py --over lr=1,2 --gpus 0,"),
    "'…' is no size": no_size,
    "there is no sbatch on this machine": no_sbatch,
    "Slurm takes no job: …": no_job,
    "there is no Ray: …": no_ray,
    "Ray takes no such task: …": no_task,
    "the workers have ended, and nothing was done": idle_workers,
    "no tracker is named": told("sync --"),
    "no tracker '…'": told("sync comet"),
    "nothing is recorded in …": nothing_recorded,
    "MLflow refuses: …": refusing_mlflow,
    "trial … has no …: …": sweep_no_metric,
    "trial … has reported …; --metric says which of them counts": sweep_two_metrics,
    "trial … has reported nothing, and that is what values are chosen by": sweep_unjudged,
    "all trials have failed": sweep_all_failed,
    "the first … trials have failed": sweep_failures,
    "no parameter stands here": renamed(NAMED, "import", "x"),
    "'…' cannot be renamed: …": renamed("lr = 1\n", "lr", "x"),
    "'…' is no name of a parameter": renamed(NAMED, "a.lr", "1"),
    "'…' and '…' (…) cannot both be parameters": renamed(NAMED, "a.lr", "b.c"),
    "'…' is another parameter already (…)": renamed(NAMED, "a.lr", "b"),
    "'…' is computed at …": renamed(f"{NAMED}n = 'c'\n_(n, 1)\n", "_(n", "x"),
    "'…' is no name in Python, as it stands at …": renamed(f"{NAMED}p.c | 1", "c | 1", "d-c"),
    "'…' stands as '…' at …": renamed(f"{NAMED}p.c.d | 1", "d | 1", "x.y"),
    "'…' stands below '…'": renamed(NAMED, "a.lr", "lr", "a:\n  lr: 1\nb: 1\n"),
    "warning: … in the environment names no parameter": warn_environment,
    "warning: … cannot be read as Python: …": told(
        "check train.py", {"train.py": "import broken\n", "broken.py": "def (\n"}
    ),
    "warning: the default of '…' (…): …": told(
        "check train.py", {"train.py": "from hprun.m import _\n_('lr', 5, range=(0, 1))\n"}
    ),
    "warning: '…' (…): its range …": told(
        "check train.py", {"train.py": "from hprun.m import _\n_('lr', 5, range=(1, 0))\n"}
    ),
    "warning: '…' has different defaults: …": told(
        "check train.py", {"train.py": "from hprun import param_scope as p\np.a | 1\np.a | 2\n"}
    ),
    "warning: '…' has neither a value nor a default: a run that comes to … fails there": told(
        "check train.py", {"train.py": "from hprun.m import _\n_('data')\n"}
    ),
    "let through, for no parameter has the name: …": told(
        "check train.py --lax -c cfg.yaml", {"cfg.yaml": "zzz: 1\n"}
    ),
    "'…' was set but not reached in this process (…)": not_reached,
}
