"""What the parsers of each library say of themselves, in one shape.

    {"style": "argparse", "whole": true, "description": "…", "parameters": [
        {"name": "lr", "options": ["--lr"], "type": "float", "default": {"value": 0.1},
         "choices": [], "required": false, "help": "…", "command": []}]}

What a library does not say is left out. `type` is ``str``, ``int``, ``float``, ``bool`` or ``Path``
of one element, and left out where the program converts by a function of its own. `default` holds a
`value`, or `computed`: something that JSON has no word for.
"""

import argparse
import dataclasses
import enum
import inspect
import math
import pathlib
import types
import typing

TYPES = {str: "str", int: "int", float: "float", bool: "bool", pathlib.Path: "Path"}
_FLAGS = (argparse._StoreTrueAction, argparse._StoreFalseAction, argparse.BooleanOptionalAction)


def plain(value):
    """Return a value as JSON holds it. Raises TypeError where it has no word for it."""
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value).replace("inf", ".inf").replace("nan", ".nan")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, enum.Enum | pathlib.PurePath):
        return value.name if isinstance(value, enum.Enum) else str(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(each) for each in value), key=repr)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    raise TypeError(f"JSON has no word for {type(value).__name__}")


def default_of(value):
    """Return an account of a default."""
    try:
        return {"value": plain(value)}
    except TypeError:
        return {"computed": type(value).__name__}


# argparse


def of_argparse(parser, *, whole):
    """Return the account of a parser, its groups and its subcommands."""
    style = type(parser).__module__.partition(".")[0]
    return {
        "style": style if style in ("transformers", "simple_parsing") else "argparse",
        "whole": whole,
        "description": parser.description or "",
        "parameters": list(_of_actions(parser, ())),
    }


def _of_actions(parser, command):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            known = []
            for word, inner in action.choices.items():
                if not any(inner is each for each in known):
                    known.append(inner)
                    yield from _of_actions(inner, (*command, word))
        elif not isinstance(action, argparse._HelpAction | argparse._VersionAction):
            yield _of_action(parser, action, command)


def _of_action(parser, action, command):
    kind = type(action)
    said = {
        "name": ".".join((*command, action.dest)),
        "options": list(action.option_strings),
        "default": _default_of(parser, action),
        "required": action.required,
        "command": list(command),
        "nargs": action.nargs,
    }
    if action.help != argparse.SUPPRESS:
        said["help"] = _help_of(parser, action)
    said["choices"] = default_of(_choices_of(parser, action)).get("value")
    if kind in _FLAGS:
        said["type"] = "bool"
    elif kind is argparse._CountAction:
        said["type"] = "int"
    elif kind in (argparse._StoreAction, argparse._AppendAction, argparse._ExtendAction):
        said["type"] = TYPES.get(action.type or str)
    return {key: value for key, value in said.items() if value is not None}


def _choices_of(parser, action):
    """Return what may be typed: for the members of an enum that converts, their values."""
    listed = [*(action.choices or ())]
    plain = type(parser).__module__.partition(".")[0] != "transformers"
    is_enum = plain and isinstance(action.type, type) and issubclass(action.type, enum.Enum)
    return [each.value for each in listed or action.type] if is_enum else listed


def _default_of(parser, action):
    """Return the default as the parser hands it out: it converts a text.

    What a function of the program's own makes of a text is the program's.
    """
    value = action.default
    if value is argparse.SUPPRESS:
        return {"computed": "suppressed"}
    if isinstance(value, enum.Enum) and action.type is type(value):
        value = value.value
    if isinstance(value, str) and type(action) is argparse._StoreAction and action.type in TYPES:
        try:
            value = parser._get_value(action, value)
        except (argparse.ArgumentError, argparse.ArgumentTypeError, TypeError, ValueError):
            return {"computed": "refused by its own type"}
    return default_of(value)


def _help_of(parser, action):
    if not isinstance(action.help, str) or action.help == "<__TEMP__>":  # simple-parsing's none
        return ""
    try:
        return argparse.HelpFormatter(parser.prog)._expand_help(action)
    except (KeyError, TypeError, ValueError):
        return None  # argparse fails to show it


# click and typer


def of_click(command, style="click"):
    """Return the account of a command and its subcommands."""
    parameters = list(_of_command(command, ()))
    return {
        "style": style,
        "whole": not getattr(command, "ignore_unknown_options", False),
        "description": command.help or "",
        "parameters": parameters,
    }


_CLICK_TYPES = {
    "text": "str",
    "integer": "int",
    "integer range": "int",
    "float": "float",
    "float range": "float",
    "boolean": "bool",
}


def _of_command(command, words):
    own = [each for each in command.params if _is_told(each)]
    for parameter in own:
        yield _of_click_parameter(parameter, words, [p for p in own if p.name == parameter.name])
    for word, inner in getattr(command, "commands", {}).items():
        yield from _of_command(inner, (*words, word))


def _is_told(parameter):
    """Whether it sets something: ``--version`` and ``--install-completion`` do not."""
    if parameter.name in ("install_completion", "show_completion"):
        return False
    return parameter.expose_value or not parameter.is_eager


def _of_click_parameter(parameter, words, alike):
    is_option = parameter.param_type_name == "option"
    defaults = [_click_default(each) for each in alike]
    default = next((each for each in defaults if each != {"value": None}), defaults[0])
    said = {
        "name": ".".join((*words, parameter.name)),
        "options": [*parameter.opts, *parameter.secondary_opts] if is_option else [],
        "required": parameter.required and default in ({"value": None}, {"value": []}),
        "command": list(words),
        "default": default,
    }
    if getattr(parameter, "help", None) is not None or is_option:
        said["help"] = parameter.help or ""
    return said | _click_type(parameter)


def _click_type(parameter):
    described = getattr(parameter, "type_descriptor", None)  # typer's own
    kind = described or parameter.type
    if getattr(kind, "choices", None) is not None:
        return {"choices": plain(_worded([*kind.choices]))}
    name = TYPES.get(described.annotation) if described else _CLICK_TYPES.get(parameter.type.name)
    return {"type": name} if name else {}


def _click_default(parameter):
    """Return the default as the command gets it: converted, the flag's value for ``True``."""
    value = parameter.default
    if callable(value) and not isinstance(value, type):
        return {"computed": "function"}
    if getattr(parameter, "prompt", None):
        return {"computed": "asked for"}
    if hasattr(parameter, "type_descriptor"):
        return _typer_default(parameter, value)
    is_flag = getattr(parameter, "is_flag", False)
    if type(value).__name__ == "Sentinel" or (value is None and parameter.multiple):  # not set
        is_bool = is_flag and parameter.type.name == "boolean"
        many = parameter.multiple or parameter.nargs == -1
        return default_of(False if is_bool else () if many else None)
    if value is True and is_flag and parameter.type.name != "boolean":
        return default_of(parameter.flag_value)
    return default_of(_click_converted(parameter, value))


def _typer_default(parameter, value):
    is_number = parameter.type_descriptor.annotation is float and type(value) is int
    value = 0 if value is None and getattr(parameter, "count", False) else value
    return default_of(float(value) if is_number else _worded(value))


def _worded(value):
    """Return what a user of typer says for the members of an enum: their values."""
    if isinstance(value, list | tuple):
        return [*map(_worded, value)]
    return str(value.value) if isinstance(value, enum.Enum) else value


def _click_converted(parameter, value):
    if value is None or parameter.type.name not in _CLICK_TYPES:
        return value
    try:
        return parameter.type_cast_value(None, value)
    except Exception:  # noqa: BLE001 - whatever a type of the program's own may raise
        return value


# fire


def of_fire(component):
    """Return the account of a function, or of functions by name."""
    parameters = list(_of_component(component, ()))
    return {
        "style": "fire",
        "whole": None not in parameters,
        "description": inspect.getdoc(component) or "",
        "parameters": [each for each in parameters if each],
    }


def _of_component(component, words):
    """Yield what a component takes; None where it takes any name."""
    if isinstance(component, dict | types.ModuleType):
        inside = component if isinstance(component, dict) else vars(component)
        for word, inner in inside.items():
            if not str(word).startswith("_") and not isinstance(inner, types.ModuleType):
                yield from _of_component(inner, (*words, str(word)))
        return
    if inspect.isroutine(component) or inspect.isclass(component):
        for each in inspect.signature(component).parameters.values():
            if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY):
                yield _of_argument(each, words)
            elif each.kind is each.VAR_KEYWORD:
                yield None
    if not inspect.isroutine(component) and type(component).__module__ != "builtins":
        yield from _of_members(component, words)
    elif inspect.isclass(component) and component.__module__ != "builtins":
        yield from _of_members(component(), words)


def _of_members(owner, words):
    for word, member in inspect.getmembers(owner):
        is_own = inspect.isroutine(member) or type(member).__module__ == "__main__"
        if not word.startswith("_") and is_own and not isinstance(member, types.MappingProxyType):
            yield from _of_component(member, (*words, word))


def _of_argument(each, words):
    is_given = each.default is not each.empty
    return {
        "name": ".".join((*words, each.name)),
        "required": not is_given,
        "command": list(words),
        "default": default_of(each.default if is_given else None),
    }


# absl


_ABSL_TYPES = {"string": "str", "int": "int", "float": "float", "bool": "bool"}


def of_absl(flags):
    """Return the account of the flags that the program itself defines."""
    own = [
        flag
        for module, defined in flags.flags_by_module_dict().items()
        if not module.startswith("absl.")
        for flag in defined
    ]
    return {
        "style": "absl",
        "whole": True,
        "description": "",
        "parameters": [_of_flag(flag) for flag in own if flag.name not in _ABSL_OWN],
    }


_ABSL_OWN = (
    "help",
    "helpfull",
    "helpshort",
    "helpxml",
    "only_check_args",
    "run_with_pdb",
    "pdb_post_mortem",
    "pdb",
    "run_with_profiling",
    "profile_file",
    "use_cprofile_for_profiling",
)


def _help_of_flag(flag):
    """Return the help as the program has it: absl adds what hprun shows elsewhere."""
    text = " ".join((flag.help or "").split())
    values = getattr(flag.parser, "enum_values", None)
    added = f"<{'|'.join(values)}>: " if values else ""
    return text.removeprefix(added).removesuffix(_REPEATS)


_REPEATS = "; repeat this option to specify a list of values"


def _of_flag(flag):
    said = {
        "name": flag.name,
        "options": [
            f"--{flag.name}",
            *([f"-{flag.short_name}"] if flag.short_name else []),
            *([f"--no{flag.name}"] if flag.boolean else []),
        ],
        "default": default_of(flag.default),
        "help": _help_of_flag(flag),
    }
    kind = _ABSL_TYPES.get(flag.flag_type())
    if kind and not flag.multi if hasattr(flag, "multi") else kind:
        said["type"] = kind
    if getattr(flag.parser, "enum_values", None):
        said["choices"] = list(flag.parser.enum_values)
    return said


# dataclasses


def of_dataclass(style, component, default=None):
    """Return the account of a dataclass with the dataclasses inside it, or of a function."""
    parameters = (
        _of_fields(component, default, ())
        if dataclasses.is_dataclass(component)
        else _of_component(component, ())
    )
    return {"style": style, "whole": True, "description": "", "parameters": list(parameters)}


def _of_fields(owner, instance, path):
    hints = typing.get_type_hints(owner)
    for field in dataclasses.fields(owner):
        if not field.init:
            continue
        here = (*path, field.name)
        given, value = _field_default(field, instance)
        if dataclasses.is_dataclass(hints[field.name]):
            yield from _of_fields(hints[field.name], value, here)
            continue
        said = {"name": ".".join(here), "required": not given, "default": default_of(value)}
        if hints[field.name] in TYPES:
            said["type"] = TYPES[hints[field.name]]
        if typing.get_origin(hints[field.name]) is typing.Literal:
            said["choices"] = plain([*typing.get_args(hints[field.name])])
        if "help" in field.metadata:
            said["help"] = field.metadata["help"]
        yield said


def _field_default(field, instance):
    if instance is not None:
        return True, getattr(instance, field.name)
    if field.default is not dataclasses.MISSING:
        return True, field.default
    if field.default_factory is not dataclasses.MISSING:
        return True, field.default_factory()
    return False, None


# Hydra


def of_hydra(folder, path, name):
    """Return the account of a configuration as it is composed, and of the choices in it."""
    import os

    from hydra import compose, initialize_config_dir
    from hydra._internal.defaults_list import Overrides
    from hydra.core.global_hydra import GlobalHydra
    from omegaconf import OmegaConf

    groups = {}
    real = Overrides.is_overridden

    def is_overridden(self, default):
        if hasattr(default, "group") and default.group:
            groups.setdefault(default.get_override_key(), default)
        return real(self, default)

    Overrides.is_overridden = is_overridden
    place = os.path.normpath(os.path.join(folder, path)) if path else None
    with initialize_config_dir(place) if place else _no_folder():
        config = OmegaConf.to_container(compose(name), resolve=False)
        loader = GlobalHydra.instance().config_loader()
        choices = [
            _of_choice(key, group, loader.get_group_options(group.get_group_path()))
            for key, group in groups.items()
            if not (key == "hydra" or key.startswith("hydra/"))
        ]
    Overrides.is_overridden = real
    return {
        "style": "hydra",
        "whole": True,
        "description": "",
        "parameters": [*choices, *_of_node(config, ())],
    }


def _no_folder():
    from hydra import initialize

    return initialize(config_path=None)


def _of_choice(key, group, options):
    """Return the account of a group; what a defaults list names is a choice, too."""
    chosen = group.value if isinstance(group.value, list) else [group.value]
    named = [each for each in chosen if each not in (None, "???")]
    is_missing = group.value == "???"
    return {
        "name": key,
        "options": [],
        "required": is_missing,
        "default": default_of(None if is_missing else group.value),
        "choices": [*options, *(each for each in named if each not in options)],
    }


def _of_node(node, path):
    if isinstance(node, dict) and (node or not path):
        for key, inner in node.items():
            yield from _of_node(inner, (*path, str(key)))
        return
    is_missing = node == "???"
    is_computed = "${" in str(node)
    yield {
        "name": ".".join(path),
        "options": [],
        "required": is_missing,
        "default": {"computed": node} if is_computed else default_of(None if is_missing else node),
    }
