"""The measures of every scenario side by side, how they differ in pairs, and what each scenario costs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from fssim.dates import write_date
from fssim.measures.catalogue import describe
from fssim.measures.declaration import Measure
from fssim.measures.indicators import cost
from fssim.measures.indicators.cost import cost_band
from fssim.measures.published import COST_BAND_4_UP_TO_POUNDS, COST_BAND_FROM_POUNDS
from fssim.model.calendar import FinancialYear, list_financial_years
from fssim.model.compile.compile_scenario import list_set_up_costs
from fssim.report.charts.forest_plot import BETTER, NEITHER, WORSE, ForestMark, ForestPanel, draw_differences
from fssim.report.document.report_parts import (
    COMPARED_COLUMNS,
    MEASURE,
    UNIT,
    Picture,
    Section,
    Table,
    compared_rows,
    measure_rows,
    scenario_columns,
    titles,
)
from fssim.report.document.report_parts import say_verdict as verdict_on
from fssim.report.wording.answer_notes import headline_comparisons, paired_note, what_pairing_bought
from fssim.report.wording.words import NOT_KNOWN, in_list, interval, number, plain, signed
from fssim.runs.compare import Comparison, choose_headline
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.statistics.verdict import CLEAR, SUGGESTED

FURTHEST_PERCENT = 100.0  # what is further off is an arrow at the edge
SHARES, POINTS = "% of the value compared with", "percentage points"


def build_measures(run: StoredRun) -> Section:
    """Against each scenario compared with; or the values by themselves."""
    results = run.results
    names = choose_headline(results)
    title = "The measures that carry it"
    if len(results) == 1:
        columns, rows = [MEASURE, UNIT, *scenario_columns(results)], measure_rows(results, names)
        return Section("measures", title, tables=[Table("Measures", "The measures that matter", columns, rows)])
    compared = headline_comparisons(results)
    rows = compared_rows(titles(results)[1:], compared, {name: describe(name, results[0].scenario) for name in names})
    note = f"{paired_note(results)} {what_pairing_bought(results)}".strip()
    table = Table("Measures", "The measures that matter, in pairs", COMPARED_COLUMNS, rows, note)
    return Section("measures", title, pictures=_pictures(results, names, compared), tables=[table])


def _pictures(
    results: Sequence[Results], names: Sequence[str], compared: Sequence[dict[str, Comparison]]
) -> list[Picture]:
    """A picture for each scenario compared with, all on the same scales."""
    shares = [name for name in names if not _in_points(name) and any(_can_be_drawn(name, rows) for rows in compared)]
    points = [name for name in names if _in_points(name) and any(_can_be_drawn(name, rows) for rows in compared)]
    if not shares and not points:
        return []
    several = len(results[0].rows) > 1
    note = "Marks: differences, over the axis below them. Rates differ by percentage points. " + (
        "Black lines: 95% intervals that hold all at once, paired. Squares: worse; circles: better; diamonds: neither, "
        "or these runs cannot tell. Arrows: further off than the axis goes."
        if several
        else "One replication, so there are no intervals and nothing can be told apart from chance."
    )
    marked = [
        [(unit, chosen, [_mark(name, rows) for name in chosen]) for unit, chosen in
         ((SHARES, shares), (POINTS, points)) if chosen]
        for rows in compared
    ]  # fmt: skip
    furthest = {unit: _furthest([marks for own in marked for of, _, marks in own if of == unit]) for unit in
                (SHARES, POINTS)}  # fmt: skip
    pictures = []
    for title, rows, own in zip(titles(results)[1:], compared, marked, strict=True):
        groups = [
            ForestPanel(
                unit, furthest[unit], [plain(describe(name, results[0].scenario).label) for name in chosen], marks
            )
            for unit, chosen, marks in own
        ]
        heading = f"Against {_counted(title, rows, [*shares, *points])}"
        if not several:
            heading = f"Against '{title}': one replication cannot tell effect from chance"
        in_words = f"{heading}. Measure by measure in the table below."
        pictures.append(Picture(heading, note, in_words, partial(draw_differences, groups)))
    return pictures


def _in_points(name: str) -> bool:
    return describe(name).unit.startswith("%")


def _can_be_drawn(name: str, rows: dict[str, Comparison]) -> bool:
    row = rows[name]
    return row.n > 0 and not math.isnan(row.difference) and (_in_points(name) or row.baseline != 0.0)


def _furthest(marks: Sequence[Sequence[ForestMark]]) -> float:
    """Where the axis ends."""
    ends = [abs(end) for own in marks for mark in own for end in (mark.value, mark.low, mark.high)]
    return _round(max((end for end in ends if not math.isnan(end)), default=0.0))


def _round(furthest: float) -> float:
    """The first round number that is no less, up to `FURTHEST_PERCENT`."""
    rounds = (factor * 10.0**power for power in (-1, 0, 1) for factor in (1.0, 2.0, 5.0))
    return next((end for end in rounds if end >= furthest), FURTHEST_PERCENT)


def _mark(name: str, rows: dict[str, Comparison]) -> ForestMark:
    if not _can_be_drawn(name, rows):
        return ForestMark(math.nan, math.nan, math.nan, NEITHER, NOT_KNOWN)
    row, points = rows[name], _in_points(name)
    share = 1.0 if points else 100.0 / abs(row.baseline)
    value, low, high = (share * end for end in (row.difference, row.low, row.high))
    words = f"{signed(value)}{'' if points else '%'}" + (f" ({interval(low, high)})" if row.n > 1 else "")
    judged = verdict_on(row, describe(name).more_is)
    look = WORSE if judged.endswith("worse") else BETTER if judged.endswith("better") else NEITHER
    return ForestMark(value, low, high, look, words)


def _counted(title: str, rows: dict[str, Comparison], names: Sequence[str]) -> str:
    """How many of the measures are worse, better, or cannot be told, against one scenario."""
    judged = [verdict_on(rows[name], describe(name).more_is) for name in names if rows[name].n]
    worse, better = (sum(verdict.endswith(word) for verdict in judged) for word in ("worse", "better"))
    changed = sum(verdict in CLEAR for verdict in judged)
    suggested = sum(verdict in SUGGESTED for verdict in judged)
    rest = len(judged) - worse - better - changed - suggested
    counts = {"worse": worse, "better": better, "different but neither better nor worse": changed}
    counts |= {"suggested to differ": suggested, "not known to differ": rest}
    parts = [f"{count} {word}" for word, count in counts.items() if count]
    return f"'{title}', of {len(judged)} measures {in_list(parts)}"


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


def build_costs(run: StoredRun) -> Section:
    """Staff and external cost, hiring and setting up, on average and by financial year; and the band by scenario."""
    results = run.results
    first = results[0].scenario
    names = [
        *(measure.name for measure in _everything_first(cost.TOTALS)),
        *(cost.ROLE_COST.named(role=role) for role in first.roles),
        cost.PER_CHILD_IN_NEED_WEEK.name, PER_FAMILY,
    ]  # fmt: skip
    years = list_financial_years(first.clock)
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
        f"Of {year.title} only {write_date(year.start)} to {write_date(year.until - timedelta(days=1))} is observed, "
        "and its figures are for that part."
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
    spent = [sum(cost for _, cost in list_set_up_costs(result.scenario)) for result in results]
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
