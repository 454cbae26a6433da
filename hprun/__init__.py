"""hprun runs a Python script with its hyperparameters set from outside.

This is the public door for scripts; ``from hprun.m import _`` is the other one. What stands behind
it is imported when it is first asked for: a script that uses `param_scope` alone pays for no more.

Nothing is imported here, not even `__future__`. A module takes its place in `sys.modules` when its
body has ended, and what stands before this one there is taken for python's own.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun import errors
    from hprun.cli.explaining import explain
    from hprun.cli.notebook_magics import load_ipython_extension as load_ipython_extension
    from hprun.cli.notebook_panel import panel
    from hprun.compat.hpargparse import bind
    from hprun.launch.run import run
    from hprun.ranges import Range
    from hprun.records.reporting import Pruned, report, run_dir
    from hprun.runtime.auto_param import auto_param
    from hprun.runtime.scope import param_scope
    from hprun.runtime.suggestion import suggest_from
    from hprun.version import VERSION as __version__  # noqa: N811 - it is constant in both places

__all__ = [
    "Pruned",
    "Range",
    "__version__",
    "auto_param",
    "bind",
    "errors",
    "explain",
    "panel",
    "param_scope",
    "report",
    "run",
    "run_dir",
    "suggest_from",
]

_HOMES = {
    "Pruned": ("hprun.records.reporting", "Pruned"),
    "Range": ("hprun.ranges", "Range"),
    "__version__": ("hprun.version", "VERSION"),
    "auto_param": ("hprun.runtime.auto_param", "auto_param"),
    "bind": ("hprun.compat.hpargparse", "bind"),
    "explain": ("hprun.cli.explaining", "explain"),
    "load_ipython_extension": ("hprun.cli.notebook_magics", "load_ipython_extension"),
    "panel": ("hprun.cli.notebook_panel", "panel"),
    "param_scope": ("hprun.runtime.scope", "param_scope"),
    "report": ("hprun.records.reporting", "report"),
    "run": ("hprun.launch.run", "run"),
    "run_dir": ("hprun.records.reporting", "run_dir"),
    "suggest_from": ("hprun.runtime.suggestion", "suggest_from"),
}


def __getattr__(name: str) -> object:
    if name == "errors":
        return __import__("hprun.errors", fromlist=[name])
    if name not in _HOMES:
        msg = f"module 'hprun' has no attribute {name!r}"
        raise AttributeError(msg)
    home, attribute = _HOMES[name]
    value = globals()[name] = getattr(__import__(home, fromlist=[attribute]), attribute)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
