"""Who leads with families, in words: which roles may, or have families beside a holder, and what a run leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.report.wording.words import in_list, plain, within_sentence
from fssim.scenario.schema.demand import RISKS
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Pool, Team, establishments_of
from fssim.scenario.stages_as_worked import list_stages_as_worked

LEADS_ARE_ASSUMED = "No staffing ratio is published, and their posts are assumed: below is what is late with so many."


def has_several_leads(scenario: Scenario) -> bool:
    """Whether the scenario has roles that hold some families instead of others, or have them beside a holder."""
    return any(stage.co_holder or stage.other_holders for stage in list_stages_as_worked(scenario).values())


def say_what_leads_leave_open(scenario: Scenario) -> list[str]:
    """What an answer for a scenario with several leads says first; nothing of one that has none."""
    if not has_several_leads(scenario):
        return []
    roles = [within_sentence(title_of_role(scenario, role)) for role in list_leads_of_assumed_number(scenario)]
    how_many = f"How many {in_plural(roles)} are enough, and whether" if roles else "Whether"
    assumed = f" {LEADS_ARE_ASSUMED}" if roles else ""
    return [f"{how_many} children are safer, cannot be told from this run.{assumed}"]


def list_co_holders(scenario: Scenario) -> list[str]:
    return sorted(
        {stage.co_holder for stage in list_stages_as_worked(scenario).values() if stage.co_holder is not None}
    )


def list_other_holders(scenario: Scenario) -> list[str]:
    return sorted({role for stage in list_stages_as_worked(scenario).values() for role in stage.other_holders})


def list_sole_holders(scenario: Scenario) -> dict[str, list[str]]:
    """Where a role that shares some families with another has them alone, in words: stages, and in those that are
    shared the risks of families that no other role may hold."""
    worked = list_stages_as_worked(scenario)
    sharing = {stage.holder for stage in worked.values() if stage.other_holders}
    alone: dict[str, list[str]] = {}
    of_risks: dict[tuple[str, str], list[str]] = {}
    for name, stage in scenario.pathway.stages.items():
        ways = [as_worked for (_, of), as_worked in worked.items() if of == name]
        holders = {as_worked.holder for as_worked in ways}
        (role,) = holders if len(holders) == 1 else (None,)
        if role is None or role not in sharing:
            continue
        others = [choice for as_worked in ways for choice in as_worked.other_holders.values()]
        title = within_sentence(stage.title)
        if not others:
            alone.setdefault(role, []).append(title)
        elif left := [risk for risk in RISKS if all(choice.risks and risk not in choice.risks for choice in others)]:
            of_risks.setdefault((role, in_list(left)), []).append(title)
    for (role, risks), stages in of_risks.items():
        alone.setdefault(role, []).append(f"{in_list(stages)} of families at {risks} risk")
    return alone


def list_leads_of_assumed_number(scenario: Scenario) -> list[str]:
    roles = [*list_co_holders(scenario), *list_other_holders(scenario)]
    return [role for role in roles if Grade.assumed in _grades_of_posts(scenario, role)]


def _grades_of_posts(scenario: Scenario, role: str) -> Iterator[Grade]:
    places: list[Team | Pool] = [*scenario.teams.values(), *scenario.pools.values()]
    for place in places:
        for group in establishments_of(place.posts[role]) if role in place.posts else ():
            if group.posts is not None:
                yield group.posts.grade


def in_plural(roles: list[str]) -> str:
    return in_list([f"{role}s" for role in roles])


def title_of_role(scenario: Scenario, role: str) -> str:
    return plain(scenario.roles[role].title)
