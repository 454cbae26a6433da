"""The scripts that show what hyperparameter documents, and how they are run."""

import os
import shlex
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "hyperparameter"
SCRIPTS = sorted(FOLDER.glob("*.py"))


def argument_lines(script):
    """The command lines that a script is run with: its lines that begin with `# arguments:`."""
    lines = script.read_text(encoding="utf-8").splitlines()
    marked = [line.partition(":")[2] for line in lines if line.startswith("# arguments:")]
    return [shlex.split(line) for line in marked] or [[]]


def outputs(script, command):
    """What a script prints, for one command line after the other; `command` makes the whole one."""
    shown = []
    for words in argument_lines(script):
        done = subprocess.run(
            command(words),
            cwd=FOLDER,
            env={**os.environ, "COLUMNS": "80", "PYTHONHASHSEED": "0"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        shown.append(f"$ {shlex.join(words)}\n{done.stdout}")
    return "".join(shown)
