"""How many replications each point of a sweep gets: a number of them, or as many as a precision takes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from fssim.measures.headline import lead_measures
from fssim.runs import paired
from fssim.runs.paired import are_all_within, measure_widths
from fssim.runs.results import Results
from fssim.statistics import interval, mean_difference
from fssim.statistics import stopping_rule as stopping
from fssim.statistics.stopping_rule import is_enough, schedule_looks
from fssim.sweeps.plan.sweep import BASELINE, Sweep
from fssim.sweeps.plan.sweep_file import Plan
from fssim.sweeps.work.work_units import PointRun

DECIDES = (interval, mean_difference, paired, stopping)  # the modules that say when a precision is reached


class Rule:
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


def describe_replications(plan: Plan) -> int | str:
    """How many replications points get, and for a precision by which rule, to tell one sweep from another."""
    precision = plan.precision
    if precision is None:
        return plan.most_replications
    within, measures = (
        f"{100.0 * precision.within:.10g}%",
        ", ".join(precision.measures) or "the measures an answer is given in",
    )
    return f"as many as {within} of {measures} takes, {plan.most_replications} at most, by rule {_hash_of_rule()}"


@lru_cache(maxsize=1)
def _hash_of_rule() -> str:
    digest = sha256()
    for module in DECIDES:
        digest.update(Path(str(module.__file__)).read_bytes() + b"\0")
    return digest.hexdigest()[:12]
