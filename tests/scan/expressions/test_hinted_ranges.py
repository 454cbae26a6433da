"""Ranges as the code says them: hints of a manager, notes in annotations; and what is none."""

from textwrap import dedent

import pytest
from scan_checks import told

from hprun.ranged_types import range_of
from hprun.ranges import Range
from hprun.scan import scan_source

HEAD = """\
from typing import Annotated, Any, Optional
import hprun
from hprun import Range, Range as R, auto_param
from hprun.m import _
LOW = 1
"""


def only(source):
    catalog = scan_source((HEAD + dedent(source)).encode(), "s.py")
    (parameter,) = catalog.parameters.values()
    return parameter, catalog


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('_("a", 1)', id="no hint"),
        pytest.param('_("a", 1, log=True)', id="log alone"),
        pytest.param('_("a", 1, range=x)', id="not known"),
        pytest.param('_("a", 1, range=(1, 2, 3))', id="three ends"),
        pytest.param('_("a", 1, range=(1, "x"))', id="an end that is a text"),
        pytest.param('_("a", 1, range=(False, True))', id="ends that are bools"),
        pytest.param('_("a", 1, range=5)', id="a number"),
        pytest.param('_("a", "x", range=(1, 2))', id="a parameter that is a text"),
        pytest.param("@auto_param\ndef f(a: Annotated[int, 'x'] = 1): ...", id="another note"),
        pytest.param("@auto_param\ndef f(a: Annotated[int, other(1, 2)] = 1): ...", id="another call"),
        pytest.param("Range = print\n@auto_param\ndef f(a: Annotated[int, Range(1, 2)] = 1): ...", id="another Range"),
        pytest.param("@auto_param\ndef f(a: Annotated[Other, Range(1, 2)] = 1): ...", id="of a type that is not known"),
    ],
)  # fmt: skip
def test_no_range_is_found(source):
    parameter, catalog = only(source)
    assert range_of(parameter.type) is None
    assert catalog.problems == ()


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        pytest.param('_("a", 0.1, range=(1e-5, 1e-1), log=True)', "float", Range(1e-5, 0.1, log=True), id="hints"),
        pytest.param('_("a", 0.1, range=[0, 1])', "float", Range(0, 1), id="a list"),
        pytest.param('_("a", 4, range=(LOW, LOW * 8))', "int", Range(1, 8), id="constants"),
        pytest.param('_("a", 4, range=(None, 8))', "int", Range(high=8), id="no lower end"),
        pytest.param('_("a", 4, range=Range(low=1))', "int", Range(1), id="a Range"),
        pytest.param('_("a", 4, range=hprun.Range(1, 8, log=True))', "int", Range(1, 8, log=True), id="by its path"),
        pytest.param('_("a", None, range=(1, 8))', "int | float | None", Range(1, 8), id="None"),
        pytest.param('_("a", None, type=Optional[int], range=(1, 8))', "int | None", Range(1, 8), id="optional"),
        pytest.param('_("a", f(), range=(1, 8))', "int | float", Range(1, 8), id="a computed default"),
        pytest.param('_("a", range=(1, 8))', "int | float", Range(1, 8), id="no default"),
        pytest.param('_("a", [1, 2], range=(1, 8))', "list[int]", Range(1, 8), id="elements"),
        pytest.param('a: Annotated[int, Range(1, 8)] = _("a", 4)', "int", Range(1, 8), id="an annotation"),
        pytest.param("@auto_param\ndef f(a: Annotated[float, R(1e-5, 0.1, log=True)] = 1e-3): ...", "float", Range(1e-5, 0.1, log=True), id="auto_param"),
        pytest.param("@auto_param\ndef f(a: 'Annotated[int, Range(1, 8)]' = 2): ...", "int", Range(1, 8), id="in quotes"),
        pytest.param("@auto_param\ndef f(a: Annotated[int, 'x', Range(1, 8)] = 2): ...", "int", Range(1, 8), id="behind another note"),
        pytest.param("@auto_param\ndef f(a: Optional[Annotated[int, Range(1)]] = None): ...", "int | None", Range(1), id="inside of Optional"),
        pytest.param("@auto_param\ndef f(a: Annotated[Optional[int], Range(1)] = None): ...", "int | None", Range(1), id="around Optional"),
        pytest.param("@auto_param\ndef f(a: list[Annotated[int, Range(1)]] = []): ...", "list[int]", Range(1), id="inside of a list"),
        pytest.param("@auto_param\ndef f(a: Annotated[Any, Range(1)] = 2): ...", "int | float", Range(1), id="of anything"),
        pytest.param("Small = Annotated[float, Range(0, 1)]\n@auto_param\ndef f(a: Small = 0.5): ...", "float", Range(0, 1), id="an alias"),
    ],
)  # fmt: skip
def test_a_range_is_read(source, kind, expected):
    parameter, catalog = only(source)
    assert (str(parameter.type), range_of(parameter.type)) == (kind, expected)
    assert catalog.problems == ()


def test_a_computed_name_has_a_range():
    source = f'{HEAD}_(f"layer{{i}}.width", 64, range=(1, 512))'
    (dynamic,) = scan_source(source.encode(), "s.py").dynamic
    assert range_of(dynamic.type) == Range(1, 512)


@pytest.mark.parametrize(
    ("source", "problem", "message"),
    [
        pytest.param(
            '_("a", 5, range=(0, 1))',
            "range a at s.py:6",
            "the default of 'a' (s.py:6): 5 is not from 0 to 1",
            id="a default outside",
        ),
        pytest.param(
            '_("a", [0.5, 2.0], range=(0, 1))',
            "range a at s.py:6",
            "the default of 'a' (s.py:6): 2.0 is not from 0 to 1",
            id="an element outside",
        ),
        pytest.param(
            '_("a", 5, range=(1, 0))',
            "range a at s.py:6",
            "'a' (s.py:6): its range is empty: 1 is above 0",
            id="ends exchanged",
        ),
        pytest.param(
            '_("a", 5, range=(0, 10), log=True)',
            "range a at s.py:6",
            "'a' (s.py:6): its range is logarithmic, and does not begin above 0",
            id="a logarithm from 0 on",
        ),
    ],
)
def test_what_is_wrong_with_a_range_is_a_problem(source, problem, message):
    _, catalog = only(source)
    assert told(catalog)[1:] == [problem]
    assert catalog.problems[0].message == message
