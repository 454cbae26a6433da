"""A script's code that was kept is the code that python would compile."""

import os

import pytest
from processes import run

from hprun.launch import execute

TRACED = "def f():\n    return 1 / 0\n\nf()\n"
WARNED = "import sys\nif sys.argv is 'a': pass\nprint(1)\n"


@pytest.fixture
def script(tmp_path, monkeypatch):
    """A path for a script, with a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "script.py"


def output(script, *options, before=""):
    return run(f"python {before} -m hprun {' '.join(options)} {script}")


def plain(script, before=""):
    return run(f"python {before} {script}")


def is_kept(script):
    return execute.recalled(script.read_bytes(), str(script)) is not None


@pytest.mark.parametrize(
    "source",
    [TRACED, WARNED, "print(__file__, __doc__, __debug__)", "'doc'\nprint(__doc__)", "x = (", ""],
)
def test_the_second_run_is_as_the_first_and_as_python(script, source):
    script.write_text(source)
    expected = plain(script)
    assert [output(script), output(script)] == [expected, expected]


def test_what_warns_is_compiled_anew(script):
    script.write_text(WARNED)
    assert "SyntaxWarning" in output(script)[1][0]
    assert not is_kept(script)
    assert output(script, before="-Wignore") == (["1"], [], 0)
    assert "SyntaxWarning" in output(script)[1][0]


def test_another_source_has_another_code_whatever_its_time_and_size(script):
    script.write_text("print(1)")
    times = script.stat()
    assert output(script)[0] == ["1"]
    assert is_kept(script)
    script.write_text("print(2)")
    os.utime(script, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert output(script)[0] == ["2"]


@pytest.mark.parametrize("option", ["-O", "-OO", "-Wdefault"])
def test_options_of_python_have_a_code_of_their_own(script, option):
    script.write_text("'doc'\nassert __doc__ is None\nprint(__debug__, '\\d')\n")
    for before in ("", option, ""):
        assert output(script, before=before) == plain(script, before)


@pytest.mark.parametrize(("options", "before"), [("--no-cache", ""), ("", "-B")])
def test_nothing_is_kept_where_that_is_not_wanted(script, options, before):
    script.write_text("print(1)")
    output(script, options, before=before)
    assert not is_kept(script)


def test_what_is_damaged_is_not_there(script, tmp_path):
    script.write_text("print(1)")
    output(script)
    for path in (tmp_path / "cache" / "hprun").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert not is_kept(script)
    assert output(script) == (["1"], [], 0)
    assert is_kept(script)
