"""The search for the point that fits best: Optuna's CMA-ES, begun at the scenario's own values."""

from __future__ import annotations

import warnings
from collections.abc import Callable

from fssim.calibration.fitting import Point
from fssim.calibration.free_parameters import FreeParameters
from fssim.model.draws import seed_of_32_bits

AT_START = 10  # trials that say the search begins at one point: it takes the best tenth of those it is given


def search(
    parameters: FreeParameters, start: Point, trials: int, seed: int, misfit_at: Callable[[Point], float]
) -> list[Point]:
    """The points tried, best first, each once; the first one tried is `start`.

    The covariance matrix adaptation evolution strategy (Hansen, 2016, *The CMA evolution strategy: a tutorial*) learns
    which parameters trade off against each other. It needs two parameters or more; one alone is searched by Optuna's
    tree-structured Parzen estimator. Points are tried one after another, by a sampler seeded with `seed`, so the same
    call tries the same points. The first ones are spread round `start` by a tenth of each range.
    """
    import optuna

    seed = seed_of_32_bits(seed)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    found: dict[Point, float] = {}
    ranges: dict[str, optuna.distributions.BaseDistribution] = {
        path: optuna.distributions.FloatDistribution(0.0, each.steps) for path, each in parameters.free.items()
    }
    first = {path: float(step) for path, step in zip(parameters.free, start, strict=True)}

    def objective(trial: optuna.Trial) -> float:
        point = tuple(round(trial.suggest_float(path, 0.0, each.steps)) for path, each in parameters.free.items())
        if point not in found:
            found[point] = misfit_at(point)
        return found[point]

    sampler: optuna.samplers.BaseSampler = optuna.samplers.TPESampler(seed=seed)
    if len(start) > 1:
        begun = [optuna.trial.create_trial(params=first, distributions=ranges, value=0.0)] * AT_START
        with warnings.catch_warnings(category=optuna.exceptions.ExperimentalWarning, action="ignore"):
            sampler = optuna.samplers.CmaEsSampler(source_trials=begun, seed=seed, independent_sampler=sampler)
    study = optuna.create_study(sampler=sampler)
    study.enqueue_trial(first)
    study.optimize(objective, n_trials=trials)
    return sorted(found, key=lambda point: found[point])
