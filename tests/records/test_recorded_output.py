"""What a recorded script writes is what it writes without a record, byte for byte."""

import subprocess
import sys

import pytest
from recorded_processes import (
    HPRUN,
    Terminal,
    environment,
    piped,
    records,
    status,
    the_record,
    until,
)

PARTS = {
    "both ways in turns": """
import sys
for number in range(50):
    print(number, flush=True)
    print(-number, file=sys.stderr)
""",
    "whether it is a terminal": """
import os, sys
print([os.isatty(each) for each in range(3)], sys.stdout.isatty(), sys.stderr.encoding)
sys.stdout.flush()
""",
    "children and C code": """
import ctypes, os, subprocess, sys
subprocess.run([sys.executable, "-c", "print('child')"])
os.system("echo shell; echo error >&2")
libc = ctypes.CDLL(None)
libc.puts(b"from C")
libc.fflush(None)
""",
    "bytes that are no text": """
import os
os.write(1, bytes(range(256)) * 3)
os.write(2, b"\\r\\n\\x1b[31m\\x00\\xff")
""",
    "much": """
for number in range(20_000):
    print("a line of this length", number)
""",
    "an exception, and no newline at the end": """
import atexit
atexit.register(print, "end", end="")
def f():
    raise ValueError("no")
f()
""",
}
SCRIPTS = {"all at once": "".join(PARTS.values())} | PARTS
SCRIPTS |= {
    "nothing": "",
    "an exit with a text": "raise SystemExit('bye')",
    "a closed way out": "import os\nos.close(1)\nos.write(2, b'still here')\n",
}
NAMES = [
    pytest.param(name, marks=[pytest.mark.slow] if position else [])
    for position, name in enumerate(SCRIPTS)
]


@pytest.mark.parametrize("name", NAMES)
def test_in_pipes(name, tmp_path):
    (tmp_path / "s.py").write_text(SCRIPTS[name])
    plain = piped("s.py", folder=tmp_path)
    recorded = piped("s.py", "--record", folder=tmp_path)
    assert (recorded.returncode, recorded.stdout, recorded.stderr) == (
        plain.returncode,
        plain.stdout,
        plain.stderr,
    )
    log = (the_record(tmp_path) / "output.log").read_bytes()
    assert sorted(log) == sorted(plain.stdout + plain.stderr)


@pytest.mark.parametrize("name", NAMES)
def test_in_one_pipe_the_order_is_kept(name, tmp_path):
    (tmp_path / "s.py").write_text(SCRIPTS[name])

    def shown(*words):
        return subprocess.run(
            [*HPRUN, "s.py", *words], cwd=tmp_path, env=environment(), check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ).stdout  # fmt: skip

    plain = shown()
    assert shown("--record") == plain
    assert (the_record(tmp_path) / "output.log").read_bytes() == plain


@pytest.mark.parametrize("name", NAMES)
def test_in_a_terminal(name, tmp_path):
    (tmp_path / "s.py").write_text(SCRIPTS[name])
    plain, recorded = (Terminal([*HPRUN, "s.py", *words], tmp_path) for words in ([], ["--record"]))
    assert recorded.end() == plain.end()
    assert recorded.status == plain.status
    log = (the_record(tmp_path) / "output.log").read_bytes()
    assert log.replace(b"\n", b"\r\n") == plain.shown


@pytest.mark.slow
def test_output_in_a_file(tmp_path):
    (tmp_path / "s.py").write_text(SCRIPTS["both ways in turns"])
    with open(tmp_path / "out", "wb") as out:
        command = [*HPRUN, "s.py", "--record"]
        subprocess.run(command, cwd=tmp_path, env=environment(), stdout=out, stderr=out, check=True)
    written = (tmp_path / "out").read_bytes()
    assert written == b"".join(b"%d\n%d\n" % (each, -each) for each in range(50))
    assert (the_record(tmp_path) / "output.log").read_bytes() == written


def test_a_reader_that_goes_away(tmp_path):
    (tmp_path / "s.py").write_text("while True:\n    print('y' * 70)\n")
    command = f"{sys.executable} -m hprun s.py --record 2>/dev/null | head -n 2"
    shown = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, check=True
    )
    assert shown.stdout == (b"y" * 70 + b"\n") * 2
    record = the_record(tmp_path)
    assert until((record / "status.json").exists)
    assert status(record)["error"]["type"] == "BrokenPipeError"


def test_what_a_child_writes_after_the_end(tmp_path):
    """The command ends when the script does; its child goes on to write."""
    (tmp_path / "s.py").write_text(
        "import subprocess\n"
        "wait = 'while ! test -e go; do sleep 0.02; done; echo late'\n"
        "subprocess.Popen(['sh', '-c', wait])\nprint('end')\n"
    )
    command = [*HPRUN, "s.py", "--record"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE) as run:
        assert run.wait() == 0
        log = the_record(tmp_path) / "output.log"
        assert log.read_bytes() == b"end\n"
        (tmp_path / "go").touch()
        assert run.stdout.read() == b"end\nlate\n"
    assert log.read_bytes() == b"end\nlate\n"


# A terminal

TALK = """
import os, signal, sys, time
signal.signal(signal.SIGWINCH, lambda *_: print("size", *os.get_terminal_size(1)))
print("size", *os.get_terminal_size(1))
print("hello", input("name? "))
time.sleep(20)
"""


def test_a_conversation_a_new_size_and_ctrl_c(tmp_path):
    (tmp_path / "s.py").write_text(TALK)
    terminal = Terminal([*HPRUN, "s.py", "--record"], tmp_path, (30, 90))
    terminal.see(b"name? ")
    terminal.type(b"ann\n")
    terminal.see(b"hello ann\r\n")
    terminal.resize(40, 100)
    terminal.see(b"size 100 40")
    terminal.type(b"\x03")
    shown = terminal.end()
    assert shown.startswith(b"size 90 30\r\nname? ann\r\nhello ann\r\n")
    assert shown.endswith(b"\r\nKeyboardInterrupt\r\n")  # asleep, or on the way back from print
    assert terminal.status == -2
    record = the_record(tmp_path)
    assert status(record)["status"] == "interrupted"
    assert status(record)["signal"] == "SIGINT"
    assert status(record)["error"] == {"type": "KeyboardInterrupt", "message": ""}


@pytest.mark.slow
def test_job_control(tmp_path):
    """ctrl-z stops the script, the shell takes over, and fg goes on."""
    (tmp_path / "s.py").write_text(
        "import time\nprint('ready', flush=True)\nfor each in range(20):\n"
        "    time.sleep(0.1)\nprint('through')\n"
    )
    shell = Terminal(["bash", "--norc", "--noediting", "-i"], tmp_path)
    shell.type(b"PS1='% '; " + " ".join((*HPRUN, "s.py --record")).encode() + b"\n")
    shell.see(b"ready")
    shell.type(b"\x1a")
    shell.see(b"Stopped")
    shell.type(b"echo in $((1 + 1))\n")
    shell.see(b"in 2")
    assert not (the_record(tmp_path) / "status.json").exists()
    shell.type(b"fg\n")
    shell.see(b"through")
    shell.type(b"exit $?\n")
    shell.end()
    assert shell.status == 0
    assert status(the_record(tmp_path))["status"] == "completed"


@pytest.mark.slow
def test_without_a_terminal_to_be_had_the_run_goes_on(tmp_path):
    (tmp_path / "s.py").write_text(SCRIPTS["whether it is a terminal"])
    (tmp_path / "sitecustomize.py").write_text(
        "import os\ndef openpty():\n    raise OSError('out of pty devices')\nos.openpty = openpty\n"
    )
    command = ["env", f"PYTHONPATH={tmp_path}", *HPRUN, "s.py", "--record"]
    terminal = Terminal(command, tmp_path)
    shown = terminal.end().decode()
    (record,) = records(tmp_path)
    assert shown == (
        "hprun: the run goes on, but what it writes is not recorded, for there is no"
        f" pseudo-terminal: out of pty devices ({record.name})\r\n"
        "[True, True, True] True utf-8\r\n"
    )
    assert status(record)["status"] == "completed"
