"""Random programs: what the scan says of their command line is what their parser says."""

import contextlib
import io
import json
import tempfile
from pathlib import Path

import pytest
from compare import compare
from hypothesis import HealthCheck, given, settings
from oracle import account_here
from programs import programs

from hprun.cli import main

UNFINISHED = (Exception, SystemExit)
"""What a program raises that is not legal: argparse refuses it, or Python does."""


def _said(folder):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.chdir(folder):
        main(["inspect", "--json", "--no-cache", "main.py"])
    return json.loads(out.getvalue())


def check_program(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8")
        try:
            account = account_here(Path(folder))
        except UNFINISHED:
            return
        findings = [each for each in compare(_said(folder), account) if each.verdict != "found"]
        assert findings == []


_quiet = {"deadline": None, "suppress_health_check": [*HealthCheck], "database": None}


@settings(max_examples=40, derandomize=True, **_quiet)
@given(programs())
def test_a_scan_says_what_the_parser_says(files):
    check_program(files)


@pytest.mark.slow
@settings(max_examples=3000, **_quiet)
@given(programs())
def test_a_scan_says_what_the_parser_says_of_many_programs(files):
    check_program(files)
