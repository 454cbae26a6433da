"""Names of ours that come from file to file, and files that none comes to."""

import pytest
from scan_checks import check_project, write_files

from hprun.model import Entry
from hprun.scan import scan
from hprun.scan.files import program

OURS = "from hprun.m import _, hp\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"main.py": "from a import hp\nhp('x', 1)", "a.py": OURS}, id="name"),
        pytest.param({"main.py": "from a import hp as q\nq('x', 1)", "a.py": OURS}, id="renamed"),
        pytest.param({"main.py": "import a\na.hp('x', 1)", "a.py": OURS}, id="module"),
        pytest.param({"main.py": "import p.a\np.a.hp('x', 1)", "p/a.py": OURS}, id="package"),
        pytest.param({"main.py": "import p.a as q\nq.hp('x', 1)", "p/a.py": OURS}, id="as"),
        pytest.param({"main.py": "from p import a\na.hp('x', 1)", "p/a.py": OURS}, id="submodule"),
        pytest.param({"main.py": "from a import *\nhp('x', 1)", "a.py": OURS}, id="star"),
        pytest.param(
            {"main.py": "import p\np.a.hp('x', 1)\nimport p.a", "p/a.py": OURS}, id="later"
        ),
        pytest.param(
            {
                "main.py": "from b import r\nr('x', 1)",
                "b.py": "from a import hp as r",
                "a.py": OURS,
            },
            id="two steps",
        ),
        pytest.param(
            {"main.py": "from b import *\nhp('x', 1)", "b.py": "from a import *", "a.py": OURS},
            id="two stars",
        ),
        pytest.param(
            {"main.py": "import b\nb.q('x', 1)", "b.py": "import a\nq = a.hp", "a.py": OURS},
            id="assigned on the way",
        ),
        pytest.param(
            {"main.py": "import b\nb.a.hp('x', 1)", "b.py": "import a", "a.py": OURS},
            id="module of a module",
        ),
        pytest.param(
            {"main.py": "import p\np.s.hp('x', 1)", "p/__init__.py": "import a as s", "a.py": OURS},
            id="module under another name",
        ),
        pytest.param(
            {
                "main.py": "from p import a\na('x', 1)",
                "p/__init__.py": "from .a import hp as a",
                "p/a.py": OURS,
            },
            id="name before submodule",
        ),
        pytest.param(
            {"main.py": "import b", "b.py": "import c\nc.hp('x', 1)", "c.py": f"{OURS}import b"},
            id="in a circle",
        ),
        pytest.param(
            {"main.py": "import p.b", "p/b.py": "from .a import hp\nhp('x', 1)", "p/a.py": OURS},
            id="relative",
        ),
        pytest.param(
            {
                "main.py": "import p.b",
                "p/b.py": "from . import t\nt.u.hp('x', 1)",
                "p/t.py": "from . import a as u",
                "p/a.py": OURS,
            },
            id="through a module that imports none of ours",
        ),
    ],
)
def test_names_come_through_imports(tmp_path, monkeypatch, files):
    monkeypatch.setattr(program, "_PARSED", 0)
    check_project(tmp_path, files, "x: int = 1")


FILES = {
    "main.py": "import pkg\nimport pkg.other, pkg.more, pkg.passes\npkg.other.thing('x', 1)\n",
    "pkg/__init__.py": "from .marked import Trainer\nfrom .other import *\nfrom .many import *\n",
    "pkg/marked.py": f"{OURS}hp('x', 1)\nclass Trainer: ...\n",
    "pkg/other.py": "from pkg import Trainer\ndef thing(*_): ...\n",
    "pkg/many.py": "from . import other\nother.thing('y', 2)\n",
    "pkg/more.py": "from pkg import Trainer\nimport pkg.other\npkg.other.thing('y', 2)\n",
    "pkg/passes.py": "from . import marked as m\nm.hp('z', 3)\n",
}


def test_only_files_that_a_name_comes_to_are_parsed(tmp_path, monkeypatch):
    write_files(tmp_path, FILES)
    parsed = []

    def parse(data):
        parsed.append(data)
        return parse_of_program(data)

    parse_of_program = program.parse
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(program, "parse", parse)
    monkeypatch.setattr(program, "_PARSED", 0)
    catalog = scan([Entry("main.py")], [""])
    assert [*catalog.parameters] == ["z", "x"]
    read = {name for name, source in FILES.items() if source.encode() in parsed}
    assert read == FILES.keys() - {"pkg/other.py", "pkg/many.py"}
    assert scan([Entry("main.py")], [""], thorough=True) == catalog
