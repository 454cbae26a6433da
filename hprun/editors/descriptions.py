"""Layer 4: what is said of a parameter where a cursor rests on it, as Markdown."""

from __future__ import annotations

import os

from hprun.convert import choices_of
from hprun.frozen import Record
from hprun.model import ANY, Words
from hprun.ranged_types import range_of
from hprun.secret import MASK, is_kept, masked
from hprun.show import braced, show, spelled_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.model import Definition, Parameter

_MOST = 12
_ROLES = {
    "read": "reads it",
    "demand": "demands it",
    "caller": "passed by the caller",
    "write": "sets it",
}


class Setting(Record):
    """What a file of values sets a parameter to: the absolute path, and the line from 1."""

    path: str
    line: int
    value: object


def described(
    key: str, parameter: Parameter, settings: Iterable[Setting] = (), folder: str = ""
) -> str:
    """Return what there is to know of a parameter; paths are told as from `folder`."""
    parts = [_head(key, parameter), parameter.help, _options(parameter)]
    places = [_line(key, parameter, each, folder) for each in parameter.definitions]
    parts.append("\n".join(_few(places)))
    set_by = [
        f"- {_shown(each.path, folder)}:{each.line} sets"
        f" {_code(_value(key, parameter, each.value))}"
        for each in settings
    ]
    parts.append("\n".join(_few(set_by)))
    return "\n\n".join(filter(None, parts))


def summary(key: str, parameter: Parameter) -> str:
    """Return type and default on one line, as a list of names shows them."""
    default = parameter.default
    kind = kind_of(parameter)
    return f"{kind} = {default_of(key, parameter)}" if default else kind


def _head(key: str, parameter: Parameter) -> str:
    facts = [_code(kind_of(parameter))]
    within = range_of(parameter.type)
    if within:
        facts.append(str(within))
    if parameter.default:
        facts.append(f"default {_code(default_of(key, parameter))}")
    else:
        facts.append("required" if parameter.required else "no default")
    return f"**{_escaped(key)}** — {', '.join(facts)}"


def kind_of(parameter: Parameter) -> str:
    """Return the type of a parameter as it is shown: choices are one."""
    choices = choices_of(parameter.type)
    if choices:
        return braced(choices)
    return "any" if parameter.type == ANY else str(parameter.type)


def _options(parameter: Parameter) -> str:
    way = parameter.delivery
    options = way.options if isinstance(way, Words) else ()
    return f"said to the script as {', '.join(map(_code, options))}" if options else ""


def _line(key: str, parameter: Parameter, each: Definition, folder: str) -> str:
    default = each.default
    if default is not None:
        said = f"default {_code(default_of(key, parameter.replace(default=default)))}"
    else:
        said = _ROLES.get(each.role, "declares it")
    owner = f" in {_code(each.owner)}" if each.owner else ""
    place = f"{_shown(os.path.abspath(each.location.path), folder)}:{each.location.line}"
    return f"- {place} {said}{owner}"


def default_of(key: str, parameter: Parameter) -> str:
    """Return a default as it is shown: masked, if it is a secret; empty, if there is none."""
    default = parameter.default
    if default is None:
        return ""
    if default.known and masked(key, default.value, secret=is_kept(key, parameter)) != (
        default.value
    ):
        return MASK
    return spelled_default(default, parameter.type)


def _value(key: str, parameter: Parameter, value: object) -> str:
    shown = masked(key, value, secret=is_kept(key, parameter))
    return show(shown) if shown == value else MASK


def _few(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"- and {len(lines) - _MOST} more"


def _shown(path: str, folder: str) -> str:
    inside = folder and path.startswith(folder.rstrip(os.sep) + os.sep)
    return _escaped(os.path.relpath(path, folder) if inside else path)


def _code(text: str) -> str:
    """Return a text as code, whatever it holds: user text is never markup."""
    text = " ".join(text.split())
    fence = "`"
    while fence in text:
        fence += "`"
    space = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{space}{text}{space}{fence}"


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\`*_[]<>#|~" else each for each in text)
