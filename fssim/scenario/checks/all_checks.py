"""Every check that needs more than one field at a time."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.scenario.checks.date_checks import calendar_findings, order_findings, outside_findings, unspent_findings
from fssim.scenario.checks.endless_checks import endless_findings
from fssim.scenario.checks.name_checks import name_findings, reference_findings
from fssim.scenario.checks.opening_checks import opening_findings
from fssim.scenario.checks.pathway_checks import pathway_findings
from fssim.scenario.checks.people_checks import nobody_findings, people_findings, work_findings
from fssim.scenario.checks.source_checks import source_findings
from fssim.scenario.checks.table_checks import distribution_findings, parts_of, table_findings
from fssim.scenario.findings import Finding
from fssim.scenario.reading.error_recovery import StandIn
from fssim.scenario.schema.scenario import Scenario

MORE = "more is checked once these are right: that stages lead on, and that there are people for the work"


def findings(made: StandIn, of_file: bool, files: bool = True) -> tuple[list[Finding], bool]:
    """Everything wrong with how a scenario's fields fit together, and whether that was all that could be checked.

    What may only follow from a field that is wrong by itself is left out. How stages lead to one another, and who could
    do the work, are asked only of names that stand for something. What would do nothing is asked only of a file
    (`of_file`), so that a file's clock or size can be changed for one run; and what is in the files it names only if
    they can be expected to be there (`files`).
    """
    scenario = made.scenario
    if scenario is None:
        return [], False
    parts = parts_of(scenario)
    wrong_names = [finding for finding in reference_findings(scenario) if not made.follows(finding)]
    wrong = [*wrong_names, *name_findings(scenario), *table_findings(scenario, parts), *order_findings(scenario)]
    wrong += [
        *endless_findings(scenario, parts),
        *(source_findings(scenario, parts, of_file) if files else ()),
        *distribution_findings(parts),
    ]
    posts = not made.touches("teams", "pools")
    shape = not wrong_names and not made.reshaped("teams", "pools", "pathway", "working_models", "roll_out")
    if posts:
        wrong += people_findings(scenario)
    if not made.touches("clock"):
        wrong += calendar_findings(scenario)
    if of_file:
        wrong += _of_file(scenario, made, posts)
    wrong = [finding for finding in wrong if not made.follows(finding)]
    if shape:
        wrong += [*pathway_findings(scenario), *opening_findings(scenario), *work_findings(scenario)]
    return list(dict.fromkeys(wrong)), shape and posts


def _of_file(scenario: Scenario, made: StandIn, posts: bool) -> Iterator[Finding]:
    if not made.touches("clock"):
        yield from outside_findings(scenario)
        yield from unspent_findings(scenario)
    if posts:
        yield from nobody_findings(scenario)
