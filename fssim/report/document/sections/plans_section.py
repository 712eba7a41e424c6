"""Where families' days go, how long plans last, and how many families there are at each step of the pathway."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.measures.headline import DRIFT, band_measure, line_measure
from fssim.measures.indicators.durations import ASSESSMENTS_IN_TIME, MEAN_WEEKS, MEDIAN_WEEKS, STEADY_WEEKS
from fssim.measures.indicators.flows import (
    CARE_APPLICATIONS,
    CHILD_IN_NEED_SHARE,
    CHILDREN_IN_NEED,
    CONFERENCES,
    NO_FURTHER_ACTION,
    NOT_IN_NEED,
    PLAN_STARTS,
    PLAN_STOCK,
    PROCEEDINGS_WEEKS,
    RE_REFERRED,
    REFERRALS,
    REPEAT_PLANS,
    SECTION_47,
)
from fssim.measures.indicators.staffing import (
    CASELOAD,
    DIRECT_SHARE,
    FAMILIES_UNALLOCATED,
    HOLDERS,
    TURNOVER,
    VACANCY,
    WORKERS_PER_FAMILY,
)
from fssim.measures.ledger.ledger_lines import LEDGER_RULE, LINES
from fssim.measures.published import PLAN_BANDS, measures_of_targets
from fssim.report.charts.run_figures import ledger_panels as drawing
from fssim.report.charts.run_figures import plan_duration_panels, published_bands
from fssim.report.document.pictures import panels_picture
from fssim.report.document.report_parts import (
    COMPARED_COLUMNS,
    MEASURE,
    UNIT,
    Cell,
    Column,
    Kind,
    Section,
    Table,
    compared_rows,
    scenario_cells,
    scenario_columns,
    titles,
)
from fssim.report.wording.words import in_list, interval, plain, signed, spoken
from fssim.runs.compare import Comparison, compare_in_tables, find_ledger_lines
from fssim.runs.folder.provenance import describe_place_and_year, read_target_rows
from fssim.runs.folder.stored_run import StoredRun
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.verdict import CLEAR

JUDGED_TOGETHER = "Intervals and verdicts are for all these lines at once, as in the table of measures for those there."
MOST_DIFFERENCES = 3  # lines of the ledger that differ most


def build_ledger(run: StoredRun) -> Section:
    """A bar for each line of the ledger in each scenario, and how the scenarios differ line by line."""
    results = run.results
    lines = {line_measure(line): LINES[line.name.lower()] for line in find_ledger_lines(results)}
    columns = [Column("What held the family up", Kind.TEXT), *scenario_columns(results, "working days")]
    labels = lines | {DRIFT: LINES["drift"]}
    rows = [[label.capitalize(), *scenario_cells(results, measure)] for measure, label in labels.items()]
    tables = [Table("Ledger", "Working days on a plan, for each family that enters one", columns, rows, folded=True)]
    compared = [{name: rows[name][1] for name in lines} for rows in compare_in_tables(results)]
    if compared:
        about = {
            name: MeasureDescription(label.capitalize(), "working days", describe(name).more_is)
            for name, label in lines.items()
        }
        differences = compared_rows(titles(results)[1:], compared, about)
        title = "The same in pairs: what one scenario changes, line by line"
        tables.append(Table("Ledger in pairs", title, COMPARED_COLUMNS, differences, JUDGED_TOGETHER, folded=True))
    picture = drawing(results)
    return Section(
        "ledger",
        "Where the days go",
        [LEDGER_RULE],
        [
            _largest_differences(title, row, lines)
            for title, row in zip(titles(results)[1:], compared, strict=True)
            if _known(row)
        ],
        [panels_picture(picture, f"{picture.title}. Line by line in the table below.")],
        tables,
    )


def _known(lines: Mapping[str, Comparison]) -> list[str]:
    """The lines that are known to differ, furthest first."""
    differing = [name for name, row in lines.items() if row.verdict in CLEAR]
    return sorted(differing, key=lambda name: -abs(lines[name].difference))


def _largest_differences(title: str, lines: Mapping[str, Comparison], labels: Mapping[str, str]) -> str:
    differences = [
        f"{signed(lines[name].difference)} {labels[name]} ({interval(lines[name].low, lines[name].high)})"
        for name in _known(lines)[:MOST_DIFFERENCES]
    ]
    return (
        f"What differs most from '{title}', in working days a family, with 95% intervals that hold all at once: "
        f"{in_list(differences)}."
    )


def build_plans(run: StoredRun) -> Section:
    """The bands of plans that ended, with means and medians."""
    results = run.results
    scenario = results[0].scenario
    published = published_bands(scenario)
    shares = published.percent if published else (nan,) * len(PLAN_BANDS)
    rows: list[list[Cell]] = []
    for band, share in zip(PLAN_BANDS, shares, strict=True):
        cells = scenario_cells(results, band_measure(scenario.headline, band))
        rows.append([f"{spoken(band).capitalize()}, % of children", *([share] if published else []), *cells])
    for duration in (MEAN_WEEKS, MEDIAN_WEEKS, STEADY_WEEKS):
        measure = duration.named(plan=scenario.headline.statutory_plan)
        about = describe(measure)
        cells = scenario_cells(results, measure)
        rows.append([f"{plain(about.label)}, {about.unit}", *([nan] if published else []), *cells])
    columns = [Column("How long", Kind.TEXT), *([Column(published.title)] if published else [])]
    picture = plan_duration_panels(results)
    paragraphs = (
        [f"{published.title}. The published shares are of another place or year than the model's, and only for scale."]
        if published
        else ["The run's sources have no published bands for this plan."]
    )
    name = spoken(scenario.headline.statutory_plan)
    return Section(
        "plans",
        "How long plans last, and the published bands" if published else "How long plans last",
        paragraphs,
        pictures=[panels_picture(picture, f"{picture.title}. Band by band in the table below.")],
        tables=[
            Table("Plans", f"Durations of {name} plans", [*columns, *scenario_columns(results)], rows, folded=True)
        ],
    )


def _flow_measures(plan: str) -> list[str]:
    """What is shown of a year, in the order in which families meet it, and of those who work with them."""
    return [
        *(measure.name for measure in (REFERRALS, NO_FURTHER_ACTION, NOT_IN_NEED, ASSESSMENTS_IN_TIME)),
        *(measure.name for measure in (SECTION_47, CONFERENCES)),
        *(measure.named(plan=plan) for measure in (PLAN_STARTS, PLAN_STOCK, REPEAT_PLANS)),
        *(measure.name for measure in (CARE_APPLICATIONS, PROCEEDINGS_WEEKS, RE_REFERRED, CHILDREN_IN_NEED)),
        *(measure.name for measure in (CHILD_IN_NEED_SHARE, FAMILIES_UNALLOCATED, WORKERS_PER_FAMILY, CASELOAD)),
        *(measure.named(role=HOLDERS) for measure in (VACANCY, TURNOVER)),
        DIRECT_SHARE.name,
    ]


def build_flows(run: StoredRun) -> Section:
    """A year's flows, and stocks on an average day or at 31 March."""
    results = run.results
    known = {name for result in results for name in result.measures}
    published = _published(results[0].scenario)
    rows: list[list[Cell]] = []
    for name in _flow_measures(results[0].scenario.headline.statutory_plan):
        if name in known:
            about = describe(name)
            value, where = published.get(name, (nan, ""))
            rows.append([plain(about.label), about.unit, *scenario_cells(results, name), value, where])
    columns = [MEASURE, UNIT, *scenario_columns(results), Column("Published"), Column("Of", Kind.TEXT)]
    return Section(
        "flows",
        "Flows and stocks",
        [
            "Published figures are those the standard model is calibrated to, and stand here for scale: other "
            "scenarios are not meant to meet them."
        ],
        tables=[Table("Flows and stocks", "Flows and stocks", columns, rows)],
    )


def _published(scenario: Scenario) -> dict[str, tuple[float, str]]:
    """Published figures by measure: the value, and of where and when."""
    measures = measures_of_targets(scenario)
    return {
        measures[row["id"]]: (float(row["value"]), describe_place_and_year(row))
        for row in read_target_rows(scenario)
        if row["id"] in measures
    }
