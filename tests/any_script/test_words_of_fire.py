"""The words that fire is handed: each value as a literal that it reads back, or as plain text."""

import shlex
import subprocess
import sys

import pytest

SCRIPT = """
import fire
def main(name: str = "x", rate=1.0, xs=(1, 2), opt=None, *, batch_size=4): ...
fire.Fire(main)
"""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(["-Dname=12"], ["--name='12'"], id="a text like a number"),
        pytest.param(["-Dname=a b"], ["--name=a b"], id="a text like none"),
        pytest.param(["-Drate=inf"], ["--rate=1e999"], id="what has no name"),
        pytest.param(["-Dopt=null", "-Dxs=3"], None, id="no tuple"),
        pytest.param(["-Dopt=yes"], ["--opt=yes"], id="a word"),
        pytest.param(["-Dbatch_size=5", "-n", "b"], ["--batch_size=5", "-n", "b"], id="typed"),
    ],
)
def test_the_words_are(tmp_path, given, words):
    (tmp_path / "s.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "-m", "hprun", "s.py", *given, "--print-command"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = shlex.split(done.stdout)[2:] if done.returncode == 0 else None
    assert said == words, done.stderr
