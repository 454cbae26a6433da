"""Constants of modules: what is none, what is one, and what binds one a second time."""

import pytest
from scan_checks import write_files

from hprun.model import CONSTANTS, Constant, Entry
from hprun.scan import scan


def found(folder, **files):
    """What is found from ``main`` on, a line each; ``!`` and lines where it is bound again."""
    write_files(folder, {f"{name.replace('_in_', '/')}.py": text for name, text in files.items()})
    entry = Entry(f"{folder}/main.py")
    catalog = scan([entry], [str(folder)], constants=True)
    assert scan([entry], [str(folder)]) == catalog.replace(constants={})
    lines = []
    for key, each in catalog.constants.items():
        assert each.manager == CONSTANTS
        assert isinstance(each.delivery, Constant)
        again = "".join(f" !{place.line}" for place in each.delivery.also)
        lines.append(f"{key}: {each.type} = {each.default.text}{again}")
    return lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f():\n    lr = 0.1", id="in a function"),
        pytest.param("for i in range(3):\n    lr = 0.1", id="in a loop"),
        pytest.param("lr = f()", id="computed by a call"),
        pytest.param("lr = open", id="an object"),
        pytest.param("here = __file__", id="the place of the file"),
        pytest.param("_lr = 0.1\n__all__ = ['a']\n__version__ = '1'", id="not for others"),
        pytest.param("TYPE_CHECKING = False", id="an idiom"),
        pytest.param("a = b = 0.1", id="one value of two names"),
        pytest.param("*a, b = 1, 2", id="as many as there are"),
        pytest.param("lr: float", id="no value"),
        pytest.param("'only a text'", id="no name"),
        pytest.param("import enum\nclass C(enum.Enum):\n    A = 1", id="members of an enum"),
        pytest.param("class E(Exception):\n    code = 1", id="a class with another's base"),
        pytest.param("import m\nclass C(m.Module):\n    a = 1", id="a class of a library"),
        pytest.param("@register\nclass C:\n    a = 1", id="a class that is given away"),
        pytest.param("class C(metaclass=M):\n    a = 1", id="a class made by another"),
        pytest.param("class C:\n    a = 1\nclass C:\n    b = 2", id="a class defined twice"),
        pytest.param("class C:\n    def f(self):\n        a = 1", id="in a method"),
        pytest.param("from hprun.m import _\nlr = _('lr', 0.1)", id="a parameter"),
        pytest.param("def f(lr=0.1): ...", id="the default of an argument"),
        pytest.param("x = {1: 2}[1]", id="an element"),
        pytest.param("x = range(3)", id="a range"),
    ],
)
def test_no_constant(tmp_path, source):
    assert found(tmp_path, main=source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("lr = 6e-4", ["lr: float = 6e-4"], id="plain"),
        pytest.param("n: int = 12", ["n: int = 12"], id="annotated"),
        pytest.param("n: 'int | None' = None", ["n: int | None = None"], id="the annotation says"),
        pytest.param("lr: float = 1", ["lr: float = 1"], id="the annotation goes first"),
        pytest.param("a, b = 1, 'x'", ["a: int = 1", "b: str = 'x'"], id="side by side"),
        pytest.param("a = 3 * 2 ** 10", ["a: int = 3 * 2 ** 10"], id="folded"),
        pytest.param("a = 2\nb = a * 2", ["a: int = 2", "b: int = a * 2"], id="of constants"),
        pytest.param("if f():\n    a = 1", ["a: int = 1"], id="in a branch"),
        pytest.param("try:\n    a = 1\nexcept E: ...", ["a: int = 1"], id="in a try"),
        pytest.param("with f():\n    a = 1", ["a: int = 1"], id="in a with"),
        pytest.param("xs = [0.9, 1.0]", ["xs: list[float] = [0.9, 1.0]"], id="a list"),
        pytest.param(
            "C = {'lr': 0.1, 'm': {'w': 64, 'f': print}}",
            ["C.lr: float = 0.1", "C.m.w: int = 64"],
            id="leaves of a dict, other values beside them",
        ),
        pytest.param("C = {}", ["C: dict = {}"], id="an empty dict"),
        pytest.param("C = {1: 2}", ["C: dict[int, int] = {1: 2}"], id="keys that are no names"),
        pytest.param("C = {'a.b': 2}", ["C: dict[str, int] = {'a.b': 2}"], id="a key with a dot"),
        pytest.param("C = {**D, 'a': 2}", ["C.a: int = 2"], id="beside what is spread"),
        pytest.param("C = dict(a=1, b={'c': 2})", ["C.a: int = 1", "C.b.c: int = 2"], id="dict()"),
        pytest.param(
            "from types import SimpleNamespace as NS\nC = NS(a=1)", ["C.a: int = 1"], id="alias"
        ),
        pytest.param(
            "from easydict import EasyDict\nC = EasyDict({'a': 1}, b=2)",
            ["C.a: int = 1", "C.b: int = 2"],
            id="easydict",
        ),
        pytest.param(
            "import ml_collections as m\nC = m.ConfigDict({'a': 1})", ["C.a: int = 1"], id="ml"
        ),
        pytest.param(
            "class B:\n    a = 1\nclass C(B):\n    class D:\n        b: float = 2\n    _c = 3",
            ["B.a: int = 1", "C.D.b: float = 2"],
            id="attributes of classes",
        ),
        pytest.param(
            "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    a: int\n"
            "    b: float = 1\n    c: list[int] = field(default_factory=lambda: [1])\n"
            "    d: str = field(default='x')\n    e: list = field(default_factory=list)",
            ["C.b: float = 1", "C.c: list[int] = [1]", "C.d: str = 'x'"],
            id="defaults of a dataclass",
        ),
    ],
)
def test_a_constant(tmp_path, source, expected):
    assert found(tmp_path, main=source) == expected


@pytest.mark.parametrize(
    ("again", "line"),
    [
        pytest.param("lr += 1", 2, id="augmented"),
        pytest.param("lr = 2", 2, id="assigned"),
        pytest.param("del lr", 2, id="deleted"),
        pytest.param("for lr in x: ...", 2, id="a loop target"),
        pytest.param("import lr", 2, id="imported"),
        pytest.param("def lr(): ...", 2, id="a function"),
        pytest.param("def f():\n    global lr\n    lr = 2", 4, id="global in a function"),
        pytest.param("with f() as lr: ...", 2, id="a with target"),
    ],
)
def test_a_name_that_is_bound_again(tmp_path, again, line):
    assert found(tmp_path, main=f"lr = 0.1\n{again}") == [f"lr: float = 0.1 !{line}"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("exec(text)\nlr = 0.1", []),
        ("lr = 0.1\nexec(text, {})", []),
        ("lr = 0.1\nrates = globals()['lr'], vars(x)['lr']", []),
        ("lr = 0.1\nvars(x)['lr'] = 2", []),
        ("lr = 0.1\ndef f():\n    exec(text)", []),
        ("C = {'lr': 0.1}\nexec(text)", []),
        ("lr = 0.1\nif x:\n    exec(text)", ["lr"]),
        ("lr = 0.1\nwith x:\n    locals()[name] = 2", ["lr"]),
    ],
    ids=[
        *("before it", "elsewhere", "read", "of an object", "in a function", "an entry"),
        *("executed", "set by a computed name"),
    ],
)
def test_a_name_that_code_behind_it_may_bind(tmp_path, source, expected):
    write_files(tmp_path, {"main.py": source})
    catalog = scan([Entry(f"{tmp_path}/main.py")], [str(tmp_path)], constants=True)
    assert [key for key, each in catalog.constants.items() if each.delivery.loose] == expected


def test_branches_that_bind_one_name_are_two_bindings(tmp_path):
    source = "if f():\n    a = 1\nelse:\n    a = 2\n"
    assert found(tmp_path, main=source) == ["a: int = 1 !4"]


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ("C['a'] = 2", ["C.a: int = 1 !2", "C.b: int = 2"]),
        ("def f():\n    C['b'] += 2", ["C.a: int = 1", "C.b: int = 2 !3"]),
        ("def f(C):\n    C['b'] += 2", ["C.a: int = 1", "C.b: int = 2"]),
        ("del C['a']", ["C.a: int = 1 !2", "C.b: int = 2"]),
        ("C[k] = 2", ["C.a: int = 1", "C.b: int = 2"]),
        ("x = C['a']", ["C.a: int = 1", "C.b: int = 2"]),
    ],
    ids=["here", "in a function", "of another name", "deleted", "of unknown key", "only read"],
)
def test_an_entry_that_is_set_again(tmp_path, again, expected):
    assert found(tmp_path, main=f"C = {{'a': 1, 'b': 2}}\n{again}") == expected


def test_modules_are_named_where_they_are_not_the_entry(tmp_path):
    assert found(
        tmp_path,
        main="import config, pkg.deep\nfrom config import C\nlr = 1\nconfig.B = 2\nC.d = 3\n",
        config="A = 1\nB = 1\nclass C:\n    d = 1\nif __name__ == '__main__':\n    e = 1\n",
        pkg_in___init__="w = 1",
        pkg_in_deep="z = 1",
        other="never = 1",
    ) == [
        "lr: int = 1",
        *("config.A: int = 1", "config.B: int = 1 !4", "config.C.d: int = 1 !5"),
        *("pkg.w: int = 1", "pkg.deep.z: int = 1"),
    ]


def test_a_constant_that_follows_others_has_no_value_of_its_own(tmp_path):
    source = "from near import *\na = 2\nb = a * 2\nc = float('inf')\nd = e * 2\n"
    write_files(tmp_path, {"main.py": source, "near.py": "e = 1\n"})
    catalog = scan([Entry(f"{tmp_path}/main.py")], [str(tmp_path)], constants=True)
    known = {key: each.default.known for key, each in catalog.constants.items()}
    assert known == {"a": True, "b": False, "c": True, "d": False, "near.e": True}


def test_a_parameter_goes_before_a_constant_of_its_name(tmp_path):
    assert found(tmp_path, main="from hprun.m import _\nlr = 0.1\nwd = 1\nx = _('lr', lr)\n") == [
        "const:lr: float = 0.1",
        "wd: int = 1",
    ]


def test_fields_that_a_parser_takes_are_the_parsers(tmp_path):
    source = (
        "import tyro, dataclasses\n@dataclasses.dataclass\nclass Args:\n    lr: float = 0.1\n"
        "@dataclasses.dataclass\nclass Model:\n    width: int = 64\n"
        "args = tyro.cli(Args)\n"
    )
    assert found(tmp_path, main=source) == ["Model.width: int = 64"]


def test_a_comment_beside_it_is_its_help(tmp_path):
    text = "lr = 0.1  # learning rate\nC = {\n    'a': 1,  # first\n    'b': 2,\n}\n"
    (tmp_path / "main.py").write_text(text)
    catalog = scan([Entry(f"{tmp_path}/main.py")], [str(tmp_path)], constants=True)
    helps = {key: each.help for key, each in catalog.constants.items()}
    assert helps == {"lr": "learning rate", "C.a": "first", "C.b": ""}
