"""Layer 2: a manager's parameters as options of a script's own `argparse` parser.

    parser = argparse.ArgumentParser()
    hprun.bind(parser)                          # or hpargparse.bind(parser, _), after _.parse_file
    args = parser.parse_args()                  # ``--weight-decay 1e-4 --hp-save cfg.yaml``

Values are converted by hprun's one converter, whether they come from an option or from a file.
"""

from __future__ import annotations

import argparse
import re
import sys
from types import MethodType

from hprun.compat.hpargparse_files import FORMATS, UnsupportedEnding, as_yaml, load, save
from hprun.compat.hpman.primitives import NotLiteralEvaluable
from hprun.convert import convert, type_of, with_choices
from hprun.errors import HprunError
from hprun.frozen import Record
from hprun.literal import Text
from hprun.model import ANY, SHARED
from hprun.runtime.cells import Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from hprun.compat.hpman.hpm_db import HyperParamNode
    from hprun.model import Type

__version__ = "0.14.0"
"""The version of hpargparse whose public API this is."""

__all__ = ["StringAsDefault", "bind", "hp_list", "hp_load", "hp_save", "str2bool"]

ACTIONS = ("save", "load", "list", "detail")
HP_ACTION_PREFIX_DEFAULT = "hp"
HP_SERIAL_FORMAT_DEFAULT = "auto"
HP_SERIAL_FORMAT_CHOICES = list(FORMATS)


def __getattr__(name: str) -> object:
    if name in ("config", "hputils"):  # the modules that hpargparse is made of: here it is one
        return sys.modules[__name__]
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


class StringAsDefault(str):
    """A default that is a string already: argparse would convert it as if it had been typed."""

    __slots__ = ()


def bind(  # noqa: PLR0913 - as hpargparse has it
    parser: argparse.ArgumentParser,
    hp_mgr: Any = None,  # noqa: ANN401 - a manager
    *,
    inject_actions: bool | Sequence[str] = True,
    action_prefix: str = HP_ACTION_PREFIX_DEFAULT,
    serial_format: str = HP_SERIAL_FORMAT_DEFAULT,
    show_defaults: bool = True,
) -> None:
    """Give a parser an option for every parameter of a manager, and set what is given on parsing.

    Without a manager it is ``_`` of ``hprun.m``; one that has not parsed anything parses the
    running script and all local modules that it imports. `inject_actions` are those of ``save``,
    ``load``, ``list`` and ``detail`` that the parser shall have as ``--hp-save`` and so on.
    `serial_format` is what ``--hp-save`` and ``--hp-load`` use if the command line says nothing:
    ``auto`` goes by the file's ending, and never loads a pickle.
    """
    manager = _parsed_manager() if hp_mgr is None else hp_mgr
    if inject_actions is True or inject_actions is False:
        inject_actions = ACTIONS if inject_actions else ()
    if show_defaults:
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
    bound = Bound(
        parser,
        manager,
        tuple(inject_actions),
        action_prefix,
        {node.name: _Option(node) for node in manager.get_nodes()},
    )
    for option in bound.options.values():
        option.add(parser)
    _add_actions(bound, serial_format)
    _hook(bound)


class Bound(Record):
    """A parser with the parameters of a manager, by name, and with actions."""

    parser: argparse.ArgumentParser
    manager: Any
    actions: tuple[str, ...]
    prefix: str
    options: Mapping[str, _Option]

    def action(self, args: argparse.Namespace, name: str) -> Any:  # noqa: ANN401 - a text or a bool
        """Return what was given for an action, None if it was not."""
        return getattr(args, f"{self.prefix}_{name}".replace("-", "_"), None)


class _Option:
    """A parameter as an option."""

    def __init__(self, node: HyperParamNode) -> None:
        self.name = node.name
        self.value = node.value
        self.given = False
        hints = [each.hints for each in node.db if each.hints]
        self.hints = {key: each for found in reversed(hints) for key, each in found.items()}
        is_set = node.db[0].priority > 1
        self.required = bool(self.hints.get("required")) and not is_set

    @property
    def destination(self) -> str:
        """The attribute of the parsed arguments."""
        return self.name.replace("-", "_")

    @property
    def type(self) -> Type:
        """The type that values are converted to."""
        unknown = self.value is None or isinstance(self.value, NotLiteralEvaluable)
        natural = ANY if unknown else type_of(self.value)
        choices = self.hints.get("choices")
        if choices and not isinstance(choices, NotLiteralEvaluable):
            return with_choices(natural, choices)
        return natural

    @property
    def kind(self) -> str:
        """The name of the type, as help has it."""
        return (
            "computed" if isinstance(self.value, NotLiteralEvaluable) else type(self.value).__name__
        )

    def convert(self, text: object) -> object:
        """Return a value of the parameter. Raises InvalidValue."""
        if isinstance(text, StringAsDefault):
            return str(text)
        return convert(Text(text) if type(text) is str else text, self.type)

    def typed(self, text: str) -> object:
        """Return what was typed as a value; note down that it was typed, unless it is a default."""
        try:
            value = self.convert(text)
        except HprunError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        self.given = self.given or not isinstance(text, StringAsDefault)
        return value

    def add(self, parser: argparse.ArgumentParser) -> None:
        """Add the option to a parser. Raises argparse's error for an option that is there."""
        said = self.hints.get("help") or f"A {self.kind} hyper-parameter named `{self.name}`."
        said = re.sub(r"%%|%(?!\()", "%%", said)  # argparse takes the rest for a format
        keywords: dict[str, Any] = {"help": said, "required": self.required}
        if isinstance(self.value, bool):
            keywords["choices"] = [True, False]
        elif "choices" in self.hints:
            keywords["choices"] = self.hints["choices"]
        is_text = isinstance(self.value, str)
        parser.add_argument(
            f"--{self.name.replace('_', '-')}",
            dest=self.destination,
            type=self.typed,
            default=StringAsDefault(self.value) if is_text else self.value,
            **keywords,
        )


def _parsed_manager() -> Any:  # noqa: ANN401 - a manager
    """Return the manager ``_`` with what the running script says of it."""
    from hprun.compat.hpman.hpm import Manager

    manager = Manager.named(SHARED)
    script = getattr(sys.modules["__main__"], "__file__", None)
    if not manager.db and script:
        import os

        from hprun.model import Entry
        from hprun.scan import scan

        files = scan([Entry(script)], [os.path.dirname(script)]).files
        manager.parse_file([*files])
    return manager


def _add_actions(bound: Bound, serial_format: str) -> None:
    """Add the options of the actions."""
    save_or_load = {"save", "load"}.intersection(bound.actions)
    texts: dict[str, dict[str, Any]] = {
        "save": {
            "help": "Save hyperparameters to a file. The hyperparameters are saved after"
            " processing of all other options"
        },
        "load": {
            "help": "Load hyperparameters from a file. The hyperparameters are loaded before"
            " any other options are processed"
        },
        "list": {
            "nargs": "?",
            "const": "yaml",
            "choices": ["detail", "yaml", "json"],
            "help": f"List all available hyperparameters. If `--{bound.prefix}-list detail` is"
            " specified, a verbose table will be print",
        },
        "detail": {"action": "store_true", "help": f"Shorthand for --{bound.prefix}-list detail"},
        "serial-format": {
            "default": serial_format,
            "choices": HP_SERIAL_FORMAT_CHOICES,
            "help": f"Format of the saved config file. Defaults to {serial_format}. It can be set"
            " to override auto file type deduction.",
        },
        "exit": {"action": "store_true", "help": "process all hpargparse actions and quit"},
    }
    wanted = [name for name in texts if name in bound.actions]
    wanted += ["serial-format"] if save_or_load else []
    wanted += ["exit"] if bound.actions else []
    for name in wanted:
        bound.parser.add_argument(f"--{bound.prefix}-{name}", **texts[name])


def _hook(bound: Bound) -> None:
    """Have the parser set values and do the actions whenever it has parsed."""
    parse = bound.parser.parse_known_args

    def parse_known_args(
        _: argparse.ArgumentParser,
        *args: Any,  # noqa: ANN401 - as argparse has it
        **named: Any,  # noqa: ANN401 - as argparse has it
    ) -> tuple[argparse.Namespace, list[str]]:
        for option in bound.options.values():
            option.given = False
        found, rest = parse(*args, **named)
        try:
            _act(bound, found)
        except UnsupportedEnding:
            raise
        except HprunError as error:
            bound.parser.error(str(error))
        return found, rest

    bound.parser.parse_known_args = MethodType(parse_known_args, bound.parser)  # type: ignore[method-assign]  # this is what it is for


def _act(bound: Bound, args: argparse.Namespace) -> None:
    """Load, set what was given, save, list, exit: in this order, and as far as asked for."""
    form = bound.action(args, "serial_format") or HP_SERIAL_FORMAT_DEFAULT
    loaded = bound.action(args, "load") if "load" in bound.actions else None
    found = load(loaded, form, bound.options) if loaded is not None else ()
    for name, value in _fitting(found, bound.options, loaded).items():
        if not bound.options[name].given:
            setattr(args, bound.options[name].destination, value)
            bound.manager.set_value(name, value)
    _set_given(bound, args)
    saved = bound.action(args, "save") if "save" in bound.actions else None
    if saved is not None:
        save(saved, bound.manager.get_values(), form)
    listed = bound.action(args, "list")
    if bound.action(args, "detail") or listed == "detail":
        hp_list(bound.manager)
    elif listed is not None:
        sys.stdout.write(_listed(bound.manager.get_values(), listed))
    if listed is not None or bound.action(args, "detail") or bound.action(args, "exit"):
        sys.exit(0)


def _set_given(bound: Bound, args: argparse.Namespace) -> None:
    for name, option in bound.options.items():
        value = getattr(args, option.destination, None)
        if isinstance(value, StringAsDefault):
            setattr(args, option.destination, str(value))
        if option.given:
            bound.manager.set_value(name, value)


def _fitting(
    loaded: Iterable[tuple[str, object, str]], options: Mapping[str, _Option], path: str | None
) -> dict[str, object]:
    """Return what a file gives to known parameters, converted. Unknown names are warned of."""
    values: dict[str, object] = {}
    for name, value, origin in loaded:
        if name not in options:
            import warnings

            message = f"{origin or path}: there is no parameter {name!r}; it is not set"
            warnings.warn(message, stacklevel=5)  # where the script parses
            continue
        try:
            values[name] = options[name].convert(value)
        except HprunError as error:
            error.origin = f"{name!r}, {origin or path}"
            raise
    return values


def _listed(values: Mapping[str, object], language: str) -> str:
    if language == "json":
        import json

        return f"{json.dumps(values, default=_shown)}\n"
    return as_yaml(values)


def _shown(value: object) -> object:
    """Return what JSON shows of a value that it has no word for."""
    return None if isinstance(value, NotLiteralEvaluable | Missing) else repr(value)


def hp_list(mgr: Any) -> None:  # noqa: ANN401 - a manager
    """Print a table of the parameters of a manager, with all places in the code."""
    from hprun.compat.hpargparse_table import table

    table(mgr.get_nodes())


def hp_save(path: str, hp_mgr: Any, serial_format: str) -> None:  # noqa: ANN401 - a manager
    """Write the values of a manager to a file."""
    save(path, hp_mgr.get_values(), serial_format)


def hp_load(path: str, hp_mgr: Any, serial_format: str) -> None:  # noqa: ANN401 - a manager
    """Set the parameters of a manager to what a file gives them."""
    options = {node.name: _Option(node) for node in hp_mgr.get_nodes()}
    hp_mgr.set_values(_fitting(load(path, serial_format, options), options, path))


def str2bool(v: str) -> bool:
    """Return the bool that a text stands for. Raises argparse.ArgumentTypeError."""
    try:
        return bool(convert(Text(v), type_of(True)))  # noqa: FBT003 - a value
    except HprunError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
