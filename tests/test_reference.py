"""The reference of commands and of names is made of the code, and says what the code says.

``python tests/test_reference.py`` writes docs/commands.md and docs/reference.md anew.
"""

import ast
import inspect
import re
from pathlib import Path

import pytest

import hprun
from hprun.cli import main
from hprun.cli.options import COMMANDS, POSITIONALS, command_named, shown_options
from hprun.compat import hpargparse

ROOT = Path(__file__).parent.parent
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
NAMES_PAGE = ROOT / "docs" / "reference.md"


# Commands

COMMANDS_HEAD = """# Commands and options

<!-- made by tests/test_reference.py -->

What `hprun --help` and `hprun COMMAND --help` show, in one page. Every parameter of the target is an option beside these:
`hprun train.py --help` shows them. Exit status: that of the script; 2 for a mistake; 1 where `diff` finds a difference or
`check` a problem; 130 after ctrl-c.
"""


def cell(text):
    """A text in a table: what Markdown would act upon is escaped, but for what is code."""
    parts = text.replace("|", "\\|").split("`")
    parts[::2] = [re.sub(r"([_*<>\[\]])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def code(text):
    """What stands for a word, as code: of several each, for a table has no `|` inside of it."""
    return ", ".join(f"`{each.strip()}`" for each in text.split("|"))


def option_row(option):
    names = ", ".join(f"`{name}`" for name in option.names)
    return f"| {names} | {code(option.metavar) if option.metavar else ''} | {cell(option.help)} |"


def commands_page():
    parts = [COMMANDS_HEAD]
    common = {option.field for option in shown_options("inspect")} & {
        option.field for option in shown_options("run")
    }
    for name in COMMANDS:
        command = command_named(name)
        words = " ".join(command.positionals)
        parts.append(f"## {name}\n\n    hprun {name} [OPTIONS] {words}\n\n{command.help}\n")
        told = [f"| {code(each)} | {cell(POSITIONALS[each])} |" for each in command.positionals]
        parts.append("\n".join(["| word | what it is |", "|---|---|", *told, ""]))
        shown = [each for each in shown_options(name) if name == "run" or each.field not in common]
        if shown:
            rows = [option_row(each) for each in shown]
            parts.append(
                "\n".join(["| option | value | what it does |", "|---|---|---|", *rows, ""])
            )
        shared = [each for each in shown_options(name) if name != "run" and each.field in common]
        if shared:
            spelled = ", ".join(f"`{each.names[0]}`" for each in shared)
            parts.append(f"As for [run](#run): {spelled}.\n")
    return "\n".join(parts)


# Names

NAMES_HEAD = """# Names for scripts

<!-- made by tests/test_reference.py -->

What `hprun` and `hprun.m` give to scripts: all of it, with what the code says of it. What is promised of these names stands in
[what stays as it is](stability.md), how to use them in [writing parameters](parameters.md).
"""


def tree(module):
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return ast.parse(path.read_text())


DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def found(module, name):
    """The function or class of a name: of several, as for a type checker, what is said most of."""
    nodes = [node for node in ast.walk(tree(module)) if isinstance(node, DEFINED)]
    return max(
        (node for node in nodes if node.name == name),
        key=lambda node: len(ast.get_docstring(node) or ""),
    )


def text_of(node):
    """A docstring as Markdown: names in backquotes, indented lines as they are."""
    text = re.sub(r"``(.+?)``", r"`\1`", inspect.cleandoc(ast.get_docstring(node) or ""))
    return text.replace("::\n", ":\n")


def call(node):
    """The arguments of a function, without those of its own kind: self, cls."""
    arguments = re.sub(r"\b(MISSING|HP_\w+)\b", constant, ast.unparse(node.args))
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"({re.sub(r'^(self|cls)(, /)?(, )?', '', arguments)}){returned}"


def constant(found):
    """What a default is that has a name in the code; no default at all is ``...``."""
    value = getattr(hpargparse, found[0], ...)
    return "..." if value is ... else repr(value)


def members(node):
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name[0] != "_" and ast.get_docstring(each):
            yield each


def of_class(shown, node, *, methods=True):
    fields = [
        each for each in node.body if isinstance(each, ast.AnnAssign) and each.target.id[0] != "_"
    ]
    spelled = f"({', '.join(ast.unparse(each) for each in fields)})" if fields else ""
    yield f"## `{shown}`\n\n    {shown}{spelled}\n\n{text_of(node)}\n"
    for each in members(node) if methods else ():
        yield f"### `{shown}.{each.name}`\n\n    {shown}.{each.name}{call(each)}\n\n{text_of(each)}\n"


CLASSES = {"param_scope": "Scope", "Range": "Range", "Pruned": "Pruned"}
INSIDE = {"Range"}
"""Classes whose methods are nobody's to call."""


def names_page():
    parts = [NAMES_HEAD, "## `hprun.m`\n\n    from hprun.m import _\n"]
    parts.append(f"{text_of(tree('hprun.m')).partition(chr(10))[0]}\n")
    reader = found("hprun.runtime.manager", "reader")
    parts.append(f"### A manager is called\n\n    _{call(reader)}\n\n{text_of(reader)}\n")
    parts += [
        f"### `_.{each.name}`\n\n    _.{each.name}{call(each)}\n\n{text_of(each)}\n"
        for each in members(found("hprun.runtime.manager", "Names"))
    ]
    for name in hprun.__all__:
        shown = f"hprun.{name}"
        if name == "errors":
            whole = tree("hprun.errors")
            parts.append(f"## `{shown}`\n\n{text_of(whole).replace('Layer 0: e', 'E')}\n")
        elif name == "__version__":
            parts.append(f"## `{shown}`\n\nThe version, as a text.\n")
        elif name in CLASSES:
            node = found(hprun._HOMES[name][0], CLASSES[name])
            parts += of_class(shown, node, methods=name not in INSIDE)
        else:
            node = found(*hprun._HOMES[name])
            parts.append(f"## `{shown}`\n\n    {shown}{call(node)}\n\n{text_of(node)}\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts))


PAGES = {COMMANDS_PAGE: commands_page, NAMES_PAGE: names_page}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_reference_says_what_the_code_says(page):
    assert page.read_text() == PAGES[page](), "python tests/test_reference.py writes it anew"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_what_the_page_shows(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    main([command, "--help"])
    said = capsys.readouterr().out
    assert command_named(command).help in said
    for option in shown_options(command):
        assert {*option.names} <= {*re.findall(r"(?<!\S)--?[\w-]+", said)}
        assert option.help in said


if __name__ == "__main__":
    for each, made in PAGES.items():
        each.write_text(made())
