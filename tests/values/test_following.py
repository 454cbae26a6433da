"""A default that is computed from a constant is no longer known once a constant is set."""

import pytest
from given_catalogs import catalog_of, parameter

from hprun.model import COMMAND_LINE, CONSTANTS, Constant, Default
from hprun.values.layer import Layer, assigned
from hprun.values.merge import resolve


def constant(name, value):
    """A constant of the program: a parameter that is delivered by assignment."""
    made = parameter(name, value, manager=CONSTANTS)
    (definition,) = made.definitions
    way = Constant("train.py", 1, 0, 1, 1)
    return made.replace(definitions=(definition.replace(delivery=way),))


def written(name, value, text):
    """A parameter whose default the scan has worked out."""
    return parameter(name, value).replace(default=Default(text, value, known=True))


def settled(text, *words):
    """What is known of a default that is written like this: its value, or nothing."""
    width = constant("WIDTH", 64)
    catalog = catalog_of(written("hidden", 256, text))
    catalog = catalog.replace(constants={"WIDTH": width}).widened()
    layers = [Layer(COMMAND_LINE, [assigned(each) for each in words])]
    each = resolve(catalog, layers).parameters["hidden"]
    default = each.parameter.default
    return default.value if default.known else default.text, each.winner and each.winner.value


@pytest.mark.parametrize("text", ["256", "float('256')", "[256]", "None", "no python", ""])
def test_what_names_nothing_is_as_it_was(text):
    assert settled(text, "WIDTH=8") == (256, 256)


@pytest.mark.parametrize("text", ["WIDTH * 4", "hidden", "[WIDTH]", "config.WIDTH", "f(4 * 64)"])
def test_what_may_follow_a_constant_is_computed(text):
    assert settled(text) == (256, 256)
    assert settled(text, "WIDTH=8") == (text, None)


def test_what_is_given_all_the_same_wins():
    assert settled("WIDTH * 4", "WIDTH=8", "hidden=7") == ("WIDTH * 4", 7)
