"""Layer 5: ``%hprun`` and ``%%hprun``: the command line inside of a notebook.

A script is run in the process of the kernel, with nothing left of it but the names that it binds,
as ``%run`` leaves them. Any other command is a process of its own. A cell is run as it would be
without the magic, with some values in the root scope.
"""

from __future__ import annotations

import ast
import codecs
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from hprun.cli import settling
from hprun.cli.commands import Survey
from hprun.cli.grammar import Plan
from hprun.cli.notices import not_reached, told_in_a_run
from hprun.cli.options import command_of
from hprun.deliver.assignments import changes, installed
from hprun.errors import HprunError
from hprun.ipynb import SESSION
from hprun.launch.run import lent_to
from hprun.launch.search_path import first_of_module, for_scan
from hprun.launch.target import Target
from hprun.model import Entry
from hprun.notebooks.session import Session
from hprun.runtime import root
from hprun.values.merge import ready, sound

_HERE = frozenset(("config", "scan", "constants", "lax", "no_cache", "quiet"))
"""The options of a run that can be one in this process."""
_DIFFERENT = 1
"""The exit status of `diff` and `check` that is their answer."""
_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def load_ipython_extension(shell: Any) -> None:  # noqa: ANN401 - IPython's
    """Register the magics: ``%load_ext hprun``."""
    session = Session.of(shell)

    def hprun(line: str, cell: str | None = None) -> None:
        """Run a command line of hprun: ``%hprun train.py --lr 0.3``, ``%hprun inspect train.py``.

        What a script binds is bound in the notebook then. ``%%hprun --lr 0.3`` runs its cell with
        values for the parameters of this cell, and of those that were run before.
        """
        from IPython.core.error import UsageError as Told

        try:
            words = shlex.split(line)
            if cell is None:
                _run_line(shell, words)
            else:
                _run_cell(shell, words, cell, session.notebook(f"%%hprun {line}\n{cell}"))
        except (HprunError, ValueError) as error:
            if not isinstance(error, HprunError) and str(error) not in _UNCLOSED:
                raise
            said = "\n".join(map(str, getattr(error, "errors", (error,))))
            raise Told(f"hprun: {said}") from None

    shell.register_magic_function(hprun, "line_cell", "hprun")


_UNCLOSED = ("No closing quotation", "No escaped character")
"""What `shlex` says of a line."""


# A line


def _run_line(shell: Any, words: Sequence[str]) -> None:  # noqa: ANN401 - IPython's
    plan = _plan_here(words)
    if plan is None:
        _run_elsewhere(words)
        return
    sys.stderr.write("".join(told_in_a_run(plan.scoped, plan.catalog)))
    ready(plan.scoped, plan.catalog)
    watched = settling.overrides_of(plan.scoped)
    try:
        with lent_to(
            plan.target, settling.arguments_of(plan), plan.catalog, plan.scoped, watched
        ) as run:
            names = run()
            _tell_unread(plan, watched)
    except SystemExit as ending:
        if ending.code in (None, 0):
            return
        raise
    except HprunError:
        raise
    except BaseException as error:
        error.__traceback__ = _of_script(error.__traceback__)
        raise
    shell.user_ns.update({name: each for name, each in names.items() if name[:2] != "__"})


def _plan_here(words: Sequence[str]) -> Plan | None:
    """Return the plan of a run in this process; None where it takes a process of its own."""
    command, rest = command_of(words)
    if command != "run" or not rest:
        return None
    survey = Survey(command, rest)
    survey.constants = True
    invocation = survey.invocation()
    found = invocation.found
    if found is None or not found.readable or not _HERE.issuperset(invocation.given):
        return None
    if found.target.kind not in ("script", "folder", "zip") or found.target.source is None:
        return None
    plan = settling.planned(invocation, found)
    return None if settling.is_recorded(plan) else plan


def _tell_unread(plan: Plan, watched: Any) -> None:  # noqa: ANN401
    if "quiet" not in plan.invocation.given:
        unread = {slot: watched[slot].origin for slot in root.unread() if slot in watched}
        sys.stderr.write("".join(not_reached(unread, plan.resolution)))


def _of_script(traceback: TracebackType | None) -> TracebackType | None:
    """Return a traceback without the frames by which a script is run."""
    at = traceback
    while at is not None:
        file = at.tb_frame.f_code.co_filename
        if not (file.startswith((_OURS + os.sep, "<frozen ")) or file.endswith("runpy.py")):
            return at
        at = at.tb_next
    return traceback


def _run_elsewhere(words: Sequence[str]) -> None:
    """Run a command line in a process of its own, and show what it writes."""
    from IPython.core.error import UsageError as Told

    command = [sys.executable, "-m", "hprun", *words]
    plain = os.environ | {"NO_COLOR": "1"}
    plain.pop("FORCE_COLOR", None)  # a kernel has it for its cells
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with subprocess.Popen(  # noqa: S603 - ourselves, by a list of words
        command,
        env=plain,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - for mypy: it is a pipe
        try:
            while chunk := os.read(process.stdout.fileno(), 65536):
                sys.stdout.write(decoder.decode(chunk))
                sys.stdout.flush()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            raise
    status = process.returncode
    answers = command_of(words)[0] in ("diff", "check") and status == _DIFFERENT
    if status and not answers:
        raise Told(f"hprun has ended with exit status {status}")


# A cell


def _run_cell(shell: Any, words: Sequence[str], cell: str, content: bytes) -> None:  # noqa: ANN401
    """Run a cell with values for what can be set in all cells of `content`, of which it is one."""
    entries = (Entry(SESSION, content),)
    target = Target("notebook", SESSION, "", content, None, entries, for_scan(first_of_module()))
    survey = Survey("run", [SESSION, *words])
    survey.targets[SESSION, False] = target
    survey.constants = True
    invocation = survey.invocation()
    assert invocation.found is not None  # noqa: S101 - for mypy: it was given
    plan = settling.planned(invocation, invocation.found)
    resolution = sound(plan.resolution)
    watched = settling.overrides_of(resolution)
    values = {**root.snapshot(), **resolution.root()}
    told = (plan.catalog, resolution)
    with (
        installed(changes(resolution)),
        root.installed(values, watched, resolution.defaults(), told),
    ):
        try:
            _execute(shell, cell)
        except BaseException as error:
            error.__traceback__ = _of_script(error.__traceback__)
            raise
        _tell_unread(plan, watched)


def _execute(shell: Any, cell: str) -> None:  # noqa: ANN401 - IPython's
    """Execute a cell in the names of the notebook; show the value of an expression at its end.

    Lines are counted with that of the magic, and the prompt is that of places, ``In [2]:4``.
    """
    code = f"\n{shell.transform_cell(cell)}"
    number = len(shell.history_manager.input_hist_raw) - 1  # `execution_count` may be the next one
    name = shell.compile.cache(code, number, raw_code=cell)
    tree = shell.transform_ast(shell.compile.ast_parse(code, filename=name))
    shown = [node for node in tree.body[-1:] if isinstance(node, ast.Expr)]
    tree.body = tree.body[: len(tree.body) - len(shown)]
    exec(shell.compile(tree, name, "exec"), shell.user_ns)  # noqa: S102 - the user's cell
    if shown:
        single = ast.Interactive(shown)  # type: ignore[arg-type]  # an expression is a statement
        exec(shell.compile(single, name, "single"), shell.user_ns)  # noqa: S102
