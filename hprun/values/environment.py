"""Layer 1: values from the environment: ``HPRUN_LR``, ``HPRUN_MODEL__WIDTH`` for model.width."""

from __future__ import annotations

from hprun.errors import UsageError
from hprun.literal import Text
from hprun.model import ENVIRONMENT, Catalog
from hprun.values.layer import Assignment, Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hprun.errors import HprunError

PREFIX = "HPRUN_"
_RESERVED = frozenset(("HPRUN_SCOPE", "HPRUN_CONSTANTS", "HPRUN_TRACEBACK"))


def layer(environ: Mapping[str, str], catalog: Catalog) -> Layer:
    """Return what the variables ``HPRUN_…`` assign.

    Upper and lower case are the same, except where they tell two parameters apart. An environment
    is shared by many programs, so a variable that means nothing here is not a mistake: it is
    ignored. One that means several parameters is one.
    """
    found: list[Assignment] = []
    ignored: list[str] = []
    mistakes: list[HprunError] = []
    variables = (name for name in environ if name.startswith(PREFIX) and name not in _RESERVED)
    for variable in variables:
        keys = _meant(variable.removeprefix(PREFIX), catalog)
        if len(keys) > 1:
            mistakes.append(_ambiguous(variable, keys))
        elif keys:
            found.append(Assignment(keys[0], Text(environ[variable]), f"env {variable}"))
        else:
            ignored.append(variable)
    return Layer(ENVIRONMENT, found, tuple(ignored), tuple(mistakes))


def variable_of(key: str) -> str:
    """Return the variable that gives a parameter its value, in upper case."""
    return PREFIX + _spelled(key).upper()


def near_miss(variable: str, catalog: Catalog) -> str:
    """Return the variable of a parameter that another may have been meant for; else nothing.

    Only the dots count, and letters that are out of place: ``HPRUN_M_LR`` for ``HPRUN_M__LR``.
    """
    from difflib import get_close_matches

    spelled = variable.removeprefix(PREFIX).upper()
    known = [_spelled(key).upper() for key in catalog.parameters]
    flat = [each for each in known if each.replace("__", "_") == spelled.replace("__", "_")]
    near = flat or get_close_matches(spelled, known, n=1, cutoff=0.8)
    return f"{PREFIX}{near[0]}" if near else ""


def _ambiguous(variable: str, keys: Iterable[str]) -> UsageError:
    return UsageError(
        f"{variable} means {' and '.join(map(repr, keys))}",
        origin=f"env {variable}",
        advice="set them with -D",
    )


def _meant(spelled: str, catalog: Catalog) -> list[str]:
    """Return the keys that a variable means."""
    keys = [key for key in catalog.parameters if _spelled(key) == spelled]
    return keys or [key for key in catalog.parameters if _spelled(key).upper() == spelled.upper()]


def _spelled(key: str) -> str:
    """Return the key as a shell can write it."""
    parts = key.replace(":", ".").split(".")
    return "__".join("".join(each if each.isalnum() else "_" for each in part) for part in parts)
