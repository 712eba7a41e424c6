"""Effects that a scenario has in force: what follows from a way of working or a rule, and not who is there or what is
done. Which of them nobody has measured is read off its numbers, so that no page says there are none where there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fssim.report.wording.words import in_list, number, plain, spoken
from fssim.runs.folder.provenance import list_parameters
from fssim.scenario.findings import FieldPath
from fssim.scenario.names import named
from fssim.scenario.schema.parameter import UNMEASURED, Parameter
from fssim.scenario.schema.scenario import Scenario

MOST_NAMED = 2  # on the first page; the evidence names them all


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from a way of working or a rule: its `name` in full, what `kind` it is in few words, its number,
    what that would be at `none`, and whether it is of what becomes of families, and not of workers' hours or of who
    comes to a post."""

    name: str
    kind: str
    parameter: Parameter
    none: float
    on_families: bool

    @property
    def is_unmeasured(self) -> bool:
        """Whether it is only reported or assumed."""
        return self.parameter.grade in UNMEASURED

    @property
    def with_numbers(self) -> str:
        """`takes up of working model a is 1.14 multiplier, not 1.00 (reported)`."""
        return (
            f"{self.name} is {number(self.parameter.value)} {self.parameter.unit}, not {number(self.none)} "
            f"({self.parameter.grade.value})"
        )


def list_effects_in_force(scenario: Scenario) -> list[Effect]:
    """Every effect that is not at none, of the ways of working that a team has or comes to have, and of rules for
    agency workers."""
    return [effect for effect in _list_effects(scenario) if effect.parameter.value != effect.none]


def list_unmeasured(scenarios: Sequence[Scenario]) -> list[Effect]:
    """Those of any of the scenarios that are only reported or assumed."""
    return [effect for one in scenarios for effect in list_effects_in_force(one) if effect.is_unmeasured]


def say_what_is_in_force(scenarios: Sequence[Scenario]) -> list[str]:
    """For the first page: which effects are in force that nobody has measured, and which that somebody has."""
    unmeasured = _list_kinds(list_unmeasured(scenarios))
    studied = _list_kinds(
        [effect for one in scenarios for effect in list_effects_in_force(one) if not effect.is_unmeasured]
    )
    if not unmeasured:
        sentences = ["Effects that are only reported or assumed are at none."]
    elif len(unmeasured) > MOST_NAMED:
        sentences = [
            f"{len(unmeasured)} effects that are only reported or assumed are in force: the evidence names them."
        ]
    else:
        sentences = [
            f"In force, though nobody has measured it: {in_list(unmeasured)}. Other effects that are only reported or "
            "assumed are at none."
        ]
    return [*sentences, *([f"In force, with evidence behind it: {in_list(studied)}."] if studied else [])]


def _list_kinds(effects: Sequence[Effect]) -> list[str]:
    """What kinds of effect they are, each once, with its grade."""
    return list(dict.fromkeys(f"{effect.kind} ({effect.parameter.grade.value})" for effect in effects))


def _list_effects(scenario: Scenario) -> Iterator[Effect]:
    comes_to = {switch.working_model for switch in scenario.roll_out.values()}
    in_use = {team.working_model for team in scenario.teams.values()} | comes_to
    for path, parameter in list_parameters(scenario):
        if path[0] == "working_models" and path[1] not in in_use:
            continue
        about = _read_kind(path, scenario, comes_to)
        if about is not None:
            kind, none, on_families = about
            yield Effect(plain(named(path)).replace("_", " "), plain(kind), parameter, none, on_families)


def _read_kind(path: FieldPath, scenario: Scenario, comes_to: set[str]) -> tuple[str, float, bool] | None:
    """What kind of effect a number is, what it would be at none, and whether it is of what becomes of families; nothing
    of a number that is no effect."""
    match path:
        case ("working_models", _, "effects", "decisions", table, outcome):
            title = scenario.pathway.decisions[str(table)][str(outcome)].title
            return f"how often '{title or spoken(str(outcome))}' is decided", 1.0, True
        case ("working_models", _, "effects", effect):
            return spoken(str(effect)), 0.0 if effect == "unsticks" else 1.0, True
        case (*_, "brings_forward", "chance"):
            return "reviews brought forward", 0.0, True
        case ("working_models", _, "workbook", "recording"):
            return "time to record", 1.0, False
        case ("working_models", model, "workbook", "recording_at_first") if model in comes_to:
            return "time to record at first", 1.0, False
        case ("roles", _, "turnover", "agency_rules", "qualified"):
            return "what rules for agency workers keep away", 1.0, False
        case ("roles", _, "turnover", "agency_rules", "from_the_region"):
            return "what rules for agency workers keep away", 0.0, False
    return None
