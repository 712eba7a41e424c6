"""The whole of a scenario, frozen: what the YAML says once everything it extends is merged in."""

from __future__ import annotations

from pydantic import Field

from fssim.scenario.names import Name
from fssim.scenario.schema.demand import Clock, Demand, FamilyMix, Need, ReReferral, Service
from fssim.scenario.schema.parameter import Frozen, Text, Title
from fssim.scenario.schema.pathway import Pathway
from fssim.scenario.schema.workforce import Course, Pool, Role, SetUp, Switch, Team, Vacancy, WorkingModel


class Headline(Frozen):
    """How the answer is read: the need whose waits, and the statutory plan whose durations, lead the tables.

    `measures`, if any are named, are what the question is about and the table is of; left out, they follow from what
    the scenario changes.
    """

    need: str
    statutory_plan: str
    measures: tuple[str, ...] = Field(default=(), strict=False)


class Scenario(Frozen):
    """Everything a run needs but the seed. Hashable by its JSON; holds no live objects.

    `compare_with` and `sources` are paths as written, relative to the file that says them, made absolute by loading.
    """

    title: Title
    question: Text
    notes: Text = ""
    compare_with: tuple[str, ...] = Field(default=(), strict=False)
    sources: tuple[str, ...] = Field(default=(), strict=False)
    headline: Headline
    clock: Clock
    demand: Demand
    families: FamilyMix
    needs: dict[Name, Need]
    services: dict[Name, Service]
    roles: dict[Name, Role]
    teams: dict[Name, Team]
    pools: dict[Name, Pool] = {}
    pathway: Pathway
    re_referral: ReReferral
    working_models: dict[Name, WorkingModel]
    roll_out: dict[Name, Switch] = {}
    vacancies: dict[Name, Vacancy] = {}
    training: dict[Name, Course] = {}
    set_up_costs: dict[Name, SetUp] = {}

    def __repr__(self) -> str:
        return f"<Scenario: {self.title}>"

    __str__ = __repr__
