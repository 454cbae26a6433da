"""Environments of the slow tests' own, with the libraries that hprun itself never needs."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Environment(NamedTuple):
    """A virtual environment with hprun in it, as an editable install puts it there."""

    python: str
    hprun: str


def there(folder):
    """Return the environment that is in a folder."""
    return Environment(str(folder / "bin" / "python"), str(folder / "bin" / "hprun"))


def made(folder, packages):
    """Make an environment with packages, by the names that pip knows, and hprun.

    Returns it, or the reason why it cannot be had.
    """
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    python = there(folder).python
    install = [python, "-m", "pip", "install", "-q", "--editable", str(ROOT), *packages]
    for command in ([sys.executable, "-m", "venv", str(folder)], install):
        done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines() or ["no word"]
            return f"no environment with {', '.join(packages)}: {said[-1]}"
    return there(folder)
