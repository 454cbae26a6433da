"""A script for every feature that hpman and hpargparse document: without them, and with them.

What each writes with the real packages under python is recorded (`record_hpman.py`). Where hprun
does something else on purpose, `DIFFERENCES` says why, and what.
"""

import importlib.util
import json
import sys

import pytest
from record_hpman import CASES, RECORD, shown

INSTALLED = importlib.util.find_spec("hpman") is not None
REAL = json.loads(RECORD.read_text())
LOADED = "('layers', [4, 5]), ('name', 'sgd'), ('opt', {'z': 3}), ('weight_decay', %s)]"
UNLOADED = "('layers', [1, 2]), ('name', 'adam'), ('opt', {'a': 1}), ('weight_decay', %s)]"


def replaced(case, *pairs):
    """What the real package writes, with pieces of it replaced."""
    status, lines = REAL[case]
    text = "\n".join(lines)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return [status, text.split("\n")]


DIFFERENCES = {
    # The value of a name that ends with a dot is the value, not a tree around it.
    "names.py": replaced("names.py", ("{'': 1}", "1")),
    # Lists and dicts are called what they are.
    "brief.py -h": replaced(
        "brief.py -h",
        (
            "A type_func hyper-parameter named `layers`. (default:\n                        [1, 2])",
            "A list hyper-parameter named `layers`. (default: [1,\n                        2])",
        ),
        (
            "A type_func hyper-parameter named `opt`. (default:\n                        {'a': 1})",
            "A dict hyper-parameter named `opt`. (default: {'a':\n                        1})",
        ),
    ),
    # JSON is not cut at the width of the terminal.
    "brief.py --hp-list json": replaced(
        "brief.py --hp-list json", ('"opt": {', '"opt": {"a": 1}}')
    ),
    # What was loaded also stands in the parsed arguments.
    "brief.py --hp-load values.yaml": replaced(
        "brief.py --hp-load values.yaml", (UNLOADED % "1e-05", LOADED % "0.5")
    ),
    "brief.py --hp-load values.yaml --weight-decay 2": replaced(
        "brief.py --hp-load values.yaml --weight-decay 2", (UNLOADED % "2.0", LOADED % "2.0")
    ),
    # The format that was asked for is the one that is written.
    "brief.py --name sgd --hp-save /dev/stdout --hp-serial-format yaml": [
        0,
        [
            *("amp: false", "layers:", "- 1", "- 2", "name: sgd", "opt:", "  a: 1"),
            "weight_decay: 1.0e-05",
            "[('amp', False), ('hp_detail', False), ('hp_exit', False), ('hp_list', None), "
            "('hp_load', None), ('hp_save', '/dev/stdout'), ('hp_serial_format', 'yaml'), "
            "('layers', [1, 2]), ('name', 'sgd'), ('opt', {'a': 1}), ('weight_decay', 1e-05)]",
            *("weight decay is 1e-05", "sgd False [1, 2] {'a': 1}"),
        ],
    ],
}
each_case = pytest.mark.parametrize("case", CASES, ids=" ".join)


@each_case
def test_a_script_writes_under_hprun_what_it_writes_with_the_real_packages(case):
    key = " ".join(case)
    expected = REAL[key] if INSTALLED else DIFFERENCES.get(key, REAL[key])
    assert shown([sys.executable, "-m", "hprun", case[0], "--", *case[1:]]) == expected


VALUES = ["-D", "weight_decay=3", "--name", "sgd", "--amp", "--opt", "{q: 1}"]


def test_values_reach_a_script_with_hpman_and_without_it():
    """With the real package too, if this is run where it is installed."""
    ours = shown([sys.executable, "-m", "hprun", "brief.py", *VALUES, "--", "--layers", "[7]"])
    assert ours[1][-2:] == ["weight decay is 3.0", "sgd True [7] {'a': 1, 'q': 1}"]


def test_every_recorded_script_is_run():
    assert list(REAL) == [" ".join(case) for case in CASES]
    assert set(DIFFERENCES) <= set(REAL)
