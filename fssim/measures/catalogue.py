"""Every measure that is declared, in the order of a run's files; and what a measure is called, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from fssim.measures.cohorts.followed_families import FOLLOWED_MEASURES
from fssim.measures.declaration import NEITHER, Description, Indicator, Measure
from fssim.measures.indicators.cost import costs_a_year, costs_by_financial_year, costs_per_family
from fssim.measures.indicators.durations import assessments, durations, timeliness
from fssim.measures.indicators.flows import court, in_need, plans, re_referred, referrals_and_conferences
from fssim.measures.indicators.pressure import extra_hours, pressure
from fssim.measures.indicators.waits import waits, who_waits
from fssim.measures.indicators.workforce import HOLDERS, allocation, caseloads, hours_worked, staffing
from fssim.measures.ledger.ledger_measures import critical_shares, days_by_line, days_by_stage
from fssim.measures.log_view.view import View
from fssim.scenario.names import slug
from fssim.scenario.schema.pathway import Activity, Stage
from fssim.scenario.schema.scenario import Scenario

INDICATORS: tuple[Indicator[View], ...] = (
    referrals_and_conferences, plans, in_need, re_referred, court,
    durations,
    timeliness, assessments,
    waits, who_waits,
    days_by_line, days_by_stage, critical_shares,
    caseloads, hours_worked, allocation, staffing,
    pressure, extra_hours,
    costs_a_year, costs_by_financial_year, costs_per_family,
)  # fmt: skip
DECLARED: tuple[Measure, ...] = (
    *(measure for indicator in INDICATORS for measure in indicator.measures),
    *FOLLOWED_MEASURES,
)
PART_OF_A_YEAR = "_part"


def describe(name: str, scenario: Scenario | None = None) -> Description:
    """A measure in words.

    Parameters
    ----------
    name : str
        A measure's name, such as `visits_in_time_percent`: a column of `Results.frame`.
    scenario : Scenario, optional
        The scenario that it is of, to call stages and activities by their titles there. Left out, they are called what
        the measure's name calls them.

    Returns
    -------
    Description
        Its `label`, its `unit`, its `definition`, the `least` and the `most` that it can be, and whether more of it is
        `worse`, `better` or `neither`. A name of no measure is its own label, and neither good nor bad.
    """
    declared = declaration_of(name)
    if declared is None:
        return Description(name.replace("_", " "), "", NEITHER)
    if scenario is None:
        return _described_by_name(name)
    measure, parts = declared
    titles = {part: _titles_of(scenario, part) for part in parts}
    return measure.described(parts, lambda part, name: titles[part].get(name) or _called(part, name))


@lru_cache(maxsize=4096)
def declaration_of(name: str) -> tuple[Measure, dict[str, str]] | None:
    """The declaration of a measure, and what stands in its name for what varies; None of no measure."""
    for measure in _most_particular_first():
        match = measure.pattern.fullmatch(name)
        if match:
            return measure, match.groupdict()
    return None


@lru_cache(maxsize=4096)
def _described_by_name(name: str) -> Description:
    declared = declaration_of(name)
    assert declared is not None
    return declared[0].described(declared[1], _called)


def _titles_of(scenario: Scenario, part: str) -> dict[str, str]:
    """What a scenario's stages or activities are called inside a sentence, by how they stand in measures' names."""
    pathway = scenario.pathway
    titled: Mapping[str, Stage | Activity] = (
        pathway.stages if part == "stage" else pathway.activities if part == "activity" else {}
    )
    titles = {slug(name): " ".join((part_of_pathway.title or "").split()) for name, part_of_pathway in titled.items()}
    return {name: title if title[1:2].isupper() else title[:1].lower() + title[1:] for name, title in titles.items()}


@cache
def _most_particular_first() -> list[Measure]:
    """The declarations, those whose names leave least open before those that would match the same names too."""
    return sorted(DECLARED, key=lambda measure: -len(measure.name) + sum(len(part) + 2 for part in measure.varies))


def _called(part: str, name: str) -> str:
    """What a part of a scenario is called, by how it stands in a measure's name."""
    if part == "year":
        year = name.removesuffix(PART_OF_A_YEAR).replace("_", "-")
        return f"{year}, the part observed" if name.endswith(PART_OF_A_YEAR) else year
    return "case-holding workers" if name == HOLDERS else name.replace("_", " ")
