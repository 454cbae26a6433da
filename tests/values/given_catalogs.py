"""Catalogs for the tests of this folder, as a scan would make them."""

from hprun.convert import type_of
from hprun.literal import Text
from hprun.model import (
    ANY,
    COMMAND_LINE,
    LATE,
    Catalog,
    Default,
    Definition,
    Dynamic,
    Location,
    Parameter,
    Problem,
)
from hprun.values.environment import layer as environment_layer
from hprun.values.files import layer as file_layer
from hprun.values.interpolation import interpolated
from hprun.values.layer import Layer
from hprun.values.layer import assigned as parse
from hprun.values.merge import resolve, sound

REQUIRED = object()


def parameter(
    name, default=REQUIRED, *, line=1, manager="_", about="", role="", to=None, text=None
):
    """A parameter at `train.py:LINE`; with a `text`, its default is known only at run time."""
    given = None if default is REQUIRED else Default(repr(default), default, known=True)
    if text is not None:
        given = Default(text)
    kind = to or (LATE if text is not None else ANY if given is None else type_of(default))
    definition = Definition(
        name=name,
        location=Location("train.py", line),
        dialect="_",
        role=role or ("demand" if given is None else "default"),
        manager=manager,
        default=given,
    )
    return Parameter(name, kind, given, about, (definition,), manager)


def catalog_of(*parameters, dynamic=(), problems=()):
    """A catalog in which a name of two managers is qualified."""
    names = [each.name for each in parameters]
    keys = [
        each.slot if names.count(each.name) > 1 and each.manager != "_" else each.name
        for each in parameters
    ]
    return Catalog(dict(zip(keys, parameters, strict=True)), tuple(dynamic), tuple(problems))


def resolved(catalog, *words, files=(), environ=None):
    """The resolution of words after -D."""
    layers = [
        *(file_layer(each, catalog) for each in files),
        environment_layer(environ or {}, catalog),
        Layer(COMMAND_LINE, [parse(word) for word in words]),
    ]
    return sound(resolve(catalog, interpolated(layers, catalog)))


__all__ = [
    "REQUIRED",
    "Dynamic",
    "Location",
    "Problem",
    "Text",
    "catalog_of",
    "parameter",
    "resolved",
]
