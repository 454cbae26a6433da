"""Programs of several files: what is followed, and what comes from where."""

import os

import pytest
from scan_checks import check_project, told

from hprun.errors import SourceError
from hprun.model import Entry, Location, Problem
from hprun.scan import scan, scan_file

HERE = "from hprun.m import _\n"
X = "from hprun.m import _\n_('x', 1)\n"


@pytest.mark.parametrize(
    ("main", "module"),
    [
        pytest.param("import a", "a.py", id="module"),
        pytest.param("import a as b", "a.py", id="as"),
        pytest.param("from a import b", "a.py", id="from"),
        pytest.param("from a import *", "a.py", id="star"),
        pytest.param("import a", "a/__init__.py", id="package"),
        pytest.param("import a.b.c", "a/__init__.py", id="package of a package"),
        pytest.param("import a.b", "a/b.py", id="namespace package"),
        pytest.param("from a import b", "a/b.py", id="submodule"),
        pytest.param("from a.b import c", "a/b/c.py", id="submodule of a namespace"),
        pytest.param("import a.b", "a/b/__init__.py", id="package in a namespace"),
        pytest.param("import a.__main__", "a/__main__.py", id="main of a package"),
        pytest.param("def f():\n  import a", "a.py", id="in a function"),
        pytest.param("class A:\n  def f(self):\n    if g: import a", "a.py", id="in a method"),
        pytest.param("try: import a\nexcept E: pass", "a.py", id="under try"),
        pytest.param("try: g()\nexcept E: import a", "a.py", id="under except"),
        pytest.param("try: g()\nfinally: import a", "a.py", id="under finally"),
        pytest.param("if TYPE_CHECKING: from a import B", "a.py", id="for type checkers"),
        pytest.param("match g:\n  case 1: import a", "a.py", id="under match"),
        pytest.param("with g: import a", "a.py", id="under with"),
        pytest.param("for i in g:\n  pass\nelse:\n  import a", "a.py", id="under else"),
        pytest.param("import importlib\nimportlib.import_module('a')", "a.py", id="by a call"),
        pytest.param("from importlib import import_module as i\ni('a.b')", "a/b.py", id="alias"),
        pytest.param("__import__('a')", "a.py", id="by the builtin"),
        pytest.param(
            "import importlib\nimportlib.import_module('.b', 'a')",
            "a/b.py",
            id="by a relative call",
        ),
        pytest.param(
            "import importlib\nimportlib.import_module('.b', package='a')",
            "a/b.py",
            id="by a call relative to a package",
        ),
        pytest.param("import random", "random.py", id="hides the standard library"),
    ],
)
def test_imports_are_followed(tmp_path, main, module):
    check_project(tmp_path, {"main.py": main, module: X}, "x: int = 1")


@pytest.mark.parametrize(
    ("main", "module"),
    [
        pytest.param("import a", "b.py", id="not imported"),
        pytest.param("import sys", "sys.py", id="builtin"),
        pytest.param("import os", "os.py", id="frozen"),
        pytest.param("import hprun", "hprun.py", id="hprun itself"),
        pytest.param("import hpman.m", "hpman/__init__.py", id="hpman"),
        pytest.param("from . import a", "a.py", id="relative without package"),
        pytest.param("from .. import a", "a.py", id="beyond the top"),
        pytest.param("import a", "a/b.py", id="namespace alone"),
        pytest.param("import importlib\nimportlib.import_module(a)", "a.py", id="computed"),
        pytest.param("A = 'a'\n__import__(A)", "a.py", id="not a literal"),
        pytest.param("import a", "a.txt", id="not Python"),
        pytest.param("import importlib\nimportlib.reload('a')", "a.py", id="other call"),
    ],
)
def test_other_files_are_not_followed(tmp_path, main, module):
    check_project(tmp_path, {"main.py": main, module: X})


def test_installed_packages_are_not_followed(tmp_path):
    lib = tmp_path / "site-packages"
    lib.mkdir()
    (lib / "a.py").write_text(X)
    catalog = scan([Entry("main.py", b"import a")], [str(lib)])
    assert told(catalog) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"main.py": "from common import _\n_('a', 1)", "common.py": HERE},
            ["a: int = 1"],
            id="re-exported",
        ),
        pytest.param(
            {"main.py": "import common\ncommon._('a', 1)", "common.py": HERE},
            ["a: int = 1"],
            id="attribute",
        ),
        pytest.param(
            {"main.py": "from common import *\nhp('a', 1)", "common.py": "from hprun.m import hp"},
            ["a: int = 1"],
            id="star",
        ),
        pytest.param(
            {"main.py": "from common import *\n_('a', 1)", "common.py": HERE}, [], id="underscore"
        ),
        pytest.param(
            {"main.py": "from common import *\n_('a', 1)", "common.py": f"{HERE}__all__ = ['_']"},
            ["a: int = 1"],
            id="underscore in __all__",
        ),
        pytest.param(
            {"main.py": "from c import *\nhp('a', 1)", "c.py": "from hprun.m import hp\n__all__ = []"},
            [],
            id="not in __all__",
        ),
        pytest.param(
            {
                "main.py": "from c import *\n_('a', 1)",
                "c.py": f"{HERE}__all__ = []\n__all__ += ['_']",
            },
            ["a: int = 1"],
            id="__all__ that is not plain",
        ),
        pytest.param(
            {
                "main.py": "from a import *\nhp('x', 1)",
                "a.py": "from b import *",
                "b.py": "from c import *\nfrom a import *",
                "c.py": "from hprun.m import hp",
            },
            ["x: int = 1"],
            id="chain of stars, with a circle",
        ),
        pytest.param(
            {"main.py": "from a import *\nparam_scope.x | 1", "a.py": "from hprun import *"},
            ["x: int = 1"],
            id="star of a star of ours",
        ),
        pytest.param(
            {
                "main.py": "from pkg import _ as hp\nhp('x', 1)",
                "pkg/__init__.py": "from .common import _",
                "pkg/common.py": "from hprun.m import _",
            },
            ["x: int = 1"],
            id="package",
        ),
        pytest.param(
            {
                "main.py": "import pkg.sub.mod as z\nz.common._('x', 1)",
                "pkg/sub/mod.py": "from .. import common",
                "pkg/common.py": "from hprun.m import _",
            },
            ["x: int = 1"],
            id="relative module in a namespace",
        ),
        pytest.param(
            {
                "main.py": "import pkg\npkg.common._('x', 1)",
                "pkg/__init__.py": "from . import common",
                "pkg/common.py": "from hprun.m import _",
            },
            ["x: int = 1"],
            id="submodule bound by its package",
        ),
        pytest.param(
            {
                "main.py": "import pkg.common\npkg.common._('x', 1)",
                "pkg/common.py": "from hprun.m import _",
            },
            ["x: int = 1"],
            id="dotted",
        ),
        pytest.param(
            {
                "main.py": "import a\na.hp('x', 1)",
                "a.py": "from b import hp\ndef f(): hp('y', 1)",
                "b.py": "import a\nfrom hprun.m import hp\ndef g(): a.hp('z', 1)",
            },
            ["x: int = 1", "y: int = 1", "z: int = 1"],
            id="circle of imports",
        ),
        pytest.param(
            {"main.py": "from a import _\n_('x', 1)", "a.py": "from b import _", "b.py": "from a import _"},
            [],
            id="circle of names",
        ),
        pytest.param(
            {"main.py": "from a import foo\nfoo.x | 1", "a.py": "from hprun import param_scope as p\nfoo = p.foo"},
            ["foo.x: int = 1"],
            id="prefix alias",
        ),
        pytest.param(
            {"main.py": "from a import _\n_('x', 1)", "a.py": f"{HERE}def _(x): ..."}, [], id="hidden"
        ),
        pytest.param(
            {"main.py": f"from c import LR, C\nfrom c import *\n{HERE}_('x', LR)\n_('y', C.a)\n_('z', Z)",
             "c.py": "Z = 1\nLR = Z * 2\nclass C: a = 'b'"},
            ["x: int = 2", "y: str = 'b'", "z: int = 1"],
            id="constants of another file",
        ),
        pytest.param(
            {"main.py": f"import c\n{HERE}_('x', c.Opt.A)", "c.py": "from enum import Enum\nclass Opt(Enum): A = 1"},
            ["x: enum = 'A'"],
            id="enum of another file",
        ),
        pytest.param(
            {"main.py": "from hprun import auto_param\nfrom c import f\nauto_param('g')(f)", "c.py": "def f(x=1): ..."},
            ["g.x: int = 1"],
            id="function of another file",
        ),
        pytest.param(
            {"main.py": "from hprun import auto_param\nfrom c import A\n@auto_param\nclass B(A): ...",
             "c.py": "class A:\n  def __init__(self, x=1): ..."},
            ["B.x: int = 1"],
            id="class derived from one of another file",
        ),
    ],
)  # fmt: skip
def test_names_come_from_other_files(tmp_path, files, expected):
    check_project(tmp_path, files, *expected)


def test_the_order_is_breadth_first(tmp_path):
    catalog = check_project(
        tmp_path,
        {
            "main.py": f"{HERE}import b, a\n_('m', 1)",
            "a.py": f"{HERE}_('a', 1)",
            "b.py": f"{HERE}import c\n_('b', 1)",
            "c.py": f"{HERE}import main\n_('c', 1)",
        },
        *("m: int = 1", "b: int = 1", "a: int = 1", "c: int = 1"),
    )
    assert [os.path.basename(path) for path in catalog.files] == ["main.py", "b.py", "a.py", "c.py"]


def test_paths_are_as_the_user_types_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "model.py").write_text(X)
    catalog = scan([Entry("./s.py", b"import lib.model")], [""])
    assert catalog.files == ("./s.py", "lib/model.py")
    assert str(catalog.parameters["x"].location) == "lib/model.py:2"


def test_relative_imports_of_an_entry_need_its_package(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text(X)
    entry = Entry(f"{tmp_path}/pkg/main.py", b"from .a import y", "pkg")
    assert told(scan([entry], [str(tmp_path)])) == ["x: int = 1"]


def test_the_first_folder_of_the_search_wins(tmp_path):
    for folder, value in (("one", 1), ("two", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").write_text(f"{HERE}_('x', {value})")
    (tmp_path / "one" / "b").mkdir()
    (tmp_path / "two" / "b.py").write_text(f"{HERE}_('y', 2)")
    search = [str(tmp_path / "none"), str(tmp_path / "one"), str(tmp_path / "two")]
    catalog = scan([Entry("main.py", b"import a, b")], search)
    assert told(catalog) == ["x: int = 1", "y: int = 2"]


def test_a_file_is_scanned_once_whatever_it_is_called(tmp_path):
    (tmp_path / "a.py").write_text(X)
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    catalog = scan([Entry("main.py", b"import a, b")], [str(tmp_path)], [f"{tmp_path}/a.py"])
    assert len(catalog.parameters["x"].definitions) == 1
    assert len(catalog.files) == 2


def test_extra_files_may_be_patterns(tmp_path):
    for name in ("a1.py", "a2.py", "b.py"):
        (tmp_path / name).write_text(f"{HERE}_('{name[:-3]}', 1)")
    extra = [f"{tmp_path}/b.py", f"{tmp_path}/a*.py", f"{tmp_path}/c*.py"]
    assert [*scan([], [], extra).parameters] == ["b", "a1", "a2"]


def test_several_entries(tmp_path):
    entries = [Entry("a.py", b"from hprun.m import _\n_('a', 1)"), Entry("b.py", X.encode())]
    assert told(scan(entries, [])) == ["a: int = 1", "x: int = 1"]


# Contradictions


def places(*lines):
    return tuple(Location("s.py", line, 1, line) for line in lines)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        pytest.param(
            "_('x', 1)\n_('x', 2)",
            Problem("conflict", "'x' has different defaults: 1 (s.py:3) and 2 (s.py:4)", places(3, 4), "x"),
            id="conflict",
        ),
        pytest.param(
            "hp('x', 1)\n_('x', 1)\nhp('x', True)",
            Problem("conflict", "'hp:x' has different defaults: 1 (s.py:3) and True (s.py:5)", places(3, 5), "hp:x"),
            id="True is not 1",
        ),
        pytest.param(
            "_('x', 1)\nparam_scope.x | 1.0",
            Problem("conflict", "'x' has different defaults: 1 (s.py:3) and 1.0 (s.py:4)", places(3, 4), "x"),
            id="manager and scope",
        ),
        pytest.param(
            "_('x', f())\n_('x', g())",
            Problem("conflict", "'x' has different defaults: f() (s.py:3) and g() (s.py:4)", places(3, 4), "x"),
            id="computed",
        ),
        pytest.param(
            "param_scope.x | 1\nparam_scope.x | 2",
            Problem("defaults", "'x' has different defaults: 1 (s.py:3) and 2 (s.py:4): each keeps its own", places(3, 4), "x"),
            id="scope",
        ),
        pytest.param(
            "_('x', 1)\n_('x.y', 2)",
            Problem("clash", "'x' (s.py:3) is a parameter, and the prefix of 'x.y' (s.py:4)", places(3, 4), "x"),
            id="leaf and tree",
        ),
        pytest.param(
            "param_scope.x.y | 2\n_('x', 1)",
            Problem("clash", "'x' (s.py:4) is a parameter, and the prefix of 'x.y' (s.py:3)", places(4, 3), "x"),
            id="tree and leaf",
        ),
    ],
)  # fmt: skip
def test_contradictions(code, problem):
    source = f"from hprun.m import _, hp\nfrom hprun import param_scope\n{code}"
    catalog = scan([Entry("s.py", source.encode())], [])
    assert catalog.problems == (problem,)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("_('x', 1)\n_('x', 0 + 1)", id="equal"),
        pytest.param("_('x', float('nan'))\n_('x', float('nan'))", id="not equal to itself"),
        pytest.param("_('x', f())\n_('x', f())", id="the same text"),
        pytest.param("_('x')\n_('x', 1)\n_.set_value('x', 2)", id="read, defined, written"),
        pytest.param("_('x', 1)\nhp('x', 2)", id="two managers"),
        pytest.param("_('x.a', 1)\nhp('x', 2)", id="leaf and tree of two managers"),
        pytest.param("param_scope.x | 1\nparam_scope.x.y | 1", id="leaf and tree of a scope"),
        pytest.param("_('x', 1)\n_('xy', 1)", id="no prefix but a beginning"),
    ],
)
def test_no_contradiction(code):
    source = f"from hprun.m import _, hp\nfrom hprun import param_scope\n{code}"
    assert scan([Entry("s.py", source.encode())], []).problems == ()


# Files that cannot be read


def test_an_entry_that_is_not_python_is_an_error():
    with pytest.raises(SourceError) as caught:
        scan([Entry("s.py", b"a = 1\n  b = (2\n")], [])
    assert str(caught.value) == (
        "cannot be read as Python: unexpected indent (s.py:2)\n    b = (2\n    ^"
    ) or str(caught.value).startswith("cannot be read as Python: unexpected indent (s.py:2)")


def test_the_caret_stands_below_the_place():
    with pytest.raises(SourceError) as caught:
        scan([Entry("s.py", b"if x:\n    a = 1 +* 2\n")], [])
    assert caught.value.frames == "    a = 1 +* 2\n           ^"


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        pytest.param(b"a =\n", 1, id="syntax"),
        pytest.param(b"a = 1\n\0", 1, id="NUL"),
        pytest.param(b"\xff\xfe", 1, id="not UTF-8"),
        pytest.param(b"# coding: nonsense\n", 1, id="unknown encoding"),
        pytest.param(b"a\n\n'\\ud800'\n'\xe9'\n", 4, id="bad character"),
        pytest.param(b"(" * 1000, 1, id="too many brackets"),
        pytest.param(b"-" * 100_000 + b"1", 1, id="too deep"),
    ],
)
def test_a_broken_module_is_a_problem(tmp_path, broken, line):
    (tmp_path / "a.py").write_bytes(broken)
    catalog = scan([Entry("main.py", f"import a\n{X}".encode())], [str(tmp_path)])
    assert [*catalog.parameters] == ["x"]
    (problem,) = catalog.problems
    assert problem.kind == "unread"
    assert problem.locations[0].path == f"{tmp_path}/a.py"
    assert catalog.files == ("main.py",)


def test_a_problem_tells_where_and_what(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\ny = = 2\n")
    catalog = scan([Entry("main.py", b"import a")], [""])
    message = "a.py:2 cannot be read as Python: invalid syntax; its parameters are not listed"
    assert catalog.problems == (Problem("unread", message, (Location("a.py", 2, 5),)),)


@pytest.mark.parametrize("entry", ["missing.py", ".", "\0"])
def test_an_entry_that_cannot_be_read_is_an_error(entry):
    with pytest.raises(SourceError):
        scan_file(entry)


def test_odd_files(tmp_path):
    os.mkfifo(tmp_path / "fifo.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "round").symlink_to(".")
    with (tmp_path / "huge.py").open("wb") as file:
        file.truncate(2**30)
    (tmp_path / "a.py").write_text(X)
    main = b"import fifo, folder, loop, huge, round.round.round.a"
    catalog = scan([Entry("main.py", main)], [str(tmp_path)])
    assert [*catalog.parameters] == ["x"]
    assert [each.message.removeprefix(f"{tmp_path}/") for each in catalog.problems] == [
        f"{name}.py:1 cannot be read as Python: {why}; its parameters are not listed"
        for name, why in [
            ("fifo", "it is not a regular file"),
            ("folder", "it is not a regular file"),
            ("loop", "Too many levels of symbolic links"),
            ("huge", "it is larger than 16 MiB"),
        ]
    ]
