"""Units of work, each some replications of one point; and blocks, the points whose results go into one data file."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from typing import cast

from fssim.engine.simulate import prepare_engine, simulate_tables
from fssim.errors import ArgumentError, WorkerLost
from fssim.measures.catalogue import measure_names, measures_of
from fssim.measures.indicators.weekly import Weekly, weekly
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario.findings import Code, ScenarioError
from fssim.scenario.override import with_values
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.sweeps.plan.sweep import Sweep, SweepPoint, count_points, generate_points
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.version import fssim_version

PACKAGE = Path(__file__).parents[3]
SHAPES_RESULTS = ("scenario", "model", "engine", "measures")  # the parts of fssim that results depend on

ChangedFields = tuple[tuple[str, Value], ...]
REPLICATIONS_IN_BLOCK = 100  # about, so that little is lost when a sweep is killed
MOST_BLOCKS = 1000  # files that a folder may have and still be read quickly
REPLICATIONS_AT_ONCE = 20  # of one point, by one process
ReplicationSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WorkUnit:
    """Replications from `first` up to but not `until` of the base scenario (pickled) with changes by dotted path.

    `measures` are the columns wanted, and `chosen` whether they are a choice among all that the points have; `series`
    are the weekly numbers wanted. `version` is what the worker must be too: see `identify_version`.
    """

    base: bytes
    changes: ChangedFields
    engine: str
    seed: int
    first: int
    until: int
    measures: tuple[str, ...]
    version: str
    chosen: bool = False
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What came of it: a row of measures for each replication, one after another, or why there is none; and weekly
    numbers, if any are wanted, of each."""

    rows: array[float]
    failure: str = ""
    weekly: tuple[Weekly, ...] = ()


def do_work(work: WorkUnit) -> UnitResult:
    """Do some replications. What the point is to blame for is a failure; anything else is raised.

    Raises `WorkerLost` if this process runs another version of fssim than the one that asked, or is out of memory.
    """
    refuse_other_version(work.version, identify_version())
    rows = array("d")
    by_week: list[Weekly] = []
    try:
        prepare_engine(work.engine)
        tables = _compile_point(work.base, work.changes)
        for replication in range(work.first, work.until):
            log = simulate_tables(tables, work.seed, replication, work.engine)
            view = View(log)
            rows.extend(_make_row(measures_of(view, work.measures if work.chosen else None), work.measures))
            if work.series:
                by_week.append(weekly(view).only(work.series))
    except MemoryError as error:
        raise WorkerLost(
            "a worker process ran out of memory; give the same command again with fewer (--jobs 1)"
        ) from error
    except OSError as error:
        raise WorkerLost(
            f"a worker process cannot continue: {error}; put that right and give the same command again"
        ) from error
    except Exception as error:
        return UnitResult(array("d"), explain_failure(error))
    return UnitResult(rows, weekly=tuple(by_week))


def refuse_other_version(asking: str, own: str) -> None:
    """Raise `WorkerLost` if this process runs another version of fssim than the one that asks it to do something."""
    if own != asking:
        raise WorkerLost(f"a worker process runs {own}, and this is {asking}; install the same on every machine")


def explain_failure(error: Exception) -> str:
    """Why a point cannot be simulated, on one line."""
    if isinstance(error, ScenarioError):
        return "; ".join(
            f"{problem.field}: {problem.message}"
            for problem in error.problems
            if problem.code is not Code.more_to_check
        )
    return " ".join(f"{type(error).__name__}: {error}".split())


def list_measures_at(base: Scenario, changes: ChangedFields) -> list[str]:
    """The names of the measures of a base scenario with changes, whether or not it can be simulated to its end."""
    return measure_names(_compile_point(pickle.dumps(base), changes))


@lru_cache(maxsize=1)
def identify_version() -> str:
    """The version of fssim, with a hash of the sources that results depend on."""
    files = [
        file
        for part in SHAPES_RESULTS
        for file in sorted(source for source in (PACKAGE / part).rglob("*") if source.suffix in (".py", ".yaml"))
    ]
    return f"fssim {fssim_version()} ({hash_sources(files)})"


def hash_sources(files: Iterable[Path]) -> str:
    """A name for what files of this package are called and say."""
    digest = sha256()
    for file in files:
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@lru_cache(maxsize=4)
def _compile_point(base: bytes, changes: ChangedFields) -> Tables:
    """The compiled scenario of a point. Files that the scenario names need not be on this machine."""
    scenario = _unpickle_base(base)
    return compile_scenario(with_values(scenario, dict(changes), files=False) if changes else scenario)


@lru_cache(maxsize=2)
def _unpickle_base(base: bytes) -> Scenario:
    """What the points of a sweep change, or its baseline."""
    return cast(Scenario, pickle.loads(base))


def _make_row(row: Mapping[str, float], measures: tuple[str, ...]) -> list[float]:
    unknown = [name for name in row if name not in measures]
    if unknown:
        raise ArgumentError(f"gives the measure {unknown[0]}, which other points have not; sweep it by itself")
    return [row.get(name, float("nan")) for name in measures]


@dataclass(slots=True)
class PointRun:
    """A point, and what has come of it so far.

    `asked` is how many replications it is to have by now, `awaited` how many spans of them are still to come, and
    `done` what came of the others, by the first replication of each. `narrow` is whether its intervals were narrow
    enough when last looked at, `over` whether it gets no more replications, and `too_wide` whether that is so although
    its precision is not reached.
    """

    point: SweepPoint
    asked: int = 0
    awaited: int = 0
    done: dict[int, UnitResult] = field(default_factory=dict)
    narrow: bool = False
    over: bool = False
    too_wide: bool = False

    def ask(self, replications: int) -> list[ReplicationSpan]:
        """Have so many replications in all; returns the spans to do for it."""
        parts = split_into_spans(self.asked, replications)
        self.asked = replications
        self.awaited = len(parts)
        return parts

    def take(self, first: int, done: UnitResult) -> bool:
        """Add what came of a span; returns whether no other is awaited."""
        self.done[first] = done
        self.awaited -= 1
        return not self.awaited

    def rows(self) -> tuple[array[float], str]:
        """The measures, replication after replication, or none and why: the first failure."""
        parts = [self.done[first] for first in sorted(self.done)]
        failure = next((part.failure for part in parts if part.failure), "")
        rows = array("d")
        for part in parts if not failure else ():
            rows.extend(part.rows)
        return rows, failure

    def weekly(self) -> list[Weekly]:
        """The weekly numbers, replication after replication; nothing if none are wanted."""
        return [numbers for first in sorted(self.done) for numbers in self.done[first].weekly]


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive points, with what has come of them so far."""

    number: int
    runs: tuple[PointRun, ...]


def count_points_in_block(sweep: Sweep) -> int:
    """How many points a block has. It depends on the sweep alone, so that the files do."""
    few = REPLICATIONS_IN_BLOCK // sweep.plan.most_replications
    return max(1, few, -(-count_points(sweep) // MOST_BLOCKS))


def generate_blocks(sweep: Sweep) -> Iterator[Block]:
    """Every block of a sweep, in order, made as it is asked for."""
    size, rest = count_points_in_block(sweep), generate_points(sweep)
    for number in count():
        members = tuple(islice(rest, size))
        if not members:
            return
        yield Block(number, tuple(PointRun(point) for point in members))


def count_blocks(sweep: Sweep) -> int:
    """How many blocks `generate_blocks` gives."""
    return -(-count_points(sweep) // count_points_in_block(sweep))


def split_into_spans(first: int, until: int) -> list[ReplicationSpan]:
    """Replications of a point in parts that one process does at once: each from, and up to but not including."""
    return [
        (first_of_span, min(first_of_span + REPLICATIONS_AT_ONCE, until))
        for first_of_span in range(first, until, REPLICATIONS_AT_ONCE)
    ]
