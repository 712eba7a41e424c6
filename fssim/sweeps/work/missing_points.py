"""Doing the points of a sweep that are missing, with little under way at a time, and counting how much is done."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from itertools import chain, islice

from fssim.runs.results import Results
from fssim.runs.runner import Progress
from fssim.sweeps.plan.sweep import BASELINE, count_points, list_changes
from fssim.sweeps.sweep_results import SweepResults
from fssim.sweeps.work.data_files import Parts, count_replications, list_part_files
from fssim.sweeps.work.executors import Workers
from fssim.sweeps.work.replication_rule import Rule
from fssim.sweeps.work.work_units import Block, Done, PointRun, Span, Work, do_work, generate_blocks, identify_version

SECONDS_BETWEEN_LOOKS = 10.0  # at whether there is anybody left to do the work


@dataclass(frozen=True, slots=True)
class Piece:
    """Some work, and whose it is."""

    block: Block
    run: PointRun
    work: Work


class Doing:
    """Does the missing blocks of a sweep by the workers `who`, and writes each as it is done."""

    def __init__(self, parts: Parts, missing: set[int], who: Workers, on_progress: Progress) -> None:
        manifest = parts.manifest
        sweep = manifest.sweep
        self._parts, self._missing, self._who, self._on_progress = parts, missing, who, on_progress
        self._rule = Rule(sweep, manifest.engine, manifest.measures)
        self._scenarios = {True: pickle.dumps(sweep.baseline), False: pickle.dumps(sweep.base)}
        self._further: deque[Piece] = deque()
        self._tally = count_done(parts, missing)

    def all(self) -> None:
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
        except LookupError:
            return None

    def _do(self, runs: Iterable[tuple[Block, PointRun]]) -> None:
        """Do points until each is over. What a point needs further goes before points that are not begun."""
        fresh = (piece for block, run in runs for piece in self._pieces(block, run, self._rule.needed(run)))
        under_way: dict[Future[Done], Piece] = {}
        while True:
            room = max(0, self._who.most_under_way() - len(under_way))  # none, once a worker of a cluster is lost
            for piece in islice(chain(self._taken(), fresh), room):
                under_way[self._who.executor.submit(do_work, piece.work)] = piece
            self._on_progress(self._tally.done, self._tally.total)
            if not under_way:
                return
            for future in wait(under_way, SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).done:
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
        if all(other.over for other in block.runs):
            self._parts.write(block)

    def _taken(self) -> Iterator[Piece]:
        while self._further:
            yield self._further.popleft()

    def _pieces(self, block: Block, run: PointRun, replications: int) -> list[Piece]:
        return [Piece(block, run, self._work(run, span)) for span in run.ask(replications)]

    def _work(self, run: PointRun, span: Span) -> Work:
        manifest = self._parts.manifest
        sweep = manifest.sweep
        base = self._scenarios[run.point.number == BASELINE]
        changes = tuple(list_changes(sweep, run.point).items())
        chosen = bool(sweep.plan.measures)
        return Work(
            base, changes, manifest.engine, sweep.plan.seed, *span, manifest.measures, identify_version(), chosen
        )


def count_done(parts: Parts, missing: set[int]) -> Tally:
    """How much of a sweep is there already."""
    sweep = parts.manifest.sweep
    finished = count_points(sweep) - sum(len(block.runs) for block in generate_blocks(sweep) if block.number in missing)
    there = finished * sweep.plan.most_replications
    if sweep.plan.precision is not None:
        there = sum(map(count_replications, list_part_files(parts.folder.parent)))
    return Tally(count_points(sweep), sweep.plan.most_replications, finished, there, there)


@dataclass(slots=True)
class Tally:
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
