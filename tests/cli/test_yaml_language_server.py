"""What the YAML language server says of files that name a schema: editors show just that.

It is installed from npm into a folder of the test's own.
"""

import json
import shutil
import subprocess
import threading
from queue import Queue

import pytest

from hprun.cli import main

pytestmark = pytest.mark.slow
SCRIPT = """\
from hprun import auto_param
from hprun.m import _

lr = _("lr", 0.1, range=(1e-5, 1e-1), log=True, help="learning rate")
opt = _("opt", "adam", choices=["adam", "sgd"])
layers = _("layers", [64, 64])
data = _("data", type=str, required=True)


@auto_param
def train(epochs: int = 10, amp: bool = False, clip: float | None = None):
    ...
"""


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory):
    """A folder with the language server in it."""
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("npm is not on this machine")
    folder = tmp_path_factory.mktemp("server")
    npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, "yaml-language-server"]
    done = subprocess.run(npm, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot install yaml-language-server: {done.stderr[:200]}")
    return folder


class Server:
    """The language server, spoken to through its pipes."""

    def __init__(self, folder):
        program = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
        self.process = subprocess.Popen(
            ["node", program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.said = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, method, params, **more):
        self._write({"jsonrpc": "2.0", "method": method, "params": params, **more})

    def _write(self, message):
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _listen(self):
        while line := self.process.stdout.readline():
            length = int(line.partition(b":")[2])
            while self.process.stdout.readline().strip():
                pass
            message = json.loads(self.process.stdout.read(length))
            if "id" in message and "method" in message:
                asked = message["params"].get("items", [{}]) if message["params"] else []
                answer = (
                    [{} for _ in asked] if message["method"].endswith("configuration") else None
                )
                self._write({"jsonrpc": "2.0", "id": message["id"], "result": answer})
            else:
                self.said.put(message)

    def wait(self, fits):
        while True:
            message = self.said.get(timeout=60)
            if fits(message):
                return message


@pytest.fixture(scope="session")
def server(server_folder):
    running = Server(server_folder)
    running.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=1)
    running.wait(lambda message: message.get("id") == 1)
    running.send("initialized", {})
    yield running
    running.process.kill()
    running.process.wait()
    running.process.stdin.close()
    running.process.stdout.close()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "conf").mkdir()
    dump = ["dump", "train.py", "-D", "data=x", "-o", "conf/a.yaml", "--schema", "s.json"]
    assert main(dump) is None
    assert main(["schema", "train.py", "-o", "s.json"]) is None
    return tmp_path


def opened(server, path):
    uri = path.as_uri()
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": path.read_text()}
    server.send("textDocument/didOpen", {"textDocument": document})
    return uri


def said(server, path):
    """The lines that are underlined, and why."""
    uri = opened(server, path)
    message = server.wait(
        lambda each: (
            each.get("method") == "textDocument/publishDiagnostics" and each["params"]["uri"] == uri
        )
    )
    return [
        (each["range"]["start"]["line"] + 1, each["message"])
        for each in message["params"]["diagnostics"]
    ]


def test_a_dump_is_fine(server, folder):
    assert said(server, folder / "conf" / "a.yaml") == []


GOOD = [
    "data: x\nlr: 1e-4\ntrain: {epochs: 3, amp: yes}",
    "data: 012\ntrain.epochs: 1e3\ntrain.clip: none",
    "data:\nlr: ${train.clip}\nlayers+=: 128\nlayers.0: 1",
    "extends: base.yaml\nopt: SGD\n+new: {a: 1}\ntrain:",
    "'data:=': '\"x\"'\nlayers: 1,2",
]
BAD = [
    pytest.param("data: x\nlr: 2", [2], id="outside of the range"),
    pytest.param("data: x\nlrr: 0.1", [2], id="an unknown name"),
    pytest.param("data: x\ntrain:\n  epochs: many", [3], id="a value of another type"),
    pytest.param("data: x\nopt: lion", [2], id="no choice"),
    pytest.param("lr: 0.1", [1], id="a required name"),
    pytest.param("data: x\nlayers: [a]", [2], id="an element of another type"),
]


@pytest.mark.parametrize("text", GOOD)
def test_what_hprun_takes_is_fine(server, folder, text):
    (folder / "base.yaml").write_text("data: x\n")
    (folder / "b.yaml").write_text(f"# yaml-language-server: $schema=s.json\n{text}\n")
    assert said(server, folder / "b.yaml") == []
    if not text.startswith("data:\n"):
        assert main(["check", "train.py", "-c", "b.yaml"]) is None


@pytest.mark.parametrize(("text", "lines"), BAD)
def test_what_hprun_refuses_is_underlined(server, folder, text, lines):
    (folder / "b.yaml").write_text(f"# yaml-language-server: $schema=s.json\n{text}\n")
    assert sorted({line for line, _ in said(server, folder / "b.yaml")}) == [
        line + 1 for line in lines
    ]
    assert main(["check", "train.py", "-c", "b.yaml"]) == 1


def test_names_are_offered_and_explained(server, folder):
    (folder / "b.yaml").write_text("# yaml-language-server: $schema=s.json\ndata: x\nlr: 0.1\n\n")
    uri = opened(server, folder / "b.yaml")
    at = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 0}}
    server.send("textDocument/completion", at, id=2)
    found = server.wait(lambda message: message.get("id") == 2)["result"]["items"]
    offered = {each["label"] for each in found}
    assert offered >= {"opt", "layers", "train", "train.epochs"}
    assert not offered & {"data", "lr", "lr:="}
    server.send("textDocument/hover", at | {"position": {"line": 2, "character": 1}}, id=3)
    hover = server.wait(lambda message: message.get("id") == 3)["result"]
    assert "learning rate (logarithmic)" in json.dumps(hover)
