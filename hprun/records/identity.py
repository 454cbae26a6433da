"""Layer 3: what code it was that ran: commit and changes, packages, the script, the interpreter.

git is asked two questions at once, and told to run no program that a repository names: no hook, no
watcher of files, no filter, neither for the eye nor for what is kept; and not to look into
repositories inside of it, which name their own, nor to fetch what is missing. Packages are known by
the names of their folders: to read what stands inside takes five hundred times as long.
"""

from __future__ import annotations

import os
import sys

from hprun.frozen import Record
from hprun.secret import MASK, is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ALLOWED = ("CUDA_", "OMP_", "MKL_", "NCCL_", "SLURM_", "HPRUN_", "CONDA_", "TORCH")
_ALLOWED_NAMES = frozenset(
    ("PYTHONHASHSEED", "PYTHONPATH", "VIRTUAL_ENV", "RANK", "LOCAL_RANK", "WORLD_SIZE", "LANG")
)
_NOT_OURS = frozenset(("HPRUN_SCOPE", "HPRUN_RUN_DIR"))
_GIT = (
    *("git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false"),
    *("-c", "core.hooksPath=/dev/null"),
)
_NO_FETCH = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
_ITS_OWN = ("local", "worktree")
"""The scopes of git's configuration that come with a repository."""
_LARGEST_PATCH = 20_000_000
_MOST_UNTRACKED = 1000


class Code(Record):
    """The state of the repository that a script stands in; `commit` is empty where there is none.

    `patch` is all that differs from the commit in files that it knows, and `untracked` are the
    files that it does not know. `why` says what is missing.
    """

    commit: str = ""
    branch: str = ""
    root: str = ""
    patch: bytes = b""
    untracked: tuple[str, ...] = ()
    why: str = ""

    def facts(self) -> dict[str, object]:
        """Return what is written beside the patch and the list."""
        return {
            "commit": self.commit or None,
            "branch": self.branch or None,
            "root": self.root or None,
            "dirty": bool(self.patch),
            "patch_sha256": sha256(self.patch) if self.patch else None,
            "untracked": len(self.untracked),
            **({"why": self.why} if self.why else {}),
        }


class Repository:
    """The repository that a folder is in, which is asked at once and answers when it is told to."""

    def __init__(self, folder: str) -> None:
        self._root = _root_above(folder)
        self._asked: tuple[_Asked, _Asked] | None = None
        if self._root and hasattr(os, "posix_spawnp"):
            inside = "--ignore-submodules=dirty"
            shown = ("--binary", "--no-ext-diff", "--no-textconv")
            try:
                without = _without_filters(folder, self._root)
                self._asked = (
                    _Asked(folder, *without, "status", "--porcelain=v2", "--branch", "-z", inside),
                    _Asked(folder, *without, "diff", "HEAD", *shown, inside),
                )
            except OSError:  # there is no git
                self._asked = None

    def code(self) -> Code:
        """Return the state that the repository was in when it was asked."""
        if self._asked is None:
            return Code(why="git cannot be asked" if self._root else "no git repository")
        told, patch = (each.answer() for each in self._asked)
        if told is None:
            return Code(why="git says that it is no repository")
        facts = os.fsdecode(told).split("\0")
        commit = _fact(facts, "# branch.oid ")
        if commit == "(initial)":
            return Code(root=self._root, why="no commit yet")
        why = ""
        if patch is None or len(patch) > _LARGEST_PATCH:
            why = "the changes could not be read" if patch is None else "too many changes"
            patch = b""
        unknown = [each[2:] for each in facts if each.startswith("? ")]
        branch = _fact(facts, "# branch.head ")
        return Code(commit, branch, self._root, patch, (*unknown[:_MOST_UNTRACKED],), why)


def _root_above(folder: str) -> str:
    """Return the root of the repository that a folder is in, empty where it is in none."""
    folder = os.path.realpath(folder)
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
    return folder


def _without_filters(folder: str, root: str) -> tuple[str, ...]:
    """Return the words that take away from git the filters that a repository itself names.

    Those that the user has, as for large files, are the user's to trust. Git is asked for them only
    where the repository's configuration may say anything of the kind. Raises OSError.
    """
    try:
        with open(os.path.join(root, ".git", "config"), encoding="utf-8", errors="replace") as file:
            said = file.read().lower()
        if not any(word in said for word in ("filter", "include", "worktreeconfig")):
            return ()
    except OSError:  # a worktree, or a submodule: its configuration stands elsewhere
        pass
    asked = _Asked(folder, "config", "--show-scope", "--name-only", "-z", "--get-regexp", "^filter")
    words = os.fsdecode(asked.answer() or b"").split("\0")
    names = {
        name.rpartition(".")[0]
        for scope, name in zip(words[::2], words[1::2], strict=False)
        if scope in _ITS_OWN
    }
    settings = ("clean=", "smudge=", "process=", "required=false")
    taken = (f"{name}.{each}" for name in sorted(names) for each in settings)
    return tuple(word for each in taken for word in ("-c", each))


def _fact(facts: Sequence[str], name: str) -> str:
    return next((each.removeprefix(name) for each in facts if each.startswith(name)), "")


class _Asked:
    """A question to git, which is answered while others are asked."""

    def __init__(self, folder: str, *words: str) -> None:
        self._source, sink = os.pipe()
        environment = {
            name: text for name, text in os.environ.items() if not name.startswith("GIT_")
        } | _NO_FETCH
        try:
            self._process = os.posix_spawnp(
                "git",
                [*_GIT, "-C", folder or ".", *words],
                environment,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, sink, 1),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                ],
            )
        except OSError:
            os.close(self._source)
            raise
        finally:
            os.close(sink)

    def answer(self) -> bytes | None:
        """Return what git writes; None where it fails."""
        with open(self._source, "rb") as file:
            said = file.read()
        _, status = os.waitpid(self._process, 0)
        return None if status else said


def packages(entries: Sequence[str]) -> dict[str, str]:
    """Return what is installed in the folders of a search path: the version by the name."""
    found: dict[str, str] = {}
    for entry in entries:
        try:
            names = os.listdir(entry or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                package, _, version = name.rpartition(".")[0].partition("-")
                found.setdefault(package.replace("_", "-").lower(), version.partition("-py")[0])
    return dict(sorted(found.items()))


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return those variables that change what a run does, and are nobody's secret."""
    return {
        name: MASK if is_secret(name) else text
        for name, text in sorted(variables.items())
        if (name.startswith(_ALLOWED) or name in _ALLOWED_NAMES) and name not in _NOT_OURS
    }


def interpreter() -> dict[str, object]:
    """Return which python it is, and on what machine."""
    return {
        "executable": sys.executable,
        "version": ".".join(map(str, sys.version_info[:3])),
        "implementation": sys.implementation.name,
        "platform": _system(),
    }


def _system() -> str:
    if not hasattr(os, "uname"):
        return sys.platform
    machine = os.uname()
    return f"{machine.sysname} {machine.release} {machine.machine}"


def sha256(content: bytes) -> str:
    """Return the hash of a content. The module of OpenSSL takes ten times as long to be loaded."""
    try:
        from _sha2 import sha256 as hashed  # type: ignore[import-not-found]  # from 3.12 on
    except ImportError:
        try:
            from _sha256 import sha256 as hashed  # type: ignore[import-not-found]
        except ImportError:
            from hashlib import sha256 as hashed
    return str(hashed(content).hexdigest())
