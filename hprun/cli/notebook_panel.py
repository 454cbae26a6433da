"""Layer 5: `hprun.panel`: the parameters of a notebook, or of a script, as widgets beside the code.

What is changed is a value of the root scope of the kernel from then on, as if it had been given on
a command line: it is checked in the same way, and `hprun.explain` knows it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from hprun.cli.described import facts_of
from hprun.errors import ConfigError, HprunError, UsageError
from hprun.ipynb import SESSION, is_notebook
from hprun.launch.search_path import first_of_module, for_scan
from hprun.launch.target import find
from hprun.literal import Text
from hprun.model import COMMAND_LINE, Catalog, Entry, Parameter
from hprun.notebooks.controls import SECRET, TEXT, control_of
from hprun.notebooks.session import Session
from hprun.runtime import handoff, root
from hprun.scan import scan
from hprun.secret import MASK, is_kept
from hprun.show import show
from hprun.values.layer import Assignment, Layer, Resolution
from hprun.values.merge import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.notebooks.widgets import Row


def panel(target: str | os.PathLike[str] | None = None) -> Panel:
    """Return the parameters of a script or notebook as widgets; of this notebook without one.

    A range is a slider, choices are a dropdown, a bool is a switch, any other value a text that is
    read as one of a command line. Of this notebook there are the parameters in its file and in the
    cells that were run. Raises HprunError for a script that cannot be read, and without ipywidgets.
    """
    try:
        import ipywidgets  # noqa: F401 - it is looked for
    except ImportError:
        raise ConfigError(
            "a panel takes ipywidgets", advice="pip install 'hprun[notebook]'"
        ) from None
    if target is None:
        return Panel(*_of_this_notebook())
    found = find(os.fspath(target), module=False)
    return Panel(scan(found.entries, found.search), found.word)


class Panel:
    """Parameters as widgets. In a notebook, as the last expression of a cell, it is shown.

    `controls` are the widgets by the names of parameters; `box` is all of them.
    """

    def __init__(self, catalog: Catalog, title: str) -> None:
        import ipywidgets

        from hprun.notebooks.widgets import Row

        self._catalog = catalog
        self._given: dict[str, Assignment] = {}
        self._slots: frozenset[str] = frozenset()
        there = root.snapshot()
        self._rows: dict[str, Row] = {}
        for key, parameter in catalog.parameters.items():
            if parameter.delivery is None:
                control = control_of(key, parameter)
                texts = _facts(key, parameter), parameter.help
                row = Row(key, control, texts, self._change, self._forget)
                if parameter.slot in there and control.kind != SECRET:
                    value = there[parameter.slot]
                    row.put(show(value, parameter.type) if control.kind == TEXT else value)
                self._rows[key] = row
        heading = title if self._rows else f"{title} has no parameter of the root scope"
        self.box = ipywidgets.VBox(
            [ipywidgets.Label(heading), *(row.box for row in self._rows.values())]
        )

    @property
    def controls(self) -> Mapping[str, Any]:
        """The widgets that set something, by the names of parameters."""
        return {key: row.control for key, row in self._rows.items()}

    @property
    def values(self) -> dict[str, object]:
        """What was changed, by name: ``hprun.run("train.py", **panel.values)``."""
        parameters = self._resolution().parameters
        return {
            key: each.given.value
            for key, each in parameters.items()
            if key in self._given and each.given
        }

    def reset(self) -> None:
        """Let all defaults hold again."""
        for row in self._rows.values():
            row.reset()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.box)

    def _change(self, key: str, value: object) -> str:
        """Make a value one of the root scope; return what is wrong with it, if anything is."""
        secret = is_kept(key, self._catalog.parameters[key])
        said = MASK if secret else value
        written = Text(value) if isinstance(value, str) else value
        before = self._given
        self._given = {**before, key: Assignment(key, written, f"panel: {key}={said}")}
        mistakes = self._resolution().mistakes
        if mistakes:
            self._given = before
            return "\n".join(map(_told, mistakes))
        self._install()
        return ""

    def _forget(self, key: str) -> None:
        if self._given.pop(key, None) is not None:
            self._install()

    def _resolution(self) -> Resolution:
        return resolve(self._catalog, [Layer(COMMAND_LINE, self._given.values())])

    def _install(self) -> None:
        """Put what was changed into the root, beside what others have put there."""
        resolution = self._resolution()
        mine = resolution.root()
        others = {
            slot: value
            for slot, value in root.snapshot().items()
            if not any(
                slot == each or slot.startswith(f"{each}.") for each in {*self._slots, *mine}
            )
        }
        values, defaults = {**others, **mine}, resolution.defaults()
        root.install(values, (), defaults, (self._catalog, resolution))
        handoff.export(values, sys.argv[0], defaults)
        self._slots = frozenset(mine)


def _facts(key: str, parameter: Parameter) -> str:
    facts = facts_of(parameter)
    return " · ".join(["default ***", *facts[1:]] if is_kept(key, parameter) else facts)


def _told(error: Exception) -> str:
    return error.what if isinstance(error, HprunError) else str(error)


def _of_this_notebook() -> tuple[Catalog, str]:
    """Return what can be set in the notebook of this kernel: in its file, and in what was run."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        raise UsageError(
            "there is no notebook here", origin="panel()", advice="name a script: panel('train.py')"
        )
    search = for_scan(first_of_module())
    entry = Entry(SESSION, Session.of(shell).notebook())
    ran = scan([entry], search)
    file = _file_of(shell)
    if not file:
        return ran, "this notebook"
    word = os.path.relpath(file)
    saved = scan([Entry(word)], search)
    newer = {
        key: each
        for key, each in ran.parameters.items()
        if key not in saved.parameters or _is_other(each, saved.parameters[key])
    }
    return saved.replace(parameters={**saved.parameters, **newer}), word


def _is_other(ran: Parameter, saved: Parameter) -> bool:
    """Return whether a parameter is another in what was run than in the file."""
    return (ran.type, ran.default, ran.help) != (saved.type, saved.default, saved.help)


def _file_of(shell: Any) -> str:  # noqa: ANN401 - IPython's
    """Return the file of a notebook, as who shows it tells its kernel; empty if nobody does."""
    told = (
        os.environ.get("JPY_SESSION_NAME", ""),
        str(shell.user_ns.get("__vsc_ipynb_file__", "")),
        sys.argv[0],
    )
    return next((each for each in told if is_notebook(each) and os.path.isfile(each)), "")
