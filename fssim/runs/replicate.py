"""One replication: a scenario compiled (once in each process), simulated and measured; or played again, otherwise."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from math import inf
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.errors import ArgumentTypeError, ModelError
from fssim.files.atomic_write import explained
from fssim.measures import check_laws
from fssim.measures.catalogue import measure_log as measures_of_log
from fssim.measures.catalogue import measure_names, measures_of, refuse_unknown
from fssim.measures.cohorts import Cohort
from fssim.measures.followed_families import Followed, followed
from fssim.measures.headline import headline_measures
from fssim.measures.indicators.weekly import Weekly, weekly
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.draws import GOLDEN, mix
from fssim.model.family_table import FamilyTable, NewLuck
from fssim.model.tables import Tables
from fssim.runs.folder.parquet import write_log
from fssim.scenario.schema.scenario import Scenario
from fssim.whole_numbers import whole_number

if TYPE_CHECKING:
    import pandas as pd

Counted = TypeVar("Counted")
NumberedReplication = tuple[Scenario, int]  # a scenario with the number of its replication
DoEach = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]  # as `map` does, here or elsewhere


@dataclass(frozen=True, slots=True)
class Task:
    """One replication to do. `scenario` is pickled, so that a process can tell one it has compiled before."""

    scenario: bytes
    engine: str
    seed: int
    replication: int
    check: bool = False
    log_file: Path | None = None
    cohorts: tuple[Cohort, ...] = ()  # whom to follow
    measures: tuple[str, ...] | None = None  # those wanted; all, and the weekly numbers too, if left out


@dataclass(frozen=True, slots=True)
class ReplicationOutcome:
    """What a replication gave: its measures by name, the laws its log breaks (empty unless checked), how full the
    service was week by week (unless measures were chosen), and the families of each of the cohorts, followed."""

    row: dict[str, float]
    broken_laws: tuple[str, ...]
    weekly: Weekly | None
    followed: tuple[Followed, ...] = ()


def replicate(task: Task) -> ReplicationOutcome:
    """Do one replication, in any process. Raises `OutputError` if its log cannot be written."""
    log = simulate_tables(compile_pickled(task.scenario), task.seed, task.replication, task.engine)
    if task.log_file is not None:
        try:
            write_log(task.log_file, log, task.engine)
        except OSError as error:
            raise explained(error, task.log_file.name) from error
    view = View(log)
    return ReplicationOutcome(
        measures_of(view, task.measures),
        tuple(check_laws(log)) if task.check else (),
        weekly(view) if task.measures is None else None,
        tuple(followed(view, _unpickle_scenario(task.scenario), cohort) for cohort in task.cohorts),
    )


def count_each(
    do_each: DoEach,
    count: Callable[[EventLog], Counted],
    asked: Sequence[NumberedReplication],
    seed: int,
    on_done: Callable[[], None],
    engine: str = ENGINES[0],
) -> list[Counted]:
    """What `count` makes of the log of each replication asked for, in their order. `on_done` is called after each.

    Raises `ModelError` for a scenario a distribution of which gives quantities that cannot be.
    """
    pickled = {identity: pickle.dumps(scenario) for identity, scenario in {id(one): one for one, _ in asked}.items()}
    tasks = (Task(pickled[id(scenario)], engine, seed, replication) for scenario, replication in asked)
    results = do_each(partial(_count_replication, count), tasks)
    counted: list[Counted] = []
    for scenario, _ in asked:
        with naming_scenario(scenario.title):
            counted.append(next(results))
        on_done()
    return counted


def _count_replication(count: Callable[[EventLog], Counted], task: Task) -> Counted:
    return count(simulate_tables(compile_pickled(task.scenario), task.seed, task.replication, task.engine))


@contextmanager
def naming_scenario(title: str) -> Iterator[None]:
    """In the body, a `ModelError` says which scenario it is about."""
    try:
        yield
    except ModelError as error:
        raise ModelError(f"{title}: {error}") from error


@lru_cache(maxsize=16)
def compile_pickled(pickled: bytes) -> Tables:
    """The tables of a pickled scenario. Compiled once in each process."""
    return compile_scenario(_unpickle_scenario(pickled))


@lru_cache(maxsize=16)
def _unpickle_scenario(pickled: bytes) -> Scenario:
    return cast(Scenario, pickle.loads(pickled))


def simulate(scenario: Scenario, seed: int = 1, replication: int = 0, engine: str = ENGINES[0]) -> EventLog:
    """Simulate one replication of a scenario and return its event log.

    The same scenario, seed and replication give the same log, to the last bit. Families and posts have their own luck
    under each (seed, replication), whatever the scenario, so two scenarios' logs of one replication are the same people
    meeting different services.

    Parameters
    ----------
    scenario
        What `load` returned.
    seed
        Of what is drawn: a whole number from 0 and below 2**64.
    replication
        Which replication: a whole number from 0 and below 2**64.
    engine
        What simulates, `compiled` or `simpy`. The log does not depend on it.

    Returns
    -------
    EventLog
        What happened: `to_frame()` is a pandas DataFrame with one row an event.

    Raises
    ------
    ArgumentTypeError
        If `scenario` is no `Scenario`.
    ArgumentError
        If there is no such engine, or `seed` or `replication` is no such number.
    ModelError
        If a distribution gives negative or infinite quantities.
    TooLarge
        If it takes more memory than it may.
    CannotSimulate
        If time does not pass in the scenario.
    EngineUnusable
        If the libraries of the compiled engine are there and do not work.
    """
    refuse_what_cannot_be(scenario, seed)
    seed, replication = whole_number("seed", seed), whole_number("replication", replication)
    with naming_scenario(scenario.title):
        return simulate_tables(compile_pickled(pickle.dumps(scenario)), seed, replication, engine)


def refuse_what_cannot_be(scenario: object, seed: int) -> None:
    """Raise `TypeError` for what is no scenario, and `ValueError` for what is no seed."""
    if not isinstance(scenario, Scenario):
        path = repr(str(scenario)) if isinstance(scenario, str | PathLike) else "..."
        kind = type(scenario).__name__
        raise ArgumentTypeError(f"a Scenario is needed, and this is of type {kind}; load it first: fssim.load({path})")
    whole_number("seed", seed)


def measure(log: EventLog, measures: Sequence[str] | None = None) -> pd.Series[float]:
    """The measures of one replication.

    Parameters
    ----------
    log : EventLog
        What `fssim.simulate` wrote.
    measures : sequence of str, optional
        The names of those wanted, such as `["visits_in_time_percent"]`, which then cost no more than they need. All, if
        left out.

    Returns
    -------
    pandas.Series of float64
        One value a measure, by name (the index), over the observed years, in the unit in which the name ends. In the
        order asked for; of all, in that of a run's files. A measure nothing happened for (the mean wait of nobody) is
        nan. A measure asked for has the same value, to the last bit, as when all are worked out. `fssim.describe` says
        what each name means, in what unit, and whether more of it is worse.

    Raises
    ------
    UnknownMeasure
        If a name is no measure of the log's scenario: the message gives the nearest that is.
    """
    import pandas as pd

    values = measures_of_log(log, measures)
    row = values if measures is None else {name: values[name] for name in measures}
    return pd.Series(row, name=log.replication, dtype="float64")


def list_measures(scenarios: Iterable[Scenario]) -> list[str]:
    """The names of the measures that any of the scenarios has. Raises `ModelError` for one that cannot be drawn."""
    return list(dict.fromkeys(name for scenario in scenarios for name in _list_measures_of(scenario)))


def _list_measures_of(scenario: Scenario) -> list[str]:
    with naming_scenario(scenario.title):
        return measure_names(compile_pickled(pickle.dumps(scenario)))


def choose_measures(scenario: Scenario, asked: Sequence[str] | None, known: Collection[str]) -> list[str]:
    """The measures asked for, or the headline ones. Raises `UnknownMeasure` for one that is not `known`."""
    if asked is None:
        return headline_measures(scenario, known)
    refuse_unknown(asked, known)
    return list(dict.fromkeys(asked))


@dataclass(frozen=True, slots=True)
class Replay:
    """How to play a replication again for one family.

    `luck` 0 is the luck it had. Any other number is another luck, the same in every scenario: everybody else's from the
    first day on, and the family's own `since` a time, in working days. `aside` is a mask of needs that no family but
    this one has. The replay stops at `until`.
    """

    family: int
    luck: int = 0
    since: float = inf
    aside: int = 0
    until: float = inf


def replay(log: EventLog, how: Replay, engine: str | None = None) -> EventLog:
    """What then happens to the one family: a log of its rows alone. Who is in post, when families come and what they
    are like stay as they were."""
    families, luck = log.families, None
    if how.luck:
        keys = array("Q", (mix(mix(key) + how.luck * GOLDEN) for key in families.key))
        luck = NewLuck(how.since, keys)
        families = replace(families, key=_replace(keys, how.family, families.key[how.family]))
    if how.aside:
        families = _set_needs_aside(families, how)
    tables = replace(log.tables, horizon=min(how.until, log.tables.horizon))
    played = simulate_tables(tables, log.seed, log.replication, engine, families=families, luck=luck)
    return keep_one_family(played, how.family)


def keep_one_family(log: EventLog, family: int) -> EventLog:
    """The log's rows about one family."""
    rows = np.flatnonzero(np.asarray(log.columns["family"]) == family)
    columns: dict[str, Any] = {name: np.asarray(column)[rows] for name, column in log.columns.items()}
    return replace(log, columns=columns)


def _replace(column: array[int], row: int, value: int) -> array[int]:
    changed = column[:]
    changed[row] = value
    return changed


def _set_needs_aside(families: FamilyTable, how: Replay) -> FamilyTable:
    needs = array("q", (mask & ~how.aside for mask in families.needs))
    return replace(families, needs=_replace(needs, how.family, families.needs[how.family]))
