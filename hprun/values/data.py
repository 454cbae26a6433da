"""Layer 1: values as JSON can hold them."""

from __future__ import annotations

from math import isfinite

from hprun.show import show


def data_of(value: object) -> object:
    """Return the value as JSON can hold it: what it has no word for is the text of it."""
    match value:
        case float() if not isfinite(value):
            return show(value)
        case list() | tuple():
            return [data_of(each) for each in value]
        case set() | frozenset():
            return sorted((data_of(each) for each in value), key=repr)
        case dict():
            return {
                key if isinstance(key, str) else show(key): data_of(v) for key, v in value.items()
            }
        case str():
            return str(value)
    return value
