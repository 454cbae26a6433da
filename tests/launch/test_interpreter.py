"""How this process was started."""

from __future__ import annotations

import pytest

from hprun.launch import interpreter
from hprun.launch.interpreter import Start, is_safe_path, parse_start


def check_start(line, flags, module=""):
    assert parse_start(line.split()) == Start(tuple(flags.split()), module)


@pytest.mark.parametrize(
    ("line", "flags", "module"),
    [
        pytest.param("", "", "", id="nothing"),
        pytest.param("bin/hprun s.py -O", "", "", id="a script ends python's options"),
        pytest.param("-O -B bin/hprun -m x", "-O -B", "", id="options before a script"),
        pytest.param("-m hprun s.py", "", "hprun", id="a module"),
        pytest.param("-mhprun s.py", "", "hprun", id="a module in the same word"),
        pytest.param("-Im hprun", "-I", "hprun", id="a module after letters"),
        pytest.param("-W error -X dev bin/hprun", "-W error -X dev", "", id="options with words"),
        pytest.param("-Werror -m hprun", "-Werror", "hprun", id="option and word in one"),
        pytest.param("-bW error -m hprun", "-bW error", "hprun", id="a cluster with a word"),
        pytest.param("-Wm -m hprun", "-Wm", "hprun", id="an m that is part of a word"),
        pytest.param(
            "--check-hash-based-pycs never -m hprun",
            "--check-hash-based-pycs never",
            "hprun",
            id="long",
        ),
        pytest.param("-O -c pass -m hprun", "-O", "", id="a command"),
        pytest.param("- -m hprun", "", "", id="standard input"),
        pytest.param("-m", "", "", id="a module without its name"),
    ],
)
def test_pythons_own_options_are_split_off(line, flags, module):
    check_start(line, flags, module)


class Flags:
    safe_path = True


@pytest.mark.parametrize(
    ("line", "start", "safe"),
    [
        pytest.param(
            "#!/usr/bin/python3 -sP", ["-sP"], False, id="the distribution's wish for the tool"
        ),
        pytest.param("#!/usr/bin/python3", ["-P"], True, id="the user's wish"),
        pytest.param("#!/usr/bin/python3 -s", ["-P"], True, id="another option on our line"),
        pytest.param(
            "#!/usr/bin/python3 -sP", ["-sP", "-m", "hprun"], True, id="started as a module"
        ),
    ],
)
def test_safe_path_is_the_users_unless_our_own_first_line_asks_for_it(
    line, start, safe, tmp_path, monkeypatch
):
    script = tmp_path / "hprun"
    script.write_text(f"{line}\nimport sys\n")
    monkeypatch.setattr(interpreter.sys, "flags", Flags)
    monkeypatch.setattr(interpreter.sys, "orig_argv", ["python3", *start, str(script)])
    monkeypatch.setattr(interpreter.sys, "argv", [str(script)])
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    assert is_safe_path() is safe


def test_safe_path_of_the_environment_is_the_users(tmp_path, monkeypatch):
    monkeypatch.setattr(interpreter.sys, "flags", Flags)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    assert is_safe_path()
