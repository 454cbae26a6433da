"""Layer 2: what scripts import from `hyperparameter.api`."""

from __future__ import annotations

from hprun.compat.hyperparameter.params import auto_param, param
from hprun.compat.hyperparameter.scopes import param_scope, scope

__all__ = ["auto_param", "launch", "param", "param_scope", "run_cli", "scope"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.compat.hyperparameter.cli import launch, run_cli


def __getattr__(name: str) -> object:
    if name not in ("launch", "run_cli"):
        raise AttributeError(name)
    from hprun.compat.hyperparameter import cli

    return getattr(cli, name)
