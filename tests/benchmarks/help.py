"""What it costs to ask for help, and to mistype, beside a typer program with the same options."""

from pathlib import Path
from tempfile import TemporaryDirectory

from measure import command_of, environment, instructions, table
from start import OURS

TYPER = """\
import typer


def train(lr: float = 0.1, epochs: int = 3):
    print(lr * epochs)


typer.run(train)
"""


def main(options):
    """Print the table."""
    python, hprun = options.python, command_of(options.python)
    with TemporaryDirectory() as folder:
        env = environment(XDG_CACHE_HOME=folder)
        Path(folder, "s.py").write_text(OURS, encoding="utf-8")
        Path(folder, "typed.py").write_text(TYPER, encoding="utf-8")
        counts = {
            name: instructions(command, cwd=folder, env=env)
            for name, command in {
                "typer, --help": [python, "typed.py", "--help"],
                "hprun, --help of a script": [*hprun, "s.py", "--help"],
                "hprun, its own --help": [*hprun, "--help"],
                "typer, a wrong option": [python, "typed.py", "--lrr", "1"],
                "hprun, a wrong option": [*hprun, "s.py", "--lrr", "1"],
                "hprun, inspect": [*hprun, "inspect", "s.py"],
            }.items()
        }
    unit = counts["typer, --help"]
    rows = [(name, count, count / unit) for name, count in counts.items()]
    table("Help", ("", "instructions, M", "of typer's --help"), rows)
