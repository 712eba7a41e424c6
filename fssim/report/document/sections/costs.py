"""What the service costs, the Guidebook cost band that its modelled cost would fall in, and what that leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.experiment.results import Results
from fssim.experiment.stored import StoredRun
from fssim.measures.cost import cost_band
from fssim.measures.published import COST_BAND_4_UP_TO_POUNDS, COST_BAND_FROM_POUNDS
from fssim.report.document.cells import MEASURE, UNIT, measure_rows, scenario_columns, titles
from fssim.report.document.parts import Section, Table
from fssim.report.words import number
from fssim.scenario.names import slug

PER_FAMILY = "cost_specialists_gbp_per_family"
LEAVES_OUT = (
    "It leaves out: every post that is not a specialist's (the staff cost below has them), setting the service "
    "up, buildings and equipment, the fees of courses and of the programme, the recording system, and other "
    "agencies' costs. No savings are taken off it.",
    "It is a modelled cost, of the specialist posts filled in the observed years, for each family that entered a plan "
    "in them. It is not a Guidebook rating.",
)


def costs(run: StoredRun) -> Section:
    """Staff and external cost, and the band scenario by scenario."""
    results = run.results
    first = results[0].scenario
    names = [
        "cost_staff_gbp_a_year", *(f"cost_{slug(role)}_gbp_a_year" for role in first.roles),
        "cost_external_sessions_gbp_a_year", "cost_staff_gbp_per_child_in_need_week", PER_FAMILY,
    ]  # fmt: skip
    columns = [MEASURE, UNIT, *scenario_columns(results)]
    return Section(
        "costs",
        "What it costs",
        ["Modelled, at the scenarios' prices: posts while somebody is in them, agency workers at their own price."],
        [*_bands(results), *LEAVES_OUT],
        tables=[Table("Costs", "Costs", columns, measure_rows(results, names))],
    )


def _bands(results: Sequence[Results]) -> list[str]:
    said = []
    for title, each in zip(titles(results), results, strict=True):
        pounds = each.interval(PER_FAMILY)
        if not pounds.mean > 0.0:
            said.append(f"'{title}' has no specialist posts, so there is no cost of them to place in a band.")
            continue
        bands = {cost_band(end) for end in (pounds.mean, pounds.low, pounds.high) if end == end}
        which = " or ".join(f"{band:.0f} ({_limits(int(band))})" for band in sorted(bands))
        of = "band" if len(bands) == 1 else "bands"
        said.append(
            f"The specialist posts in '{title}' cost {number(pounds.mean)} pounds a family, which would fall in "
            f"Guidebook cost {of} {which}."
        )
    return said


def _limits(band: int) -> str:
    second, third, fourth = (f"{limit:,.0f}" for limit in COST_BAND_FROM_POUNDS)
    return {
        1: f"under {second} pounds",
        2: f"from {second} to under {third} pounds",
        3: f"from {third} to under {fourth} pounds",
        4: f"from {fourth} to {COST_BAND_4_UP_TO_POUNDS:,.0f} pounds",
        5: f"over {COST_BAND_4_UP_TO_POUNDS:,.0f} pounds",
    }[band]
