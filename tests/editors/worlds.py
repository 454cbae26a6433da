"""What the tests of the editors' room share: a folder of files, and places in them."""

from textwrap import dedent

from hprun.editors.programs import catalog_of
from hprun.editors.workspace import Workspace

CURSOR = "¦"


def nothing(_folder):
    """The settings of a project that has none."""


class World:
    """A folder, a workspace that shows some of its files, and cursors in their texts."""

    def __init__(self, folder, files, *, project=nothing):
        self.folder = folder
        self.cursors = {}
        for name, text in files.items():
            written = dedent(text).lstrip("\n")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(self._without_cursors(name, written), encoding="utf-8")
        self.workspace = Workspace(str(folder), project)
        for name in files:
            if name.endswith(".py"):
                self.open(name)
        self.look_around()

    def _without_cursors(self, name, text):
        for number, line in enumerate(text.split("\n")):
            for count, piece in enumerate(line.split(CURSOR)[:-1]):
                column = len("".join(line.split(CURSOR)[: count + 1]))
                self.cursors.setdefault(name, []).append((number, column))
                del piece
        return text.replace(CURSOR, "")

    def look_around(self):
        steps = self.workspace.look_around()
        asked = next(steps, None)
        while asked is not None:
            try:
                asked = steps.send(catalog_of(*asked))
            except StopIteration:
                asked = None

    def do(self, steps):
        for _ in steps:
            pass

    def path(self, name):
        return str(self.folder / name)

    def open(self, name):
        self.workspace.open(self.path(name), self.text(name))

    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def at(self, name, number=0):
        """A cursor of a file, as the workspace is asked about it."""
        return (self.path(name), *self.cursors[name][number])

    def told(self, spans):
        """Spans as ``train.py:3 lr``."""
        return [self.shown(each) for each in spans]

    def shown(self, span):
        name = span.path.removeprefix(f"{self.folder}/")
        line = self.workspace.documents.at(span.path).lines[span.line]
        return f"{name}:{span.line + 1} {line[span.start : span.end]}"

    def findings(self, name):
        """What is wrong in a file: ``kind place``, each with its message."""
        found = self.workspace.findings(self.path(name))
        return {f"{each.kind} {self.shown(each.span)}": each.message for each in found}
