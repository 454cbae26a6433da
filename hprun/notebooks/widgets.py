"""Layer 4: the widgets of a panel: a row for each parameter, by ipywidgets."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import log10
from typing import Any

import ipywidgets

from hprun.notebooks.controls import CHOICE, SECRET, SLIDER, SWITCH, Control

_NAME, _CONTROL, _STEPS = "13em", "20em", 100


def made(control: Control) -> Any:  # noqa: ANN401 - a widget of theirs
    """Return the widget of a control; it tells of a change when that is complete."""
    layout = ipywidgets.Layout(width=_CONTROL)
    if control.kind == SLIDER:
        return _slider(control, layout)
    if control.kind == CHOICE:
        return ipywidgets.Dropdown(options=control.options, value=control.start, layout=layout)
    if control.kind == SWITCH:
        return ipywidgets.Checkbox(value=control.start, indent=False, layout=layout)
    if control.kind == SECRET:
        return ipywidgets.Password(continuous_update=False, layout=layout)
    return ipywidgets.Text(value=control.start, continuous_update=False, layout=layout)


def _slider(control: Control, layout: Any) -> Any:  # noqa: ANN401 - theirs
    within = control.range
    assert within is not None  # noqa: S101 - for mypy: a slider has one
    low, high = within.low or 0, within.high or 0
    settled = {"value": control.start, "continuous_update": False, "layout": layout}
    if control.whole:
        return ipywidgets.IntSlider(min=int(low), max=int(high), **settled)
    if within.log:
        ends = {"min": log10(low), "max": log10(high), "step": log10(high / low) / _STEPS}
        return ipywidgets.FloatLogSlider(base=10, readout_format=".3g", **ends, **settled)
    step = (high - low) / _STEPS
    return ipywidgets.FloatSlider(min=low, max=high, step=step, readout_format=".4g", **settled)


class Row:
    """A parameter in a panel: its name, its control, what is known of it, and the way back.

    `texts` are its facts (default, range, place) and its help.
    `change` is called with a new value, `forget` when the default shall hold again.
    """

    def __init__(
        self,
        key: str,
        control: Control,
        texts: tuple[str, str],
        change: Callable[[str, object], str],
        forget: Callable[[str], None],
    ) -> None:
        self.key = key
        facts, about = texts
        self.control = made(control)
        self._start = control.start
        self._change, self._forget = change, forget
        self._quiet = False
        self._back = ipywidgets.Button(
            icon="undo",
            tooltip=f"the default of {key}",
            disabled=True,
            layout=ipywidgets.Layout(width="3em", padding="0"),
        )
        self._error = ipywidgets.HTML(layout=ipywidgets.Layout(margin=f"0 0 0 {_NAME}"))
        self.control.tooltip = about or key
        self.control.observe(self._changed, "value")
        self._back.on_click(lambda _: self.reset())
        name = f"<b title='{escape(about, quote=True)}'>{escape(key)}</b>"
        known = f"<span style='opacity: 0.65'>{escape(facts)}</span>"
        said = f" <span style='opacity: 0.65'>· {escape(about)}</span>" if about else ""
        first = ipywidgets.HTML(name, layout=ipywidgets.Layout(width=_NAME))
        self.box = ipywidgets.VBox(
            [
                ipywidgets.HBox([first, self.control, self._back, ipywidgets.HTML(known + said)]),
                self._error,
            ]
        )

    def put(self, value: object) -> None:
        """Show a value that somebody else has set."""
        self._show(value)
        self._back.disabled = False

    def reset(self) -> None:
        """Let the default hold again."""
        self._show(self._start)
        self._back.disabled = True
        self._say("")
        self._forget(self.key)

    def _show(self, value: object) -> None:
        self._quiet = True
        try:
            self.control.value = value
        finally:
            self._quiet = False

    def _changed(self, change: Any) -> None:  # noqa: ANN401 - theirs
        if not self._quiet:
            wrong = self._change(self.key, change["new"])
            self._say(wrong)
            self._back.disabled = False

    def _say(self, wrong: str) -> None:
        self._error.value = f"<span style='color: #c62828'>{escape(wrong)}</span>" if wrong else ""
