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
            "unknown key 'scam' in [tool.hprun] ({}); known: scan, record",
        ),
        (
            "[tool.hprun]\nscan = 1\n",
            'scan in [tool.hprun] is no list of patterns ({}); write scan = ["tests/*.py"]',
        ),
    ],
)
def test_what_is_not_understood_is_refused(text, message, tmp_path, capsys):
    (tmp_path / "pyproject.toml").write_text(text)
    assert main(["inspect", "src/s.py"]) == 2
    assert capsys.readouterr().err == f"hprun: {message.format(tmp_path / 'pyproject.toml')}\n"
