"""Layer 1: the dialects: every syntax that gives a program parameters, a row each, in one table.

From the table follows what is ours: which imports mark a file as one that can hold a parameter,
which packages are never looked for beside the program, what a star import takes from them, which
names are looked at where they are used, and who reads what stands there.

**To add a dialect**, write a module here, and its row. How it reads goes by the delivery, the way
in which a value comes to the program:

``scope``
    The script asks us, by a name that it has imported: ``_("lr", 0.1)``. `names` are the dotted
    paths of such names, as the script would import them; ``x.*`` is any name in ``x``. The module
    has ``definitions(use, name, rest)``, which is given each use of one, and yields a `Definition`
    for what it sets or reads, a `Dynamic` where the name is computed. `name` is the path by which
    the name was come to, `rest` the attributes taken from it, and `use` has all that was written
    behind. By then it is sure what the name means: nothing is to be guessed by spelling.

``words``
    A package makes a command line of the script's own: ``argparse.ArgumentParser()``. `names` are
    the packages, ``argparse``. What the script does with their objects is followed statement by
    statement (`hprun.scan.flow`), as soon as one of its files imports one. The module has
    ``HANDLERS``: what a call makes, by the dotted path of what is called. Objects that go on
    living are `Tracked`; a parser that reads the words of the process tells what it has found by
    ``definitions()`` and ``parser()``.

``assignment``
    A constant of a module, which hangs on no import: the row has no `names`. The module of the
    dialect has ``constants(program, main, taken)``, which is given all files, and asked only where
    somebody wants to know of constants.

Names, defaults, types and help are read by `hprun.scan.expressions`, for all dialects alike. A
definition carries the name of its dialect; nothing but this table says what follows from that.
Rows are cheap, and the module behind one is imported when the first use is met, so that a script
pays for its own dialects alone. In `tests/scan`, a new dialect begins with what it must not find.
"""

from __future__ import annotations

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "*"


class Dialect(Record):
    """One syntax: its `name`, the module here that reads it, and the `names` that it begins with.

    `delivery` is one of the three above. With `one_default`, a name has a single value wherever it
    stands: two different defaults contradict each other, and what is the prefix of another name is
    none itself. Without, each place keeps its own.
    """

    name: str
    module: str
    names: tuple[str, ...]
    delivery: str = "scope"
    one_default: bool = False

    @property
    def home(self) -> str:
        """The full name of the module."""
        return f"{__name__}.{self.module}"


MANAGER = Dialect("_", "manager", ("hprun.m.*", "hpman.m.*"), one_default=True)
DIALECTS = (
    MANAGER,
    Dialect(
        "auto_param",
        "auto_param",
        ("hprun.auto_param", "hyperparameter.auto_param", "hyperparameter.param"),
    ),
    Dialect(
        "param_scope",
        "param_scope",
        ("hprun.param_scope", "hyperparameter.param_scope", "hyperparameter.scope"),
    ),
    Dialect(
        "launch",
        "launch",
        ("hyperparameter.config", "hyperparameter.launch", "hyperparameter.run_cli"),
    ),
    Dialect("argparse", "argparse", ("argparse",), "words"),
    Dialect("absl", "absl", ("absl",), "words"),
    Dialect("hydra", "hydra", ("hydra",), "words"),
    Dialect("tyro", "dataclass_parsers", ("tyro",), "words"),
    Dialect("transformers", "dataclass_parsers", ("transformers", "trl"), "words"),
    Dialect("simple_parsing", "dataclass_parsers", ("simple_parsing",), "words"),
    Dialect("draccus", "dataclass_parsers", ("draccus",), "words"),
    Dialect("pyrallis", "dataclass_parsers", ("pyrallis",), "words"),
    Dialect("jsonargparse", "dataclass_parsers", ("jsonargparse",), "words"),
    Dialect("click", "click", ("click", "rich_click"), "words"),
    Dialect("typer", "typer", ("typer",), "words"),
    Dialect("fire", "fire", ("fire",), "words"),
    Dialect("constant", "module_constants", (), "assignment"),
)
_PARTS = {f"hyperparameter.{part}": "hyperparameter" for part in ("api", "cli", "loader")}
"""The modules that the names of a package are defined in, where they mean the same."""

_NAMES = {name: each for each in DIALECTS if each.delivery == "scope" for name in each.names}

OURS: dict[str, tuple[str, ...]] = {}
"""The packages whose names are parameters, and what ``from … import *`` takes from them."""
for _name in _NAMES:
    _package, _, _rest = _name.partition(".")
    OURS[_package] = (*OURS.get(_package, ()), *((_rest,) if "." not in _rest else ()))

FOREIGN = {name: each for each in DIALECTS if each.delivery == "words" for name in each.names}
"""The packages that give a script a command line of its own, and their dialects."""

ONE_DEFAULT = frozenset([each.name for each in DIALECTS if each.one_default])
"""The dialects in which a name has one default."""

ANY_TEXT_IS_TRUE = frozenset(("argparse",))
"""The dialects in which a converter ``bool`` is Python's: every text is true but the empty one."""


def read_by(path: Sequence[str]) -> tuple[Dialect, str, tuple[str, ...]] | None:
    """Return the dialect that a dotted path leads into, the name there, and what is behind it.

    None where it leads to nothing of ours.
    """
    if path[0] not in OURS:
        return None
    above = ".".join(path[:2])
    if above in _PARTS:
        path = (_PARTS[above], *path[2:])
        above = ".".join(path[:2])
    if above in _NAMES:
        return _NAMES[above], above, tuple(path[2:])
    found = _NAMES.get(f"{above}.{ALL}")
    if found is None or not path[2:] or path[2][:2] == "__":
        return None
    return found, f"{above}.{path[2]}", tuple(path[3:])
