"""Every check that needs more than one field at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from fssim.scenario.checks.changed_numbers import list_changed_numbers
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


def findings(
    made: StandIn, of_file: bool, files: bool = True, like: Scenario | None = None
) -> tuple[list[Finding], bool]:
    """Everything wrong with how a scenario's fields fit together, and whether that was all that could be checked.

    What may only follow from a field that is wrong by itself is left out. How stages lead to one another, and who could
    do the work, are asked only of names that stand for something. What would do nothing is asked only of a file
    (`of_file`), so that a file's clock or size can be changed for one run; and what is in the files it names only if
    they can be expected to be there (`files`).

    `like` is another scenario, of which this may be a change. If it is, in numbers alone, and there is nothing wrong
    with the other, what goes by names, by dates and by which numbers are above 0 is as it was, and so is every number
    that is not changed: neither is checked again.
    """
    scenario = made.scenario
    if scenario is None:
        return [], False
    changed = None if like is None or of_file or files or made.findings else list_changed_numbers(scenario, like)
    if like is None or changed is None or not _is_right(like):
        parts, checked = parts_of(scenario), False
    else:
        parts, checked = [part for path, number in changed for part in parts_of(number, path)], True
    wrong_names = [] if checked else [finding for finding in reference_findings(scenario) if not made.follows(finding)]
    wrong = [
        *wrong_names,
        *(() if checked else name_findings(scenario)),
        *table_findings(scenario, parts),
        *(() if checked else order_findings(scenario)),
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
        wrong += [
            *(() if checked else pathway_findings(scenario)),
            *opening_findings(scenario),
            *(() if checked else work_findings(scenario)),
        ]
    return list(dict.fromkeys(wrong)), shape and posts


RIGHT_KEPT = 4
_right: deque[Scenario] = deque(maxlen=RIGHT_KEPT)  # the last ones that were asked about with which nothing is wrong


def _is_right(scenario: Scenario) -> bool:
    """Whether nothing is wrong with a scenario, files that it names aside. Worked out once of each of the last few."""
    if not any(known is scenario for known in _right):
        if findings(StandIn(scenario), of_file=False, files=False) != ([], True):
            return False
        _right.append(scenario)
    return True


def _of_file(scenario: Scenario, made: StandIn, posts: bool) -> Iterator[Finding]:
    if not made.touches("clock"):
        yield from outside_findings(scenario)
        yield from unspent_findings(scenario)
    if posts:
        yield from nobody_findings(scenario)
