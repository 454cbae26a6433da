"""Names, defaults, types and help, as they stand in the code."""

import ast

import pytest
from scan_checks import check_scan

from hprun.literal import Text
from hprun.model import NONE, Default, Dynamic, Location, Type
from hprun.scan import scan_source

IMPORT = """
import enum, math, typing, pathlib
import numpy as np
from pathlib import Path
from dataclasses import dataclass
from typing import *
from typing import Annotated, Any, Dict, Final, List, Literal, NewType, Optional, Sequence, Tuple, Union
from hprun.m import _
from hprun import auto_param, param_scope
class Opt(enum.Enum):
    ADAM = 1
    SGD = enum.auto()
class Config:
    lr = 0.1
Alias = Optional[int]
Name = NewType("Name", str)
A = 2
B = A * 3
TWICE = 1
TWICE = 2
"""


def only(source):
    (parameter,) = scan_source(f"{IMPORT}{source}".encode(), "s.py").parameters.values()
    return parameter


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("+1.5", 1.5),
        ("~5", -6),
        ("not 1", False),
        ("True", True),
        ("None", None),
        ("1e-4", 1e-4),
        ("1_000", 1000),
        ("0x10", 16),
        ("'a' 'b'", "ab"),
        ("'a' + 'b'", "ab"),
        ("'ab' * 2", "abab"),
        ("f'a{A}b'", "a2b"),
        ("f'{\"x\"!r}'", "'x'"),
        ("10 ** 6", 1000000),
        ("2 ** -1", 0.5),
        ("1 << 10", 1024),
        ("7 // 2 % 2", 1),
        ("3 / 2", 1.5),
        ("0b110 ^ 0b011 | 8 & 15", 13),
        ("[1, 2.5, 'a', None]", [1, 2.5, "a", None]),
        ("(1,)", (1,)),
        ("()", ()),
        ("[*(1, 2), 3]", [1, 2, 3]),
        ("{1, 2}", {1, 2}),
        ("{'a': {'b': 1}, **{'c': 2}}", {"a": {"b": 1}, "c": 2}),
        ("[0] * 3", [0, 0, 0]),
        ("float('inf')", float("inf")),
        ("-math.inf", float("-inf")),
        ("math.pi", 3.141592653589793),
        ("np.pi", 3.141592653589793),
        ("int('3')", 3),
        ("float(3)", 3.0),
        ("str(3)", "3"),
        ("max(1, 2)", 2),
        ("dict(a=1)", {"a": 1}),
        ("list(range(3))", [0, 1, 2]),
        ("frozenset({1})", frozenset({1})),
        ("set()", set()),
        ("A", 2),
        ("B + 1", 7),
        ("Config.lr", 0.1),
        ("Opt.ADAM", Text("ADAM")),
        ("Path('x') ", Text("x")),
        ("pathlib.Path('x' + 'y')", Text("xy")),
    ],
)
def test_constants_are_known(written, value):
    default = only(f"_('x', {written})").default
    assert default == Default(written.strip(), value, known=True)
    assert type(default.value) is type(value)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("f()", id="call"),
        pytest.param("x", id="unbound name"),
        pytest.param("TWICE", id="assigned twice"),
        pytest.param("Opt.NONE", id="no member"),
        pytest.param("Config.wd", id="no attribute"),
        pytest.param("lambda: 1", id="lambda"),
        pytest.param("1 if A else 2", id="ternary"),
        pytest.param("b'x'", id="bytes"),
        pytest.param("1j", id="complex"),
        pytest.param("...", id="ellipsis"),
        pytest.param("1 / 0", id="division by zero"),
        pytest.param("'a' + 1", id="type error"),
        pytest.param("[1] + (2,)", id="type error of lists"),
        pytest.param("int('x')", id="value error"),
        pytest.param("float('1', 2)", id="wrong arguments"),
        pytest.param("{[]: 1}", id="unhashable"),
        pytest.param("[*1]", id="not iterable"),
        pytest.param("{**1}", id="not a mapping"),
        pytest.param("(-1) ** 0.5", id="complex result"),
        pytest.param("1.5 << 2", id="no such operation"),
        pytest.param("1 << -1", id="negative shift"),
        pytest.param("A @ B", id="matrix product"),
        pytest.param("9 ** 9 ** 9", id="huge power"),
        pytest.param("1 << 10 ** 9", id="huge shift"),
        pytest.param("1e308 ** 2", id="overflow"),
        pytest.param("'x' * 10 ** 9", id="huge string"),
        pytest.param("[[0] * 30000] * 30000", id="huge list"),
        pytest.param("[0] * 10 ** 9", id="huge product"),
        pytest.param("list(range(10 ** 9))", id="huge range"),
        pytest.param("range(3)", id="range"),
        pytest.param("'%1000000000d' % 1", id="format"),
        pytest.param("f'{A:1000000000}'", id="format of an f-string"),
        pytest.param("round(5, -10 ** 9)", id="round"),
        pytest.param("int('9' * 4000)", id="huge int"),
        pytest.param("9" * 500, id="huge literal"),
        pytest.param("not " * 150 + "1", id="deep"),
        pytest.param("print('x')", id="other builtin"),
        pytest.param("Path('a', 'b')", id="path of parts"),
    ],
)
def test_the_rest_is_shown_as_text(written):
    default = only(f"_('x', {written})").default
    assert not default.known
    assert default.value is None
    assert default.text[:50] == written[:50]


def test_doubling_by_names_is_bounded():
    names = "\n".join(f"n{i + 1} = n{i} + n{i}" for i in range(90))
    assert not only(f"n0 = ''\n{names}\n_('x', n90)").default.known
    lists = "\n".join(f"n{i + 1} = [n{i}] * 30" for i in range(20))
    assert not only(f"n0 = 1\n{lists}\n_('x', n20)").default.known


def test_text_is_one_line_and_short():
    assert only("_('x', f(1,\n   2))").default.text == "f(1, 2)"
    assert only(f"_('x', f({'1, ' * 100}))").default.text == f"f({'1, ' * 23}…"[:71] + "…"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("'a' 'b'", "ab"),
        ("'a.' + 'b'", "a.b"),
        ("f'a{A}'", "a2"),
        ("NAME", "x"),
        ("Text.name", "y"),
    ],
)
def test_names_are_folded(written, name):
    assert only(f"NAME = 'x'\nclass Text: name = 'y'\n_({written}, 1)").name == name


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("f'layer{i}.width'", "layer{i}.width"),
        ("f'{a.b}.{c[0]!r}'", "{a.b}.{c[0]}"),
        ("'a.' + i + '.b'", "a.{i}.b"),
        ("i", "{i}"),
        ("'%s.lr' % i", "{'%s.lr' % i}"),
        ("*i", "{*i}"),
        ("TWICE", "{TWICE}"),
    ],
)
def test_computed_names_are_dynamic(written, pattern):
    catalog = scan_source(f"from hprun.m import _\nTWICE = 1\nTWICE = 2\n_({written}, 1)".encode())
    assert not catalog.parameters
    assert [(each.pattern, each.location) for each in catalog.dynamic] == [
        (pattern, Location("<source>", 4, 3, 4))
    ]
    assert [(each.default, each.type) for each in catalog.dynamic] == [
        (Default("1", 1, known=True), Type("int"))
    ]


def test_a_computed_subscript_is_dynamic():
    check_scan(
        "from hprun import param_scope\nparam_scope.a[i].b | 1\nparam_scope[f'x{j}'](2)",
        "dynamic a.{i}.b",
        "dynamic x{j}",
    )


INT, FLOAT, STR, BOOL = Type("int"), Type("float"), Type("str"), Type("bool")
ENUM = Type("enum", choices=(Text("ADAM"), Text("SGD")))


@pytest.mark.parametrize(
    ("annotation", "type_"),
    [
        ("int", INT),
        ("float", FLOAT),
        ("str", STR),
        ("bool", BOOL),
        ("'int'", INT),
        ("Optional[int]", Type("union", (INT, NONE))),
        ("typing.Optional[int]", Type("union", (INT, NONE))),
        ("int | None", Type("union", (INT, NONE))),
        ("'int | None'", Type("union", (INT, NONE))),
        ("Union[int, str, None]", Type("union", (INT, STR, NONE))),
        ("Optional['Union[int, float]']", Type("union", (INT, FLOAT, NONE))),
        ("Alias", Type("union", (INT, NONE))),
        ("Name", STR),
        ("list", Type("list", (Type("any"),))),
        ("list[int]", Type("list", (INT,))),
        ("List[int]", Type("list", (INT,))),
        ("Sequence[float]", Type("list", (FLOAT,))),
        ("set[str]", Type("set", (STR,))),
        ("frozenset[str]", Type("frozenset", (STR,))),
        ("tuple[int, ...]", Type("tuple", (INT,))),
        ("Tuple[int, str]", Type("product", (INT, STR))),
        ("tuple", Type("tuple", (Type("any"),))),
        ("dict[str, int]", Type("dict", (STR, INT))),
        ("Dict[str, Any]", Type("dict", (STR, Type("any")))),
        ("dict", Type("dict", (Type("any"), Type("any")))),
        ("list[Optional[int]]", Type("list", (Type("union", (INT, NONE)),))),
        ("list[Unknown]", Type("list", (Type("any"),))),
        ("Annotated[int, 'x']", INT),
        ("Final[int]", INT),
        ("Literal['a', 'b']", Type("str", choices=("a", "b"))),
        ("Literal[1, 2]", Type("int", choices=(1, 2))),
        ("Literal[Opt.ADAM]", Type("enum", choices=(Text("ADAM"),))),
        ("Opt", ENUM),
        ("Optional[Opt]", Type("union", (ENUM, NONE))),
        ("Path", Type("path")),
        ("pathlib.Path", Type("path")),
        ("str | Path", Type("union", (STR, Type("path")))),
        ("int | Unknown", INT),
        ("Any", Type("any")),
    ],
)
def test_annotations(annotation, type_):
    parameter = only(f"@auto_param\ndef f(x: {annotation} = g()): ...")
    assert parameter.type == type_


@pytest.mark.parametrize(
    "annotation",
    [
        "Unknown",
        "'not python['",
        "''",
        "1",
        "f(x)",
        "Optional[Unknown]",
        "Literal[x]",
        "int.x",
        "np.x",
        "Callable[[int], str]",
        "'" + "[" * 300 + "'",
        "'a; b'",
        "None or 1",
    ],
)
def test_what_is_not_understood_leaves_the_type_to_the_default(annotation):
    assert only(f"@auto_param\ndef f(x: {annotation} = 1): ...").type == INT


def test_doubling_by_aliases_is_bounded():
    aliases = "\n".join(f"T{i + 1} = Union[T{i}, list[T{i}]]" for i in range(60))
    assert only(f"T0 = int\n{aliases}\n@auto_param\ndef f(x: T60 = 1): ...").type == INT


@pytest.mark.parametrize(
    ("code", "type_"),
    [
        pytest.param("@auto_param\ndef f(x: float = 1): ...", FLOAT, id="annotation, not default"),
        pytest.param("@auto_param\ndef f(x: int = None): ...", Type("union", (INT, NONE)), id="None"),
        pytest.param("@auto_param\ndef f(x=None): ...", Type("any"), id="None alone"),
        pytest.param("@auto_param\ndef f(x=g()): ...", Type("late"), id="unknown default"),
        pytest.param("@auto_param\ndef f(x=Opt.SGD): ...", ENUM, id="enum default"),
        pytest.param("@auto_param\ndef f(x=Path('a')): ...", Type("path"), id="path default"),
        pytest.param("@auto_param\ndef f(x: list = (1,)): ...", Type("tuple", (Type("any"),)), id="tuple kept"),
        pytest.param("_('x', 1, type=float)", FLOAT, id="hint"),
        pytest.param("_('x', 1, type=lambda s: s)", INT, id="hint not understood"),
        pytest.param("y: float = _('x', 1)", FLOAT, id="annotated variable"),
        pytest.param("y: float = _('x', 1) * 2", INT, id="annotated variable of something else"),
        pytest.param("y: float = param_scope.x | 1", FLOAT, id="annotated variable, scope"),
        pytest.param("_('x')", Type("any"), id="required"),
        pytest.param("_('x', type=int)", INT, id="required with type"),
        pytest.param("_('x', 'a', choices=['a', 'b'])", Type("str", choices=("a", "b")), id="choices"),
        pytest.param("_('x', 1, choices=range(1, 3))", Type("int", choices=(1, 2)), id="range"),
        pytest.param("C = ('a', 'b')\n_('x', 'a', choices=C)", Type("str", choices=("a", "b")), id="constant"),
        pytest.param("_('x', 'a', choices=g())", STR, id="computed choices"),
        pytest.param("_('x', 'a', choices=[])", STR, id="no choices"),
        pytest.param("_('x', 1, type=float, choices=[1, 2])", Type("float", choices=(1.0, 2.0)), id="both"),
        pytest.param("_('x', 1, type=int, choices=['a'])", INT, id="choices of another type"),
        pytest.param("_('x', None, choices=['a'])", Type("union", (Type("str", choices=("a",)), NONE)), id="choices or None"),
        pytest.param("int = g\n@auto_param\ndef f(x: int = 'a'): ...", STR, id="a name that hides int"),
        pytest.param("_('x')\n_('x', 1)\n_('x', type=float)", FLOAT, id="declared once"),
    ],
)  # fmt: skip
def test_types(code, type_):
    assert only(code).type == type_


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param("_('x', 1, help='h')  # c", "h", id="hint"),
        pytest.param("_('x', 1, help='a' 'b')", "ab", id="folded hint"),
        pytest.param("_('x', 1, help='')  # c", "", id="empty hint"),
        pytest.param("y = _('x', 1)  # c", "c", id="comment"),
        pytest.param("y = [_('x', 1)]  # c", "c", id="comment behind brackets"),
        pytest.param("y = g(_('x', 1), '#', \"#\")  # c", "c", id="hash in quotes"),
        pytest.param(r"y = g(_('x', 1), '\'#')  # c", "c", id="hash behind an escape"),
        pytest.param("y = _(\n 'x',\n 1,  # c\n)", "c", id="comment behind the default"),
        pytest.param("y = _('x', 1)  #c # d", "c # d", id="two hashes"),
        pytest.param("y = _('x', 1)  # noqa: E1", "", id="noqa"),
        pytest.param("y = _('x', 1)  # type: ignore", "", id="type"),
        pytest.param("y = _('x', '#')", "", id="no comment"),
        pytest.param("y = param_scope.x | 1  # c", "c", id="scope"),
        pytest.param("@auto_param\ndef f(x=1):  # c\n  ...", "", id="comment of the function"),
        pytest.param("@auto_param\ndef f(\n  x=1,  # c\n): ...", "c", id="comment of the argument"),
        pytest.param("@auto_param\ndef f(\n  x: int = 1  # c\n): ...", "c", id="last argument"),
        pytest.param("@auto_param\ndef f(x=1):\n  ':param x: h'", "h", id="reST"),
        pytest.param("@auto_param\ndef f(x=1):\n  'No description.'", "", id="other docstring"),
        pytest.param("_('x')  # a\n_('x', 1)  # b", "a", id="the first help"),
        pytest.param("y = _('x', 1)  # größer", "größer", id="not ASCII"),
        pytest.param("@auto_param\nclass F:\n  ':param x: a'\n  def __init__(self, x=1):\n    ':param x: b'", "b", id="class"),
        pytest.param("@auto_param\n@dataclass\nclass F:\n  x: int = 1  # c", "c", id="dataclass"),
    ],
)  # fmt: skip
def test_help(code, text):
    assert only(code).help == text


def test_a_comment_belongs_to_the_last_of_a_line():
    catalog = scan_source(b"from hprun.m import _\ny = g(_('a', 1), _('b', 2))  # c")
    assert [each.help for each in catalog.parameters.values()] == ["", "c"]


def test_places_count_characters_and_lines():
    parameter = only("é = 'ü'; é = _(\n  'x',\n  1)")
    assert parameter.location == Location("s.py", 21, 14, 23)
    assert only("@auto_param\ndef f(   x: int =\n 1): ...").location == Location("s.py", 22, 10, 23)


def test_owners():
    parameter = only("class A:\n  @auto_param\n  def f(self, x=1): ...")
    assert [each.owner for each in parameter.definitions] == ["f"]


@pytest.mark.parametrize(
    ("loop", "names"),
    [
        pytest.param(
            "for i in range(2): _(f'layer{i}.width', 8)",
            ["layer0.width", "layer1.width"],
            id="range",
        ),
        pytest.param("for n in ['a', 'b']: _(n + '.lr', 1)", ["a.lr", "b.lr"], id="list"),
        pytest.param(
            "NAMES = ('a', 'b')\nfor n in NAMES: _(f'{n}.lr', 1)", ["a.lr", "b.lr"], id="constant"
        ),
        pytest.param(
            "for i in (1, 2):\n  for j in 'x', 'y': _(f'{j}{i}', 1)",
            ["x1", "y1", "x2", "y2"],
            id="nested",
        ),
        pytest.param("x = [_(f'l{i}', 1) for i in range(2)]", ["l0", "l1"], id="comprehension"),
        pytest.param("for n in {'a': 1, 'b': 2}: _(n, 1)", ["a", "b"], id="keys"),
    ],
)
def test_names_computed_in_a_loop_over_constants_are_listed(loop, names):
    catalog = scan_source(f"from hprun.m import _\n{loop}\n".encode())
    assert [*catalog.parameters] == names
    assert catalog.dynamic == ()


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("layer{i}.width", "layer7.width", True),
        ("layer{i}.width", "layer.width", False),
        ("layer{i}.width", "layer7.depth", False),
        ("a{i}.b{j}.c", "a1.b2.c", True),
        ("a{i}.b{j}.c", "a1.c", False),
        ("{n}", "anything", False),
        ("{a}.{b}", "x.y", False),
        ("{n}.lr", "x.lr", True),
    ],
)
def test_a_name_fits_a_pattern_with_something_for_each_unknown_part(pattern, name, fits):
    assert Dynamic(pattern, Location("s.py", 1)).fits(name) is fits


def test_an_annotation_in_quotes_leaves_nothing_on_what_all_trees_share():
    scan_source(b"from hprun import auto_param\n@auto_param\ndef f(x: 'list[int]' = []): ...")
    assert not hasattr(ast.parse("x").body[0].value.ctx, "col_offset")
