"""What is in time, quarter by quarter, while teams change over or posts are empty: page one's picture, and a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from fssim.arrays import Integers
from fssim.measures.catalogue import describe
from fssim.measures.indicators.durations import IN_TIME, REVIEWS_IN_TIME, VISITS_IN_TIME
from fssim.measures.indicators.weekly import CASELOAD, UNALLOCATED, held_series, in_time_series
from fssim.report.charts.line_panels import LinePanel, ShadedSpan, draw_lines
from fssim.report.document.pictures import intervals, line_of, observed, percent_intervals, quarters, week_ends
from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Table, titles
from fssim.report.wording.dated_changes import empty_posts, switches
from fssim.report.wording.leads_in_words import in_plural, title_of_role
from fssim.report.wording.words import capitalised, in_list, plain, within_sentence
from fssim.runs.results import Results
from fssim.scenario.schema.activities import ActivityCount
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.stages_as_worked import list_holders, list_stages_as_worked
from fssim.statistics.interval import Interval

WIDE, HEIGHT = 405.0, 105.0  # points: beside the answer on a screen; of the lines in each panel
MOST_PANELS = 2
FEWEST_WEEKS = 7  # of a quarter that is told: more than half
OF_COUNTED = {VISITS_IN_TIME.name: ActivityCount.statutory_visit, REVIEWS_IN_TIME.name: ActivityCount.review_conference}

ByScenario = list[list[Interval]]  # a row a scenario, and a percentage a quarter


def list_what_is_in_time(scenario: Scenario) -> dict[str, list[str]]:
    """The headline's measures of what is in time, and the activities that each is of."""
    activities = scenario.pathway.activities
    by_measure = {IN_TIME.named(activity=name): [name] for name in activities}
    for measure, what in OF_COUNTED.items():
        by_measure[measure] = [name for name, about in activities.items() if about.counted_as is what]
    return {name: by_measure[name] for name in scenario.headline.measures or () if by_measure.get(name)}


def measure_in_time(results: Sequence[Results]) -> dict[str, ByScenario]:
    """Each of those measures, quarter by quarter in each scenario; nothing of a run that has no such weekly numbers."""
    scenario = results[0].scenario
    if not all(result.weekly for result in results):
        return {}
    ends, sets = week_ends(results[0]), results[0].sets
    by_quarter = list(whole_quarters(results).values())
    in_time = {}
    for measure, activities in list_what_is_in_time(scenario).items():
        held, timely = (
            [observed(result, [series(name) for name in activities], ends) for result in results]
            for series in (held_series, in_time_series)
        )
        percentages = [
            percent_intervals(part, whole, by_quarter, sets) for part, whole in zip(timely, held, strict=True)
        ]  # fmt: skip
        if all(point.n for points in percentages for point in points):
            in_time[measure] = percentages
    return in_time


def whole_quarters(results: Sequence[Results]) -> dict[str, Integers]:
    """The weeks of each quarter, but for one of which only a few are observed."""
    return {
        name: weeks for name, weeks in quarters(week_ends(results[0])).items() if len(weeks) >= FEWEST_WEEKS
    }  # fmt: skip


def name_quarters(results: Sequence[Results]) -> list[str]:
    """Those quarters, and in which of them teams of the first scenario change over."""
    named, days, ends = [], switches(results[0].scenario), week_ends(results[0])
    for name, weeks in whole_quarters(results).items():
        first, last = ends[weeks[0]] - timedelta(days=6), ends[weeks[-1]]
        changes = any(first <= day <= last for day in days)
        named.append(f"{name}, teams change over" if changes else name)
    return named


def draw_in_time(results: Sequence[Results]) -> Picture | None:
    """What is in time in each scenario, where teams change over or posts are empty; nothing where neither is so."""
    scenario = results[0].scenario
    changes, empty = switches(scenario), empty_posts(scenario)
    in_time = measure_in_time(results) if changes or empty else {}
    if not in_time:
        return None
    shown = sorted(in_time, key=lambda measure: -_apart(in_time[measure]))[:MOST_PANELS]
    ends = week_ends(results[0])
    by_quarter = whole_quarters(results)
    middles = [ends[int(weeks[len(weeks) // 2])] for weeks in by_quarter.values()]
    panels = [
        LinePanel(
            f"{_name(measure, scenario)}: % in time",
            [line_of(name, points, 100.0) for name, points in zip(titles(results), in_time[measure], strict=True)],
        )
        for measure in shown
    ]
    spans = [*(ShadedSpan(*days) for days in empty), *(ShadedSpan(day) for day in changes)]
    heading = _heading(results, shown[0], in_time[shown[0]], list(by_quarter), bool(changes))
    note = f"Means of each quarter over {len(results[0].rows)} replications; bands: 95% intervals, each scenario's own."
    note += " Shaded: posts are empty." if empty else ""
    note += " Dotted upright lines: teams change over." if changes else ""
    return Picture(
        heading, note, f"{heading}. Quarter by quarter in the table of what is in time.",
        partial(draw_lines, scenario.clock.observed_from, middles, panels, spans, height=HEIGHT), WIDE,
    )  # fmt: skip


def _apart(by_scenario: ByScenario) -> float:
    """How far apart the scenarios are, over the quarters."""
    quarter_by_quarter = [[point.mean for point in at] for at in zip(*by_scenario, strict=True)]
    return math.fsum(max(means) - min(means) for means in quarter_by_quarter)


def _heading(
    results: Sequence[Results], measure: str, by_scenario: ByScenario, named: Sequence[str], changes: bool
) -> str:
    """What is in time in the last quarter, and in the first where teams change over, else in the one with the least."""
    least = min(range(len(named)), key=lambda place: by_scenario[0][place].mean)
    places = list(dict.fromkeys([0 if changes else least, len(named) - 1]))
    in_words = [
        f"{in_list([f'{points[place].mean:.0f}%' for place in places])} in '{title}'"
        for title, points in zip(titles(results), by_scenario, strict=True)
    ]
    when = f"in the {'quarter' if len(places) == 1 else 'quarters'} from {in_list([named[place] for place in places])}"
    return f"{_name(measure, results[0].scenario)} in time, {when}: {in_list(in_words)}"


def _name(measure: str, scenario: Scenario) -> str:
    label = plain(describe(measure, scenario).label)
    return capitalised(label.removeprefix(IN_TIME.label.partition("{")[0]).removesuffix(" in time"))


def label_in_time(in_time: Mapping[str, ByScenario], scenario: Scenario) -> dict[str, ByScenario]:
    """The same by what people read."""
    return {f"{_name(measure, scenario)}: % in time": by_scenario for measure, by_scenario in in_time.items()}


def tabulate_in_time(results: Sequence[Results]) -> Table | None:
    """The first scenario, quarter by quarter: what is in time, the caseload, and who is unallocated; nothing where
    neither teams change over nor posts are empty."""
    first = results[0]
    in_time = measure_in_time(results[:1])
    if not in_time or not (switches(first.scenario) or empty_posts(first.scenario)):
        return None
    ends, by_quarter = week_ends(first), list(whole_quarters(results).values())
    columns = {f"{_name(measure, first.scenario)}: % in time": rows for measure, (rows,) in in_time.items()}
    for label, series in {CASELOAD.capitalize(): CASELOAD, UNALLOCATED.capitalize(): UNALLOCATED}.items():
        columns[label] = intervals(observed(first, [series], ends), by_quarter, sets=first.sets)
    rows: list[list[Cell]] = [
        [name, *(points[place].mean for points in columns.values())]
        for place, name in enumerate(name_quarters(results))
    ]
    return Table(
        "Quarter by quarter", f"Quarter by quarter in '{titles(results)[0]}'",
        [Column("Quarter from", Kind.TEXT), *(Column(label) for label in columns)], rows,
        "Means over the replications; with intervals, and beside what is compared, in the next table."
        f"{say_whose_caseload(first.scenario)}", folded=False,
    )  # fmt: skip


def say_whose_caseload(scenario: Scenario) -> str:
    """Which roles caseloads leave out, with the children they hold; nothing where every role that holds is counted."""
    stages = list_stages_as_worked(scenario).values()
    holders = {role for stage in stages for role in list_holders(stage)}
    left_out = sorted(role for role in holders if not scenario.roles[role].among_case_holders)
    if not left_out:
        return ""
    roles = in_plural([within_sentence(title_of_role(scenario, role)) for role in left_out])
    return f" Children allocated to {roles} are not counted in caseloads, nor are those workers."
