"""Who was open on the last day of the returns, as a scenario that starts from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import yaml

from fssim.authority.new.figures.own_figures import OwnFigures, name_figure_source, say_period
from fssim.authority.returns.figures import BESIDE_ANOTHER, CASELOAD_STAGES, OpeningCaseload, estimate_families
from fssim.files.comma_separated import csv_text
from fssim.scenario.names import slug
from fssim.scenario.scenario_text import WIDTH
from fssim.scenario.schema.parameter import Confidence, Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.vacant_posts import count_posts_on_the_day

CASELOAD_FILE, FROM_TODAY_FILE, COUNTED_FILE = "caseload.csv", "from_today.yaml", "counted.csv"
COUNTED_COLUMNS = ("day", "stage", "families", "children")
COLUMNS = ("stage", "weeks", "families", "children", "source", "grade")
SOURCE = "caseload"  # after the authority's name
CHILDREN_A_FAMILY, VACANCY = "children_a_family", "vacancy"  # figures of the returns
OF_ALL_POSTS = "The share of all social workers' posts that was vacant: the return does not count vacancies by role."


def name_caseload_source(own: OwnFigures) -> str:
    """What the source of the counts is called."""
    return f"{slug(own.authority)}_{SOURCE}"


def format_caseload(own: OwnFigures, scenario: Scenario) -> str:
    """The counts of who was open, by stage of the scenario and weeks in it; nothing if there are none."""
    rows = list(_count_rows(own, scenario))
    return csv_text([COLUMNS, *rows]) if rows else ""


def _count_rows(own: OwnFigures, scenario: Scenario) -> Iterator[tuple[object, ...]]:
    """The counts of stages that families can begin in.

    Of a stage that the return does not have nobody is in it: they are counted in the stage that the return has.
    """
    if own.caseload is None:
        return
    of_it = name_caseload_source(own), Grade.published.value
    stages = _list_stages(scenario)
    for stage, group in groupby(own.caseload.counts, key=lambda count: count.stage):
        if stage in stages:
            bands = list(group)
            families = _count_families(own, [(count.families, count.children) for count in bands])
            for count, number in zip(bands, families, strict=True):
                yield stage, count.from_weeks, number, max(count.children, number), *of_it
    if own.caseload.counts:
        for stage in own.caseload.not_asked:
            if stage in stages:
                yield stage, 0, 0, 0, *of_it


def _count_families(own: OwnFigures, counts: Sequence[tuple[int, int]]) -> list[int]:
    a_family = own.find(CHILDREN_A_FAMILY)
    return estimate_families(counts, a_family.value) if a_family is not None else [families for families, _ in counts]


def format_counted(own: OwnFigures, scenario: Scenario) -> str:
    """Who was open at the ends of months, by stage of the scenario, to draw a forecast beside; nothing if it is not
    known."""
    stages = _list_stages(scenario)
    counts = [count for count in own.caseload.by_month if count.stage in stages] if own.caseload is not None else []
    rows = (
        (count.day, count.stage, *_count_families(own, [(count.families, count.children)]), count.children)
        for count in counts
    )
    return csv_text([COUNTED_COLUMNS, *rows]) if counts else ""


def _list_stages(scenario: Scenario) -> list[str]:
    stages = scenario.pathway.stages.items()
    return [name for name, stage in stages if stage.team is not None and not stage.beside]


def format_from_today(own: OwnFigures, scenario: Scenario, file: str) -> str:
    """A scenario that starts from these counts, and extends the authority's `file`."""
    assert own.caseload is not None
    day = say_period((own.caseload.day, own.caseload.day))
    vacant = _count_vacant_posts(own, scenario)
    content = {
        "extends": file,
        "title": f"{own.authority}: from {day}",
        "question": f"What comes of the families who were open in {own.authority} on {day}, and of those after them?",
        "notes": f"{_say_left_out(own.caseload, scenario)}{_say_vacant(own, scenario, vacant)}",
        "opening": {"file": CASELOAD_FILE, **({"vacant_posts": dict(_list_vacant(own, vacant))} if vacant else {})},
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH)


def _count_vacant_posts(own: OwnFigures, scenario: Scenario) -> dict[str, int]:
    """Whole posts of each role that holds families and whose posts are filled again, by the share of all social
    workers' posts that was vacant; none if the authority has no such figure of its own."""
    vacancy = own.find(VACANCY)
    if vacancy is None:
        return {}
    holding = {stage.holder for stage in scenario.pathway.stages.values()}
    counted = [
        name
        for name, role in scenario.roles.items()
        if name in holding and role.among_case_holders and role.turnover is not None
    ]
    return {name: round(vacancy.value / 100.0 * count_posts_on_the_day(scenario, name)) for name in counted}


def _list_vacant(own: OwnFigures, vacant: Mapping[str, int]) -> Iterator[tuple[str, dict[str, object]]]:
    for name, posts in vacant.items():
        about = {
            "source": name_figure_source(own, VACANCY),
            "grade": Grade.published.value,
            "confidence": Confidence.medium.value,
        }
        yield name, {"value": posts, "unit": "posts", **about, "note": OF_ALL_POSTS}


def _say_vacant(own: OwnFigures, scenario: Scenario, vacant: Mapping[str, int]) -> str:
    """How many posts are vacant on the first day, and what that is worked out from."""
    figure = own.find(VACANCY)
    if figure is None or not vacant:
        return ""
    counts = [
        f"{posts:,} of {count_posts_on_the_day(scenario, name):,} posts of '{scenario.roles[name].title}'"
        for name, posts in vacant.items()
    ]
    return (
        f" On the first day {' and '.join(counts)} are vacant, whether an agency worker is in them or not, as "
        f"{figure.value:.1f}% of all social workers' posts were on {say_period(figure.period)}: the workforce return "
        "is of that day, and does not count them by role."
    )


def _say_left_out(caseload: OpeningCaseload, scenario: Scenario) -> str:
    """Which counts the scenario begins with, and which it cannot."""
    known = _list_stages(scenario)
    children: Counter[str] = Counter()
    for count in caseload.counts:
        children[count.stage] += count.children
    others = [stage for stage in children if stage not in known]
    begins = "It starts from counts of families by stage and weeks in it, in which no small count stands alone."
    left_out: dict[str, Sequence[str]] = {
        "go on beside a stage that is counted": [stage for stage in others if stage in BESIDE_ANOTHER],
        "are no stage of their own in the model": [stage for stage in others if stage not in BESIDE_ANOTHER],
        "were too few to show": caseload.left_out,
        "are in no return of that year, and are counted by the plan that they are on": caseload.not_asked,
    }
    for why, stages in left_out.items():
        if stages:
            named = (
                CASELOAD_STAGES[stage] + (f" ({children[stage]:,} children)" if stage in children else "")
                for stage in stages
            )
            begins += f" Not among them, as they {why}: {'; '.join(named)}."
    return begins
