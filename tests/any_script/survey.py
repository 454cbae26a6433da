"""The public scripts, each judged by its real parser; alone, the table of docs/any-script.md.

    python tests/any_script/survey.py SCRIPTS ENVIRONMENTS

SCRIPTS is a folder of clones (``SCRIPTS/pytorch/examples``), ENVIRONMENTS one where the environments
are kept that are made at first.
"""

import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import environments
from compare import compare
from oracle import account_of, inspected

from hprun.scan.dialects import FOREIGN

PARSERS = (
    *("absl-py", "click", "draccus", "fire", "hydra-colorlog", "hydra-core"),
    *(
        "hydra-submitit-launcher",
        "jsonargparse",
        "packaging",
        "pyrallis",
        "simple-parsing",
        "typer",
        "tyro",
    ),
)
TRANSFORMERS = ("transformers",)
"""An environment of its own: in any other it stands in for itself, as a heavy import."""
_LIST = Path(__file__).with_name("public_scripts.txt")


class Script(NamedTuple):
    """A public script; `root` is a folder of its repository to be searched for imports."""

    repository: str
    path: str
    root: str = ""

    def __str__(self):
        return f"{self.repository}/{self.path}"

    def within(self, folder):
        """Return the file, in a folder of clones."""
        return Path(folder, self.repository, self.path)

    def packages(self, folder):
        """Return what the environment has to hold that it is run in."""
        return TRANSFORMERS if "HfArgumentParser" in self._text(folder) else PARSERS

    def _text(self, folder):
        return self.within(folder).read_text("utf-8")


class Judgement(NamedTuple):
    """What came out for a script: how it has its command line, and a finding for each parameter."""

    script: Script
    style: str
    findings: list
    error: str

    @property
    def is_read(self):
        """Whether hprun reads command lines of this kind; it says nothing of any other."""
        return bool(self.error) or all(each in FOREIGN for each in self.style.split())

    def count(self, verdict):
        """Return how many parameters are of a verdict."""
        return Counter(each.verdict for each in self.findings)[verdict]


def scripts():
    """Return the scripts of the list."""
    lines = [line for line in _LIST.read_text().splitlines() if not line.startswith("#")]
    parts = [line.replace(" @", " ").split() for line in lines]
    return [Script(*each) for each in parts]


def judged(script, folder, environment):
    """Return what came out for a script in a folder of clones."""
    path = script.within(folder)
    roots = [str(Path(folder, script.repository, script.root))] if script.root else []
    account = account_of(path, environment.python, roots)
    listed = inspected(path, [environment.hprun], roots)
    styles = dict.fromkeys(parser["style"] for parser in account["parsers"])
    error = "" if styles else account["error"] or "no command line"
    findings = [] if error else [*compare(listed, account)]
    return Judgement(script, " ".join(styles), findings, error)


def row(name, style, *counts):
    """Return a row of the table."""
    return f"| {' | '.join([name, style, *map(str, counts)])} |"


def table(judgements):
    """Yield the lines of the table, for the scripts whose command line is read."""
    judgements = [each for each in judgements if each.is_read]
    verdicts = ("found", "wrong", "unknown")
    yield row("script", "command line", *verdicts)
    yield row("---", "---", *["---:"] * 3)
    for each in judgements:
        yield row(f"`{each.script}`", each.style, *map(each.count, verdicts))
    sums = [sum(each.count(verdict) for each in judgements) for verdict in verdicts]
    yield row("all", "", *sums)


def main(folder, kept):
    """Print the table, and on standard error what is not found."""
    known = {}
    for number, packages in enumerate((PARSERS, TRANSFORMERS)):
        place = Path(kept, str(number)).absolute()
        is_there = (place / "bin" / "hprun").exists()
        here = environments.there(place) if is_there else environments.made(place, packages)
        if isinstance(here, str):
            sys.exit(here)
        known[packages] = here
    judgements = []
    for script in scripts():
        each = judged(script, folder, known[script.packages(folder)])
        judgements.append(each)
        for finding in each.findings:
            if finding.verdict != "found":
                sys.stderr.write(f"{script}: {finding}\n")
        if each.error:
            sys.stderr.write(f"{script}: {each.error}\n")
    sys.stdout.writelines(f"{line}\n" for line in table(judgements))


if __name__ == "__main__":
    main(*sys.argv[1:])
