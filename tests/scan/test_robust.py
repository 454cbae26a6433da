"""No input harms: nothing is executed, printed or raised, and no depth is too deep."""

import contextlib
import subprocess
import sys
import sysconfig
import tracemalloc
import warnings
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scan_checks import told

from hprun.errors import SourceError
from hprun.model import Entry
from hprun.scan import scan, scan_source

SEEDS = [
    b"""# coding: utf-8
from hprun.m import _ as hp, cfg
from hprun import auto_param, param_scope
import hprun.m as m, math, enum
from typing import Literal, Optional
class Opt(enum.Enum):
    A = 1
LR = 0.1 * 2 ** 3
lr = hp("lr", LR, type=float, choices=[0.1, 0.8], help="rate")  # learning rate
n = f"{hp('n' 'm', math.pi):>{cfg('w', 3)}}"
with param_scope("a=1", {"b": {"c": 2}}, d=3) as ps, open("x") as (f, *g):
    ps.e = param_scope["a.b"].c | [1, (2, 3), {"k": {4}}]
@auto_param(f"x{n}")
async def f(a, /, b: "Optional[int]" = None, *c, d: Literal["x", "y"] = "x", **e):
    '''Do.

    Args:
        b (int): b
    '''
    global lr
    lr = [z for y in d if (z := m._("y", Opt.A))] or (lambda q=hp("q"): q)
    match d:
        case {"k": [1, *r], **s} | Opt(t=hp): return {**s}
    try: from hprun.m import _
    except* (A, B) as hp: del hp
""",
    b"from a import *\nimport b.c as d, e\n_ = d._\nx: float = _('x', -1)\nfrom . import y\n",
]


@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=6)), max_size=4
    ),
)
@example(seed=SEEDS[0], cuts=[(8, 3, b"\x80")])  # a comment that is no encoding after all
@settings(max_examples=300, deadline=None)
def test_mutilated_sources_are_scanned_or_refused(seed, cuts):
    source = seed
    for start, length, put in cuts:
        source = source[: start % len(seed)] + put + source[start % len(seed) + length :]
    try:
        scan_source(source)
    except SourceError as error:
        assert error.origin


@given(
    seed=st.sampled_from(SEEDS),
    lines=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_shuffled_lines_are_scanned_or_refused(seed, lines):
    pieces = seed.split(b"\n")
    for left, right in lines:
        a, b = left % len(pieces), right % len(pieces)
        pieces[a], pieces[b] = pieces[b], pieces[a]
    try:
        scan_source(b"\n".join(pieces))
    except SourceError as error:
        assert error.origin


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = " + "-" * 900 + "1", id="unary"),
        pytest.param("x = " + " + ".join(["a"] * 2500), id="sum"),
        pytest.param("x = a" + ".b" * 2500, id="attributes"),
        pytest.param("x = a" + "()" * 2500, id="calls"),
        pytest.param("x = _('y', " + " + ".join(["'a'"] * 2500) + ")", id="folded sum"),
        pytest.param("x = param_scope" + ".b" * 2500 + " | 1", id="long name"),
        pytest.param(
            "@auto_param\ndef f(x: " + " | ".join(["int"] * 2500) + " = 1): ...", id="union"
        ),
        pytest.param("if a: pass\n" + "elif a: pass\n" * 900, id="elif"),
        pytest.param("x = " + "lambda: " * 900 + "_('y', 1)", id="lambdas"),
        pytest.param("x = " + "[" * 90 + "]" * 90, id="lists"),
        pytest.param("x = _('y', " + "[" * 90 + "]" * 90 + ")", id="folded lists"),
        pytest.param("\n".join(" " * i + "def f():" for i in range(90)) + " pass", id="functions"),
        pytest.param("import " + ".".join(["a"] * 5000), id="dotted import"),
        pytest.param("from " + "." * 5000 + " import a", id="dots"),
    ],
)
def test_depth_is_no_limit(source):
    header = "from hprun.m import _\nfrom hprun import auto_param, param_scope\n_('z', 1)\n"
    try:
        compile(header + source, "s.py", "exec", 0x400)
    except (RecursionError, MemoryError, SyntaxError):
        pytest.skip("this python cannot parse it")
    assert "z: int = 1" in told(scan_source(f"{header}{source}".encode()))


def test_nothing_is_executed(tmp_path):
    for name in ("main", "a", "b/__init__", "b/c"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'touched')!r}, 'w')\nimport a, b.c\n")
    (tmp_path / "hprun.py").write_text("raise SystemExit")
    before = set(sys.modules)
    catalog = scan([Entry(f"{tmp_path}/main.py")], [str(tmp_path)])
    assert len(catalog.files) == 4
    assert not (tmp_path / "touched").exists()
    assert not {"a", "b", "b.c"} & (set(sys.modules) - before)


@pytest.mark.parametrize("flags", [[], ["-W", "error"], ["-W", "always"]])
def test_warnings_are_pythons_to_give(flags):
    source = r"from hprun.m import _; _('x', '\d'); 1if 1else 2; 1 is 1"
    code = (
        f"from hprun.scan import scan_source; print(*scan_source({source.encode()!r}).parameters)"
    )
    done = subprocess.run(
        [sys.executable, *flags, "-c", code], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("x\n", "")


def test_the_filters_of_warnings_are_as_before():
    before = warnings.filters[:]
    scan_source(b"x = 1")
    assert warnings.filters == before


@pytest.mark.parametrize(
    ("source", "help_", "column"),
    [
        pytest.param("x = _('é', 1)  # ü".encode(), "ü", 5, id="UTF-8"),
        pytest.param(b"\xef\xbb\xbfx = _('\xc3\xa9', 1)  # \xc3\xbc", "ü", 5, id="byte order mark"),
        pytest.param(b"# coding: latin-1\n'\xe9'; x = _('\xe9', 1)  # \xfc", "ü", 10, id="latin-1"),
        pytest.param(
            b"# -*- coding: utf-8 -*-\nx = _('\xc3\xa9', 1)  # \xc3\xbc", "ü", 5, id="cookie"
        ),
        pytest.param("x = _('é',\r\n1)  # ü\r\n".encode(), "ü", 5, id="CRLF"),
        pytest.param("\f\nx = _('é',\r1)  # ü\r".encode(), "ü", 5, id="CR"),
    ],
)
def test_encodings(source, help_, column):
    first, newline, rest = source.partition(b"\n")
    header = b"from hprun.m import _"
    if b"coding" in first:
        source = first + newline + header + b"\n" + rest
    else:
        bom = source[:3] if source.startswith(b"\xef\xbb\xbf") else b""
        source = bom + header + b"\n" + source.removeprefix(bom)
    (parameter,) = scan_source(source).parameters.values()
    assert (parameter.name, parameter.help, parameter.location.column) == ("é", help_, column)


def test_the_cost_is_linear():
    def cost(lines):
        block = "def f{0}(x):\n  y = _('a{0}', {0}) + g(x)[{0}]\n  return [y for y in x]\n"
        source = "from hprun.m import _\n" + "".join(block.format(i) for i in range(lines // 3))
        start = perf_counter()
        assert len(scan_source(source.encode()).parameters) == lines // 3
        return perf_counter() - start

    cost(300)
    assert min(cost(4_000) for _ in range(3)) < 12 * min(cost(1_000) for _ in range(3))


def _installed():
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")}
    return sorted(path for folder in folders for path in Path(folder).rglob("*.py"))


@pytest.mark.slow
def test_all_installed_sources_are_scanned_or_refused():
    header = b"from hprun.m import _, self, np\nfrom hprun import *\n"
    for path in _installed():
        with contextlib.suppress(SourceError):
            scan_source(header + path.read_bytes(), str(path))


def test_a_skipped_file_keeps_no_tree(tmp_path):
    body = "\n".join(f"def f{i}(a, b): return [a, b, {i}]" for i in range(300))
    for i in range(5):
        (tmp_path / f"m{i}.py").write_text(body)
    imports = "".join(f"import m{i}\n" for i in range(5))
    tracemalloc.start()
    catalog = scan([Entry("main.py", imports.encode())], [str(tmp_path)])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(catalog.files) == 6
    assert peak < 1000 * len(body), "two trees at once would be more"
