"""The sections of the report, one a file, in the order in which they are read."""

from __future__ import annotations

from fssim.experiment.stored import StoredRun
from fssim.report.parts import Section
from fssim.report.sections.answer import answer
from fssim.report.sections.costs import costs
from fssim.report.sections.evidence import evidence
from fssim.report.sections.flows import flows
from fssim.report.sections.how_run import how_run
from fssim.report.sections.ledger import ledger
from fssim.report.sections.measures import measures
from fssim.report.sections.over_time import over_time
from fssim.report.sections.plans import plans
from fssim.report.sections.waits import waits
from fssim.report.sections.who_waits import who_waits

IN_ORDER = (answer, measures, ledger, plans, waits, over_time, who_waits, costs, flows, evidence, how_run)


def sections(run: StoredRun) -> list[Section]:
    """The whole report of a run."""
    return [section(run) for section in IN_ORDER]
