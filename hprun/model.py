"""Layer 0: the nouns that all of hprun speaks in. Frozen, and cheap to import.

The scan finds `Definition`s at `Location`s and gathers them into `Parameter`s of a `Catalog`. The
user gives `Value`s, each with its `Source` and origin. Merging makes a `Resolved` of every
parameter: the value that won, and all that it beat.
"""

from __future__ import annotations

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from hprun.ranges import Range

SHARED = "_"
"""The manager that is one store with `param_scope` and `auto_param`; any other is its own."""
WORDS = "argv"
"""The namespace of what the script's own command line sets."""
CONSTANTS = "const"
"""The namespace of the constants of modules."""


class Location(Record):
    """A place in a source file; lines and columns count from 1, and `end_line` is inclusive.

    `path` is written the way the current directory's user would type it.
    """

    path: str
    line: int
    column: int = 1
    end_line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Type(Record):
    """What a parameter's values may be.

    `kind` is one of

    - ``str int float bool none``: themselves;
    - ``list set frozenset tuple``: any number of elements of type ``args[0]``;
    - ``product``: a tuple with one element for each of `args` (``tuple[int, str]``);
    - ``dict``: keys of type ``args[0]``, values of type ``args[1]``;
    - ``union``: one of `args`;
    - ``path``: a `pathlib.Path`; ``enum``: a member, its names in `choices`;
    - ``any``: not declared; a text that is a literal is that literal;
    - ``late``: decided by a default that is known only when the script runs.

    `choices` are the only values allowed, of this very type; empty: no limit. `range` is where an
    ``int`` or ``float`` has to lie.
    """

    kind: str
    args: tuple[Type, ...] = ()
    choices: tuple[object, ...] = ()
    range: Range | None = None

    def __str__(self) -> str:
        match self.kind, self.args:
            case "union", args:
                return " | ".join(_once(str(arg) for arg in args))
            case "product", args:
                return f"tuple[{', '.join(map(str, args))}]"
            case "tuple", (element,) if element != ANY:
                return f"tuple[{element}, ...]"
            case kind, args if any(arg != ANY for arg in args):
                return f"{kind}[{', '.join(map(str, args))}]"
            case kind, _:
                return _SHOWN.get(kind, kind)


_SHOWN = {"none": "None", "path": "Path", "late": "at run time"}

ANY = Type("any")
LATE = Type("late")
NONE = Type("none")


def slot(name: str, manager: str = SHARED) -> str:
    """Return where a manager's parameter stands in the run-time store: ``lr``, ``hp:lr``."""
    return name if manager == SHARED else f"{manager}:{name}"


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


class Default(Record):
    """A default written in the code: its source text, and its value where the scan knows it."""

    text: str
    value: object = None
    known: bool = False


class Words(Record):
    """Delivery by words of the script's own command line: how a value is said there.

    `options` are all spellings as the script declares them (``-l``, ``--lr``); empty for a
    positional, which stands in the order of the definitions. `command` are the words of the
    subcommands that it stands behind. `arity` is how many words hold the value:

    - ``1``, ``2``, …: so many; ``?`` none or one; ``*`` any number; ``+`` one or more; ``...`` all
      that are left;
    - ``0``: the option itself says it, namely `says` (``--amp``); an option of `off` says False;
    - ``count``: the option, as often as the value; ``each``: the option with one word, for every
      element; ``pair``: the word ``name=value``; with ``group`` as its `element`, the value chooses
      among configs, and with them which other names there are.

    `separator` joins the elements of a value in one word, where the parser takes them so.
    `adds` says that the words do not replace the default but are added to it, as argparse's
    ``append`` does; `element` is the arity of one element where it is not one word, ``pairs`` where
    the words are the keys and values of a dict.
    """

    options: tuple[str, ...] = ()
    arity: str = "1"
    says: object = True
    off: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    separator: str = ""
    adds: bool = False
    element: str = "1"


class Constant(Record):
    """Delivery by assignment: the right-hand side to be replaced when its module is compiled.

    `path` is the file. The expression goes from `line` and `column` to `end_line` and `end_column`,
    columns counted in bytes from 0, as the parser counts. `also` are the places of further bindings
    of the name, for which the value cannot be set. `loose` says that a statement behind it may bind
    any name (``exec``): there the value is bound again.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    also: tuple[Location, ...] = ()
    loose: bool = False


class Definition(Record):
    """One occurrence of a parameter in the code.

    `role` is ``default`` (gives one), ``read`` (needs a value from elsewhere, if it is come to),
    ``demand`` (says that there has to be one), ``caller`` (it is passed in a call, if nobody sets
    it) or ``write`` (the script itself sets it). `manager`
    is `SHARED`, or the name of a manager with a store of its own. `dialect` names the syntax:
    ``_``, ``auto_param``, ``argparse``. `type` is None where nothing declares it. `owner` is the
    function or class that an ``auto_param`` belongs to. `delivery` says how a value reaches the
    program: `Words`, `Constant`, or None for the root scope. `conditional` says that it stands on a
    branch that a run may not come to. `secret` is what the hint of this name says; None without.
    """

    name: str
    location: Location
    dialect: str
    role: str = "default"
    manager: str = SHARED
    default: Default | None = None
    type: Type | None = None
    help: str = ""
    owner: str = ""
    delivery: Words | Constant | None = None
    conditional: bool = False
    secret: bool | None = None


class Parameter(Record):
    """A name that can be set, with everything that its definitions say of it together.

    `default` is None where no definition gives one.
    `definitions` are in the order of the code as the script would reach it.
    """

    name: str
    type: Type
    default: Default | None
    help: str
    definitions: tuple[Definition, ...]
    manager: str = SHARED

    @property
    def slot(self) -> str:
        """The parameter's place in the run-time store, where all managers live side by side."""
        return slot(self.name, self.manager)

    @property
    def required(self) -> bool:
        """Whether the code says that there has to be a value from outside, or argparse does."""
        demanded = any(each.role == "demand" for each in self.definitions)
        return self.default is None and (demanded or self.delivery is not None)

    @property
    def delivery(self) -> Words | Constant | None:
        """How a value reaches the program; None for the root scope."""
        return self.definitions[0].delivery

    @property
    def location(self) -> Location:
        """The place of the definition that counts: the first that gives the default."""
        giving = (each for each in self.definitions if each.role == "default")
        return next(giving, self.definitions[0]).location


class Parser(Record):
    """A command line of the script's own, as far as its parser can be read.

    `style` names the library (``argparse``, ``click``). `name` is the word of a subcommand, empty
    for the parser itself; `commands` are the parsers of its subcommands. `others` are options that
    set no parameter (``--version``). `openings` are the places, with a reason each, at which
    something is added that the scan cannot read: such a parser is open, any other closed.
    `abbreviates` says that a unique beginning of a long option will do; `prefixes` are the
    characters that options begin with; `aliases` are further words for a subcommand. A word that
    begins with one of `files` names a file that has more words, one on a line.
    """

    style: str
    location: Location
    name: str = ""
    description: str = ""
    others: tuple[Words, ...] = ()
    openings: tuple[Opening, ...] = ()
    commands: tuple[Parser, ...] = ()
    abbreviates: bool = True
    prefixes: str = "-"
    aliases: tuple[str, ...] = ()
    files: str = ""


class Opening(Record):
    """A place at which a parser is given something that the scan cannot read, and what it is."""

    location: Location
    reason: str


class Dynamic(Record):
    """A parameter whose name is computed: `pattern` has ``{source}`` for every unknown part.

    `default` and `type` are what the names that come out have in common.
    """

    pattern: str
    location: Location
    manager: str = SHARED
    default: Default | None = None
    type: Type | None = None

    def fits(self, name: str) -> bool:
        """Return whether a name can come out of the pattern: something for each unknown part.

        A pattern without a fixed part says nothing, and none fits it.
        """
        first, *others = self.pattern.split("{")
        parts = [each.rpartition("}")[2] for each in others]
        says = any(character.isalnum() for character in "".join((first, *parts)))
        if not others or not says or not name.startswith(first):
            return False
        at = len(first)
        for part in parts[:-1]:
            at = name.find(part, at + 1) + len(part)
            if at < len(part) + 1:
                return False
        return name.endswith(parts[-1]) and len(name) - len(parts[-1]) > at


class Problem(Record):
    """Something the scan noticed that does not stop it.

    `kind` is ``unread`` (a file that could not be scanned: the listing is incomplete), ``conflict``
    (two defaults for one name, running needs a value), ``clash`` (a leaf that is also a tree),
    ``defaults`` (functions with different defaults for one name: each keeps its own), ``range`` (a
    default lies outside of the range that the code gives, or no number lies in that) or ``truth``
    (an option for which the script's parser takes every text for true).
    """

    kind: str
    message: str
    locations: tuple[Location, ...]
    key: str = ""


class Catalog(Record):
    """All that a scan found.

    `parameters` has them by key, in the order of the code: the key is what the user types, the
    plain name, or ``manager:name`` where two managers own the name.
    `files` are the paths that were read. `parsers` are the command lines of the script's own.
    `imports` are the packages that are neither local nor of the standard library, each with the
    file and the line that first imports it.
    `constants` are parameters too, asked for by name where the program has others. `asks` says that
    a file imports hprun or one of its ancestors, so that the program may ask for values.
    """

    parameters: Mapping[str, Parameter]
    dynamic: tuple[Dynamic, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    parsers: tuple[Parser, ...] = ()
    imports: tuple[tuple[str, str, int], ...] = ()
    constants: Mapping[str, Parameter] = {}
    asks: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether the program has nothing of its own to be set, but constants perhaps."""
        own = any(key not in self.constants for key in self.parameters)
        return not (own or self.dynamic or self.parsers)

    def widened(self) -> Catalog:
        """Return the catalog with the constants among the parameters, behind all others."""
        return self.replace(parameters={**self.parameters, **self.constants})

    def narrowed(self, keys: Container[str]) -> Catalog:
        """Return the catalog without constants but those with some keys."""
        kept = {
            key: each
            for key, each in self.parameters.items()
            if key not in self.constants or key in keys
        }
        return self.replace(parameters=kept)


class Entry(Record):
    """A file that is executed when a target is run, for the scan to start from.

    `path` is as the user would type it. `source` is its content where that has been read already (a
    pipe can be read only once), else None. `package` is what relative imports in it refer to.
    """

    path: str
    source: bytes | None = None
    package: str = ""


class Source(Record):
    """Where a value comes from. Sources are ordered: a higher rank wins."""

    rank: int
    label: str

    def __str__(self) -> str:
        return self.label


DEFAULT = Source(0, "default")
FILE = Source(1, "file")
ENVIRONMENT = Source(2, "environment")
COMMAND_LINE = Source(3, "command line")


class Value(Record):
    """A value of one parameter and where it came from (``base.yaml:7``, ``-D lr=1``).

    `written` is how it was written where it refers to others: ``${lr}``.
    """

    value: object
    source: Source
    origin: str
    written: str = ""


class Resolved(Record):
    """A parameter after the merge: the value that won, and those it beat, the nearest first.

    `winner` is None where no value is known without running: the parameter is required, or its
    default is computed. `dropped` are values that do not count, for `dropped_by` says so.
    """

    key: str
    parameter: Parameter
    winner: Value | None
    losers: tuple[Value, ...] = ()
    dropped: tuple[Value, ...] = ()
    dropped_by: str = ""

    @property
    def given(self) -> Value | None:
        """The winner, where somebody gave it: None for a default of the code."""
        return None if self.winner is None or self.winner.source == DEFAULT else self.winner
