"""Flags of absl: what the scan finds in them, without executing anything."""

import pytest
from scan_checks import told, write_files

from hprun.model import Entry, Words
from hprun.scan import scan, scan_source

HEAD = "from absl import app, flags\n"
RUN = "\napp.run(main)\n"


def scanned(source):
    return scan_source((HEAD + source).encode(), "s.py")


def check(source, *expected):
    assert told(scanned(source)) == [*expected]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("flags.DEFINE_float('lr', 0.1, '')", id="nothing parses the words"),
        pytest.param("print(flags.FLAGS.lr)" + RUN, id="no flag"),
        pytest.param(
            "flags.DEFINE_float('lr', 1, '')\nflags.FLAGS(['x'])", id="words of its own, by a call"
        ),
        pytest.param("flags = g\nflags.DEFINE_float('lr', 1, '')" + RUN, id="another object"),
        pytest.param(
            "mine = flags.FlagValues()\nflags.DEFINE_float('lr', 1, '', flag_values=mine)" + RUN,
            id="another registry",
        ),
        pytest.param(
            "flags.DEFINE_float('lr', 1, '')\napp.run(main, ['x'])", id="words of its own"
        ),
    ],
)
def test_nothing_is_found(source):
    check(source)


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        pytest.param("float('x', 1, '')", "float = 1.0", id="a float is made of an int"),
        pytest.param("float('x', '1e-3', '')", "float = 0.001", id="and of a text"),
        pytest.param("integer('x', None, '')", "int | None = None", id="None is kept"),
        pytest.param("bool('x', 1, '')", "bool = True", id="bool"),
        pytest.param("boolean('x', 'false', '')", "bool = False", id="bool of a text"),
        pytest.param("string('x', '1', '')", "str = '1'", id="a text stays one"),
        pytest.param("list('x', 'a, b', '')", "list[str] = ['a', 'b']", id="a list in a text"),
        pytest.param("list('x', ['a'], '')", "list[str] = ['a']", id="a list"),
        pytest.param("list('x', '', '')", "list[str] = []", id="an empty list"),
        pytest.param("spaceseplist('x', 'a b', '')", "list[str] = ['a', 'b']", id="blanks"),
        pytest.param("multi_integer('x', 3, '')", "list[int] = [3]", id="one of several"),
        pytest.param(
            "multi_string('x', None, '')", "list[str] | None = None", id="none of several"
        ),
        pytest.param("enum_class('x', E.A, E, '')", "late ~= E.A", id="an enum of the script"),
        pytest.param("float('x', f(), '')", "float ~= f()", id="computed"),
        pytest.param("string('x', None, '', required=True)", "str?", id="required"),
        pytest.param("float(default=2, name='x', help='')", "float = 2.0", id="by keywords"),
    ],
)
def test_the_default_is_what_absl_makes_of_it(flag, expected):
    check(f"flags.DEFINE_{flag}{RUN}", f"x: {expected}")


def test_the_flag_that_names_a_file_of_values():
    source = f"{HEAD}from ml_collections import config_flags\n"
    source += f"config_flags.DEFINE_config_file('config', 'cfg.py'){RUN}"
    catalog = scan_source(source.encode(), "s.py")
    assert told(catalog) == ["config: str = 'cfg.py'"]
    reasons = [each.reason for each in catalog.parsers[0].openings]
    assert reasons[0] == "the values of a file are flags"


def words_of(source):
    (parameter,) = scanned(source + RUN).parameters.values()
    return parameter.delivery


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("float('x', 1, '')", Words(("--x",))),
        ("float('x', 1, '', short_name='s')", Words(("--x", "-s"))),
        ("bool('x', True, '')", Words(("--x",), "0", off=("--nox",))),
        ("list('x', [], '')", Words(("--x",), separator=",")),
        ("spaceseplist('x', [], '')", Words(("--x",), separator=" ")),
        ("multi_float('x', [], '')", Words(("--x",), "each")),
    ],
)
def test_how_a_flag_is_said(flag, words):
    assert words_of(f"flags.DEFINE_{flag}") == words


def test_another_name_is_one_more_spelling():
    source = "flags.DEFINE_float('lr', 1, '')\nflags.DEFINE_alias('rate', 'lr')"
    assert words_of(source) == Words(("--lr", "--rate"))


def test_choices_and_help():
    catalog = scanned(f"flags.DEFINE_enum('opt', 'adam', ['adam', 'sgd'], 'The  optimizer.'){RUN}")
    parameter = catalog.parameters["opt"]
    assert (parameter.type.choices, parameter.help) == (("adam", "sgd"), "The optimizer.")


def test_marks_make_flags_required():
    check(
        "flags.DEFINE_string('a', 'x', '')\nflags.DEFINE_string('b', None, '')\n"
        "flags.mark_flag_as_required('a')\nflags.mark_flags_as_required(['b'])" + RUN,
        "a: str?",
        "b: str?",
    )


def test_what_main_does_is_followed():
    check("def main(argv):\n  flags.DEFINE_float('lr', 0.1, '')" + RUN, "lr: float = 0.1")


def test_flags_of_local_modules_are_found_and_the_words_may_be_read_by_a_call(tmp_path):
    files = {
        "main.py": "import sys\nimport lib\nfrom absl import flags\nflags.FLAGS(sys.argv)\n",
        "lib.py": "from absl.flags import DEFINE_float as F\nF('lr', 0.1, '')\n",
    }
    write_files(tmp_path, files)
    catalog = scan([Entry(f"{tmp_path}/main.py")], [str(tmp_path)])
    assert told(catalog) == ["lr: float = 0.1"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", []),
        ("flags.DEFINE_float(f'{n}', 1, '')", ["a flag whose name is computed"]),
        ("flags.DEFINE_flag(g)", ["a flag that cannot be read"]),
        ("flags.DEFINE_alias('a', b)", ["another name of a flag that is not known"]),
        ("import torch", ["torch may define flags of its own"]),
    ],
)
def test_where_the_registry_is_open(source, reason):
    (parser,) = scanned(source + RUN).parsers
    assert [each.reason for each in parser.openings] == reason
