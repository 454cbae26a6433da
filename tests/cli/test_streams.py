"""Results that nobody takes: no traceback of ours, and an exit status that says so."""

import subprocess
import sys

import pytest

SHELL = ["bash", "-o", "pipefail", "-c"]
FULL = "hprun: the result cannot be written: No space left on device\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("from hprun.m import _\nprint(_('lr', 0.1))\n")


def shell(line):
    """Run a line in which HPRUN is the command; gives status, stdout, stderr."""
    done = subprocess.run(
        [*SHELL, line.replace("HPRUN", f"{sys.executable} -m hprun")],
        text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["dump train.py", "--version", "train.py --help"])
def test_a_reader_that_is_gone_is_no_mistake(monkeypatch, words, unbuffered):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    assert shell(f"(sleep 0.2; HPRUN {words}) | true") == (1, "", "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["inspect train.py", "--version"])
def test_a_full_disk_is_told(monkeypatch, words, unbuffered):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    assert shell(f"HPRUN {words} > /dev/full") == (2, "", FULL)


def test_a_closed_output_takes_nothing():
    assert shell("HPRUN inspect train.py >&-") == (0, "", "")


def test_a_message_does_not_go_to_standard_output_where_the_other_is_closed():
    assert shell("HPRUN train.py --lrr 1 2>&-") == (2, "", "")


def test_a_script_finds_a_closed_stream_closed():
    with open("closed.py", "w") as file:
        file.write("import sys\nprint(sys.stderr)\n")
    assert shell("HPRUN closed.py 2>&-") == (0, "None\n", "")
