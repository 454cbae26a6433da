"""The table in a real terminal, in a pipe, narrow and wide, with colour and without."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

SCRIPT = """\
from hprun.m import _

lr = _("optim.learning_rate", 0.1, help="how far one step of the optimizer goes down the gradient")
text = _("text", "[bold]no[/b] :smile: \\x1b[31m")
"""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.py").write_text(SCRIPT)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)


def in_terminal(columns, **environment):
    """What `hprun inspect` writes to a terminal of so many columns."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "hprun", "inspect", "s.py", "--text", "x"],
        stdin=follower, stdout=follower, stderr=follower, close_fds=True,
        env=os.environ | {"TERM": "xterm-256color"} | environment,
    ) as process:  # fmt: skip
        os.close(follower)
        written = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            written += part
        assert process.wait() == 0
    os.close(leader)
    return written.decode().replace("\r\n", "\n")


def in_pipe(**environment):
    command = [sys.executable, "-m", "hprun", "inspect", "s.py"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | environment
    )
    return done.stdout


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(columns):
    shown = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", COLOUR.sub("", in_terminal(columns)))
    assert max(map(len, shown.split("\n"))) <= columns
    assert "optim.learning_rate" in shown
    words = re.sub(r"\s+", " ", shown)
    for word in [
        "how",
        "far",
        "one",
        "step",
        "of",
        "the",
        "optimizer",
        "goes",
        "down",
        "the",
        "gradient",
    ]:
        assert word in words


def test_a_terminal_gets_colour_and_links():
    shown = in_terminal(120)
    assert COLOUR.search(shown)
    assert f"file://{os.getcwd()}/s.py#3" in shown


def test_no_color_is_honoured():
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", in_terminal(120, NO_COLOR="1"))


def test_a_pipe_gets_whole_lines_without_colour():
    assert in_pipe() == (
        "parameter            value                          type   from     place   help\n"
        "text                 [bold]no[/b] :smile: \\x1b[31m  str    default  s.py:4\n"
        "\n"
        "optim\n"
        "optim.learning_rate  0.1                            float  default  s.py:3  "
        "how far one step of the optimizer goes down the gradient\n"
        "\n"
        "1 file scanned, 2 parameters\n"
    )


def test_a_pipe_gets_colour_when_forced():
    assert COLOUR.search(in_pipe(FORCE_COLOR="1"))


def test_columns_is_honoured_in_a_pipe():
    assert max(map(len, in_pipe(COLUMNS="60").split("\n"))) <= 60
