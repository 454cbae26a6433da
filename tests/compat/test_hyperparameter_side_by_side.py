"""A script for every feature that hyperparameter documents, without it and with it.

What each prints was recorded with the real package under python (`record_hyperparameter.py`).
"""

import importlib.util
import sys

import pytest
from hyperparameter_scripts import SCRIPTS, outputs

WITHOUT = importlib.util.find_spec("hyperparameter") is None
each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


@pytest.mark.skipif(not WITHOUT, reason="hyperparameter is installed here")
@each_script
def test_a_script_prints_under_hprun_what_it_printed_with_hyperparameter(script):
    printed = outputs(script, lambda words: [sys.executable, "-m", "hprun", script, "--", *words])
    assert printed == script.with_suffix(".txt").read_text(encoding="utf-8")
