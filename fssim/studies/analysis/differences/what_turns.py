"""What would turn the answer: the least certain numbers, each tried at the ends of its range.

Every number tried is set to its low and then to its high end in both scenarios, as far as it stands in both, and the
two are compared on the same replications as in the run. A few replications show which ends bring the difference nearest
to zero, or past it; all of the run's say how surely it is past it there, and at values in between about where it turns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe, refuse_unknown
from fssim.plots import DrawnRow, axes_for_rows, draw_dots, label_plot, plain_numbers
from fssim.runs.compare import choose_headline, compare_all, compare_pairs
from fssim.runs.folder.stored_run import TriedValue
from fssim.runs.paired import Paired, pair_measure, refuse_other_clocks
from fssim.runs.results import Results
from fssim.runs.runner import Progress
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.mean_difference import estimate_mean_difference
from fssim.statistics.verdict import CLEAR
from fssim.studies.analysis.differences.shared_runs import start_simulations
from fssim.studies.analysis.differences.varied_input import OtherValue, UncertainNumber, find_uncertain_numbers

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_NUMBERS = 20
FEW = 3  # replications of every end
MOST_MEASURES = 4
MOST_AGAIN = 6  # ends that are tried again in all the replications of the run
HALVINGS = 2  # of the range between the usual value and an end that turns the answer
PACE = ("sessions", "session_interval")  # fields: how many sessions help takes, and how far apart they are


Pairs = Mapping[str, Paired]
CompareAt = Callable[[Sequence[OtherValue]], dict[OtherValue, Pairs]]


@dataclass(frozen=True, eq=False)
class TurningValues:
    """What other values of the least certain numbers make of a difference: what `what_turns` returns.

    Attributes
    ----------
    name, baseline
        What the results are called, and what they are compared with.
    tried
        The difference at each value tried, a row of `frame` each.
    """

    name: str
    baseline: str
    tried: tuple[TriedValue, ...]

    def __repr__(self) -> str:
        return f"<TurningValues: {self.name} and {self.baseline}, {len(self.tried)} rows>"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """What was tried, as a table.

        Returns
        -------
        pandas.DataFrame
            One row for each measure, number and value tried: `measure`, `number` (its dotted path), `label`, `unit` and
            `grade` (str), its `usual` value and the one `tried` (float64, in `unit`), the `difference` there (results
            minus baseline, float64, in the measure's unit) with its interval from `low` to `high`, `n` replications
            (int64), and the `verdict` that the interval gives (str). All rows are judged together: see `fssim.compare`.
            No row, if no measure is known to differ.
        """
        import pandas as pd

        return pd.DataFrame(list(self.tried), columns=[column.name for column in fields(TriedValue)])

    def plot(self, measure: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw a measure's difference at each value tried: what crosses zero turns the answer.

        Parameters
        ----------
        measure
            The measure's name; the first that was looked at, if left out.
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A dot on the line of its interval for each value tried, in the measure's unit, the first at the top.

        Raises
        ------
        QuestionError
            If no measure is known to differ, so that nothing was tried.
        UnknownMeasure
            If the measure is not among those that are known to differ.
        """
        if not self.tried:
            raise QuestionError(
                f"'{self.name}' is not known to differ from '{self.baseline}', so nothing was tried; run more "
                "replications"
            )
        measure = self.tried[0].measure if measure is None else measure
        refuse_unknown([measure], list(dict.fromkeys(row.measure for row in self.tried)))
        rows = [
            DrawnRow(f"{row.label}: {row.tried:g} {row.unit}", row.difference, row.low, row.high)
            for row in self.tried
            if row.measure == measure
        ]
        ax = axes_for_rows(ax, len(rows))
        ax.axvline(0.0, color="#222222", linewidth=0.8)
        draw_dots(ax, rows)
        plain_numbers(ax.xaxis)
        about = describe(measure)
        return label_plot(
            ax, f"{about.label}: {self.name} minus {self.baseline}, at other values", about.unit, beside_names=True
        )


def what_turns(
    results: Results,
    baseline: Results,
    measures: Sequence[str] | None = None,
    jobs: int | None = None,
    *,
    on_progress: Progress | None = None,
) -> TurningValues:
    """Try the least certain numbers at the ends of their ranges, and see which turn a difference round.

    Tried are the 20 numbers most likely to: how long outside services' waits are, how many sessions help takes and how
    far apart they are, and then those whose range is widest beside their value. A number that is fitted is not tried,
    as without the others fitted with it the scenario would no longer be like the published figures. Each is tried at
    both ends of its range in 3 replications; the 6 ends that come nearest to turning a difference, or turn it, are
    tried again in all the replications of the results, and where they do turn it, so are two values in between.

    Parameters
    ----------
    results, baseline : Results
        Two scenarios run with one seed, as for `fssim.compare`.
    measures : sequence of str, optional
        The measures whose differences are looked at, where it is known whether they are more or less; the first four
        headline ones, if left out.
    jobs : int, optional
        The number of processes; as many as there are processors, if left out.
    on_progress : callable, optional
        Called with the numbers of replications done and to do.

    Returns
    -------
    TurningValues
        The difference at each value tried, in its `frame`; `plot` draws it.

    Raises
    ------
    QuestionError
        If there are fewer than two replications, or no number has a range.
    OtherClocks
        If the results are not observed over the same years.
    ArgumentError
        If they were run with different seeds, engines or ensembles, or have no replication in common.
    UnknownMeasure
        If there is no such measure.
    ModelError, CannotSimulate
        If one of the two cannot be simulated at a value that is tried.
    WorkerLost
        If a process is ended from outside, or none can be started.
    """
    tried = try_values(results, baseline, measures, jobs, on_progress=on_progress)
    return TurningValues(results.name, baseline.name, tuple(tried))


def try_values(
    results: Results,
    baseline: Results,
    measures: Sequence[str] | None = None,
    jobs: int | None = None,
    *,
    on_progress: Progress | None = None,
) -> list[TriedValue]:
    """See `what_turns`, whose rows these are."""
    refuse_other_clocks([(side.name, side.scenario) for side in (results, baseline)])
    measures = choose_headline([results, baseline])[:MOST_MEASURES] if measures is None else measures
    refuse_unknown(measures, results.measures)
    replications = len(results.rows)
    if replications < 2:
        raise QuestionError("one replication cannot tell effect from chance; run 2 or more, to try other values")
    numbers = choose_numbers(results.scenario, baseline.scenario)
    (as_run,) = compare_all(results, [baseline], measures)
    signs = {measure: math.copysign(1.0, row.difference) for measure, row in as_run.items() if row.verdict in CLEAR}
    if not signs:
        return []
    ends = [OtherValue(number, end) for number in numbers for end in number.ends]
    usual = {measure: pair_measure(results, baseline, measure) for measure in signs}
    with _compare_at(results, baseline, list(signs), min(FEW, replications), jobs, on_progress) as compared:
        at_values = compared(ends)
    nearest = sorted(at_values, key=lambda end: -_order_towards_turning(at_values[end], usual, signs))[:MOST_AGAIN]
    with _compare_at(results, baseline, list(signs), replications, jobs, on_progress) as compared:
        at_values |= _choose_again(compared, nearest, signs)
    rows = len(ends) * len(signs)
    return [_make_row(other, measure, pairs[measure], rows) for measure in signs for other, pairs in at_values.items()]


def count_most_replications(replications: int) -> int:
    """How many replications of each of the two scenarios it takes at most, after a run of so many."""
    return 2 * MOST_NUMBERS * FEW + MOST_AGAIN * (1 + HALVINGS) * replications


def choose_numbers(scenario: Scenario, baseline: Scenario) -> list[UncertainNumber]:
    """The numbers to try: outside services' waits, the pace of help, and those with the widest ranges.

    Raises `QuestionError` if no number has a range.
    """
    numbers = sorted(
        find_uncertain_numbers(scenario, baseline), key=lambda number: (_find_kind(number), -number.relative_width)
    )
    if not numbers:
        raise QuestionError(
            f"no number of '{scenario.title}' has a range to be tried at the ends of; give some a low and a high"
        )
    return numbers[:MOST_NUMBERS]


def _find_kind(number: UncertainNumber) -> int:
    part, *_, field, _ = number.first_path.split(".")
    return 0 if part == "services" else 1 if field in PACE else 2


@contextmanager
def _compare_at(
    results: Results,
    baseline: Results,
    measures: Sequence[str],
    replications: int,
    jobs: int | None,
    on_progress: Progress | None,
) -> Iterator[CompareAt]:
    """Yields what runs both scenarios at other values and pairs their measures. Values that cannot be are left out."""
    with start_simulations(
        replications, results.seed, jobs, measures=measures, engine=results.engine, on_progress=on_progress
    ) as simulate:

        def compared(others: Sequence[OtherValue]) -> dict[OtherValue, Pairs]:
            sides = {other: both for other in others if (both := other.in_both(results.scenario, baseline.scenario))}
            frames = iter(simulate([side for both in sides.values() for side in both]))
            pairs: dict[OtherValue, Pairs] = {}
            for other, both in sides.items():
                here, there = (
                    replace(own, scenario=side, rows=_sort_by_replication(next(frames)))
                    for own, side in zip((results, baseline), both, strict=True)
                )
                pairs[other] = {measure: pair_measure(here, there, measure) for measure in measures}
            return pairs

        yield compared


def _sort_by_replication(frame: pd.DataFrame) -> dict[int, dict[str, float]]:
    names = [str(name) for name in frame.columns]
    return {place: dict(zip(names, values, strict=True)) for place, values in enumerate(frame.to_numpy().tolist())}


def _order_towards_turning(pairs: Pairs, usual: Pairs, signs: Mapping[str, float]) -> float:
    """How far a value moves a difference towards zero or past it, as a share of what it is in the same replications."""
    shares = [0.0]
    for measure, sign in signs.items():
        tried = pairs[measure].differences
        before = estimate_mean_difference(usual[measure].differences[: len(tried)]).mean
        after = estimate_mean_difference(tried).mean
        if before * sign > 0.0 and not math.isnan(after):
            shares.append((before - after) / before)
    return max(shares)


def _choose_again(
    compared: CompareAt,
    ends: Sequence[OtherValue],
    signs: Mapping[str, float],
) -> dict[OtherValue, Pairs]:
    """Ends that may turn the answer; and for those that do, values between the usual one and the end."""
    at_values = compared(ends)
    between = {end: (end.number.parameter.value, end.value) for end in at_values if _is_turned(at_values[end], signs)}
    for _ in range(HALVINGS):
        middles = {end: OtherValue(end.number, (near + far) / 2.0) for end, (near, far) in between.items()}
        at_values |= compared(list(middles.values()))
        for end, middle in middles.items():
            near, far = between[end]
            is_turned = middle in at_values and _is_turned(at_values[middle], signs)
            between[end] = (near, middle.value) if is_turned else (middle.value, far)
    return at_values


def _is_turned(pairs: Pairs, signs: Mapping[str, float]) -> bool:
    """Whether a difference whose sign is known is on the other side of zero."""
    return any(sign * pairs[measure].mean_difference.mean < 0.0 for measure, sign in signs.items())


def _make_row(other: OtherValue, measure: str, pairs: Paired, rows: int) -> TriedValue:
    row, parameter = compare_pairs(pairs, rows, describe(measure)), other.number.parameter
    return TriedValue(
        measure, other.number.first_path.removesuffix(".value"), other.number.label, parameter.unit,
        parameter.grade.value, parameter.value, other.value, row.difference, row.low, row.high, row.n, row.verdict,
    )  # fmt: skip
