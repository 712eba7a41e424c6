"""What a sweep will take, before hours are spent on it: points, replications, time, disk and memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.measures.headline import lead_measures
from fssim.model.size import estimate_effort
from fssim.runs.process_pool import count_processes
from fssim.scenario.findings import ScenarioError
from fssim.scenario.schema.units import WEEKS_A_YEAR
from fssim.studies.sweeps.plan.design import estimate_scratch_bytes
from fssim.studies.sweeps.plan.factors import FieldKind
from fssim.studies.sweeps.plan.sweep import Sweep, count_points, load_sweep
from fssim.studies.sweeps.sweep_summary import estimate_summary_bytes
from fssim.studies.sweeps.tried_points import WorkEstimate, time_points, try_points
from fssim.studies.sweeps.work.data_files import KEYS
from fssim.studies.sweeps.work.sweep_manifest import count_manifest_bytes
from fssim.studies.sweeps.work.work_units import count_blocks, list_measures_at, split_into_spans
from fssim.whole_numbers import whole_number, write_count

BYTES_A_VALUE, BYTES_A_WEEK = 8, 4
BYTES_A_COLUMN = 740  # of a data file, for what it says of the column: what 409 columns took


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepEstimate(WorkEstimate):
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
        How long it took to make the scenario of a point, and to simulate and measure one replication of it: on average
        over a few points, on this computer, as busy as it was.
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
    scratch: float

    def __repr__(self) -> str:
        return f"<SweepEstimate: {self.sweep.plan.title}, {write_count(self.points, 'point')}>"

    @property
    def seconds(self) -> tuple[float, float]:
        """How many seconds it will take, with the fewest replications and with the most."""
        plan = self.sweep.plan
        fewest, most = (
            self.estimate_seconds(self.points * len(split_into_spans(0, each)), in_all)
            for each, in_all in ((plan.fewest_replications, self.fewest), (plan.most_replications, self.most))
        )
        return fewest, most


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
    measures = tuple(list_kept_measures(sweep))
    a_point, a_replication = time_points(sweep, engine, measures)
    processes = count_processes(jobs, points * len(split_into_spans(0, plan.most_replications)))
    fewest = points * plan.fewest_replications
    if plan.precision is not None and sweep.baseline is not None:  # which has as many as any point can need
        fewest += plan.most_replications - plan.fewest_replications
    most = points * plan.most_replications
    memory = estimate_effort([sweep.base], most, processes, engine, kept=False).bytes
    disk = tuple(estimate_disk_bytes(sweep, measures, rows, count_blocks(sweep)) for rows in (fewest, most))
    return SweepEstimate(
        sweep=sweep, points=points, fewest=fewest, most=most, jobs=processes, measures=len(measures),
        seconds_a_point=a_point, seconds_a_replication=a_replication, disk=(disk[0], disk[1]),
        scratch=estimate_scratch_bytes(plan.design, sweep.factors, plan.correlations), memory=memory, trouble=trouble,
    )  # fmt: skip


def estimate_disk_bytes(sweep: Sweep, measures: Sequence[str], replications: float, blocks: int) -> float:
    """What a folder with so many replications in so many blocks will take, both summaries of all points among it."""
    clock = sweep.base.whole_clock
    weeks = len(sweep.plan.weekly) * WEEKS_A_YEAR * (clock.warm_up_years + clock.observed_years)
    rows = replications * (len(measures) * BYTES_A_VALUE + weeks * BYTES_A_WEEK)
    columns = len(measures) + len(sweep.factors) + len(sweep.plan.weekly) + len(KEYS)
    parts = rows + count_points(sweep) * len(sweep.factors) * BYTES_A_VALUE + blocks * columns * BYTES_A_COLUMN
    return parts + estimate_summary_bytes(sweep, len(measures)) + count_manifest_bytes(sweep, measures)


def list_kept_measures(sweep: Sweep) -> list[str]:
    """The names of the measures that the points of a sweep have: of the base, the baseline, and the base with each of
    the texts and truths that vary, as they name what the measures are of. (Numbers and dates do not.) Of those, the
    ones that the sweep chooses, and that decide about its precision, if it chooses any."""
    names_at = [list_measures_at(sweep.base, ())]
    if sweep.baseline is not None:
        names_at.append(list_measures_at(sweep.baseline, ()))
    for factor in sweep.factors:
        for value in factor.values if factor.kind in (FieldKind.text, FieldKind.truth) else ():
            try:
                changes = tuple(factor.changes(value).items())
                names_at.append(list_measures_at(sweep.base, changes))
            except ScenarioError:
                continue  # not right by itself; it may be at a point, where other values go with it
    known = dict.fromkeys(name for names in names_at for name in names)
    plan = sweep.plan
    decide = (plan.precision.measures or lead_measures(sweep.base)) if plan.precision is not None else ()
    return [name for name in known if not plan.measures or name in plan.measures or name in decide]
