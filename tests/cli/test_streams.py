"""Results that nobody takes: no traceback of ours, and an exit status that says so."""

import json
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


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii"])
@pytest.mark.parametrize("words", ["inspect", "why lr", "inspect --json", "--help"])
def test_what_the_output_has_no_bytes_for_is_escaped(monkeypatch, words, encoding):
    with open(b"\xff.py", "w", encoding="utf-8") as file:
        file.write("from hprun.m import _\n_('lr', 0.1)  # gr\u00f6\u00dfe \U0001f600\n")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    status, shown, told = shell(f"HPRUN {words} $'\\xff.py'")
    assert (status, "\\udcff.py" in shown, told) == (0, True, "")
    if "--json" in words:
        assert json.loads(shown)["parameters"][0]["help"] == "gr\u00f6\u00dfe \U0001f600"


def test_a_file_that_cannot_be_written_to_the_letter_is_not_written(monkeypatch):
    with open("train.py", "w", encoding="utf-8") as file:
        file.write("from hprun.m import _\n_('name', 'gr\u00f6\u00dfe')\n")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    message = "hprun: standard output (ascii) has no '\\xf6'; -o FILE writes UTF-8\n"
    assert shell("HPRUN dump train.py") == (2, "", message)
