"""Layer 3: records as they are read back. What is torn or missing is no reason to fail."""

from __future__ import annotations

import json
import os

from hprun.errors import ConfigError
from hprun.frozen import Record
from hprun.records import state as states
from hprun.records.folder import CODE, METRICS, PACKAGES, RUN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


class Run(Record):
    """A record: `about` is what was asked for, `status` how it ended, empty before the end.

    `metrics` are the values that were reported last, by name.
    """

    folder: str
    state: str
    about: Mapping[str, Any]
    status: Mapping[str, Any]
    metrics: Mapping[str, float]

    @property
    def name(self) -> str:
        """The name of the folder."""
        return os.path.basename(self.folder)

    @property
    def values(self) -> dict[str, object]:
        """The value of each parameter by its name, those that were known before the start."""
        return {each["name"]: each["value"] for each in self.about.get("parameters", ())}

    @property
    def packages(self) -> Mapping[str, str]:
        """What was installed: the version by the name."""
        found = self.about.get("packages")
        if found is None:
            try:
                with open(os.path.join(self.folder, CODE, PACKAGES), "rb") as file:
                    found = json.loads(file.read())
            except (OSError, ValueError):
                found = {}
        return dict(found)

    @property
    def origins(self) -> dict[str, str]:
        """Where each of the values came from."""
        return {each["name"]: each["origin"] for each in self.about.get("parameters", ())}


def is_record(folder: str) -> bool:
    """Return whether a folder is that of a run."""
    return os.path.isfile(os.path.join(folder, RUN))


def read(folder: str) -> Run:
    """Return the record in a folder. Raises ConfigError where there is none, or it is damaged."""
    path = os.path.join(folder, RUN)
    try:
        with open(path, "rb") as file:
            about = json.loads(file.read())
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigError(
            f"{folder} is no record of a run", advice="hprun runs lists what was recorded"
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    if not isinstance(about, dict):
        raise ConfigError(f"{path} is not what hprun writes")
    last: dict[str, float] = {}
    for line in reports(folder):
        last.update(line)
    for name in ("t", "step"):
        last.pop(name, None)
    folder = os.path.abspath(folder)
    return Run(folder, states.state(folder), about, states.status(folder) or {}, last)


def runs(parent: str) -> Iterator[Run]:
    """Yield the records below a folder, the oldest first; damaged ones are left out."""
    found = []
    for folder in _folders(parent):
        try:
            found.append(read(folder))
        except ConfigError:
            continue
    yield from sorted(found, key=lambda run: (str(run.about.get("created", "")), run.name))


def _folders(parent: str) -> Iterator[str]:
    """Yield folders of runs; in a folder of a sweep they stand deeper."""
    try:
        names = sorted(os.listdir(parent))
    except OSError:
        return
    for name in names:
        path = os.path.join(parent, name)
        if is_record(path):
            yield path
        elif os.path.isdir(path) and not os.path.islink(path):
            yield from _folders(path)


def reports(folder: str) -> Iterator[dict[str, float]]:
    """Yield what was reported, in order; a line that was cut off is none."""
    try:
        with open(os.path.join(folder, METRICS), "rb") as file:
            for line in file:
                try:
                    found = json.loads(line)
                except ValueError:
                    continue
                if isinstance(found, dict):
                    yield found
    except OSError:
        return


_TAIL = 4096


def latest_report(folder: str) -> dict[str, float]:
    """Return what was reported last, in one line; nothing where there is no whole line yet."""
    try:
        with open(os.path.join(folder, METRICS), "rb") as file:
            file.seek(max(os.fstat(file.fileno()).st_size - _TAIL, 0))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return {}
    for line in reversed(lines):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return {}


def series(folder: str, metric: str) -> list[tuple[float, float]]:
    """Return the steps and the values of a metric; the count of its reports where no step was."""
    found: list[tuple[float, float]] = []
    for line in reports(folder):
        if metric in line:
            found.append((line.get("step", len(found)), line[metric]))
    return found
