"""Teams, pools, vacancies, roll-out and training: posts that are there, numbers that are in range, vacancies that take
somebody, and people for all the work."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.scenario.checks.name_checks import HOLDER, PRACTITIONERS
from fssim.scenario.checks.pathway_checks import as_any_model_decides, beside_which, team_kinds
from fssim.scenario.findings import ANY, Code, FieldPath, Finding, list_names
from fssim.scenario.schema.activities import Activity, Starts
from fssim.scenario.schema.pathway import Stage
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Establishment, Pool, Team, Vacancy, establishments_of
from fssim.scenario.schema.working_models import StageChanges
from fssim.scenario.vacant_posts import posts_taken, unit_counts


def people_findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything that does not fit together about who is where."""
    for name, pool in scenario.pools.items():
        if not pool.serves:
            yield Finding(
                ("pools", name, "serves"), Code.names_nothing, "serves no team; list the kinds of team it serves"
            )
        for role in pool.posts:
            if role in scenario.roles and not scenario.roles[role].can_be_pooled:
                message = f"'{role}' cannot be pooled; put the posts in a team, or set its `can_be_pooled` to true"
                yield Finding(
                    ("pools", name, "posts", role), Code.cannot_be_pooled, message, (("roles", role, "can_be_pooled"),)
                )
    yield from _posts(scenario)
    yield from _vacancies(scenario)
    for name, switch in scenario.roll_out.items():
        if not switch.numbers:
            yield Finding(
                ("roll_out", name, "numbers"),
                Code.names_nothing,
                "names no team; list the numbers of the teams that switch",
            )
        yield from _numbers(("roll_out", name, "numbers"), switch.numbers, unit_counts(scenario).get(switch.team))
    for name, course in scenario.training.items():
        if not course.roles:
            yield Finding(
                ("training", name, "roles"), Code.names_nothing, "names no role; list the roles that are trained"
            )


def groups_of_posts(scenario: Scenario) -> Iterator[tuple[FieldPath, Establishment]]:
    """Every group of posts, with its path."""
    for kind, places in (("teams", scenario.teams), ("pools", scenario.pools)):
        for name, place in places.items():
            for role, staff in place.posts.items():
                path = (kind, name, "posts", role)
                for index, establishment in enumerate(establishments_of(staff)):
                    yield ((*path, index) if isinstance(staff, tuple) else path), establishment


def _posts(scenario: Scenario) -> Iterator[Finding]:
    counts = unit_counts(scenario)
    for kind, places in (("teams", scenario.teams), ("pools", scenario.pools)):
        for name, place in places.items():
            for role, staff in place.posts.items():
                if staff == ():
                    yield Finding(
                        (kind, name, "posts", role),
                        Code.names_nothing,
                        "lists no group of posts; give one, or leave the role out",
                    )
    for path, establishment in groups_of_posts(scenario):
        yield from _numbers((*path, "numbers"), establishment.numbers, counts[str(path[1])])


def _vacancies(scenario: Scenario) -> Iterator[Finding]:
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    for name, vacancy in scenario.vacancies.items():
        path = ("vacancies", name)
        if vacancy.role not in scenario.roles:
            continue
        if vacancy.team is None:
            if not any(vacancy.role in place.posts for place in places.values()):
                message = f"no team or pool has posts of '{vacancy.role}'; leave the vacancy out, or give a team posts"
                yield Finding((*path, "role"), Code.no_posts, message, _posts_of(vacancy.role, ANY))
            if vacancy.numbers:
                yield Finding(
                    (*path, "numbers"), Code.no_team_named, "numbers teams of no kind; name the kind of team in `team`"
                )
        elif vacancy.team in places:
            if vacancy.role not in places[vacancy.team].posts:
                message = f"'{vacancy.team}' has no posts of '{vacancy.role}'; name where those posts are"
                yield Finding((*path, "team"), Code.no_posts, message, _posts_of(vacancy.role, vacancy.team))
            yield from _numbers((*path, "numbers"), vacancy.numbers, unit_counts(scenario)[vacancy.team])


def _posts_of(role: str, place: str) -> tuple[FieldPath, FieldPath]:
    """Where the posts of a role would be given in a kind of team or a pool."""
    return ("teams", place, "posts", role), ("pools", place, "posts", role)


def _numbers(path: FieldPath, numbers: tuple[int, ...], count: int | None) -> Iterator[Finding]:
    seen: set[int] = set()
    for index, number in enumerate(numbers):
        if count is not None and not 1 <= number <= count:
            there = "there is only number 1" if count == 1 else f"they are numbered 1 to {count}"
            yield Finding((*path, index), Code.number_not_there, f"there is no number {number}; {there}")
        if number in seen:
            yield Finding((*path, index), Code.listed_twice, f"number {number} is listed twice; list it once")
        seen.add(number)


def nobody_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every vacancy that takes no post, as its share of them is nobody or there are none; or more than there are."""
    for name, vacancy in scenario.vacancies.items():
        taken = posts_taken(scenario, vacancy)
        if vacancy.posts is not None and taken.of and vacancy.posts.value > taken.of:
            there = "there is 1" if taken.of == 1 else f"there are {taken.of:,}"
            yield Finding(
                ("vacancies", name, "posts"),
                Code.more_than_there_are,
                f"takes {vacancy.posts.value:,g} posts, and {there}; take that many or fewer",
            )
        if _has_posts(scenario, vacancy) and not taken.posts:
            amount = vacancy.amount.value
            more = "give a larger share" if vacancy.posts is None else "give 1 post or more"
            right = more if taken.of else "name posts that are there"
            of = f"{taken.of} {'post' if taken.of == 1 else 'posts'}"
            yield Finding(
                ("vacancies", name, vacancy.given_as), Code.takes_nobody, f"{amount:g} of {of} is nobody; {right}"
            )


def _has_posts(scenario: Scenario, vacancy: Vacancy) -> bool:
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    return any(vacancy.role in place.posts for name, place in places.items() if vacancy.team in (None, name))


def work_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every part of an activity, and every holding of families, that nobody in a team or its pools could take on."""
    models = _models(scenario)
    kinds = team_kinds(scenario)
    if not kinds[scenario.pathway.first]:
        yield Finding(
            ("pathway", "stages", scenario.pathway.first, "team"),
            Code.missing,
            "is missing; the first stage must say its team",
        )
    for name, stage in scenario.pathway.stages.items():
        path = ("pathway", "stages", name)
        for activity, decision in stage.decisions.items():
            of = decision.pressure_stage
            if of is not None and scenario.pathway.stages[of].holder is None:
                message = f"nobody holds families in '{of}', so that it has no pressure; name a stage with a `holder`"
                yield Finding((*path, "decisions", activity, "pressure_stage"), Code.nobody_for_work, message)
        yield from _holders(scenario, path, stage, kinds[name])
        for model, working in scenario.working_models.items():
            if name in working.stages:
                theirs = {kind for kind in kinds[name] if model in models[kind]}
                yield from _holders(scenario, ("working_models", model, "stages", name), working.stages[name], theirs)
    yield from _unstaffed(scenario, kinds, models)


def _holders(scenario: Scenario, path: FieldPath, stage: Stage | StageChanges, kinds: set[str]) -> Iterator[Finding]:
    """Roles that are to hold families, or to have them beside their holder, and have no posts where that is."""
    roles = [((*path, "holder"), stage.holder, False), ((*path, "co_holder"), stage.co_holder, True)]
    roles += [((*path, "other_holders", role), role, False) for role in stage.other_holders or {}]
    for here, role, pools in roles:
        for kind in sorted(kinds):
            if role is not None and not _has(scenario, kind, role, pools=pools):
                message = f"team '{kind}' has no posts of '{role}'; name a role it has, or give it posts"
                yield Finding(here, Code.nobody_for_work, message, (("teams", kind, "posts", role),))


def _unstaffed(scenario: Scenario, kinds: dict[str, set[str]], models: dict[str, set[str]]) -> Iterator[Finding]:
    """Parts that nobody could take on: each told once, with all the stages and kinds of team where it is so."""
    parts: dict[tuple[FieldPath, str], list[tuple[str, str]]] = {}
    beside = beside_which(as_any_model_decides(scenario))
    for stage in scenario.pathway.stages:
        main = beside.get(stage, {stage})
        held = any(scenario.pathway.stages[other].holder is not None for other in main)
        for kind in sorted(kinds[stage]):
            for model in sorted(models[kind]):
                for activity in _activities_in(scenario, stage, model):
                    where, worked = _as_worked(scenario, activity, model)
                    for part in _participants(scenario, where, worked, held, kind):
                        parts.setdefault(part, []).append((stage, kind))
    for (path, who), places in parts.items():
        stages = list(dict.fromkeys(stage for stage, _ in places))
        teams = sorted({kind for _, kind in places})
        yield _nobody(path, who, stages, teams)


def _nobody(path: FieldPath, who: str, stages: list[str], teams: list[str]) -> Finding:
    in_stages = f"{'stage' if len(stages) == 1 else 'stages'} {list_names(stages, 'and')}"
    if path[-1] == "starts" or who == HOLDER:
        right = (
            "so it never starts; name a `holder` there"
            if path[-1] == "starts"
            else "name the stage's `holder`, or another participant"
        )
        joint = "," if path[-1] == "starts" else ";"
        message = f"families have no allocated worker in {in_stages}{joint} {right}"
        return Finding(
            path, Code.nobody_for_work, message, tuple(("pathway", "stages", stage, "holder") for stage in stages)
        )
    message = (
        f"nobody in team {list_names(teams)} or a pool serving it is a '{who}'; give it posts, or name another role"
    )
    refers_to: list[FieldPath] = [("teams", kind, "posts", who) for kind in teams]
    refers_to += [("pools", ANY, "posts", who), ("roles", who)]
    refers_to += [("pathway", "stages", stage, "team") for stage in stages]
    return Finding(path, Code.nobody_for_work, f"{message} ({in_stages})", tuple(refers_to))


def _models(scenario: Scenario) -> dict[str, set[str]]:
    """The working models each kind of team may have: its own, and those it switches to."""
    models = {kind: {team.working_model} for kind, team in scenario.teams.items()}
    for switch in scenario.roll_out.values():
        models[switch.team].add(switch.working_model)
    return models


def _activities_in(scenario: Scenario, stage: str, model: str) -> list[str]:
    """What a stage lists in a working model, and what any new holder does wherever a family is held."""
    about = scenario.working_models[model].stage_as_worked(stage, scenario.pathway.stages[stage])
    everywhere = [
        name
        for name, activity in scenario.pathway.activities.items()
        if activity.starts is Starts.new_holder
        and about.holder is not None
        and not any(name in other.activities for other in scenario.pathway.stages.values())
    ]
    return [*about.activities, *about.carries_on, *everywhere]


def _as_worked(scenario: Scenario, activity: str, model: str) -> tuple[FieldPath, Activity]:
    """An activity as a working model has it, and where that is said."""
    own = scenario.working_models[model].activities
    if activity in own:
        return ("working_models", model, "activities", activity), own[activity]
    return ("pathway", "activities", activity), scenario.pathway.activities[activity]


def _participants(
    scenario: Scenario, path: FieldPath, activity: Activity, held: bool, kind: str
) -> Iterator[tuple[FieldPath, str]]:
    """The parts of an activity, with whose they are, that nobody could take on in a kind of team and in a stage where
    families are `held` by somebody, or not."""
    if not held and activity.starts is Starts.new_holder:
        yield (*path, "starts"), HOLDER
    for who in activity.participants:
        nobody = not held if who == HOLDER else who != PRACTITIONERS and not _has(scenario, kind, who)
        if nobody:
            yield (*path, "participants", who), who


def _has(scenario: Scenario, kind: str, role: str, pools: bool = True) -> bool:
    """Whether a kind of team has posts of a role, of its own or in a pool that serves it."""
    places = [scenario.teams[kind].posts]
    if pools:
        places += [pool.posts for pool in scenario.pools.values() if kind in pool.serves]
    return any(group.count > 0 for posts in places if role in posts for group in establishments_of(posts[role]))
