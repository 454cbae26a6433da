"""What a whole process costs that starts, reads three parameters and ends."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import MISSING, environment, has, instructions, table

_PEAK = """
import sys
if "--peak" in sys.argv:
    sys.stderr.write(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""
SCRIPTS = {
    "plain": """
lr, epochs, name = 0.1, 10, "adam"
print(lr, epochs, name)
""",
    "ours": """
from hprun.m import _

lr = _("lr", 0.1)  # learning rate
epochs = _("epochs", 10)
name = _("name", "adam")
print(lr, epochs, name)
""",
    "argparse": """
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--name", default="adam")
args, _ = parser.parse_known_args()
print(args.lr, args.epochs, args.name)
""",
    "hyperparameter": """
import hyperparameter as hp

@hp.param("train")
def train(lr=0.1, epochs=10, name="adam"):
    print(lr, epochs, name)

hp.launch(train)
""",
    "tyro": """
import tyro

def train(lr: float = 0.1, epochs: int = 10, name: str = "adam") -> None:
    print(lr, epochs, name)

tyro.cli(train)
""",
    "hpargparse": """
import argparse
import hpargparse
from hpman.m import _

parser = argparse.ArgumentParser()
_.parse_file(__file__)
hpargparse.bind(parser, _)
args = parser.parse_args()
print(_("lr", 0.1), _("epochs", 10), _("name", "adam"))
""",
    "typer": """
import typer

def train(lr: float = 0.1, epochs: int = 10, name: str = "adam") -> None:
    print(lr, epochs, name)

typer.run(train)
""",
}
PEERS = {
    "hyperparameter": ["-D", "lr=0.2"],
    "tyro": ["--lr", "0.2"],
    "hpargparse": ["--lr", "0.2"],
    "typer": ["--lr", "0.2"],
}
OURS = "import sys; sys.argv[0] = 'hprun'; from hprun.cli import main; sys.exit(main())"
WARM = "hprun s.py -D lr=0.2"
FIRST = f"{WARM}, the first time"
COLD = "hprun --no-cache s.py -D lr=0.2"
LIMITS = {WARM: 35, FIRST: 57, COLD: 56}
"""Millions of instructions that hprun may cost over bare python; argparse costs 51."""


def main(options):
    """Print the tables."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for script, text in SCRIPTS.items():
            (folder / f"with_{script}.py").write_text(text + _PEAK, encoding="utf-8")
        console = folder / "hprun"
        console.write_text(f"#!{options.python}\n{OURS}\n", encoding="utf-8")
        env = environment(XDG_CACHE_HOME=str(folder / "cache"))
        fresh = environment(XDG_CACHE_HOME=str(folder / "empty"))
        counted = {}
        for label, command in _commands(options, str(console)).items():
            if label == FIRST:
                counted[label] = instructions(command, cwd=folder, env=fresh, first=True)
            else:
                counted[label] = command and instructions(command, cwd=folder, env=env)
        bare = counted["python s.py"]
        rows = [
            (label, each or MISSING, None if each is None else each - bare, LIMITS.get(label))
            for label, each in counted.items()
        ]
        headings = ("a ten-line script", "million instructions", "over python", "limit")
        table("Start", headings, rows)
        _untouched(options, str(console), folder, env, bare)
        _memory(options, str(console), folder, env)


def _commands(options, console):
    python = options.python
    ours = [python, console, "with_ours.py", "-D", "lr=0.2"]
    found = {
        "python s.py": [python, "with_plain.py"],
        "argparse: python s.py --lr 0.2": [python, "with_argparse.py", "--lr", "0.2"],
        WARM: ours,
        FIRST: ours,
        COLD: [*ours[:2], "--no-cache", *ours[2:]],
    }
    for peer, words in PEERS.items():
        able = next((each for each in options.peers if has(each, peer)), None)
        label = f"{peer}: python s.py {' '.join(words)}"
        found[label] = able and [able, f"with_{peer}.py", *words]
    return found


def _untouched(options, console, folder, env, bare):
    """What is on top of a script that has a parser of its own and knows nothing of hprun."""
    plain = [options.python, "with_argparse.py", "--lr", "0.2"]
    without = instructions(plain, cwd=folder, env=env)
    below = instructions([options.python, console, *plain[1:]], cwd=folder, env=env)
    own = without - bare
    rows = [
        ("its own argparse", without, own, None),
        ("hprun on top of it", below, below - without, own / 2),
    ]
    headings = ("a script of argparse, --lr 0.2", "million instructions", "more", "limit")
    table("A script as it is", headings, rows)


def _memory(options, console, folder, env):
    python = options.python
    commands = {
        "python s.py": [python, "with_plain.py", "--peak"],
        "argparse": [python, "with_argparse.py", "--peak"],
        "hprun s.py -D lr=0.2": [python, console, "with_ours.py", "-D", "lr=0.2", "--", "--peak"],
        "hprun --no-cache": [python, console, "--no-cache", "with_ours.py", "--", "--peak"],
    }
    peaks = {label: _peak(command, folder, env) for label, command in commands.items()}
    rows = [
        (label, peak, peak - peaks["argparse"], 3 if label.startswith("hprun") else None)
        for label, peak in peaks.items()
    ]
    headings = ("a ten-line script", "peak memory, MiB", "over argparse", "limit")
    table("Memory", headings, rows)


def _peak(command, folder, env):
    """The least peak of five runs, in MiB, as the script itself sees it at its end."""
    found = []
    for _ in range(5):
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=True
        )
        found.append(int(done.stderr) / 1024)
    return min(found)
