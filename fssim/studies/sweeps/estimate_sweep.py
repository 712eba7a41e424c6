"""What a sweep will take, before hours are spent on it: points, replications, time, disk and memory; and whether a few
points, tried now, can be simulated, and what they measure."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter

from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import QuestionError
from fssim.measures.headline import lead_measures
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.size import estimate_effort
from fssim.runs.process_pool import count_processes
from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.scenario.schema.units import WEEKS_A_YEAR
from fssim.studies.sweeps.plan.design import estimate_scratch_bytes
from fssim.studies.sweeps.plan.factors import FieldKind
from fssim.studies.sweeps.plan.sweep import (
    Sweep,
    SweepPoint,
    build_scenario,
    count_points,
    generate_points,
    list_changes,
    load_sweep,
)
from fssim.studies.sweeps.sweep_summary import estimate_summary_bytes
from fssim.studies.sweeps.work.data_files import KEYS
from fssim.studies.sweeps.work.sweep_manifest import count_manifest_bytes
from fssim.studies.sweeps.work.work_units import (
    WorkUnit,
    count_blocks,
    do_work,
    explain_failure,
    identify_version,
    list_measures_at,
    split_into_spans,
)
from fssim.whole_numbers import whole_number, write_count

MOST_TRIED = 20  # points; each takes a seventh of a second
MOST_NAMED = 4  # values of a point
BYTES_A_VALUE, BYTES_A_WEEK = 8, 4
BYTES_A_COLUMN = 740  # of a data file, for what it says of the column: what 409 columns took
TRIED_REPLICATIONS = 2


@dataclass(frozen=True, slots=True)
class SweepEstimate:
    """What a sweep will take on this computer: what `estimate_sweep` returns.

    Attributes
    ----------
    sweep
        The sweep.
    points
        How many points it has, its baseline among them.
    fewest, most
        How many replications all points have between them; where a precision decides, the fewest and the most.
    jobs
        How many processes the time is of.
    measures
        How many measures each replication keeps.
    seconds_a_point, seconds_a_replication
        How long it took to make the scenario of a point, and to simulate and measure one replication of it: once, on
        this computer, as busy as it was.
    disk, scratch, memory
        Bytes: of the folder, with the fewest replications and with the most; in the user's cache folder, until the
        last point is done; and of all processes at their most.
    trouble
        What there is to tell of points that cannot be simulated, of a few that were tried; nothing if all can.
    """

    sweep: Sweep
    points: int
    fewest: int
    most: int
    jobs: int
    measures: int
    seconds_a_point: float
    seconds_a_replication: float
    disk: tuple[float, float]
    scratch: float
    memory: float
    trouble: str

    def __repr__(self) -> str:
        return f"<SweepEstimate: {self.sweep.plan.title}, {write_count(self.points, 'point')}>"

    @property
    def seconds(self) -> tuple[float, float]:
        """How many seconds it will take, with the fewest replications and with the most."""
        plan = self.sweep.plan
        ends = []
        for each, in_all in ((plan.fewest_replications, self.fewest), (plan.most_replications, self.most)):
            made = self.points * len(split_into_spans(0, each))
            ends.append((made * self.seconds_a_point + in_all * self.seconds_a_replication) / self.jobs)
        return ends[0], ends[1]


def estimate_sweep(what: Sweep | str | Path, jobs: int | None = None, *, engine: str = ENGINES[0]) -> SweepEstimate:
    """Say what a sweep will take, by trying a few of its points, before it is run.

    Parameters
    ----------
    what
        What `load_sweep` returned, the path of a sweep file, or the name of a sweep that comes with fssim.
    jobs
        The number of processes that it will have: as many as the computer has processors, if left out.
    engine
        What is to simulate, `compiled` or `simpy`.

    Returns
    -------
    SweepEstimate
        Points, replications, time, disk and memory. Nothing is left on the disk.

    Raises
    ------
    ScenarioError
        If the file is not right, or no point of it can be simulated.
    QuestionError
        If the points that were tried fail while they are simulated.
    OutputError
        If there is no room in the user's cache folder for what the design keeps there while its points are made.
    ArgumentError
        If `jobs` is no whole number from 1, or there is no such engine.
    EngineUnusable
        If the libraries of the compiled engine are there and do not work.
    """
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    sweep = what if isinstance(what, Sweep) else load_sweep(what)
    plan, points = sweep.plan, count_points(sweep)
    prepare_engine(engine)
    trouble = try_points(sweep)
    measures = tuple(list_kept_measures(sweep, engine))
    a_point, a_replication = _time_point(sweep, engine, measures)
    processes = count_processes(jobs, points * len(split_into_spans(0, plan.most_replications)))
    fewest = points * plan.fewest_replications
    if plan.precision is not None and sweep.baseline is not None:  # which has as many as any point can need
        fewest += plan.most_replications - plan.fewest_replications
    most = points * plan.most_replications
    memory = estimate_effort([sweep.base], most, processes, engine, kept=False).bytes
    disk = tuple(estimate_disk_bytes(sweep, measures, rows, count_blocks(sweep)) for rows in (fewest, most))
    return SweepEstimate(
        sweep,
        points,
        fewest,
        most,
        processes,
        len(measures),
        a_point,
        a_replication,
        (disk[0], disk[1]),
        estimate_scratch_bytes(plan.design, sweep.factors, plan.correlations),
        memory,
        trouble,
    )


def estimate_disk_bytes(sweep: Sweep, measures: Sequence[str], replications: float, blocks: int) -> float:
    """What a folder with so many replications in so many blocks will take, both summaries of all points among it."""
    clock = sweep.base.whole_clock
    weeks = len(sweep.plan.weekly) * WEEKS_A_YEAR * (clock.warm_up_years + clock.observed_years)
    rows = replications * (len(measures) * BYTES_A_VALUE + weeks * BYTES_A_WEEK)
    columns = len(measures) + len(sweep.factors) + len(sweep.plan.weekly) + len(KEYS)
    parts = rows + count_points(sweep) * len(sweep.factors) * BYTES_A_VALUE + blocks * columns * BYTES_A_COLUMN
    return parts + estimate_summary_bytes(sweep, len(measures)) + count_manifest_bytes(sweep, measures)


def _time_point(sweep: Sweep, engine: str, measures: tuple[str, ...]) -> tuple[float, float]:
    """Seconds to make the scenario of a point, and to simulate and measure a replication of it, once all is warm."""
    base = pickle.dumps(sweep.base)
    failure = ""
    for point in spread_points(sweep):
        try:
            begun = perf_counter()
            compile_scenario(build_scenario(sweep, point))
            a_point = perf_counter() - begun
        except (ScenarioError, ValueError):
            continue
        work = WorkUnit(
            base, tuple(list_changes(sweep, point).items()), engine, sweep.plan.seed, 0, 1, measures,
            identify_version(), bool(sweep.plan.measures), sweep.plan.weekly,
        )  # fmt: skip
        failure = do_work(work).failure
        if not failure:
            begun = perf_counter()
            do_work(replace(work, first=1, until=1 + TRIED_REPLICATIONS))
            return a_point, (perf_counter() - begun) / TRIED_REPLICATIONS
    raise QuestionError(f"the points that were tried cannot be simulated: {failure}")


def try_points(sweep: Sweep) -> str:
    """Make and compile the scenarios of points spread over the design, the first and the last among them.

    Returns what to tell of those that cannot be simulated, nothing if all can. Raises `ScenarioError` if none can.
    """
    tried = list(spread_points(sweep))
    wrong: dict[str, str] = {}
    for point in tried:
        try:
            compile_scenario(build_scenario(sweep, point))
        except (ScenarioError, ValueError) as error:
            wrong[_name_point(point)] = explain_failure(error)
    if len(wrong) == len(tried):
        raise ScenarioError(Problem(name, 0, (), reason, Code.cannot_be_drawn) for name, reason in wrong.items())
    if not wrong:
        return ""
    name, reason = next(iter(wrong.items()))
    return (
        f"{len(wrong):,} of the {write_count(len(tried), 'point')} tried cannot be simulated, and "
        f"{'is' if len(wrong) == 1 else 'are'} recorded as failed; the first is {name}: {reason}"
    )


def list_kept_measures(sweep: Sweep, engine: str) -> list[str]:
    """The names of the measures that the points of a sweep have: of the base, the baseline, and the base with each of
    the texts and truths that vary, as they name what the measures are of. (Numbers and dates do not.) Of those, the
    ones that the sweep chooses, and that decide about its precision, if it chooses any."""
    names_at = [list_measures_at(sweep.base, (), engine, sweep.plan.seed)]
    if sweep.baseline is not None:
        names_at.append(list_measures_at(sweep.baseline, (), engine, sweep.plan.seed))
    for factor in sweep.factors:
        for value in factor.values if factor.kind in (FieldKind.text, FieldKind.truth) else ():
            try:
                changes = tuple(factor.changes(value).items())
                names_at.append(list_measures_at(sweep.base, changes, engine, sweep.plan.seed))
            except ScenarioError:
                continue  # not right by itself; it may be at a point, where other values go with it
    known = dict.fromkeys(name for names in names_at for name in names)
    plan = sweep.plan
    decide = (plan.precision.measures or lead_measures(sweep.base)) if plan.precision is not None else ()
    return [name for name in known if not plan.measures or name in plan.measures or name in decide]


def spread_points(sweep: Sweep) -> Iterator[SweepPoint]:
    """Points at even distances, the first and the last among them; all, if there are few. Not the baseline."""
    last = count_points(sweep) - (sweep.baseline is not None)
    chosen = {1 + round(at * (last - 1) / (MOST_TRIED - 1)) for at in range(MOST_TRIED)}
    return generate_points(sweep, chosen)


def _name_point(point: SweepPoint) -> str:
    values = ", ".join(f"{name} {value}" for name, value in islice(point.values.items(), MOST_NAMED))
    more = len(point.values) - MOST_NAMED
    return f"point {point.number} ({values}{f' and {more} more' if more > 0 else ''})"
