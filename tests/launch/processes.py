"""Run hprun, python and other tools as processes, as a user would at a terminal."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig

SCRIPTS = sysconfig.get_path("scripts")


def run(line: str, stdin: str = "", **environment: str) -> tuple[list[str], list[str], int]:
    """Run a command line, found beside this python; return both outputs in lines, and the status."""
    path = os.pathsep.join([SCRIPTS, os.path.dirname(sys.executable), os.environ["PATH"]])
    hidden = ("PYTHON", "HPRUN", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    ended = subprocess.run(
        shlex.split(line),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=kept | {"PATH": path} | environment,
    )
    return ended.stdout.splitlines(), ended.stderr.splitlines(), ended.returncode
