"""Layer 4: the dashboard of Optuna, on this machine alone, for any sweep.

A study is shown as it stands. For a sweep without one a study is made in memory, and goes on as
trials end.
"""

from __future__ import annotations

import time
from threading import Thread
from typing import Any

from hprun.errors import UsageError
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import every
from hprun.sweeps.pictures import add, study_of
from hprun.sweeps.study_storage import storage_of
from hprun.sweeps.sweep import Sweep

_HOST = "127.0.0.1"
_PAUSE = 2.0
"""Seconds between two looks at the trials of a sweep without a study."""


def serve(grounds: Grounds, sweep: Sweep, port: int) -> None:
    """Serve the dashboard until it is interrupted. Raises UsageError where that cannot be done."""
    try:
        from optuna_dashboard import (  # type: ignore[import-not-found,unused-ignore]
            run_server,
        )
    except ImportError:
        raise UsageError(
            "optuna-dashboard is not installed", advice="pip install 'hprun[dashboard]'"
        ) from None
    storage = storage_of(grounds, sweep) if sweep.studied else _made(grounds, sweep)
    try:
        run_server(storage, host=_HOST, port=port)
    except OSError as error:
        raise UsageError(
            f"port {port} cannot be used: {error.strerror}", advice="name another with --port"
        ) from None


def _made(grounds: Grounds, sweep: Sweep) -> Any:  # noqa: ANN401 - Optuna's own
    study = study_of(grounds, sweep)
    Thread(target=_keep_up, args=(study, grounds, sweep), daemon=True).start()
    return study._storage  # noqa: SLF001 - what it was made in


def _keep_up(study: Any, grounds: Grounds, sweep: Sweep) -> None:  # noqa: ANN401 - Optuna's own
    known = {each.user_attrs["trial"] for each in study.get_trials(deepcopy=False)}
    while True:
        time.sleep(_PAUSE)
        fresh = [each for each in every(grounds) if each.number not in known]
        known |= {each.number for each in fresh}
        add(study, fresh, grounds, sweep)
