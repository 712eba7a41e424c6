"""The sections of the report, one a file, in the order in which they are read."""

from __future__ import annotations

from fssim.experiment.stored import StoredRun
from fssim.report.document.parts import Section
from fssim.report.document.sections.answer import answer
from fssim.report.document.sections.costs import costs
from fssim.report.document.sections.evidence import evidence
from fssim.report.document.sections.flows import flows
from fssim.report.document.sections.how_run import how_run
from fssim.report.document.sections.ledger import ledger
from fssim.report.document.sections.measures import measures
from fssim.report.document.sections.over_time import over_time
from fssim.report.document.sections.plans import plans
from fssim.report.document.sections.waits import waits
from fssim.report.document.sections.who_waits import who_waits
from fssim.report.panels import own_style

IN_ORDER = (answer, measures, ledger, plans, waits, over_time, who_waits, costs, flows, evidence, how_run)


def sections(run: StoredRun) -> list[Section]:
    """The whole report of a run."""
    with own_style():
        return [section(run) for section in IN_ORDER]
