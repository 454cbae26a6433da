"""Layer 1: the names of a program as JSON Schema: which keys a file may have, with which values.

A name may be written whole (``optim.lr: 1``), as a tree (``optim: {lr: 1}``), or partly so. What an
editor shall offer is a property; what is accepted too, and rarely meant (``lr:=``, a constant
beside parameters), is a pattern.
"""

from __future__ import annotations

from hprun.convert import convert
from hprun.errors import InvalidValue
from hprun.model import ANY, DEFAULT, LATE, Catalog, Dynamic, Parameter, Resolved, Value
from hprun.ranged_types import range_of
from hprun.secret import Masked
from hprun.values.configuration import EXTENDS, SCHEMA
from hprun.values.data import data_of
from hprun.values.layer import Resolution, as_dict, as_list
from hprun.values.merge import is_missing
from hprun.values.schema.types import TEXTS, element_of, escaped, schema_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from typing import Any

    from hprun.values.schema.types import Schema

    Named = Mapping[str, Resolved]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CHANGES = r"(:=|\+=)"
_PATHS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def schema(resolution: Resolution, catalog: Catalog, shown: Container[str], title: str) -> Schema:
    """Return the JSON Schema of files of values for a program.

    `catalog` is what was resolved: its values are the defaults, and what has none is required. Of
    its names those that are `shown` are offered.
    """
    groups = _Groups(shown)
    root = groups.group("", resolution.parameters)
    patterns = root["patternProperties"]
    patterns |= {r"^\+": True, **_of_managers(catalog), **_dynamic(catalog)}
    made: dict[str, Any] = {"$schema": DIALECT, "title": title, **root}
    if SCHEMA not in catalog.parameters:
        root["properties"][SCHEMA] = {"type": "string", "description": "the schema of this file"}
    extends = not any(f"{key}.".startswith(f"{EXTENDS}.") for key in catalog.parameters)
    if extends:
        about = "files that lie below this one, relative to it"
        root["properties"][EXTENDS] = {"description": about, **_PATHS}
    missing = [each for each in resolution.parameters.values() if is_missing(each)]
    demands = [_demand(each.key, each.parameter) for each in missing if _can_demand(each)]
    if demands and extends:
        made |= {"if": {"not": {"required": [EXTENDS]}}, "then": {"allOf": demands}}
    elif demands:
        made["allOf"] = demands
    defined = groups.made | {name: TEXTS[name] for name in sorted(_texts_in([made, groups.made]))}
    return made | ({"$defs": defined} if defined else {})


def _texts_in(made: object) -> set[str]:
    """Return the names of all definitions of texts that a schema refers to."""
    if isinstance(made, list):
        return {name for each in made for name in _texts_in(each)}
    if not isinstance(made, dict):
        return set()
    name = str(made.get("$ref", "")).removeprefix("#/$defs/")
    return _texts_in([*made.values()]) | ({name} & TEXTS.keys())


class _Groups:
    """Makes the schema of what stands below a prefix; each is made once, and referred to."""

    def __init__(self, shown: Container[str]) -> None:
        self._shown = shown
        self.made: dict[str, Any] = {}

    def group(self, prefix: str, below: Named) -> dict[str, Any]:
        """Return the schema of a mapping of names, given without the `prefix` above it."""
        made: dict[str, Any] = {
            "type": ["object", "null"],
            "properties": {},
            "patternProperties": {},
            "additionalProperties": False,
        }
        inner: dict[str, dict[str, Resolved]] = {}
        for name, each in below.items():
            _put(made, name, _described(each), offered=each.key in self._shown)
            made["patternProperties"] |= _changed(name, each.parameter)
            for end in _dots(name):
                inner.setdefault(name[:end], {})[name[end + 1 :]] = each
        for name, names in inner.items():
            if name not in below:
                reference = {"$ref": f"#/$defs/{self._defined(f'{prefix}{name}.', names)}"}
                shown = any(each.key in self._shown for each in names.values())
                _put(made, name, reference, offered=shown and "." not in name)
        return made

    def _defined(self, prefix: str, names: Named) -> str:
        """Return under which name the schema of a prefix is to be found."""
        plain = all(each.isalnum() or each in "._-" for each in prefix) and prefix.isascii()
        name = prefix.removesuffix(".") if plain else f"group {len(self.made)}".replace(" ", "-")
        if name not in self.made:
            self.made[name] = {}
            self.made[name] |= self.group(prefix, names)
        return name


def _put(group: dict[str, Any], name: str, made: Schema, *, offered: bool) -> None:
    """Put the schema of a name into that of its group: where editors offer it, or not."""
    if offered:
        group["properties"][name] = made
    else:
        group["patternProperties"][f"^{escaped(name)}$"] = made


def _dots(name: str) -> Iterator[int]:
    return (at for at, letter in enumerate(name) if letter == ".")


def _described(each: Resolved) -> Schema:
    """Return the schema of a parameter, with its help, its place, and its value."""
    made = schema_of(each.parameter.type)
    within = range_of(each.parameter.type)
    notes = [each.parameter.help, "(logarithmic)" if within and within.log else ""]
    about = " ".join(filter(None, notes))
    facts: dict[str, Any] = {"description": about} if about else {}
    facts["$comment"] = str(each.parameter.location)
    if each.winner is not None and not isinstance(each.winner.value, Masked):
        facts["default"] = data_of(_fitted(each.winner, each.parameter))
    return facts | (made if isinstance(made, dict) else {})


def _fitted(winner: Value, parameter: Parameter) -> object:
    """Return a default as its parameter takes it: ``lr: float = 1`` is 1.0."""
    try:
        fitted = convert(winner.value, parameter.type)
    except InvalidValue:
        return winner.value
    return fitted if winner.source == DEFAULT and fitted == winner.value else winner.value


def _changed(name: str, parameter: Parameter) -> dict[str, Any]:
    """Return the keys that go on behind a name: a literal, what is added, an entry, an element."""
    start = escaped(name)
    patterns: dict[str, Any] = {f"^{start}:=$": True}
    to = parameter.type
    open_ended = to in (ANY, LATE)
    if open_ended or as_dict(to) or as_list(to):
        patterns[f"^{start}\\+=$"] = True
    if as_dict(to):
        patterns[f"^{start}\\..+"] = True
    elif as_list(to):
        patterns[f"^{start}\\.-?\\d+$"] = element_of(to)
        patterns[f"^{start}\\.-?\\d+[^\\d]"] = True
    return patterns


def _of_managers(catalog: Catalog) -> dict[str, Any]:
    """Return the keys that name a manager, though they need not: ``_:lr``."""
    managers = {each.manager for each in catalog.parameters.values()}
    managers |= {each.manager for each in catalog.dynamic}
    return {f"^{escaped(each)}:": True for each in sorted(managers)}


def _dynamic(catalog: Catalog) -> dict[str, Any]:
    """Return the keys that computed names may be, and their beginnings, which take anything."""
    patterns: dict[str, Any] = {}
    for each in catalog.dynamic:
        if not each.fits(_example(each)):
            continue  # it has no fixed part, and fits nothing
        whole = _regular(each.pattern)
        known = any(each.fits(key) for key in catalog.parameters)
        made = True if known or each.type is None else schema_of(each.type)
        patterns.setdefault(f"^{whole}$", made)
        patterns[f"^{whole}:=$"] = True
        for end in _dots(each.pattern):
            patterns.setdefault(f"^{_regular(each.pattern[:end])}$", True)
    return patterns


def _example(dynamic: Dynamic) -> str:
    """Return a name that comes out of a pattern, if one can."""
    first, *rest = dynamic.pattern.split("{")
    return first + "".join(f"0{each.rpartition('}')[2]}" for each in rest)


def _regular(pattern: str) -> str:
    """Return a pattern of names as a regular expression: anything for each unknown part."""
    first, *rest = pattern.split("{")
    return escaped(first) + "".join(f".+{escaped(each.rpartition('}')[2])}" for each in rest)


def _can_demand(each: Resolved) -> bool:
    """Return whether keys can tell if a value is given: a dict may be, entry by entry."""
    return as_dict(each.parameter.type) is None


def _demand(key: str, parameter: Parameter) -> dict[str, Any]:
    """Return the schema of files that give a name a value, in whatever spelling."""
    ways = [*_ways(key, parameter)]
    return {"anyOf": [*ways, {"required": [f"{parameter.manager}:{parameter.name}"]}]}


def _ways(name: str, parameter: Parameter) -> Iterator[dict[str, Any]]:
    yield {"required": [name]}
    yield {"required": [f"{name}:="]}
    if as_list(parameter.type):
        yield {"required": [f"{name}+="]}
    for end in _dots(name):
        inner = [*_ways(name[end + 1 :], parameter)]
        below = {"type": "object", "anyOf": inner}
        yield {"required": [name[:end]], "properties": {name[:end]: below}}
