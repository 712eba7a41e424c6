"""How long families wait for specialist help, and who waits longest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from fssim.measures.catalogue import declaration_of
from fssim.measures.declaration import Measure
from fssim.measures.indicators.waits import (
    EVER_STARTED,
    FAMILIES_WAITING,
    FIRST_START_MEAN,
    FIRST_START_P90,
    ROUTES,
    STILL_WAITING,
    TOOK_UP,
    WAIT_MEAN,
    WAIT_P90,
    WAIT_TO_OFFER,
)
from fssim.measures.indicators.who_waits import CUTS, HELP_WAITS, PLAN_DRIFT
from fssim.report.charts.panels import Panel, Panels, Style
from fssim.report.charts.run_figures import HERE, THERE, how_to_read, specialist_wait_panels
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
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.names import slug
from fssim.statistics.verdict import find_extremes

WHERE = {"internal": "in the service", "external": "at external services"}
OF_ROUTES = (WAIT_MEAN, WAIT_P90, WAIT_TO_OFFER, TOOK_UP, FAMILIES_WAITING)
OF_NEEDS = (FIRST_START_MEAN, FIRST_START_P90, EVER_STARTED, STILL_WAITING)


def build_waits(run: StoredRun) -> Section:
    """From the first referral, by need; and from each referral, by route."""
    results = run.results
    needs = sorted(results[0].scenario.needs, key=lambda name: name != results[0].scenario.headline.need)
    names = []
    for need in needs:
        names += [measure.named(need=need) for measure in OF_NEEDS]
        names += [measure.named(need=need, route=route) for route in ROUTES for measure in OF_ROUTES]
    by_need, by_route = specialist_wait_panels(results), _by_route(results, needs)
    columns = [MEASURE, UNIT, *scenario_columns(results)]
    return Section(
        "waits",
        "Waits by need and route",
        [
            "Those who wait longer start less often, so waits of those who start flatter: 'to first offer' counts "
            "everybody who was offered help, and 'ever started' says how many started at all. Internal: "
            "practitioners of the service. External: other services."
        ],
        pictures=[
            panels_picture(picture, f"{picture.title}. Values in the table below.") for picture in (by_need, by_route)
        ],
        tables=[Table("Waits", "Waits by need and route", columns, measure_rows(results, names), folded=True)],
    )


def _by_route(results: Sequence[Results], needs: Sequence[str]) -> Panels:
    routes = [(need, route) for need in needs for route in ROUTES]
    measures = [WAIT_TO_OFFER.named(need=need, route=route) for need, route in routes]
    looks: list[Style] = [HERE if route == ROUTES[0] else THERE for _, route in routes]
    headline = results[0].scenario.headline.need
    means = {route: results[0].interval(WAIT_TO_OFFER.named(need=headline, route=route)).mean for route in ROUTES}
    known = [f"{number(mean)} {WHERE[route]}" for route, mean in means.items() if mean == mean]
    title = f"Working days until {spoken(headline)} help is offered in '{titles(results)[0]}': "
    return Panels(
        title + (" and ".join(known) if known else "nobody was offered any"),
        "Mean working days from a referral to the first offer of help, taken up or not. Hatched: external services. "
        + how_to_read(results),
        [f"{spoken(need)}, {WHERE[route]}".capitalize() for need, route in routes],
        [
            Panel(title, [result.interval(measure) for measure in measures], looks)
            for title, result in zip(titles(results), results, strict=True)
        ],
    )


Cuts = Mapping[str, tuple[Measure, Measure]]  # the mean and the tail of one kind of days, by how families are cut

KINDS_OF_DAYS: Mapping[str, Cuts] = {"Wait for help": HELP_WAITS, "Drift of a plan": PLAN_DRIFT}
OF_CUTS = {"needs": "number of needs", "stage": "stage", "team": "team"}
TAILS = "mean", "nine in ten within"


def build_who_waits(run: StoredRun) -> Section:
    """A picture of each kind of days by number of needs, and a table for each way to cut them."""
    results = run.results
    pictures = [_by_needs(results, what, cuts["needs"]) for what, cuts in KINDS_OF_DAYS.items()]
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


def _groups(results: Sequence[Results], mean: Measure) -> list[str]:
    """The groups that anybody is in, as the names of a measure of each have them."""
    names = dict.fromkeys(name for result in results for name in result.measures)
    groups = {name: declared[1] for name in names if (declared := declaration_of(name)) and declared[0] is mean}
    return [
        group
        for name, parts in groups.items()
        for group in parts.values()
        if any(not math.isnan(result.interval(name).mean) for result in results)
    ]


def _of_group(measure: Measure, group: str) -> str:
    """The name of a measure of one group."""
    return measure.named(**dict.fromkeys(measure.varies, group))


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


def _by_needs(results: Sequence[Results], what: str, of: tuple[Measure, Measure]) -> Panels | None:
    groups = _groups(results, of[0])
    measures, tails = ([_of_group(measure, group) for group in groups] for measure in of)
    if all(math.isnan(results[0].interval(name).mean) for name in measures):
        return None
    furthest = _furthest_apart(results[0], dict(zip(measures, groups, strict=True)))
    title = f"{what}, by number of needs, in '{titles(results)[0]}'{furthest}"
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
    ends = find_extremes({name: results.values(name) for name in groups})
    if ends is None:
        return ""

    def days(measure: str, unit: str = "") -> str:
        return f"{_of_needs(groups[measure]).lower()} ({number(results.interval(measure).mean)}{unit})"

    if ends.most_apart and ends.least_apart:
        return f": longest with {days(ends.most, ' working days')}, shortest with {days(ends.least)}"
    if ends.apart:
        return f": longer with {days(ends.most, ' working days')} than with {days(ends.least)}"
    return ": these runs cannot tell with how many it is longest"


def _table(results: Sequence[Results], cut: str) -> Table:
    rows = [
        [_label(results, cut, group), what, tail, *scenario_cells(results, _of_group(measure, group))]
        for what, cuts in KINDS_OF_DAYS.items()
        for group in _groups(results, cuts[cut][0])
        for tail, measure in zip(TAILS, cuts[cut], strict=True)
    ]
    name = OF_CUTS[cut]
    columns = [
        Column(name.capitalize(), Kind.TEXT),
        Column("What", Kind.TEXT),
        Column("Which", Kind.TEXT),
    ]
    columns += scenario_columns(results, "working days")
    return Table(f"Who waits by {cut}", f"Waits and drift by {name}, working days", columns, rows, folded=True)
