"""Layer 5: the commands, and the options of hprun's own that go with each.

Two tables say all of it: what the words of a command line may be, what help shows, what a shell
completes. They are long, and belong together. The other options are the parameters of the script at
hand (`switches`).
"""

from __future__ import annotations

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final


class Command(Record):
    """A command: what it does, in general and to a target, and which words stand on its line.

    What a run does to a target is what the target says. `words` are what the further words on its
    line are: those of the ``script``, as for a run; ``names`` of parameters; or, where there is no
    target, its ``own``.
    """

    help: str
    does: str
    positionals: tuple[str, ...]
    words: str

    @property
    def runs(self) -> bool:
        """Whether it runs the target, or acts as if."""
        return self.words == "script"

    @property
    def aimed(self) -> bool:
        """Whether it has a target."""
        return self.words != "own"


COMMANDS: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "run": (
        "Run the target with its parameters set. The word `run` may be left out.",
        "",
        ("TARGET",),
        "script",
    ),
    "inspect": (
        "Show a table of everything that can be set, its value and where it comes from.",
        "Show what can be set in {}.",
        ("TARGET", "[NAME]..."),
        "names",
    ),
    "dump": (
        "Write the values as a commented file that `-c` reads back.",
        "Write the values of {} as a file.",
        ("TARGET",),
        "script",
    ),
    "why": (
        "Show where the value of a parameter comes from, and whom it beat.",
        "Show where values of {} come from.",
        ("NAME", "TARGET"),
        "names",
    ),
    "check": (
        "Check the values against the target without running it.",
        "Check values against {} without running it.",
        ("TARGET",),
        "script",
    ),
    "schema": (
        "Write the JSON Schema of files of values, for editors.",
        "Write the JSON Schema of files of values for {}.",
        ("TARGET",),
        "script",
    ),
    "diff": (
        "Show what differs between two files of values, targets or recorded runs.",
        "",
        ("A", "B"),
        "own",
    ),
    "runs": (
        "Show the runs that were recorded: what varies, how they ended, what they reported.",
        "",
        ("[DIR]...", "[FILTER]..."),
        "own",
    ),
    "rerun": (
        "Run again what a record says, and say what differs by now.",
        "",
        ("RUN", "[OPTIONS OF RUN]..."),
        "own",
    ),
    "sweep": (
        "Run the target many times, each time with other values; or show how a sweep stands.",
        "Run {} many times, each time with other values.",
        ("TARGET | DIR",),
        "script",
    ),
    "worker": (
        "Join a sweep: run trials of it, here, until there are no more.",
        "",
        ("DIR",),
        "own",
    ),
    "sync": (
        "Send what is recorded to mlflow, tensorboard or wandb; what is there is not sent twice.",
        "",
        ("TRACKER", "[DIR]..."),
        "own",
    ),
    "plot": (
        "Draw what a sweep has found into a page for a browser, or a picture.",
        "",
        ("DIR",),
        "own",
    ),
    "dashboard": (
        "Show a sweep in Optuna's dashboard, in a browser on this machine.",
        "",
        ("DIR",),
        "own",
    ),
    "lsp": ("Serve an editor that speaks the language server protocol.", "", (), "own"),
}
"""The rows of `Command`, by name. A start makes no more of them than it needs, as of options."""
POSITIONALS = {
    "TARGET": "A script, or a folder or zip with a __main__.py.",
    "TARGET | DIR": "A script, as for a run; the folder of a sweep, to see how it stands.",
    "DIR": "The folder of a sweep.",
    "TRACKER": "mlflow, tensorboard or wandb.",
    "A": "A file of values, a target, or a recorded run.",
    "B": "Another; a file beside a target is laid over its defaults.",
    "NAME": "A parameter, a prefix, or a pattern such as 'optim.*'.",
    "[NAME]...": "Parameters, prefixes or patterns such as 'optim.*'; all if there is none.",
    "[DIR]...": "Folders of runs, or single ones; runs/ if there is none.",
    "[FILTER]...": "What shall hold: 'lr>0.1' status=failed loss<0.5 'model~resnet'.",
    "RUN": "The folder of a run, its name, or the end of it.",
    "[OPTIONS OF RUN]...": "Values that shall be others: -D lr=0.2 or --lr 0.2.",
}


class Option(Record):
    """An option of hprun's own; it takes a value if `metavar` is not empty.

    `on` names the commands that have it, or a group of them. `kind` is ``once``; ``many`` for one
    that may recur; ``alone`` for one that stands for the whole command line; ``maybe`` for a flag
    that may be given a value, behind ``=``; ``inner`` for what hprun says to itself, which
    nobody is shown.
    """

    names: tuple[str, ...]
    field: str
    metavar: str
    help: str
    on: str
    kind: str

    @property
    def commands(self) -> tuple[str, ...]:
        """The names of the commands that have it."""
        return tuple(
            name for name in COMMANDS if self.on in _groups(name) or name in self.on.split()
        )


_FIELD: Final = 1
_ON: Final = 4
_OPTIONS: tuple[tuple[tuple[str, ...], str, str, str, str, str], ...] = (
    (
        ("-D", "--define"),
        "define",
        "NAME=VALUE",
        (
            "Set a parameter. NAME:=LITERAL sets a literal whatever the type; +NAME=VALUE sets a "
            "name that the scan did not find. NAME+=VALUE adds to a list, ~NAME drops what a file"
            " sets."
        ),
        "aimed",
        "many",
    ),
    (
        ("-c", "--config"),
        "config",
        "FILE",
        (
            "Read values from YAML, JSON or TOML files; several may follow. +NAME is a preset "
            "beside the target, - is standard input."
        ),
        "aimed",
        "many",
    ),
    (
        ("-m", "--module"),
        "module",
        "MODULE",
        "The target is a module, as in `python -m`.",
        "aimed",
        "once",
    ),
    (("--scan",), "scan", "GLOB", "Scan these files too, which no import names.", "aimed", "many"),
    (
        ("--constants",),
        "constants",
        "",
        "List the constants of modules too, where there are other parameters.",
        "aimed",
        "once",
    ),
    (("--lax",), "lax", "", "Let keys of files pass that name no parameter.", "aimed", "once"),
    (
        ("--no-cache",),
        "no_cache",
        "",
        "Scan and compile anew, and remember nothing.",
        "scanning",
        "once",
    ),
    (("-q", "--quiet"), "quiet", "", "Do not report values that were never read.", "run", "once"),
    (
        ("--trace",),
        "trace",
        "",
        "Note where the script sets values, for hprun.explain.",
        "run",
        "once",
    ),
    (
        ("--print-command",),
        "print_command",
        "",
        "Print the python command that is equal, and run nothing.",
        "run",
        "once",
    ),
    (
        ("--record",),
        "record",
        "",
        "Make a record of the run in runs/, or with --record=DIR in DIR.",
        "run",
        "maybe",
    ),
    (
        ("--report-variable",),
        "report_variable",
        "NAME",
        "Report in the record what a variable of the script is at its end.",
        "run",
        "inner",
    ),
    (
        ("--trial",),
        "trial",
        "DIR",
        "Run as a trial of a sweep, in this folder; the workers of one say so.",
        "run",
        "inner",
    ),
    (
        ("--rerun-of",),
        "rerun_of",
        "RUN",
        "Note in the record which run is repeated.",
        "run",
        "inner",
    ),
    (("--no-record",), "no_record", "", "Make none, whatever the project says.", "run", "once"),
    (
        ("--over",),
        "over",
        "NAME=VALUES",
        (
            "Vary a parameter: lr=0.1,0.01 or layers=2..8 or lr=log:1e-5..1e-1; its name alone "
            "for all that the code allows."
        ),
        "sweep",
        "many",
    ),
    (("--trials",), "trials", "N", "How many trials; all of a grid without.", "sweep", "once"),
    (
        ("--sampler",),
        "sampler",
        "NAME",
        "How values are chosen: grid, random; by Optuna: tpe, qmc, cmaes, gp.",
        "sweep",
        "once",
    ),
    (
        ("--pruner",),
        "pruner",
        "NAME",
        "End trials early that promise nothing, by Optuna: median, hyperband, halving.",
        "sweep",
        "once",
    ),
    (
        ("--storage",),
        "storage",
        "URL",
        "Keep Optuna's study in a database: postgresql://host/name.",
        "sweep",
        "once",
    ),
    (("--seed",), "seed", "N", "What chance begins with.", "sweep", "once"),
    (
        ("--metric",),
        "metric",
        "METRIC",
        (
            "What trials are judged by: a name given to hprun.report, stdout:'loss=(\\S+)', "
            "file:metrics.json:val.loss, or var:NAME."
        ),
        "sweep",
        "once",
    ),
    (("--goal",), "goal", "min|max", "Whether less is better, or more.", "sweep", "once"),
    (
        ("-j", "--jobs"),
        "jobs",
        "N",
        "How many trials run at once; 1 without.",
        "sweep worker",
        "once",
    ),
    (("--gpus",), "gpus", "0,1", "The GPUs that trials are given in turn.", "sweep worker", "once"),
    (("--timeout",), "timeout", "TIME", "End a trial after 90s, 30m, 2h.", "sweep", "once"),
    (
        ("--time",),
        "time",
        "TIME",
        "How long a worker works: it starts no trial that cannot end.",
        "sweep worker",
        "once",
    ),
    (
        ("--on",),
        "on",
        "ENGINE",
        "Where trials run: local, slurm, ray. Elsewhere there is a worker for each of the jobs.",
        "sweep",
        "once",
    ),
    (("--partition",), "partition", "NAME", "The partition of Slurm.", "sweep", "once"),
    (("--worker-cpus",), "worker_cpus", "N", "The CPUs of a worker elsewhere.", "sweep", "once"),
    (("--worker-gpus",), "worker_gpus", "N", "Its GPUs.", "sweep", "once"),
    (("--worker-memory",), "worker_memory", "SIZE", "Its memory: 16G.", "sweep", "once"),
    (
        ("--engine-option",),
        "engine_option",
        "NAME=VALUE",
        "Pass an option on to the engine: account=vision.",
        "sweep",
        "many",
    ),
    (
        ("--track",),
        "track",
        "TRACKER",
        "Let mlflow, tensorboard or wandb follow; what the script logs by itself is linked.",
        "sweep",
        "many",
    ),
    (("--detach",), "detach", "", "Ask for the workers, and do not wait.", "sweep", "once"),
    (("--seat",), "seat", "NAME", "A place that is this worker's alone.", "worker", "inner"),
    (
        ("--retries",),
        "retries",
        "N",
        "How often a trial is tried again that a signal has ended; once without.",
        "sweep",
        "once",
    ),
    (("--dir",), "dir", "DIR", "The folder of the sweep.", "sweep", "once"),
    (("--fresh",), "fresh", "", "Begin anew, whatever was done before.", "sweep", "once"),
    (("--resume",), "resume", "", "Go on with the sweep in DIR.", "sweep", "once"),
    (
        ("--allow-change",),
        "allow_change",
        "",
        "Go on though the script has changed since the sweep began.",
        "sweep worker",
        "once",
    ),
    (("--dry-run",), "dry_run", "", "List the trials, and run none.", "sweep", "once"),
    (("--presets",), "presets", "", "List the presets that -c +NAME takes.", "inspect", "once"),
    (("--each",), "each", "", "Check every file of -c by itself.", "check", "once"),
    (("--changed",), "changed", "", "Show only what somebody gives a value to.", "inspect", "once"),
    (("--detail",), "detail", "", "Show the code around every occurrence.", "inspect", "once"),
    (("--json",), "json", "", "Print plain JSON.", "inspect why check diff runs sweep", "once"),
    (("--plot",), "plot", "METRIC", "Draw the curves of what was reported.", "runs", "many"),
    (
        ("--show-secrets",),
        "show_secrets",
        "",
        "Show tokens, passwords and keys as they are.",
        "scanning",
        "once",
    ),
    (
        ("-o", "--output"),
        "output",
        "FILE",
        "Write to a file, in one step.",
        "dump schema runs plot",
        "once",
    ),
    (("--stdio",), "stdio", "", "Speak on standard input and output, as ever.", "lsp", "once"),
    (("--port",), "port", "N", "The port on this machine; 8080 without.", "dashboard", "once"),
    (
        ("--checkout",),
        "checkout",
        "",
        "Run the code of the record, not that of now.",
        "rerun",
        "once",
    ),
    (("--format",), "format", "yaml|json|toml", "The language to write.", "dump", "once"),
    (
        ("--schema",),
        "schema",
        "FILE",
        "Name a schema in the file for editors, and write it to FILE.",
        "dump",
        "once",
    ),
    (("-h", "--help"), "help", "", "Show the parameters of the target, or this.", "all", "once"),
    (("--help-all",), "help_all", "", "Show hprun's own options as well.", "aimed", "once"),
    (
        ("--completion",),
        "completion",
        "bash|zsh|fish",
        "Print the completion for a shell.",
        "run",
        "alone",
    ),
    (
        ("--install-completion",),
        "install_completion",
        "",
        "Install the completion for this shell, or for the one that is named behind it.",
        "run",
        "alone",
    ),
    (("--version",), "version", "", "Show the version.", "run", "alone"),
)


def command_named(name: str) -> Command:
    """Return a command by its name."""
    return Command(*COMMANDS[name])


def options() -> list[Option]:
    """Return all options of hprun's own."""
    return [Option(*row) for row in _OPTIONS]


def option_named(name: str) -> Option | None:
    """Return the option with a spelling, such as ``-D``; None where there is none."""
    return next((Option(*row) for row in _OPTIONS if name in row[0]), None)


def options_of(command: str) -> list[Option]:
    """Return hprun's own options for a command."""
    groups = _groups(command)
    return [Option(*row) for row in _OPTIONS if row[_ON] in groups or command in row[_ON].split()]


def shown_options(command: str) -> list[Option]:
    """Return those of the options for a command that are meant for users."""
    return [option for option in options_of(command) if option.kind != "inner"]


def by_spelling(command: str) -> dict[str, Option]:
    """Return hprun's own options for a command by all that the user may write for them."""
    return {name: option for option in options_of(command) for name in option.names}


def _groups(command: str) -> tuple[str, ...]:
    """Return the groups of commands that one is in; it is one by itself."""
    if COMMANDS[command][-1] != "own":
        return command, "all", "aimed", "scanning"
    return (command, "all", "scanning") if command == "diff" else (command, "all")


def command_of(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the command, and the words without it; a script named like one is ``./run``.

    ``hprun help WORDS`` is ``hprun WORDS --help``.
    """
    if words and words[0] == "help":
        command, rest = command_of(words[1:])
        return command, [*rest, "--help"]
    if words and words[0] in COMMANDS:
        return words[0], words[1:]
    return "run", words


def texts_of(field: str, words: Sequence[str]) -> list[str]:
    """Return the values of one of hprun's own options before anything else is read."""
    names = _names_of(field)
    found: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if word == "--":
            break
        name, equals, text = word.partition("=")
        if before in names:
            found.append(word)
        elif name in names and equals:
            found.append(text)
    return found


def is_asked(field: str, words: Sequence[str]) -> bool:
    """Return whether a flag of hprun's own is given, before anything else is read."""
    words = words[: words.index("--")] if "--" in words else words
    return any(name in words for name in _names_of(field))


def _names_of(field: str) -> tuple[str, ...]:
    for row in _OPTIONS:
        if row[_FIELD] == field:
            return row[0]
    raise KeyError(field)
