"""Layer 4: what a sweep may vary: ``--over NAME=SPEC`` taken apart, and the values that are in it.

    32,64,128          these
    2..8  0..1:0.1     from the one to the other, both included, in steps (of 1, for whole numbers)
    0..1               any number between the two
    log:1e-5..1e-1     the same, as likely in each order of magnitude

Values stay texts, as they are typed behind ``-D``; the type of their parameter has accepted them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from hprun.convert import choices_of, convert
from hprun.errors import InvalidValue, UsageError
from hprun.frozen import Record
from hprun.literal import NotLiteralError, Text, is_number, parse, scalar, shortened, split
from hprun.model import NONE, Type
from hprun.ranges import Range
from hprun.show import show

_LOG = "log:"
_DIGITS = 6
"""Digits of a number by chance: enough to tell trials apart, and few enough to read."""


class Dimension(Record):
    """A parameter that is varied: `texts` are its values, or they lie from `low` to `high`.

    A range with a `step` has so many values as there are steps; one without has no end of them.
    `whole` numbers alone are meant, or any; with `log` each order of magnitude is as likely.
    """

    name: str
    texts: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    step: str = ""
    log: bool = False
    whole: bool = False

    @property
    def size(self) -> int:
        """How many values there are; 0 if they cannot be counted."""
        if self.texts:
            return len(self.texts)
        if not self.step:
            return 0
        return int((Decimal(self.high) - Decimal(self.low)) // Decimal(self.step)) + 1

    def at(self, index: int) -> str:
        """Return one of the values that can be counted, the first at 0."""
        if self.texts:
            return self.texts[index]
        return plain(Decimal(self.low) + index * Decimal(self.step))

    def by_chance(self, random: Random) -> str:
        """Return one of the values, each as likely as the others."""
        if self.size:
            return self.at(random.randrange(self.size))
        low, high = float(self.low), float(self.high)
        if self.whole:
            low, high = low - 0.5, high + 0.5
        if self.log:
            value = math.exp(random.uniform(math.log(low), math.log(high)))
        else:
            value = random.uniform(low, high)
        return self.rounded(value)

    def rounded(self, value: float) -> str:
        """Return the text of a number in the range that is near to this one."""
        if self.whole:
            return str(min(max(round(value), int(self.low)), int(self.high)))
        low, high = float(self.low), float(self.high)
        return repr(min(max(float(f"{value:.{_DIGITS}g}"), low), high))

    def as_data(self) -> dict[str, object]:
        """Return the dimension for JSON, without what it does not say."""
        found: dict[str, object] = {
            "name": self.name,
            "texts": [*self.texts],
            "low": self.low,
            "high": self.high,
        }
        found |= {"step": self.step, "log": self.log, "whole": self.whole}
        return {field: value for field, value in found.items() if value}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Dimension:
        """Return the dimension that `as_data` made this of."""
        return cls(**{**data, "texts": tuple(data.get("texts", ()))})

    def __str__(self) -> str:
        """Return what is typed for it behind the name."""
        if self.texts:
            return ",".join(self.texts)
        step = f":{self.step}" if self.step and not (self.whole and self.step == "1") else ""
        return f"{_LOG * self.log}{self.low}..{self.high}{step}"


def plain(number: Decimal) -> str:
    """Return the shortest text of a number: ``0.3``, ``10``, ``1E-7``."""
    whole = number == number.to_integral_value()
    return str(int(number)) if whole else str(number.normalize())


def dimension(name: str, spec: str, to: Type) -> Dimension:
    """Return what ``--over NAME=SPEC`` says of a parameter of the type `to`.

    Raises UsageError where it says nothing, and InvalidValue for a value that does not fit.
    """
    origin = f"--over {name}={shortened(spec)}"
    body = spec.strip()
    if not body:
        raise UsageError(f"nothing to choose {name!r} from", origin=origin, advice=_WAYS)
    if body.startswith(_LOG) or _is_range(body, to):
        return _range(name, body, to, origin)
    return _listed(name, body, to, origin)


_WAYS = "write NAME=A,B,C or NAME=LOW..HIGH"


def dimension_of_type(name: str, to: Type) -> Dimension:
    """Return what ``--over NAME`` says: the choices or the range that the code names.

    Raises UsageError where it names none.
    """
    limits = _limits(to)
    if limits is not None:
        spec = f"{_LOG * limits.log}{limits.low!r}..{limits.high!r}"
        return dimension(name, spec, to)
    choices = choices_of(to) or ((True, False) if _kinds(to) == {"bool"} else ())
    if not choices:
        raise UsageError(
            f"the code names neither choices nor a range for {name!r}",
            origin=f"--over {name}",
            advice=f"write --over {name}=A,B,C or --over {name}=LOW..HIGH",
        )
    return Dimension(name, tuple(show(each, to) for each in choices))


def _limits(to: Type) -> Range | None:
    """Return the range of numbers that a type has, if it has both ends."""
    members = to.args if to.kind == "union" else (to,)
    found = [each.range for each in members if each.range is not None]
    whole = [each for each in found if each.low is not None and each.high is not None]
    return whole[0] if len(whole) == 1 else None


def _kinds(to: Type) -> set[str]:
    members = to.args if to.kind == "union" else (to,)
    return {each.kind for each in members if each != NONE}


def _is_range(body: str, to: Type) -> bool:
    """Return whether two dots are those between two numbers, and not part of a text."""
    low, dots, rest = body.partition("..")
    if not dots or _kinds(to) <= {"str", "path", "enum", "bool", "dict"} or "," in body:
        return False
    high = rest.partition(":")[0]
    return (is_number(low) and is_number(high)) or not _kinds(to).isdisjoint(("int", "float"))


def _range(name: str, body: str, to: Type, origin: str) -> Dimension:
    log = body.startswith(_LOG)
    low, _, rest = body.removeprefix(_LOG).partition("..")
    high, colon, step = rest.partition(":")
    low, high, step = low.strip(), high.strip(), step.strip()
    if not (_is_finite(low) and _is_finite(high) and (_is_finite(step) or not colon)):
        way = "write log:LOW..HIGH" if log else "write LOW..HIGH or LOW..HIGH:STEP, with numbers"
        raise UsageError(f"{shortened(body)!r} is no range", origin=origin, advice=way)
    if to.choices or choices_of(to):
        raise UsageError(
            f"{name!r} has choices, and no range",
            origin=origin,
            advice=f"--over {name} takes all of them",
        )
    whole = _is_whole(to, low, high, step)
    low = _number(low, to, whole=whole, origin=origin)
    high = _number(high, to, whole=whole, origin=origin)
    if colon and log:
        raise UsageError("a step goes with LOW..HIGH, without log:", origin=origin)
    if float(low) > float(high) or (log and float(low) <= 0):
        wrong = "a range begins with its lower end" if not log else "log: is for numbers above 0"
        raise UsageError(wrong, origin=origin)
    if colon:
        step = _number(step, to, whole=whole, origin=origin)
        if float(step) <= 0:
            raise UsageError("a step is larger than 0", origin=origin)
    elif whole and not log:
        step = "1"
    return Dimension(name, (), low, high, step, log, whole)


def _is_finite(text: str) -> bool:
    return is_number(text) and math.isfinite(float(text))


def _is_whole(to: Type, *numbers: str) -> bool:
    """Return whether whole numbers are meant: by the type, else by how they are written."""
    kinds = _kinds(to)
    if not kinds.isdisjoint(("int", "float")):
        return "float" not in kinds
    return all(isinstance(scalar(each), int) for each in numbers if each)


def _number(text: str, to: Type, *, whole: bool, origin: str) -> str:
    """Return the text of a number as the parameter has it. Raises InvalidValue."""
    kind = Type("int" if whole else "float")
    try:
        number = convert(Text(text), kind)
        convert(Text(text), to)
    except InvalidValue as error:
        raise InvalidValue(error.what, origin=origin, advice=error.advice) from None
    return str(number) if whole else plain(Decimal(text.replace("_", "")))


def _listed(name: str, body: str, to: Type, origin: str) -> Dimension:
    try:
        parts = [*split(body)]
    except NotLiteralError as error:
        raise UsageError(f"{shortened(body)!r} is no list: {error}", origin=origin) from None
    texts = []
    for part in parts:
        written = _quoted(part)
        try:
            value = convert(Text(part) if written is None else written, to)
        except InvalidValue as error:
            raise InvalidValue(
                f"parameter {name!r}: {error.what}", origin=origin, advice=error.advice
            ) from None
        texts.append(part if written is None else show(value, to))
    twice = next((each for each in texts if texts.count(each) > 1), None) if texts else None
    if twice is not None:
        raise UsageError(f"{shortened(twice)} is listed twice", origin=origin)
    return Dimension(name, tuple(texts))


def _quoted(part: str) -> str | None:
    """Return what stands in quotes, where a value is written so; None for any other."""
    if part[:1] not in ("'", '"') or len(part) == 1:
        return None
    found = parse(part)
    return found if isinstance(found, str) and not isinstance(found, Text) else None


def size_of(space: Iterable[Dimension]) -> int:
    """Return how many points a space has; 0 if they cannot be counted."""
    return math.prod(each.size for each in space)
