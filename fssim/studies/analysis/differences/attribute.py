"""Why two scenarios differ: the difference split over the parts that they differ in, as a table with verdicts and as a
picture."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from fssim.engine.simulate import ENGINES
from fssim.measures.catalogue import describe, refuse_unknown
from fssim.measures.headline import lead_measures
from fssim.plots import BLUE, GREY, PALE, DrawnRow, axes_for_rows, draw_bars, explain_looks, label_plot
from fssim.runs.replicate import choose_measures, list_measures
from fssim.runs.runner import Progress
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.mean_difference import MeanDifference, estimate_mean_difference
from fssim.statistics.shapley import choose_binary_step, compute_shapley_values, round_together
from fssim.statistics.verdict import CLEAR, SMALLEST_THAT_MATTERS, Judged, judge
from fssim.studies.analysis.differences.change_groups import ChangedPart
from fssim.studies.analysis.differences.combinations import Combinations, combine_differing_parts
from fssim.studies.analysis.differences.shared_runs import drop_duplicates, start_simulations

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

STRUCTURE, UNMEASURED_EFFECT = "structure", "reported or assumed effect"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part adds to one measure; `over_replications` says how surely that is known."""

    measure: str
    part: str
    contribution: float
    over_replications: MeanDifference
    grade: str
    rests_on: str
    value: float
    baseline: float
    difference: float


@dataclass(frozen=True)
class Attribution:
    """What each part that two scenarios differ in adds to each measure: what `attribute` returns.

    Attributes
    ----------
    parts
        The parts, in the order in which they stand in the scenarios.
    contributions
        What each part adds to a measure, by the measure's name, in the order of the parts.
    shown
        The measures that the answer is about, whose rows are judged together as one table.
    scenario
        The scenario that was set against a baseline, in whose words measures are told.
    """

    parts: tuple[ChangedPart, ...]
    contributions: Mapping[str, tuple[Contribution, ...]]
    shown: tuple[str, ...]
    scenario: Scenario

    def __repr__(self) -> str:
        return f"<Attribution: {len(self.parts)} parts, {len(self.contributions)} measures>"

    def judged(self) -> dict[tuple[str, str], Judged]:
        """How surely each contribution is known.

        Returns
        -------
        dict
            The interval and verdict of each, by the names of its measure and part. Those of the measures `shown` are
            judged together as one table, and the rest as another.
        """
        rest = [measure for measure in self.contributions if measure not in self.shown]
        tables = ([part for measure in names for part in self.contributions[measure]] for names in (self.shown, rest))
        return {
            (row.measure, row.part): verdict
            for rows in tables
            for row, verdict in zip(rows, judge_contributions(rows), strict=True)
        }

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The contributions, as a table.

        Returns
        -------
        pandas.DataFrame
            One row for each `measure` and `part` (its index). The columns in the measure's unit, all float64:

            - `contribution`: what the part adds, the mean over replications of its Shapley value. A measure's sum to
              its `difference`, with nothing lost to rounding, in whatever order they are added;
            - `low` and `high`: its 95% interval, wide enough for all rows of its table to hold at once; `low_alone` and
              `high_alone`: its own (see `fssim.compare`);
            - `value`, `baseline` and `difference`: the measure in the scenario, in the baseline, and the one less the
              other.

            And: `n` (int64), the replications in which every combination has the measure; `p` and `p_adjusted`
            (float64), that of the row alone and of the row among the others; `verdict` (str); `grade` (str), the
            weakest evidence among the part's numbers; and `rests_on` (str), `structure` (who is there and what is done)
            or `reported or assumed effect`.
        """
        import pandas as pd

        verdicts, rows = self.judged(), []
        for row in (row for of_measure in self.contributions.values() for row in of_measure):
            verdict = verdicts[row.measure, row.part]
            rows.append(
                {
                    "measure": row.measure, "part": row.part, "contribution": row.contribution,
                    "low": verdict.low, "high": verdict.high,
                    "low_alone": verdict.low_alone, "high_alone": verdict.high_alone,
                    "n": row.over_replications.n, "p": row.over_replications.p,
                    "p_adjusted": verdict.p_adjusted, "verdict": verdict.verdict,
                    "grade": row.grade, "rests_on": row.rests_on,
                    "value": row.value, "baseline": row.baseline, "difference": row.difference,
                }
            )  # fmt: skip
        return pd.DataFrame(rows).set_index(["measure", "part"])

    def plot(self, measure: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw what each part adds to a measure: a bar each, the largest first, and the difference they sum to.

        Parameters
        ----------
        measure
            The measure's name; the first that the answer is about, if left out.
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            Bars in the measure's unit, with the 95% intervals of `frame`. Parts that cannot be told from chance are
            pale, and those that rest on an effect that is only reported or assumed are hatched.

        Raises
        ------
        UnknownMeasure
            If the measure is not one of those split.
        """
        name = next(iter(self.shown or self.contributions)) if measure is None else measure
        refuse_unknown([name], self.contributions)
        verdicts, about = self.judged(), describe(name, self.scenario)
        parts = sorted(self.contributions[name], key=lambda part: -abs(part.contribution))
        rows = [
            DrawnRow(
                part.part, part.contribution, verdicts[name, part.part].low, verdicts[name, part.part].high,
                BLUE if verdicts[name, part.part].verdict in CLEAR else PALE,
                "///" if part.rests_on == UNMEASURED_EFFECT else "",
            )
            for part in parts
        ]  # fmt: skip
        whole = DrawnRow("in all", parts[0].difference, colour=GREY)
        ax = axes_for_rows(ax, len(rows) + 1)
        draw_bars(ax, [*rows, whole])
        looks = {"can be told from chance": (BLUE, ""), "cannot be told from chance": (PALE, "")}
        if any(row.hatch and row.value for row in rows):
            looks["rests on a reported or assumed effect"] = ("white", "///")
        explain_looks(ax, looks)
        return label_plot(
            ax, f"{about.label}: what each part adds", f"adds to the difference, {about.unit}", beside_names=True
        )

    def resting_on_effects(self, measure: str) -> float:
        """How much of the difference comes from effects that are only reported or assumed.

        Parameters
        ----------
        measure
            The measure's name.

        Returns
        -------
        float
            The sum of those parts' contributions, in the measure's unit.
        """
        return sum(part.contribution for part in self.contributions[measure] if part.rests_on == UNMEASURED_EFFECT)


def judge_contributions(rows: Sequence[Contribution]) -> list[Judged]:
    """What each contribution says, in a table of these rows. See `fssim.statistics.verdict`."""
    tested = max(sum(row.over_replications.n > 1 for row in rows), 1)
    matter = {row.measure: describe(row.measure).smallest_that_matters(SMALLEST_THAT_MATTERS) for row in rows}
    return [judge(row.over_replications, tested, row.baseline, matter[row.measure]) for row in rows]


def attribute(
    scenario: Scenario,
    baseline: Scenario,
    measures: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    jobs: int | None = None,
    *,
    together: Collection[str] = (),
    engine: str = ENGINES[0],
    on_progress: Progress | None = None,
) -> Attribution:
    """Split the difference between two scenarios over the parts that they differ in, by Shapley values.

    The parts are found by comparing the two: co-location, supervision, training, a new role, each wave of a roll-out,
    each vacancy. Every combination of them is simulated on the same replications (2 to the power of the number of
    parts, times `replications`); a part's contribution is what it adds, averaged over every order in which the parts
    could be made (L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II, 1953, pages 307
    to 317).

    Parameters
    ----------
    scenario, baseline
        The two scenarios; they must cover the same years.
    measures
        Names of measures. If left out, the headline ones that can be split.
    replications
        How often each combination is simulated, 2 or more.
    seed
        Of what is drawn, which all combinations share.
    jobs
        Processes to use; as many as the computer has processors, if left out. The answer does not depend on it.
    together
        Parts whose names begin with one of these texts are taken as one. Parts that cannot be without each other always
        are.
    engine
        The engine to simulate with. All give the same answer.
    on_progress
        Called with the numbers of replications done and to do.

    Returns
    -------
    Attribution
        Its `frame` has a row for each measure and part, and `plot` draws one measure's.

    Raises
    ------
    QuestionError
        If the two do the same, cover different years, differ in more than 12 parts, or a text in `together` begins no
        part's name.
    UnknownMeasure
        If there is no such measure.
    ArgumentError, ArgumentTypeError, TooLarge, ModelError, CannotSimulate, EngineUnusable, WorkerLost
        As `fssim.run` does.
    """
    combinations = combine_differing_parts(scenario, baseline, together, measures)
    return split_difference(combinations, measures, replications, seed, jobs, engine=engine, on_progress=on_progress)


def count_runs(combinations: Combinations, replications: int) -> int:
    """How many replications an attribution simulates: combinations that come to the same are run once."""
    return len(drop_duplicates(combinations.scenarios)) * replications


def split_difference(
    combinations: Combinations,
    measures: Sequence[str] | None,
    replications: int,
    seed: int = 1,
    jobs: int | None = None,
    *,
    engine: str = ENGINES[0],
    on_progress: Progress | None = None,
) -> Attribution:
    """Run every combination and split each measure's difference. See `attribute`."""
    scenarios = combinations.scenarios
    if measures is not None:  # a name that is wrong should be told before the long run
        refuse_unknown(measures, list_measures(scenarios[-1:]))
    asked = choose_measures(scenarios[-1], measures, list_measures(scenarios[:1]))
    with start_simulations(
        replications, seed, jobs, measures=asked, engine=engine, on_progress=on_progress
    ) as simulate:
        frames = simulate(scenarios)
    split = {
        name: tuple(split_measure(name, combinations.parts, [list(frame[name]) for frame in frames])) for name in asked
    }
    if measures is None:
        split = {name: parts for name, parts in split.items() if parts[0].over_replications.n}
    lead = lead_measures(scenarios[-1]) if measures is None else measures
    return Attribution(combinations.parts, split, tuple(name for name in lead if name in split), scenarios[-1])


def split_measure(name: str, parts: Sequence[ChangedPart], worth: Sequence[Sequence[float]]) -> Iterator[Contribution]:
    """What each part adds. `worth[number]` is a combination's values, replication by replication; replications in which
    a combination has none are left out."""
    complete = [replication for replication in zip(*worth, strict=True) if not any(map(math.isnan, replication))]
    n = len(complete)
    shares = [compute_shapley_values(replication) for replication in complete]
    means = [_take_mean(share[place] for share in shares) for place in range(len(parts))] if n else []
    before = _take_mean(map(Fraction, (replication[0] for replication in complete))) if n else Fraction(0)
    step = choose_binary_step([before, *means, sum(means, before)])
    exact = [float(value) for value in round_together(means, step)] if n else [math.nan] * len(parts)
    difference = sum(exact)
    baseline = float(round(before / step) * step) if n else math.nan
    for place, part in enumerate(parts):
        yield Contribution(
            name, part.name, exact[place],
            estimate_mean_difference(float(share[place]) for share in shares),
            part.grade or "", UNMEASURED_EFFECT if part.is_unmeasured_effect else STRUCTURE,
            baseline + difference, baseline, difference,
        )  # fmt: skip


def _take_mean(values: Iterator[Fraction] | map[Fraction]) -> Fraction:
    every = list(values)
    return sum(every, Fraction(0)) / len(every)
