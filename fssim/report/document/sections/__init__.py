"""The sections of the report, one a file, in the order in which they are read."""

from __future__ import annotations

from fssim.report.charts.panels import own_style
from fssim.report.document.report_parts import Section
from fssim.report.document.sections.answer_section import answer
from fssim.report.document.sections.costs_section import costs
from fssim.report.document.sections.evidence_section import evidence
from fssim.report.document.sections.flows_section import flows
from fssim.report.document.sections.how_run_section import how_run
from fssim.report.document.sections.ledger_section import ledger
from fssim.report.document.sections.measures_section import measures
from fssim.report.document.sections.over_time_section import over_time
from fssim.report.document.sections.plans_section import plans
from fssim.report.document.sections.subgroups_section import who_waits
from fssim.report.document.sections.waits_section import waits
from fssim.runs.folder.read_run import StoredRun

IN_ORDER = (answer, measures, ledger, plans, waits, over_time, who_waits, costs, flows, evidence, how_run)


def sections(run: StoredRun) -> list[Section]:
    """The whole report of a run."""
    with own_style():
        return [section(run) for section in IN_ORDER]
