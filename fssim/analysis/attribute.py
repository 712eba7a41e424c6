"""Why two scenarios differ: the difference split over the parts that they differ in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fssim.analysis.change_groups import Part, align, group_changes
from fssim.analysis.combinations import Combinations, combine
from fssim.analysis.shared_runs import distinct, simulations
from fssim.engine.simulate import ENGINES
from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.measures.headline import lead_measures
from fssim.measures.measure import refuse_unknown
from fssim.runs.known_measures import measures_asked, measures_in
from fssim.runs.runner import Progress
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.mean_difference import MeanDifference, mean_difference
from fssim.statistics.shapley import binary_step, rounded_together, shapley_values
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS, Judged, judge

if TYPE_CHECKING:
    import pandas as pd

MOST_PARTS = 12
STRUCTURE, UNMEASURED_EFFECT = "structure", "reported or assumed effect"


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
) -> pd.DataFrame:
    """Split the difference between two scenarios over the parts that they differ in, by Shapley values.

    The parts are found by comparing the two: co-location, supervision, caseload limits, training, each vacancy. Every
    combination of them is simulated on the same replications (2 to the power of the number of parts, times
    `replications`); a part's `contribution` is what it adds, averaged over every order in which the parts could be
    made. Parts that cannot be without each other are joined; those whose names begin with a text in `together` are
    joined on request.

    A DataFrame with a row for each measure (the headline ones that can be split, if left out) and part: `contribution`,
    from `low` to `high`, over the `n` replications in which every combination has the measure, and the `verdict` read
    off that interval. The rows are judged together as those of `fssim.compare` are, with `low_alone`, `high_alone`, `p`
    and `p_adjusted`; if `measures` is left out, those that an answer leads with are one table and the rest another. The
    weakest `grade` of evidence among the part's numbers; and whether it `rests_on` structure (who is there and what is
    done) or on an effect that is only reported or assumed. A measure's contributions sum to its `difference`, and that
    is its `value` less its value in the `baseline`, with nothing lost to rounding, in whatever order they are added.

    Raises `QuestionError` if the two do the same, cover different years, differ in more than 12 parts, or have no such
    measure, and what `fssim.run` raises.
    """
    split = combinations_between(scenario, baseline, together)
    found = attribution(split, measures, replications, seed, jobs, engine=engine, on_progress=on_progress)
    return found.frame()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part adds to one measure; `found` is that over the replications, and how surely it is known."""

    measure: str
    part: str
    contribution: float
    found: MeanDifference
    grade: str
    rests_on: str
    value: float
    baseline: float
    difference: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """The contributions of each measure, in the order of the parts, and each measure's by what they rest on.

    `shown` are the measures that the answer is about, which are judged as one table.
    """

    parts: tuple[Part, ...]
    contributions: Mapping[str, tuple[Contribution, ...]]
    shown: tuple[str, ...]

    def judged(self) -> dict[tuple[str, str], Judged]:
        """The interval and verdict of each contribution, by measure and part."""
        rest = [measure for measure in self.contributions if measure not in self.shown]
        tables = ([part for measure in names for part in self.contributions[measure]] for names in (self.shown, rest))
        return {(row.measure, row.part): said for rows in tables for row, said in zip(rows, judged(rows), strict=True)}

    def frame(self) -> pd.DataFrame:
        """One row a measure and part: see `attribute`."""
        import pandas as pd

        says, rows = self.judged(), []
        for row in (row for of_measure in self.contributions.values() for row in of_measure):
            said = says[row.measure, row.part]
            rows.append(
                {
                    "measure": row.measure, "part": row.part, "contribution": row.contribution,
                    "low": said.low, "high": said.high, "low_alone": said.low_alone, "high_alone": said.high_alone,
                    "n": row.found.n, "p": row.found.p, "p_adjusted": said.p_adjusted, "verdict": said.verdict,
                    "grade": row.grade, "rests_on": row.rests_on,
                    "value": row.value, "baseline": row.baseline, "difference": row.difference,
                }
            )  # fmt: skip
        return pd.DataFrame(rows).set_index(["measure", "part"])

    def resting_on_effects(self, measure: str) -> float:
        """How much of the difference comes from effects that are only reported or assumed."""
        return sum(each.contribution for each in self.contributions[measure] if each.rests_on == UNMEASURED_EFFECT)


def judged(rows: Sequence[Contribution]) -> list[Judged]:
    """What each contribution says, in a table of these rows. See `fssim.statistics.verdict`."""
    tested = max(sum(row.found.n > 1 for row in rows), 1)
    matter = {row.measure: describe(row.measure).smallest_that_matters(SMALLEST_THAT_MATTERS) for row in rows}
    return [judge(row.found, tested, row.baseline, matter[row.measure]) for row in rows]


def combinations_between(scenario: Scenario, baseline: Scenario, together: Collection[str] = ()) -> Combinations:
    """The parts that two scenarios differ in, and every combination of them. See `attribute` for what it raises."""
    return combine(*differing_parts(scenario, baseline, together))


def differing_parts(
    scenario: Scenario, baseline: Scenario, together: Collection[str] = ()
) -> tuple[Scenario, Scenario, list[Part]]:
    """The baseline and the scenario, written alike, and the parts they differ in. Raises as `attribute` does."""
    if scenario.clock != baseline.clock:
        raise QuestionError(
            f"'{scenario.title}' and '{baseline.title}' do not cover the same years, so their replications are no "
            "pairs; give both one clock (--years and --warm-up do)"
        )
    before, after = align(baseline, scenario)
    alone = group_changes(before, after)
    if not alone:
        raise QuestionError(f"'{scenario.title}' and '{baseline.title}' do the same; there is no difference to split")
    _refuse_nothing(together, alone)
    parts = group_changes(before, after, together)
    if len(parts) > MOST_PARTS:
        names = ", ".join(part.name for part in parts)
        raise QuestionError(
            f"'{scenario.title}' and '{baseline.title}' differ in {len(parts)} parts ({names}), which make "
            f"{2 ** len(parts):,} combinations; at most {MOST_PARTS} parts can be split. Take some together, by how "
            f"their names begin: --together {_commonest_beginning(parts)}"
        )
    return before, after, parts


def _refuse_nothing(together: Collection[str], parts: Sequence[Part]) -> None:
    """Raise `QuestionError` for a text that no part's name begins with, or that says nothing."""
    for text in together:
        if not text.strip() or not any(part.name.startswith(text) for part in parts):
            names = ", ".join(part.name for part in parts)
            raise QuestionError(f"no part's name begins with '{text}', to be taken together; the parts are: {names}")


def _commonest_beginning(parts: Sequence[Part]) -> str:
    """The first word that most parts' names begin with."""
    ((word, _),) = Counter(part.name.split()[0].rstrip(":") for part in parts).most_common(1)
    return word


def runs_needed(combinations: Combinations, replications: int) -> int:
    """How many replications an attribution simulates: combinations that come to the same are run once."""
    return len(distinct(combinations.scenarios)) * replications


def attribution(
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
        refuse_unknown(measures, measures_in(scenarios[-1:]))
    with simulations(replications, seed, jobs, engine=engine, on_progress=on_progress) as simulate:
        frames = simulate(scenarios)
    asked = measures_asked(scenarios[-1], measures, frames[0].columns)
    found = {
        name: tuple(contributions(name, combinations.parts, [list(frame[name]) for frame in frames])) for name in asked
    }
    if measures is None:
        found = {name: parts for name, parts in found.items() if parts[0].found.n}
    lead = lead_measures(scenarios[-1]) if measures is None else measures
    return Attribution(combinations.parts, found, tuple(name for name in lead if name in found))


def contributions(name: str, parts: Sequence[Part], worth: Sequence[Sequence[float]]) -> Iterator[Contribution]:
    """What each part adds. `worth[number]` is a combination's values, replication by replication; replications in which
    a combination has none are left out."""
    complete = [each for each in zip(*worth, strict=True) if not any(map(math.isnan, each))]
    n = len(complete)
    shares = [shapley_values(each) for each in complete]
    means = [_mean(share[place] for share in shares) for place in range(len(parts))] if n else []
    before = _mean(map(Fraction, (each[0] for each in complete))) if n else Fraction(0)
    step = binary_step([before, *means, sum(means, before)])
    exact = [float(value) for value in rounded_together(means, step)] if n else [math.nan] * len(parts)
    difference = sum(exact)
    baseline = float(round(before / step) * step) if n else math.nan
    for place, part in enumerate(parts):
        yield Contribution(
            name, part.name, exact[place], mean_difference(float(share[place]) for share in shares), part.grade or "",
            UNMEASURED_EFFECT if part.is_unmeasured_effect else STRUCTURE,
            baseline + difference, baseline, difference,
        )  # fmt: skip


def _mean(values: Iterator[Fraction] | map[Fraction]) -> Fraction:
    every = list(values)
    return sum(every, Fraction(0)) / len(every)
