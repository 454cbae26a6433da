"""Record what scripts write with the real hpman and hpargparse under python.

    python tests/compat/record_hpman.py     # in an environment with hpman 0.13.0, hpargparse 0.14.0

The record is what `test_hpman_side_by_side` compares with.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).parent / "data" / "hpman"
RECORD = DATA / "record.json"
LOAD = ["--hp-load", "values.yaml"]
CASES = [
    ["managers.py"],
    ["basic.py"],
    ["hints.py"],
    ["nested.py"],
    ["names.py"],
    ["any_type.py"],
    ["errors.py"],
    ["order.py"],
    ["places.py"],
    ["prefixed.py"],
    ["two_files/main.py", "some_arg"],
    ["two_files/main.py", "some_arg", "--a", "3", "--b", "5"],
    ["two_files/main.py", "some_arg", "--a", "3", "--hp-list"],
    ["brief.py"],
    ["brief.py", "-h"],
    ["brief.py", "--weight-decay", "1e-4"],
    ["brief.py", "--weight-decay=1e-4", "--hp-list"],
    ["brief.py", "--hp-list", "json"],
    ["brief.py", "--name", "sgd", "--amp", "true", "--layers", "[3]", "--opt", '{"b": 2}'],
    ["brief.py", "--hp-exit"],
    ["brief.py", *LOAD],
    ["brief.py", *LOAD, "--weight-decay", "2"],
    ["brief.py", *LOAD, "--hp-list", "yaml"],
    ["brief.py", "--name", "sgd", "--hp-save", "/dev/stdout", "--hp-serial-format", "yaml"],
]


def shown(command):
    """The exit status of a command, and the lines it writes without the blanks that fill them."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=DATA, env=environment, text=True, stdin=subprocess.DEVNULL,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return [done.returncode, [line.rstrip() for line in done.stdout.rstrip().split("\n")]]


def main():
    """Write the record."""
    record = {" ".join(case): shown([sys.executable, *case]) for case in CASES}
    RECORD.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
