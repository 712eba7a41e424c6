"""What the service costs, the Guidebook cost band that its modelled cost would fall in, and what that leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from fssim.measures.declaration import Measure
from fssim.measures.indicators import cost
from fssim.measures.indicators.cost import cost_band
from fssim.measures.published import COST_BAND_4_UP_TO_POUNDS, COST_BAND_FROM_POUNDS
from fssim.model.calendar import FinancialYear, financial_years_of
from fssim.model.compile.compile_scenario import set_up_costs
from fssim.report.document.report_parts import MEASURE, UNIT, Section, Table, measure_rows, scenario_columns, titles
from fssim.report.wording.scenario_changes import day
from fssim.report.wording.words import number, plain
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results

PER_FAMILY = cost.SPECIALISTS_PER_FAMILY.name
A_PENNY = 0.01  # the least cost there is to place: an interval of few replications may end at 0
LEAVES_OUT = (
    "It leaves out: every post that is not a specialist's (the staff cost below has them), setting the service "
    "up, buildings and equipment, the fees of courses and of the programme, the recording system, and other "
    "agencies' costs. No savings are taken off it.",
    "It is a modelled cost, of the specialist posts filled in the observed years, for each family that entered a plan "
    "in them. It is not a Guidebook rating.",
)


def _everything_first(measures: Sequence[Measure]) -> list[Measure]:
    """Kinds of spending, with all of it together, which is declared last, before its parts."""
    return [measures[-1], *measures[:-1]]


def costs(run: StoredRun) -> Section:
    """Staff and external cost, hiring and setting up, on average and by financial year; and the band by scenario."""
    results = run.results
    first = results[0].scenario
    names = [
        *(measure.name for measure in _everything_first(cost.TOTALS)),
        *(cost.ROLE_COST.named(role=role) for role in first.roles),
        cost.PER_CHILD_IN_NEED_WEEK.name, PER_FAMILY,
    ]  # fmt: skip
    years = financial_years_of(first.clock)
    by_year = [measure.named(year=year.in_measures) for year in years for measure in _everything_first(cost.IN_YEARS)]
    columns = [MEASURE, UNIT, *scenario_columns(results)]
    return Section(
        "costs",
        "What it costs",
        [
            "Modelled, at the scenarios' prices: posts while somebody is in them, agency workers at their own price. A "
            "price a year is spread evenly over the working days of the year.",
            " ".join([*_years_in_part(years), _recruitment(results), *_setting_up(results)]),
        ],
        [*_bands(results), *LEAVES_OUT],
        tables=[
            Table("Costs", "Costs, a year on average", columns, measure_rows(results, _spent(results, names))),
            Table(
                "Costs by year",
                "Costs by financial year (April to March)",
                columns,
                measure_rows(results, _spent(results, by_year)),
                folded=True,
            ),
        ],
    )


def _spent(results: Sequence[Results], names: Iterable[str]) -> list[str]:
    """Those of the measures that are not none throughout."""
    return [name for name in names if any(value != 0.0 for result in results for value in result.values(name))]


def _years_in_part(years: Sequence[FinancialYear]) -> list[str]:
    return [
        f"Of {year.title} only {day(year.start)} to {day(year.until - timedelta(days=1))} is observed, and its figures "
        "are for that part."
        for year in years
        if not year.is_whole
    ]


def _recruitment(results: Sequence[Results]) -> str:
    prices = {
        f"{plain(role.title)} {number(role.recruitment_cost.value)} pounds"
        for result in results
        for role in result.scenario.roles.values()
        if role.recruitment_cost is not None
    }
    if not prices:
        return "No scenario gives a cost of recruitment, so that hiring is counted as costing nothing."
    return (
        "Recruitment is counted each time somebody who is not an agency worker starts in a post "
        f"({'; '.join(sorted(prices))}; nothing for any other role)."
    )


def _setting_up(results: Sequence[Results]) -> list[str]:
    spent = [sum(cost for _, cost in set_up_costs(result.scenario)) for result in results]
    if not any(spent):
        return ["No scenario gives a cost of setting up, so that none is counted."]
    return [
        f"Setting up '{title}' costs {number(pounds)} pounds, counted in the year in which it is spent."
        if pounds
        else f"'{title}' gives no cost of setting up."
        for title, pounds in zip(titles(results), spent, strict=True)
    ]


def _bands(results: Sequence[Results]) -> list[str]:
    sentences = []
    for title, result in zip(titles(results), results, strict=True):
        pounds = result.interval(PER_FAMILY)
        if not pounds.mean > 0.0:
            sentences.append(f"'{title}' has no specialist posts, so there is no cost of them to place in a band.")
            continue
        ends = [int(cost_band(max(end, A_PENNY))) for end in (pounds.mean, pounds.low, pounds.high) if end == end]
        bands = range(min(ends), max(ends) + 1)
        which = " or ".join(f"{band} ({_limits(band)})" for band in bands)
        of = "band" if len(bands) == 1 else "bands"
        sentences.append(
            f"The specialist posts in '{title}' cost {number(pounds.mean)} pounds a family, which would fall in "
            f"Guidebook cost {of} {which}."
        )
    return sentences


def _limits(band: int) -> str:
    second, third, fourth = (f"{limit:,.0f}" for limit in COST_BAND_FROM_POUNDS)
    return {
        1: f"under {second} pounds",
        2: f"from {second} to under {third} pounds",
        3: f"from {third} to under {fourth} pounds",
        4: f"from {fourth} to {COST_BAND_4_UP_TO_POUNDS:,.0f} pounds",
        5: f"over {COST_BAND_4_UP_TO_POUNDS:,.0f} pounds",
    }[band]
