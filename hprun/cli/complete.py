"""Layer 4: completion. The shell asks ``hprun --complete SHELL WORDS…``, the last word unfinished.

The target's names and choices come from the scan, so nothing of the target is imported to complete
a word. Where there is nothing to say, the shell completes files.
"""

from __future__ import annotations

import sys

from hprun.assigning import taken_apart
from hprun.cli.grammar import candidates
from hprun.cli.options import COMMANDS, OPTIONS, command_of
from hprun.cli.switches import is_bool, option_of
from hprun.convert import choices_of
from hprun.errors import HprunError, UsageError
from hprun.launch.target import find
from hprun.model import WORDS, Catalog, Parameter, Words
from hprun.scan.files.cache import scan
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SCRIPTS = {
    "bash": """\
_hprun() {
    local IFS=$'\\n'
    COMPREPLY=($(hprun --complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _hprun hprun
""",
    "zsh": """\
_hprun() {
    local -a found
    found=("${(@f)$(hprun --complete zsh "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then
        compadd -Q -S '' -- "${(@)found:#*[^=]}"
        compadd -Q -- "${(@)found:#*=}"
    else
        _files
    fi
}
compdef _hprun hprun
""",
    "fish": """\
function __hprun
    set --local words (commandline --tokenize --cut-at-cursor)
    hprun --complete fish $words[2..] (commandline --current-token --cut-at-cursor) 2>/dev/null
end
complete --command hprun --arguments '(__hprun)'
""",
}


def script(shell: str) -> str:
    """Return what a shell evaluates to complete the words of hprun; raises UsageError."""
    if shell not in _SCRIPTS:
        raise UsageError(f"no completion for {shell!r}", advice=f"choose {', '.join(_SCRIPTS)}")
    return _SCRIPTS[shell]


def print_completions(words: Sequence[str]) -> None:
    """Print what the last word may become, one a line. Nothing is ever an error here."""
    shell, *typed = words
    typed = joined(typed) if shell == "bash" else typed
    unfinished = typed[-1] if typed else ""
    # bash takes the words apart at "=", and wants the part behind it alone
    hidden = len(unfinished.rpartition("=")[0]) + 1 if shell == "bash" and "=" in unfinished else 0
    for each in sorted(set(completions(typed))):
        if each.startswith(unfinished):
            sys.stdout.write(each[hidden:] + "\n")


def completions(words: Sequence[str]) -> Iterator[str]:
    """Yield what may stand in the place of the last word."""
    *before, unfinished = words or [""]
    command, rest = command_of(before)
    if "--" in before:
        return
    if not before:
        yield from COMMANDS
    previous = before[-1] if before else ""
    own = {name: option for option in OPTIONS for name in option.names}
    catalog = _catalog(command, rest)
    if previous in ("-D", "--define"):
        yield from _assignments(unfinished, catalog)
    elif previous in own and own[previous].metavar:
        yield from own[previous].metavar.split("|") if previous == "--format" else ()
    elif unfinished.startswith("-"):
        yield from (name for name, option in own.items() if command in option.commands)
        yield from _switches(catalog)
    elif previous.startswith("--"):
        said = (each for each in catalog.parameters.values() if previous in _said_by(each))
        parameter = next(said, None) or option_of(previous, catalog)[1]
        yield from _values(parameter) if parameter else ()
    elif command == "why":
        yield from catalog.parameters


def joined(words: Sequence[str]) -> list[str]:
    """Return the words as they were typed: bash makes three of ``opt=adam``."""
    made: list[str] = []
    for word in words:
        if made and (word == "=" or made[-1].endswith("=")):
            made[-1] += word
        else:
            made.append(word)
    return made


def _catalog(command: str, words: Sequence[str]) -> Catalog:
    for position in candidates(command, words):
        try:
            target = find(words[position], module=position > 0 and words[position - 1] == "-m")
            return scan(target.entries, target.search)
        except HprunError:
            continue
    return Catalog({})


def _assignments(unfinished: str, catalog: Catalog) -> Iterator[str]:
    written = taken_apart(unfinished)
    if written.text is None:
        yield from (f"{key}=" for key in catalog.parameters)
    elif written.name in catalog.parameters:
        parameter = catalog.parameters[written.name]
        yield from (f"{written.name}={each}" for each in _values(parameter))


def _switches(catalog: Catalog) -> Iterator[str]:
    for key, parameter in catalog.parameters.items():
        if parameter.manager == WORDS:
            yield from _said_by(parameter)
            continue
        yield f"--{key}"
        if is_bool(parameter.type):
            yield f"--no-{key}"


def _said_by(parameter: Parameter) -> Iterator[str]:
    """Yield the options of the script's own that set a parameter."""
    for each in parameter.definitions:
        if isinstance(each.delivery, Words):
            yield from (*each.delivery.options, *each.delivery.off)


def _values(parameter: Parameter) -> Iterator[str]:
    yield from map(show, choices_of(parameter.type))
    if is_bool(parameter.type):
        yield from ("true", "false")
