"""The language server, held to the protocol by pytest-lsp in an environment of its own."""

import os
import subprocess
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "protocol_cases.py"
pytestmark = pytest.mark.slow


def test_the_server_keeps_to_the_protocol(environment, tmp_path):
    made = environment("pygls>=2", "pytest", "pytest-lsp")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [
            made.python,
            "-m",
            "pytest",
            "-q",
            "--noconftest",
            "-c",
            os.devnull,
            "--rootdir",
            str(tmp_path),
            str(CASES),
        ],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
