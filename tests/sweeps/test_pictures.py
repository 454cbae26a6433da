"""Pictures of a sweep, and Optuna's dashboard of it."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from environments import made

pytestmark = pytest.mark.slow

SCRIPT = """\
from hprun import report
from hprun.m import _

x, kind = _("x", 1), _("kind", "a", choices=["a", "b"])
for step in range(3):
    report(step, loss=(x - 2) ** 2 + (kind == "b") + 1 / (step + 1))
"""


@pytest.fixture(scope="module")
def drawing(tmp_path_factory):
    packages = ["optuna>=5", "plotly", "matplotlib", "optuna-dashboard"]
    found = made(tmp_path_factory.mktemp("drawing"), packages)
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture(scope="module")
def sweep(drawing, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "train.py").write_text(SCRIPT)
    asked = ["sweep", "train.py", "--over", "x=1..4", "--over", "kind", "--dir", "s"]
    subprocess.run([drawing.hprun, *asked], cwd=folder, check=True, capture_output=True)
    return folder


def ran(drawing, folder, *words):
    done = subprocess.run(
        [drawing.hprun, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_a_page_that_needs_no_network(drawing, sweep):
    assert ran(drawing, sweep, "plot", "s") == (0, "s/plots.html\n", "")
    page = (sweep / "s" / "plots.html").read_text()
    assert page.count('class="plotly-graph-div"') == 5
    assert "cdn.plot.ly/" not in page.split("<div", 1)[0]
    assert len(page) > 3_000_000


def test_a_picture(drawing, sweep):
    assert ran(drawing, sweep, "plot", "s", "-o", "all.png") == (0, "all.png\n", "")
    assert Path(sweep / "all.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("plot", "s", "-o", "a.gif"),
            "no picture ends in .gif (-o a.gif); end it in .html or .png",
        ),
        (("plot", "train.py"), "train.py is not there; hprun sweep TARGET --over … begins one"),
        (("plot",), None),
    ],
)
def test_what_is_refused(drawing, sweep, words, message):
    status, _, err = ran(drawing, sweep, *words)
    assert (status, err) == ((2, f"hprun: {message}\n") if message else (0, ""))


def test_the_dashboard_is_on_this_machine_alone(drawing, sweep):
    server = subprocess.Popen(
        [drawing.hprun, "dashboard", "s", "--port", "18089"], cwd=sweep,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        found = _asked("http://127.0.0.1:18089/api/studies")
        assert [each["study_name"] for each in found["study_summaries"]] == ["s"]
        listening = Path("/proc/net/tcp").read_text().split()
        assert "0100007F:46A9" in listening
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate()
    assert os.listdir(sweep / "s").count("study.journal") == 0


def _asked(address):
    end = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return json.loads(answer.read())
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.2)
