"""Imports without a parse are those that the parser finds, or it says that it is not sure."""

import ast
import contextlib
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_checks import write_files

from hprun.model import Entry
from hprun.scan import scan
from hprun.scan.files import program
from hprun.scan.files.called_imports import imported
from hprun.scan.files.quick_imports import UnsureError, calls, imports, listed
from hprun.scan.names.statements import outline
from hprun.scan.source import UnreadableError, parse


class Somewhere:
    package = "top.sub"


def check(source):
    """Check that what is found is what the parser finds: imports, and modules that calls import."""
    source = source.encode() if isinstance(source, str) else source
    paths = imports(source, "top.sub")
    may_call = program.may_call(source)
    called = calls(source, paths) if may_call else []
    made = outline(parse(source), Somewhere)
    assert paths == list(dict.fromkeys(path for _, path in made.imports))
    assert called == ([*imported(made)] if may_call else [])
    return called


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="nothing"),
        pytest.param("x = 1\n", id="no import"),
        pytest.param("'''\nimport a\n'''\n", id="in a docstring"),
        pytest.param('"""\nimport a\n"""\nimport b', id="behind a docstring"),
        pytest.param("x = '''\nimport a '''; import b", id="on the line on which a string ends"),
        pytest.param('""" \\""" \nimport a\n"""', id="escaped quotes"),
        pytest.param('x = r"\\"; import a"\nimport b', id="raw string with a quote"),
        pytest.param("x = 'a\\\nimport b'\nimport c", id="string over two lines"),
        pytest.param("x = ''\nimport a\ny = ''", id="empty strings"),
        pytest.param("x = ''''a'''\nimport b", id="quote at the start of a string"),
        pytest.param("# it's\nimport a\n# that's", id="quotes in comments"),
        pytest.param("x = '#'; import a", id="hash in a string"),
        pytest.param("import a # import b", id="in a comment"),
        pytest.param("#import a\n  #import b", id="commented out"),
    ],
)
def test_strings_and_comments_hold_no_imports(source):
    check(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import a", id="one"),
        pytest.param("import a.b.c as d, e", id="several"),
        pytest.param("import a; import b;import c", id="on one line"),
        pytest.param("if x: import a\nelse:import b", id="behind a colon"),
        pytest.param("def f():\n\timport a\n\n\tfrom b import c", id="indented"),
        pytest.param("try:\n  from a import b\nexcept ImportError: pass", id="under try"),
        pytest.param("\ufeffimport a", id="byte order mark"),
        pytest.param("import a\r\nimport b\r\n", id="line ends of Windows"),
        pytest.param("\x0cimport a", id="form feed"),
        pytest.param("from a import b, c as d, e", id="names"),
        pytest.param("from a import *", id="star"),
        pytest.param("from a.b import (c,\n  d as e, # it's here\n  f,\n)", id="in brackets"),
        pytest.param("from a import(b)", id="bracket without a blank"),
        pytest.param("from . import a\nfrom .b import c\nfrom..d import e", id="relative"),
        pytest.param("from ... import a\nfrom ...b import c", id="beyond the top"),
        pytest.param("from importlib import import_util as import_", id="import in names"),
        pytest.param("def f():\n  yield from (\n    x)\n  yield (\nfrom_)", id="no import"),
        pytest.param("try: pass\nexcept E as e:\n  raise (a\n) from e", id="raise from"),
        pytest.param("important = imports = 1\nimport a\nprint(imported)", id="like import"),
        pytest.param("import a\nimport a", id="twice"),
    ],
)
def test_imports_are_found(source):
    check(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"from a \\\n import b", id="line continued"),
        pytest.param("import ä".encode(), id="letters that have two spellings"),
        pytest.param(b"# coding: latin-1\nimport a", id="other encoding"),
        pytest.param(b"import a\rimport b", id="line ends of old"),
        pytest.param(b"from a import (b, # )\n c)", id="bracket in a comment"),
        pytest.param(b"import a\0", id="NUL"),
        pytest.param(b"import a\xff", id="not UTF-8"),
        pytest.param(b"import", id="no name"),
        pytest.param(b"import a as", id="half a name"),
        pytest.param(b"from a import b c d as", id="no names"),
    ],
)
def test_the_parser_is_asked(source):
    with pytest.raises(UnsureError):
        imports(source, "")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import importlib\nimportlib.import_module('a')", ["a"], id="function"),
        pytest.param("importlib.import_module ( \n 'a.b', g)", ["a.b"], id="blanks"),
        pytest.param("from importlib import import_module\nimport_module('a')", ["a"], id="from"),
        pytest.param("__import__('a'); builtins.__import__('b')", ["a", "b"], id="builtin"),
        pytest.param("__import__('b'); importlib.import_module('a')", ["b", "a"], id="in order"),
        pytest.param("f(__import__('a').b)\ng(lambda: __import__('c'))", ["a", "c"], id="inside"),
        pytest.param("importlib.import_module(a)\n__import__(a.b[c])", [], id="computed"),
        pytest.param("importlib.import_module(f'a')\n__import__(f\"{b}\")", [], id="formatted"),
        pytest.param("importlib.import_module('.' + a)", [], id="added to"),
        pytest.param("# __import__('a')\n'''importlib.import_module('b')'''", [], id="text"),
        pytest.param("my_import_module('a')\nimport_modules('b')", [], id="like it"),
        pytest.param("load = importlib.import_module\nload('a')", [], id="passed on"),
        pytest.param("def import_module(name): ...", [], id="defined"),
    ],
)
def test_modules_imported_by_calls_are_found(source, expected):
    assert check(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import importlib as i\ni.import_module('a')", id="other name of the module"),
        pytest.param("from importlib import import_module as i\ni('a')", id="other name"),
        pytest.param("import_module('a')", id="of unknown origin"),
        pytest.param("self.import_module('a')", id="method"),
        pytest.param("x. __import__('a')", id="method with a blank"),
        pytest.param("my_importlib.import_module('a')", id="of another module"),
        pytest.param("importlib.import_module('.a', 'b')", id="relative"),
        pytest.param("__import__('a' 'b')", id="literals side by side"),
        pytest.param("__import__(r'a')", id="raw"),
        pytest.param("__import__('a\\x62')", id="escaped"),
        pytest.param("__import__(('a'))", id="in brackets"),
        pytest.param("(__import__)('a')", id="function in brackets"),
        pytest.param("__import__ \\\n('a')", id="line continued"),
        pytest.param("f'{__import__(\"a\")}'", id="in a formatted string"),
    ],
)
def test_the_parser_is_asked_of_calls(source):
    with pytest.raises(UnsureError):
        calls(source.encode(), imports(source.encode(), ""))


PIECES = [
    *("import a", "from b import c", "from . import (d,\n e)", "x = 1", "# it's", '"""', "'''"),
    *("'", '"', "\n", "\n", "  ", "; ", ": ", "\\", "f'{", "}", "if x", "yield (", ")", "import"),
]


CALLS = [
    *("importlib.import_module", "import_module", "__import__", "import importlib\n", "f", "as"),
    *("from importlib import import_module\n", "(", "'a'", '"b"', ".", ", ", "name", "+"),
    *("#", "def "),
]


@given(st.lists(st.sampled_from(PIECES + CALLS * 2), max_size=14).map("".join))
def test_any_calls(source):
    with contextlib.suppress(UnreadableError, UnsureError):
        check(source)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_python(source):
    with contextlib.suppress(UnreadableError, UnsureError):
        check(source)


NAMES = [
    *("__all__ = [", "__all__ = (", "__all__=[", "    __all__ = [", "__all__ += [", "# __all__"),
    *(
        "'a'",
        '"b"',
        "'a b'",
        ", ",
        ",\n    ",
        "]",
        "]",
        ")",
        "\n",
        "\n",
        "  # x",
        " + other",
        "c",
        "\r",
    ),
]


@given(st.lists(st.sampled_from(NAMES), max_size=12).map("".join))
def test_what_a_file_lists_is_what_python_takes(source):
    found = listed(source.encode())
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return
    values = [each.value for each in body if isinstance(each, ast.Assign)]
    assert found is None or [found] == [frozenset(ast.literal_eval(each)) for each in values]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("__all__ = ['a', \"b\"]\n", {"a", "b"}),
        ("import os\n__all__ = (\n    'a',\n    'b',\n)\nx = 1\n", {"a", "b"}),
        ("__all__ = []", set()),
        ("__all__ = ['a' 'b']", None),
        ("__all__ = ['a'] + b.__all__", None),
        ("__all__ = ['a']\n__all__.append('b')", None),
        ("if x:\n    __all__ = ['a']", None),
        ("__all__ = [name for name in x]", None),
    ],
)
def test_names_that_a_file_lists(source, names):
    assert listed(source.encode()) == names


@pytest.mark.slow
def test_the_standard_library():
    for path in Path(sysconfig.get_path("stdlib")).rglob("*.py"):
        source = path.read_bytes()
        with contextlib.suppress(UnreadableError, UnsureError):
            check(source)


LARGE = {
    "main.py": "import pkg.a, pkg.b, plain\nfrom pkg import _\n_('main', 1)",
    "pkg/__init__.py": "from .common import *\nfrom . import b",
    "pkg/common.py": "from hprun.m import _\n__all__ = ['_', 'SIZE']\nSIZE = 3",
    "pkg/a.py": "from pkg.common import _ as hp\nfrom .c import RATE\nhp('a', RATE)",
    "pkg/b.py": "def f():\n  import pkg.d\n'''\nimport pkg.e\n'''",
    "pkg/c.py": "RATE = 0.5\ntext = 'hprun'",
    "pkg/d.py": "from hprun import auto_param\n@auto_param\ndef f(x=1): ...",
    "pkg/e.py": "from hprun.m import _\n_('never', 1)",
    "plain.py": "import pkg.d as hprun\nprint(hprun.f)",
}


def test_a_scan_without_parsing_finds_the_same(tmp_path, monkeypatch):
    write_files(tmp_path, LARGE)
    monkeypatch.chdir(tmp_path)
    whole = scan([Entry("main.py")], [""], thorough=True)
    monkeypatch.setattr(program, "_PARSED", 0)
    assert scan([Entry("main.py")], [""]) == whole
    assert [*whole.parameters] == ["main", "a", "f.x"]


@pytest.mark.slow
def test_a_scan_of_a_library_without_parsing_finds_the_same(tmp_path, monkeypatch):
    library = Path(sysconfig.get_path("stdlib"))
    names = [
        ".".join(path.relative_to(library).with_suffix("").parts)
        for folder in ("asyncio", "concurrent", "email", "http", "multiprocessing", "unittest")
        for path in sorted((library / folder).rglob("*.py"))
    ]
    source = "from hprun.m import _\n" + "".join(f"import {name}\n" for name in names)
    entry = Entry("main.py", f"{source}_('lr', 0.1)".encode())
    monkeypatch.chdir(tmp_path)
    found = scan([entry], [str(library)])
    assert found == scan([entry], [str(library)], thorough=True)
    assert len(found.files) > 200


def test_a_broken_file_that_holds_no_parameter_is_a_problem_of_a_thorough_scan(
    tmp_path, monkeypatch
):
    (tmp_path / "a.py").write_text("x = (")
    monkeypatch.setattr(program, "_PARSED", 0)
    program_of = [Entry("main.py", b"import a\nfrom hprun.m import _\n_('y', 2)")], [str(tmp_path)]
    found, whole = scan(*program_of), scan(*program_of, thorough=True)
    assert [problem.kind for problem in whole.problems] == ["unread"]
    assert not found.problems
    assert found.parameters == whole.parameters


def test_a_broken_file_that_matters_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("from hprun.m import _\n_('x', 1")
    monkeypatch.setattr(program, "_PARSED", 0)
    catalog = scan(
        [Entry("main.py", b"import a\nfrom hprun.m import _\n_('y', 2)")], [str(tmp_path)]
    )
    assert [problem.kind for problem in catalog.problems] == ["unread"]
    assert [*catalog.parameters] == ["y"]
    assert catalog.files == ("main.py",)
