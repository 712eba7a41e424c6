"""The whole of a scenario, frozen: what the YAML says once everything it extends is merged in."""

from __future__ import annotations

from pydantic import Field

from fssim.scenario.names import Name
from fssim.scenario.schema.demand import Clock, Demand, FamilyMix, Need, ReReferral, Service
from fssim.scenario.schema.parameter import Frozen, Share, Text, Title
from fssim.scenario.schema.pathway import Pathway
from fssim.scenario.schema.workforce import Course, Pool, Role, SetUp, Switch, Team, Vacancy, WorkingModel


class Headline(Frozen):
    """How the answer is read: the need whose waits, and the statutory plan whose durations, lead the tables.

    `measures`, if any are named, are what the question is about and the table is of; left out, they follow from what
    the scenario changes.
    """

    need: str
    """The need whose waits lead the tables."""
    statutory_plan: str
    """The statutory plan whose durations lead them."""
    measures: tuple[str, ...] = Field(default=(), strict=False)
    """What the question is about, by the names in summary.csv; left out, it follows from what the scenario changes."""


class Scenario(Frozen):
    """Everything a run needs but the seed: who is referred, who works there, and what happens to families.

    `load` makes one of a file and `with_values` of another; nothing in it can be changed. Two are equal if they say the
    same. Every number that shapes a result is a value with its `unit`, `source` and `grade`, and often with a `low` and
    a `high`: `scenario.demand.children.value`. The reference of the scenario file says what each field means and which
    units it takes.

    `compare_with` and `sources` are paths as written, relative to the file that says them, made absolute by loading.
    """

    title: Title
    """What people read, in tables and pictures."""
    question: Text
    """What the scenario is there to answer."""
    notes: Text = ""
    """Anything more that a reader should know."""
    compare_with: tuple[str, ...] = Field(default=(), strict=False)
    """Scenario files to run beside this one, relative to it, or names of those that come with fssim."""
    sources: tuple[str, ...] = Field(default=(), strict=False)
    """CSV files of the sources that numbers cite, relative to it."""
    headline: Headline
    """What leads the tables."""
    clock: Clock
    """When it happens."""
    demand: Demand
    """How many children are referred."""
    families: FamilyMix
    """What families are like."""
    needs: dict[Name, Need]
    """Parents' needs by name."""
    services: dict[Name, Service]
    """Services outside the authority by name."""
    roles: dict[Name, Role]
    """Kinds of worker by name."""
    teams: dict[Name, Team]
    """Kinds of team by name."""
    pools: dict[Name, Pool] = {}
    """Posts that several teams share, by name."""
    smallest_part_of_post: Share | None = None
    """A vacancy's share of posts that is within this of a whole number of them is that number, as nobody is employed
    for less; left out, any part of a post can be empty."""
    pathway: Pathway
    """What happens to families."""
    re_referral: ReReferral
    """Who comes back after closure."""
    working_models: dict[Name, WorkingModel]
    """Ways of working by name, of which each kind of team has one."""
    roll_out: dict[Name, Switch] = {}
    """Changes of working model with their dates, by name."""
    vacancies: dict[Name, Vacancy] = {}
    """Posts kept empty, by name."""
    training: dict[Name, Course] = {}
    """Courses by name."""
    set_up_costs: dict[Name, SetUp] = {}
    """Money spent at once, by name."""

    def __repr__(self) -> str:
        return f"<Scenario: {self.title}>"

    __str__ = __repr__
