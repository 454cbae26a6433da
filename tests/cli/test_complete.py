"""What the shells are told when a word is to be completed."""

import os
import shutil
import subprocess
import sysconfig

import pytest

from hprun.cli.complete import completions, joined, script
from hprun.errors import UsageError

SCRIPT = """\
import no_such_module
from hprun.m import _

lr = _("lr", 0.1)
opt = _("opt", "adam", choices=["adam", "sgd"])
amp = _("amp", False)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)


def check_completions(*words, expected):
    found = {each for each in completions(list(words)) if each.startswith(words[-1])}
    assert found == set(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param([""], {"run", "inspect", "dump", "why", "check"}, id="commands"),
        pytest.param(["train.py", ""], set(), id="the script's own words: files"),
        pytest.param(["train.py", "--", "--"], set(), id="behind two dashes"),
        pytest.param(["train.py", "-D", ""], {"lr=", "opt=", "amp="}, id="names"),
        pytest.param(["train.py", "-D", "opt="], {"opt=adam", "opt=sgd"}, id="choices in a -D"),
        pytest.param(["train.py", "--opt", "s"], {"sgd"}, id="choices"),
        pytest.param(["train.py", "--amp", ""], {"true", "false"}, id="a switch"),
        pytest.param(["train.py", "--no-a"], {"--no-amp"}, id="negation"),
        pytest.param(["inspect", "train.py", "--l"], {"--lr", "--lax"}, id="options"),
        pytest.param(["inspect", "train.py", "--j"], {"--json"}, id="own options of the command"),
        pytest.param(["dump", "train.py", "--format", ""], {"yaml", "json", "toml"}, id="formats"),
        pytest.param(["train.py", "-c", ""], set(), id="files"),
        pytest.param(["missing.py", "-D", ""], set(), id="no such target"),
    ],
)
def test_completions(words, expected):
    check_completions(*words, expected=expected)


def test_bash_words_are_joined():
    assert joined(["train.py", "-D", "opt", "=", "ad"]) == ["train.py", "-D", "opt=ad"]


def test_an_unknown_shell_is_refused():
    with pytest.raises(UsageError, match="no completion for 'csh'"):
        script("csh")


def in_bash(*words):
    """What bash offers for the last word."""
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    typed = " ".join(f"'{word}'" for word in words)
    program = f"{script('bash')}\nCOMP_WORDS=(hprun {typed}); COMP_CWORD={len(words)}\n_hprun\n"
    done = subprocess.run(
        ["bash", "-c", program + 'printf "%s\\n" "${COMPREPLY[@]}"'],
        env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.split()


def test_bash_offers_names_and_choices():
    assert in_bash("train.py", "--l") == ["--lax", "--lr"]
    assert in_bash("train.py", "-D", "opt", "=", "a") == ["adam"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_of_the_shell(shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not on this machine")
    subprocess.run([shell, "-n"], input=script(shell), text=True, check=True)
