"""What looking for the best staffing will take, before hours are spent on it: replications, time, disk and memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.model.size import estimate_effort
from fssim.runs.process_pool import count_processes
from fssim.studies.optimisation.optimise import DRAWS
from fssim.studies.optimisation.plan_file import MOST_FINALISTS, Optimisation, load_optimisation
from fssim.studies.optimisation.race import SEARCH_SHARE
from fssim.studies.sweeps.estimate_sweep import BYTES_A_COLUMN, BYTES_A_VALUE
from fssim.studies.sweeps.plan.sweep import SweepPoint
from fssim.studies.sweeps.tried_points import WorkEstimate, list_values, time_points, try_points
from fssim.whole_numbers import whole_number, write_count

BYTES_A_LEVER, BYTES_A_FIGURE = 12, 18  # of a staffing, in files
FIGURES_SHOWN = 7  # of a measure of a staffing that is shown
BYTES_OF_OTHERS = 3e3  # files that are as long whatever was tried
BYTES_TO_SEARCH = 60e6  # of memory: the libraries that staffings are bred and judged with
BYTES_A_KEPT_ROW, BYTES_A_KEPT_VALUE = 400, 32  # of memory: a replication, and a measure of it


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimisationEstimate(WorkEstimate):
    """What an optimisation will take on this computer: what `estimate_optimisation` returns.

    Attributes
    ----------
    question
        The optimisation.
    staffings
        How many different staffings there are: 1,000,000 where there are as many or more.
    most_tried
        How many of them are tried at most.
    most
        How many replications there are between them at most, the base's among them.
    jobs
        How many processes the time is of.
    measures
        How many measures each replication keeps.
    seconds_a_point, seconds_a_replication
        How long it took to make the scenario of a staffing, and to simulate and measure one replication of it: on
        average over a few staffings and futures, on this computer, as busy as it was.
    disk, memory
        Bytes: of the folder, twice the same; and of all processes at their most.
    trouble
        What there is to tell of staffings that cannot be simulated, of a few that were tried; nothing if all can.
    """

    question: Optimisation
    staffings: int
    most_tried: int
    most: int

    def __repr__(self) -> str:
        return f"<OptimisationEstimate: {self.question.plan.title}, {write_count(self.most, 'replication')}>"

    @property
    def seconds(self) -> tuple[float, float]:
        """How many seconds it will take if all replications are done, twice."""
        made = self.most if self.question.sweep.uncertainties else self.most // self.question.plan.replications.first
        taken = self.estimate_seconds(made, self.most)
        return taken, taken


def estimate_optimisation(what: Optimisation | str | Path, jobs: int | None = None) -> OptimisationEstimate:
    """Say what an optimisation will take, by trying a few of its staffings, before it is run.

    Parameters
    ----------
    what
        What `load_optimisation` returned, the path of an optimisation's file, or the name of one that comes with fssim.
    jobs
        The number of processes that it will have: as many as the computer has processors, if left out.

    Returns
    -------
    OptimisationEstimate
        Staffings, replications, time, disk and memory. Nothing is written.

    Raises
    ------
    ScenarioError
        If the file is not right, or no staffing of it can be simulated.
    QuestionError
        If the staffings that were tried fail while they are simulated.
    ArgumentError
        If `jobs` is no whole number from 1.
    EngineUnusable
        If the libraries of the compiled engine are there and do not work.
    """
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    question = what if isinstance(what, Optimisation) else load_optimisation(what)
    engine = prepare_engine(ENGINES[0])
    plan, effort = question.plan, question.effort
    kept = question.sweep.plan.model_copy(update={"measures": question.measures})
    sweep = replace(question.sweep, plan=kept)
    trouble = try_points(sweep, "staffing", _name_staffing)
    a_point, a_replication = time_points(sweep, engine, question.measures)
    processes = count_processes(jobs, effort.population)
    in_all, staffings = plan.replications.in_all, question.count_staffings()
    tried = min(staffings, effort.in_all // effort.first - effort.population)
    likely = min(tried, math.ceil(SEARCH_SHARE * effort.in_all / (2 * effort.first)))  # half goes on what is raced
    judged = DRAWS * likely * (len(plan.goals) + len(plan.limits)) * BYTES_A_VALUE
    rows = in_all * (BYTES_A_KEPT_ROW + len(question.measures) * BYTES_A_KEPT_VALUE)
    memory = estimate_effort([sweep.base], in_all, processes, engine, kept=False).bytes + BYTES_TO_SEARCH
    disk = _estimate_disk_bytes(question, likely)
    return OptimisationEstimate(
        question=question, staffings=staffings, most_tried=tried, most=in_all, jobs=processes,
        measures=len(question.measures), seconds_a_point=a_point, seconds_a_replication=a_replication,
        disk=(disk, disk), memory=memory + judged + rows, trouble=trouble,
    )  # fmt: skip


def _name_staffing(point: SweepPoint) -> str:
    return f"that with {list_values(point)}"


def _estimate_disk_bytes(question: Optimisation, tried: int) -> float:
    """What a folder takes: a data file for each batch of replications, of which a generation has two (more of a batch
    that takes long); tables of what was tried and of what is shown, and others."""
    effort, measures, levers = question.effort, len(question.measures), len(question.sweep.levers) * BYTES_A_LEVER
    batches = 2.0 * tried / effort.population + 2.0 * math.log2(effort.most / effort.first) + 1.0
    rows = question.plan.replications.in_all * (measures + 1) * BYTES_A_VALUE
    columns = batches * (measures + 2) * BYTES_A_COLUMN
    tables = tried * (levers + (measures + 1) * BYTES_A_FIGURE)
    tables += (MOST_FINALISTS + 1) * (levers + measures * FIGURES_SHOWN * BYTES_A_FIGURE)
    return rows + columns + tables + len(question.plan.model_dump_json(indent=1)) + BYTES_OF_OTHERS
