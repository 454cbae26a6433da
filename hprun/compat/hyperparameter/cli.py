"""Layer 2: what `hyperparameter.launch` offers: a command line inside of the script.

    launch(main)        one function: its arguments, with -D, -C, -lps, -ep and -h
    launch()            all decorated functions of the calling module, each as a subcommand

The function is called with what its command line gives. All else is looked up as at any call of a
decorated function: ``-D``, the files after ``-C``, hprun's own command line, the default.
"""

from __future__ import annotations

import argparse
import sys

from hprun.compat.hyperparameter.loader import config
from hprun.compat.hyperparameter.params import parameters_of
from hprun.compat.hyperparameter.scopes import scope
from hprun.compat.hyperparameter.values import taken, typed
from hprun.errors import HprunError, InvalidValue
from hprun.literal import Text
from hprun.runtime import store
from hprun.runtime.cells import MISSING
from hprun.runtime.suggestion import is_suggested

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType
    from typing import Any

    from hprun.compat.hyperparameter.params import Described, Function

_LISTING = frozenset(("-lps", "--list-params", "--list-param-scope", "-ep", "--explain-param"))


def launch(
    func: Callable[..., Any] | None = None,
    *,
    _caller_globals: Mapping[str, object] | None = None,
    _caller_locals: Mapping[str, object] | None = None,
    _caller_module: str | ModuleType | None = None,
) -> Any:  # noqa: ANN401 - what the function returns
    """Run a decorated function with the arguments of the command line, and return its result.

    Without one, every decorated function that the caller knows is a subcommand, unless its name
    begins with ``_``; where there is only one, it need not be named. Ends the process as
    `argparse` does after -h, -lps and -ep, and for a command line that is not understood.
    """
    if func is not None:
        return _run(_function(func), parser_of(func), sys.argv[1:])
    caller = sys._getframe(1)  # noqa: SLF001 - the functions are looked for where it is called
    known = vars(sys.modules[_caller_module]) if isinstance(_caller_module, str) else None
    if known is None and _caller_module is not None:
        known = vars(_caller_module)
    names = {
        **(known or _caller_globals or caller.f_globals),
        **(_caller_locals or ({} if known else caller.f_locals)),
    }
    public = {name: value for name, value in names.items() if name[:1] != "_"}
    return _chosen({name: value for name, value in public.items() if parameters_of(value)})


run_cli = launch


def _function(func: Callable[..., Any]) -> Function:
    described = parameters_of(func)
    if described is None:
        msg = f"launch takes a function decorated with param (or auto_param), not {func!r}"
        raise ValueError(msg)
    return described


def _chosen(functions: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what the function returns
    """Run the subcommand that the command line names."""
    if not functions:
        msg = "launch found no function decorated with param (or auto_param) in its caller"
        raise RuntimeError(msg)
    if len(functions) == 1 and sys.argv[1:2] != [*functions]:
        (func,) = functions.values()
        return _run(_function(func), parser_of(func), sys.argv[1:])
    outer = argparse.ArgumentParser(description="hyperparameter CLI")
    commands = outer.add_subparsers(dest="command", required=True)
    for name, func in functions.items():
        commands.add_parser(name, help=_escaped(_first_paragraph(func)), add_help=False)
    words = sys.argv[1:]
    if not words or words[0] not in functions:
        outer.parse_args(words[:1])
    func = functions[words[0]]
    return _run(_function(func), parser_of(func, f"{outer.prog} {words[0]}"), words[1:])


def _run(function: Function, parser: argparse.ArgumentParser, words: Sequence[str]) -> Any:  # noqa: ANN401
    parsed = vars(parser.parse_args(words))
    given = {name: value for name, value in parsed.items() if value is not MISSING}
    defines, files = given.pop("-D"), given.pop("-C")
    listing, explained = given.pop("-lps"), given.pop("-ep")
    names = [] if listing else explained
    try:
        overriding = scope(**config(files))(*defines)
        with overriding:
            _check(function, given)
            shown = [] if names is None else [*_explained(function, given, names, (files, defines))]
    except HprunError as error:
        parser.error(str(error))
    if names is None:
        with overriding:
            return function.call(given)
    if not shown:
        parser.exit(1, f"No matching parameters for: {', '.join(names)}\n")
    sys.stdout.write("".join(f"{line}\n" for line in shown))
    return parser.exit()


def _check(function: Function, given: Mapping[str, object]) -> None:
    """Raise InvalidValue where a value does not fit, before the function is called."""
    seen = store.frame()
    for each in function.parameters:
        key = f"{function.name}.{each.name}"
        found = store.find(seen, key)
        if each.name not in given and not (found is MISSING or is_suggested(found)):
            taken(seen, key, found, each.default, each.annotation)


# The parser of one function


def parser_of(func: Callable[..., Any], prog: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of a decorated function's command line."""
    from hprun.scan.expressions.docstrings import described

    function = _function(func)
    parser = argparse.ArgumentParser(
        prog=prog or function.title,
        description=_escaped(_first_paragraph(func)),
        add_help=False,
        conflict_handler="resolve",
    )
    _add_common(parser, function)
    helps = described(function.docstring)
    words = sys.argv[1:]
    for each in function.parameters:
        _add(parser, function, each, helps.get(each.name, ""), words)
    return parser


def _add_common(parser: argparse.ArgumentParser, function: Function) -> None:
    """Add the options that every function has. No parameter can have their destinations' names."""
    parser.add_argument(
        *("-h", "--help"),
        action=_Help,
        function=function,
        help="show this help message and exit",
    )
    parser.add_argument(
        *("-D", "--define"),
        dest="-D",
        metavar="DEFINE",
        nargs="*",
        default=[],
        action="extend",
        help="Override params, e.g., a.b=1",
    )
    parser.add_argument(
        *("-C", "--config"),
        dest="-C",
        metavar="CONFIG",
        nargs="*",
        default=[],
        action="extend",
        help="Load config files (JSON/TOML/YAML), e.g., -C config.toml",
    )
    parser.add_argument(
        *("-lps", "--list-params"),
        dest="-lps",
        action="store_true",
        help="List parameter names, defaults, and current values, then exit.",
    )
    parser.add_argument(
        "--list-param-scope", dest="-lps", action="store_true", help=argparse.SUPPRESS
    )
    parser.add_argument(
        *("-ep", "--explain-param"),
        dest="-ep",
        metavar="NAME",
        nargs="*",
        action="extend",
        help="Explain the source of specific parameters, or of all, then exit.",
    )


def _add(
    parser: argparse.ArgumentParser,
    function: Function,
    each: Described,
    text: str,
    words: Sequence[str],
) -> None:
    def read(word: str) -> object:
        try:
            return typed(each.name, Text(word), each.default, each.annotation)
        except InvalidValue as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    if each.default is MISSING:
        key = f"{function.name}.{each.name}"
        elsewhere = store.find(store.frame(), key) is not MISSING
        elsewhere = elsewhere or any(word.startswith(f"{key}=") for word in words)
        optional = elsewhere or not _LISTING.isdisjoint(words)
        parser.add_argument(
            each.name,
            type=read,
            nargs="?" if optional else None,
            default=MISSING,
            help=_escaped(text),
        )
        return
    shown = f"(default: {each.default})" if text else f"(default from @param: {each.default})"
    switch: dict[str, Any] = {"nargs": "?", "const": True} if each.is_bool else {}
    parser.add_argument(
        f"--{each.name}",
        type=read,
        default=MISSING,
        help=_escaped(f"{text} {shown}".strip()),
        **switch,
    )


class _Help(argparse.Action):
    """Show the help; ``--help`` also lists what functions behind this one take with -D."""

    def __init__(self, *, function: Function, **named: Any) -> None:  # noqa: ANN401
        super().__init__(nargs=0, default=argparse.SUPPRESS, **named)
        self.function = function

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        _values: object,
        option_string: str | None = None,
    ) -> None:
        sys.stdout.write(parser.format_help())
        if option_string == "--help":
            sys.stdout.write("".join(f"{line}\n" for line in _advanced(self.function)))
        parser.exit()


def _advanced(function: Function) -> Iterator[str]:
    """Yield the lines about the parameters of decorated functions that this one calls."""
    from hprun.scan.expressions.docstrings import described

    behind = function.behind()
    if not behind:
        return
    yield ""
    yield "Advanced parameters (via -D flag):"
    yield "  Use -D <namespace>.<param>=<value> to configure advanced options."
    yield ""
    for other in behind:
        helps = described(other.docstring)
        for each in other.parameters:
            if each.default is not MISSING:
                text = helps.get(each.name)
                shown = (
                    f"{text} (default: {each.default!r})" if text else f"default: {each.default!r}"
                )
                yield f"  {f'-D {other.name}.{each.name}=<value>':<22} {shown}"


# -lps and -ep


def _explained(
    function: Function,
    given: Mapping[str, object],
    names: Sequence[str],
    sources: tuple[Sequence[str], Sequence[str]],
) -> Iterator[str]:
    """Yield two lines for every parameter asked for; for all, where none is named."""
    for each in function.parameters:
        key = f"{function.name}.{each.name}"
        if names and key not in names and each.name not in names:
            continue
        shown = "none" if each.default is MISSING else repr(each.default)
        yield f"{key}:"
        yield (
            f"    function={function.title}, location={function.location}, default={shown}"
            f"{_current(key, each, given, sources)}"
        )


def _current(
    key: str,
    each: Described,
    given: Mapping[str, object],
    sources: tuple[Sequence[str], Sequence[str]],
) -> str:
    """Return the value in force and where it comes from, nothing where it is the default."""
    if each.name in given:
        return f", value={given[each.name]!r} (argument)"
    seen = store.frame()
    found = store.find(seen, key)
    if found is MISSING:
        return ""
    value = taken(seen, key, found, each.default, each.annotation)
    files, defines = sources
    define = next((word for word in reversed(defines) if word.partition("=")[0] == key), None)
    if define is not None:
        return f", value={value!r} (-D {define})"
    in_file = next((path for path in reversed(files) if _gives(path, key)), None)
    return f", value={value!r} ({f'-C {in_file}' if in_file else 'hprun'})"


def _gives(path: str, key: str) -> bool:
    tree: Any = config([path], interpolate=False)
    for part in key.split("."):
        if not isinstance(tree, dict) or part not in tree:
            return False
        tree = tree[part]
    return True


def _first_paragraph(func: Any) -> str:  # noqa: ANN401 - a function or a class
    text = (func.__doc__ or "").strip()
    return " ".join(text.partition("\n\n")[0].split())


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
