"""Does it pay back? What placements and care proceedings cost, apart from the service itself, and how many entries to
care would have to be avoided for what a scenario costs more."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isnan, nan

from fssim.measures.indicators import care, cost
from fssim.model.calendar import list_financial_years
from fssim.report.document.report_parts import (
    MEASURE,
    UNIT,
    Cell,
    Column,
    Kind,
    Section,
    Table,
    measure_rows,
    scenario_columns,
    titles,
)
from fssim.report.wording.answer_notes import observed_years
from fssim.report.wording.effects_in_force import list_unmeasured
from fssim.report.wording.words import in_list, interval, number, plain
from fssim.runs.compare import Comparison
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.paired import compare_demand
from fssim.runs.pay_back import PayBack, find_pay_backs, high_end, lowest
from fssim.runs.results import Results
from fssim.scenario.schema.care_costs import CareCosts, CasePrice, PlacementPrice
from fssim.statistics.verdict import CLEAR, SAME

ONE = "1"
MOST_IN_WORDS = 2  # scenarios compared with: the table has them all
NO_EVIDENCE = (
    "What the model shows follows from its assumptions, and is no evidence of how many children would enter care."
)
TO_KNOW = (  # below the tables: the section stands on half a sheet of paper
    "An entry is a child who comes into care: all the children of a family do together. Children whose family is in "
    "care proceedings are counted in care only from the day the family comes into care, although many are placed "
    "before it. Not counted are weeks after the years simulated, support for care leavers, and other agencies' costs: "
    "with them fewer entries would pay. Social workers' time for children in care and in court is in the staff cost, "
    "and so is that for child protection and child in need plans, which have no other price here."
)


def build_pay_back(run: StoredRun) -> Section:
    """The break-even, what care costs in each scenario and financial year, and the prices that it is worked out at."""
    results = run.results
    backs = find_pay_backs(results)
    priced = [result for result in results if result.scenario.care_costs is not None]
    columns = [MEASURE, UNIT, *scenario_columns(results)]
    years = list_financial_years(results[0].scenario.clock)
    by_year = [
        measure.named(year=year.in_measures) for year in years for measure in (cost.EVERYTHING_IN_YEAR, *care.IN_YEARS)
    ]
    of_service = "The service: staff, external sessions, recruitment and setting up"
    totals = [cost.EVERYTHING.name, *(measure.name for measure in care.TOTALS)]
    return Section(
        "pay-back",
        "Does it pay back?" if len(results) > 1 else "What care costs",
        [" ".join(sentences) for sentences in (
            pay_back_sentences(results, backs), [*_how_counted(backs[:1]), *_whose_prices(priced)]
        )],
        tables=[
            *([_break_even(results, backs)] if backs else []),
            Table(
                "Care costs", "What care costs, apart from the service, a year on average", columns,
                measure_rows(results, totals), f"{of_service}. {TO_KNOW}", folded=True,
            ),
            Table(
                "Care costs by year", "What care costs, apart from the service, by financial year (April to March)",
                columns, measure_rows(results, by_year),
                "Placements in the weeks that they last; a case in the year that it begins.", folded=True,
            ),
            _prices(priced),
        ],
    )  # fmt: skip


def is_priced(run: StoredRun) -> bool:
    """Whether the first of a run's scenarios has prices of care."""
    return run.results[0].scenario.care_costs is not None


def pay_back_sentences(results: Sequence[Results], backs: Sequence[PayBack]) -> list[str]:
    """What would have to be avoided, and what the model shows, beside each of the first scenarios compared with."""
    if len(results) == 1:
        return ["Nothing is compared here, so there is nothing to pay back: this is what care costs as the service is."]
    if not backs:
        return ["No scenario compared with has prices of care and children who enter it, so this cannot be told."]
    sentences = [f"{_break_even_clause(results[0], back)} {_shown(results, back)}" for back in backs[:MOST_IN_WORDS]]
    return [*sentences, NO_EVIDENCE]


def _break_even_clause(first: Results, back: PayBack) -> str:
    """`'A' costs 500,000 pounds a year more than 'B' (...). It pays for itself if ...`."""
    this, other, extra = plain(first.scenario.title), plain(back.other.scenario.title), back.extra
    bounds = "" if isnan(extra.low) else f" (95% interval of the difference {interval(extra.low, extra.high)})"
    if extra.difference == 0.0 or (extra.n > 1 and extra.verdict not in CLEAR):
        if extra.difference == 0.0:
            return f"'{this}' costs the same as '{other}', so there is nothing to pay back."
        return (
            f"These runs cannot tell whether '{this}' costs more or less than '{other}'{bounds}, so it cannot be told "
            "either how many entries to care would pay for it."
        )
    pounds = number(abs(extra.difference))
    if extra.difference > 0.0:
        return f"'{this}' costs {pounds} pounds a year more than '{other}'{bounds}. It {_pays_if(back)}"
    usual, span = _entries_needed(back)
    return (
        f"'{this}' costs {pounds} pounds a year less than '{other}'{bounds}, so there is nothing to pay back. It stays "
        f"cheaper unless it brings {usual} more {_entry(usual)} to care a year{span}."
    )


def _pays_if(back: PayBack) -> str:
    """`pays for itself if at least 53 entries to care a year are avoided (...).`"""
    usual, span = _entries_needed(back)
    are = "is" if usual == ONE else "are"
    return f"pays for itself if at least {usual} {_entry(usual)} to care a year {are} avoided{span}."


def _entries_needed(back: PayBack) -> tuple[str, str]:
    """How many entries balance the cost at the usual prices, and in brackets over their ranges."""
    usual, least, most = (abs(turning) for turning in back.find_turning())
    low, high = min(least, most), max(least, most)
    if isnan(low) or low == high:
        return _at_least(usual), ""
    ends = [_at_least(low), _at_least(high)]
    span = "at every price in the range" if ends[0] == ends[1] else f"{' to '.join(ends)} over the range of prices"
    return _at_least(usual), f" ({span})"


def _at_least(entries: float) -> str:
    """The whole number of entries that balances: a part of one more needs one more."""
    return f"{ceil(round(entries, 6)):,}"


def _entry(count: str) -> str:
    return "entry" if count == ONE else "entries"


def _shown(results: Sequence[Results], back: PayBack) -> str:
    """How many entries fewer or more the model has, and whether that is enough; nothing is claimed of effects."""
    scenarios = (results[0].scenario, back.other.scenario)
    in_force = any(effect.on_families for effect in list_unmeasured(scenarios))
    with_effects = "with effects in force that are only reported or assumed"
    effects = with_effects if in_force else "without assumed effects on families"
    row = back.entries
    if row.verdict == SAME:
        shown = "no entry more or less in any run"
    else:
        bounds = "" if isnan(row.low) else f" (95% interval {_fewer(row.low)} to {_fewer(row.high)})"
        shown = f"{_fewer(row.difference)}{bounds}"
    if in_force:
        claim = f"The model, {effects}, shows {shown}: that rests on them, and nothing is claimed of it here."
    else:
        claim = f"The model, {effects}, shows {shown}{_judgement(back)}."
    differs = [plain(words).replace("_", " ") for words in compare_demand(results[0].scenario, back.other.scenario)]
    if not differs:
        return claim
    return f"{claim} Demand differs by {in_list(differs)}, and whoever is in one of the two alone is among these."


def _fewer(difference: float) -> str:
    """A difference in whole entries, in words: `3 fewer`; one of less than half an entry as it is."""
    size = abs(difference)
    whole = f"{round(size):,}" if round(size) else number(size)
    return f"{whole} {'more' if difference > 0.0 else 'fewer'}"


def _judgement(back: PayBack) -> str:
    """Whether the entries that the model shows pay for what is spent, as far as these runs can tell: both are known
    within their intervals alone."""
    row, extra = back.entries, back.extra
    low, high = (row.difference, row.difference) if row.verdict == SAME else (row.low, row.high)
    if extra.n < 2:
        return "; one replication cannot tell effect from chance"
    if extra.verdict not in CLEAR or isnan(low):
        return ""
    costs_more = extra.difference > 0.0
    it_does = ", which would pay for it" if costs_more else ", so it stays cheaper"
    it_does_not = ", which would not pay for it" if costs_more else ", so it is not cheaper"
    dearest_usual, dearest_least, _ = back.find_turning(extra.high)
    cheapest_usual, _, cheapest_most = back.find_turning(extra.low)
    if high <= dearest_least:
        return f"{it_does} at every price in the range"
    if high <= dearest_usual:
        return f"{it_does} at the usual prices, though that is not known of every one in the range"
    if low > cheapest_most:
        return f"{it_does_not} at any price in the range"
    if low > cheapest_usual:
        return f"{it_does_not} at the usual prices"
    return f"; these runs cannot tell whether {'that would pay for it' if costs_more else 'it stays cheaper'}"


def headline_sentence(results: Sequence[Results]) -> list[str]:
    """The break-even and what the model shows, beside the first scenario compared with that is known to cost less,
    short enough for page one."""
    for back in find_pay_backs(results):
        if back.extra.difference > 0.0 and (back.extra.n < 2 or back.extra.verdict in CLEAR):
            beside = f"Beside '{plain(back.other.scenario.title)}' it" if len(results) > 2 else "It"
            return [f"{beside} {_pays_if(back)} {_shown(results, back)} {NO_EVIDENCE}"]
    return []


def _how_counted(backs: Sequence[PayBack]) -> list[str]:
    """What one entry avoided counts as, and why."""
    sentences = []
    for back in backs:
        scenario, saved = back.other.scenario, back.avoided
        prices = scenario.care_costs
        assert prices is not None
        parts = [f"{number(saved.weeks)} weeks in care at {_price(prices.placement)} a week"]
        if prices.proceedings is not None:
            parts.append(f"{number(saved.cases)} of a case of care proceedings at {_price(prices.proceedings)}")
        sentences.append(
            f"An entry avoided saves {number(saved.usual)} pounds: {in_list(parts)}. The weeks are the model's: how "
            f"long a child who enters care in '{plain(scenario.title)}' is in it within "
            f"{observed_years(scenario.clock)}, on average. What comes after is not counted."
        )
    return sentences


def _price(price: PlacementPrice | CasePrice) -> str:
    return f"{number(price.cost.value)} pounds ({price.price_year} prices)"


def _whose_prices(priced: Sequence[Results]) -> list[str]:
    """That nothing is uprated, and what stands apart."""
    courts = any(result.scenario.care_costs and result.scenario.care_costs.court for result in priced)
    apart = (
        " What proceedings cost the courts is apart, as the council does not pay it but for its fees." if courts else ""
    )
    return [
        "Placements and proceedings stand apart from what the service costs, which stays as it is. Each price is of "
        f"its own year, and nothing is uprated.{apart}"
    ]


def _break_even(results: Sequence[Results], backs: Sequence[PayBack]) -> Table:
    """What the sentences say, in figures."""
    columns = [MEASURE, UNIT]
    others = titles(results)[1:]
    names = {id(result): title for result, title in zip(results[1:], others, strict=True)}
    for back in backs:
        against = f"Against {names[id(back.other)]}"
        columns += [Column("Value", group=against), Column("Range", Kind.RANGE, against)]
    rows: list[list[Cell]] = [
        ["The service costs more, a year (95% interval)", "GBP a year"],
        ["An entry to care avoided saves (over the range of prices)", "GBP a child"],
        ["Entries to avoid to pay it back (over the range of prices)", "children a year"],
        ["Entries avoided in the model (95% interval)", "children a year"],
        ["Placements and proceedings cost less, a year (95% interval)", "GBP a year"],
    ]
    for back in backs:
        usual, least, most = (-turning for turning in back.find_turning())
        saved = back.avoided
        cells: list[tuple[float, tuple[float, float]]] = [
            (back.extra.difference, (back.extra.low, back.extra.high)),
            (saved.usual, (saved.least, saved.most)),
            (usual, (min(least, most), max(least, most))),
            _turned(back.entries),
            _turned(back.council),
        ]
        for row, of_row in zip(rows, cells, strict=True):
            row += of_row
    note = (
        "Below none: the service costs less, and so many more entries use the saving up; or the model has more "
        "entries, or care costs more. Ranges are two things: chance in these runs, or what a price may be."
    )
    return Table("Pay back", "What would pay for it, and what the model shows", columns, rows, note, folded=True)


def _turned(row: Comparison) -> tuple[float, tuple[float, float]]:
    """A difference as what is less."""
    if row.verdict == SAME:
        return 0.0, (nan, nan)
    return -row.difference, (-row.high, -row.low)


def _prices(priced: Sequence[Results]) -> Table:
    """Every price, with its range, its year and what it rests on."""
    columns = [
        Column("Price of", Kind.TEXT), Column("Pounds"), Column("Range", Kind.RANGE), Column("Unit", Kind.WORD),
        Column("Prices of", Kind.WORD), Column("Grade", Kind.WORD), Column("Confidence", Kind.WORD),
        Column("Source", Kind.TEXT), Column("Note", Kind.TEXT), Column("In", Kind.TEXT),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for title, result in zip(titles(priced), priced, strict=True):
        prices = result.scenario.care_costs
        if prices is not None and (not rows or prices != priced[0].scenario.care_costs):
            rows += _price_rows(title, prices)
    return Table("Prices of care", "The prices of care, and what they rest on", columns, rows, folded=True)


def _price_rows(title: str, prices: CareCosts) -> list[list[Cell]]:
    of = {
        "a placement": prices.placement,
        "care proceedings, to the council": prices.proceedings,
        "care proceedings, to the courts": prices.court,
    }
    return [
        [
            name, price.cost.value, (lowest(price.cost), high_end(price.cost)), price.cost.unit, price.price_year,
            price.cost.grade.value, price.cost.confidence_held.value, plain(price.cost.source), plain(price.cost.note),
            title,
        ]
        for name, price in of.items()
        if price is not None
    ]  # fmt: skip
