"""Who is open on the first day observed: counts of stages that families can be open in, and that can be true."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.scenario.checks.endless_checks import is_nothing
from fssim.scenario.findings import Code, FieldPath, Finding
from fssim.scenario.schema.opening import OpenCount, Opening
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.vacant_posts import count_posts_on_the_day

STAGES = ("opening", "stages")


def opening_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every count of a stage that nobody begins in, of more or fewer children than the families can have, more children
    in all than live there, and vacant posts that are not there or that nothing fills."""
    opening, pathway = scenario.opening, scenario.pathway
    if opening is None:
        return
    if not opening.stages and not opening.vacant_posts:
        message = "counts nobody; give the families of each stage in `stages`, or name a CSV file in `file`"
        yield Finding(("opening",), Code.names_nothing, message)
    for name, bands in opening.stages.items():
        stage, path = pathway.stages.get(name), (*STAGES, name)
        if stage is None:
            continue  # a name that stands for nothing has its own finding
        if name == pathway.closed:
            yield Finding(path, Code.closed_stage, "is the closed stage, in which nobody is open; leave it out")
        elif stage.beside:
            message = "is a side stage; count families in the stage that it is beside"
            yield Finding(path, Code.side_stage, message, (("pathway", "stages", name, "beside"),))
        elif stage.team is None:
            message = "has no `team` of its own, so that nobody can begin in it; leave it out"
            yield Finding(path, Code.no_team_named, message, (("pathway", "stages", name, "team"),))
        for weeks, count in bands.items():
            yield from _children(scenario, (*path, weeks), count)
    yield from _too_many(scenario, opening)
    for name, posts in opening.vacant_posts.items():
        if name in scenario.roles:
            yield from _vacant_posts(scenario, name, int(posts.value))


def _vacant_posts(scenario: Scenario, name: str, vacant: int) -> Iterator[Finding]:
    path, turnover = ("opening", "vacant_posts", name), scenario.roles[name].turnover
    there = count_posts_on_the_day(scenario, name)
    if vacant > there:
        are = "there is 1 post" if there == 1 else f"there are {there:,} posts"
        message = f"value is {vacant:,}, and {are} of '{name}' on the first day observed; it must be that many or fewer"
        yield Finding((*path, "value"), Code.more_than_there_are, message, (("teams",), ("pools",)))
    if turnover is None:
        message = f"'{name}' has no `turnover`, which says how vacant posts are filled; give it one, or leave this out"
        yield Finding(path, Code.missing, message, (("roles", name, "turnover"),))
    elif is_nothing(turnover.time_to_hire):
        message = f"posts of '{name}' are filled at once by their `time_to_hire`, so none can be vacant; leave this out"
        yield Finding(path, Code.out_of_range, message, (("roles", name, "turnover", "time_to_hire"),))


def _too_many(scenario: Scenario, opening: Opening) -> Iterator[Finding]:
    counts = [count for bands in opening.stages.values() for count in bands.values()]
    fewest = sum(int((count.children or count.families).value) for count in counts)
    if fewest > scenario.demand.children.value:
        message = (
            f"has {fewest:,} children or more who are open, and {scenario.demand.children.value:,.0f} live there by "
            "`demand.children`; it must be as many at most"
        )
        yield Finding(STAGES, Code.out_of_range, message, (("demand", "children"),))


def _children(scenario: Scenario, path: FieldPath, count: OpenCount) -> Iterator[Finding]:
    sizes = [int(size) for size in scenario.families.children if size.isdecimal()]
    if count.children is None or not sizes:
        return
    families, children = int(count.families.value), int(count.children.value)
    fewest, most = families * min(sizes), families * max(sizes)
    if not fewest <= children <= most:
        right = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        message = f"value is {children}, and {families} families have {right} children by `families.children`"
        yield Finding((*path, "children", "value"), Code.out_of_range, message, (("families", "children"),))
