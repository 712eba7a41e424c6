"""Every check that needs more than one field at a time."""

from __future__ import annotations

from fssim.scenario.distribution_checks import distribution_findings
from fssim.scenario.pathway_checks import pathway_findings
from fssim.scenario.people_checks import people_findings
from fssim.scenario.problems import Finding
from fssim.scenario.references import reference_findings
from fssim.scenario.scenario import Scenario
from fssim.scenario.source_checks import source_findings
from fssim.scenario.table_checks import table_findings
from fssim.scenario.work_checks import work_findings


def findings(scenario: Scenario) -> list[Finding]:
    """Everything wrong with a scenario whose fields are each right: what is wrong where, and what would be right.

    Names come first: how stages lead to one another, and who could do the work, are asked only of names that stand
    for something.
    """
    wrong_names = list(reference_findings(scenario))
    found = [*wrong_names, *table_findings(scenario), *people_findings(scenario), *source_findings(scenario)]
    found += distribution_findings(scenario)
    if not wrong_names:
        found += [*pathway_findings(scenario), *work_findings(scenario)]
    return list(dict.fromkeys(found))
