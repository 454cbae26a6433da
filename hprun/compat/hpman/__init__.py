"""Layer 2: hpman 0.13 by hprun: what is served for ``import hpman`` where it is not installed.

    m               the managers by name
    hpm             the manager
    parse, files    occurrences in sources; rules: what is demanded of them together
    rows, hpm_db    occurrences in a row, and in a tree
    primitives      errors and marks; source_helper: lines around a place

Names of hpman's own modules are kept, so that what is imported from them is found.
"""

from __future__ import annotations

__version__ = "0.13.0"
"""The version of hpman whose public API this is."""

_MODULES = ("m", "hpm", "hpm_db", "primitives", "source_helper")
_HOMES = {
    "DoubleAssignmentException": "primitives",
    "EmptyValue": "primitives",
    "ImpossibleTree": "primitives",
    "NotLiteralEvaluable": "primitives",
    "NotLiteralNameException": "primitives",
    "HyperParameterManager": "hpm",
    "SourceHelper": "source_helper",
    "HyperParameterDB": "rows",
    "HyperParameterDBLambdas": "rows",
    "HyperParameterOccurrence": "rows",
    "HyperParameterPriority": "rows",
    "L": "rows",
    "P": "rows",
    "HyperParamNode": "hpm_db",
    "HyperParamTree": "hpm_db",
}
__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - the names are strings


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return __import__(f"{__name__}.{name}", fromlist=[name])
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    home = __import__(f"{__name__}.{_HOMES[name]}", fromlist=[name])
    value = globals()[name] = getattr(home, name)
    return value
