"""Running scenarios: many replications of one or several, here or in worker processes, with the same results."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import LawsBroken
from fssim.measures.catalogue import refuse_unknown
from fssim.measures.cohorts import Cohort, cohorts_of
from fssim.measures.indicators.weekly import Weekly
from fssim.model.size import check_effort
from fssim.runs.ensemble import Ensemble
from fssim.runs.paired import refuse_other_clocks
from fssim.runs.process_pool import start_workers
from fssim.runs.read_ensemble import resolve_ensemble
from fssim.runs.replicate import (
    ReplicationOutcome,
    Task,
    compile_pickled,
    list_measures,
    naming_scenario,
    refuse_what_cannot_be,
    replicate,
)
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.whole_numbers import whole_number

Progress = Callable[[int, int], None]


class ProgressCount:
    """How many replications are done, of as many as are known to come."""

    def __init__(self, on_progress: Progress | None) -> None:
        self._on_progress = on_progress or _silent
        self._done = self._total = 0

    def expect(self, more: int) -> None:
        self._total += more
        self._on_progress(self._done, self._total)

    def one_more(self) -> None:
        self._done = min(self._done + 1, self._total)
        self._on_progress(self._done, self._total)

    def finish(self) -> None:
        """All are done, if by fewer than were expected."""
        self._done = self._total
        self._on_progress(self._done, self._total)


def run(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    jobs: int | None = None,
    *,
    engine: str = ENGINES[0],
    check: bool = False,
    touched_by: Scenario | None = None,
    measures: Sequence[str] | None = None,
    ensemble: Ensemble | str | Path | None = None,
    on_progress: Progress | None = None,
) -> Results:
    """Run replications of a scenario, in parallel, and return the measures of each.

    From a script, on Windows and macOS, call it under `if __name__ == "__main__":`, as worker processes import the
    script.

    Parameters
    ----------
    scenario
        What `load` returned.
    replications
        How many, numbered from 0.
    seed
        Of what is drawn. Equal seeds give the same families the same luck in every scenario.
    jobs
        The number of processes: as many as the computer has processors, if left out; 1 starts none. Results do not
        depend on it.
    engine
        What simulates, `compiled` or `simpy`. Results do not depend on it; they name the one that ran.
    check
        Whether to hold every log against the laws of the model.
    touched_by
        Another scenario that this one is to be compared with. The families that something dated in it touches (a
        vacancy, say) are followed, besides those that something in this one does: see `answer`.
    measures
        The names of those wanted, which then cost no more than they need, and are the same numbers as among all of
        them; without weekly numbers, which warnings and the report are made from. All, if left out.
    ensemble
        Parameter sets that all fit, or the file of them, that replications are spread over, two in a row with each: it
        takes four or more. A set's values come first, and what the scenario changes of them stays changed. Intervals of
        the results, and of their difference from others run with the same ensemble, then hold what is not known besides
        luck.
    on_progress
        Called with the numbers of replications done and to do, first with none done.

    Returns
    -------
    Results
        The measures of each replication, in its `frame`.

    Raises
    ------
    ArgumentTypeError
        If `scenario` is no `Scenario`.
    ArgumentError
        If `replications` or `jobs` is no whole number from 1, or `seed` none from 0, and below 2**64; if there is no
        such engine; or replications are fewer than 4 with an ensemble.
    UnknownMeasure
        For a name that is no measure of the scenario, before anything is simulated.
    TooLarge
        If it takes more memory or time than it may.
    ModelError
        If a distribution gives quantities that cannot be.
    ScenarioError
        If the ensemble cannot be used, by line.
    CannotSimulate
        If time does not pass in the scenario.
    EngineUnusable
        If the libraries of the compiled engine are there and do not work.
    LawsBroken
        If `check` finds a law broken.
    WorkerLost
        If a process is ended from outside, or none can be started.
    """
    refuse_what_cannot_be(scenario, seed)
    if touched_by is not None:
        refuse_what_cannot_be(touched_by, seed)
    replications = whole_number("replications", replications, 1)
    cohorts = cohorts_of(touched_by, [scenario]) if touched_by is not None else None
    if measures is not None:
        refuse_unknown(measures, list_measures([scenario]))
    with start_replicating(
        {scenario.title: scenario}, replications, seed, jobs, engine=engine, check=check, log_folder=None,
        on_progress=on_progress, cohorts=cohorts, measures=measures, ensemble=ensemble,
    ) as up_to:  # fmt: skip
        return up_to(replications)[0]


def run_all(
    scenarios: Mapping[str, Scenario],
    replications: int,
    seed: int,
    jobs: int | None = None,
    *,
    engine: str = ENGINES[0],
    check: bool = False,
    log_folder: Path | None = None,
    ensemble: Ensemble | None = None,
    on_progress: Progress | None = None,
) -> list[Results]:
    """Run replications of several scenarios, by name, sharing the worker processes. See `run`.

    `log_folder` is where the event log of replication 0 of each scenario is written, as `log-<name>-0.parquet`. Raises
    `OutputError` if it cannot be.
    """
    replications = whole_number("replications", replications, 1)
    with start_replicating(
        scenarios, replications, seed, jobs, engine=engine, check=check, log_folder=log_folder,
        on_progress=on_progress, ensemble=ensemble,
    ) as up_to:  # fmt: skip
        return up_to(replications)


@contextmanager
def start_replicating(
    scenarios: Mapping[str, Scenario],
    at_most: int,
    seed: int,
    jobs: int | None,
    *,
    engine: str,
    check: bool,
    log_folder: Path | None,
    on_progress: Progress | None,
    cohorts: Sequence[Cohort] | None = None,
    measures: Sequence[str] | None = None,
    ensemble: Ensemble | str | Path | None = None,
) -> Iterator[Callable[[int], list[Results]]]:
    """Yields what carries every scenario on up to a number of replications, and gives the results of all of them.

    It can be called for more and more, `at_most` in the end, and the worker processes are kept in between. `cohorts`
    are the families to follow, whoever they are, in place of those that the first scenario touches; `measures` those
    wanted, if not all; `ensemble` the parameter sets to spread replications over, if any. See `run_all`.
    """
    for scenario in scenarios.values():
        refuse_what_cannot_be(scenario, seed)
    seed, jobs = whole_number("seed", seed), whole_number("jobs", jobs, 1) if jobs is not None else None
    refuse_other_clocks(list(scenarios.items()))
    check_effort(list(scenarios.values()), at_most, jobs, engine)
    spread = resolve_ensemble(ensemble)
    pickled = {
        name: [pickle.dumps(one) for one in (spread.scenarios_with(scenario, at_most) if spread else [scenario])]
        for name, scenario in scenarios.items()
    }
    for name in scenarios:  # here, before the processes start, so that a scenario that cannot be compiled is known now
        with naming_scenario(name):
            compile_pickled(pickled[name][0])
    engine = prepare_engine(engine)  # once, so that every process finds it ready; it may be another that runs
    first, *others = scenarios
    everybody = cohorts is not None
    followed = tuple(cohorts if cohorts is not None else cohorts_of(scenarios[first], [scenarios[o] for o in others]))
    outcomes: dict[tuple[str, int], ReplicationOutcome] = {}
    on_progress = on_progress or _silent
    chosen = tuple(measures) if measures is not None else None

    with start_workers(jobs, at_most * len(scenarios)) as executor:

        def up_to(replications: int) -> list[Results]:
            done = len(outcomes) // len(scenarios)
            keys = [(name, replication) for replication in range(done, replications) for name in scenarios]
            total = replications * len(scenarios)
            tasks = (
                Task(
                    pickled[name][spread.run.set_of(replication) if spread else 0],
                    engine,
                    seed,
                    replication,
                    check,
                    _place_log(log_folder, name, replication),
                    followed,
                    chosen,
                )
                for name, replication in keys
            )
            results = executor.map(replicate, tasks)
            on_progress(len(outcomes), total)
            for key, outcome in zip(keys, results, strict=True):
                mine = outcome if everybody else _keep_members(outcome, outcomes.get((first, key[1]), outcome))
                outcomes[key] = mine
                on_progress(len(outcomes), total)
            _refuse_broken_laws(outcomes)
            return [
                Results(
                    name,
                    scenario,
                    engine,
                    seed,
                    {r: outcomes[name, r].row for r in range(replications)},
                    _gather_weekly({r: outcomes[name, r] for r in range(replications)}),
                    {
                        cohort.name: {r: outcomes[name, r].followed[place] for r in range(replications)}
                        for place, cohort in enumerate(followed)
                    },
                    spread.run if spread else None,
                )
                for name, scenario in scenarios.items()
            ]

        yield up_to


def _gather_weekly(outcomes: Mapping[int, ReplicationOutcome]) -> dict[int, Weekly]:
    return {number: outcome.weekly for number, outcome in outcomes.items() if outcome.weekly is not None}


def _keep_members(outcome: ReplicationOutcome, first: ReplicationOutcome) -> ReplicationOutcome:
    """An outcome with only those followed who are in the cohorts by the first scenario, whose outcome comes first."""
    kept = (
        mine.only(np.isin(mine.identity, theirs.identity[theirs.is_member]))
        for mine, theirs in zip(outcome.followed, first.followed, strict=True)
    )
    return replace(outcome, followed=tuple(kept))


def _refuse_broken_laws(outcomes: Mapping[tuple[str, int], ReplicationOutcome]) -> None:
    broken = [
        f"{name}, replication {replication}: {law}"
        for (name, replication), outcome in outcomes.items()
        for law in outcome.broken_laws
    ]
    if broken:
        raise LawsBroken("\n".join(broken))


def _place_log(folder: Path | None, name: str, replication: int) -> Path | None:
    return folder / name_log(name, replication) if folder is not None and replication == 0 else None


def name_log(name: str, replication: int) -> str:
    """The file that a scenario's event log is written to."""
    return f"log-{name}-{replication}.parquet"


def _silent(done: int, total: int) -> None:
    pass
