"""How a value lies outside of the range of a type, apart from being of no fitting kind."""

import pytest

from hprun.model import NONE, Type
from hprun.ranged_types import with_range
from hprun.ranges import Range
from hprun.scan.misfits import misfit

INT = Type("int")


@pytest.mark.parametrize(
    ("value", "to", "said"),
    [
        pytest.param("x", INT, "", id="another kind"),
        pytest.param(8, INT, "", id="within"),
        pytest.param(9, INT, "9 is not from 1 to 8", id="outside"),
        pytest.param(9, Type("union", (INT, NONE)), "9 is not from 1 to 8", id="outside, optional"),
        pytest.param([1, 0], Type("list", (INT,)), "0 is not from 1 to 8", id="an element"),
    ],
)
def test_a_misfit_is_told(value, to, said):
    assert misfit(value, with_range(to, Range(1, 8))) == said
