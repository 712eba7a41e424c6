"""Other authorities: what it predicts of each, beside what is published and baselines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fssim.errors import TooLarge
from fssim.model.size import MEMORY, describe_size, estimate_size, refuse_too_large
from fssim.scenario.findings import Problem, ScenarioError
from fssim.scenario.override import FILE
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.validation.local_service import (
    NEEDED,
    Tuning,
    divide_or_one,
    find_column,
    find_decisions,
    make_local_service,
)
from fssim.studies.validation.published_files import AuthorityYear
from fssim.studies.validation.simulated_years import SimulatedYears, Simulating, YearsAsked
from fssim.studies.validation.validation_file import AuthorityDescription, Statistic, Yardstick

ROUNDS = 3  # of one replication each, in which demand and thresholds are brought to an authority's own
APART = 1_000  # between the numbers of authorities' replications, so that each has its own families
RESAMPLES = 2_000
RESAMPLING_SEED = 1
CONFIDENCE = 95.0  # percent
MOST_TIMES = 50.0  # as many or as few as that: odds do not go further in one round


@dataclass(frozen=True, slots=True)
class Place:
    """One authority: the year that is predicted, the year before if there is one, and what meets its thresholds."""

    now: AuthorityYear
    before: AuthorityYear | None
    tuning: Tuning

    @property
    def name(self) -> str:
        return self.now.authority


def choose_places(panel: Sequence[AuthorityYear], yardstick: Yardstick, scenario_year: int) -> list[Place]:
    """The authorities that can be described, each in the year with all it takes that is nearest to the scenario's own;
    of two as near, in the earlier."""
    by_year = {(row.authority, row.year): row for row in panel}

    def apart(row: AuthorityYear) -> tuple[int, int]:
        return abs(row.year - scenario_year), row.year

    nearest: dict[str, AuthorityYear] = {}
    for row in panel:
        if _can_be_described(row, yardstick.described_by) and (
            row.authority not in nearest or apart(row) < apart(nearest[row.authority])
        ):
            nearest[row.authority] = row
    as_it_is = Tuning(1.0, {})
    return [Place(now, by_year.get((now.authority, now.year - 1)), as_it_is) for now in nearest.values()]


def _can_be_described(row: AuthorityYear, described_by: AuthorityDescription) -> bool:
    """Whether a year has all it takes: enough children, and somebody in post who holds cases."""
    return (
        row.has(*NEEDED, *described_by.thresholds)
        and row.values["children"] >= described_by.smallest.value
        and row.values["case_holders"] > 0.0
        and row.values["vacancy"] < 100.0
    )


def tune_places(
    scenario: Scenario, yardstick: Yardstick, own: SimulatedYears, asked: Sequence[Place], simulate: Simulating
) -> list[Place]:
    """The places, with demand and thresholds that come to their own in the model.

    Thresholds start from the `own` years of the scenario as it is.
    """
    in_one_decision = {
        statistic: len(find_decisions(scenario, outcome)) == 1
        for statistic, outcome in yardstick.described_by.thresholds.items()
    }
    places = [replace(place, tuning=come_nearer(place.tuning, place.now, own, in_one_decision)) for place in asked]
    for _ in range(ROUNDS):
        services = make_local_services(scenario, yardstick, own, places)
        years = simulate([YearsAsked(service, 1, APART * at) for at, service in enumerate(services)])
        places = [
            replace(place, tuning=come_nearer(place.tuning, place.now, of_place, in_one_decision))
            for place, of_place in zip(places, years, strict=True)
        ]
    return places


def refuse_impossible_authorities(scenario: Scenario, yardstick: Yardstick, asked: Sequence[Place]) -> None:
    """Raise `ScenarioError`, with the rows of the file, for figures that no scenario can have, or that make one too
    large to simulate; as far as that shows while the scenario's own years are not known, and taken for theirs."""
    problems: list[Problem] = []
    for place in asked:
        try:
            _make_one(scenario, yardstick.described_by, place.now.values, place)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)


def make_local_services(
    scenario: Scenario, yardstick: Yardstick, own: SimulatedYears, asked: Sequence[Place]
) -> list[Scenario]:
    """The scenario of each place.

    Raises `ScenarioError`, with the row of the file, for figures of an authority that no scenario can have or that make
    one too large to simulate.
    """
    statistics = {name: own.mean(name) for name in own.statistics}
    return [_make_one(scenario, yardstick.described_by, statistics, place) for place in asked]


def _make_one(
    scenario: Scenario, described_by: AuthorityDescription, own: Mapping[str, float], place: Place
) -> Scenario:
    try:
        service = make_local_service(scenario, described_by, own, place.now.values, place.tuning)
        refuse_too_large(service)
    except TooLarge:
        message = (
            f"gives {describe_size(estimate_size(service))}, for which there is not the memory; correct it, or allow "
            f"more with the environment variable {MEMORY}"
        )
        raise ScenarioError([place.now.problem("referrals", message)]) from None
    except ScenarioError as error:
        if any(problem.file != FILE for problem in error.problems):
            raise
        wrong = error.problems[0]
        column = find_column(wrong.path, described_by)
        message = f"gives what a scenario cannot have: {wrong.field}: {wrong.message}"
        raise ScenarioError([place.now.problem(column, message)]) from None
    return service


def come_nearer(
    tuning: Tuning, authority: AuthorityYear, years: SimulatedYears, in_one_decision: Mapping[str, bool]
) -> Tuning:
    """What comes nearer to an authority's own demand and thresholds than what gave these years of its scenario.

    Odds of an outcome that one decision alone has go up by as much as the odds of the statistic; of one that several
    have, one after another, by as much as the statistic itself, which overshoots less.
    """
    odds = dict(tuning.odds)
    for statistic, alone in in_one_decision.items():
        wanted, got = authority.values[statistic], years.mean(statistic)
        of_odds = alone and max(wanted, got) < 100.0
        times = divide_or_one(_turn_into_odds(wanted), _turn_into_odds(got)) if of_odds else divide_or_one(wanted, got)
        odds[statistic] = odds.get(statistic, 1.0) * min(max(times, 1.0 / MOST_TIMES), MOST_TIMES)
    has_run = bool(tuning.odds)
    referrals = divide_or_one(authority.values["referral_rate"], years.mean("referral_rate")) if has_run else 1.0
    return Tuning(tuning.referrals * referrals, odds)


def _turn_into_odds(percentage: float) -> float:
    return percentage / (100.0 - percentage)


def compare_authorities(asked: Sequence[Place], years: Sequence[SimulatedYears], yardstick: Yardstick) -> pd.DataFrame:
    """A row for each authority and statistic that is published of it, those that describe it among them.

    Columns: `authority`, `year`, `statistic`, `title`, `unit`; the `published` value; the `model`'s, with the standard
    deviation between its replications, `sd`; the two baselines `national_ratio` and `last_year`; the tolerance, and
    whether the model is `inside` it.
    """
    rows = []
    for place, of_place in zip(asked, years, strict=True):
        for name, statistic in yardstick.statistics.items():
            if place.now.has(name):
                ratio = predict_by_national_ratio(asked, place, name, statistic)
                rows.append(_make_row(place, name, of_place, statistic, ratio))
    return pd.DataFrame(rows)


def _make_row(place: Place, name: str, years: SimulatedYears, statistic: Statistic, ratio: float) -> dict[str, object]:
    published, model = place.now.values[name], years.mean(name)
    by_replication = years.by_replication(name)
    known = by_replication[~np.isnan(by_replication)]
    return {
        "authority": place.name,
        "year": place.now.year,
        "statistic": name,
        "title": statistic.title,
        "unit": statistic.unit,
        "published": published,
        "model": model,
        "sd": float(np.std(known, ddof=1)) if len(known) > 1 else math.nan,
        "national_ratio": ratio,
        "last_year": place.before.values.get(name, math.nan) if place.before else math.nan,
        "tolerance": statistic.tolerance,
        "inside": abs(model - published) <= statistic.tolerance,
    }


def predict_by_national_ratio(asked: Sequence[Place], place: Place, name: str, statistic: Statistic) -> float:
    """What the other authorities would say of one: their mean by children, or by what the statistic is a ratio to."""
    others = [
        other.now
        for other in asked
        if other.name != place.name and other.now.has(name, *([statistic.ratio_to] if statistic.ratio_to else []))
    ]
    weights = [row.values["children"] for row in others]
    values = math.fsum(weight * row.values[name] for weight, row in zip(weights, others, strict=True))
    if not others:
        return math.nan
    if statistic.ratio_to is None:
        return values / math.fsum(weights)
    whole = math.fsum(weight * row.values[statistic.ratio_to] for weight, row in zip(weights, others, strict=True))
    if whole == 0.0:
        return math.nan
    return values / whole * place.now.values.get(statistic.ratio_to, math.nan)


def summarise_authorities(rows: pd.DataFrame, yardstick: Yardstick) -> pd.DataFrame:
    """A row for each statistic: how far off the model and the baselines are, over the authorities.

    Columns: `part` (transfer), `statistic`, `title`, `unit`; `authorities`; mean absolute error of the `model`, the
    `national_ratio` and `last_year`; `nearer_by`, the national ratio's error less the model's, with its 95% interval
    from `low` to `high` (bootstrap over authorities); `inside_percent` of authorities within the tolerance; the
    `goal` in words, and whether it is `met`.
    """
    goals = yardstick.goals
    summary = []
    for name, statistic in yardstick.statistics.items():
        if statistic.describes:
            continue
        of = rows[(rows["statistic"] == name) & rows["model"].notna() & rows["national_ratio"].notna()]
        if of.empty:
            continue
        errors = (of["model"] - of["published"]).abs().to_numpy()
        rivals = (of["national_ratio"] - of["published"]).abs().to_numpy()
        allowed = 1.0 if statistic.beats_ratio else 1.0 + goals.never_worse.value
        low, high = _bootstrap_interval(rivals - errors)
        summary.append(
            {
                "part": "transfer",
                "statistic": name,
                "title": statistic.title,
                "unit": statistic.unit,
                "authorities": len(of),
                "model": errors.mean(),
                "national_ratio": rivals.mean(),
                "last_year": (of["last_year"] - of["published"]).abs().mean(),
                "nearer_by": (rivals - errors).mean(),
                "low": low,
                "high": high,
                "inside_percent": 100.0 * of["inside"].astype(bool).mean(),
                "goal": "nearer than the national ratio"
                if statistic.beats_ratio
                else f"not {100 * goals.never_worse.value:g}% further off than the national ratio",
                "met": bool(errors.mean() < allowed * rivals.mean()),
            }
        )
    return pd.DataFrame(summary)


def _bootstrap_interval(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """A percentile bootstrap interval of the mean."""
    random = np.random.default_rng(RESAMPLING_SEED)
    means = values[random.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1)
    tail = (100.0 - CONFIDENCE) / 2.0
    low, high = np.percentile(means, [tail, 100.0 - tail])
    return float(low), float(high)
