"""Layer 5: how a shell is told to ask for completions, and where it looks for that."""

from __future__ import annotations

import os
import sys
from shlex import quote

from hprun.errors import ConfigError, UsageError
from hprun.values.files import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SCRIPTS = {
    "bash": """\
_hprun() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(hprun --complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _hprun hprun
""",
    "zsh": """\
_hprun() {
    local -a found open open_shown whole whole_shown
    local line word rows
    found=("${(@f)$(hprun --complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    for line in "${(@)found:#}"; do
        word=${line%%$'\\t'*}
        if [[ $line == *$'\\t'* ]]; then rows=-l line="$word  -- ${line#*$'\\t'}"; fi
        if [[ $word == *= ]]; then
            open+=("$word") open_shown+=("$line")
        else
            whole+=("$word") whole_shown+=("$line")
        fi
    done
    if (( $#open + $#whole )); then
        compadd $rows -S '' -d open_shown -a -- open
        compadd $rows -d whole_shown -a -- whole
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
_BEFORE = {"zsh": "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n"}
"""What a shell that was not set up to complete needs first."""
_ANCESTORS = 4
"""Processes above this one among which the shell is looked for: wrappers may stand between."""


def script(shell: str) -> str:
    """Return what a shell evaluates to complete the words of hprun; raises UsageError."""
    if shell not in _SCRIPTS:
        raise UsageError(f"no completion for {shell!r}", advice=f"choose {', '.join(_SCRIPTS)}")
    return _SCRIPTS[shell]


def install(words: Sequence[str]) -> None:
    """Install the completion for the shell that is named, else for the one that asks.

    The script goes to a file of its own. fish finds it there; the file that bash or zsh reads at
    its start gets one line. What is there already is left alone. Raises UsageError where the shell
    is not known, and ConfigError where a file cannot be written.
    """
    shell = _named(words)
    path, start = _places(shell)
    done = [*_written(path, _BEFORE.get(shell, "") + script(shell))]
    if start:
        done += _loaded(start, f"[ -r {quote(path)} ] && . {quote(path)}", path)
    if not done:
        sys.stdout.write(f"{start or path}: {shell} completes hprun already\n")
        return
    sys.stdout.write("".join(f"{each}\n" for each in done))
    sys.stdout.write(f"new shells complete hprun; this one does after: source {quote(path)}\n")


def _named(words: Sequence[str]) -> str:
    """Return the shell that the words of a command line name, or stand in."""
    _, equals, shell = words[0].partition("=")
    rest = [shell, *words[1:]] if equals else words[1:]
    if len(rest) > 1:
        raise UsageError("--install-completion stands alone on its line, but for the shell")
    if rest:
        script(rest[0])
        return rest[0]
    login = os.environ.get("SHELL", "")
    for name in (*_ancestors(), os.path.basename(login)):
        if name in _SCRIPTS:
            return name
    raise UsageError(
        f"this shell is not known{f' ($SHELL is {login})' if login else ''}",
        advice="name one: --install-completion bash, zsh or fish",
    )


def _ancestors() -> Iterator[str]:
    """Yield the names of the processes above this one, as far as the system tells."""
    process = os.getppid()
    for _ in range(_ANCESTORS):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
                name, _, rest = file.read().partition("(")[2].rpartition(")")
        except OSError:
            return
        yield name.lstrip("-")
        process = int(rest.split()[1])


def _places(shell: str) -> tuple[str, str]:
    """Return the file of a shell's script, and the one that it reads at its start, if it must."""
    home = os.path.expanduser("~")
    if shell == "fish":
        config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        return os.path.join(config, "fish", "completions", "hprun.fish"), ""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    start = os.environ.get("ZDOTDIR") or home if shell == "zsh" else home
    path = os.path.join(data, "hprun", f"completion.{shell}")
    return path, os.path.join(start, f".{shell}rc")


def _written(path: str, text: str) -> Iterator[str]:
    """Write a script, unless it is there as it should be; yield what was done."""
    known = _content(path)
    if known == text.encode():
        return
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from None
    write(path, text)
    yield f"{path}: {'written' if known is None else 'brought up to date'}"


def _loaded(start: str, line: str, path: str) -> Iterator[str]:
    """Add the line that loads a script to what a shell reads at its start, unless it is there."""
    content = _content(start) or b""
    lines = [each.strip() for each in content.decode("utf-8", "replace").splitlines()]
    live = [each for each in lines if not each.startswith("#")]
    if any(path in each or "hprun --completion" in each for each in live):
        return
    try:
        with open(start, "ab") as file:
            gap = b"\n" if content and not content.endswith(b"\n") else b""
            file.write(gap + f"{line}  # completion of hprun\n".encode())
    except OSError as error:
        raise ConfigError(f"{start} cannot be written: {error.strerror}") from None
    yield f"{start}: one line added, which loads it"


def _content(path: str) -> bytes | None:
    """Return what a file holds, None where there is none that can be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
