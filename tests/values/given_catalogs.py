"""Catalogs for the tests of this folder, as a scan would make them."""

from hprun.convert import type_of
from hprun.literal import Text
from hprun.model import (
    ANY,
    LATE,
    Catalog,
    Default,
    Definition,
    Dynamic,
    Location,
    Parameter,
    Problem,
)
from hprun.values.merge import resolve
from hprun.values.overrides import parse

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
        role=role or ("read" if given is None else "default"),
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
    return resolve(catalog, files, environ or {}, [parse(word) for word in words])


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
