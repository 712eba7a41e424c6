"""Names that would be told apart nowhere but in the file: two that come to one measure, or one that is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fssim.scenario.findings import FieldPath, Finding
from fssim.scenario.names import slug
from fssim.scenario.schema.scenario import Scenario

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


def name_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every name that comes to the same as another of its kind, or to what measures call something else."""
    for kind, names in _named(scenario).items():
        first: dict[str, str] = {}
        for path, name in names:
            short = slug(name)
            taken = TAKEN.get(kind, {}).get(short)
            if taken:
                yield path, f"'{name}' already means {taken}; give the {kind} another name"
            if first.setdefault(short, name) != name:
                both = f"'{name}' and '{first[short]}'"
                yield path, f"{both} come to one name in measures, {short}; give one {kind} another name"
        if kind == "role":
            yield from _uncovered(names, first)


def _uncovered(names: Iterable[Named], first: dict[str, str]) -> Iterator[Finding]:
    for path, name in names:
        stem = slug(name).removesuffix(UNCOVERED)
        if stem != slug(name) and stem in first:
            yield (
                path,
                f"'{name}' already means the posts of '{first[stem]}' with nobody in them; give the role another name",
            )


def _named(scenario: Scenario) -> dict[str, list[Named]]:
    """Every name that a scenario gives, by its kind."""
    pathway = scenario.pathway

    def of(*path: str) -> list[Named]:
        part: object = scenario
        for each in path:
            part = getattr(part, each)
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
        **outcomes,
    }
