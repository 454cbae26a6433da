"""Parameters asked for by our names: managers, scopes, decorators; and what is none."""

import pytest
from scan_checks import check_scan, passed

from hprun.scan import scan_source

MANAGER = "from hprun.m import _\n"
SCOPE = "from hprun import auto_param, param_scope\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="nothing at all"),
        pytest.param('_("lr", 0.1)', id="a name that nobody imported"),
        pytest.param("from hprun.m import _", id="imported, not used"),
        pytest.param('from gettext import gettext as _\n_("Hello %s")', id="gettext"),
        pytest.param('import gettext\n_ = gettext.gettext\n_("Hello")', id="gettext assigned"),
        pytest.param('import gettext\ngettext.install("x")\n_("Hello")', id="gettext installed"),
        pytest.param(SCOPE + "x = param_scope.a.b", id="a way that stops reads nothing"),
        pytest.param(SCOPE + "x = param_scope", id="the scope itself"),
        pytest.param(SCOPE + "print(param_scope.a + 1)", id="another operator"),
        pytest.param(SCOPE + "@auto_param\ndef f(a, b): ...", id="no defaults"),
        pytest.param(SCOPE + "param_scope.empty()", id="a method of the scope"),
        pytest.param(SCOPE + "param_scope(a=1)", id="only written"),
        pytest.param(SCOPE + "param_scope.__class__ | 1", id="not a name of a parameter"),
        pytest.param(MANAGER + "_.exists('x')", id="asked for, not needed"),
        pytest.param(MANAGER + "_.parse_file(__file__)", id="a method without a name"),
        pytest.param(MANAGER + "_()", id="no arguments"),
        pytest.param(MANAGER + "_(3)", id="no name"),
        pytest.param("import hprun\nhprun.nothing | 1", id="not a dialect"),
        pytest.param("import hprun.m as m\nm.__name__('x')", id="an attribute of the module"),
    ],
)
def test_nothing_is_found(source):
    check_scan(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('from hprun.m import _\n_("lr", 0.1)', id="from import"),
        pytest.param('from hpman.m import _\n_("lr", 0.1)', id="hpman"),
        pytest.param('from hprun.m import _ as hp\nhp("lr", 0.1)', id="as"),
        pytest.param('import hprun.m as m\nm._("lr", 0.1)', id="module as"),
        pytest.param('import hprun.m\nhprun.m._("lr", 0.1)', id="dotted module"),
        pytest.param('import hprun\nhprun.m._("lr", 0.1)', id="package"),
        pytest.param('from hprun import m\nm._("lr", 0.1)', id="module from package"),
        pytest.param('from hprun import m as z\nhp = z._\nhp("lr", 0.1)', id="alias"),
        pytest.param('from hprun.m import _\na = b = _\nc = b\nc("lr", 0.1)', id="alias of alias"),
        pytest.param('from hprun.m import _\na, b = 1, _\nb("lr", 0.1)', id="alias in a tuple"),
        pytest.param('def f():\n  from hprun.m import _\n  _("lr", 0.1)', id="in a function"),
        pytest.param('class A:\n  from hprun.m import _\n  x = _("lr", 0.1)', id="in a class"),
        pytest.param('from hprun.m import _\n_("lr", value=0.1)', id="by keyword, as hpman"),
        pytest.param('def f(): return _("lr", 0.1)\nfrom hprun.m import _', id="imported later"),
        pytest.param("from hprun import *\nparam_scope.lr | 0.1", id="star"),
        pytest.param("from hprun import param_scope\nparam_scope.lr | 0.1", id="scope"),
        pytest.param("from hprun import param_scope as p\np.lr(0.1)", id="scope called"),
        pytest.param("import hprun as h\nh.param_scope['lr'] | 0.1", id="scope subscript"),
        pytest.param("from hyperparameter import scope\nscope.lr | 0.1", id="hyperparameter 0.6"),
        pytest.param(
            "from hyperparameter import *\nparam_scope.lr | 0.1", id="hyperparameter star"
        ),
        pytest.param("import hyperparameter as h\nh.scope().lr | 0.1", id="hyperparameter module"),
    ],
)
def test_ways_to_write_a_parameter(source):
    check_scan(source, "lr: float = 0.1")


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("param_scope.a.b | 1", id="or"),
        pytest.param("param_scope.a.b(1)", id="call"),
        pytest.param('param_scope["a.b"] | 1', id="subscript"),
        pytest.param('param_scope.a["b"] | 1', id="attribute and subscript"),
        pytest.param('param_scope["a"].b(1)', id="subscript and attribute"),
        pytest.param("param_scope().a.b | 1", id="called scope"),
        pytest.param("param_scope(x=1)(y=2).a.b | 1", id="scope in scope"),
        pytest.param("param_scope.empty(x=1).a.b | 1", id="empty scope"),
        pytest.param("param_scope.a.b | 1 | 2", id="the first or counts"),
        pytest.param("param_scope.a.b(1).real", id="something of the value"),
        pytest.param("a = param_scope.a; a.b | 1", id="prefix alias"),
        pytest.param('a = param_scope["a"]; a.b | 1', id="prefix alias by subscript"),
        pytest.param("ps = param_scope(x=1); ps.a.b | 1", id="scope assigned"),
        pytest.param("P = param_scope; P.a.b | 1", id="alias"),
    ],
)
def test_ways_through_a_scope(way):
    check_scan(f"{SCOPE}{way}", "a.b: int = 1")


def test_a_scope_is_read_inside_of_with():
    check_scan(
        SCOPE + "with param_scope(lr=1) as ps:\n  ps.a | 1\n  with ps(b=2) as inner: inner.c | 2",
        "a: int = 1",
        "c: int = 2",
    )


@pytest.mark.parametrize(
    "written",
    [
        "param_scope(lr=1)",
        'param_scope("lr=1")',
        'param_scope("lr:=1")',
        'param_scope({"lr": 1})',
        'param_scope(**{"lr": 1})',
        "param_scope.empty(lr=1)",
        "param_scope.lr = 1",
        "param_scope['lr'] = 1",
        "param_scope().lr = 1",
    ],
)
def test_a_write_is_an_occurrence_of_what_is_read(written):
    from hprun.scan import scan_source

    catalog = scan_source(f"{SCOPE}{written}\nparam_scope.lr | 2\n".encode())
    (parameter,) = catalog.parameters.values()
    assert [each.role for each in parameter.definitions] == ["write", "default"]
    assert str(parameter.location) == "<source>:3"


def test_nested_dicts_write_their_leaves():
    check_scan(SCOPE + "param_scope({'a': {'b': 1}})\nparam_scope.a.b()", "a.b: any?")


def test_a_name_without_default_is_required():
    check_scan(
        MANAGER + SCOPE + '_("a")\n_.get_value("b")\nparam_scope.c()\n_("d", 1, required=True)',
        "a: any?",
        "b: any?",
        "c: any?",
        "d: any?",
    )


def test_a_default_anywhere_serves_all_reads():
    check_scan(MANAGER + '_("a")\n_("a", 1)\n_.set_value("a", 2)', "a: int = 1")


def test_a_manager_and_the_scope_are_one_store():
    check_scan(MANAGER + SCOPE + '_("lr", 0.1)\nparam_scope.lr()', "lr: float = 0.1")


def test_another_manager_has_its_own_store():
    check_scan(
        "from hprun.m import _, hp, cfg\n_('a', 1)\nhp('a', 2)\nhp('b', 3)\ncfg('c', 4)\nhp('c', 5)",
        "a: int = 1",
        "hp:a: int = 2",
        "b: int = 3",
        "cfg:c: int = 4",
        "hp:c: int = 5",
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('def f():\n  return _("x", 1)', id="function"),
        pytest.param('class A:\n  def f(self): return _("x", 1)', id="method"),
        pytest.param('async def f():\n  await g(_("x", 1))', id="coroutine"),
        pytest.param('f = lambda: _("x", 1)', id="lambda"),
        pytest.param('a = [_("x", 1) for i in y]', id="list comprehension"),
        pytest.param('a = {k: v for k in y for v in _("x", 1)}', id="dict comprehension"),
        pytest.param('a = {i for i in _("x", 1)}', id="first iterable"),
        pytest.param('a = (i for i in y if _("x", 1))', id="condition"),
        pytest.param("a = f\"{_('x', 1)}\"", id="f-string"),
        pytest.param("a = f\"{a:{_('x', 1)}}\"", id="format specification"),
        pytest.param('@g(_("x", 1))\ndef f(): ...', id="decorator"),
        pytest.param('class A(B, key=_("x", 1)): ...', id="class keyword"),
        pytest.param('def f(a=_("x", 1)): ...', id="default argument"),
        pytest.param('def f(*, a=_("x", 1)): ...', id="keyword-only default"),
        pytest.param('f = lambda a=_("x", 1): a', id="default of a lambda"),
        pytest.param('def f(a: _("x", 1)): ...', id="annotation"),
        pytest.param('match _("x", 1):\n  case 1: ...', id="match"),
        pytest.param('match y:\n  case a if _("x", 1): ...', id="guard"),
        pytest.param('if (a := _("x", 1)): ...', id="walrus"),
        pytest.param('a = b[_("x", 1)]', id="subscript"),
        pytest.param('a[_("x", 1)] = 2', id="target"),
        pytest.param('while _("x", 1): ...', id="while"),
        pytest.param('with f(_("x", 1)) as g: ...', id="with"),
        pytest.param('try: ...\nexcept A: _("x", 1)', id="handler"),
        pytest.param('try: ...\nexcept* A: _("x", 1)', id="handler of groups"),
        pytest.param('raise A(_("x", 1)) from b', id="raise"),
        pytest.param('a.b(1)[2].c(_("x", 1)).d', id="deep in a chain"),
        pytest.param('-(1 + 2 * _("x", 1)) ** 2', id="arithmetic"),
        pytest.param('a = b if c else _("x", 1)', id="ternary"),
        pytest.param('f(*_("x", 1), **z)', id="starred"),
        pytest.param('_("x", 1).bit_length()', id="method of the value"),
        pytest.param('del a[_("x", 1)]', id="del"),
    ],
)
def test_places_to_write_a_parameter(code):
    check_scan(MANAGER + code, "x: int = 1")


def test_calls_in_calls():
    check_scan(MANAGER + '_("a", _("b", 1))', 'a: late ~= _("b", 1)', "b: int = 1")


def test_the_order_is_that_of_the_lines():
    check_scan(
        MANAGER
        + "def f():\n  _('a', 1)\nclass A:\n  def g(self): _('b', 2)\n  _('c', 3)\n_('d', 4)",
        "a: int = 1",
        "b: int = 2",
        "c: int = 3",
        "d: int = 4",
    )


@pytest.mark.parametrize(
    "code",
    [
        "from functools import partial\nlr = partial(_, 'x', 5)\nlr()",
        "import functools as f\nf.partial(_, 'x', 5)()",
        "from functools import partial\nfor i in range(3): print(partial(_, 'x', 5)())",
    ],
)
def test_a_manager_is_called_through_partial(code):
    check_scan(MANAGER + code, "x: int = 5")


def test_another_function_is_not_known_to_call_what_it_is_given():
    check_scan(MANAGER + "map(_, 'x', 5)")


# auto_param


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("@auto_param\ndef f(a, x=1): ...", id="bare"),
        pytest.param("@auto_param()\ndef f(a, x=1): ...", id="empty call"),
        pytest.param('@auto_param("f")\ndef g(a, x=1): ...', id="name"),
        pytest.param('N = "f"\n@auto_param(N)\ndef g(a, x=1): ...', id="constant name"),
        pytest.param("@hprun.auto_param\ndef f(x=1): ...", id="attribute style"),
        pytest.param("@auto_param\nasync def f(x=1): ...", id="coroutine"),
        pytest.param("@auto_param\ndef f(*, x=1, y): ...", id="keyword only"),
        pytest.param("@auto_param\ndef f(x=1, /): ...", id="positional only"),
        pytest.param("@other\n@auto_param\n@another()\ndef f(x=1): ...", id="among others"),
        pytest.param("class A:\n  @auto_param\n  def f(self, x=1): ...", id="method"),
        pytest.param("def f(x=1): ...\ng = auto_param(f)", id="called with a function"),
        pytest.param('def g(x=1): ...\ng = auto_param("f")(g)', id="called with a name"),
        pytest.param("def f(x=1): ...\nauto_param(f)(3)", id="called and called"),
        pytest.param('f = auto_param("f")(lambda x=1: x)', id="lambda"),
        pytest.param("@auto_param\nclass f:\n  def __init__(self, x=1): ...", id="class"),
        pytest.param(
            "class f:\n  def __init__(self, x=1): ...\nf = auto_param(f)", id="class called"
        ),
        pytest.param(
            "class A:\n  def __init__(self, x=1): ...\n@auto_param\nclass f(A): ...",
            id="inherited",
        ),
        pytest.param(
            "from dataclasses import dataclass\n@auto_param\n@dataclass\nclass f:\n  y: int\n  x: int = 1",
            id="dataclass",
        ),
    ],
)
def test_ways_to_decorate(code):
    check_scan(f"import hprun\n{SCOPE}{code}", "f.x: int = 1")


def test_fields_of_a_dataclass():
    check_scan(
        """
        import dataclasses as d
        from typing import ClassVar
        from hprun import auto_param
        @d.dataclass(frozen=True)
        class Base:
            a: int = 1
            b: float = 2.0
        @auto_param("opt")
        @d.dataclass
        class Optimizer(Base):
            a: float = 3
            c: list[int] = d.field(default_factory=list)
            e: str = d.field(default="e")
            f: list[int] = d.field(default_factory=lambda: [1])
            g: int = d.field(default=1, init=False)
            h: int = d.field()
            i: ClassVar[int] = 4
            j: object = d.field(default_factory=make)
        """,
        "opt.a: float = 3",
        "opt.b: float = 2.0",
        "opt.c: list[int] = []",
        "opt.e: str = 'e'",
        "opt.f: list[int] = [1]",
        "opt.j: any ~= make()",
    )


def test_a_computed_prefix_makes_dynamic_names():
    check_scan(
        SCOPE + 'for n in "ab":\n  @auto_param(f"net{n}")\n  def f(x=1): ...', "dynamic net{n}.x"
    )


def test_unknown_callables_are_left_alone():
    check_scan(SCOPE + "auto_param(given)\nauto_param('x')(given())")


def test_a_class_of_a_package_that_is_not_here_has_arguments_all_the_same():
    check_scan(
        SCOPE + 'from nowhere.optim import Adam\nauto_param(Adam)\nauto_param("x")(Adam)',
        "dynamic Adam.{argument of nowhere.optim.Adam}",
        "dynamic x.{argument of nowhere.optim.Adam}",
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "@auto_param\ndef f(a, b: int, x=1): ...", ["f.a: any", "f.b: int"], id="function"
        ),
        pytest.param(
            "class A:\n  @auto_param\n  def f(self, a, x=1): ...", ["f.a: any"], id="method"
        ),
        pytest.param(
            "class A:\n  @auto_param\n  @staticmethod\n  def f(a, x=1): ...",
            ["f.a: any"],
            id="static",
        ),
        pytest.param(
            "@auto_param\nclass f:\n  def __init__(self, a: str): ...", ["f.a: str"], id="class"
        ),
        pytest.param("@auto_param\ndef f(*, a, x=1): ...", ["f.a: any"], id="keyword only"),
    ],
)
def test_what_a_caller_passes_can_be_set_too(code, expected):
    assert passed(SCOPE + code) == expected


def test_a_mark_of_a_dataclass_is_no_field():
    check_scan(
        SCOPE + "from dataclasses import dataclass, KW_ONLY\n@auto_param\n@dataclass\nclass f:\n"
        "  x: int = 1\n  mark: KW_ONLY\n  y: int = 2",
        "f.x: int = 1",
        "f.y: int = 2",
    )


def test_a_class_of_the_standard_library_is_read_in_its_file():
    source = f"{SCOPE}from json import JSONEncoder\nE = auto_param(JSONEncoder)"
    catalog = scan_source(source.encode(), "s.py")
    assert "JSONEncoder.indent" in catalog.parameters
    assert catalog.parameters["JSONEncoder.skipkeys"].location.path.endswith("json/encoder.py")
    assert [*catalog.files] == ["s.py"]


def test_what_is_compiled_is_told_and_taken():
    catalog = scan_source(f"{SCOPE}import zlib\nE = auto_param(zlib.compress)".encode(), "s.py")
    assert [each.pattern for each in catalog.dynamic] == ["compress.{argument of zlib.compress}"]
