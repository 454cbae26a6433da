"""What a record costs: before the script's first line, and for each report."""

import statistics
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import environment, table
from starts import OURS

_START = "import time\nprint(time.time())\n"
_REPORTS = """
import time

import hprun

def once():
    began = time.perf_counter()
    for step in range(2000):
        hprun.report(step, loss=0.5 / (step + 1), accuracy=0.25)
    return (time.perf_counter() - began) / 2000

print(min(once() for _ in range(15)))
"""
_PAIRS = 15


def main(options):
    """Print the table; of the starts, in turns with and without a record, medians and the least."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["git", "init", "-q", name], check=True)
        (folder / "start.py").write_text(_START, encoding="utf-8")
        (folder / "reports.py").write_text(_REPORTS, encoding="utf-8")
        hprun = [options.python, "-c", OURS]
        plain, recorded = [], []
        for _ in range(_PAIRS * options.repeat):
            plain.append(_until_the_first_line([*hprun, "start.py"], folder))
            recorded.append(_until_the_first_line([*hprun, "--record", "start.py"], folder))
        seconds = float(_output([*hprun, "--record", "reports.py"], folder))
    more = statistics.median(b - a for a, b in zip(plain, recorded, strict=True))
    rows = [
        ("before the first line, median, ms", more * 1e3, 60.0),
        ("before the first line, the least, ms", (min(recorded) - min(plain)) * 1e3, 60.0),
        ("hprun.report of two metrics, µs", seconds * 1e6, 20.0),
    ]
    table("Records", ("a record costs", "measured", "limit"), rows)


def _until_the_first_line(command, folder):
    began = time.time()
    return float(_output(command, folder)) - began


def _output(command, folder):
    env = environment(XDG_CACHE_HOME=str(folder / "cache"))
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout
