"""Every measure that is declared, in the order of a run's files; what a measure is called, by its name; and one
replication's measures, a flat row of named floats: all, or those that are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any

from fssim.engine.event_log import EventLog
from fssim.errors import UnknownMeasure
from fssim.measures.declaration import NEITHER, Indicator, Measure, MeasureDescription
from fssim.measures.followed_families import FOLLOWED_MEASURES
from fssim.measures.indicators.care import care_a_year, care_by_financial_year
from fssim.measures.indicators.cost import (
    costs_a_year,
    costs_by_financial_year,
    costs_by_payer,
    costs_per_family,
)
from fssim.measures.indicators.durations import assessments, durations, timeliness
from fssim.measures.indicators.flows import court, in_need, plans, re_referred, referrals_and_conferences
from fssim.measures.indicators.pressure import extra_hours, pressure
from fssim.measures.indicators.staffing import (
    HOLDERS,
    allocation,
    caseloads,
    hours_worked,
    leads_and_co_holders,
    staffing,
)
from fssim.measures.indicators.waits import waits, waits_under_plans
from fssim.measures.indicators.who_waits import who_waits
from fssim.measures.ledger.ledger_measures import critical_shares, days_by_line, days_by_stage
from fssim.measures.log_view.view import View
from fssim.model.family_table import make_empty_table
from fssim.model.posts_over_time import WorkerTable
from fssim.model.tables import Tables
from fssim.scenario.findings import instead_of
from fssim.scenario.names import slug
from fssim.scenario.schema.activities import Activity
from fssim.scenario.schema.pathway import Stage
from fssim.scenario.schema.scenario import Scenario

INDICATORS: tuple[Indicator[View], ...] = (
    referrals_and_conferences, plans, in_need, re_referred, court,
    durations,
    timeliness, assessments,
    waits, waits_under_plans, who_waits,
    days_by_line, days_by_stage, critical_shares,
    caseloads, hours_worked, allocation, leads_and_co_holders, staffing,
    pressure, extra_hours,
    costs_a_year, costs_by_payer, costs_by_financial_year, costs_per_family,
    care_a_year, care_by_financial_year,
)  # fmt: skip
DECLARED: tuple[Measure, ...] = (
    *(measure for indicator in INDICATORS for measure in indicator.measures),
    *FOLLOWED_MEASURES,
)
PART_OF_A_YEAR = "_part"


def describe(name: str, scenario: Scenario | None = None) -> MeasureDescription:
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
    MeasureDescription
        Its `label`, its `unit`, its `definition`, the `least` and the `most` that it can be, and in `more_is` whether
        more of it is `worse`, `better`, `neither`, or `worse, though less is no better`. A name of no measure is its
        own label, and neither good nor bad.
    """
    declared = declaration_of(name)
    if declared is None:
        return MeasureDescription(name.replace("_", " "), "", NEITHER)
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
def _described_by_name(name: str) -> MeasureDescription:
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


def measure_log(log: EventLog, measures: Collection[str] | None = None) -> dict[str, float]:
    """The measures of one log, over its observed years.

    Parameters
    ----------
    log : EventLog
        What a simulation wrote.
    measures : collection of str, optional
        The names of those wanted, which then cost no more than they need. All, if left out.

    Returns
    -------
    dict of str to float
        Values by name, in the order of a run's files. Names end in their unit. Every replication of a scenario has the
        same names; a measure of nothing (the mean wait of nobody) is nan. A measure asked for is the same number, to
        the last bit, as when all are worked out. `fssim.describe` says each in words.

    Raises
    ------
    UnknownMeasure
        If a name is no measure of the log's scenario: the message gives the nearest that is.
    """
    values = measures_of(View(log), measures)
    if measures is not None:
        refuse_unknown([name for name in measures if name not in values], measure_names(log.tables))
    return values


def measures_of(view: View, wanted: Collection[str] | None = None) -> dict[str, float]:
    """The measures of a log's view: all, or those wanted that its scenario has."""
    if wanted is None:
        return {name: value for indicator in INDICATORS for name, value in indicator(view).items()}
    names = frozenset(wanted)
    values = {name: value for indicator in _needed_for(names) for name, value in indicator(view).items()}
    return {name: value for name, value in values.items() if name in names}


@lru_cache(maxsize=64)
def _needed_for(names: frozenset[str]) -> list[Indicator[View]]:
    """The indicators that declare any of these measures."""
    return [
        indicator
        for indicator in INDICATORS
        if any(measure.pattern.fullmatch(name) for measure in indicator.measures for name in names)
    ]


def measure_names(tables: Tables) -> list[str]:
    """The names of the measures of a compiled scenario, in order: those of a log in which nothing happens to nobody."""
    families, workers = make_empty_table(), WorkerTable(*_columns("qqqddqqd"))
    return list(measure_log(EventLog(tables, 0, 0, families, workers)))


def refuse_unknown(asked: Collection[str], known: Collection[str]) -> None:
    """Raise `UnknownMeasure` for a measure that is not `known`, with the nearest that is."""
    for name in asked:
        if name not in known:
            raise UnknownMeasure(
                f"there is no measure '{name}'; {instead_of(name, [str(known_name) for known_name in known])}"
            )


def _columns(codes: str) -> list[Any]:
    """Empty columns of these types."""
    return [array(code) for code in codes]
