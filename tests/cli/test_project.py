"""What ``[tool.hprun]`` in the nearest pyproject.toml says."""

import pytest

from hprun.cli import main

TOML = """
[tool.other]
scan = 1
[tool.hprun]
scan = ["tests/*.py"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "src").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "src" / "s.py").write_text("from hprun.m import _\n_('lr', 1)\n")
    (tmp_path / "tests" / "test_s.py").write_text("from hprun.m import _\n_('depth', 2)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")


def names(capsys, *words):
    assert main(["inspect", *words]) is None
    lines = capsys.readouterr().out.splitlines()[1:]
    return [line.split()[0] for line in lines if line and not line[0].isdigit()]


@pytest.mark.parametrize("where", [".", "src"])
def test_files_are_scanned_too(where, tmp_path, capsys):
    pattern = "tests/*.py" if where == "." else "../tests/*.py"
    (tmp_path / where / "pyproject.toml").write_text(TOML.replace("tests/*.py", pattern))
    assert names(capsys, "src/s.py") == ["lr", "depth"]


def test_for_a_module_the_current_folder_counts(tmp_path, capsys):
    (tmp_path / "pyproject.toml").write_text(TOML)
    assert names(capsys, "-m", "pytest") == ["depth"]


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'\n", "not toml at all ["])
def test_a_file_without_the_table_says_nothing(text, tmp_path, capsys):
    (tmp_path / "pyproject.toml").write_text(text)
    assert names(capsys, "src/s.py") == ["lr"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[tool.hprun]\nscam = 1\n",
            "unknown key 'scam' in [tool.hprun] ({}); known: scan, config, presets, record, lax",
        ),
        (
            "[tool.hprun]\nscan = 1\n",
            'scan in [tool.hprun] is no list of patterns ({}); write scan = ["tests/*.py"]',
        ),
        (
            "[tool.hprun]\nconfig = 1\n",
            'config in [tool.hprun] is no file or list of files ({}); write config = "base.yaml"',
        ),
        (
            "[tool.hprun]\npresets = ['a', 'b']\n",
            'presets in [tool.hprun] is no folder ({}); write presets = "DIR"',
        ),
        (
            "[tool.hprun]\nrecord = 1\n",
            'record in [tool.hprun] is no folder ({}); write record = true, or record = "DIR"',
        ),
        (
            "[tool.hprun]\nlax = 'yes'\n",
            "lax in [tool.hprun] is no true or false ({}); write lax = true",
        ),
    ],
)
def test_what_is_not_understood_is_refused(text, message, tmp_path, capsys):
    (tmp_path / "pyproject.toml").write_text(text)
    assert main(["inspect", "src/s.py"]) == 2
    assert capsys.readouterr().err == f"hprun: {message.format(tmp_path / 'pyproject.toml')}\n"


def check_shown(capsys, *words, out, err=""):
    assert main(words) is None
    written = capsys.readouterr()
    assert (written.out, written.err) == (out, err)


WHOLE = """
[tool.hprun]
config = "conf/base.yaml"
presets = "conf/named"
lax = true
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text(WHOLE)
    (tmp_path / "conf" / "named").mkdir(parents=True)
    (tmp_path / "conf" / "base.yaml").write_text("lr: 2\nother: 3\n")
    (tmp_path / "conf" / "named" / "fast.yaml").write_text("# quick\nlr: 9\n")
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.mark.usefixtures("project")
def test_files_of_the_project_lie_below_those_of_the_command_line(capsys):
    check_shown(
        capsys, "why", "lr", "src/s.py", "-c", "+fast",
        out="""\
lr = 9
  9  conf/named/fast.yaml:2  file     wins    lr: 9
  2  conf/base.yaml:1        file     beaten  lr: 2
  1  src/s.py:2              default  beaten  _('lr', 1)
""",
    )  # fmt: skip


@pytest.mark.usefixtures("project")
def test_check_shows_what_the_project_sets(capsys):
    check_shown(
        capsys, "check", "src/s.py",
        out="""\
lr = 2  conf/base.yaml:1
pyproject.toml: config conf/base.yaml; presets conf/named; lax true
1 value given, all fit src/s.py
""",
        err="hprun: let through, for no parameter has the name: other\n",
    )  # fmt: skip


@pytest.mark.usefixtures("project")
def test_presets_are_listed(capsys):
    check_shown(
        capsys, "inspect", "src/s.py", "--presets",
        out="""\
preset  file                  help
+fast   conf/named/fast.yaml  quick

1 preset in conf/named; -c +NAME takes one
""",
    )  # fmt: skip
    check_shown(
        capsys, "inspect", "src/s.py", "--presets", "--json",
        out="""\
[
  {
    "name": "fast",
    "path": "conf/named/fast.yaml",
    "help": "quick"
  }
]
""",
    )  # fmt: skip


def test_without_presets_it_is_said_where_they_would_be(capsys):
    out = "0 presets in src/presets; -c +NAME takes src/presets/NAME.yaml\n"
    check_shown(capsys, "inspect", "src/s.py", "--presets", out=out)


def test_what_would_do_nothing_beside_presets_is_refused(capsys):
    assert main(["inspect", "src/s.py", "--presets", "lr"]) == 2
    expected = "hprun: lr does nothing with --presets; leave one of them out\n"
    assert capsys.readouterr().err == expected
