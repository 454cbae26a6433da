"""What a scan costs: of a large library, of one long script, and how that grows."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import MISSING, environment, has, instructions, table

PARSED = """
import ast, sys, time, warnings
warnings.simplefilter("ignore")
sources = [open(path, "rb").read() for path in open(sys.argv[1]).read().split("\\n")]
started = time.process_time()
for source in sources:
    ast.parse(source)
print(time.process_time() - started)
"""
SCANNED = """
import sys, time
from hprun.model import Entry
from hprun.scan import pipeline
from hprun.scan.files.cache import scan
cached = sys.argv[2] != "cold"
started = time.process_time()
catalog = scan([Entry(sys.argv[1])], [""], cached=cached)
print(time.process_time() - started, len(catalog.files), len(catalog.parameters))
"""
HPMAN = """
import sys, time
from hpman.m import _
started = time.process_time()
_.parse_file(open(sys.argv[1]).read().split("\\n"))
print(time.process_time() - started)
"""
FUNCTION = '''
def function{0}(values, factor=2):
    """Do the work of number {0}."""
    scale = _("parameter{0}", {0}.5)  # what it is multiplied with
    for each in range(values):
        scale += math.sqrt(each) * factor
        if scale > {0} and each % 2:
            scale = min(scale, {0})
    return scale, f"{{scale}} of {{values}}"
'''


def main(options):
    """Print the tables."""
    if options.tree is None:
        sys.stdout.write(
            "### A large library\n\nname one: --tree FOLDER (see the documentation)\n\n"
        )
    else:
        _library(options, Path(options.tree))
    _one_script(options.python)
    _compiler(options.python)
    _growth(options.python)
    _growth_in_files(options.python)


def _library(options, tree):
    files = sorted(path.relative_to(tree) for path in tree.rglob("*.py"))
    modules = [path.with_suffix("").parts for path in files]
    names = [".".join(parts) for parts in modules if all(map(str.isidentifier, parts))]
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "files").write_text("\n".join(map(str, files)), encoding="utf-8")
        imports = "\n".join(f"import {each.removesuffix('.__init__')}" for each in names)
        script = folder / "main.py"
        script.write_text(f"from hprun.m import _\n{imports}\n_('lr', 0.1)\n", encoding="utf-8")
        env = environment(XDG_CACHE_HOME=str(folder / "cache"))

        def seconds(python, program, *words):
            command = [python, "-c", program, *map(str, words)]
            done = subprocess.run(
                command, cwd=tree, env=env, capture_output=True, text=True, check=True
            )
            return [float(each) for each in done.stdout.split()]

        # In turns, so that what else the machine does is spread over all of them.
        commands = (
            (PARSED, folder / "files"),
            (SCANNED, script, "cold"),
            (SCANNED, script, "warm"),
        )
        turns = [
            [seconds(options.python, *each) for each in commands] for _ in range(1 + options.repeat)
        ]
        parsed, cold, warm = map(min, zip(*turns[1:], strict=True))
        parsed = parsed[0]
        rows = [
            ("`ast.parse` of each file", parsed, 1.0, None),
            ("hprun, cold", cold[0], cold[0] / parsed, "0.1"),
            ("hprun, warm", warm[0], warm[0] / parsed, "0.02"),
            _peer(options, seconds, folder / "files", parsed),
        ]
    size = sum((tree / path).stat().st_size for path in files) / 1e6
    title = f"Scan: {len(files):,} files, {size:.0f} MB ({cold[1]:.0f} of them followed)"
    table(title, ("", "CPU seconds", "times ast.parse", "limit"), rows)


def _peer(options, seconds, files, parsed):
    python = next((each for each in options.peers if has(each, "hpman")), None)
    if python is None:
        return ("hpman, parse_file", MISSING, None, None)
    spent = seconds(python, HPMAN, files)[0]
    return ("hpman, parse_file", spent, spent / parsed, None)


def written(count, *, plain=0):
    """A file with so many functions that have a parameter, and so many that have none."""
    without = FUNCTION.replace('_("parameter{0}", {0}.5)', "{0}.5")
    made = ["import math\n", "from hprun.m import _\n" if count else ""]
    made += [FUNCTION.format(number) for number in range(count)]
    made += [without.format(number) for number in range(count, count + plain)]
    return "".join(made)


def _count(python, program, source):
    """Millions of instructions that a program spends on a source, less those without one."""
    with TemporaryDirectory() as name:
        script, empty = Path(name, "s.py"), Path(name, "empty.py")
        script.write_text(source, encoding="utf-8")
        empty.write_text("from hprun.m import _\n_('a', 1)\n", encoding="utf-8")
        spent = [instructions([python, "-c", program, str(each)]) for each in (script, empty)]
    return spent[0] - spent[1]


PARSE = "import ast, sys, hprun.scan.pipeline as s\nast.parse(open(sys.argv[1], 'rb').read())"
SCAN = "import ast, sys, hprun.scan.pipeline as s\ns.scan_file(sys.argv[1])"


def _one_script(python):
    source = written(1000)
    parse, scan = _count(python, PARSE, source), _count(python, SCAN, source)
    lines = source.count("\n")
    rows = [("`ast.parse`", parse, 1.0, None), ("hprun, cold", scan, scan / parse, 2)]
    headings = ("", "million instructions", "times ast.parse", "limit")
    table(f"Scan: one script of {lines:,} lines with 1,000 parameters", headings, rows)


def _compiler(python):
    """Show what it would save to compile the tree that was scanned."""
    source = written(1000)
    read = "import sys\nsource = open(sys.argv[1], 'rb').read()\n"
    tree = f"{read}tree = compile(source, 's', 'exec', 0x400)\n"
    again = _count(python, f"{tree}compile(source, 's', 'exec')", source)
    from_tree = _count(python, f"{tree}compile(tree, 's', 'exec')", source)
    parsed = _count(python, tree, source)
    rows = [
        ("the source", again - parsed, 1.0),
        ("the tree that was scanned", from_tree - parsed, (from_tree - parsed) / (again - parsed)),
    ]
    table("Scan: to compile the same script", ("", "million instructions", "times"), rows)


def _growth(python):
    rows = []
    for count, padding in ((125, 0), (250, 0), (500, 0), (1000, 0), (125, 1), (125, 3), (125, 7)):
        source = written(count, plain=count * padding)
        lines = source.count("\n")
        spent = _count(python, SCAN, source)
        rows.append((lines, count, spent, spent / lines * 1000))
    headings = ("lines", "parameters", "million instructions", "a thousand lines")
    table("Scan: growth", headings, rows)


PROGRAM = """
import ast, re, sys
from hprun.model import Entry
from hprun.scan import pipeline
survey.scan([Entry(sys.argv[1])], [""])
"""


def _growth_in_files(python):
    """Show programs of ever more files, of which every tenth has two parameters."""
    with_some, without = written(2, plain=6), written(0, plain=8)
    rows = []
    for count in (250, 500, 1000, 2000):
        with TemporaryDirectory() as name:
            folder = Path(name)
            for number in range(count):
                source = without if number % 10 else with_some
                (folder / f"module{number}.py").write_text(source, encoding="utf-8")
            names = ", ".join(f"module{number}" for number in range(count))
            (folder / "main.py").write_text(f"import {names}\n", encoding="utf-8")
            (folder / "empty.py").write_text("", encoding="utf-8")
            spent = [
                instructions([python, "-c", PROGRAM, each], cwd=folder)
                for each in ("main.py", "empty.py")
            ]
        rows.append((count, spent[0] - spent[1], (spent[0] - spent[1]) / count))
    table("Scan: growth in files", ("files", "million instructions", "a file"), rows)
