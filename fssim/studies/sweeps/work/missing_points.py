"""Doing the points of a sweep that are missing: how many replications each needs, with little under way at a time."""

from __future__ import annotations

import pickle
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import chain, islice

from fssim.errors import ArgumentError
from fssim.measures.headline import lead_measures
from fssim.runs.results import Results
from fssim.runs.run_to_precision import are_all_within, measure_widths
from fssim.runs.runner import Progress
from fssim.statistics.stopping_rule import is_enough, schedule_looks
from fssim.studies.sweeps.plan.sweep import BASELINE, Sweep, SweepPoint, count_points, list_changes
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.studies.sweeps.work.data_files import Parts, count_replications, list_part_files
from fssim.studies.sweeps.work.executors import Workers, wait_for_one
from fssim.studies.sweeps.work.work_units import (
    Block,
    PointRun,
    ReplicationSpan,
    UnitResult,
    WorkUnit,
    do_work,
    generate_blocks,
    identify_version,
)

PointDone = Callable[[SweepPoint, Mapping[str, Sequence[float]]], object]


class ReplicationRule:
    """Says, for one point after another, how many replications it needs; it depends on their results alone.

    `baseline` is what a precision compares points with: to be set once it is known, or left out for the precision of
    the points' own means. Points are compared over the replications that both have, which are all of a point's, as the
    baseline gets as many as any point can.
    """

    def __init__(self, sweep: Sweep, engine: str, measures: Sequence[str]) -> None:
        self._sweep, self._engine = sweep, engine
        asked = sweep.plan.precision.measures if sweep.plan.precision is not None else ()
        wanted = asked or [name for name in lead_measures(sweep.base) if name in measures]
        self._columns = {name: place for place, name in enumerate(measures) if name in wanted}
        self._wanted, self._width = wanted, len(measures)
        self.baseline: Results | None = None

    def needs_baseline(self) -> bool:
        """Whether no other point can be decided about before the baseline is done."""
        return self._sweep.plan.precision is not None and self._sweep.baseline is not None

    def needed(self, run: PointRun) -> int:
        """How many replications a point needs, all those asked for being done: no more than those, if it is over."""
        plan = self._sweep.plan
        precision = plan.precision
        if precision is None or run.point.number == BASELINE:
            return plan.most_replications
        at_most = precision.replications_at_most
        if not run.asked:
            return next(schedule_looks(at_most))
        rows, failure = run.rows()
        if failure:
            return run.asked
        is_last = run.asked == at_most
        before, run.narrow = run.narrow, self._narrow(run.point.number, rows, precision.within)
        reached = is_enough(run.narrow, before, is_last)
        run.too_wide = is_last and not reached
        if reached or is_last:
            return run.asked
        return next(count for count in schedule_looks(at_most) if count > run.asked)

    def results_of(self, number: int, rows: array[float]) -> Results:
        """The measures that decide, of one point, from the rows of all its measures."""
        by_replication = {
            replication: {name: rows[replication * self._width + place] for name, place in self._columns.items()}
            for replication in range(len(rows) // self._width)
        }
        return Results(f"point {number}", self._sweep.base, self._engine, self._sweep.plan.seed, by_replication)

    def _narrow(self, number: int, rows: array[float], within: float) -> bool:
        results = [self.results_of(number, rows), *([self.baseline] if self.baseline is not None else ())]
        return are_all_within(measure_widths(results, self._wanted), within)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some work, and whose it is."""

    block: Block
    run: PointRun
    work: WorkUnit


class MissingPoints:
    """Does the missing blocks of a sweep by the workers `who`, and writes each as it is done."""

    def __init__(
        self, parts: Parts, missing: set[int], who: Workers, on_progress: Progress, on_point: PointDone | None
    ) -> None:
        manifest = parts.manifest
        self._on_point = on_point
        sweep = manifest.sweep
        self._parts, self._missing, self._who, self._on_progress = parts, missing, who, on_progress
        self._rule = ReplicationRule(sweep, manifest.engine, manifest.measures)
        self._scenarios = {True: pickle.dumps(sweep.baseline), False: pickle.dumps(sweep.base)}
        self._further: deque[Piece] = deque()
        self._tally = count_done(parts, missing)

    def do_all(self) -> None:
        """Do whatever is missing; first the baseline, if the others cannot be decided about without it."""
        todo: Iterator[Block] = (
            block for block in generate_blocks(self._parts.manifest.sweep) if block.number in self._missing
        )
        if self._rule.needs_baseline():
            begun = list(islice(todo, 1)) if 0 in self._missing else []
            self._do((block, block.runs[0]) for block in begun)
            self._rule.baseline = self._baseline(begun)
            todo = chain(begun, todo)
        self._do((block, run) for block in todo for run in block.runs if not run.over)

    def _baseline(self, begun: Sequence[Block]) -> Results | None:
        """The baseline's results, just done or on the disk; nothing if it failed."""
        for block in begun:
            rows, failure = block.runs[0].rows()
            return None if failure else self._rule.results_of(BASELINE, rows)
        try:
            return SweepResults(self._parts.folder.parent, self._parts.manifest).at(BASELINE)
        except ArgumentError:
            return None

    def _do(self, runs: Iterable[tuple[Block, PointRun]]) -> None:
        """Do points until each is over. What a point needs further goes before points that are not begun."""
        fresh = (piece for block, run in runs for piece in self._pieces(block, run, self._rule.needed(run)))
        under_way: dict[Future[UnitResult], Piece] = {}
        while True:
            room = max(0, self._who.most_under_way() - len(under_way))  # none, once a worker of a cluster is lost
            for piece in islice(chain(self._taken(), fresh), room):
                under_way[self._who.executor.submit(do_work, piece.work)] = piece
            self._on_progress(self._tally.done, self._tally.total)
            if not under_way:
                return
            for future in wait_for_one(under_way):
                piece = under_way.pop(future)
                self._tally.done += piece.work.until - piece.work.first
                if piece.run.take(piece.work.first, future.result()):
                    self._look_at(piece.block, piece.run)

    def _look_at(self, block: Block, run: PointRun) -> None:
        """Go on with a point of which everything asked for is done, or end it, and its block if it was the last."""
        needed = self._rule.needed(run)
        if needed > run.asked:
            self._further.extend(self._pieces(block, run, needed))
            return
        run.over = True
        self._tally.finish(run.asked)
        if self._on_point is not None:
            self._tell(run, self._on_point)
        if all(other.over for other in block.runs):
            self._parts.write(block)

    def _tell(self, run: PointRun, on_point: PointDone) -> None:
        rows, failure = run.rows()
        if not failure:
            names = self._parts.manifest.measures
            on_point(run.point, {name: list(rows[place :: len(names)]) for place, name in enumerate(names)})

    def _taken(self) -> Iterator[Piece]:
        while self._further:
            yield self._further.popleft()

    def _pieces(self, block: Block, run: PointRun, replications: int) -> list[Piece]:
        return [Piece(block, run, self._work(run, span)) for span in run.ask(replications)]

    def _work(self, run: PointRun, span: ReplicationSpan) -> WorkUnit:
        manifest = self._parts.manifest
        sweep = manifest.sweep
        base = self._scenarios[run.point.number == BASELINE]
        changes = tuple(list_changes(sweep, run.point).items())
        chosen = bool(sweep.plan.measures)
        return WorkUnit(
            base, changes, manifest.engine, sweep.plan.seed, *span, manifest.measures, identify_version(), chosen,
            sweep.plan.weekly,
        )  # fmt: skip


def count_done(parts: Parts, missing: set[int]) -> ReplicationTally:
    """How much of a sweep is there already."""
    sweep = parts.manifest.sweep
    finished = count_points(sweep) - sum(len(block.runs) for block in generate_blocks(sweep) if block.number in missing)
    there = finished * sweep.plan.most_replications
    if sweep.plan.precision is not None:
        there = sum(count_replications(file, parts.manifest) for file in list_part_files(parts.folder.parent))
    return ReplicationTally(count_points(sweep), sweep.plan.most_replications, finished, there, there)


@dataclass(slots=True)
class ReplicationTally:
    """`done` replications of `points`, of which so many are `finished` with so many `replications` between them.

    Points that a precision decides about are expected to take as many as those finished did, and `at_most` each before
    there are any.
    """

    points: int
    at_most: int
    finished: int
    replications: int
    done: int

    def finish(self, replications: int) -> None:
        """Count a point that gets no more replications."""
        self.finished += 1
        self.replications += replications

    @property
    def total(self) -> int:
        """How many replications there will be, as far as can be told."""
        per_point = self.replications / self.finished if self.finished else self.at_most
        return max(self.done, round(self.points * per_point))
