"""The other interpreters on this machine, each with hprun in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13")
ROOT = Path(__file__).parents[2]

CONSOLE_SCRIPT = """\
#!{python}
import sys
from hprun.cli import main
if __name__ == '__main__':
    if sys.argv[0].endswith('.exe'):
        sys.argv[0] = sys.argv[0][:-4]
    sys.exit(main())
"""


def _places(version: str) -> list[str | None]:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    return [
        *map(str, sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)),
        shutil.which(f"python{version}"),
    ]


def _starts(python: str | None, version: str) -> bool:
    """Whether this is a CPython of this version; a shim on PATH may lead nowhere."""
    ask = "import platform as p; print(p.python_implementation(), *p.python_version_tuple()[:2])"
    if python is None:
        return False
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.split() == ["CPython", *version.split(".")]


def _others() -> list[str]:
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = (
        next((place for place in _places(version) if _starts(place, version)), None)
        for version in VERSIONS
        if version != own
    )
    return [python for python in found if python]


OTHERS = _others()


def environment(python: str, folder: Path):
    """Make a virtual environment in which hprun is installed as an editable install does it.

    Returns its folder of scripts, its version, and a function that tells whether it can import a
    module.
    """
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    own = folder / "bin" / "python"
    library = next((folder / "lib").glob("python*")) / "site-packages"
    (library / "hprun.pth").write_text(f"{ROOT}\n")
    script = folder / "bin" / "hprun"
    script.write_text(CONSOLE_SCRIPT.format(python=own))
    script.chmod(0o755)

    def has(module: str) -> bool:
        return not subprocess.run(
            [own, "-c", f"import {module}"], capture_output=True, check=False
        ).returncode

    version = tuple(map(int, library.parent.name.removeprefix("python").split(".")))
    return str(folder / "bin"), version, has
