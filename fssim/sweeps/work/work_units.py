"""The unit of work: some replications of one point, done in any process on any machine."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import cast

from fssim.engine.simulate import prepare, simulate
from fssim.errors import ArgumentError, WorkerLost
from fssim.measures import measure
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario.findings import Code, ScenarioError
from fssim.scenario.override import with_values
from fssim.scenario.schema.scenario import Scenario
from fssim.sweeps.plan.sweep_file import Value
from fssim.version import fssim_version

PACKAGE = Path(__file__).parents[2]
SHAPES_RESULTS = ("scenario", "model", "engine", "measures")  # the parts of fssim that results depend on

Changes = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Work:
    """Replications from `first` up to but not `until` of the base scenario (pickled) with changes by dotted path.

    `measures` are the columns wanted. `version` is what the worker must be too: see `version`.
    """

    base: bytes
    changes: Changes
    engine: str
    seed: int
    first: int
    until: int
    measures: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: a row of measures for each replication, one after another, or why there is none."""

    rows: array[float]
    failure: str = ""


def do(work: Work) -> Done:
    """Do some replications. What the point is to blame for is a failure; anything else is raised.

    Raises `WorkerLost` if this process runs another version of fssim than the one that asked, or is out of memory.
    """
    if version() != work.version:
        raise WorkerLost(
            f"a worker process runs {version()}, and this is {work.version}; install the same on every machine"
        )
    rows = array("d")
    try:
        prepare(work.engine)
        tables = _tables(work.base, work.changes)
        for replication in range(work.first, work.until):
            found = measure(simulate(tables, work.seed, replication, work.engine))
            rows.extend(_row(found, work.measures))
    except MemoryError as error:
        raise WorkerLost(
            "a worker process ran out of memory; give the same command again with fewer (--jobs 1)"
        ) from error
    except OSError as error:
        raise WorkerLost(
            f"a worker process cannot continue: {error}; put that right and give the same command again"
        ) from error
    except Exception as error:
        return Done(array("d"), reason_of(error))
    return Done(rows)


def reason_of(error: Exception) -> str:
    """Why a point cannot be simulated, on one line."""
    if isinstance(error, ScenarioError):
        return "; ".join(
            f"{each.field}: {each.message}" for each in error.problems if each.code is not Code.more_to_check
        )
    return " ".join(f"{type(error).__name__}: {error}".split())


def measures_at(base: Scenario, changes: Changes, engine: str, seed: int) -> list[str]:
    """The names of the measures of a base scenario with changes."""
    return list(measure(simulate(_tables(pickle.dumps(base), changes), seed, 0, engine)))


@lru_cache(maxsize=1)
def version() -> str:
    """The version of fssim, with a hash of the sources that results depend on."""
    digest = sha256()
    for part in SHAPES_RESULTS:
        for file in sorted((PACKAGE / part).rglob("*.py")):
            digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return f"fssim {fssim_version()} ({digest.hexdigest()[:12]})"


@lru_cache(maxsize=4)
def _tables(base: bytes, changes: Changes) -> Tables:
    """The compiled scenario of a point. Files that the scenario names need not be on this machine."""
    scenario = cast(Scenario, pickle.loads(base))
    return compile_scenario(with_values(scenario, dict(changes), files=False) if changes else scenario)


def _row(found: Mapping[str, float], measures: tuple[str, ...]) -> list[float]:
    unknown = [name for name in found if name not in measures]
    if unknown:
        raise ArgumentError(f"gives the measure {unknown[0]}, which other points have not; sweep it by itself")
    return [found.get(name, float("nan")) for name in measures]
