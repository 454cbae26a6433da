"""Modules behind a changed `sys.path` are found, and what cannot be followed is told."""

import pytest

from hprun.model import Entry
from hprun.scan import scan

LIB = "from hprun.m import _\n_('lr', 0.1)\n"
TAIL = "import lib\n"
FORMS = {
    "insert a literal": "import sys\nsys.path.insert(0, 'sub/libs')",
    "append": "import sys\nsys.path.append('sub/libs')",
    "append the current folder": "import sys\nsys.path.append('.')",
    "join": "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'libs'))",
    "join up": "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '..'))",
    "nested dirname": (
        "import os, sys\nsys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))"
    ),
    "from os import path": (
        "from os import path\nimport sys\nsys.path.append(path.dirname(path.dirname(path.abspath(__file__))))"
    ),
    "parents": (
        "import sys\nfrom pathlib import Path\nsys.path.append(str(Path(__file__).resolve().parents[1]))"
    ),
    "parent": "import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent / 'libs'))",
    "a name, if it is not in": (
        "import sys\nfrom pathlib import Path\nROOT = Path(__file__).resolve().parents[1]\n"
        "if str(ROOT) not in sys.path:\n    sys.path.append(str(ROOT))"
    ),
    "+=": "import sys\nsys.path += ['sub/libs']",
    "in front by assignment": "import sys\nsys.path = ['sub/libs'] + sys.path",
    "a slice": "import sys\nsys.path[:0] = ['sub/libs']",
    "chdir and getcwd": (
        "import os, sys\nos.chdir(os.path.join(os.path.dirname(__file__), 'libs'))\nsys.path.append(os.getcwd())"
    ),
    "addsitedir": "import site\nsite.addsitedir('sub/libs')",
    "an alias": "import sys as system\nsystem.path.append('sub/libs')",
    "from sys import path": "from sys import path\npath.append('sub/libs')",
    "in a function": "import sys\ndef setup():\n    sys.path.append('sub/libs')\nsetup()",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub" / "libs").mkdir(parents=True)


def found(tmp_path, source, where):
    for name in (where, "sub"):
        (tmp_path / name).mkdir(exist_ok=True)
    (tmp_path / where / "lib.py").write_text(LIB)
    (tmp_path / "sub" / "main.py").write_text(f"{source}\n{TAIL}")
    return scan([Entry("sub/main.py")], ["sub"])


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_search_is_followed(form, tmp_path):
    up = ("append the current", "join up", "nested", "from os", "parents", "a name, if")
    catalog = found(tmp_path, FORMS[form], "." if form.startswith(up) else "sub/libs")
    assert [*catalog.parameters] == ["lr"]
    assert catalog.problems == ()


def test_what_is_computed_is_told(tmp_path):
    catalog = found(tmp_path, "import os, sys\nsys.path.append(os.environ['X'])", "sub/libs")
    assert [*catalog.parameters] == []
    assert [each.message for each in catalog.problems] == [
        "sub/main.py:2 changes sys.path by something that only a run knows: "
        "modules from there are not scanned; --scan adds files"
    ]


def test_files_that_a_manager_parses_are_scanned(tmp_path):
    for name in ("models/deep/net.py", "other.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"from hpman.m import _\n_('{name[:5]}', 1)\n")
    (tmp_path / "main.py").write_text(
        "import os\nfrom hpman.m import _\n_.parse_file('models')\n"
        "_.parse_file(os.path.join(os.path.dirname(__file__), 'other.py'))\n"
    )
    catalog = scan([Entry("main.py")], [""])
    assert {*catalog.parameters} == {"model", "other"}
    assert {*catalog.files} == {"main.py", "models/deep/net.py", "other.py"}
