"""Why two scenarios differ: the difference split over the parts that they differ in."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from fssim.analysis.attribution import STRUCTURE, UNMEASURED_EFFECT, Attribution, Contribution
from fssim.analysis.change_groups import ChangedPart
from fssim.analysis.combinations import Combinations, combine_differing_parts
from fssim.analysis.shared_runs import drop_duplicates, start_simulations
from fssim.engine.simulate import ENGINES
from fssim.measures.catalogue import refuse_unknown
from fssim.measures.headline import lead_measures
from fssim.runs.replicate import choose_measures, list_measures
from fssim.runs.runner import Progress
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.mean_difference import estimate_mean_difference
from fssim.statistics.shapley import choose_binary_step, compute_shapley_values, round_together


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

    The parts are found by comparing the two: co-location, supervision, caseload limits, training, each vacancy. Every
    combination of them is simulated on the same replications (2 to the power of the number of parts, times
    `replications`); a part's contribution is what it adds, averaged over every order in which the parts could be made
    (L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II, 1953, pages 307 to 317).

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
    ArgumentError, WorkerLost
        As `fssim.run` does.
    """
    combinations = combine_differing_parts(scenario, baseline, together)
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
