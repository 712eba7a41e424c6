"""The search for the point that fits best: Optuna's tree-structured Parzen estimator over the steps of each range."""

from __future__ import annotations

from collections.abc import Callable

from fssim.experiment.calibration.fitting import Point
from fssim.experiment.calibration.free_parameters import FreeParameters


def search(
    parameters: FreeParameters, start: Point, trials: int, seed: int, misfit_at: Callable[[Point], float]
) -> list[Point]:
    """The points tried, best first, each once; the first one tried is `start`.

    Points are tried one after another, with a sampler seeded by `seed`, so the same call tries the same points.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    found: dict[Point, float] = {}

    def objective(trial: optuna.Trial) -> float:
        point = tuple(trial.suggest_int(path, 0, each.steps) for path, each in parameters.free.items())
        if point not in found:
            found[point] = misfit_at(point)
        return found[point]

    sampler = optuna.samplers.TPESampler(seed=seed, multivariate=True)
    study = optuna.create_study(sampler=sampler)
    study.enqueue_trial(dict(zip(parameters.free, start, strict=True)))
    study.optimize(objective, n_trials=trials)
    return sorted(found, key=lambda point: found[point])
