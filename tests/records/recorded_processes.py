"""Runs of hprun as processes: through pipes, and in a terminal of their own."""

import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

HPRUN = (sys.executable, "-m", "hprun")


def environment(**more):
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("HPRUN_", "PYTEST_")) and name not in ("RANK", "LOCAL_RANK")
    }
    return kept | more


def piped(*words, folder, **more):
    return subprocess.run(
        [*HPRUN, *words], cwd=folder, env=environment(**more), capture_output=True, check=False,
        stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip


def started(*words, folder, **more):
    return subprocess.Popen(
        [*HPRUN, *words], cwd=folder, env=environment(**more), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
    )  # fmt: skip


def the_record(folder):
    (found,) = records(folder)
    return found


def records(folder):
    return sorted(path for path in (Path(folder) / "runs").iterdir() if path.is_dir())


def status(record):
    return json.loads((record / "status.json").read_text())


def until(condition, patience=20.0):
    """Wait for a condition; the last look decides."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.01)
    return condition()


class Terminal:
    """A command in a terminal of its own, which a test types into."""

    def __init__(self, command, folder, size=(24, 80)):
        self.process, self._master = os.forkpty()
        if not self.process:
            os.chdir(folder)
            os.execvpe(command[0], command, environment(TERM="dumb"))
        self.resize(*size)
        self.shown = b""
        self.status = None

    def resize(self, lines, columns):
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    def type(self, keys):
        os.write(self._master, keys)

    def see(self, text, patience=20.0):
        """Read until a text is shown."""
        end = time.monotonic() + patience
        while text not in self.shown and time.monotonic() < end and self._read(0.05):
            pass
        assert text in self.shown, self.shown

    def end(self, patience=20.0):
        """Read to the end, and return all that was shown."""
        end = time.monotonic() + patience
        while time.monotonic() < end and self._read(0.05):
            pass
        if time.monotonic() >= end:
            os.kill(self.process, signal.SIGKILL)
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        os.close(self._master)
        return self.shown

    def _read(self, patience):
        if select.select([self._master], [], [], patience)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return False
            self.shown += data
            return bool(data)
        return True
