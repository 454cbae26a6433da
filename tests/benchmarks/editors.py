"""What a key costs while a file of 10,000 lines is edited: the language server, beside others."""

import ast
import json
import random
import subprocess
import threading
import time
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory

from measure import MISSING, environment, has, table
from scans import written

KEYS = 300
PAUSE = 0.03
"""Seconds between two keys; every tenth time a longer rest, after which all is scanned anew."""
REST = 0.6
TYPED = 'x = _("typed{}", {}.5)  # a line'
PEERS = {"pylsp": "python-lsp-server"}
KEYS_OF_PEERS = 40
_LONGEST = 60


WHOLE = """
import os, sys, time
from hprun.editors.documents import Document
from hprun.editors.programs import scanned
path = os.path.abspath(sys.argv[1])
document = Document(path, open(path, encoding="utf-8").read())
for _ in range(10):
    started = time.process_time()
    scanned(path, {path: document})
    print(time.process_time() - started)
"""


class Server:
    """A language server, spoken to through its pipes."""

    def __init__(self, command, folder):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=folder, env=environment(),
        )  # fmt: skip
        self.said = Queue()
        self._count = 0
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def tell(self, method, params, **more):
        """Send a notification."""
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def ask(self, method, params):
        """Send a request and wait for its answer."""
        self._count += 1
        number = self._count
        self.tell(method, params, id=number)
        return self.wait(lambda said: said.get("id") == number and "method" not in said)

    def wait(self, fits, longest=_LONGEST):
        """Wait for something that is said; None where it takes too long."""
        until = time.monotonic() + longest
        while True:
            try:
                said = self.said.get(timeout=max(0.01, until - time.monotonic()))
            except Empty:
                return None
            if fits(said):
                return said

    def worked(self):
        """Seconds that a processor has worked for the server; None where that is not told."""
        try:
            spent = Path(f"/proc/{self.process.pid}/schedstat").read_text(encoding="utf-8")
        except OSError:
            return None
        return int(spent.split()[0]) / 1e9

    def close(self):
        """End the server."""
        self.process.kill()
        self.process.wait()

    def _listen(self):
        while head := self.process.stdout.readline():
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                head = self.process.stdout.readline()
            if length:
                self.said.put(json.loads(self.process.stdout.read(length)))


def main(options):
    """Print the tables."""
    for count, plain in ((100, 1000), (1100, 0)):
        source = written(count, plain=plain)
        lines = source.count("\n")
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "train.py").write_text(source, encoding="utf-8")
            rows = [*_rows(options, folder, source)]
        headings = ("milliseconds", "half of them", "95 %", "99 %", "the longest")
        table(f"Editors: a key in {lines:,} lines with {count:,} parameters", headings, rows)


def _rows(options, folder, source):
    if not has(options.python, "pygls"):
        yield ("hprun lsp", MISSING, None, None, None)
    else:
        server = Server([options.python, "-m", "hprun", "lsp"], folder)
        told, hovered, offered, worked = _typed(server, folder, source, told=True)
        server.close()
        yield ("hprun lsp: what is wrong is told", *_percentiles(told))
        if worked:
            yield ("hprun lsp: that, in time of the processor", *_percentiles(worked))
        yield ("hprun lsp: a name is explained, right after", *_percentiles(hovered))
        yield ("hprun lsp: names are offered, right after", *_percentiles(offered))
    worked = _percentiles(_whole(options.python, folder))
    yield ("hprun: the file scanned as a whole, in time of the processor", *worked)
    for peer in options.peers:
        for module, name in PEERS.items():
            if has(peer, module):
                server = Server([peer, "-m", module], folder)
                _, hovered, offered, _ = _typed(
                    server, folder, source, keys=KEYS_OF_PEERS, told=False
                )
                server.close()
                yield (f"{name}: a name is explained, right after", *_percentiles(hovered))
                yield (f"{name}: names are offered, right after", *_percentiles(offered))
    parsed = [_parsed(source) for _ in range(20)]
    yield ("`ast.parse` of the file", *_percentiles([each for each, _ in parsed]))
    worked = _percentiles([each for _, each in parsed])
    yield ("`ast.parse` of the file, in time of the processor", *worked)


def _whole(python, folder):
    command = [python, "-c", WHOLE, "train.py"]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    return [*map(float, done.stdout.split())]


def _parsed(source):
    started, worked = time.perf_counter(), time.process_time()
    ast.parse(source)
    return time.perf_counter() - started, time.process_time() - worked


def _percentiles(seconds):
    ranked = sorted(each * 1000 for each in seconds)
    last = len(ranked) - 1
    return [ranked[min(last, int(len(ranked) * share))] for share in (0.5, 0.95, 0.99)] + ranked[
        -1:
    ]


def _typed(server, folder, source, *, told, keys=KEYS):
    """Type lines into functions, key by key; return the times, in seconds."""
    uri = (folder / "train.py").as_uri()
    opened = {"uri": uri, "languageId": "python", "version": 0, "text": source}
    server.tell("textDocument/didOpen", {"textDocument": opened})
    document, lines = {"uri": uri}, source.split("\n")
    server.ask("textDocument/hover", {"textDocument": document, "position": _at(0, 0)})
    chance = random.Random(0)
    times = ([], [], [], [])
    version, row, column, rest = 0, 0, 0, ""
    while version < keys:
        if not rest:
            bodies = [at for at, line in enumerate(lines) if line.startswith("    return ")]
            row, column, rest = chance.choice(bodies), 4, TYPED.format(version, version)
            lines.insert(row, "    ")
            key = "    \n"
            start = _at(row, 0)
        else:
            key, rest = rest[0], rest[1:]
            lines[row] += key
            start, column = _at(row, column), column + 1
        version += 1
        time.sleep(REST if version % 10 == 0 else PAUSE)
        _press(server, document, version, start=start, key=key, times=times, told=told)
        position = {"textDocument": document, "position": _at(row, column)}
        for method, into in (("hover", times[1]), ("completion", times[2])):
            started = time.perf_counter()
            server.ask(f"textDocument/{method}", position)
            into.append(time.perf_counter() - started)
    return times


def _press(server, document, version, *, start, key, times, told):
    changed = {
        "textDocument": {**document, "version": version},
        "contentChanges": [{"range": {"start": start, "end": start}, "text": key}],
    }
    worked = server.worked()
    started = time.perf_counter()
    server.tell("textDocument/didChange", changed)
    if told:
        server.wait(
            lambda said: (
                said.get("method") == "textDocument/publishDiagnostics"
                and said["params"].get("version") == version
            )
        )
        times[0].append(time.perf_counter() - started)
        if worked is not None:
            times[3].append(server.worked() - worked)


def _at(line, character):
    return {"line": line, "character": character}
