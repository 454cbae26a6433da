"""What a scan says of a command line, held against the account of the real parser.

Each parameter of the real parser is *found* (all that the scan says of it is so), *wrong* (something
is not), or *unknown*: the scan says itself that it does not know, because the parser is open, or the
default or the type is one of run time.
"""

import re
from pathlib import PurePath
from typing import NamedTuple

LATE = "at run time"
UNTYPED = ("any", LATE)


class Finding(NamedTuple):
    """What was found out about one parameter: `says` is the scan's, `real` the parser's."""

    verdict: str
    name: str
    field: str = ""
    says: object = None
    real: object = None

    def __str__(self):
        if not self.field:
            return f"{self.verdict} {self.name}"
        return f"{self.verdict} {self.name}: {self.field} is {self.real!r}, not {self.says!r}"


def compare(inspected, account):
    """Return one finding for each parameter of an account, and one for each that is none of its.

    `inspected` is what ``hprun inspect --json`` writes.
    """
    listed = {each["name"]: each for each in inspected["parameters"] if _kind(each) == "words"}
    is_open = any(map(_is_open, inspected["parsers"]))
    real = {}
    for each in (one for parser in account["parsers"] for one in parser["parameters"]):
        real.setdefault(each["name"], []).append(each)
    whole = all(parser["whole"] for parser in account["parsers"])
    for name, entries in real.items():
        if name not in listed:
            yield Finding("unknown" if is_open else "wrong", name, "parameter", None, "listed")
            continue
        yield from _judged(listed[name], entries)
    for name, each in listed.items():
        if name not in real and whole and not _is_conditional(each):
            yield Finding("wrong", name, "parameter", "listed", None)
    if not whole and not is_open:
        yield Finding("wrong", "", "parser", "closed", "open")


def _kind(parameter):
    return parameter["delivery"]["kind"]


def _is_open(parser):
    return bool(parser["open"]) or any(map(_is_open, parser["commands"]))


def _is_conditional(parameter):
    return any(each["conditional"] for each in parameter["occurrences"])


def _judged(parameter, entries):
    """Yield what is to be said of a parameter that the scan lists; entries share one `dest`."""
    findings = [
        Finding(verdict, parameter["name"], field, says, real)
        for field, judge in _FIELDS.items()
        for verdict, says, real in judge(parameter, entries)
    ]
    for verdict in ("wrong", "unknown"):
        chosen = [each for each in findings if each.verdict == verdict]
        if chosen:
            yield (
                chosen[0]
                if verdict == "unknown"
                else chosen[0]._replace(
                    field=" and ".join(each.field for each in chosen),
                    says=chosen[0].says if len(chosen) == 1 else [each.says for each in chosen],
                    real=chosen[0].real if len(chosen) == 1 else [each.real for each in chosen],
                )
            )
            return
    yield Finding("found", parameter["name"])


def _options(parameter, entries):
    real = {option for each in entries for option in each.get("options", [])}
    ways = [each["delivery"] for each in parameter["occurrences"] if _kind(each) == "words"]
    says = {option for way in ways for option in (*way["options"], *way["off"])}
    if all("options" in each for each in entries) and says != real:
        yield "wrong", sorted(says), sorted(real)


def _command(parameter, entries):
    if "command" in entries[0] and parameter["delivery"]["command"] != entries[0]["command"]:
        yield "wrong", parameter["delivery"]["command"], entries[0]["command"]


def _required(parameter, entries):
    """What is needed: of several options of one `dest`, none says it alone."""
    if len(entries) == 1 and "required" in entries[0]:
        says, real = parameter["required"], entries[0]["required"]
        if says != real and not _may_be_left_out(entries[0]):
            yield "wrong", says, real


def _may_be_left_out(entry):
    """A positional of any number of words is required by argparse's word, and is not."""
    return entry.get("nargs") in ("*", "?", "...", "A...")


def _default(parameter, entries):
    real, says = entries[0].get("default"), parameter["default"]
    if real is None or entries[0].get("required"):
        return
    if says is None:
        if real != {"value": None}:
            yield "wrong", says, real
    elif not says["known"]:
        if real not in ({"computed": "suppressed"}, {"computed": says["text"]}):
            yield "unknown", says["text"], real
    elif real == {"computed": "StandIn"}:
        return  # the parser that was asked has no more than a stand-in to tell of
    elif "computed" in real:
        yield "wrong", says["value"], real
    elif not _same(says["value"], real["value"]) and not _is_path(parameter, says, real):
        yield "wrong", says["value"], real["value"]


def _same(one, other):
    """Whether two JSON values are the same, the type too: 1 is not 1.0, nor true."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


def _is_path(parameter, *values):
    """Whether two texts are one path: the parser makes a path of the text, the scan keeps it."""
    texts = [each["value"] for each in values if isinstance(each["value"], str)]
    is_path = _element(parameter["type"]) == {"Path"} and len(texts) == len(values)
    return is_path and len({*map(PurePath, texts)}) == 1


def _type(parameter, entries):
    real, says = {each.get("type") for each in entries}, parameter["type"]
    if None in real or len(real) > 1:
        return
    if says in UNTYPED:
        yield "unknown", says, *real
    elif _element(says) != real and not ("|" in says and real <= _element(says)):
        yield "wrong", says, *real


def _element(text):
    """Return what one word is converted to: ``{'int'}`` for ``list[int] | None``."""
    inner = set(re.findall(r"\w+", text)) - {"list", "tuple", "set", "None"}
    return inner or {"str"}


def _choices(parameter, entries):
    if len(entries) > 1 or "choices" not in entries[0]:
        return
    says, real = parameter["choices"], entries[0]["choices"]
    if says and sorted(says, key=repr) != sorted(real, key=repr):
        yield "wrong", says, real
    elif real and not says:
        yield "unknown", says, real


def _help(parameter, entries):
    """The help; where the parser has none, the scan may have a comment."""
    real = " ".join(entries[0].get("help", "").split())
    says = " ".join(parameter["help"].split())
    if real and says != real:
        known = parameter["default"] is None or parameter["default"]["known"]
        yield ("wrong" if known and says else "unknown"), says, real


_FIELDS = {
    "options": _options,
    "command": _command,
    "required": _required,
    "default": _default,
    "type": _type,
    "choices": _choices,
    "help": _help,
}
