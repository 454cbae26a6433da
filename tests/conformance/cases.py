"""The command lines that are compared, by topic; `pair.Case` explains RUN, PY, AS, BY and ARGS."""

from __future__ import annotations

import re
from collections.abc import Callable

from pair import Case


def lines(*written: str, **known: object) -> list[Case]:
    """Return a case for each line, with the same knowledge about all."""
    return [Case(line, **known) for line in written]


def each(line: str, ends: str, **known: object) -> list[Case]:
    """Return a case for each end of the line; they are written with commas between them."""
    return [Case(f"{line} {end.strip()}".rstrip(), **known) for end in ends.split(",")]


WORDS = lines(
    "RUN argv.py",
    "RUN argv.py one two ''",
    "RUN argv.py ARGS -h --help -D x=1 -c --lr=1 -x",
    "RUN argv.py ARGS -m pdb é 'two words' $'line\\nbreak' '*'",
    "RUN argv.py ARGS one -- two",
    "RUN ./argv.py one",
    "RUN argv.py $'\\xff'",
    "RUN -m module one two",
    "RUN -m pkg ARGS -x one",
    "RUN folder one",
    "RUN folder.zip one",
    "RUN compiled.pyc one",
    "RUN - one < argv.py",
    "RUN argv.py $(seq 2000)",
)

PATHS = lines(
    "RUN path.py",
    "RUN ./path.py",
    "RUN sub/path.py",
    "RUN ./sub/path.py",
    "RUN sub//path.py",
    "RUN sub/../path.py",
    "RUN sub/../sub/./path.py",
    'RUN "$PWD/path.py"',
    'RUN "$PWD/sub/../path.py"',
    'RUN "../$(basename "$PWD")/path.py"',
    "cd sub; RUN path.py",
    "cd sub; RUN ../path.py",
    'cd /; RUN "$OLDPWD/path.py"',
    "RUN 'spaced/é name.py'",
    "RUN name_without_extension",
    "RUN odd.extension",
    "RUN imports_helper.py",
    "cd sub; RUN ../imports_helper.py",
    "RUN link.py",
    "RUN sub/link_up.py",
    "RUN link_to_link.py",
    "cd sub; RUN ../link.py",
    "RUN folder_of_links/linked.py",
    'RUN "$PWD/link.py"',
    "RUN link_to_folder",
    'mkdir gone; F=$PWD; cd gone; rmdir ../gone; RUN "$F/path.py"',
    "mkdir gone; F=$PWD; cd gone; rmdir ../gone; RUN $F/folder",
    'PYTHONPATH="$PWD/sub" RUN path.py',
    'PYTHONPATH="$PWD/sub:" RUN imports_helper.py',
    "PYTHONPATH=sub RUN -m path",
    "PYTHONSAFEPATH=1 RUN path.py",
    "PYTHONSAFEPATH=1 RUN imports_helper.py",
    "PYTHONSAFEPATH=1 RUN -m module",
    "PYTHONSAFEPATH=1 RUN folder",
    "PY -P AS path.py",
    "PY -P AS imports_helper.py",
    "PY -P AS folder",
    "PY -I AS path.py",
    "PY -E AS path.py",
    "PY -s AS path.py",
)

NAMESPACE = lines(
    *(
        f"RUN {target}"
        for target in (
            "namespace.py",
            "./sub/../namespace.py",
            "-m namespace",
            "compiled_without_extension",
            "- < namespace.py",
            "/dev/stdin < namespace.py",
            "annotations.py",
            "-m annotations",
            "identity.py",
            "-m identity",
            "- < identity.py",
            "typing_and_pickle.py",
            "-m typing_and_pickle",
            "builtins_module.py",
            "reload_main.py",
            "package_data.py",
            "-m package_data",
            "after_body.py",
            "-m after_body",
            "- < after_body.py",
            "future.py",
            "frozen_dunder.py",
        )
    )
)

MODULES = lines(
    "RUN -m module",
    "RUN -m pkg",
    "RUN -m pkg.mod one",
    "RUN -m pkg.__main__",
    "RUN -m pkg.inner.leaf",
    "RUN -m pkg.inner",
    "RUN -m ns.inside",
    "cd sub; RUN -m path",
    "RUN -m pkg.raises",
    "RUN -m missing",
    "RUN -m pkg.missing",
    "RUN -m pkg.mod.missing",
    "RUN -m nomain",
    "RUN -m ns",
    "RUN -m module.py",
    "RUN -m broken_pkg.mod",
    "RUN -m .relative",
    "RUN -m syntax_error",
    "RUN -m this | head -1",
    "RUN -m json.tool < /dev/null",
    "echo '{\"a\": 1}' | RUN -m json.tool ARGS --indent 1",
    "PY AS -m module",
    "PYTHONPATH=sub RUN -m imports_helper",
)

FOLDERS = lines(
    "RUN folder",
    "RUN ./folder",
    "RUN folder/",
    'RUN "$PWD/folder"',
    "cd folder; RUN .",
    "cd sub; RUN ../folder",
    "RUN folder.zip",
    "RUN ./folder.zip",
    'cd sub; RUN "$OLDPWD/folder.zip"',
    "RUN folder_compiled",
    "RUN compiled.zip",
    "RUN folder_late",
    "RUN late.pyz",
    "RUN no_main",
    "RUN no_main.zip",
    "RUN .",
    "RUN ns/inside.py",
)

SOURCES = lines(
    *(
        f"RUN {name}.py"
        for name in (
            "bom",
            "bom_and_cookie",
            "cr",
            "crlf",
            "empty",
            "form_feed",
            "latin_1",
            "no_newline",
            "only_comment",
            "shebang",
            "bad_cookie",
            "bad_utf_8",
            "bad_utf_8_in_comment",
            "binary",
            "nul",
            "tabs",
            "unclosed",
            "unterminated",
            "deep",
            "hostile",
            "writes_a_module",
        )
    ),
    "RUN compiled.pyc",
    "RUN ./compiled.pyc one",
    "RUN uncaught.pyc deep",
    "RUN bad_magic.pyc",
    "RUN cut_off.pyc",
    "RUN no_code.pyc",
    "RUN empty.pyc",
    "RUN - < argv.py",
    "RUN /dev/stdin < argv.py",
    "cat argv.py | RUN -",
    "cat argv.py | RUN /dev/stdin",
    "cat path.py | RUN /dev/fd/0",
    "RUN <(echo 'print(__file__[:8], 1)') one",
    "mkfifo pipe; (cat argv.py > pipe &) ; RUN pipe one",
    "echo 'input()' | RUN -",
    "echo 'raise ValueError(1)' | RUN -",
    "echo 'raise SystemExit(3)' | RUN /dev/stdin",
    "echo 'x = = 1' | RUN /dev/stdin",
    "RUN - < /dev/null",
    "RUN - <&-",
)

MISSPELT = lines(
    "RUN syntax_error.py",
    "RUN ./syntax_error.py",
    "RUN indentation_error.py",
    "RUN compile_error.py",
    "RUN imports_syntax_error.py",
    "PY -W error AS syntax_error.py",
)

WARNINGS = lines(
    "RUN literal_is.py",
    "RUN escapes.py",
    "RUN warns.py",
    "RUN ./warns.py",
    "RUN -m warns",
    "RUN - < warns.py",
    "PY -W error AS literal_is.py",
    "PY -W error AS escapes.py",
    "PY -W error AS warns.py",
    "PY -W always AS escapes.py",
    "PY -W ignore AS warns.py",
    "PY -W default::DeprecationWarning AS warns.py",
    "PYTHONWARNINGS=error RUN warns.py",
    "PYTHONWARNINGS=always RUN escapes.py",
    "PY -X dev AS warns.py",
    "PY -bb AS warns.py",
)

EXITS = [
    *each(
        "RUN exits.py",
        "zero, one, minus, 256, huge, text, none, true, float, list, bytes, empty, tuple,"
        "unprintable, é, subclass, mutated, two, bare, quit, nested, finally, in_function,"
        "thread, _exit, abort",
    ),
    *each("RUN -m exits", "zero, one, text, none, subclass, bare, nested, in_function", slow=True),
    *lines("RUN exit_in_package.py", "RUN - < exit_in_package.py", "RUN dies_in_import.py"),
]

UNCAUGHT = [
    *each(
        "RUN uncaught.py",
        "top, deep, repeated, cause, context, hidden, group, notes, custom, generator_exit,"
        "unprintable, import, missing, syntax, eval, exec, chdir, deleted, cwd_deleted, limit,"
        "no_traceback, memory, comprehension, lambda, assertion, name, attribute, thread,"
        "generator, del, async",
    ),
    *each("RUN -m uncaught", "top, deep, cause, group, custom, import, missing, exec", slow=True),
    *each("RUN ./sub/../uncaught.py", "deep, context", slow=True),
    *lines(
        "RUN prints_exception.py",
        "RUN - top < uncaught.py",
        "cat uncaught.py | RUN /dev/stdin deep",
        "cd sub; RUN ../uncaught.py deep",
        "RUN folder_compiled/../uncaught.py import",
        "PY -O AS uncaught.py assertion",
        "PY -X dev AS uncaught.py deep",
        "PY -X no_debug_ranges AS uncaught.py deep",
    ),
]

HOOKS = [
    *each(
        "RUN hook.py",
        "custom, raising, exiting, none, deleted, instance, builtin, arguments, original",
    ),
    *each("RUN -m hook", "custom, raising, exiting, none, deleted, original", slow=True),
    *each("PY AS hook.py", "custom, raising, exiting, deleted, original", slow=True),
    *each("PY AS -m hook", "custom, raising, exiting, deleted, original", slow=True),
    *each("< hook.py RUN -", "custom, deleted, original"),
    *each("RUN traces_exception.py", ", custom, custom fails, deleted"),
    *each("RUN -m traces_exception", ", custom fails", slow=True),
]

INTERRUPTS = [
    *each("RUN interrupt.py", "raise, message, subclass, thread, nested, hook, caught"),
    *each("RUN -m interrupt", "raise, subclass, hook, caught", slow=True),
    *lines("RUN interrupt_module.py raise", "RUN - raise < interrupt.py"),
    *each("PY AS interrupt.py", "raise, subclass"),
    *(
        Case(f"RUN signalled.py {name} {how}".strip(), slow=name in {"SIGHUP", "SIGUSR1"})
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1")
        for how in ("", "handled", "ignored")
    ),
    *each(
        "RUN signalled.py",
        "SIGINT default, SIGINT thread, SIGTERM thread, SIGINT blocked, SIGPIPE default",
    ),
    *each("RUN -m signalled", "SIGINT, SIGTERM, SIGINT handled", slow=True),
    *each("RUN async_interrupt.py", "plain, handler"),
]

STREAMS = [
    *lines(
        "RUN streams.py",
        "PY -u AS streams.py",
        "PYTHONIOENCODING=latin-1:replace RUN streams.py",
        "PYTHONUTF8=1 RUN streams.py",
        "LC_ALL=C RUN streams.py",
        "RUN streams.py <&-",
        "RUN streams.py >&-",
        "RUN streams.py 2>&-",
        "RUN many_lines.py | head -1",
        "RUN many_lines.py > /dev/full",
        "RUN uncaught.py top > /dev/full",
        "RUN uncaught.py top 2>&-",
        "RUN uncaught.py top >&-",
        "RUN closes_stdout.py",
        "RUN replaces_stdout.py",
        "RUN descriptors.py",
        "RUN merged.py 2>&1",
        "RUN merged.py raise 2>&1",
        "RUN merged.py exit 2>&1",
        "PY AS -m merged 2>&1",
        "PY AS -m merged raise 2>&1",
        "PY AS -m merged exit 2>&1",
        "PY AS -m replaces_stdout",
        "RUN -m merged 2>&1",
        "RUN -m merged raise 2>&1",
        "RUN -m merged exit 2>&1",
        "RUN -m merged >&-",
        "RUN -m merged > /dev/full",
        "RUN folder_merged 2>&1",
        "RUN -m replaces_stdout",
        "RUN -m late_thread 2>&1",
        "RUN hook.py custom 2>&1",
        "RUN uncaught.py group 2>&1",
        "RUN interrupt.py raise 2>&1",
        "PY -u AS merged.py raise 2>&1",
    ),
    *lines("RUN reads_stdin.py", "RUN -m reads_stdin", stdin="first\nsecond\nthird\nfourth\n"),
    Case("RUN reads_stdin.py", stdin=""),
    Case("RUN breaks.py", stdin="p value\nn\np value\nc\n"),
    Case("RUN breaks.py", stdin="n\nn\nn\nn\nn\nn\n"),
    Case("RUN breaks_at_end.py", stdin="n\nn\nn\nn\n"),
    Case("RUN breaks_at_end.py", stdin="s\ns\ns\ns\n"),
    Case("RUN -m breaks_at_end", stdin="n\nc\n"),
    Case("RUN breaks.py", stdin="q\n"),
    Case("RUN breaks.py", stdin=""),
]

ENDS = [
    *each("RUN at_exit.py", "plain, raises, exits, uncaught, registers"),
    *each("RUN -m at_exit", "plain, raises, exits, uncaught", slow=True),
    *lines(
        "RUN finalizers.py",
        "RUN -m finalizers",
        "RUN late_thread.py",
        "RUN -m late_thread",
        "RUN executor.py",
        "RUN asyncs.py",
        "RUN - plain < at_exit.py",
    ),
    Case("RUN late_spawn.py", slow=True),
]

PROCESSES = [
    *each("RUN processes.py", "fork, spawn, forkserver"),
    *each(
        "RUN sub/../processes.py",
        "spawn chdir, forkserver chdir preload, forkserver preload",
        slow=True,
    ),
    *each("RUN -m processes", "fork, spawn, forkserver", slow=True),
    *each("RUN multi_folder", "fork"),
    *each("RUN multi_folder", "spawn, forkserver", slow=True),
    *each("RUN -m multi_pkg", "fork, spawn, forkserver", slow=True),
    *each("RUN -m multi_pkg.mod", "spawn", slow=True),
    *each("RUN multi.zip", "fork, spawn", slow=True),
    *each("RUN processes.pyc", "fork"),
    *each("RUN process_pool.py", "fork, fork open"),
    *each("RUN process_pool.py", "spawn, forkserver, spawn open", slow=True),
    *lines("RUN unguarded.py", "RUN manager.py"),
    *each("RUN forks.py", "exit, raise, _exit, end"),
    *each("RUN -m forks", "exit, raise", slow=True),
    *each("RUN relaunch.py", "argv, file, exec"),
    *each("RUN -m relaunch", "spec, file, exec", slow=True),
    Case("RUN loky_pool.py", needs="joblib", slow=True),
    Case("RUN cloud.py", needs="cloudpickle"),
]

ASKED = "print(x, sys.excepthook, hasattr(sys, 'last_type'))\n1 / 0\nexit(4)\n"
ASKING = [
    *(
        Case(f"{start} {target} {words}".rstrip(), stdin=ASKED)
        for start in ("PY -i BY", "PYTHONINSPECT=1 PY AS")
        for target in ("inspected.py", "-m inspected")
        for words in ("", "3", "3 traced", "raise", "raise traced", "hook", "hook 3")
    ),
    *each("PYTHONINSPECT=1 RUN inspected.py", "3, raise, hook 3", stdin=ASKED),
    *each("PY -i AS", "inspected.py, inspected.py 3, inspected.py raise", stdin="x\n"),
]

SETTINGS = [
    *lines(
        "RUN constants.py",
        "RUN sub/../constants.py fails",
        "RUN constants.py ARGS --learning_rate=1e-3 --batch_size=3 fails",
        "DEVICE=1 RUN -m constants one",
        "RUN - < constants.py",
        "PY -OO AS constants.py",
        "RUN -m configured",
        "RUN -m configured child word",
        "PYTHONPATH=. RUN configured fails",
        "PYTHONPATH=.:sub RUN configured/train.py",
    ),
    *lines(
        "RUN ./constants.py one two",
        "RUN -m constants fails",
        "PY -B AS constants.py",
        "RUN -m configured fails",
        "RUN -m configured.train",
        "RUN configured",
        "RUN configured/config.py",
        slow=True,
    ),
]

COMMAND_LINES = [
    *lines(
        "RUN typer_app.py -vv fit --lr .5 --no-amp d --layers 3 --layers 4 --optimizer sgd",
        "RUN typer_app.py test --status 5",
        needs="typer",
    ),
    *each(
        "RUN typer_app.py",
        ", fit data, fit d --lr x, ARGS --help, -v fit -l 1e-3 d, fit, fit d --optimizer lion, fit d e, test --status -1,"
        "fit ARGS --help, fit d ARGS --wrong 3, wrong",
        needs="typer",
        slow=True,
    ),
    Case("RUN -m typer_app fit d", needs="typer", slow=True),
    *each(
        "RUN known_args.py",
        ", --lr=3 --seed 1 --layers 1 2, --layers 1 2 --flag False --lr 2, --flag= --lr -1e-3,"
        "--se 3, --lr x, ARGS --help",
    ),
    *each("RUN known_args.py", "--wrong", slow=True),
    Case("printf '%s\\n' --layers 5 > words; RUN known_args.py @words"),
    Case("RUN -m known_args --seed 4"),
]

INTROSPECTION = lines(
    "RUN doctested.py",
    "RUN -m doctested",
    "RUN -m doctest doctested.py",
    "RUN unittested.py",
    "RUN -m unittest ARGS -q unittested.Test.nothing 2>&1 | head -3",
    "RUN parses_arguments.py ARGS --epochs 3 word",
    "RUN parses_arguments.py ARGS --help",
    "RUN parses_arguments.py ARGS --wrong",
    "RUN own_parser.py --seed=3 train -vvl.5 d1 d2 --opt sgd",
    "RUN own_parser.py train --op adam --layers 1 -2 --lr -1e-3 d",
    "RUN own_parser.py +p tr d --no-amp --amp",
    "RUN own_parser.py train --lr x d",
    "RUN own_parser.py train --o sgd",
    "RUN own_parser.py launch -x script.py --lr 3 -c d -vv",
    "RUN own_parser.py --version",
    "RUN own_parser.py wrong",
    "RUN own_parser.py train d ARGS --wrong",
    "RUN -m parses_arguments ARGS --help",
    "RUN logs.py",
    "RUN shadow/main.py",
    "cd shadow; RUN main.py",
    "RUN traces.py",
    "RUN neighbours/main.py",
    "cd neighbours; RUN -m main",
    "RUN modules_of_ours.py",
    "PY -O AS flags.py",
    "PY -OO AS flags.py",
    "PY -X dev -W error -B AS flags.py never",
    "PY -bb -q -u -v -c 'pass' 2> /dev/null; PY -X frozen_modules=off AS flags.py",
    "PY -X utf8 -X int_max_str_digits=1000 AS flags.py",
    "PY -S -c pass; PY -E -s AS flags.py",
)


def without(*patterns: str) -> Callable[[str], str]:
    """Return a mend that takes out everything that looks like one of the patterns."""
    return lambda output: re.sub("|".join(patterns), "", output)


def only_of(script: str) -> Callable[[str], str]:
    """Return a mend that leaves of all frames those of one script."""
    return without(rf'  File "(?!.*{script}\.py).*\n(    .*\n)?')


FRAMES = "Our own frames are below the program's first."
COMMAND = "The process was started with hprun's command line."
NO_WORD = "hprun shows what it takes; -c names a file of values. The word for standard input is -."
MISSING = "What is missing is our own message, with advice; the status is python's."

DIFFERENT = [
    *lines("RUN frames.py", why=FRAMES, mend=without("True|False")),
    *lines(
        "RUN stack.py",
        why=FRAMES,
        mend=only_of("stack"),
    ),
    *lines("RUN deepest.py", why=FRAMES, mend=without(r"\d+")),
    *lines("RUN warns_above.py", why=FRAMES, mend=without(r"<?(sys|hprun)>?:\d")),
    *lines(
        "RUN shadow/hint.py",
        since=(3, 13),
        why="python remembers the first sys.path[0], which was hprun's, for its hint to rename.",
        mend=without(r" \(consider renaming .*\)"),
    ),
    *lines(
        "RUN environment.py",
        "RUN -m environment",
        why="Who waits for an import of hpman and its like stands on sys.meta_path.",
        mend=without("<hprun.launch.search_path.Doorkeeper object at 0x>, "),
    ),
    *lines("RUN original.py", "RUN -m original", why=COMMAND, mend=without(".*")),
    *lines(
        "RUN profiles.py",
        why="The program's profile function outlives the program by a few calls of ours.",
        mend=without("c_(call|return|exception) .*\\n", "return .*\\n", "call .*\\n"),
    ),
    *lines("RUN logs_stack.py", "RUN -m logs_stack", why=FRAMES, mend=only_of("logs_stack")),
    *lines("RUN allocates.py", why=FRAMES, mend=only_of("allocates")),
    *lines("RUN subinterpreter.py one", why=COMMAND, mend=without(r"\[.*\]")),
    *lines(
        "RUN -m slotted_stdout",
        why="Our console script is a script, at whose end python flushes; a stream with __slots__"
        " cannot be told otherwise.",
        mend=without("<flush>\n"),
    ),
    Case(
        "PYTHONINSPECT=1 RUN inspected.py",
        stdin="print(x)\n",
        why="A console script ends in a SystemExit, which only -i keeps python from following.",
        mend=lambda _: "",
        status=False,
    ),
    Case("RUN < argv.py", why=NO_WORD, mend=lambda _: "", status=False),
    Case("RUN -c 'print(1)'", why=NO_WORD, mend=lambda _: "", status=False),
    *lines(
        "RUN missing.py",
        "RUN ./-",
        "RUN link_to_nothing.py",
        "RUN sub/missing.py one",
        "RUN argv.py/",
        why=MISSING,
        mend=without("^.*?(?=can't open)", "(?<=directory);.*"),
    ),
]

TOPICS = {
    "words": WORDS,
    "paths": PATHS,
    "namespace": NAMESPACE,
    "modules": MODULES,
    "folders": FOLDERS,
    "sources": SOURCES,
    "misspelt": MISSPELT,
    "warnings": WARNINGS,
    "exits": EXITS,
    "uncaught": UNCAUGHT,
    "hooks": HOOKS,
    "interrupts": INTERRUPTS,
    "streams": STREAMS,
    "ends": ENDS,
    "processes": PROCESSES,
    "asking": ASKING,
    "settings": SETTINGS,
    "command lines": COMMAND_LINES,
    "introspection": INTROSPECTION,
    "different": DIFFERENT,
}
CASES = [case for topic in TOPICS.values() for case in topic]
