"""What the scan makes of the ways in which hpman's scripts give and read values."""

from textwrap import dedent

import pytest

from hprun.errors import MissingValue
from hprun.scan import scan_source
from hprun.values.merge import ready, resolve

HEAD = "from hpman.m import _, hp\n"


def found(source):
    return scan_source((HEAD + dedent(source)).encode(), "s.py")


def check_ready(source, *names):
    """The parameters of a script that can be run without any value."""
    catalog = found(source)
    ready(resolve(catalog, []), catalog)
    assert [*catalog.parameters] == [*names]
    assert catalog.problems == ()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("_('a.b', 1)\n_('a')", ["a.b"], id="a branch that is only read is none"),
        pytest.param("_('a.b', 1)\n_.get_value('a')", ["a.b"], id="a branch, by its method"),
        pytest.param("_.set_values({'a': 1})\n_('a')", ["a"], id="set by name"),
        pytest.param("_.set_values(read())\n_('a')", ["a"], id="set by any name"),
        pytest.param("_.set_tree(read())\n_('a.b')", ["a.b"], id="set in a tree"),
        pytest.param("_.parse_source(text)\n_('a')", ["a"], id="given by another source"),
        pytest.param("hp.set_tree(read())\nhp('a')", ["a"], id="another manager"),
        pytest.param("for i in x: _(f'v{i}', 1)\n_('v1')", ["v1"], id="given by a computed name"),
    ],
)
def test_a_value_that_the_script_may_give_itself_is_not_demanded(source, names):
    check_ready(source, *names)


@pytest.mark.parametrize(
    "source",
    [
        "_('a', required=True)",
        "_.set_values({'b': 1})\n_('a', required=True)",
        "hp.set_tree(read())\n_('a', required=True)",
    ],
)
def test_one_that_nothing_gives_is(source):
    catalog = found(source)
    with pytest.raises(MissingValue):
        ready(resolve(catalog, []), catalog)


def test_a_leaf_that_is_a_tree_is_a_clash_still():
    assert [each.kind for each in found("_('a', {'b': 1})\n_('a.b')").problems] == ["clash"]
