"""Layer 2: a value becomes what its reader's default says, as hyperparameter documents it.

hprun's own names hand a value over as the script set it, and only texts that the user typed are
read by the type of their reader. hyperparameter does so with every value: ``"42"`` is 42 to a
reader whose default is an int, and 42 is ``"42"`` to one whose default is a str.

What does not fit is treated by where it comes from. A text that the user typed is refused, loudly.
A str that the script itself set is handed over as it is, unless the reader wants a bool: any text
but the empty one would count as true.
"""

from __future__ import annotations

from hprun.errors import InvalidValue
from hprun.literal import NotLiteralError, Text, scalar
from hprun.runtime import store
from hprun.runtime.cells import MISSING, Cell
from hprun.runtime.store import Frame


def read(seen: Frame, name: str, default: object = MISSING) -> object:
    """Return the value of `name` as the default wants it, else the default.

    Raises MissingParameter where there is neither, and InvalidValue.
    """
    value = store.find(seen, name)
    if value is MISSING:
        return store.read(seen, name, default)
    return taken(seen, name, value, default)


def taken(
    seen: Frame, name: str, value: object, default: object, annotation: object = MISSING
) -> object:
    """Return what was found in the store as its reader wants it."""
    if isinstance(value, Cell):
        if value.undecided and isinstance(value.value, Text):
            if value.watch:
                store.note(seen, name, value)
            return typed(name, value.value, default, annotation)
        value = store.open_cell(seen, name, value, default, annotation)
    return value if value.__class__ is default.__class__ else fitted(name, value, default)


def typed(name: str, text: Text, default: object, annotation: object) -> object:
    """Return what a text means that the user typed; it stays a str where nothing declares a type.

    For an int, a number with a fraction keeps it. Raises InvalidValue where it does not fit.
    """
    if annotation is MISSING and (default is MISSING or default is None):
        return str(text)
    from hprun.runtime.finish import finish

    try:
        return finish(name, text, default, annotation)
    except InvalidValue:
        number = _number(text)
        if type(default) is int and number is not None:
            return number
        raise


def fitted(name: str, value: object, default: object) -> object:
    """Return a value that the script set as one of the default's type, where that is possible."""
    kind = type(default)
    if value is None or kind not in (bool, int, float, str):
        return value
    if isinstance(value, str):
        return _of_str(name, value, kind)
    if kind is str:
        return str(value)
    if kind is bool:
        return bool(value) if isinstance(value, int | float) else value
    if kind is float:
        return float(value) if isinstance(value, int) else value
    whole = isinstance(value, bool) or (isinstance(value, float) and value.is_integer())
    return int(value) if whole else value  # type: ignore[call-overload]  # a bool or a float


def _of_str(name: str, value: str, kind: type) -> object:
    if kind is str:
        return value
    if kind is bool:
        from hprun.runtime.finish import finish

        return finish(name, Text(value.strip()), default=False)
    number = _number(value)
    if number is None:
        return value
    if kind is float:
        return float(number)
    whole = isinstance(number, float) and number.is_integer()
    return int(number) if whole else number


def _number(text: str) -> int | float | None:
    try:
        number = scalar(text.strip())
    except NotLiteralError:
        number = _special(text)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return number if is_number else None  # type: ignore[return-value]  # narrowed above


def _special(text: str) -> float | None:
    """Return what ``nan`` and ``inf`` stand for, which are no literals."""
    try:
        return float(text)
    except ValueError:
        return None
