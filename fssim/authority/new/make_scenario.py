"""A scenario of an authority: its figures put into a shipped one, with demand and thresholds that come to them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fssim.authority.new.figures.local_figures import POPULATION, LocalFigure, LocalFigures, read_local_figures
from fssim.authority.new.figures.own_figures import COLUMN_OF, OwnFigures
from fssim.authority.new.figures.published_row import average_authorities
from fssim.errors import QuestionError
from fssim.model.size import refuse_too_large
from fssim.runs.runner import Progress, ProgressCount
from fssim.scenario.findings import ScenarioError
from fssim.scenario.override import plainly, with_values
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.validation.local_service import Tuning, find_decisions, list_whole_changes, read_value
from fssim.studies.validation.published_files import AuthorityYear
from fssim.studies.validation.simulated_years import SimulatedYears, Simulating, YearsAsked, start_simulating
from fssim.studies.validation.transfer import come_nearer
from fssim.studies.validation.validation_file import AuthorityDescription, read_yardstick

ROUNDS = 4  # in which demand and thresholds are brought to the authority's own
ENOUGH_CHILD_YEARS = 400_000  # of children who live there, simulated in each round
MOST_REPLICATIONS = 24
FIGURES, DECIMALS = 4, 6  # that numbers are said with; decimals, of what gives way so that shares sum to 1
AND, AND_IN_NAMES = " + ", "_and_"


@dataclass(frozen=True, slots=True)
class Described:
    """An authority as it is put into a scenario: values by columns of the panel, its own or, where `from_england` has
    the column, the mean of published authorities of a year."""

    own: OwnFigures
    values: Mapping[str, float]
    from_england: Mapping[str, float]
    england_year: int
    authorities: int


@dataclass(frozen=True, slots=True)
class LocalScenario:
    """What a scenario has to be changed in to be the authority's, by dotted path, and what then comes of it: figures
    of its own years by column of the panel."""

    described: Described
    changes: Mapping[str, Any]
    came_to: Mapping[str, float]


def describe_authority(own: OwnFigures) -> Described:
    """The values that a scenario is made of, England's where the authority has none of its own."""
    local = read_local_figures()
    own = _without_impossible(local, own)
    values = own.values()
    needed = [COLUMN_OF[name] for name, figure in local.figures.items() if figure.needed]
    missing = [column for column in needed if column not in values]
    means, year, authorities = average_authorities(missing, own.last_day.year)
    if "case_holders" in means:
        means = {**means, "case_holders": means["case_holders"] * values[POPULATION]}
    return Described(own, {**values, **means}, means, year, authorities)


def _without_impossible(local: LocalFigures, own: OwnFigures) -> OwnFigures:
    """The figures of which a service can be made."""
    reasons = {}
    for name, local_figure in local.figures.items():
        figure = own.find(name)
        why = local_figure.find_why_impossible(figure.value) if figure is not None else ""
        if why:
            reasons[name] = why
    return own.without(reasons) if reasons else own


def make_local_scenario(
    base: Scenario, own: OwnFigures, seed: int, jobs: int | None, on_progress: Progress | None
) -> LocalScenario:
    """What makes a scenario an authority's.

    Raises `QuestionError` for figures that no scenario can have, and `TooLarge` for those of one too large to simulate.
    """
    local, described = read_local_figures(), describe_authority(own)
    tables = _make_tables(base, local, own)
    with_tables = with_values(base, tables) if tables else base
    own = described.own
    row = AuthorityYear(own.authority, own.last_day.year, described.values)
    description = _describe(local, described.values)
    moved = _list_moved(local, described.values)
    alone = {COLUMN_OF[name]: _is_alone(with_tables, figure) for name, figure in moved.items()}
    as_it_is = _list_numbers(with_tables, local, description, described.values, described.values, Tuning(1.0, {}))
    _refuse_impossible(with_tables, as_it_is, own.authority)
    progress = ProgressCount(on_progress)
    with start_simulating(seed, jobs, progress.one_more) as simulate:
        of_base, of_own = _replications(base, base.demand.children.value), _replications(base, own.population.children)
        progress.expect(of_base + (ROUNDS + 1) * of_own)
        before = _simulate_one(simulate, with_tables, of_base)
        means = {name: before.mean(name) for name in before.statistics}
        tuning = come_nearer(Tuning(1.0, {}), row, before, alone)
        for _ in range(ROUNDS):
            changes = _list_numbers(with_tables, local, description, means, described.values, tuning)
            after = _simulate_one(simulate, with_values(with_tables, changes), of_own)
            tuning = come_nearer(tuning, row, after, alone)
        changes = _round(with_tables, _list_numbers(with_tables, local, description, means, described.values, tuning))
        after = _simulate_one(simulate, with_values(with_tables, changes), of_own)
    return LocalScenario(
        described, _keep_changed(base, {**tables, **changes}), {name: after.mean(name) for name in after.statistics}
    )


def _refuse_impossible(scenario: Scenario, changes: Mapping[str, float], authority: str) -> None:
    """Raise an error for numbers that no scenario can have, or that make one too large, before any is simulated: as far
    as that shows while what the scenario's own years come to is not known, and taken to be as the authority's."""
    try:
        refuse_too_large(with_values(scenario, changes))
    except ScenarioError as error:
        wrong = error.problems[0]
        raise QuestionError(
            f"the figures of {authority} give what a scenario cannot have: {wrong.field}: {wrong.message}"
        ) from None


def _keep_changed(base: Scenario, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers that are others than before."""
    content = plainly(base.model_dump())
    return {path: value for path, value in changes.items() if read_value(content, path) != value}


def _replications(scenario: Scenario, children: float) -> int:
    """As many replications of a round as a small authority's figures take to be near enough to what they would be."""
    a_replication = children * scenario.clock.observed_years
    return min(max(math.ceil(ENOUGH_CHILD_YEARS / a_replication), 1), MOST_REPLICATIONS)


def _simulate_one(simulate: Simulating, scenario: Scenario, replications: int) -> SimulatedYears:
    (years,) = simulate([YearsAsked(scenario, replications)])
    return years


def _describe(local: LocalFigures, values: Mapping[str, float]) -> AuthorityDescription:
    """How an authority is put into a scenario, with the outcomes that it has figures of as thresholds."""
    thresholds = {
        COLUMN_OF[name]: figure.outcome
        for name, figure in local.figures.items()
        if figure.outcome is not None and COLUMN_OF[name] in values
    }
    return read_yardstick().described_by.model_copy(update={"thresholds": thresholds})


def _list_moved(local: LocalFigures, values: Mapping[str, float]) -> dict[str, LocalFigure]:
    """The figures that odds are moved for until the model has them."""
    return {
        name: figure
        for name, figure in local.figures.items()
        if (figure.outcome or figure.share) and COLUMN_OF[name] in values
    }


def _is_alone(scenario: Scenario, figure: LocalFigure) -> bool:
    """Whether it is one probability alone whose odds are moved."""
    return figure.outcome is None or len(find_decisions(scenario, figure.outcome)) == 1


def _make_tables(base: Scenario, local: LocalFigures, own: OwnFigures) -> dict[str, Any]:
    """The tables that are set as they are: shares of all, or multipliers."""
    changes: dict[str, Any] = {}
    content = plainly(base.model_dump())
    for name, path in local.tables():
        figures = own.find_all(name)
        keys = [figure.name.removeprefix(f"{name}_").replace(AND_IN_NAMES, AND) for figure in figures]
        table = content
        for part in path.split("."):
            table = table.get(part, {})
        if not figures or set(keys) != set(table):
            continue
        amounts = dict(zip(keys, (figure.value for figure in figures), strict=True))
        if figures[0].unit == "percent":
            amounts = _as_shares(_fill_in(amounts))
        else:
            amounts = {key: shorten(amount) for key, amount in amounts.items()}
        changes |= {f"{path}.{key}.value": amount for key, amount in amounts.items()}
    return changes


def _fill_in(percentages: Mapping[str, float]) -> dict[str, float]:
    """Percentages in which those not known, too small to be shown, have alike what the others leave."""
    unknown = [key for key, amount in percentages.items() if math.isnan(amount)]
    left = 100.0 - math.fsum(amount for amount in percentages.values() if not math.isnan(amount))
    return {**percentages, **dict.fromkeys(unknown, max(left, 0.0) / max(len(unknown), 1))}


def _as_shares(amounts: Mapping[str, float]) -> dict[str, float]:
    """Parts of a whole, rounded, that sum to 1 to the last digit."""
    whole = math.fsum(amounts.values())
    shares = {key: shorten(amount / whole) for key, amount in amounts.items()}
    largest = max(shares, key=lambda key: shares[key])
    shares[largest] = round(1.0 - math.fsum(share for key, share in shares.items() if key != largest), DECIMALS)
    return shares


def shorten(number: float) -> float:
    """A number as a file says it."""
    return float(f"{number:.{FIGURES}g}")


def _list_numbers(
    scenario: Scenario,
    local: LocalFigures,
    description: AuthorityDescription,
    means: Mapping[str, float],
    values: Mapping[str, float],
    tuning: Tuning,
) -> dict[str, float]:
    """The numbers of the authority's scenario. Its rate of referrals is its own: what brings all of them to it is how
    many of them are first ones."""
    content = plainly(scenario.model_dump())
    changes = list_whole_changes(scenario, description, means, values, tuning)
    first = read_value(content, f"{local.first_referrals}.value")
    changes[f"{description.referral_rate}.value"] = values["referral_rate"]
    changes[f"{local.first_referrals}.value"] = min(first * tuning.referrals, 1.0)
    for name, figure in local.figures.items():
        if figure.share is not None and COLUMN_OF[name] in values:
            was, times = read_value(content, f"{figure.share}.value"), tuning.odds.get(COLUMN_OF[name], 1.0)
            changes[f"{figure.share}.value"] = times * was / (1.0 - was + times * was)
    return changes


def _round(scenario: Scenario, changes: Mapping[str, float]) -> dict[str, float]:
    """Numbers as a file says them, in which the outcomes of a decision still sum to 1."""
    rounded = {path: value if float(value).is_integer() else shorten(value) for path, value in changes.items()}
    for decision in scenario.pathway.decisions:
        start, end = f"pathway.decisions.{decision}.", ".probability.value"
        of_it = {path: value for path, value in changes.items() if path.startswith(start) and path.endswith(end)}
        if of_it:
            rounded |= _as_shares(of_it)
    return rounded
