"""Layer 1: the defaults list of a Hydra config: which files make up a configuration, and where.

The rules are those of Hydra 1.3: a file's entries stand in order, and the file itself where it
says ``_self_``, or behind them; of several overrides of a group the one that stands last wins, and
that of a config goes before those of the configs in its list; what a file says goes below its
package. What cannot be told makes the configuration open: a config that is nowhere in the folder,
an interpolation of something that is no choice.
"""

from __future__ import annotations

import re

from hprun.frozen import Record
from hprun.model import Opening
from hprun.scan.source import UnreadableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.model import Location
    from hprun.scan.dialects.hydra_files import Config, Folder, Leaf

_SELF = "_self_"
_GLOBAL = "_global_"
_GROUP = "_group_"
_DEEPEST = 30
_MOST = 2_000
_REFERENCE = re.compile(r"\$\{([^${}]*)\}")


class Entry(Record):
    """An entry of a defaults list: the choice of a `group`, or, without one, the config `value`.

    `package` is None where the entry names none.
    """

    group: str
    value: object
    location: Location
    package: str | None = None
    optional: bool = False
    overrides: bool = False


class Place(Record):
    """An entry in the list of a config that is in the folder `base` and has the package `above`."""

    entry: Entry
    base: str = ""
    above: str = ""

    @property
    def group(self) -> str:
        """The folder of the group, or of the config."""
        entry = self.entry
        return _under(self.base, entry.group) if entry.group else self.path.rpartition("/")[0]

    @property
    def path(self) -> str:
        """The name of the config, with its folders."""
        name = str(self.entry.value)
        return f"{self.group}/{name}" if self.entry.group else _under(self.base, name)

    @property
    def key(self) -> str:
        """What chooses another config of the group on the command line: ``db``, ``db@backup``."""
        natural = self.group.replace("/", ".")
        package = self.package(None)
        return self.group if package == natural else f"{self.group}@{package or _GLOBAL}"

    def package(self, header: str | None) -> str:
        """Return where the values of the config go; `header` is the package that its file says."""
        written = _absolute(header) if self.entry.package is None else self.entry.package
        if written is None:
            relative = self.entry.group or str(self.entry.value).rpartition("/")[0]
            written = relative.removeprefix("/").replace("/", ".")
        elif _GROUP in written:
            written = f"{_GLOBAL}.{written.replace(_GROUP, self.group.replace('/', '.'))}"
        name = str(self.entry.value).rpartition("/")[2]
        written = "" if written == "_here_" else written.replace("_name_", name)
        joined = ".".join(filter(None, (self.above, written)))
        return joined.rpartition(_GLOBAL)[2].removeprefix(".")


def _under(base: str, name: str) -> str:
    return name[1:] if name[:1] == "/" else "/".join(filter(None, (base, name)))


def _absolute(header: str | None) -> str | None:
    """Return the package of a header, which hangs on none above."""
    if header is None or header == _GROUP:
        return None
    return header if header.split(".")[0] == _GLOBAL else f"{_GLOBAL}.{header}".removesuffix(".")


class Part(Record):
    """A config that is a part of a configuration, and the package that its values go below."""

    config: Config
    package: str


class Composition:
    """What a primary config composes: its `parts`, the last one on top, and the choices made."""

    def __init__(self, folder: Folder, name: str, location: Location) -> None:
        self._folder = folder
        self._overrides: dict[str, Entry] = {}
        self._left = _MOST
        self._keys: list[str] = []
        self._made: dict[str, Place] = {}
        self.openings: list[Opening] = []
        self.parts = self._expanded(Place(Entry("", name, location)), 0)

    @property
    def choices(self) -> list[Place]:
        """The groups that a config is chosen of, in the order of the lists."""
        return [self._made[key] for key in dict.fromkeys(self._keys) if key in self._made]

    def _expanded(self, place: Place, depth: int) -> list[Part]:
        """Return the parts that a config stands for, itself among them."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            self._open(place.entry, "the defaults lists go round in a circle")
            return []
        config = self._config(place)
        if config is None:
            return []
        here = place.package(config.package)
        base = place.group
        places = [Place(entry, base, here) for entry in self._entries(config)]
        for inner in places:
            if inner.entry.overrides:
                self._overrides.setdefault(inner.key, inner.entry)
            elif inner.entry.group:
                self._keys.append(inner.key)
        return self._listed(Part(config, here), places, depth)

    def _config(self, place: Place) -> Config | None:
        """Return the config at a place, None where there is none, or it cannot be read."""
        try:
            config = self._folder.config(place.path)
        except UnreadableError as error:
            self._open(place.entry, error.reason)
            return None
        if config is None and not place.entry.optional and not is_of_hydra(place.path):
            path = self._folder.place(place.path).removesuffix(".yaml")
            self._open(place.entry, f"{path}.yaml is not there, it may come from elsewhere")
        return config

    def _listed(self, itself: Part, places: list[Place], depth: int) -> list[Part]:
        """Return the parts of a defaults list; its last entries are looked at first.

        Those that refer to the choices of others wait until these are made.
        """
        found: list[list[Part] | Place] = []
        for place in reversed(places):
            if _is_self(place.entry):
                found.append([itself])
            elif not place.entry.overrides:
                chosen = self._chosen(place)
                found.append(chosen if "${" in str(chosen.entry.value) else self._of(chosen, depth))
        done = [self._late(each, depth) if isinstance(each, Place) else each for each in found]
        return [part for parts in reversed(done) for part in parts] if done else [itself]

    def _of(self, place: Place, depth: int) -> list[Part]:
        """Return the parts of an entry: of one config, of several, or of none."""
        entry = place.entry
        if entry.group and not is_of_hydra(place.group):
            self._made.setdefault(place.key, place)
        if entry.value is None or entry.value == "???":
            return []
        if not isinstance(entry.value, list):
            return self._expanded(place, depth + 1)
        several = [
            place.replace(entry=entry.replace(group="", value=f"{entry.group}/{each}"))
            for each in entry.value
        ]
        found = [self._expanded(each, depth + 1) for each in reversed(several)]
        return [part for parts in reversed(found) for part in parts]

    def _chosen(self, place: Place) -> Place:
        """Return an entry with the choice that an override makes for it."""
        override = self._overrides.get(place.key) if place.entry.group else None
        if override is None:
            return place
        entry = place.entry.replace(value=override.value, location=override.location)
        return place.replace(entry=entry)

    def _late(self, place: Place, depth: int) -> list[Part]:
        """Return the parts of an entry that refers to the choices of others."""

        def chosen(match: re.Match[str]) -> str:
            choice = self._made.get(match[1])
            return str(choice.entry.value) if choice and choice.entry.value else match[0]

        value = _REFERENCE.sub(chosen, str(place.entry.value))
        if "${" in value:
            self._open(place.entry, f"{value} in the defaults is known only when the script runs")
            return []
        return self._of(place.replace(entry=place.entry.replace(value=value)), depth)

    def _entries(self, config: Config) -> list[Entry]:
        """Return the entries of a defaults list; the config itself is the last if not named."""
        found: list[Entry] = []
        for each in config.defaults:
            entry = entry_of(each)
            if entry is None:
                self.openings.append(Opening(each.location, f"{each.text} in the defaults"))
            else:
                found.append(entry)
        if found and not any(map(_is_self, found)):
            found.append(Entry("", _SELF, found[0].location))
        return found

    def _open(self, entry: Entry, reason: str) -> None:
        self.openings.append(Opening(entry.location, reason))


def is_of_hydra(path: str) -> bool:
    """Return whether a group or a config configures Hydra itself, and not the program."""
    return path == "hydra" or path.startswith("hydra/")


def _is_self(entry: Entry) -> bool:
    return not entry.group and entry.value == _SELF


def entry_of(leaf: Leaf) -> Entry | None:
    """Return an entry as it is written (``override db@backup: mysql``); None if it is none."""
    value, optional = leaf.value, False
    if isinstance(value, str):
        path, _, package = value.partition("@")
        return Entry("", path, leaf.location, package if "@" in value else None)
    if isinstance(value, dict) and len(value) == 2 and "optional" in value:  # noqa: PLR2004 - of 1.0
        optional = value["optional"] is True
        value = {key: each for key, each in value.items() if key != "optional"}
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((written, chosen),) = value.items()
    *words, group = str(written).split(" ")
    group, at, package = group.partition("@")
    listed = chosen if isinstance(chosen, list) else [chosen]
    if not group or not all(isinstance(each, str) or chosen is None for each in listed):
        return None
    return Entry(
        group,
        chosen,
        leaf.location,
        package if at else None,
        optional or "optional" in words,
        "override" in words,
    )
