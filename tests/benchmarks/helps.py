"""What help and a usage error cost, beside a bare typer program."""

from pathlib import Path
from tempfile import TemporaryDirectory

from measure import environment, instructions, table
from starts import OURS, SCRIPTS

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "train.py"


def main(options):
    """Print the table."""
    python = options.python
    with TemporaryDirectory() as name:
        folder = Path(name)
        for script in ("typer", "ours"):
            (folder / f"with_{script}.py").write_text(SCRIPTS[script], encoding="utf-8")
        (folder / "train.py").write_bytes(EXAMPLE.read_bytes())
        hprun = [python, "-c", OURS]
        env = environment(XDG_CACHE_HOME=str(folder / "cache"))
        commands = {
            "typer: python s.py --help": [python, "with_typer.py", "--help"],
            "hprun s.py --help": [*hprun, "with_ours.py", "--help"],
            "hprun examples/train.py --help": [*hprun, "train.py", "--help"],
            "hprun --help": [*hprun, "--help"],
            "typer: python s.py --lrr 1": [python, "with_typer.py", "--lrr", "1"],
            "hprun s.py -D lrr=1": [*hprun, "with_ours.py", "-D", "lrr=1"],
            "hprun s.py -D lr=abc": [*hprun, "with_ours.py", "-D", "lr=abc"],
        }
        counted = {
            label: instructions(each, cwd=folder, env=env) for label, each in commands.items()
        }
    base = counted["typer: python s.py --help"]
    rows = [
        (label, each, each / base, 1.5 if label.startswith("hprun") else None)
        for label, each in counted.items()
    ]
    headings = ("", "million instructions", "times typer's help", "limit")
    table("Help", headings, rows)
