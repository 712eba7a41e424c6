"""How long families wait for specialist help, and who waits longest."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from fssim.measures.indicators.waits import ROUTES
from fssim.measures.indicators.waits_by_subgroup import CUTS
from fssim.report.charts.figures import HERE, THERE, how_to_read, specialist_waits
from fssim.report.charts.panels import Panel, Panels, Style
from fssim.report.document.pictures import panels_picture
from fssim.report.document.report_parts import (
    MEASURE,
    UNIT,
    Column,
    Kind,
    Section,
    Table,
    measure_rows,
    scenario_cells,
    scenario_columns,
    titles,
)
from fssim.report.wording.words import number, plain, spoken
from fssim.runs.folder.read_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.names import slug
from fssim.statistics.verdict import extremes

SAID_OF_ROUTES = {"internal": "in the service", "external": "at external services"}
OF_ROUTES = (
    "mean_working_days", "p90_working_days", "to_offer_mean_working_days", "took_up_percent", "families_waiting",
)  # fmt: skip
OF_NEEDS = (
    "from_first_referral_mean_working_days", "from_first_referral_p90_working_days", "ever_started_percent",
    "open_mean_working_days",
)  # fmt: skip


def waits(run: StoredRun) -> Section:
    """From the first referral, by need; and from each referral, by route."""
    results = run.results
    needs = sorted(results[0].scenario.needs, key=lambda name: name != results[0].scenario.headline.need)
    names = [
        f"wait_{slug(need)}_{measure}"
        for need in needs
        for measure in (*OF_NEEDS, *(f"{route}_{each}" for route in ROUTES for each in OF_ROUTES))
    ]
    by_need, by_route = specialist_waits(results), _by_route(results, needs)
    columns = [MEASURE, UNIT, *scenario_columns(results)]
    return Section(
        "waits",
        "Waits by need and route",
        [
            "Those who wait longer start less often, so waits of those who start flatter: 'to first offer' counts "
            "everybody who was offered help, and 'ever started' says how many started at all. Internal: "
            "practitioners of the service. External: other services."
        ],
        pictures=[panels_picture(each, f"{each.title}. Values in the table below.") for each in (by_need, by_route)],
        tables=[Table("Waits", "Waits by need and route", columns, measure_rows(results, names), folded=True)],
    )


def _by_route(results: Sequence[Results], needs: Sequence[str]) -> Panels:
    routes = [(need, route) for need in needs for route in ROUTES]
    measures = [f"wait_{slug(need)}_{route}_to_offer_mean_working_days" for need, route in routes]
    looks: list[Style] = [HERE if route == ROUTES[0] else THERE for _, route in routes]
    headline = results[0].scenario.headline.need
    found = {
        route: results[0].interval(f"wait_{slug(headline)}_{route}_to_offer_mean_working_days").mean for route in ROUTES
    }
    said = [f"{number(mean)} {SAID_OF_ROUTES[route]}" for route, mean in found.items() if mean == mean]
    title = f"Working days until {spoken(headline)} help is offered in '{titles(results)[0]}': "
    return Panels(
        title + (" and ".join(said) if said else "nobody was offered any"),
        "Mean working days from a referral to the first offer of help, taken up or not. Hatched: external services. "
        + how_to_read(results),
        [f"{spoken(need)}, {SAID_OF_ROUTES[route]}".capitalize() for need, route in routes],
        [
            Panel(title, [result.interval(measure) for measure in measures], looks)
            for title, result in zip(titles(results), results, strict=True)
        ],
    )


WHAT = {"help_wait": "Wait for help", "plan_drift": "Drift of a plan"}
OF_CUTS = {"needs": "number of needs", "stage": "stage", "team": "team"}
TAILS = {"mean": "mean", "p90": "nine in ten within"}


def who_waits(run: StoredRun) -> Section:
    """A picture of each kind of days by number of needs, and a table for each way to cut them."""
    results = run.results
    pictures = [_by_needs(results, what) for what in WHAT]
    return Section(
        "who-waits",
        "Who waits most",
        [
            "A wait for help is from the first referral of any need under a plan until it starts. Drift of a plan is "
            "the days in the observed years on which it was unallocated, its last need was held up, or a decision was "
            "awaited. The tail matters as much as the mean: one family in ten waits longer than 'nine in ten within' "
            "says."
        ],
        pictures=[
            panels_picture(picture, f"{picture.title}. Values in the table below.")
            for picture in pictures
            if picture is not None
        ],
        tables=[_table(results, cut) for cut in CUTS],
    )


def _groups(results: Sequence[Results], what: str, cut: str) -> list[str]:
    """The groups that anybody is in, as measures' names have them."""
    pattern = re.compile(rf"{what}_{cut}_(.+)_mean_working_days")
    names = dict.fromkeys(name for result in results for name in result.measures)
    found = [(match.group(1), name) for name in names if (match := pattern.fullmatch(name))]
    return [group for group, name in found if any(not math.isnan(each.interval(name).mean) for each in results)]


def _of_needs(group: str) -> str:
    return "1 need" if group == "1" else "No needs" if group == "0" else f"{group} needs"


def _label(results: Sequence[Results], cut: str, group: str) -> str:
    """A group by its title where it has one."""
    if cut == "needs":
        return _of_needs(group)
    stages = {
        slug(name): plain(stage.title) for result in results for name, stage in result.scenario.pathway.stages.items()
    }
    return stages.get(group, spoken(group).capitalize()) if cut == "stage" else spoken(group).capitalize()


def _by_needs(results: Sequence[Results], what: str) -> Panels | None:
    groups = _groups(results, what, "needs")
    measures = [f"{what}_needs_{group}_mean_working_days" for group in groups]
    tails = [f"{what}_needs_{group}_p90_working_days" for group in groups]
    if all(math.isnan(results[0].interval(name).mean) for name in measures):
        return None
    said = _furthest_apart(results[0], dict(zip(measures, groups, strict=True)))
    title = f"{WHAT[what]}, by number of needs, in '{titles(results)[0]}'{said}"
    return Panels(
        title,
        f"Working days. Diamonds: nine in ten are within. {how_to_read(results)}",
        [_of_needs(group) for group in groups],
        [
            Panel(
                name,
                [result.interval(measure) for measure in measures],
                [HERE] * len(measures),
                [result.interval(tail) for tail in tails],
                say_marks=True,
            )
            for name, result in zip(titles(results), results, strict=True)
        ],
    )


def _furthest_apart(results: Results, groups: Mapping[str, str]) -> str:
    """Which groups are longest and shortest, as far as it can be told."""
    found = extremes({name: results.values(name) for name in groups})
    if found is None:
        return ""

    def said(measure: str, unit: str = "") -> str:
        return f"{_of_needs(groups[measure]).lower()} ({number(results.interval(measure).mean)}{unit})"

    if found.most_told and found.least_told:
        return f": longest with {said(found.most, ' working days')}, shortest with {said(found.least)}"
    if found.apart:
        return f": longer with {said(found.most, ' working days')} than with {said(found.least)}"
    return ": these runs cannot tell with how many it is longest"


def _table(results: Sequence[Results], cut: str) -> Table:
    rows = [
        [
            _label(results, cut, group),
            WHAT[what],
            said,
            *scenario_cells(results, f"{what}_{cut}_{group}_{tail}_working_days"),
        ]
        for what in WHAT
        for group in _groups(results, what, cut)
        for tail, said in TAILS.items()
    ]
    name = OF_CUTS[cut]
    columns = [Column(name.capitalize(), Kind.TEXT), Column("What", Kind.TEXT), Column("Which", Kind.TEXT)]
    columns += scenario_columns(results, "working days")
    return Table(f"Who waits by {cut}", f"Waits and drift by {name}, working days", columns, rows, folded=True)
