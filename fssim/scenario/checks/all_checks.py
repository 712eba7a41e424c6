"""Every check that needs more than one field at a time."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.scenario.checks.endless_checks import endless_findings
from fssim.scenario.checks.name_checks import name_findings, reference_findings
from fssim.scenario.checks.pathway_checks import pathway_findings, work_findings
from fssim.scenario.checks.people_checks import (
    calendar_findings,
    nobody_findings,
    order_findings,
    outside_findings,
    people_findings,
    unspent_findings,
)
from fssim.scenario.checks.source_checks import source_findings
from fssim.scenario.checks.table_checks import distribution_findings, table_findings
from fssim.scenario.findings import FieldPath, Finding
from fssim.scenario.reading.error_recovery import StandIn
from fssim.scenario.schema.scenario import Scenario

MORE = "more is checked once these are right: that stages lead on, and that there are people for the work"
# Where the names of each kind are given: a name is not unknown if they could not be read.
NAMES: dict[str, tuple[FieldPath, ...]] = {
    "need": (("needs",),),
    "service": (("services",),),
    "role": (("roles",),),
    "kind of team": (("teams",),),
    "team or pool": (("teams",), ("pools",)),
    "working model": (("working_models",),),
    "stage": (("pathway", "stages"),),
    "activity": (("pathway", "activities"),),
    "decision table": (("pathway", "decisions"),),
    "priority": (("pathway", "priorities"),),
}


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
    wrong_names = [said for said in reference_findings(scenario) if not _unreadable(made, said)]
    found = [*wrong_names, *name_findings(scenario), *table_findings(scenario), *order_findings(scenario)]
    found += [
        *endless_findings(scenario),
        *(source_findings(scenario, of_file) if files else ()),
        *distribution_findings(scenario),
    ]
    posts = not made.touches("teams", "pools")
    shape = not wrong_names and not made.reshaped("teams", "pools", "pathway", "working_models", "roll_out")
    if posts:
        roles = [path for path in made.changed if path[0] == "roles"]
        pooled_unread = any(len(path) <= 2 or path[-1] == "can_be_pooled" for path in roles)
        found += [said for said in people_findings(scenario) if not (pooled_unread and "cannot be pooled" in said[1])]
    if not made.touches("clock"):
        found += calendar_findings(scenario)
    if of_file:
        found += _of_file(scenario, made, posts)
    found = [said for said in found if not made.follows(said)]
    if shape:
        found += [*pathway_findings(scenario), *work_findings(scenario)]
    return list(dict.fromkeys(found)), shape and posts


def _of_file(scenario: Scenario, made: StandIn, posts: bool) -> Iterator[Finding]:
    if not made.touches("clock"):
        yield from outside_findings(scenario)
        yield from unspent_findings(scenario)
    if posts:
        yield from nobody_findings(scenario)


def _unreadable(made: StandIn, said: Finding) -> bool:
    """Whether a name is unknown only because the names of its kind could not be read."""
    path, message = said
    if made.follows(said) or (path == ("headline", "statutory_plan") and made.touches("pathway")):
        return True
    return any(
        message.startswith((f"there is no {kind} '", f"there is no {kind} of the pathway '"))
        for kind, places in NAMES.items()
        for place in places
        if any(place[: len(changed)] == changed for changed in made.changed)
    )
