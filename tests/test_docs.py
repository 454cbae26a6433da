"""What the README and the docs show of a terminal is what a terminal shows.

A block that is fenced as ``console`` has lines ``$ command``, each followed by all that the command
writes, in a window of 80 columns, from the root of the repository. ``[exit 2]`` is its exit status.
``python tests/test_docs.py PAGE…`` writes the blocks anew; read the difference before you believe it.
"""

import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    for page in PAGES:
        text = page.read_text()
        for found in BLOCK.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield pytest.param(found[1], id=f"{page.name}:{line}")


def commands(block):
    """The commands of a block, each with what it is said to write."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def shown(command, folder):
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    path = os.pathsep.join((sysconfig.get_path("scripts"), environment.get("PATH", "")))
    environment |= {"PATH": path, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
    )  # fmt: skip
    status = f"[exit {done.returncode}]\n" if done.returncode else ""
    return steady("\n".join(line.rstrip() for line in done.stdout.split("\n")) + status)


RUN = re.compile(r"\b\d{8}-\d{6}-[0-9a-z]{4}\b")
NAMES = ("20261121-185242-k3f9", "20261121-190317-m2xq", "20261121-191530-7rda")
SECONDS = re.compile(r"(?<![\d.])\d\.\ds\b")


def steady(text):
    """The text with the names of runs in place of those of today, and all of them as quick."""
    found = dict.fromkeys(RUN.findall(text))
    renamed = dict(zip(found, NAMES, strict=False))
    return SECONDS.sub("0.2s", RUN.sub(lambda name: renamed[name[0]], text))


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def replayed(block, folder):
    return "".join(f"$ {command}\n{shown(command, folder)}" for command, _ in commands(block))


@pytest.mark.parametrize("block", list(blocks()))
def test_a_terminal_shows_what_the_page_says(block, folder):
    assert replayed(block, folder) == block


EQUIVALENTS = {
    "from-argparse.md": "perceptron.py",
    "from-guild.md": "fit.py",
    "from-hydra.md": "with_hydra/train.py",
    "from-tyro.md": "with_tyro.py",
}
"""Pages with tables of equivalents, and the example that is `train.py` in them."""

NEEDS_ITS_LIBRARY = {"from-hydra.md", "from-tyro.md"}
LOOKS = ("inspect", "dump", "why", "check", "runs", "rerun", "sweep", "--completion", "--help")
WORDS = re.compile(r"`((?:[A-Z_]+=\S+ )?hprun [^`…]+)`")


def equivalents(page):
    """The commands of hprun's in the tables of a page, as they can be run here.

    A program whose library is missing is shown as the plain python command that it would be, and so
    is a script's own help. The trials of a sweep are listed.
    """
    for row in re.findall(r"^\| .* \|$", (ROOT / "docs" / page).read_text(), re.MULTILINE):
        for command in WORDS.findall(row):
            words = command.split("hprun ", 1)[1]
            own = page in NEEDS_ITS_LIBRARY or " -- " in words
            if words.startswith("sweep"):
                yield f"{command} --dry-run"
            elif words.startswith("rerun"):
                yield command.replace("RUN", "$(basename runs/*)")
            elif own and not any(word in words.split(" -- ")[0] for word in LOOKS):
                yield command.replace(" train.py", " --print-command train.py")
            else:
                yield command


@pytest.mark.slow
@pytest.mark.parametrize("page", EQUIVALENTS)
def test_the_equivalents_of_a_page_can_be_said(page, tmp_path):
    source = ROOT / "examples" / EQUIVALENTS[page]
    name = "train.py"
    if source.parent.name == "with_hydra":
        shutil.copytree(source.parent / "conf", tmp_path / "conf")
    (tmp_path / name).write_text(source.read_text())
    (tmp_path / "presets").mkdir()
    given = {"from-tyro.md": {"steps": 3}, "from-hydra.md": {"steps": 3}}.get(page, {"lr": 0.3})
    for path in ("a.json", "cfg.yaml", "presets/small.yaml"):
        (tmp_path / path).write_text(json.dumps(given))
    for command in equivalents(page):
        said = shown(command, tmp_path)
        assert "[exit" not in said and "hprun: " not in said, f"{command}\n{said}"


def test_every_example_is_shown_somewhere():
    text = "".join(page.read_text() for page in PAGES)
    for example in (ROOT / "examples").rglob("*.py"):
        name = example.relative_to(ROOT).as_posix()
        assert name in text or example.name == "lib.py", f"{name} is on no page"


if __name__ == "__main__":
    import sys
    import tempfile

    for page in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "examples", Path(folder) / "examples")
            new = BLOCK.sub(
                lambda found: f"```console\n{replayed(found[1], folder)}```", page.read_text()
            )
        page.write_text(new)
