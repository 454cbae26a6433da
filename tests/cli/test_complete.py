"""What the shells are told when a word is to be completed."""

import os
import shutil
import subprocess
import sysconfig

import pytest

from hprun.cli.commands import of_project
from hprun.cli.complete import completions, print_completions, taken_as_words
from hprun.cli.options import COMMANDS
from hprun.cli.shells import script
from hprun.errors import UsageError

SCRIPT = """\
import no_such_module
from hprun.m import _

lr = _("lr", 0.1)
opt = _("opt", "adam", choices=["adam", "sgd"])
way = _("way", "up", choices=["up", "down there", "$HOME"])
sizes = _("sizes", {"wide": 1, "high": 2})
amp = _("amp", False)
"""


COMMANDS_OF_ITS_OWN = """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int)
parser.add_argument("-v", action="store_true")
several = parser.add_subparsers()
fit = several.add_parser("fit")
fit.add_argument("--kind", choices=["a", "b"])
several.add_parser("score").add_argument("--kind", choices=["c"])
parser.parse_args()
"""


RUN = "20261121-185242-k3f9"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "presets" / "model").mkdir(parents=True)
    (tmp_path / "presets" / "small.yaml").touch()
    (tmp_path / "presets" / "model" / "big.toml").touch()
    (tmp_path / "more.py").write_text("from hprun.m import _\n_('more', 1)\n")
    return tmp_path


def check_completions(*words, expected):
    found = {each for each in completions(list(words), of_project) if each.startswith(words[-1])}
    assert found == set(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param([""], {*COMMANDS, "help"}, id="commands"),
        pytest.param(["help", "ins"], {"inspect"}, id="commands after help"),
        pytest.param(["train.py", ""], set(), id="the script's own words: files"),
        pytest.param(["train.py", "--", "--"], set(), id="behind two dashes"),
        pytest.param(
            ["train.py", "-D", ""],
            {"lr=", "opt=", "way=", "sizes=", "sizes.wide=", "sizes.high=", "amp="},
            id="names, and entries of dicts",
        ),
        pytest.param(["train.py", "-D", "lr=1", "am"], {"amp="}, id="one more override"),
        pytest.param(["train.py", "-D", "lr=1", ""], set(), id="perhaps a file of the script's"),
        pytest.param(["train.py", "lr=1", "am"], set(), id="no override without a -D"),
        pytest.param(["train.py", "--sizes.w"], {"--sizes.wide"}, id="an entry as an option"),
        pytest.param(["train.py", "--opt=s"], {"--opt=sgd"}, id="choices behind an equals sign"),
        pytest.param(["sweep", "train.py", "--over", "l"], {"lr="}, id="what is varied"),
        pytest.param(["sweep", "train.py", "--goal", ""], {"min", "max"}, id="a goal"),
        pytest.param(["sweep", "train.py", "--re"], {"--resume", "--retries"}, id="of a sweep"),
        pytest.param(["train.py", "--ov"], set(), id="no option of a run"),
        pytest.param(["why", "train.py", "l"], {"lr"}, id="a name to explain"),
        pytest.param(["inspect", "train.py", "o"], {"opt"}, id="a name to inspect"),
        pytest.param(["train.py", "--help", "o"], {"opt"}, id="a name to be helped with"),
        pytest.param(["dump", "train.py", "o"], set(), id="a word of the script's"),
        pytest.param(["--completion", ""], {"bash", "zsh", "fish"}, id="shells"),
        pytest.param(["--module", "train", "-D", "l"], {"lr="}, id="a module"),
        pytest.param(["-m", "train", "--scan", "more.py", "-D", "m"], {"more="}, id="more files"),
        pytest.param(["train.py", "-D", "opt="], {"opt=adam", "opt=sgd"}, id="choices in a -D"),
        pytest.param(["train.py", "-D", "~w"], {"~way"}, id="what may be dropped"),
        pytest.param(["train.py", "--opt", "s"], {"sgd"}, id="choices"),
        pytest.param(["train.py", "--amp", ""], {"true", "false"}, id="a switch"),
        pytest.param(["train.py", "--no-a"], {"--no-amp"}, id="negation"),
        pytest.param(["inspect", "train.py", "--l"], {"--lr", "--lax"}, id="options"),
        pytest.param(["inspect", "train.py", "--j"], {"--json"}, id="own options of the command"),
        pytest.param(["dump", "train.py", "--format", ""], {"yaml", "json", "toml"}, id="formats"),
        pytest.param(["train.py", "-c", ""], set(), id="files"),
        pytest.param(["train.py", "-c", "+"], {"+small", "+model/big"}, id="presets"),
        pytest.param(["train.py", "-c", "a.yaml", "+s"], {"+small"}, id="a preset behind a file"),
        pytest.param(["train.py", "+"], set(), id="no preset without a -c"),
        pytest.param(["missing.py", "-D", ""], set(), id="no such target"),
    ],
)
def test_completions(words, expected):
    check_completions(*words, expected=expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["own.py", "--se"], {"--seed"}, id="an option"),
        pytest.param(["own.py", "fit", "--se"], set(), id="an option of the parser above"),
        pytest.param(["own.py", "--ki"], set(), id="an option of a subcommand"),
        pytest.param(["own.py", "-D", "seed=3", "fit", "--ki"], {"--kind"}, id="behind its name"),
        pytest.param(["own.py", "fit", "--kind", ""], {"a", "b"}, id="choices there"),
        pytest.param(["own.py", "score", "--kind="], {"--kind=c"}, id="choices elsewhere"),
        pytest.param(["own.py", "-v", ""], set(), id="a flag takes no word"),
        pytest.param(["own.py", "fit", "-D", "s"], {"seed=", "score.kind="}, id="names"),
        pytest.param(["inspect", "own.py", "f"], {"fit.kind"}, id="names to be listed"),
    ],
)
def test_what_a_parser_of_the_scripts_own_takes(words, expected, tmp_path):
    (tmp_path / "own.py").write_text(COMMANDS_OF_ITS_OWN)
    check_completions(*words, expected=expected)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        pytest.param(
            ["train.py", "-D", "l"],
            ["lr=\tfloat, 1e-5 to 0.1, log, default 0.1: step"],
            id="a name",
        ),
        pytest.param(
            ["train.py", "--lr"],
            ["--lr\tfloat, 1e-5 to 0.1, log, default 0.1: step"],
            id="an option",
        ),
        pytest.param(["train.py", "-D", "ap"], ["api_key=\tstr, default ***"], id="a secret"),
        pytest.param(["train.py", "-c", "+s"], ["+small\ta small one"], id="a preset"),
        pytest.param(
            ["train.py", "--vers"], ["--version\tShow the version."], id="an option of ours"
        ),
        pytest.param(
            ["ins"],
            [
                "inspect\tShow a table of everything that can be set, its value and where it comes"
                " from."
            ],
            id="a command",
        ),
        pytest.param(["train.py", "-D", "opt=a"], ["opt=adam"], id="a choice needs no word"),
        pytest.param(
            ["train.py", "-c", "cfg.yaml", "-D", "sizes.n"],
            ["sizes.narrow=\tcfg.yaml:1"],
            id="an entry of a file",
        ),
        pytest.param(
            ["train.py", "-c", "broken.yaml", "cfg.yaml", "-D", "+"],
            ["+extra=\tcfg.yaml:2"],
            id="a name that only a file has",
        ),
        pytest.param(["train.py", "-D", "sizes.n"], [], id="no file, no entry"),
        pytest.param(["rerun", ""], [f"{RUN}\tlost"], id="a run"),
        pytest.param(["rerun", RUN, ""], [], id="one run alone"),
        pytest.param(["diff", "2"], [f"{RUN}\tlost"], id="a run to compare"),
        pytest.param(["diff", ""], [], id="it may as well be a file"),
        pytest.param(["runs", "status=f"], ["status=failed"], id="a condition"),
        pytest.param(["runs", "2"], [f"{RUN}\tlost"], id="a run to show"),
    ],
)
def test_what_is_said_beside_a_word(capsys, folder, words, offered):
    (folder / "train.py").write_text(
        SCRIPT.replace("0.1)", "0.1, range=(1e-5, 0.1), log=True, help='step')")
        + "key = _('api_key', 'x')\n"
    )
    (folder / "cfg.yaml").write_text("sizes: {narrow: 3}\n+extra: 1\n")
    (folder / "broken.yaml").write_text("a: [\n")
    (folder / "presets" / "small.yaml").write_text("# a small one\n")
    (folder / "runs" / RUN).mkdir(parents=True)
    (folder / "runs" / RUN / "run.json").write_text("{}")
    (folder / "runs" / "no run").mkdir()
    print_completions(["fish", *words], of_project)
    assert capsys.readouterr().out.splitlines() == offered


@pytest.mark.parametrize(
    ("line", "words", "quote"),
    [
        pytest.param("hprun ", ["hprun", ""], "", id="the next word"),
        pytest.param("hprun -D opt=ad", ["hprun", "-D", "opt=ad"], "", id="one word to hprun"),
        pytest.param(r"hprun my\ file.py", ["hprun", "my file.py"], "", id="escaped"),
        pytest.param("hprun 'a b'c \"d e\"", ["hprun", "a bc", "d e"], "", id="quoted"),
        pytest.param("hprun 'a \\ \"b", ["hprun", 'a \\ "b'], "'", id="a quote is open"),
        pytest.param('hprun "a \\"', ["hprun", 'a "'], '"', id="an escaped quote"),
    ],
)
def test_the_line_of_bash_is_taken_as_words(line, words, quote):
    assert taken_as_words(line) == (words, quote)


def test_an_unknown_shell_is_refused():
    with pytest.raises(UsageError, match="no completion for 'csh'"):
        script("csh")


def in_bash(line):
    """What bash offers at the end of a line."""
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    program = f"{script('bash')}\nCOMP_LINE=$1; COMP_POINT=${{#1}}; _hprun\n"
    done = subprocess.run(
        ["bash", "-c", program + 'printf "%s\\n" "${COMPREPLY[@]}"', "-", line],
        env=os.environ | {"PATH": path, "COMP_WORDBREAKS": " \t\n\"'><=;|&(:"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        pytest.param("hprun train.py --l", ["--lax", "--lr"], id="names"),
        pytest.param("hprun train.py -D opt=a", ["adam"], id="what stands behind the break"),
        pytest.param("hprun train.py --opt=a", ["adam"], id="of an option too"),
        pytest.param("hprun train.py --way d", [r"down\ there"], id="a choice is quoted"),
        pytest.param("hprun train.py --way \\$", [r"\$HOME"], id="and not expanded"),
        pytest.param("hprun train.py -D 'way=d", ["way=down there"], id="in quotes as it is"),
    ],
)
def test_bash_offers(line, offered):
    assert in_bash(line) == offered


def test_an_open_quote_is_not_in_the_way_of_other_shells(capsys):
    for shell in ("zsh", "fish"):
        print_completions([shell, "train.py", "-D", "'opt=a"], of_project)
    assert capsys.readouterr().out == "opt=adam\nopt=adam\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_of_the_shell(shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not on this machine")
    subprocess.run([shell, "-n"], input=script(shell), text=True, check=True)
