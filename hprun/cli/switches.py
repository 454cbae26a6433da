"""Layer 5: the options that a script's parameters make, and what may have been meant by others."""

from __future__ import annotations

from hprun.cli.options import command_named, option_named
from hprun.errors import HprunError, UsageError
from hprun.model import NONE
from hprun.values.layer import has_inside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.cli.options import Option
    from hprun.model import Catalog, Parameter, Type

_BOOLS = frozenset((*("true", "yes", "on", "t", "y", "1"), *("false", "no", "off", "f", "n", "0")))
"""What `convert` takes for a bool."""


def option_of(name: str, catalog: Catalog) -> tuple[str, Parameter | None]:
    """Return what an option sets and the parameter that it belongs to, None if there is none.

    ``--weight-decay`` is weight_decay; ``--opt.lr`` an entry of opt, if that takes dicts.
    """
    key = name.removeprefix("--")
    for spelled in (key, key.replace("-", "_")) if name.startswith("--") else ():
        if spelled in catalog.parameters:
            return spelled, catalog.parameters[spelled]
        owner = spelled
        while owner := owner.rpartition(".")[0]:
            if owner in catalog.parameters and has_inside(
                catalog.parameters[owner].type, spelled[len(owner) + 1 :].partition(".")[0]
            ):
                return spelled, catalog.parameters[owner]
    return key, None


def negated_by(name: str, catalog: Catalog) -> str:
    """Return the bool that ``--no-amp`` sets to false; nothing if there is none."""
    key, parameter = option_of(f"--{name[5:]}", catalog)
    return key if name.startswith("--no-") and parameter and is_bool(parameter.type) else ""


def is_bool(to: Type) -> bool:
    """Return whether a bare ``--name`` means true."""
    return to.kind == "bool" or any(is_bool(member) for member in to.args if to.kind == "union")


def is_value_of_bool(word: str, to: Type) -> bool:
    """Return whether a word behind the option of a bool is its value."""
    word = word.lower()
    return word in _BOOLS or (NONE in to.args and word in ("none", "null"))


def unknown_option(name: str, text: str | None, catalog: Catalog, command: str) -> HprunError:
    """Return the error for an option that nobody has, with what may have been meant.

    It is a parameter rather than an option of hprun's own.
    """
    from hprun.values.unknown import unknown_parameter

    passing = "an option of the script's own goes after --"
    if not name.startswith("--") or not name[2:]:
        long, parameter = option_of(f"-{name}", catalog)
        meant = f"did you mean --{long}? ({passing})" if parameter else passing
        return UsageError(f"unknown option {name}", advice=meant)
    if negated := negated_by(name, catalog):
        return UsageError(
            f"{name} takes no value", origin=f"{name}={text}", advice=f"write --{negated}=VALUE"
        )
    origin = name if text is None else f"{name}={text}"
    advice = unknown_parameter(name[2:].replace("-", "_"), origin, catalog).advice
    if not advice.startswith("did you mean"):
        advice = _own(name, command) or advice
    return UsageError(f"unknown option {name}", advice=f"{advice} ({passing})")


def _own(name: str, command: str) -> str:
    """Return which of hprun's own options for a command may be meant; nothing if none is near."""
    from hprun.cli.options import shown_options
    from hprun.values.nearest import nearest

    long = [each for option in shown_options(command) for each in option.names if each[1] == "-"]
    near = nearest(name.lstrip("-"), [each[2:] for each in long])
    return f"did you mean {' or '.join(f'--{each}' for each in near)}?" if near else ""


def misplaced_option(option: Option, name: str) -> UsageError:
    """Return the error for an option of another command."""
    *others, last = option.commands
    owners = f"{', '.join(others)} and {last}" if others else last
    return UsageError(f"{name} does nothing here", advice=f"it belongs to {owners}")


def option_without_target(name: str, command: str) -> UsageError:
    """Return the error for an option that only a script could have, where there is none."""
    other = option_named(name)
    if other is not None and other.kind != "inner":
        return misplaced_option(other, name)
    near = _own(name, command)
    if not command_named(command).aimed:
        return UsageError(f"unknown option {name}", advice=near or f"see hprun {command} -h")
    advice = near or "see hprun -h"
    return UsageError(f"{name} belongs to a script, and none is named", advice=advice)


def refuse_a_value(name: str, negated: str, word: str, catalog: Catalog) -> None:
    """Raise for ``--no-amp true``: the word behind is a value of the bool."""
    to = option_of(f"--{negated}", catalog)[1]
    if to and is_value_of_bool(word, to.type):
        advice = f"write --{negated} {word}"
        raise UsageError(f"{name} takes no value", origin=f"{name} {word}", advice=advice)


def second_target(option: str, first: str) -> UsageError:
    """Return the error for an option that names a target where there is one."""
    advice = "an option of the script's own goes after --"
    return UsageError(
        f"{option} names a second target", origin=f"the first is {first}", advice=advice
    )


def no_file(word: str, origin: str) -> UsageError:
    """Return the error for a word behind ``-c FILE`` that looks like one more file."""
    advice = "a word of the script's own goes after --"
    return UsageError(f"there is no file {word}", origin=origin, advice=advice)


def clashing_option(name: str, key: str, parameter: Parameter) -> UsageError:
    """Return the error for an option that hprun has and the script's parameter would make."""
    return UsageError(
        f"{name} is an option of hprun's own, and {key!r} a parameter ({parameter.location})",
        advice=f"write -D {key}=VALUE for the parameter; hprun's option goes before the target",
    )
