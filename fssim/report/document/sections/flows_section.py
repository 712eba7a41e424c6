"""Flows and stocks: how many come, move on, stay and come back, beside published figures."""

from __future__ import annotations

from math import nan

from fssim.measures.catalogue import describe
from fssim.measures.published_targets import MEASURE_OF_TARGET
from fssim.report.document.cells import MEASURE, UNIT, scenario_cells, scenario_columns
from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table
from fssim.report.wording.words import plain
from fssim.runs.folder.provenance import published_figures, said_of
from fssim.runs.folder.read_run import StoredRun
from fssim.scenario.names import slug
from fssim.scenario.schema.scenario import Scenario

FLOWS = (
    "referrals_per_10000_children", "no_further_action_percent", "assessed_not_in_need_percent",
    "assessment_within_45_working_days_percent", "section_47_per_10000_children",
    "initial_conferences_per_10000_children", "care_applications_per_10000_children", "proceedings_mean_weeks",
    "re_referred_within_12_months_percent", "children_in_need_per_10000_children",
    "child_in_need_plan_share_percent", "unallocated_families_mean", "workers_per_family",
    "caseload_children_per_full_time_worker", "vacancy_case_holders_percent",
    "turnover_case_holders_percent_a_year", "direct_share_percent",
)  # fmt: skip
OF_PLANS = ("starts_per_10000_children", "at_31_march_per_10000_children", "repeat_percent")


def flows(run: StoredRun) -> Section:
    """A year's flows, and stocks on an average day or at 31 March."""
    results = run.results
    known = {name for each in results for name in each.measures}
    plan = slug(results[0].scenario.headline.statutory_plan)
    wanted = [*FLOWS[:6], *(f"plans_{plan}_{each}" for each in OF_PLANS), *FLOWS[6:]]
    published = _published(results[0].scenario)
    rows: list[list[Cell]] = []
    for name in wanted:
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
    return {
        MEASURE_OF_TARGET[row["id"]]: (float(row["value"]), said_of(row))
        for row in published_figures(scenario)
        if row["id"] in MEASURE_OF_TARGET
    }
