"""Who is meant by a name: shadowing, branches, and scopes, as Python has them."""

import pytest
from scan_checks import check_scan

IMPORT = "from hprun.m import _\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(_): _('x', 1)", id="parameter"),
        pytest.param("def f(*_): _('x', 1)", id="star parameter"),
        pytest.param("def f(**_): _('x', 1)", id="double star parameter"),
        pytest.param("def f(*, _=1): _('x', 1)", id="keyword-only parameter"),
        pytest.param("def f(_, /): _('x', 1)", id="positional-only parameter"),
        pytest.param("lambda _: _('x', 1)", id="parameter of a lambda"),
        pytest.param("def f():\n  _ = g\n  _('x', 1)", id="local variable"),
        pytest.param("def f():\n  _('x', 1)\n  _ = g", id="local variable, assigned later"),
        pytest.param("def f():\n  for _ in g: _('x', 1)", id="loop target"),
        pytest.param("def f():\n  for a, (b, *_) in g: _('x', 1)", id="nested loop target"),
        pytest.param("def f():\n  with g as _: _('x', 1)", id="with target"),
        pytest.param("def f():\n  try: g()\n  except E as _: _('x', 1)", id="except target"),
        pytest.param("def f():\n  import g as _\n  _('x', 1)", id="import"),
        pytest.param("def f():\n  from g import _\n  _('x', 1)", id="import from"),
        pytest.param("def f():\n  def _(a): ...\n  _('x', 1)", id="function"),
        pytest.param("def f():\n  class _: ...\n  _('x', 1)", id="class"),
        pytest.param("def f():\n  _: int = g\n  _('x', 1)", id="annotated assignment"),
        pytest.param("def f():\n  _ += g\n  _('x', 1)", id="augmented assignment"),
        pytest.param("def f():\n  (_ := g)\n  _('x', 1)", id="walrus"),
        pytest.param("def f():\n  [_ := g for i in h]\n  _('x', 1)", id="walrus in comprehension"),
        pytest.param("def f():\n  del _\n  _('x', 1)", id="del"),
        pytest.param("[_('x', 1) for _ in g]", id="comprehension"),
        pytest.param("{_('x', 1): 2 for a in g for _ in a}", id="second target"),
        pytest.param("{a: _('x', 1) for a, _ in g}", id="dict comprehension"),
        pytest.param("def f(_):\n  def g(): _('x', 1)", id="enclosing function"),
        pytest.param("def f(_):\n  class A:\n    _('x', 1)", id="class in function"),
        pytest.param("class A:\n  _ = g\n  _('x', 1)", id="class attribute"),
        pytest.param("_ = g\n_('x', 1)", id="rebound"),
        pytest.param("_ = g\ndef f(): _('x', 1)", id="rebound, used in a function"),
        pytest.param("def f(): _('x', 1)\n_ = g", id="rebound after a function"),
        pytest.param("for _ in range(3): pass\n_('x', 1)", id="loop target of the module"),
        pytest.param("for _ in range(3): _('x', 1)", id="in the loop"),
        pytest.param("if g:\n  _ = h\n  _('x', 1)", id="rebound in a branch, used there"),
        pytest.param("del _\n_('x', 1)", id="deleted"),
        pytest.param("def _(a): ...\n_('x', 1)", id="defined"),
        pytest.param("from gettext import gettext as _\n_('x')", id="gettext"),
        pytest.param("_ = g(_)\n_('x', 1)", id="wrapped"),
        pytest.param("try:\n  from g import _\nexcept E: pass\n_('x', 1)", id="try normally works"),
    ],
)
def test_hidden(source):
    check_scan(IMPORT + source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("class A:\n  _ = g\n  def f(self): _('x', 1)", id="class body is no scope"),
        pytest.param("def f():\n  global _\n  _('x', 1)", id="global"),
        pytest.param(
            "def f(_):\n  global g\n  def g():\n    global _\n    _('x', 1)", id="inner global"
        ),
        pytest.param("[a for _ in g]\n_('x', 1)", id="comprehension keeps its targets"),
        pytest.param("lambda _: 1\n_('x', 1)", id="lambda keeps its parameters"),
        pytest.param("def f(_): ...\n_('x', 1)", id="function keeps its parameters"),
        pytest.param("_('x', 1)\n_ = g", id="rebound later"),
        pytest.param("_ = _('x', 1)", id="rebound by its own value"),
        pytest.param("if g: _ = h\n_('x', 1)", id="rebound in a branch"),
        pytest.param("while g:\n  _ = h\n_('x', 1)", id="rebound in a loop"),
        pytest.param("for i in g:\n  _ = h\ndef f(): _('x', 1)", id="rebound in a loop, function"),
        pytest.param("try: g()\nexcept E as _: pass\n_('x', 1)", id="except target is gone"),
        pytest.param("match g:\n  case _: _('x', 1)", id="wildcard binds nothing"),
        pytest.param("def f(a=_('x', 1), *, _=2): ...", id="default beside a parameter"),
        pytest.param("[_ for _ in _('x', 1)]", id="first iterable is outside"),
        pytest.param("class A:\n  x = _('x', 1)\n  _ = 2", id="class body in order"),
        pytest.param(
            "class A:\n  x = [_('x', 1) for i in g]\n  _ = 2", id="comprehension in class"
        ),
        pytest.param("from g import *\n_('x', 1)", id="a star of a stranger"),
        pytest.param("def f():\n  def g():\n    nonlocal h\n  h = 1\n  _('x', 1)", id="nonlocal"),
    ],
)
def test_not_hidden(source):
    check_scan(IMPORT + source, "x: int = 1")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "try:\n  from hprun.m import _\nexcept ImportError:\n  _ = lambda n, d=None: d\n",
            id="try ours",
        ),
        pytest.param(
            "try:\n  from fast import _\nexcept ImportError:\n  from hprun.m import _\n",
            id="except ours",
        ),
        pytest.param("if g:\n  from hprun.m import _\nelse:\n  _ = h\n", id="if ours"),
        pytest.param("if g:\n  _ = h\nelse:\n  from hprun.m import _\n", id="else ours"),
        pytest.param("with g:\n  from hprun.m import _\n", id="in with"),
        pytest.param(
            "def init():\n  global _\n  from hprun.m import _\n", id="bound by a function"
        ),
    ],
)
@pytest.mark.parametrize("use", ["_('x', 1)", "def f(): return _('x', 1)"])
def test_ours_on_any_branch_is_ours(source, use):
    check_scan(source + use, "x: int = 1")


@pytest.mark.parametrize(
    "pattern", ["hp", "[1, *hp]", "{'a': 1, **hp}", "A(b=[1, {'k': (2 | 3) as hp}])", "1 | hp"]
)
def test_hidden_by_a_capture(pattern):
    check_scan(f"from hprun.m import hp\nmatch g:\n  case {pattern}: hp('x', 1)")


def test_a_local_import_is_of_that_function_alone():
    check_scan("def f():\n  from hprun.m import _\ndef g(): _('x', 1)")


def test_not_ours_before_the_import():
    check_scan("_('x', 1)\nfrom hprun.m import _\n_('y', 1)", "y: int = 1")


def test_circles_of_aliases_end():
    check_scan(IMPORT + "def f():\n  global g\n  g = g.h\na = b\nb = a\ng('x', 1)\nb('x', 1)")


def test_a_long_chain_of_aliases():
    chain = "".join(f"a{i + 1} = a{i}\n" for i in range(100))
    check_scan(f"from hprun.m import _ as a0\n{chain}a100('x', 1)", "x: int = 1")
