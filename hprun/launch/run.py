"""Layer 3: run a script from a program, a test or a notebook, and put everything back.

Here the process is somebody else's. So the script does not get ``__main__`` for good, but what
`runpy.run_path` lends it, and all else that a run changes is restored when it ends.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from hprun.errors import TargetError
from hprun.launch.target import find
from hprun.literal import Text
from hprun.model import ANY, COMMAND_LINE, LATE
from hprun.runtime import root
from hprun.scan import scan
from hprun.values.configuration import layers
from hprun.values.files import layer
from hprun.values.interpolation import interpolated
from hprun.values.merge import ready, resolve
from hprun.values.presets import FOLDER
from hprun.values.tree import Given, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hprun.launch.target import Target
    from hprun.model import Catalog, Parameter
    from hprun.values.layer import Resolution

    Config = str | os.PathLike[str] | Mapping[str, object]


def run(
    path: str | os.PathLike[str],
    /,
    argv: Sequence[str] = (),
    config: Config | Sequence[Config] | None = None,
    **values: object,
) -> dict[str, object]:
    """Run a script as ``__main__`` with values set from outside; return the globals it ends with.

        hprun.run("train.py", lr=0.1)
        hprun.run("train.py", ["--epochs", "3"], config="base.yaml", **{"optim.lr": 0.1})

    `path` is a script, or a folder or zip with ``__main__.py``. `argv` are the script's words.
    `config` is a file, a mapping, or several of these, where later wins; `values` win over all of
    them. Names are dotted, or trees of dicts. Values are checked as those of a command line are;
    the environment variables that a command line would take into account are not.

    The script sees nothing of the caller's scopes, and leaves no trace: ``__main__``, `sys.argv`,
    `sys.path`, scopes, and the modules of the script's own that it imported are as before, so that
    the next run finds a fresh start. What the script raises passes through, SystemExit too.

    Raises TypeError for a `config` that is neither file nor mapping.
    Raises HprunError where the command line would: an unknown name, a value that does not fit, a
    required one that is missing, a script that cannot be found or read.
    """
    target = find(os.fspath(path), module=False)
    if target.kind == "notebook":
        raise TargetError(
            "a notebook cannot be run inside of another program",
            origin=target.word,
            advice=f"hprun {target.word} runs it in a kernel of its own",
        )
    catalog = scan(target.entries, target.search)
    resolution = _resolved(catalog, config, values, target.folder)
    if resolution.mistakes:
        catalog = scan(target.entries, target.search, constants=True).widened()
        resolution = _resolved(catalog, config, values, target.folder)
    ready(resolution, catalog)
    with lent_to(target, argv, catalog, resolution) as run_it:
        return run_it()


@contextmanager
def lent_to(
    target: Target,
    argv: Sequence[str],
    catalog: Catalog,
    resolution: Resolution,
    watched: Iterable[str] = (),
) -> Iterator[Callable[[], dict[str, object]]]:
    """Lend this process to a script; what is given runs it, and returns the globals it ends with.

    `watched` are slots as `root.install` takes them.
    """
    from contextvars import Context
    from runpy import run_path

    from hprun.compat.serve import serving
    from hprun.deliver.assignments import changes, installed

    with (
        installed(changes(resolution)),
        root.installed(resolution.root(), watched, resolution.defaults(), (catalog, resolution)),
        lent(target, argv, catalog),
        serving(),
    ):
        yield lambda: Context().run(run_path, _path(target), run_name="__main__")


def _resolved(
    catalog: Catalog,
    config: Config | Sequence[Config] | None,
    values: Mapping[str, object],
    folder: str,
) -> Resolution:
    """Return the values of all parameters, as far as they can be settled."""
    given = (
        os.fspath(each)
        if isinstance(each, str | os.PathLike)
        else [*_entries(each, "config", "", catalog)]
        for each in _listed(config)
    )
    said = layer(_entries(values, "run()", "", catalog), catalog, source=COMMAND_LINE)
    said_in_files = layers(given, catalog, os.path.join(folder, FOLDER))
    return resolve(catalog, interpolated([*said_in_files, said], catalog))


def _path(target: Target) -> str:
    """Return what `runpy.run_path` takes: the script's file, or the folder or zip as a whole."""
    return target.file if target.kind == "script" else str(target.first)


def _listed(config: Config | Sequence[Config] | None) -> Sequence[Config]:
    """Return one configuration or several as several."""
    if config is None:
        return ()
    listed = config if isinstance(config, list | tuple) else (config,)
    for each in listed:
        if not isinstance(each, str | os.PathLike) and not hasattr(each, "items"):
            raise TypeError(f"a config is a file or a mapping, not {type(each).__name__}")
    return listed


def _entries(
    config: Mapping[str, object], origin: str, above: str, catalog: Catalog
) -> Iterator[Given]:
    """Yield what a mapping gives; `origin` is where it stands."""
    for name, value in config.items():
        spelled = f"{above}{name}"
        inside = _written(value, catalog.parameters.get(spelled))
        if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
            inside = Tree(tuple(_entries(value, origin, f"{spelled}.", catalog)))
        yield Given(name, inside, f"{origin}: {spelled}={value!r}")


def _written(value: object, parameter: Parameter | None) -> object:
    """Return a path, or the member of an enum, as the text that a parameter of that type takes."""
    if parameter is None or parameter.type in (ANY, LATE):
        return value
    if isinstance(value, os.PathLike):
        return Text(os.fspath(value))
    enum = sys.modules.get("enum")
    return Text(value.name) if enum and isinstance(value, enum.Enum) else value


class lent:  # noqa: N801 - a participle, as context managers are named
    """Lend the process to a script: its words, its search path, its modules."""

    def __init__(self, target: Target, argv: Sequence[str], catalog: Catalog) -> None:
        self._argv = [target.word, *argv]
        self._first = target.first if target.kind == "script" else None
        self._files = {os.path.abspath(file) for file in catalog.files}

    def __enter__(self) -> None:
        """Remember what is there, and put the script's beside it."""
        self._before = sys.argv, sys.path, {*sys.modules}
        sys.argv = self._argv
        sys.path = [*([] if self._first is None else [self._first]), *sys.path]

    def __exit__(self, *_: object) -> None:
        """Put back what was there, and forget the modules that the script has of its own."""
        sys.argv, sys.path, before = self._before
        for name in [name for name in sys.modules if name not in before]:
            if getattr(sys.modules[name], "__file__", None) in self._files:
                del sys.modules[name]
