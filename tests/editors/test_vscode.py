"""The extension for VS Code: its types, its own tests, and that it can be built, by npm.

`@vscode/test-electron` downloads a VS Code; where that can be had, the suite runs in it as well.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[2] / "hprun" / "editors" / "vscode"
pytestmark = pytest.mark.slow
_LEFT = ("node_modules", "dist", ".vscode-test")


def run(folder, *command, **more):
    environment = os.environ | more
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False,
        timeout=600,
    )  # fmt: skip


@pytest.fixture(scope="module")
def extension(tmp_path_factory):
    """A copy of the extension, with what it is made of installed as its lock file says."""
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("npm is not on this machine")
    folder = tmp_path_factory.mktemp("vscode") / "extension"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns(*_LEFT))
    done = run(folder, "npm", "ci", "--no-audit", "--no-fund")
    if done.returncode:
        pytest.skip(f"npm cannot install what the extension is made of: {done.stderr[:200]}")
    return folder


@pytest.mark.parametrize("script", ["check", "test", "build"])
def test_the_extension_is_sound(extension, script):
    done = run(extension, "npm", "run", script)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_extension_is_one_file_when_it_is_built(extension):
    assert run(extension, "npm", "run", "build").returncode == 0
    built = extension / "dist" / "extension.js"
    assert 10_000 < built.stat().st_size < 1_000_000
    listed = run(
        extension, "node", "-e", f"new Function(require('fs').readFileSync('{built}','utf8'))"
    )
    assert listed.returncode == 0, listed.stderr


def test_the_extension_in_a_vscode(extension, environment):
    made = environment("pygls>=2")
    screen = shutil.which("xvfb-run")
    if screen is None:
        pytest.skip("xvfb-run is not on this machine: a VS Code needs a screen")
    path = os.pathsep.join((str(Path(made.hprun).parent), os.environ["PATH"]))
    done = run(extension, screen, "-a", "npm", "run", "test:electron", PATH=path)
    if "ENOTFOUND" in done.stdout + done.stderr or "EAI_AGAIN" in done.stdout + done.stderr:
        pytest.skip("no VS Code can be downloaded here")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_lock_file_names_no_registry():
    assert '"resolved"' not in (EXTENSION / "package-lock.json").read_text()
