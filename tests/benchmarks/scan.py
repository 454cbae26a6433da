"""What it costs to scan: a large library that a script imports, and scripts that grow.

A time of a large tree is shown as a part of what `compile` takes to parse the same files, measured
by the same process; what is small enough is counted in instructions.
"""

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import environment, instructions, table

ONLY_AST = 0x400
TIMED = f"""
import gc, json, os, sys, time, warnings
from hprun.model import Entry
from hprun.scan.cache import scan
warnings.simplefilter("ignore")
tree, script = sys.argv[1:]
os.chdir(tree)
def timed(work):
    gc.collect()
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found
files = [os.path.join(d, f) for d, _, fs in os.walk(".") for f in fs if f.endswith(".py")]
sources = [open(f, "rb").read() for f in files]
def parse():
    for source in sources:
        compile(source, "x", "exec", {ONLY_AST})
entries = [Entry(script)]
parsed, _ = timed(parse)
size = sum(map(len, sources))
del sources
whole, plain = timed(lambda: scan(entries, [""], cached=False))
scan(entries, [""])
again, known = timed(lambda: scan(entries, [""]))
assert known == plain
print(json.dumps([len(files), size, parsed, whole, again, len(plain.files)]))
"""


def main(options):
    """Print the tables."""
    _tree(options)
    _long(options.python)
    _growth(options.python)


def _tree(options):
    """A library whose every module is imported by one script, all of it local."""
    rows = [("no --tree was given", "", "", "")]
    if options.tree:
        tree = Path(options.tree).resolve()
        with TemporaryDirectory() as folder:
            script = Path(folder, "all.py")
            script.write_text(_importing(tree), encoding="utf-8")
            os.utime(script, (1e9, 1e9))
            env = environment(XDG_CACHE_HOME=folder)
            command = [options.python, "-c", TIMED, str(tree), str(script)]
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        files, size, parsed, whole, again, scanned = json.loads(done.stdout)
        rows = [
            (f"parsing {files:,} files, {size / 1e6:.1f} MB", parsed, 1.0, ""),
            (f"a scan of the script and {scanned - 1:,} files", whole, whole / parsed, 1 / 10),
            ("the same scan again", again, again / parsed, 1 / 50),
        ]
    table("Scan: a large library", ("", "seconds", "of parsing", "limit"), rows)


def _importing(tree):
    """A script that imports every module of a tree."""
    names = []
    for path in sorted(tree.rglob("*.py")):
        parts = path.relative_to(tree).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts and all(part.isidentifier() for part in parts):
            names.append(".".join(parts))
    lines = ["from hprun.m import _", '_("lr", 0.1)', *(f"import {name}" for name in names)]
    return "\n".join(lines) + "\n"


def _script(lines, parameters):
    """A script of so many lines, so many of which define a parameter."""
    every = lines // parameters if parameters else lines + 1
    code = ["from hprun.m import _"]
    for number in range(1, lines):
        if parameters and number % every == 0:
            code.append(
                f'p{number} = _("group{number % 7}.p{number}", {number})  # number {number}'
            )
        else:
            code.append(f"x{number} = len([{number}, x{max(1, number - 1)}, 'text'])")
    return "\n".join(code) + "\n"


def _counted(python, work, folder, source):
    """Millions of instructions of a piece of work on a script, without what a process costs."""
    script = Path(folder, "s.py")
    script.write_text(source, encoding="utf-8")
    start = "from hprun.model import Entry; from hprun.scan.survey import scan, surveyed\n"
    small = f"{start}scan([Entry('small.py')], [''])\n"
    Path(folder, "small.py").write_text(_script(10, 1), encoding="utf-8")
    env = environment(XDG_CACHE_HOME=folder)
    counts = [
        instructions([python, "-c", program], cwd=folder, env=env)
        for program in (small + work, small)
    ]
    return counts[0] - counts[1]


PARSE = f"compile(open('s.py', 'rb').read(), 's.py', 'exec', {ONLY_AST})"
LINES = [(1000, 100), (2000, 100), (4000, 100), (8000, 100)]
PARAMETERS = [(8000, 200), (8000, 400), (8000, 800)]
SCAN = "scan([Entry('s.py')], [''])"


def _long(python):
    with TemporaryDirectory() as folder:
        source = _script(10_000, 1000)
        parsed = _counted(python, PARSE, folder, source)
        scanned = _counted(python, SCAN, folder, source)
    rows = [("parsing", parsed, 1.0, ""), ("a scan", scanned, scanned / parsed, 2)]
    headings = ("", "instructions, M", "of parsing", "limit")
    table("Scan: a script of 10,000 lines with 1,000 parameters", headings, rows)


def _growth(python):
    rows = []
    with TemporaryDirectory() as folder:
        for lines, parameters in (*LINES, *PARAMETERS):
            shown = f"{lines:,} lines, {parameters} parameters"
            rows.append((shown, _counted(python, SCAN, folder, _script(lines, parameters))))
        for files in (10, 20, 40, 80):
            for number in range(files):
                Path(folder, f"m{number}.py").write_text(_script(100, 5), encoding="utf-8")
            source = "".join(f"import m{number}\n" for number in range(files))
            rows.append((f"{files} files of 100 lines", _counted(python, SCAN, folder, source)))
    table("Scan: growth", ("", "instructions, M"), rows)
