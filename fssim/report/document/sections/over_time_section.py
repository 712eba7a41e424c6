"""Caseloads, the use of people's time, waits and unallocated families, week by week, with empty posts shaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fssim.measures.headline import CASELOAD as CASELOAD_MEASURE
from fssim.measures.indicators.weekly import (
    in_post_series,
    utilisation_series,
)
from fssim.report.document.pictures import (
    compared_in_weeks,
    fours,
    in_weeks,
    intervals,
    most_of,
    observed,
    quarters,
    series_picture,
    week_ends,
    weekly_series,
    weeks_described,
)
from fssim.report.document.report_parts import (
    COMPARED_COLUMNS,
    Cell,
    Column,
    Kind,
    Section,
    Table,
    compared_rows,
    titles,
)
from fssim.report.document.sections.in_time_over_time import (
    label_in_time,
    measure_in_time,
    name_quarters,
    tabulate_in_time,
)
from fssim.report.wording.dated_changes import change_sentences, empty_posts, shocks, spells_in_words
from fssim.report.wording.words import in_list, number, plain, spoken
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.schema.pathway import Allocation
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import Interval

OUT_OF_THE_ORDINARY = {"while posts are kept empty": empty_posts, "while referrals are multiplied": shocks}


def build_over_time(run: StoredRun) -> Section:
    """The weekly series that the question is about."""
    results = run.results
    title = "Caseloads, use of time, and who waits, over time"
    if not all(result.weekly for result in results):
        return Section("over-time", title, ["The run has no weekly numbers."])
    ends = week_ends(results[0])
    series = {
        unit: [observed(result, names, ends) for result in results]
        for unit, names in _series(results[0].scenario).items()
    }
    blocks, by_quarter = fours(ends), quarters(ends)
    sets = results[0].sets
    in_fours = {
        unit: [intervals(rows, blocks, most_of(unit), sets) for rows in by_scenario]
        for unit, by_scenario in series.items()
    }
    three_months = list(by_quarter.values())
    in_quarters = {
        unit: [intervals(rows, three_months, most_of(unit), sets) for rows in by_scenario]
        for unit, by_scenario in series.items()
    }
    dates = [ends[int(block[-1])] for block in blocks]
    tables = [
        *_while(results),
        *_in_time(results),
        _table("Quarters", "Quarter from", list(by_quarter), in_quarters, results, folded=True),
        _table("Four weeks", "Four weeks to", dates, in_fours, results, on_page=False),
    ]
    return Section(
        "over-time",
        title,
        _sentences(results),
        change_sentences(results[0].scenario),
        [series_picture(results, dates, in_fours)],
        tables,
    )


def _series(scenario: Scenario) -> dict[str, list[str]]:
    """What is shown, in words with units, and the weekly series that are added up for it."""
    need = scenario.headline.need
    specialist = scenario.needs[need].role
    holders = sorted({stage.holder for stage in scenario.pathway.stages.values() if stage.holder})
    chosen = dict(weekly_series(scenario).values())
    vacant = [vacancy.role for vacancy in scenario.vacancies.values()]
    shown = dict.fromkeys([*holders, *vacant, specialist])
    chosen |= {f"{spoken(role).capitalize()}: % of time in use": [utilisation_series(role)] for role in shown}
    in_post = dict.fromkeys(vacant or [specialist])
    return chosen | {
        f"{spoken(role).capitalize()}: full-time workers in post": [in_post_series(role)] for role in in_post
    }


def _sentences(results: Sequence[Results]) -> list[str]:
    sentences = [sentence for result in results if (sentence := over_the_limit(result))]
    empty = empty_posts(results[0].scenario)
    if empty:
        sentences.append(f"Grey: posts are kept empty from {spells_in_words(empty)} in '{titles(results)[0]}'.")
        sentences.append(
            "Means over all the observed years dilute what happens in those weeks; the table below does not."
        )
    return sentences


def over_the_limit(results: Results) -> str:
    """Why caseloads are above their limit on average, which looks like a mistake; nothing, if they are not."""
    scenario = results.scenario
    counted = {name for name, role in scenario.roles.items() if role.among_case_holders}
    stages = [stage for stage in scenario.pathway.stages.values() if stage.holder in counted]
    held = results.interval(CASELOAD_MEASURE).mean
    roles = {stage.holder for stage in stages if stage.holder}
    works_as = {team.working_model for team in scenario.teams.values()}
    works_as |= {switch.working_model for switch in scenario.roll_out.values()}
    limits = [
        limit.value
        for role in roles
        for limits in (scenario.working_models[name].caseload_limits for name in works_as if name)
        if (limit := limits.get(role, scenario.roles[role].caseload_limit))
    ]
    at_once = [plain(stage.title).lower() for stage in stages if stage.allocation is Allocation.at_once]
    if not limits or not at_once or not held > max(limits):
        return ""
    written = in_list([f"{limit:g}" for limit in sorted(set(limits))])
    return (
        f"In '{plain(scenario.title)}' caseloads average {number(held)} children, above the limit of {written}: "
        f"families in {in_list(at_once)} are allocated at once, over the limit if need be."
    )


def _while(results: Sequence[Results]) -> list[Table]:
    """How the scenarios differ in the weeks in which something is out of the ordinary."""
    tables = []
    for when, spells_of in OUT_OF_THE_ORDINARY.items():
        while_empty = in_weeks(results, spells_of(results[0].scenario))
        if while_empty and len(results) > 1:
            rows = compared_rows(titles(results)[1:], compared_in_weeks(while_empty), weeks_described(results))
            tab = "While empty" if spells_of is empty_posts else "While changed"
            spells = spells_in_words(spells_of(results[0].scenario))
            tables.append(Table(tab, f"Weeks {when}: {spells}", COMPARED_COLUMNS, rows))
    return tables


def _in_time(results: Sequence[Results]) -> list[Table]:
    """What is in time, quarter by quarter, where the question is about that."""
    in_time = label_in_time(measure_in_time(results), results[0].scenario)
    if not in_time:
        return []
    table = _table("In time", "Quarter from", name_quarters(results), in_time, results, folded=True)
    beside = replace(table, title="What is in time, quarter by quarter, in each scenario")
    by_quarter = tabulate_in_time(results)
    return [by_quarter, beside] if by_quarter is not None else [beside]


def _table(
    tab: str,
    title: str,
    when: Sequence[Cell],
    means: dict[str, list[list[Interval]]],
    results: Sequence[Results],
    folded: bool = False,
    on_page: bool = True,
) -> Table:
    several = len(results[0].rows) > 1
    columns = [Column("What", Kind.TEXT), Column(title, Kind.TEXT)]
    for name in titles(results):
        columns += [Column("Mean", group=name), Column("95% interval", Kind.RANGE, name)][: 1 + several]
    rows: list[list[Cell]] = []
    for unit, by_scenario in means.items():
        for place, label in enumerate(when):
            cells: list[Cell] = [unit, label]
            for points in by_scenario:
                point = points[place]
                cells.append(point.mean)
                if several:
                    cells.append((point.low, point.high))
            rows.append(cells)
    return Table(tab, f"The numbers in the picture, means of {tab.lower()}", columns, rows, "", folded, on_page)
