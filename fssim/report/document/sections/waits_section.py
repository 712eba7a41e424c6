"""How long parents wait for help: by need, and by route (a practitioner in the service, or outside it)."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.measures.indicators.waits import ROUTES
from fssim.report.charts.figures import HERE, THERE, how_to_read, specialist_waits
from fssim.report.charts.panels import Panel, Panels, Style
from fssim.report.charts.svg import panels_picture
from fssim.report.document.cells import MEASURE, UNIT, measure_rows, scenario_columns, titles
from fssim.report.document.report_parts import Section, Table
from fssim.report.wording.words import number, spoken
from fssim.runs.folder.read_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.names import slug

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
            Panel(title, [each.interval(measure) for measure in measures], looks)
            for title, each in zip(titles(results), results, strict=True)
        ],
    )
