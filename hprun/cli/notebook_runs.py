"""Layer 5: a run whose target is a notebook. Imported when there is one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial

from hprun.cli.grammar import Plan
from hprun.deliver.assignments import INSTALLED
from hprun.errors import ConfigError, UsageError
from hprun.ipynb import ENDING, path_of_cell
from hprun.notebooks.replies import DEAD
from hprun.notebooks.rewriting import rewritten
from hprun.notebooks.running import Ending, Score, refuse_without_jupyter, run
from hprun.records.folder import VARIABLE
from hprun.runtime import root
from hprun.runtime.store import ROOT
from hprun.scan.files.notebooks import NotebookSource
from hprun.values.data import data_of
from hprun.values.files import write
from hprun.values.masking import without_secrets
from hprun.version import VERSION

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def refuse(plan: Plan) -> None:
    """Raise where a run of a notebook cannot begin, or what comes of it cannot be written."""
    path, given = plan.invocation.text("output"), plan.invocation.given
    if "print_command" in given:
        raise UsageError("no command of python is equal to a notebook", origin="--print-command")
    if path and not path.endswith(ENDING):
        raise UsageError(
            "what comes of a notebook is a notebook",
            origin=f"-o {path}",
            advice=f"end it in {ENDING}",
        )
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        raise ConfigError(f"there is no folder {folder} to write {path} into", advice="make it")
    refuse_without_jupyter()


def job_of(plan: Plan, arguments: Sequence[str], *, recorded: bool) -> Callable[[], int]:
    """Return what runs a notebook when all is prepared, and returns its exit status.

    The notebook that comes of it is written where `-o` says, or else into the record.
    """
    target = plan.target
    score = Score(
        target.file,
        target.source or b"",
        (target.file, *arguments),
        _texts(plan),
        root.unread(),
        plan.invocation.text("report_variable"),
        "trace" in plan.invocation.given,
        _facts(plan),
    )
    path = plan.invocation.text("output")
    if recorded and not path:
        path = os.path.join(os.environ[VARIABLE], os.path.basename(target.file))
    return partial(_run, score, os.path.abspath(path) if path else "", target.word)


def _texts(plan: Plan) -> dict[int, str]:
    """Return the texts of the cells in which constants are set."""
    file = os.path.realpath(plan.target.file)
    change = INSTALLED.changes.get(file)
    if change is None:
        return {}
    INSTALLED.compiled.add(file)
    source = NotebookSource(plan.target.word, plan.target.source or b"")
    return rewritten(source, change.values)


def _facts(plan: Plan) -> dict[str, object]:
    """Return what is noted in a notebook: what it was run with, but for secrets."""
    resolution = without_secrets(plan.resolution)
    given = {key: each.given for key, each in resolution.parameters.items() if each.given}
    given |= resolution.added
    values = {key: {"value": data_of(v.value), "origin": v.origin} for key, v in given.items()}
    return {"version": VERSION, "notebook": plan.target.word, "values": values}


def _run(score: Score, path: str, word: str) -> int:
    try:
        ending = run(score, _show)
    finally:
        sys.stdout.flush()
    ROOT.unread = {slot: None for slot in ending.unread if slot in ROOT.unread}
    INSTALLED.compiled.update(ending.compiled)
    if path:
        write(path, ending.text)
    _tell(ending, score, word)
    return ending.status


def _show(stream: str, text: str) -> None:
    to = sys.stderr if stream == "stderr" else sys.stdout
    if to is not None:
        to.write(text if to.isatty() else _COLOUR.sub("", text))
        to.flush()


def _tell(ending: Ending, score: Score, word: str) -> None:
    """Leave the error where those look for it who record the run; say that a kernel has died."""
    kind, text = ending.error
    if kind == DEAD:
        cells = NotebookSource(word, score.content).cells
        number = next((each.number for each in cells if each.index == ending.at), 0)
        place = path_of_cell(word, number) if number else word
        sys.stderr.write(f"hprun: the kernel has ended in the middle of {place}: {text}\n")
    if kind:
        sys.last_value = type(kind, (Exception,), {})(text)
