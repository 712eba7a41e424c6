"""Names: each stands for something, and for one thing, and is told apart from the others of its kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from fssim.scenario.findings import ANY, Code, FieldPath, Finding, instead_of
from fssim.scenario.names import slug
from fssim.scenario.schema.activities import Activity
from fssim.scenario.schema.pathway import Decision, Stage
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import VacantPolicy
from fssim.scenario.schema.working_models import StageChanges

CONTINUE = "continue"
END = "end"
HOLDER = "holder"
PRACTITIONERS = "practitioners"
OPEN = "stage of an open case"
# Where the names of each kind are given.
PLACES: dict[str, tuple[FieldPath, ...]] = {
    "need": (("needs",),),
    "service": (("services",),),
    "role": (("roles",),),
    "kind of team": (("teams",),),
    "team or pool": (("teams",), ("pools",)),
    "working model": (("working_models",),),
    "stage": (("pathway", "stages"),),
    "side stage": (("pathway", "stages"),),
    OPEN: (("pathway", "stages"),),
    "statutory plan": (("pathway", "stages", ANY, "statutory_plan"),),
    "activity": (("pathway", "activities"),),
    "activity of the pathway": (("pathway", "activities"),),
    "decision table": (("pathway", "decisions"),),
    "priority": (("pathway", "priorities"),),
    "outcome": (("pathway", "decisions", ANY),),
}
Named = tuple[FieldPath, str]  # where a name is given, and the name

# By kind, what a name must not come to, as measures or tables say something else by it.
TAKEN = {
    "need": {"none": "no needs at all", "plan_work": "the family's own plan work"},
    "role": {
        "staff": "all staff together",
        "external_sessions": "sessions of external services",
        "case_holders": "all who are allocated families",
        "case_holders_uncovered": "all who are allocated families",
        "agency_workers": "the agency workers of all roles",
        "recruitment": "what hiring costs",
        "set_up": "what setting up costs",
        "everything": "all costs together",
    },
}
UNCOVERED = "_uncovered"  # the share of a role's posts with nobody in them is its name with this


def reference_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every name that stands for nothing, or for two things."""
    yield from _needs(scenario)
    yield from _people(scenario)
    yield from _stages(scenario)
    yield from _activities(scenario)
    yield from _stage_changes(scenario)
    yield from _reserved(scenario)


def _unknown(path: FieldPath, kind: str, name: str | None, known: Collection[str]) -> Iterator[Finding]:
    if name is not None and name not in known:
        message = f"there is no {kind} '{name}'; {instead_of(name, known)}"
        yield Finding(path, Code.unknown_name, message, tuple((*place, name) for place in PLACES[kind]))


def _unknown_or_twice(path: FieldPath, kind: str, names: Iterable[str], known: Collection[str]) -> Iterator[Finding]:
    """Unknown names, and names said twice, in a list."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        yield from _unknown((*path, index), kind, name, known)
        if name in seen:
            yield Finding((*path, index), Code.listed_twice, f"'{name}' is listed twice; list it once")
        seen.add(name)


def _needs(scenario: Scenario) -> Iterator[Finding]:
    plans = {stage.statutory_plan for stage in scenario.pathway.stages.values() if stage.statutory_plan}
    yield from _unknown(("headline", "need"), "need", scenario.headline.need, scenario.needs)
    yield from _unknown(("headline", "statutory_plan"), "statutory plan", scenario.headline.statutory_plan, plans)
    past = scenario.re_referral.past
    for plan in past.had_plan if past is not None else ():
        yield from _unknown(("re_referral", "past", "had_plan", plan), "statutory plan", plan, plans)
    for stream, about in scenario.demand.streams.items():
        where = ("demand", "streams", stream, "begins_in")
        yield from _unknown(where, "stage", about.begins_in, scenario.pathway.stages)
    for stage in scenario.opening.stages if scenario.opening is not None else ():
        yield from _unknown(("opening", "stages", stage), "stage", stage, scenario.pathway.stages)
    for role in scenario.opening.vacant_posts if scenario.opening is not None else ():
        yield from _unknown(("opening", "vacant_posts", role), "role", role, scenario.roles)
    for name, need in scenario.needs.items():
        yield from _unknown(("needs", name, "role"), "role", need.role, scenario.roles)
        yield from _unknown(("needs", name, "service"), "service", need.service, scenario.services)
        yield from _unknown(("needs", name, "priority"), "priority", need.priority, scenario.pathway.priorities)


def _people(scenario: Scenario) -> Iterator[Finding]:
    roles, teams, models = scenario.roles, scenario.teams, scenario.working_models
    for name, role in roles.items():
        path = ("roles", name, "substitute")
        yield from _unknown(path, "role", role.substitute, roles)
        if (role.substitute is None) == (role.when_vacant is VacantPolicy.substitute):
            yield Finding(
                path,
                Code.substitute,
                "goes with `when_vacant: substitute`, and names the role that steps in; give both or neither",
                (("roles", name, "when_vacant"),),
            )
        elif role.substitute == name:
            yield Finding(path, Code.substitute, "is the role itself; name another role")
    for name, team in teams.items():
        yield from _unknown(("teams", name, "working_model"), "working model", team.working_model, models)
        for post in team.posts:
            yield from _unknown(("teams", name, "posts", post), "role", post, roles)
    for name, pool in scenario.pools.items():
        yield from _unknown_or_twice(("pools", name, "serves"), "kind of team", pool.serves, teams)
        for post in pool.posts:
            yield from _unknown(("pools", name, "posts", post), "role", post, roles)
    for name, vacancy in scenario.vacancies.items():
        yield from _unknown(("vacancies", name, "role"), "role", vacancy.role, roles)
        yield from _unknown(("vacancies", name, "team"), "team or pool", vacancy.team, [*teams, *scenario.pools])
    for name, switch in scenario.roll_out.items():
        yield from _unknown(("roll_out", name, "team"), "kind of team", switch.team, teams)
        yield from _unknown(("roll_out", name, "working_model"), "working model", switch.working_model, models)
    for name, course in scenario.training.items():
        yield from _unknown(("training", name, "working_model"), "working model", course.working_model, models)
        yield from _unknown_or_twice(("training", name, "roles"), "role", course.roles, roles)
        yield from _unknown(("training", name, "priority"), "priority", course.priority, scenario.pathway.priorities)


def _stages(scenario: Scenario) -> Iterator[Finding]:
    pathway = scenario.pathway
    stages = pathway.stages
    main = [name for name, stage in stages.items() if not stage.beside]
    beside = [name for name, stage in stages.items() if stage.beside]
    of_sides = {table for name in beside for d in stages[name].decisions.values() for table in (d.ready, d.not_ready)}
    yield from _unknown(("pathway", "first"), "stage", pathway.first, main)
    yield from _unknown(("pathway", "closed"), "stage", pathway.closed, main)
    yield from _unknown_or_twice(("pathway", "priorities"), "priority", pathway.priorities, pathway.priorities)
    if scenario.care_costs is not None:
        open_stages = [name for name in main if name != pathway.closed]
        yield from _unknown_or_twice(("care_costs", "stages"), OPEN, scenario.care_costs.stages, open_stages)
    path: FieldPath
    for name, stage in stages.items():
        path = ("pathway", "stages", name)
        yield from _unknown((*path, "team"), "kind of team", stage.team, scenario.teams)
        yield from _unknown((*path, "holder"), "role", stage.holder, scenario.roles)
        yield from _holders(scenario, path, stage)
        yield from _unknown_or_twice((*path, "activities"), "activity", stage.activities, pathway.activities)
        yield from _unknown_or_twice((*path, "carries_on"), "activity", stage.carries_on, pathway.activities)
        for activity, decision in stage.decisions.items():
            yield from _decision(scenario, (*path, "decisions", activity), activity, decision)
        for way, about_exit in stage.exits.items():
            yield from _unknown((*path, "exits", way, "to"), "stage", about_exit.to, main)
        for incident, about_incident in stage.incidents.items():
            yield from _unknown((*path, "incidents", incident, "beside"), "side stage", about_incident.beside, beside)
    for name, table in pathway.decisions.items():
        for outcome, about in table.items():
            path = ("pathway", "decisions", name, outcome)
            ends = [END] if name in of_sides else []
            yield from _unknown((*path, "to"), "stage", about.to, [*main, CONTINUE, *ends])
            yield from _unknown((*path, "beside"), "side stage", about.beside, beside)


def _holders(scenario: Scenario, path: FieldPath, stage: Stage | StageChanges) -> Iterator[Finding]:
    """Roles that hold families instead of the holder, or beside them, and the needs by which they are chosen."""
    yield from _unknown((*path, "co_holder"), "role", stage.co_holder, scenario.roles)
    for role, choice in (stage.other_holders or {}).items():
        here = (*path, "other_holders", role)
        yield from _unknown(here, "role", role, scenario.roles)
        yield from _unknown_or_twice((*here, "needs"), "need", choice.needs, scenario.needs)


def _stage_changes(scenario: Scenario) -> Iterator[Finding]:
    """What working models change of stages, and of the odds of single outcomes."""
    pathway = scenario.pathway
    for model, working in scenario.working_models.items():
        for name, changes in working.stages.items():
            path = ("working_models", model, "stages", name)
            yield from _unknown(path, "stage", name, pathway.stages)
            yield from _unknown((*path, "holder"), "role", changes.holder, scenario.roles)
            yield from _holders(scenario, path, changes)
            yield from _unknown_or_twice(
                (*path, "activities"), "activity", changes.activities or (), pathway.activities
            )
            for activity, decision in changes.decisions.items():
                yield from _decision(scenario, (*path, "decisions", activity), activity, decision)
        for table, outcomes in working.effects.decisions.items():
            here = ("working_models", model, "effects", "decisions", table)
            yield from _unknown(here, "decision table", table, pathway.decisions)
            for outcome in outcomes if table in pathway.decisions else ():
                yield from _unknown((*here, outcome), "outcome", outcome, pathway.decisions[table])


def _decision(scenario: Scenario, path: FieldPath, activity: str, decision: Decision) -> Iterator[Finding]:
    pathway = scenario.pathway
    yield from _unknown(path, "activity", activity, pathway.activities)
    yield from _unknown((*path, "ready"), "decision table", decision.ready, pathway.decisions)
    yield from _unknown((*path, "not_ready"), "decision table", decision.not_ready, pathway.decisions)
    yield from _unknown((*path, "pressure_stage"), "stage", decision.pressure_stage, pathway.stages)


def _activities(scenario: Scenario) -> Iterator[Finding]:
    known = scenario.pathway.activities
    for name, activity in known.items():
        yield from _activity(scenario, ("pathway", "activities", name), activity)
    for model, working in scenario.working_models.items():
        path = ("working_models", model)
        for name, activity in working.activities.items():
            yield from _unknown((*path, "activities", name), "activity of the pathway", name, known)
            yield from _activity(scenario, (*path, "activities", name), activity)
        for stage in working.plan_work:
            yield from _unknown((*path, "plan_work", stage), "stage", stage, scenario.pathway.stages)
        for role in working.caseload_limits:
            yield from _unknown((*path, "caseload_limits", role), "role", role, scenario.roles)


def _activity(scenario: Scenario, path: FieldPath, activity: Activity) -> Iterator[Finding]:
    pathway = scenario.pathway
    yield from _unknown((*path, "priority"), "priority", activity.priority, pathway.priorities)
    yield from _unknown((*path, "after"), "activity", activity.after, pathway.activities)
    yield from _unknown((*path, "first_due", "since"), "stage", activity.first_due.since, pathway.stages)
    if activity.planned is not None:
        of = activity.planned.of
        yield from _unknown((*path, "planned", "of"), "stage", of, pathway.stages)
        if of in pathway.stages and pathway.stages[of].planned_length is None:
            message = f"stage '{of}' has no planned length; give it a `planned_length`"
            yield Finding(
                (*path, "planned", "of"),
                Code.no_planned_length,
                message,
                (("pathway", "stages", of, "planned_length"),),
            )
    if activity.brings_forward is not None:
        forward = activity.brings_forward.activity
        yield from _unknown((*path, "brings_forward", "activity"), "activity", forward, pathway.activities)
    for who in activity.participants:
        known = [HOLDER, PRACTITIONERS, *scenario.roles]
        yield from _unknown((*path, "participants", who), "role", who, known)


def _reserved(scenario: Scenario) -> Iterator[Finding]:
    """Names that already mean something else."""
    for word in (HOLDER, PRACTITIONERS):
        if word in scenario.roles:
            yield Finding(
                ("roles", word),
                Code.name_taken,
                f"'{word}' already means a participant of its own kind; give the role another name",
            )
    for word, meaning in ((CONTINUE, "staying in a stage"), (END, "the end of a side stage")):
        if word in scenario.pathway.stages:
            message = f"'{word}' already means {meaning}; give the stage another name"
            yield Finding(("pathway", "stages", word), Code.name_taken, message)
    for name in scenario.pools.keys() & scenario.teams.keys():
        yield Finding(
            ("pools", name), Code.name_taken, f"there is a kind of team '{name}' too; give the pool another name"
        )
    for name in scenario.training.keys() & scenario.pathway.activities.keys():
        yield Finding(
            ("training", name), Code.name_taken, f"there is an activity '{name}' too; give the course another name"
        )


def name_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every name that comes to the same as another of its kind, or to what measures call something else."""
    for kind, names in _named(scenario).items():
        first: dict[str, str] = {}
        for path, name in names:
            short = slug(name)
            taken = TAKEN.get(kind, {}).get(short)
            if taken:
                yield Finding(path, Code.name_taken, f"'{name}' already means {taken}; give the {kind} another name")
            if first.setdefault(short, name) != name:
                both = f"'{name}' and '{first[short]}'"
                yield Finding(
                    path,
                    Code.names_alike,
                    f"{both} come to one name in measures, {short}; give one {kind} another name",
                )
        if kind == "role":
            yield from _uncovered(names, first)


def _uncovered(names: Iterable[Named], first: dict[str, str]) -> Iterator[Finding]:
    for path, name in names:
        stem = slug(name).removesuffix(UNCOVERED)
        if stem != slug(name) and stem in first:
            yield Finding(
                path,
                Code.name_taken,
                f"'{name}' already means the posts of '{first[stem]}' with nobody in them; give the role another name",
            )


def _named(scenario: Scenario) -> dict[str, list[Named]]:
    """Every name that a scenario gives, by its kind."""
    pathway = scenario.pathway

    def of(*path: str) -> list[Named]:
        part: object = scenario
        for field in path:
            part = getattr(part, field)
        return [((*path, name), name) for name in part] if isinstance(part, dict) else []

    outcomes: dict[str, list[Named]] = {
        f"outcome of '{table}'": [(("pathway", "decisions", table, name), name) for name in decision]
        for table, decision in pathway.decisions.items()
    }
    plans: list[Named] = [
        (("pathway", "stages", name, "statutory_plan"), stage.statutory_plan)
        for name, stage in pathway.stages.items()
        if stage.statutory_plan is not None
    ]
    return {
        "need": of("needs"),
        "service": of("services"),
        "role": of("roles"),
        "team or pool": [*of("teams"), *of("pools")],
        "stage": of("pathway", "stages"),
        "activity or course": [*of("pathway", "activities"), *of("training")],
        "decision table": of("pathway", "decisions"),
        "statutory plan": plans,
        "working model": of("working_models"),
        "roll-out": of("roll_out"),
        "vacancy": of("vacancies"),
        "shock": of("demand", "shocks"),
        "stream": of("demand", "streams"),
        **outcomes,
    }
