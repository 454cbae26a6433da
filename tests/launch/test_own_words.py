"""A script whose own words say all is run without the values and the root scope."""

import subprocess
import sys

import pytest

PARSER = """
import argparse, sys
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
print(parser.parse_args())
"""
LOADED = 'print("hprun.runtime.root" in sys.modules)\n'
ASKING = "import hprun\nprint(hprun.explain('lr'))\n"


def ran(folder, source, *words, **environment):
    (folder / "s.py").write_text(source)
    command = [sys.executable, "-m", "hprun", "--no-cache", *words]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment or None
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize(
    ("words", "lr", "loaded"),
    [
        (["s.py"], 0.1, False),
        (["s.py", "--lr", "0.3"], 0.3, False),
        (["s.py", "--l=0.3"], 0.3, False),
        (["s.py", "--", "--lr", "0.3"], 0.3, False),
        (["-q", "s.py", "--lr", "0.3", "--lr=0.4"], 0.4, False),
        (["s.py", "-D", "lr=0.3"], 0.3, True),
        (["s.py", "--lr", "0.2", "-D+x=1"], 0.2, True),
        (["--trace", "s.py"], 0.1, True),
    ],
)
def test_the_run_time_half_is_loaded_where_something_is_set_from_outside(
    words, lr, loaded, tmp_path
):
    out = [f"Namespace(lr={lr})", str(loaded)]
    status, said, told = ran(tmp_path, PARSER + LOADED, *words)
    assert (status, said) == (0, out), told


def test_a_variable_a_file_of_the_project_and_a_use_of_hprun_are_seen(tmp_path):
    assert ran(tmp_path, PARSER, "s.py", HPRUN_LR="0.5")[1] == ["Namespace(lr=0.5)"]
    assert ran(tmp_path, PARSER + ASKING, "s.py", "--lr", "0.3")[1][1] == "lr = 0.3"
    (tmp_path / "pyproject.toml").write_text('[tool.hprun]\nconfig = "cfg.yaml"\n')
    (tmp_path / "cfg.yaml").write_text("lr: 0.7\n")
    assert ran(tmp_path, PARSER, "s.py")[1] == ["Namespace(lr=0.7)"]


def test_a_wrong_word_is_refused_all_the_same(tmp_path):
    status, said, told = ran(tmp_path, PARSER, "s.py", "--rl", "0.3")
    assert (status, said) == (2, [])
    assert told.startswith("hprun: unknown option --rl")
