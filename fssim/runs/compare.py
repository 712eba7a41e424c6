"""Scenarios side by side, measure by measure, with verdicts that allow for how many are judged together in a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.measures.headline import CARE_MEASURES, COST_TOTALS, asked_measures, headline_measures, line_measure
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.runs.paired import Paired, pair_measure
from fssim.runs.results import Results
from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.mean_difference import subtract
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS, DifferenceLimits, judge

if TYPE_CHECKING:
    import pandas as pd
HEADLINE, LEDGER, COSTS, CARE, REST = "headline", "ledger", "costs", "care", "rest"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure in two scenarios. See `compare`, which has a row of these for each measure."""

    value: float
    baseline: float
    difference: float
    low: float
    high: float
    low_alone: float
    high_alone: float
    n: int
    p: float
    p_adjusted: float
    variance_ratio: float
    verdict: str
    share_not_known: float = math.nan


def compare(
    results: Results,
    baseline: Results,
    measures: Sequence[str] | None = None,
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """The difference each measure makes: `results` minus `baseline`, paired by replication.

    The rows are judged together, so ask for the measures your question is about: the fewer there are, the more each can
    tell. Where the scenarios have other demand or other kinds of family, replications share only the families that both
    meet, and differences are also those of who was referred.

    Parameters
    ----------
    results
        What `run` returned.
    baseline
        What they are compared with: results of the same seed and engine over the same clock.
    measures
        Names of measures, a row each; all there are, if left out.
    matters
        The smallest difference that matters, as a share of the baseline's mean. Of money, nothing is too little.
    confidence
        With which intervals hold the true difference, all at once: 0.95 is 95%.

    Returns
    -------
    pandas.DataFrame
        One row a measure, by its name (the index, named `measure`); all but `n` and `verdict` are float64, and all but
        `p`, `p_adjusted` and `variance_ratio` in the measure's unit.

        - `value`, `baseline`: means over the replications in which both have the measure, of which there are `n`
          (if there are none, over those in which each has it by itself); `difference` is the one minus the other.
        - `low`, `high`: the ends of the interval of `difference`, which holds at once with those of all the rows
          (Bonferroni's method); `low_alone`, `high_alone`: those of the row's own. Neither goes further than the
          measure can (see `fssim.statistics.verdict.DifferenceLimits`): not from a mean wait of 10 days to 15 fewer.
        - `p`: of the paired t test that the row's true difference is zero; `p_adjusted`: what it comes to among all the
          rows. Where differences repeat, as those of small counts do, neither `p` nor the interval says more than how
          the signs fall could (see `mean_difference`).
        - `variance_ratio`: what pairing bought, the variance of the paired difference over that of a difference between
          independent runs, which is the sum of the two scenarios' variances. At 0.1 it is worth ten times as many
          replications; above 1 it does harm.
        - `verdict`: read off the interval from `low` to `high`. `no difference that matters` when nothing in it is
          further from zero than what matters, whether or not it holds zero. `more` or `less` when it does not hold
          zero: the chance that even one row says so wrongly is at most 5%. `suggests more` or `suggests less` when it
          holds zero, but the row's own does not: one row in twenty in which nothing differs says as much. `the same in
          all runs` when nothing differed in any replication, and there is no interval; that is no proof that nothing
          ever would: after `n` replications that agree, up to 3 in `n` others may not, with 95% confidence. `cannot
          tell` otherwise: run more replications. One replication can never tell.
        - `share_not_known`, of results run with an ensemble: the share of the interval's squared width that is what is
          not known, and not luck, by the analysis of variance over its parameter sets (see
          `fssim.statistics.variance_components`). Only luck is less with more replications.

    Raises
    ------
    ArgumentError
        If the two were run with different seeds, engines or ensembles, as their replications are then no pairs, or have
        no replication in common.
    OtherClocks
        If they were run over different clocks.
    """
    import pandas as pd

    columns = list(Comparison.__slots__)
    if results.ensemble is None:
        columns.remove("share_not_known")
    names = dict.fromkeys([*results.measures, *baseline.measures] if measures is None else measures)
    (comparisons,) = compare_all(results, [baseline], names, matters, confidence)
    return pd.DataFrame.from_dict(
        {name: asdict(row) for name, row in comparisons.items()}, orient="index", columns=columns
    ).rename_axis("measure")


def compare_all(
    results: Results,
    baselines: Sequence[Results],
    measures: Iterable[str],
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> list[dict[str, Comparison]]:
    """The comparisons of one table: `results` with each of the baselines, measure by measure. See `compare`.

    All the rows are judged together. A measure that the results or a baseline do not have is nan there.
    """
    keys = [(place, measure) for measure in dict.fromkeys(measures) for place in range(len(baselines))]
    pairs_of = {(place, measure): pair_measure(results, baselines[place], measure) for place, measure in keys}
    rows = max(sum(len(pairs.differences) > 1 for pairs in pairs_of.values()), 1)
    parts: list[dict[str, Comparison]] = [{} for _ in baselines]
    for (place, measure), pairs in pairs_of.items():
        parts[place][measure] = compare_pairs(pairs, rows, describe(measure), matters, confidence)
    return parts


def are_alike_throughout(results: Results, baseline: Results) -> bool:
    """Whether every measure is the same in the two, in every replication that they have in common.

    What differs between the scenarios then changed nothing in these runs: they are one run with two names.
    """
    shared = results.rows.keys() & baseline.rows.keys()
    names = {*results.measures, *baseline.measures}
    return bool(shared) and all(
        _agree(results.rows[number].get(name, math.nan), baseline.rows[number].get(name, math.nan))
        for number in shared
        for name in names
    )


def _agree(here: float, there: float) -> bool:
    if math.isnan(here) or math.isnan(there):
        return math.isnan(here) and math.isnan(there)
    return subtract(here, there) == 0.0


def compare_pairs(
    pairs: Paired,
    rows: int,
    about: MeasureDescription,
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> Comparison:
    """What pairs of a measure come to, as one of so many `rows` that are judged together."""
    difference = pairs.mean_difference
    limits = DifferenceLimits(
        about.least - _or(min(pairs.baseline_high, about.most), math.inf),
        about.most - _or(max(pairs.baseline_low, about.least), -math.inf),
        about.least - pairs.baseline,
        about.most - pairs.baseline,
    )
    judged = judge(difference, rows, pairs.baseline, about.smallest_that_matters(matters), confidence, limits)
    return Comparison(
        pairs.value, pairs.baseline, difference.mean, judged.low, judged.high, judged.low_alone, judged.high_alone,
        difference.n, difference.p, judged.p_adjusted, pairs.variance_ratio, judged.verdict,
        math.nan if difference.over_sets is None else difference.over_sets.share_not_known,
    )  # fmt: skip


def _or(limit: float, otherwise: float) -> float:
    return otherwise if math.isnan(limit) else limit


def find_ledger_lines(results: Sequence[Results]) -> list[Line]:
    """The lines that a family's days are booked to in any of the scenarios; moving first."""
    lines = (Line.MOVING, Line.COURT, *DRIFT)
    return [line for line in lines if any(side.interval(line_measure(line)).mean > 0.0 for side in results)]


def choose_headline(results: Sequence[Results]) -> list[str]:
    """The measures that matter: those that what differs from the first of the others bears on come first."""
    first, *others = results
    asked = asked_measures(first.scenario, others[0].scenario) if others else []
    return headline_measures(first.scenario, first.measures, asked)


def sort_into_tables(results: Sequence[Results]) -> dict[str, list[str]]:
    """The measures of each table: the headline ones, the lines of the ledger of days on plans, what everything costs a
    year, care and its costs, and all the rest.

    A measure is in one table only, and its interval and verdict are those of that table wherever it is shown.
    """
    headline = choose_headline(results)
    known = dict.fromkeys(name for side in results for name in side.measures)
    wanted = {
        HEADLINE: headline,
        LEDGER: map(line_measure, find_ledger_lines(results)),
        COSTS: COST_TOTALS,
        CARE: CARE_MEASURES,
        REST: known,
    }
    by_table: dict[str, list[str]] = {}
    for table, names in wanted.items():
        elsewhere = {name for others in by_table.values() for name in others}
        by_table[table] = [name for name in names if name in known and name not in elsewhere]
    return by_table


def compare_in_tables(results: Sequence[Results]) -> list[dict[str, tuple[str, Comparison]]]:
    """For each of the results but the first, every measure's table and how the first differs from it."""
    first, *others = results
    compared: list[dict[str, tuple[str, Comparison]]] = [{} for _ in others]
    for table, names in sort_into_tables(results).items():
        for place, rows in enumerate(compare_all(first, others, names)):
            compared[place] |= {name: (table, row) for name, row in rows.items()}
    return compared
