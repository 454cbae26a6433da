"""A program that is mended by edits says what a scan of the whole says."""

import random

import pytest
from worlds import nothing

from hprun.editors.documents import Document
from hprun.editors.programs import ProgramScan
from hprun.editors.workspace import Workspace

SOURCE = """\
from hprun import auto_param, param_scope
from hprun.m import _
import common

BASE = 3
LR = BASE * 2
names = ["a", "b"]


@auto_param("net")
def net(width=BASE, depth: int = 2):
    \"\"\"Make it.\"\"\"
    return _("scale", 1.5)  # a factor


class Model:
    size = _("size", BASE)

    @auto_param
    def run(self, steps=10):
        with param_scope(inner=3):
            return param_scope.inner | 1


for name in names:
    _(f"loop.{name}", 1)
lr = _("lr", LR)
wd = param_scope.optim.wd | 1e-4
if lr:
    other = _("other", help="something")
def last(): return _("last", "x")
"""
LINES = [
    "BASE = 4",
    "LR = 1",
    'lr = _("lr", 0.5)',
    '    return _("scale", 2.5)',
    "    x = 1",
    "def g(",
    ")",
    '"""',
    "from hprun.m import hp as _",
    "",
    "# a comment",
    'print(_("new", 1), common.hp("theirs", 2))',
    "        pass",
    "else:",
    "auto_param(net)",
    "del _",
    "import sys; sys.path.insert(0, 'x')",
    "with param_scope(a=1) as ps:",
    "    ps.b | 2",
]


def change(lines, source):
    at, what = source.randrange(len(lines)), source.randrange(4)
    if what == 0:
        return [*lines[:at], source.choice(LINES), *lines[at:]]
    if what == 1:
        return lines[:at] + lines[at + source.randrange(3) :]
    if what == 2:
        return [*lines[:at], source.choice(LINES), *lines[at + 1 :]]
    return [*lines[:at], f"{lines[at]} # {source.randrange(9)}", *lines[at + 1 :]]


def facts(catalog):
    kept = [each for each in catalog.problems if each.kind in ("conflict", "clash", "defaults")]
    return catalog.parameters, catalog.dynamic, kept


SEEDS = [*range(3), *(pytest.param(each, marks=pytest.mark.slow) for each in range(3, 12))]


@pytest.mark.parametrize("seed", SEEDS)
def test_edits_find_what_a_scan_finds(seed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "common.py").write_text("from hprun.m import hp\nhp('theirs', 1)\n")
    path = tmp_path / "train.py"
    path.write_text(SOURCE)
    document = Document(str(path), SOURCE)
    shown = {document.path: document}
    program = ProgramScan(document.path, shown)
    source, lines, compared = random.Random(seed), SOURCE.split("\n"), 0
    for _ in range(40):
        lines = change(lines, source)
        edit = document.edit("\n".join(lines))
        if edit is None:
            continue
        program.edit(edit, document, shown)
        try:
            compile("\n".join(lines), "s", "exec", 0x400)
        except SyntaxError:
            lines = SOURCE.split("\n") if source.random() < 0.5 else lines
            continue
        mended = document.mend()
        whole = ProgramScan(document.path, shown)
        if program.is_exact and not mended:
            assert facts(program.catalog) == facts(whole.catalog), "\n".join(lines)
            compared += 1
        else:
            program = whole
    assert compared > 3


PARSER = "p = argparse.ArgumentParser()\np.add_argument('--x')\np.parse_args()\n"


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        pytest.param("import argparse\n", f"import argparse\n{PARSER}", "x", id="a parser"),
        pytest.param("print()\n", "LR = 1\n", "LR", id="constants where there was nothing"),
        pytest.param(
            "from hprun.m import _\nx = _('a', 1)\nif (:\n    import common\n",
            "from hprun.m import _\nx = _('a', 1)\nif x:\n    import common\n",
            "theirs",
            id="what was broken when it was read",
        ),
        pytest.param(
            f"import argparse\n{PARSER[:-2]}",
            f"import argparse\n{PARSER}",
            "x",
            id="a parser that was broken",
        ),
    ],
)
def test_what_an_edit_may_have_changed_elsewhere_is_found_when_it_is_calm(
    before, after, key, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "common.py").write_text("from hprun.m import hp\nhp('theirs', 1)\n")
    path = str(tmp_path / "train.py")
    (tmp_path / "train.py").write_text(before)
    workspace = Workspace(str(tmp_path), nothing)
    workspace.open(path, before)
    workspace.change(path, after)
    assert [*workspace.settle()] != []
    assert key in workspace.catalogs()[path].parameters
