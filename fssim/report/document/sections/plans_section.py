"""How long plans last, beside the published bands."""

from __future__ import annotations

from math import nan

from fssim.measures.catalogue import describe
from fssim.measures.headline import band_measure
from fssim.measures.published import PLAN_BANDS
from fssim.report.charts.figures import plan_durations
from fssim.report.charts.svg import panels_picture
from fssim.report.document.cells import scenario_cells, scenario_columns
from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table
from fssim.report.published_durations import published_bands
from fssim.report.wording.words import plain, spoken
from fssim.runs.folder.read_run import StoredRun
from fssim.scenario.names import slug


def plans(run: StoredRun) -> Section:
    """The bands of plans that ended, with means and medians."""
    results = run.results
    scenario = results[0].scenario
    published = published_bands(scenario)
    shares = published.percent if published else (nan,) * len(PLAN_BANDS)
    rows: list[list[Cell]] = []
    for band, share in zip(PLAN_BANDS, shares, strict=True):
        cells = scenario_cells(results, band_measure(scenario.headline, band))
        rows.append([f"{spoken(band).capitalize()}, % of children", *([share] if published else []), *cells])
    prefix = f"duration_{slug(scenario.headline.statutory_plan)}"
    for measure in (f"{prefix}_mean_weeks", f"{prefix}_median_weeks", f"{prefix}_stock_over_flow_weeks"):
        about = describe(measure)
        cells = scenario_cells(results, measure)
        rows.append([f"{plain(about.label)}, {about.unit}", *([nan] if published else []), *cells])
    columns = [Column("How long", Kind.TEXT), *([Column(published.title)] if published else [])]
    picture = plan_durations(results)
    said = (
        [f"{published.title}. The published shares are of another place or year than the model's, and only for scale."]
        if published
        else ["The run's sources have no published bands for this plan."]
    )
    name = spoken(scenario.headline.statutory_plan)
    return Section(
        "plans",
        "How long plans last, and the published bands" if published else "How long plans last",
        said,
        pictures=[panels_picture(picture, f"{picture.title}. Band by band in the table below.")],
        tables=[
            Table("Plans", f"Durations of {name} plans", [*columns, *scenario_columns(results)], rows, folded=True)
        ],
    )
