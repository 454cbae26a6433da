"""Layer 1: what stands inside of a dict or list: ``opt.a=1``, ``opt={a: 1}``, ``betas.1=0.9``.

A dict sets its entries and leaves the others as they are, wherever it is written. As a whole a dict
is replaced by ``opt:={a: 1}``. A list is set as a whole, and one element by its index.
"""

from __future__ import annotations

from hprun.convert import convert, type_of
from hprun.errors import InvalidValue, UnknownParameter
from hprun.literal import NotLiteralError, Text, parse
from hprun.model import ANY, Catalog, Parameter, Resolved, Type, Value
from hprun.show import show
from hprun.values.layer import Assignment, Resolution, as_dict, as_list, invalid, place_of
from hprun.values.tree import Tree, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Path = tuple[str, ...]


def parts(
    parameter: Parameter, key: str, path: Path, each: Assignment
) -> Iterator[tuple[tuple[str, Path], Assignment]]:
    """Yield the entries that a dict sets, with their places; anything else as it is."""
    default = parameter.default
    base = default.value if default is not None and default.known else None
    for part in path:
        base = base.get(part) if isinstance(base, dict) else None
    yield from _parts(base, key, path, each)


def _parts(
    base: object, key: str, path: Path, each: Assignment
) -> Iterator[tuple[tuple[str, Path], Assignment]]:
    inside = [*_inside(each)]
    if not isinstance(base, dict) or not base or not inside:
        yield (key, path), each.replace(value=plain(each.value))
        return
    for name, entry in inside:
        known = next((kept for kept in base if str(kept) == name), None)
        yield from _parts(base.get(known), key, (*path, name), entry)


def leaves(
    place: tuple[str, Path], each: Assignment
) -> Iterator[tuple[tuple[str, Path], Assignment]]:
    """Yield all entries of the dict that is assigned, to the last; what is no dict as it is."""
    key, path = place
    inside = [*_inside(each)]
    if not inside:
        yield place, each
    for name, entry in inside:
        yield from leaves((key, (*path, name)), entry)


def _inside(each: Assignment) -> Iterator[tuple[str, Assignment]]:
    """Yield the entries of the dict that is assigned, if it is one, by name."""
    value = each.value
    if isinstance(value, Text) and value.lstrip().startswith("{"):
        try:
            value = parse(value)
        except NotLiteralError:
            return
    if isinstance(value, Tree):
        for given in value.entries:
            name = f"{each.name}.{given.name}"
            yield given.name, each.replace(name=name, value=given.value, origin=given.origin)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key), each.replace(name=f"{each.name}.{key}", value=inner)


def laid_over(base: object, value: object) -> object:
    """Return what a dict makes of the dict below it: its entries set, the others kept."""
    if not isinstance(base, dict) or not isinstance(value, dict) or not value:
        return value
    return base | {key: laid_over(base.get(key), each) for key, each in value.items()}


def with_entry(
    parameter: Parameter,
    history: Sequence[Value],
    path: Sequence[str],
    each: Assignment,
    value: object,
) -> object:
    """Return the last value of a history with what stands at `path` set.

    Raises InvalidValue where the value does not fit there, or there is nothing to set it in,
    and UnknownParameter for an entry that is not there while one of nearly the same name is.
    """
    whole = history[-1].value if history else None
    try:
        refuse_an_unknown(whole, parameter)
        _refuse_no_list(whole, parameter)
        if not each.added:
            _refuse_a_near_miss(whole, path, each)
        to = parameter.type if isinstance(whole, list | tuple) else as_dict(parameter.type)
        to = to or Type("dict")
        base = {} if whole is None else whole
        return put_at(base, path, None if each.literal else to, to, value)
    except InvalidValue as error:
        raise invalid(each, error, parameter) from None


def refuse_an_unknown(whole: object, parameter: Parameter) -> None:
    """Raise InvalidValue where only a run knows the value that is to be changed."""
    if whole is None and parameter.default is not None and not parameter.default.known:
        raise InvalidValue(
            "its value is known only when the script runs", advice="set it as a whole"
        )


def _refuse_no_list(whole: object, parameter: Parameter) -> None:
    """Raise InvalidValue where an element of a list is to be set, and there is no list."""
    if whole is None and as_dict(parameter.type) is None:
        raise InvalidValue("there is no list yet to set that in", advice="set it as a whole")


def entry_of(resolution: Resolution, catalog: Catalog, name: str) -> Resolved | None:
    """Return an entry of a dict as if it were a parameter: its value, and those that it beat."""
    place = place_of(catalog, name)
    if place is None:
        return None
    key, path = place
    resolved = resolution.parameters[key]
    values = [
        each.replace(value=found[0])
        for each in (resolved.winner, *resolved.losers)
        if each is not None and (found := value_at(each.value, path))
    ]
    if not values:
        return None
    told = [
        each
        for each, below in zip(values, [*values[1:], None], strict=True)
        if below is None or each.value != below.value
    ]
    default = resolved.parameter.default
    known = value_at(default.value, path) if default and default.known else []
    parameter = resolved.parameter.replace(
        name=name,
        type=type_of(values[0].value),
        default=default.replace(text=show(known[0]), value=known[0]) if default and known else None,
    )
    return Resolved(name, parameter, told[0], tuple(told[1:]))


def value_at(value: object, path: Sequence[str]) -> list[object]:
    """Return what stands at the end of a path, alone in a list; nothing if there is nothing."""
    for position, part in enumerate(path):
        if isinstance(value, list | tuple):
            index = _index(value, part)
            if index is None:
                return []
            value = value[index]
            continue
        if not isinstance(value, dict):
            return []
        whole = ".".join(path[position:])
        names = {str(key): key for key in value}
        if whole in names:
            return [value[names[whole]]]
        if part not in names:
            return []
        value = value[names[part]]
    return [value]


def _refuse_a_near_miss(whole: object, path: Sequence[str], each: Assignment) -> None:
    """Raise where an entry that is not there looks like a slip of one that is."""
    for position, part in enumerate(path):
        if not isinstance(whole, dict) or ".".join(path[position:]) in map(str, whole):
            return
        names = [str(key) for key in whole]
        if part not in names:
            from hprun.values.nearest import nearest

            near = nearest(part, names)
            if not all(path):
                raise InvalidValue("a part of its name is empty", advice="write NAME.KEY=VALUE")
            if near:
                stem = each.name.removesuffix(".".join(path[position:]))
                added = f"-D +{each.name}" if each.origin.startswith("-") else f"+{each.name}"
                raise UnknownParameter(
                    f"unknown entry {each.name!r}",
                    origin=each.origin,
                    advice=f"did you mean {stem}{near[0]}? ({added}=VALUE adds an entry)",
                )
            return
        whole = next(value for key, value in whole.items() if str(key) == part)


def put_at(
    base: object, path: Sequence[str], wanted: Type | None, to: Type, value: object
) -> object:
    """Return `base` with what stands at a path set, converted unless nothing is `wanted` of it."""
    if not path:
        return value
    if isinstance(base, list | tuple):
        return _with_element(base, path, wanted, as_list(to) or type_of(base), value)
    if not isinstance(base, dict):
        raise InvalidValue(
            f"it has no entry {'.'.join(path)!r}, for it is no dict", advice="set what is above it"
        )
    keys, values = to.args or (ANY, ANY)
    key, rest = _key(base, path, keys)
    inner = values
    if values == ANY and key in base:
        inner = type_of(base[key])
    if rest:
        below = base.get(key)
        if not isinstance(below, list | tuple):
            inner = as_dict(inner) or Type("dict")
        return base | {key: put_at({} if below is None else below, rest, wanted, inner, value)}
    return base | {key: value if wanted is None else convert(value, inner)}


def _with_element(
    base: list[object] | tuple[object, ...],
    path: Sequence[str],
    wanted: Type | None,
    to: Type,
    value: object,
) -> object:
    """Return a list or tuple with one element set, converted unless nothing is `wanted` of it."""
    index = _index(base, path[0])
    if index is None:
        raise InvalidValue(
            f"it has {len(base)} elements, and none at {path[0]!r}",
            advice="the first is 0, and -1 is the last; NAME+=VALUE adds one",
        )
    inner = (to.args[index] if to.kind == "product" else to.args[0]) if to.args else ANY
    if inner == ANY:
        inner = type_of(base[index])
    if path[1:]:
        value = put_at(base[index], path[1:], wanted, inner, value)
    elif wanted is not None:
        value = convert(value, inner)
    return type(base)([*base[:index], value, *base[index:][1:]])


def _index(base: Sequence[object], part: str) -> int | None:
    """Return the index that a part of a name is, counted from the front; None if it is none."""
    if not part.removeprefix("-").isdecimal():
        return None
    index = int(part)
    index = index + len(base) if index < 0 else index
    return index if 0 <= index < len(base) else None


def _key(
    base: Mapping[object, object], path: Sequence[str], keys: Type
) -> tuple[object, Sequence[str]]:
    """Return the key that the path begins with: one that is there, else one of the right type."""
    for text, rest in ((".".join(path), ()), (path[0], path[1:])):
        for key in base:
            if str(key) == text:
                return key, rest
    return (path[0] if keys == ANY else convert(Text(path[0]), keys)), path[1:]
