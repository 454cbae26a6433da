"""docs/messages.md lists every message that hprun has for a mistake, and each of them is provoked here.

A line of the page is the message itself, with ``…`` for what differs. Whoever raises an error of
hprun's writes its line on the page, and a case beside this file.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from message_cases import CASES
from message_world import SCRIPT, World

import hprun
from hprun import errors

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"
PACKAGE = Path(hprun.__file__).parent
ROW = re.compile(r"^\| `(.+?)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def world(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    made = World(tmp_path, monkeypatch, capsys)
    made.write("train.py", SCRIPT)
    made.write("presets/small.yaml", "lr: 0.01\n")
    return made


def rows():
    return [message for message, _ in ROW.findall(PAGE.read_text())]


def regular(row):
    """A line of the page as a regular expression."""
    return ".+".join(map(re.escape, row.split("…")))


@pytest.mark.parametrize("row", rows())
def test_a_message_of_the_page_is_told(row, world):
    said = CASES[row](world)
    where = rf"^hprun: (parameter '.+' \(.+\): )?{regular(row)}( \(|; |$)"
    assert re.search(where, said, re.MULTILINE), said


def test_every_case_is_on_the_page():
    assert sorted(CASES) == sorted(rows())


# Every place that raises an error of hprun's own is on the page.

KINDS = {
    name
    for name, each in vars(errors).items()
    if isinstance(each, type) and issubclass(each, errors.HprunError | errors.MissingParameter)
} - {"Mistakes"}
SAID_ELSEWHERE = {
    "error.what": "an error that is raised again, with its place",
    "str(error)": "what is wrong with a literal, on the way to a reader",
    "no text is known of what": "what is wrong with YAML, and stands where it is found",
    "f'{what}: {shortened(found.string)!r}'": "${} names nothing: '…', ${ is not closed, or …",
    "f'{EXTENDS} names no file'": "extends names no file",
    "said[-1].removeprefix('hprun: ')": "what `hprun sync` says, which is said here of a sweep",
    "worker.stopping": "trial … has no …, the first … trials have failed",
    "'; '.join((problem.message for problem in clashes))": "'…' (…) is a parameter, and the prefix of '…' (…)",
    "f'{words[0]} {there}'": "… is no sweep, … is not there",
}


@cache
def raises():
    """Every place that makes an error, with what it says: ``…`` for what differs."""
    return [*_raises()]


def _raises():
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if _makes_an_error(node) and path.name != "errors.py":
                        where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                        for text in texts(node.args[0], function):
                            yield where, text


def _makes_an_error(node):
    if not isinstance(node, ast.Call) or not node.args:
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr == "_error" and len(node.args) > 1
    return isinstance(node.func, ast.Name) and node.func.id in KINDS


def texts(node, function):
    """What an expression may say, as far as its function tells."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            source = ast.unparse(node)
            yield (
                source
                if source in SAID_ELSEWHERE
                else re.sub("…+", "…", "".join(map(_part, node.values)))
            )
        case ast.IfExp():
            yield from texts(node.body, function)
            yield from texts(node.orelse, function)
        case ast.BinOp(op=ast.Add()):
            for text in texts(node.left, function):
                yield f"{text}…"
        case ast.Name(id=name):
            said = [
                each.value
                for each in ast.walk(function)
                if isinstance(each, ast.Assign)
                and any(isinstance(one, ast.Name) and one.id == name for one in each.targets)
            ]
            for each in said:
                yield from texts(each, function)
            if not said:
                yield f"no text is known of {name}"
        case _:
            yield ast.unparse(node)


def _part(part):
    """A piece of an f-string; what is shown by its repr is taken for a text in quotes."""
    if isinstance(part, ast.Constant):
        return part.value
    return "'…'" if part.conversion == ord("r") else "…"


def is_on_the_page(text, page):
    """Whether a text is a line of the page; one that says enough may stand for several texts."""
    telling = [row for row in page if len(row.replace("…", "")) >= _TELLING]
    return text in page or any(re.fullmatch(regular(row), text) for row in telling)


_TELLING = 14
"""Letters of a line beyond which it is no other's by accident."""


def test_whatever_is_raised_is_on_the_page():
    page = rows()
    missing = {
        f"{where}  {text}"
        for where, text in raises()
        if text not in SAID_ELSEWHERE and not is_on_the_page(text, page)
    }
    assert sorted(missing) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no target is named", True),
        ("… is not …", True),
        ("… is not here and not …", False),
        ("no target is to be named", False),
        ("unknown option …", True),
    ],
)
def test_a_text_is_on_the_page_as_it_is(text, expected):
    assert is_on_the_page(text, rows()) == expected


def test_the_walk_finds_what_is_raised():
    found = dict.fromkeys(text for _, text in raises())
    assert len(found) > 150
    assert {"unknown parameter '…'", "no target is named", "a key is empty"} <= {*found}
