"""How the benchmarks count, and how they print."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HPRUN = str(Path(__file__).parent.parent.parent)
MISSING = "not installed"


def environment(**more):
    """The environment of a measured process: it finds hprun, and may keep compiled code."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "HPRUN"))}
    return kept | {"PYTHONPATH": HPRUN, "PYTHONHASHSEED": "0", "COLUMNS": "80"} | more


def command_of(python):
    """How hprun is started by an interpreter: by the script that pip made beside it, if it did."""
    script = Path(python).parent / "hprun"
    return [python, str(script)] if script.exists() else [python, "-m", "hprun"]


def has(python, module):
    """Whether an interpreter has a module."""
    command = [python, "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def instructions(command, *, cwd=None, env=None, first=False):
    """Millions of instructions that a whole process executes, once its caches are filled.

    Or, if it is to be the `first`, with whatever caches there are.
    """
    if shutil.which("valgrind") is None:
        sys.exit("the benchmarks count instructions with valgrind: install it")
    env = env or environment()
    if not first:
        subprocess.run(command, capture_output=True, check=False, cwd=cwd, env=env)
    with TemporaryDirectory() as folder:
        counting = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
        done = subprocess.run(
            [*counting, *command], capture_output=True, text=True, check=False, cwd=cwd, env=env
        )
    if "Traceback" in done.stderr:
        sys.exit(f"{command} failed:\n{done.stderr}")
    line = next(line for line in done.stderr.splitlines() if "Collected" in line)
    return int(line.split()[-1]) / 1e6


def cost(python, setup, statement, times, *, repeated=1):
    """Instructions that a statement takes: of a process that runs it often, less one that does not.

    `repeated` copies stand in the body of the loop, so that the loop itself costs little.
    """
    body = "\n        ".join([statement] * repeated)

    def counted(number):
        loop = f"def measured():\n    for _i in range({number}):\n        {body}\nmeasured()\n"
        program = f"{setup}\n{loop}"
        with TemporaryDirectory() as folder:
            script = Path(folder, "program.py")
            script.write_text(program, encoding="utf-8")
            return instructions([python, str(script)])

    return (counted(2 * times) - counted(times)) * 1e6 / (times * repeated)


def table(title, headings, rows):
    """Print a table as Markdown: it goes into the documentation as it is."""
    shown = [[_shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *shown, strict=True)]

    def line(cells):
        first, *others = cells
        padded = [first.ljust(widths[0]), *map(str.rjust, others, widths[1:])]
        return f"| {' | '.join(padded)} |"

    rule = [("-" * widths[0]), *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [f"### {title}", "", line(headings), f"| {' | '.join(rule)} |", *map(line, shown), ""]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _shown(cell):
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 1000 else f"{cell:.3g}" if cell < 10 else f"{cell:.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
