"""Layer 2: the module `hyperparameter`, for scripts that are run where it is not installed.

It has the names of both 0.5 (`param_scope`, `auto_param`) and 0.6 (`scope`, `param`), over hprun's
one store. What a name needs is imported when the name is asked for: a script that reads a scope
does not pay for `argparse`.

    values    how a value becomes what its reader's default says
    scopes    `scope`; `storage` is another view of it
    params    `param`
    tune      values that a search suggests
    loader    `config`: files, merged and interpolated; `schema` checks them against a class
    cli       `launch`: the command line inside of a script
    api       all names that a script can take from there
"""

from __future__ import annotations

from hprun.version import VERSION as _HPRUN

__all__ = ["auto_param", "config", "launch", "param", "param_scope", "run_cli", "scope"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.compat.hyperparameter.cli import launch, run_cli
    from hprun.compat.hyperparameter.loader import config
    from hprun.compat.hyperparameter.params import auto_param, param
    from hprun.compat.hyperparameter.scopes import param_scope, scope

VERSION = f"0.6.0+hprun.{_HPRUN}"
"""The release of hyperparameter whose names these are."""
_HOMES = {
    **dict.fromkeys(("launch", "run_cli"), "cli"),
    "config": "loader",
    **dict.fromkeys(("auto_param", "param"), "params"),
    **dict.fromkeys(("param_scope", "scope"), "scopes"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        msg = f"module 'hyperparameter' (as hprun serves it) has no attribute {name!r}"
        raise AttributeError(msg)
    home = __import__(f"hprun.compat.hyperparameter.{_HOMES[name]}", fromlist=[name])
    value = globals()[name] = getattr(home, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
