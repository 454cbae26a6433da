"""The pictures of a terminal in docs/screens are of runs that are as the pictures say.

``python tests/test_screens.py`` makes them anew: each command is run in 90 columns, in colour, and
rich draws what it wrote. How rich draws it may differ from one version to the next, and what a
picture says is compared by its texts.
"""

import io
import os
import re
import shutil
import subprocess
import sysconfig
from html import unescape
from pathlib import Path

import pytest
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text
from test_docs import ROOT, steady

SCREENS = ROOT / "docs" / "screens"
COLUMNS = 90
COMMANDS = {
    "inspect": ["hprun inspect examples/train.py lr loss 'train.*' --lr 0.2"],
    "help": ["hprun examples/fit_parameters.py --help"],
    "mistakes": [
        "hprun examples/perceptron.py --epocs 3",
        "hprun examples/fit_parameters.py --lr 3 -D step=10",
    ],
    "why": ["HPRUN_LR=0.2 hprun why lr examples/fit_parameters.py --lr 0.4"],
    "sweep": [
        "hprun sweep examples/recorded.py --over lr=0.02,0.1,0.3 --metric loss --dir tuned",
        "hprun runs tuned 'loss<1'",
    ],
}


def run(command, folder):
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    path = os.pathsep.join((sysconfig.get_path("scripts"), kept.get("PATH", "")))
    kept |= {"PATH": path, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=kept, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
    )  # fmt: skip
    return steady(done.stdout)


def screen(name, folder):
    """The picture of some commands and of what they write, one after the other."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True,
        color_system="truecolor",
    )  # fmt: skip
    for command in COMMANDS[name]:
        console.print(Text(f"$ {command}", style="bold"))
        console.print(Text.from_ansi(run(command, folder)), end="\n")
    # no font of another site
    code = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title="hprun", code_format=code, unique_id=f"screen-{name}")


def texts(drawn):
    """What a picture says: the words of each line, in order."""
    lines = {}
    for line, text in re.findall(r'<text [^>]*y="([\d.]+)"[^>]*>(.*?)</text>', drawn):
        lines.setdefault(float(line), []).append(unescape(text))
    return [" ".join("".join(lines[line]).replace("\xa0", " ").split()) for line in sorted(lines)]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_says_what_a_terminal_says(name, tmp_path):
    kept = (SCREENS / f"{name}.svg").read_text()
    assert texts(kept) == texts(screen(name, tmp_path)), (
        "python tests/test_screens.py draws it anew"
    )


def test_the_pictures_ask_no_other_site():
    for path in SCREENS.glob("*.svg"):
        assert not re.search(r"url\(.?https?:", path.read_text()), path.name


def test_every_picture_is_on_a_page():
    said = "".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    for path in SCREENS.glob("*.svg"):
        assert f"(screens/{path.name})" in said


if __name__ == "__main__":
    import tempfile

    SCREENS.mkdir(exist_ok=True)
    for each in COMMANDS:
        with tempfile.TemporaryDirectory() as made:
            drawn = screen(each, Path(made))
        (SCREENS / f"{each}.svg").write_text("\n".join(map(str.rstrip, drawn.split("\n"))))
