"""Layer 1: values from the environment: ``HPRUN_LR``, ``HPRUN_MODEL__WIDTH`` for model.width."""

from __future__ import annotations

from hprun.errors import UsageError
from hprun.literal import Text
from hprun.model import Catalog
from hprun.values.merge import PREFIX, Assignment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def assignments(
    variables: Mapping[str, str], catalog: Catalog
) -> tuple[list[Assignment], tuple[str, ...]]:
    """Return what the variables assign, and the names of those that mean no parameter.

    Upper and lower case are the same, except where they tell two parameters apart. An environment
    is shared by many programs, so a variable that means nothing here is not a mistake. Raises
    UsageError where one means several parameters.
    """
    found: list[Assignment] = []
    ignored: list[str] = []
    for variable, text in variables.items():
        spelled = variable.removeprefix(PREFIX)
        keys = [key for key in catalog.parameters if _spelled(key) == spelled]
        keys = keys or [
            key for key in catalog.parameters if _spelled(key).upper() == spelled.upper()
        ]
        if len(keys) > 1:
            raise UsageError(
                f"{variable} means {' and '.join(map(repr, keys))}",
                origin=f"env {variable}",
                advice="set them with -D",
            )
        if keys:
            found.append(Assignment(keys[0], Text(text), f"env {variable}"))
        else:
            ignored.append(variable)
    return found, tuple(ignored)


def _spelled(key: str) -> str:
    """Return the key as a shell can write it."""
    parts = key.replace(":", ".").split(".")
    return "__".join("".join(each if each.isalnum() else "_" for each in part) for part in parts)
