"""Who was open on the last day of the returns, as a scenario that starts from there."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from fssim.authority.new.own_figures import OwnFigures, say_period
from fssim.authority.returns.figures import CASELOAD_STAGES, OpeningCaseload
from fssim.files.comma_separated import csv_text
from fssim.scenario.names import slug
from fssim.scenario.scenario_text import WIDTH
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario

CASELOAD_FILE, FROM_TODAY_FILE = "caseload.csv", "from_today.yaml"
COLUMNS = ("stage", "weeks", "families", "children", "source", "grade")
SOURCE = "caseload"  # after the authority's name
CHILDREN_A_FAMILY = "children_a_family"  # the figure of the returns


def name_caseload_source(own: OwnFigures) -> str:
    """What the source of the counts is called."""
    return f"{slug(own.authority)}_{SOURCE}"


def format_caseload(own: OwnFigures, scenario: Scenario) -> str:
    """The counts of who was open, by stage of the scenario and weeks in it; nothing if there are none."""
    rows = list(_count_rows(own, scenario))
    return csv_text([COLUMNS, *rows]) if rows else ""


def _count_rows(own: OwnFigures, scenario: Scenario) -> Iterator[tuple[object, ...]]:
    """The counts of stages that families can begin in.

    Children whose dates are the same are linked as one family, and early on those of several families are: there are no
    fewer families than their children and the children of a family come to.
    """
    source, grade = name_caseload_source(own), Grade.published.value
    a_family = own.find(CHILDREN_A_FAMILY)
    for count in own.caseload.counts if own.caseload is not None else ():
        if count.stage in _list_stages(scenario):
            families = max(count.families, round(count.children / a_family.value) if a_family is not None else 1)
            yield count.stage, count.from_weeks, families, max(count.children, families), source, grade


def _list_stages(scenario: Scenario) -> list[str]:
    stages = scenario.pathway.stages.items()
    return [name for name, stage in stages if stage.team is not None and not stage.beside]


def format_from_today(own: OwnFigures, scenario: Scenario, file: str) -> str:
    """A scenario that starts from these counts, and extends the authority's `file`."""
    assert own.caseload is not None
    day = say_period((own.caseload.day, own.caseload.day))
    content = {
        "extends": file,
        "title": f"{own.authority}: from {day}",
        "question": f"What comes of the families who were open in {own.authority} on {day}, and of those after them?",
        "notes": _say_left_out(own.caseload, scenario),
        "opening": {"file": CASELOAD_FILE},
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH)


def _say_left_out(caseload: OpeningCaseload, scenario: Scenario) -> str:
    """Which counts the scenario begins with, and which it cannot."""
    known = _list_stages(scenario)
    others = [stage for stage in dict.fromkeys(count.stage for count in caseload.counts) if stage not in known]
    begins = "It starts from counts of families by stage and weeks in it, in which no small count stands alone."
    left_out = {"are no stage of their own in the model": others, "were too few to show": caseload.left_out}
    for why, stages in left_out.items():
        if stages:
            begins += f" Not among them, as they {why}: {', '.join(CASELOAD_STAGES[stage] for stage in stages)}."
    return begins
