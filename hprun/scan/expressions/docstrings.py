"""Layer 1: what docstrings say of arguments, in the styles of Google, NumPy and reST."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SECTIONS = frozenset(
    (
        *("args", "arguments", "parameters", "params", "keyword args", "keyword arguments"),
        *("other parameters", "attributes"),
    )
)
_FIELDS = ("param", "parameter", "arg", "argument", "key", "keyword")


def described(docstring: str) -> dict[str, str]:
    """Return the text for every argument that a docstring describes, each on one line."""
    lines = docstring.expandtabs(4).splitlines()
    found: dict[str, str] = {}
    for index, line in enumerate(lines):
        title = line.strip().lower()
        if title.startswith(":"):
            found |= _field(line, lines[index + 1 :])
        elif title.removesuffix(":") in _SECTIONS:
            underlined = index + 1 < len(lines) and set(lines[index + 1].strip()) == {"-"}
            if underlined:
                found |= _numpy(line, lines[index + 2 :])
            elif title.endswith(":"):
                found |= _google(line, lines[index + 1 :])
    return {name: text for name, text in found.items() if text}


def _field(line: str, following: Sequence[str]) -> dict[str, str]:
    """Read ``:param float lr: learning rate`` and the indented lines below it."""
    field, colon, text = line.strip()[1:].partition(":")
    words = field.split()
    if not colon or len(words) < 2 or words[0] not in _FIELDS:  # noqa: PLR2004 - field and name
        return {}
    return {words[-1].lstrip("*"): _joined(text, _below(line, following))}


def _google(title: str, following: Sequence[str]) -> dict[str, str]:
    """Read ``lr (float): learning rate``, indented below a title, with its own lines below it."""
    found = {}
    for head, below in _items(list(_below(title, following))):
        name, colon, text = _split(head)
        if colon:
            found[name] = _joined(text, below)
    return found


def _numpy(title: str, following: Sequence[str]) -> dict[str, str]:
    """Read ``lr, wd : float`` below an underlined title, with the text indented below each."""
    found: dict[str, str] = {}
    section: list[str] = []
    for index, line in enumerate(following):
        if index + 1 < len(following) and set(following[index + 1].strip()) == {"-"}:
            break
        if line.strip() and _indent(line) < _indent(title):
            break
        section.append(line)
    for head, below in _items(section):
        for name in head.partition(":")[0].split(","):
            found[name.strip().lstrip("*")] = _joined("", below)
    return found


def _items(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield every line of the least indentation with the more indented ones below it."""
    least = min((_indent(line) for line in lines if line.strip()), default=0)
    head = ""
    below: list[str] = []
    for line in lines:
        if line.strip() and _indent(line) == least:
            if head:
                yield head, below
            head, below = line.strip(), []
        else:
            below.append(line)
    if head:
        yield head, below


def _split(head: str) -> tuple[str, str, str]:
    """Take ``name (type): text`` apart; the type may hold colons, the name may not hold spaces."""
    end = min((at for at in (head.find("("), head.find(":")) if at >= 0), default=0)
    name = head[:end].strip().lstrip("*")
    rest = head[end:]
    depth = 0
    for position, character in enumerate(rest):
        depth += (character in "([{") - (character in ")]}")
        if character == ":" and depth == 0:
            return name, ":" if name.isidentifier() else "", rest[position + 1 :]
    return name, "", ""


def _below(line: str, following: Sequence[str]) -> Iterator[str]:
    """Yield the lines that are indented more than a line, up to the first that is not."""
    for each in following:
        if each.strip() and _indent(each) <= _indent(line):
            return
        yield each


def _joined(text: str, below: Iterator[str] | Sequence[str]) -> str:
    return " ".join(" ".join([text, *below]).split())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
