"""Layer 4: what a sweep has found, as pictures: drawn by Optuna, of any sweep.

A study is made of the ledger for it, in memory, whoever has chosen the values.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from hprun.errors import UsageError
from hprun.records import state as states
from hprun.records.recorded import series
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import Settled, every
from hprun.sweeps.objective import title
from hprun.sweeps.studies import back, distributions
from hprun.sweeps.study_storage import EXTRA
from hprun.sweeps.sweep import Sweep

_MOST_CURVES = 200
"""Trials whose curves are drawn; more cannot be told apart."""
_SPREAD = 2
"""Trials of different values that importances need at least."""
PLOTS = "plots.html"
_PACKAGES = {".html": "plotly", ".png": "matplotlib"}


def study_of(grounds: Grounds, sweep: Sweep) -> Any:  # noqa: ANN401 - Optuna's own
    """Return a study, in memory, of all trials that have ended. Raises UsageError."""
    try:
        import optuna  # type: ignore[import-not-found,unused-ignore]  # an extra
    except ImportError:
        raise UsageError("optuna is not installed", advice=EXTRA) from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    direction = "maximize" if sweep.goal == "max" else "minimize"
    study = optuna.create_study(direction=direction, study_name=os.path.basename(grounds.folder))
    add(study, every(grounds), grounds, sweep)
    return study


def add(study: Any, found: Iterable[Settled], grounds: Grounds, sweep: Sweep) -> None:  # noqa: ANN401
    """Add trials that have ended to a study."""
    from optuna.trial import (  # type: ignore[import-not-found,unused-ignore]
        TrialState,
        create_trial,
    )

    spread = distributions(sweep.space)
    words = {states.COMPLETED: TrialState.COMPLETE, states.PRUNED: TrialState.PRUNED}
    for settled in found:
        if settled.values.keys() != spread.keys():
            continue
        state = words.get(settled.state, TrialState.FAIL)
        value = settled.value if state == TrialState.COMPLETE else None
        if state == TrialState.COMPLETE and value is None:
            state = TrialState.FAIL
        study.add_trial(
            create_trial(
                state=state,
                value=value,
                params={each.name: back(each, settled.values[each.name]) for each in sweep.space},
                distributions=spread,
                intermediate_values=_curve(grounds.trial(settled.key), sweep)
                if settled.number < _MOST_CURVES
                else {},
                user_attrs={"trial": settled.number},
            )
        )


def _curve(folder: str, sweep: Sweep) -> dict[int, float]:
    """Return what a trial has reported, by the step."""
    name = title(sweep.metric, folder)
    return {int(step): value for step, value in series(folder, name) if step == int(step)}


def draw(grounds: Grounds, sweep: Sweep, path: str) -> None:
    """Write pictures of a sweep into one file: a page for a browser, without a network, or a PNG.

    Raises UsageError where that cannot be done.
    """
    ending = os.path.splitext(path)[1].lower()
    if ending not in _PACKAGES:
        raise UsageError(
            f"no picture ends in {ending or 'nothing'}",
            origin=f"-o {path}",
            advice="end it in .html or .png",
        )
    study = study_of(grounds, sweep)
    judged = [each for each in study.get_trials(deepcopy=False) if each.value is not None]
    if not judged:
        raise UsageError("no trial has a number that could be drawn", origin=grounds.folder)
    name = title(sweep.metric, grounds.trial((judged[0].user_attrs["trial"], 0)))
    write = _page if ending == ".html" else _picture
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            write(study, name, path)
    except ImportError:
        package = _PACKAGES[ending]
        raise UsageError(
            f"{package} is not installed, which makes {ending} files",
            origin=f"-o {path}",
            advice=f"pip install {package}",
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def _figures(study: Any, name: str, of: Any) -> Iterator[Any]:  # noqa: ANN401 - Optuna's own
    """Yield what Optuna draws, by one of its modules."""
    yield of.plot_optimization_history(study, target_name=name)
    yield of.plot_parallel_coordinate(study, target_name=name)
    yield of.plot_slice(study, target_name=name)
    judged = [each for each in study.get_trials(deepcopy=False) if each.value is not None]
    if len({each.value for each in judged}) >= _SPREAD:
        from optuna.importance import (  # type: ignore[import-not-found,unused-ignore]
            PedAnovaImportanceEvaluator,
        )

        evaluator = PedAnovaImportanceEvaluator()
        yield of.plot_param_importances(study, evaluator=evaluator, target_name=name)
    if any(len(each.intermediate_values) > 1 for each in study.get_trials(deepcopy=False)):
        yield of.plot_intermediate_values(study)


def _page(study: Any, name: str, path: str) -> None:  # noqa: ANN401 - Optuna's own
    import plotly  # type: ignore[import-not-found,import-untyped,unused-ignore]  # an extra
    from optuna import visualization  # type: ignore[import-not-found,unused-ignore]

    _ = plotly.__version__
    parts = [
        figure.to_html(full_html=False, include_plotlyjs=not position)
        for position, figure in enumerate(_figures(study, name, visualization))
    ]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"<!doctype html><meta charset=utf-8><body>{''.join(parts)}</body>\n")


def _picture(study: Any, name: str, path: str) -> None:  # noqa: ANN401 - Optuna's own
    import matplotlib as mpl  # type: ignore[import-not-found,unused-ignore]  # an extra

    mpl.use("Agg")
    import numpy as np  # type: ignore[import-not-found,unused-ignore]
    from matplotlib import image  # type: ignore[import-not-found,unused-ignore]
    from matplotlib import pyplot as plt  # type: ignore[import-not-found,unused-ignore]
    from optuna.visualization import (  # type: ignore[import-not-found,unused-ignore]
        matplotlib as visualization,
    )

    drawn = []
    for axes in _figures(study, name, visualization):
        figure = np.ravel(axes)[0].figure
        figure.set_size_inches(10, 5)
        figure.tight_layout()
        figure.canvas.draw()
        drawn.append(np.asarray(figure.canvas.buffer_rgba()).copy())
        plt.close(figure)
    image.imsave(path, np.vstack(drawn))
