"""Layer 1: ``flags.DEFINE_float("lr", 0.1, "learning rate")``: the flags of absl.

All flags of a program are in one registry, wherever they are defined; `app.run` and ``FLAGS(argv)``
read the words of the process. The rules are those of absl's `flags`: which default a flag has, how
a flag of several values is said.
"""

from __future__ import annotations

import sys

from hprun.frozen import Record
from hprun.model import LATE, WORDS, Default, Definition, Opening, Parser, Type, Words
from hprun.scan.dialects import OURS
from hprun.scan.expressions import UNKNOWN
from hprun.scan.flow.described import choices_from, default_from, narrowed, optional, said_as
from hprun.scan.flow.values import Call, External, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hprun.scan.flow.values import Follower

STYLE = "absl"
_FLAGS = External("absl.flags.FLAGS")
_BOOL = Words(arity="0")
_OWN_VALUES = (
    *("flagfile", "undefok", "fromenv", "tryfromenv", "profile_file", "verbosity", "v"),
    *("logger_levels", "stderrthreshold", "log_dir"),
)
_OWN_BOOLS = (
    *("help", "helpshort", "helpfull", "helpxml", "only_check_args", "pdb", "run_with_pdb"),
    *("pdb_post_mortem", "run_with_profiling", "use_cprofile_for_profiling", "logtostderr"),
    *("alsologtostderr", "showprefixforinfo"),
)
"""What absl's own modules define, which is no parameter of the program."""


class Kind(Record):
    """What one DEFINE makes: the type of a value, or of each of several, and how it is said.

    `listed` has the choices as its third argument, before the help.
    """

    element: Type
    words: Words
    listed: bool = False

    @property
    def several(self) -> bool:
        """Whether the value is a list."""
        return self.words.arity == "each" or bool(self.words.separator)


_STR, _INT, _FLOAT = Type("str"), Type("int"), Type("float")
_ONE, _EACH = Words(), Words(arity="each")
_KINDS = {
    "string": Kind(_STR, _ONE),
    "integer": Kind(_INT, _ONE),
    "float": Kind(_FLOAT, _ONE),
    "bool": Kind(Type("bool"), _BOOL),
    "boolean": Kind(Type("bool"), _BOOL),
    "enum": Kind(_STR, _ONE, listed=True),
    "enum_class": Kind(LATE, _ONE, listed=True),
    "list": Kind(_STR, Words(separator=",")),
    "spaceseplist": Kind(_STR, Words(separator=" ")),
    "multi_string": Kind(_STR, _EACH),
    "multi_integer": Kind(_INT, _EACH),
    "multi_float": Kind(_FLOAT, _EACH),
    "multi_enum": Kind(_STR, _EACH, listed=True),
    "multi_enum_class": Kind(LATE, _EACH, listed=True),
}


class Flag(Record):
    """One DEFINE: its name, its kind, and its call; `options` are its spellings."""

    name: str
    kind: Kind
    call: Call
    options: tuple[str, ...]
    conditional: bool


class Flags(Tracked):
    """The registry: all flags that the program defines."""

    __slots__ = ("flags", "location", "machine", "openings", "required")

    def __init__(self, call: Call, machine: Follower) -> None:
        self.machine = machine
        self.location = call.location
        self.flags: dict[str, Flag] = {}
        self.required: set[str] = set()
        self.openings: list[Opening] = []

    def define(self, kind: Kind, call: Call) -> None:
        """Take a flag, unless it belongs to another registry."""
        registry = call.value("flag_values", _FLAGS)
        if registry != _FLAGS:
            return
        name, short = call.value("name", UNKNOWN, 0), call.value("short_name")
        if not isinstance(name, str) or not call.whole:
            self.open(call, "a flag whose name is computed")
            return
        options = (f"--{name}", *([f"-{short}"] if isinstance(short, str) else []))
        conditional = self.machine.conditional > 0
        self.flags.setdefault(name, Flag(name, kind, call, options, conditional))

    def alias(self, call: Call) -> None:
        """Take another name of a flag."""
        name, of = call.value("name", UNKNOWN, 0), call.value("original_name", UNKNOWN, 1)
        if isinstance(name, str) and isinstance(of, str) and of in self.flags:
            flag = self.flags[of]
            self.flags[of] = flag.replace(options=(*flag.options, f"--{name}"))
        else:
            self.open(call, "another name of a flag that is not known")

    def require(self, names: object) -> None:
        """Take note that flags have to be given."""
        listed = names if isinstance(names, list | tuple) else [names]
        self.required.update(name for name in listed if isinstance(name, str))

    def open(self, call: Call, reason: str) -> None:
        """Be open: a flag is defined that cannot be read."""
        self.openings.append(Opening(call.location, reason))

    def parser(self) -> Parser:
        """Return the command line as a whole."""
        bools = tuple(f"--{no}{name}" for name in _OWN_BOOLS for no in ("", "no"))
        values = tuple(f"--{name}" for name in _OWN_VALUES if name not in self.flags)
        return Parser(
            STYLE,
            self.location,
            others=(Words((*bools, "-?"), "0"), Words(values)),
            openings=tuple(dict.fromkeys((*self.openings, *self._installed()))),
            abbreviates=False,
        )

    def _installed(self) -> Iterator[Opening]:
        """Yield where the first package is imported that may define flags as well."""
        program = self.machine.program
        for module in program.files:
            for path in module.imports:
                top = path.partition(".")[0]
                known = top in OURS or top == STYLE or top in sys.stdlib_module_names
                if not known and program.finder.find(top) is None:
                    line = module.source.line_of_import(top)
                    place = module.source.place(line)
                    yield Opening(place, f"{top} may define flags of its own")
                    return

    def definitions(self) -> Iterator[Definition]:
        """Yield what each flag sets."""
        for flag in self.flags.values():
            yield _definition(flag, required=flag.name in self.required)


def _definition(flag: Flag, *, required: bool) -> Definition:
    call, kind = flag.call, flag.kind
    choices = choices_from(call.value("enum_values", None, 2)) if kind.listed else None
    element = narrowed(kind.element, choices)
    declared = Type("list", (element,)) if kind.several and element != LATE else element
    default = None
    if not required and call.value("required", default=False) is not True:
        default = _default(flag, declared)
    if default is not None and default.known and default.value is None:
        declared = optional(declared)
    off = (f"--no{flag.name}",) if kind.words is _BOOL else ()
    help_ = call.value("help", "", 3 if kind.listed else 2)
    source = call.frame.module.source
    return Definition(
        flag.name,
        call.location,
        STYLE,
        "default" if default else "read",
        WORDS,
        default,
        declared,
        " ".join(help_.split()) if isinstance(help_, str) else source.comment(call.node),
        delivery=kind.words.replace(options=flag.options, off=off),
        conditional=flag.conditional,
    )


def _default(flag: Flag, declared: Type) -> Default | None:
    """Return the default as absl hands it out: it converts what is written as it would a word."""
    given = flag.call.get("default", 1)
    if given is None:
        return None
    default = default_from(given)[0]
    if not default.known or default.value is None or declared == LATE:
        return default if default.value is None else Default(default.text)
    value: object = default.value
    if flag.kind.several and isinstance(value, str) and flag.kind.words.separator:
        separator = flag.kind.words.separator
        value = [each.strip() for each in value.split("," if separator == "," else None)]
        value = [] if value == [""] else value
    elif flag.kind.several and not isinstance(value, list | tuple):
        value = [value]
    return said_as(default, value, declared) or Default(default.text)


def _registry(call: Call, machine: Follower) -> Flags:
    """Return the one registry of the program."""
    found = machine.kept.get(STYLE)
    if not isinstance(found, Flags):
        found = machine.kept[STYLE] = Flags(call, machine)
    return found


def _defining(kind: Kind) -> Callable[[Call, Follower], object]:
    def define(call: Call, machine: Follower) -> object:
        _registry(call, machine).define(kind, call)
        return UNKNOWN

    return define


def _alias(call: Call, machine: Follower) -> object:
    _registry(call, machine).alias(call)
    return UNKNOWN


def _opened(call: Call, machine: Follower) -> object:
    _registry(call, machine).open(call, "a flag that cannot be read")
    return UNKNOWN


def _config_file(call: Call, machine: Follower) -> object:
    """Take the flag that names a file, ``--config``; each value in the file is a flag as well."""
    registry = _registry(call, machine)
    registry.define(_KINDS["string"], call)
    registry.open(call, "the values of a file are flags")
    return UNKNOWN


def _required(call: Call, machine: Follower) -> object:
    _registry(call, machine).require(call.value("flag_names", call.value("flag_name", None, 0), 0))
    return UNKNOWN


def _parsed(call: Call, machine: Follower) -> object:
    """Take note of ``FLAGS(sys.argv)``, which reads the words of the process."""
    if not isinstance(call.value("argv", None, 0), list | tuple):
        _found(call, machine)
    return UNKNOWN


def _found(call: Call, machine: Follower) -> None:
    registry = _registry(call, machine)
    if registry not in machine.found:
        machine.found.append(registry)


def _run(call: Call, machine: Follower) -> object:
    """Take note of ``app.run(main)``, and go on in what it runs, unless that has its own words."""
    if call.value("argv", None, 1) in (None, External("sys.argv")):
        _found(call, machine)
    main = call.get("main", 0)
    if main is not None:
        machine.call(main.value, Call(call.node, call.frame, whole=False))
    return UNKNOWN


HANDLERS: Mapping[str, Callable[[Call, Follower], object]] = {
    **{f"absl.flags.DEFINE_{name}": _defining(kind) for name, kind in _KINDS.items()},
    "absl.flags.DEFINE_alias": _alias,
    **{f"absl.flags.DEFINE{name}": _opened for name in ("", "_flag", "_multi")},
    **{
        f"ml_collections.{path}DEFINE_config_{name}": made
        for path in ("config_flags.", "config_flags.config_flags.")
        for name, made in (("file", _config_file), ("dict", _opened))
    },
    "absl.flags.mark_flag_as_required": _required,
    "absl.flags.mark_flags_as_required": _required,
    "absl.flags.FLAGS": _parsed,
    "absl.app.run": _run,
}
"""What a call makes, by the dotted path of what is called."""
