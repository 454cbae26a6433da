"""What each parameter is set by in a panel."""

from textwrap import dedent

import pytest

from hprun.notebooks.controls import CHOICE, SECRET, SLIDER, SWITCH, TEXT, Control, control_of
from hprun.ranges import Range
from hprun.scan import scan_source

AS_IT_IS = "from enum import Enum\nfrom typing import Literal\nfrom hprun import auto_param\n"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("_('a', 0.1)", Control(TEXT, "0.1")),
        ("_('a', 1e-4)", Control(TEXT, "1e-4")),
        ("_('a', 'run')", Control(TEXT, "run")),
        ("_('a', [1, 2])", Control(TEXT, "[1, 2]")),
        ("_('a', None)", Control(TEXT, "null")),
        ("_('a', f())", Control(TEXT, "")),
        ("_('a', type=int)", Control(TEXT, "")),
        ("_('a', True)", Control(SWITCH, start=True)),
        ("_('a', type=bool)", Control(SWITCH, start=False)),
        ("_('a', 3, range=(1, 5))", Control(SLIDER, 3, (), Range(1, 5), whole=True)),
        ("_('a', 0.5, range=(0, 1))", Control(SLIDER, 0.5, (), Range(0, 1))),
        ("_('a', 9, range=(1, 5))", Control(SLIDER, 1, (), Range(1, 5), whole=True)),
        ("_('a', type=float, range=(0, 1))", Control(SLIDER, 0, (), Range(0, 1))),
        ("_('a', 0.1, range=(1e-5, 1))", Control(SLIDER, 0.1, (), Range(1e-5, 1, log=True))),
        ("_('a', 0.1, range=(0, None))", Control(TEXT, "0.1")),
        (
            "_('a', 'x', choices=['x', 'y'])",
            Control(CHOICE, "x", [("x", "x"), ("y", "y")]),
        ),
        ("_('a', 2, choices=[1, 2])", Control(CHOICE, 2, [("1", 1), ("2", 2)])),
        ("_('a', type=str, choices=['x'])", Control(CHOICE, "x", [("x", "x")])),
        ("_('a', 'x', secret=True)", Control(SECRET, "")),
        (
            "@auto_param('a')\ndef f(b: Literal['x'] | None = None): ...",
            Control(CHOICE, None, [("x", "x"), ("null", None)]),
        ),
    ],
)
def test_a_parameter_is_set_by(said, expected):
    source = f"{AS_IT_IS}from hprun.m import _\n{dedent(said)}\n"
    ((key, parameter),) = scan_source(source.encode()).parameters.items()
    assert control_of(key, parameter) == expected
