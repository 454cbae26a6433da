"""What reading costs while a script runs, in instructions, each beside a dict read."""

import subprocess

from measure import MISSING, cost, environment, has, table

SETUP = """
from hprun import auto_param, param_scope
from hprun.m import _
from hprun.runtime import root

values = {"lr": 1}
def function(lr=0.1, epochs=3, wd=1e-4): return lr
decorated = auto_param(function)
def wrapper(*args, **kwargs): return function(*args, **kwargs)
root.install(%s)
_("lr", 0.1)
for depth in range(%d):
    param_scope(**{f"level{depth}": depth}).__enter__()
copied = param_scope(lr=1)
mapping = {f"name{number}": number for number in range(%d)}
entry = {"lr": 1}
"""
SET = '{"lr": 1, "optim.wd": 2, "function.lr": 3, "function.wd": 3}'
MANY = '{f"name{number}": number for number in range(1000)}'

STATEMENTS = {
    "`decorated()`": ("decorated()", "bare wrappers", 4),
    "`decorated(1)`": ("decorated(1)", "bare wrappers", 4),
    "`decorated(lr=1)`": ("decorated(lr=1)", "bare wrappers", 4),
    '`_("lr", 0.1)`': ("_('lr', 0.1)", "dict reads", 8),
    '`_("lr")`': ("_('lr')", "dict reads", 8),
    "`param_scope.optim.wd | 1e-4`": ("param_scope.optim.wd | 1e-4", "dict reads", 20),
    "`with param_scope(lr=1): pass`": ("with param_scope(lr=1): pass", "dict reads", 60),
}
PEERS = {
    "hyperparameter": (
        "hyperparameter",
        "import hyperparameter as h\n"
        "scope = getattr(h, 'scope', None) or h.param_scope\n"
        "decorate = getattr(h, 'param', None) or h.auto_param\n"
        "@decorate('function')\n"
        "def function(lr=0.1, epochs=3, wd=1e-4): return lr\n"
        "opened = scope(**{'optim.wd': 2}); opened.__enter__()\n",
        {
            "scope.optim.wd | 1": "param_scope.optim.wd | 1",
            "function()": "decorated()",
            "with scope(lr=1): pass": "with param_scope(lr=1): pass",
        },
    ),
    "OmegaConf": (
        "omegaconf",
        "from omegaconf import OmegaConf\ncfg = OmegaConf.create({'optim': {'wd': 2}})\n",
        {"cfg.optim.wd": "param_scope.optim.wd | 1"},
    ),
    "hpman": (
        "hpman",
        "from hpman.m import _\n_.parse_source('_(\"lr\", 0.1)')\n",
        {"_('lr')": "_('lr')", "_('lr', 0.1)": "_('lr', 0.1)"},
    ),
}
"""Each with the module, a setting up, and what is measured, beside what is written for it here."""


def main(options):
    """Print the tables."""
    python = options.python
    units = _units(python)
    nothing = units["nothing"]
    for title, values, depth in (
        ("nothing set", "{}", 0),
        ("four values set", SET, 0),
        ("1,000 values set", MANY, 0),
        ("four values set, 30 scopes deep", SET, 30),
    ):
        rows = []
        for name, (statement, unit, limit) in STATEMENTS.items():
            spent = cost(python, SETUP % (values, depth, depth), statement, 2000) - nothing
            if statement.startswith("with"):
                spent -= units[f"copy of {depth}"]
            rows.append((name, spent, spent / units[unit], unit, limit))
        headings = ("", "instructions", "times", "unit", "limit")
        table(f"Reads: {title}", headings, [(n.replace("|", "\\|"), *r) for n, *r in rows])
    _growth(python, nothing)
    _threads(python, options.repeat)
    _peers(options, nothing)


def _units(python):
    setup = SETUP % ("{}", 0, 0)
    nothing = cost(python, setup, "pass", 200_000)
    units = {
        "nothing": nothing,
        "dict reads": cost(python, setup, "values['lr']", 20_000) - nothing,
        "bare wrappers": cost(python, setup, "wrapper()", 5000) - nothing,
    }
    for depth in (0, 30):
        copying = SETUP % ("{}", 0, depth)
        units[f"copy of {depth}"] = cost(python, copying, "mapping | entry", 5000) - nothing
    rows = list(units.items())
    table("Reads: units", ("", "instructions"), rows)
    return units


def _growth(python, nothing):
    rows = []
    for size in (0, 10, 100, 1000):
        held = SETUP % ("{}", 0, size) + "param_scope(mapping).__enter__()\n"
        copy = cost(python, held, "mapping | entry", 500) - nothing
        enter = cost(python, held, "with param_scope(lr=1): pass", 500) - nothing
        read = cost(python, held, "param_scope.name0 | 1", 2000) - nothing
        rows.append((size, enter, copy, enter - copy, read))
    headings = ("values in the scopes around", "enter and leave", "of it a copy", "rest", "a read")
    table("Reads: growth, in instructions", headings, rows)


THREADS = """
import sys, time
from threading import Thread

def measured(number):
    for _i in range(number):
        {statement}

measured(1000)
sys.setswitchinterval(1e-3)
started = time.perf_counter()
measured(500_000)
alone = time.perf_counter() - started
threads = [Thread(target=measured, args=(50_000,)) for _i in range(10)]
started = time.perf_counter()
for thread in threads: thread.start()
for thread in threads: thread.join()
print((time.perf_counter() - started) / alone)
"""


def _threads(python, repeat):
    """Ten threads that share the work of one, in turns if the interpreter makes them."""
    rows = []
    for shown, statement in (
        ("a dict read", "values['lr']"),
        ('`_("lr", 0.1)`', "_('lr', 0.1)"),
        ("`param_scope.optim.wd \\| 1`", "param_scope.optim.wd | 1"),
        ("`decorated()`", "decorated()"),
    ):
        program = SETUP % (SET, 0, 0) + THREADS.format(statement=statement)
        command = [python, "-c", program]
        found = [
            float(subprocess.check_output(command, env=environment(), text=True))
            for _ in range(repeat)
        ]
        rows.append((shown, min(found)))
    table("Reads: ten threads", ("", "times as long as one thread for all"), rows)


def _peers(options, nothing):
    rows = []
    setup_of_ours = SETUP % ('{"optim.wd": 2}', 0, 0)
    for name, (module, setup, statements) in PEERS.items():
        python = next((each for each in options.peers if has(each, module)), None)
        for statement, written in statements.items():
            shown = [f"`{each}`".replace("|", "\\|") for each in (statement, written)]
            if python is None:
                rows.append((name, shown[0], MISSING, shown[1], None, None))
                continue
            spent = cost(python, setup, statement, 200) - nothing
            ours = cost(options.python, setup_of_ours, written, 2000) - nothing
            rows.append((name, shown[0], spent, shown[1], ours, spent / ours))
    headings = ("peer", "", "instructions", "hprun", "instructions", "times")
    table("Reads: peers", headings, rows)
