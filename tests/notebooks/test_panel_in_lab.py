"""The panel as a person has it: in JupyterLab, in a headless Chromium."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request

import pytest
from notebook_files import notebook

pytestmark = pytest.mark.slow

CELLS = (
    "import hprun\nfrom hprun.m import _\nfrom hprun import auto_param\nhprun.panel()",
    "@auto_param\ndef train(epochs: int = 10):\n"
    '    steps = _("steps", 5, range=(1, 20))\n'
    '    opt = _("opt", "adam", choices=["adam", "sgd"], help="optimizer")\n'
    '    return epochs, steps, opt, _("amp", False)',
    "print(train())",
)
PERSON = """\
import sys, time
from playwright.sync_api import sync_playwright

def changed(page):
    def row(name):
        return page.locator(".widget-hbox", has=page.locator(f"b:text-is('{name}')"))
    row("steps").locator(".noUi-handle").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    row("opt").locator("select").select_option("sgd")
    row("amp").locator("input[type=checkbox]").check()
    text = row("train.epochs").locator("input[type=text]")
    text.fill("42")
    text.press("Enter")
    time.sleep(1)

def said(page, expected):
    page.locator(".jp-OutputArea-output pre", has_text=expected).wait_for(timeout=60_000)

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[2], args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1500, "height": 800})
    page.goto(sys.argv[1])
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=90_000)
    page.click("text=Run")
    page.click("text=Run All Cells")
    page.locator(".widget-vbox").first.wait_for(timeout=90_000)
    said(page, "(10, 5, 'adam', False)")
    changed(page)
    page.locator(".jp-CodeCell").last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    said(page, "(42, 8, 'sgd', True)")
    page.locator(".jp-Notebook").screenshot(path=sys.argv[3])
    browser.close()
print("done")
"""


@pytest.fixture
def lab(environment, tmp_path):
    """The address of a JupyterLab that has the notebook open, and a python that drives a browser."""
    made = environment("jupyterlab", "ipywidgets", "ipykernel", "playwright")
    (tmp_path / "nb.ipynb").write_bytes(notebook(*CELLS))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    words += ["--IdentityProvider.token=here", f"--ServerApp.root_dir={tmp_path}"]
    home = {"HOME": str(tmp_path / "home"), "JUPYTER_NO_CONFIG": "1"}
    with open(tmp_path / "lab.log", "wb") as log:
        server = subprocess.Popen(
            [made.python, "-m", "jupyterlab", *words], env=os.environ | home, cwd=tmp_path,
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token=here")
        yield f"http://127.0.0.1:{port}/lab/tree/nb.ipynb?token=here&reset", made.python
    finally:
        server.kill()
        server.wait()


def wait_for(address):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server does not answer")


def test_a_person_changes_values_in_the_panel(lab, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("needs chromium")
    address, python = lab
    picture = str(tmp_path / "panel.png")
    done = subprocess.run(
        [python, "-c", PERSON, address, browser, picture], capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr
    assert os.path.getsize(picture) > 10_000
