"""The harness: one command line, run once by python and once by a runner in its place."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stage import fresh

HIDDEN = ("PYTHON", "COVERAGE", "COV_CORE", "HPRUN", "OLDPWD", "PYTEST", "COLUMNS", "LINES")


@dataclass(frozen=True)
class Case:
    """A command line, and what is known about it.

    In `line` the word RUN stands for what is compared: ``python``, or ``hprun``. Where options go
    to python itself, PY is the interpreter and AS what stands before the target: nothing, or
    ``-m hprun``; BY is nothing, or the path of the command ``hprun``, a script. ARGS stands before
    words that a runner might take for its own: nothing, or ``--``.

    A `slow` case is like another one, but for another kind of target, and runs with ``-m slow``.
    Where the two cannot be equal, `why` says so, and `mend` takes the difference out of both;
    where their exit statuses differ as well, `status` is false.
    """

    line: str
    stdin: str | None = None
    why: str = ""
    mend: Callable[[str], str] | None = None
    status: bool = True
    slow: bool = False
    needs: str = ""
    since: tuple[int, int] = (3, 11)


@dataclass(frozen=True)
class Outcome:
    stdout: str
    stderr: str
    status: int

    def mended(self, mend: Callable[[str], str], *, status: bool) -> Outcome:
        return Outcome(mend(self.stdout), mend(self.stderr), self.status if status else 0)


@dataclass(frozen=True)
class Command:
    """How to put python, or a runner, in the place of RUN, PY, AS, BY and ARGS."""

    run: str
    python: str
    before_target: str = ""
    by_script: str = ""
    before_arguments: str = ""

    def line(self, written: str) -> str:
        words = {
            "RUN": self.run,
            "PY": self.python,
            "AS": self.before_target,
            "BY": self.by_script,
            "ARGS": self.before_arguments,
        }
        return re.sub(r"\b(RUN|PY|AS|BY|ARGS)\b", lambda found: words[found[0]], written)


def installed(scripts: str | None = None) -> tuple[Command, Command]:
    """Return plain python and hprun, as they are installed side by side in an environment."""
    console_script = Path(scripts or sysconfig.get_path("scripts")) / "hprun"
    # The script's first line names python as python knows itself there; both use that name.
    python = console_script.read_text().splitlines()[0].removeprefix("#!").strip()
    assert Path(python).exists(), f"{console_script} does not start with the path of a python"
    return Command(python, python), Command(
        str(console_script), python, "-m hprun", str(console_script), "--"
    )


def compare(case: Case, plain: Command, runner: Command, built: Path, folder: Path) -> None:
    """Run `case` both ways in the same fresh directory and compare all that comes out."""
    expected = outcome(case, plain, built, folder)
    actual = outcome(case, runner, built, folder)
    if case.mend:
        assert actual != expected, "no longer different: take it off the list"
        actual, expected = (
            each.mended(case.mend, status=case.status) for each in (actual, expected)
        )
    elif actual != expected:
        assert outcome(case, plain, built, folder) == expected, "python differs from itself"
    assert actual == expected


def outcome(case: Case, command: Command, built: Path, folder: Path) -> Outcome:
    """Run the command line of `case` and return what came out, without addresses."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
    ended = subprocess.run(
        ["bash", "-c", command.line(case.line)],
        cwd=fresh(built, folder),
        env=environment,
        input=None if case.stdin is None else case.stdin.encode(),
        stdin=subprocess.DEVNULL if case.stdin is None else None,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Outcome(_masked(ended.stdout), _masked(ended.stderr), ended.returncode)


def _masked(output: bytes) -> str:
    return re.sub(r"0x[0-9a-fA-F]+", "0x", output.decode(errors="backslashreplace"))
