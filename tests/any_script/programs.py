"""Random programs with an argparse command line, as people write them and as they might.

A program is a dict of file names to texts; ``main.py`` is the script. Most of what is drawn is drawn
to be legal; what argparse itself refuses is for the test to pass over.
"""

from hypothesis import strategies as st

NUMBERS = st.integers(-9, 99)
FLOATS = st.sampled_from([0.0, 0.1, 1e-4, 2.5, -3.0, 6e23, float("inf")])
TEXTS = st.sampled_from(["", "adam", "a b", "it's", '"', "10", "1e-3", "none", "true", "é", "a,b"])
VALUES = {"int": NUMBERS, "float": FLOATS, "str": TEXTS}
IMPORTS = st.sampled_from(
    [
        ("import argparse", "argparse."),
        ("import argparse as ap", "ap."),
        ("from argparse import *", ""),
        ("from argparse import ArgumentParser, BooleanOptionalAction, HelpFormatter, SUPPRESS", ""),
    ]
)
HEADER = """\
import sys
from pathlib import Path


def str2bool(text):
    return text.lower() in ("yes", "true", "1")


"""
TABLE = '{"adam": 1, "sgd": 2, "lion": 3}'


class Writer:
    """A program in the making: its constants, and how many names it has used."""

    def __init__(self, draw):
        self.draw = draw
        self.constants = []
        self.count = 0
        self.imported, self.argparse = draw(IMPORTS)

    def chance(self, percent):
        """Return True so often."""
        return self.draw(st.integers(0, 99)) < percent

    def one_of(self, *choices):
        """Return one of these."""
        return self.draw(st.sampled_from(choices))

    def name(self):
        """Return a name that is not used yet."""
        self.count += 1
        return f"{self.one_of('lr', 'batch_size', 'x', 'no_cuda', 'Width')}{self.count}"

    def constant(self, text):
        """Return the name of a new constant of the module."""
        self.constants.append(f"C{len(self.constants)} = {text}")
        return f"C{len(self.constants) - 1}"

    def expression(self, value):
        """Return an expression that has this value."""
        text = f'float("{value}")' if value == float("inf") else repr(value)
        if self.chance(15):
            return self.constant(text)
        if type(value) is int and self.chance(10):
            return f"{value - 2} + 2"
        if isinstance(value, str) and value and self.chance(10):
            return f"{value[:1]!r} {value[1:]!r}"
        return text


def _options(writer, prefix="-"):
    """Return what an option is called, or a positional."""
    name = writer.name()
    long = prefix * 2 + (name.replace("_", "-") if writer.chance(50) else name)
    if writer.chance(10):
        return [repr(name)], False
    if writer.chance(20):
        return [repr(f"{prefix}{name[0]}{writer.count}"), repr(long)], True
    return [repr(long)], True


def _keywords(writer, *, is_option):
    """Return the keyword arguments of one ``add_argument``, as texts."""
    action = writer.one_of(
        *("store",) * 8,
        "store_true",
        "store_false",
        "count",
        "append",
        "extend",
        "store_const",
        "append_const",
        "BooleanOptionalAction",
    )
    action = action if is_option or action == "append" else "store"
    said = {}
    if action == "BooleanOptionalAction":
        said["action"] = f"{writer.argparse}{action}"
    elif action != "store" or writer.chance(5):
        said["action"] = repr(action)
    if action in ("store", "append", "extend"):
        _storing(writer, said, action)
    elif action in ("store_const", "append_const"):
        said["const"] = writer.expression(writer.draw(VALUES[writer.one_of("int", "str")]))
    elif action in ("count", "BooleanOptionalAction") and writer.chance(60):
        said["default"] = "0" if action == "count" else writer.one_of("True", "False", "None")
    if is_option and writer.chance(10):
        said["required"] = "True"
    if is_option and writer.chance(10):
        said["dest"] = repr(writer.name())
    if writer.chance(60):
        said["help"] = writer.one_of(
            "'how fast'",
            "'the rate: %(default)s'",
            "'50%% of it'",
            "'a ' 'b'",
            "'of %(dest)s'",
            'f"as {1 + 1}"',
            "' wide   \\n spaces '",
            f"{writer.argparse}SUPPRESS",
        )
    return said


def _storing(writer, said, action):
    kind = writer.one_of("int", "float", "str", "str", "str2bool", "lambda", "path")
    written = {"lambda": "lambda text: text.upper()", "path": "Path", "str": "str"}.get(kind, kind)
    if kind != "str" or writer.chance(30):
        said["type"] = written
    nargs = writer.one_of(None, None, None, None, "?", "*", "+", 2)
    nargs = "+" if action == "extend" and nargs is None else nargs
    if nargs is not None:
        said["nargs"] = repr(nargs)
    if nargs == "?" and writer.chance(50) and kind in VALUES and action == "store":
        said["const"] = writer.expression(writer.draw(VALUES[kind]))
    if kind in ("int", "str") and writer.chance(20):
        said["choices"] = _choices(writer, kind)
        return
    if writer.chance(75):
        said["default"] = _default(
            writer, kind, several=nargs in ("*", "+", 2) or action != "store"
        )


def _choices(writer, kind):
    if kind == "int":
        return writer.one_of("range(4)", "[1, 2, 3]", "(1, 2)", "range(1, 9, 2)")
    table = writer.constant(TABLE)
    return writer.one_of(
        "['adam', 'sgd']",
        "('a', 'b')",
        f"list({table})",
        f"{table}.keys()",
        f"sorted({table})",
        table,
        "{'one'}",
    )


def _default(writer, kind, *, several):
    if writer.chance(10):
        return "None"
    kind = kind if kind in VALUES else "str"
    if several:
        values = writer.draw(st.lists(VALUES[kind], max_size=3))
        return f"[{', '.join(map(writer.expression, values))}]"
    value = writer.draw(VALUES[kind])
    if kind != "str" and writer.chance(15):
        return repr(str(value))  # a text, which the parser converts
    return writer.expression(value)


def _add(writer, target, prefix="-"):
    """Return the statement that adds one option or positional to a target."""
    names, is_option = _options(writer, prefix)
    said = _keywords(writer, is_option=is_option)
    if writer.chance(8) and is_option:
        text = ", ".join(f"{key}={value}" for key, value in said.items())
        return (
            [
                f"for name in ('p{writer.count}', 'q{writer.count}'):",
                f"    {target}.add_argument({prefix * 2!r} + name{', ' + text if text else ''})",
            ]
            if "dest" not in said
            else []
        )
    if writer.chance(8) and said:
        text = ", ".join(f"{key!r}: {value}" for key, value in said.items())
        return [f"{target}.add_argument({', '.join(names)}, **{{{text}}})"]
    arguments = [*names, *(f"{key}={value}" for key, value in said.items())]
    return [f"{target}.add_argument({', '.join(arguments)})"]


def _pair(writer, target):
    """Return two options for one name."""
    name = writer.name()
    return [
        f"{target}.add_argument('--{name}', dest='{name}', action='store_true')",
        f"{target}.add_argument('--off-{name}', dest='{name}', action='store_false')",
    ]


def _branch(writer, target):
    """Return an option that no run comes to."""
    return ["if sys.platform == 'nowhere':", *_indented(_add(writer, target) or ["pass"])]


def _group(writer, target):
    group = f"g{writer.count}"
    if writer.chance(50):
        lines = [line for _ in range(2) for line in _add(writer, group)]
        return [f"{group} = {target}.add_argument_group('some')", *lines]
    lines = _pair(writer, group) + _pair(writer, group)
    return [f"{group} = {target}.add_mutually_exclusive_group()", *lines]


def _defaults(writer, target):
    name = writer.name()
    return [
        f"{target}.add_argument('--{name}', type=int, default=1)",
        f"{target}.set_defaults({name}={writer.expression(writer.draw(NUMBERS))})",
    ]


def _passed(writer, target):
    """Return options that a function adds to the parser that it is given."""
    name = f"add{writer.count}"
    inner = [line for _ in range(2) for line in _add(writer, "it")]
    return [f"def {name}(it):", *_indented(inner or ["pass"]), f"{name}({target})"]


def _subcommands(writer, target):
    lines = [f"subs = {target}.add_subparsers({writer.one_of('', 'dest=' + repr('command'))})"]
    for word in ("train", "eval"):
        lines.append(f"{word} = subs.add_parser({word!r}, help='does it')")
        for _ in range(2):
            lines += _add(writer, word)
    return lines


_STEPS = (*(_add,) * 10, _pair, _branch, _group, _group, _defaults, _passed)


def _indented(lines):
    return [f"    {line}" for line in lines]


def _steps(writer, target):
    lines = []
    for _ in range(writer.draw(st.integers(1, 6))):
        lines += writer.one_of(*_STEPS)(writer, target)
    if writer.chance(15):
        lines += _subcommands(writer, target)
    return lines


def _made(writer, lines):
    """Return the expression that makes the parser; what has to go before is added to the lines."""
    said = []
    if writer.chance(20):
        lines += [
            f"common = {writer.argparse}ArgumentParser(add_help=False)",
            *_add(writer, "common"),
        ]
        said.append("parents=[common]")
    if writer.chance(20):
        said.append("description='What it does.'")
    if writer.chance(10):
        said.append(f"formatter_class={writer.argparse}HelpFormatter")
    if writer.chance(10):
        said.append("allow_abbrev=False")
    if writer.chance(5):
        said.append(f"argument_default={writer.argparse}SUPPRESS")
    return f"{writer.argparse}ArgumentParser({', '.join(said)})"


_PARSES = ("{}.parse_args()", "{}.parse_args(sys.argv[1:])", "{}.parse_known_args()")


def _plain(writer):
    lines = []
    made = _made(writer, lines)
    lines += [f"parser = {made}", *_steps(writer, "parser")]
    return lines, f"args = {writer.one_of(*_PARSES).format('parser')}"


def _in_main(writer):
    lines, parse = _plain(writer)
    return [
        *("def main():", *_indented(lines), f"    {parse}", "    print(args)", "", ""),
        *("if __name__ == '__main__':", "    main()"),
    ], ""


def _returned(writer):
    lines, _ = _plain(writer)
    return [
        *("def get_parser():", *_indented(lines), "    return parser", "", ""),
    ], f"args = {writer.one_of(*_PARSES).format('get_parser()')}"


def _kept(writer):
    lines = []
    made = _made(writer, lines)
    body = [*lines, f"self.parser = {made}", *_steps(writer, "self.parser")]
    return [
        *("class Options:", "    def __init__(self):", *_indented(_indented(body)), ""),
        *("    def parse(self):", "        return self.parser.parse_args()", "", ""),
    ], "args = Options().parse()"


def _subclass(writer):
    lines = _steps(writer, "self")
    return [
        *(f"class Parser({writer.argparse}ArgumentParser):", "    def __init__(self, **more):"),
        *("        super().__init__(**more)", *_indented(_indented(lines)), "", ""),
    ], "args = Parser().parse_args()"


def _imported(writer):
    """A parser that another file makes; that file is written behind a mark."""
    lines, _ = _plain(writer)
    inner = ["def get_parser():", *_indented(lines), "    return parser"]
    return ["from settings import get_parser"], "args = get_parser().parse_args()", inner


_LAYOUTS = (_plain, _plain, _in_main, _returned, _kept, _subclass, _imported)


@st.composite
def programs(draw):
    """Return a program: the texts of its files."""
    writer = Writer(draw)
    lines, last, *inner = writer.one_of(*_LAYOUTS)(writer)
    head = [writer.imported, *HEADER.splitlines(), *writer.constants, ""]
    if not inner:
        return {"main.py": "\n".join([*head, *lines, last, ""])}
    settings = "\n".join([*head, *inner[0], ""])
    return {"main.py": "\n".join([*lines, last, ""]), "settings.py": settings}
