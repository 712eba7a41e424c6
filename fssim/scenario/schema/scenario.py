"""The whole of a scenario, frozen: what the YAML says once everything it extends is merged in. And its JSON Schema."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import Field

from fssim.scenario.names import Name
from fssim.scenario.schema.care_costs import CareCosts
from fssim.scenario.schema.demand import Clock, Demand, FamilyMix, Need, ReReferral, Service
from fssim.scenario.schema.opening import Opening
from fssim.scenario.schema.parameter import Frozen, Text, Title
from fssim.scenario.schema.pathway import Pathway
from fssim.scenario.schema.units import Share
from fssim.scenario.schema.workforce import Pool, Role, Team, Vacancy
from fssim.scenario.schema.working_models import Course, SetUp, Switch, WorkingModel

OWN_WORDS = ("title", "question")  # that a file which extends another gives itself
DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXTENDS = {
    "type": "string",
    "description": "The scenario file this one changes, relative to this file, or the name of one that comes with "
    "fssim. Everything not said here is inherited.",
}


class FigureBasis(Frozen):
    """What one figure of an authority rests on."""

    title: Title
    """What it counts, in words."""
    own: bool
    """Whether it is the authority's own; if not, it is England's, or as in the scenario that is extended."""
    rests_on: Annotated[int, Field(ge=0)] | None = None
    """How many children, cases or people it was counted from, of the authority's own."""
    basis: Text
    """What it was counted from, and when; or whose it is and why it is not the authority's own."""
    doubt: Text | None = None
    """Why it may be wrong: it is unlike what any published authority has."""
    shortfall: Text | None = None
    """The figure and what the model's own years come to, where that is far from it."""


class Authority(Frozen):
    """The local authority that a scenario is of. It changes no result: checks and reports say what of it is its own."""

    name: Title
    """The authority's name."""
    figures: dict[Name, FigureBasis] = {}
    """What local figures rest on, by name: `fssim authority new` writes them."""


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
    same. Every number that shapes a result is a value with its `unit`, `source`, `grade` and `confidence`, and often
    with a `low` and a `high`: `scenario.demand.children.value`. The reference of the scenario file says what each field
    means and which units it takes.

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
    authority: Authority | None = None
    """The local authority that it is of; left out, nobody's in particular."""
    headline: Headline
    """What leads the tables."""
    clock: Clock
    """When it happens."""
    opening: Opening | None = None
    """Who is open on the first day observed; left out, whoever is when the warm-up ends."""
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
    care_costs: CareCosts | None = None
    """What placements and care proceedings cost, apart from staff; left out, they are not counted."""

    @property
    def whole_clock(self) -> Clock:
        """The clock with all the years that are simulated before those observed: an opening caseload takes so many to
        come about, whatever the warm-up."""
        if self.opening is None or self.opening.years_before <= self.clock.warm_up_years:
            return self.clock
        return self.clock.model_copy(update={"warm_up_years": self.opening.years_before})

    def __repr__(self) -> str:
        return f"<Scenario: {self.title}>"

    __str__ = __repr__


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what a scenario file may say.

    A file that extends another gives only what it changes, so only `title` and `question` are required of it, and
    `null`, which removes what is inherited, is allowed for everything else. Units, grades, limits and what names may be
    are included; what needs more than one field at a time is checked by `load` alone.
    """
    schema = Scenario.model_json_schema()
    parts = {name: _partial(part) for name, part in schema.pop("$defs").items()}
    whole = _partial(schema)
    own = {name: schema["properties"][name] for name in OWN_WORDS}
    whole["properties"] |= own | {"extends": EXTENDS}
    whole["required"] = list(OWN_WORDS)
    whole["if"] = {"not": {"required": ["extends"]}}  # a whole scenario, of which nothing may be missing
    whole["then"] = {"required": schema["required"]}
    return {"$schema": DIALECT, **whole, "title": "An fssim scenario file", "$defs": parts}


def _partial(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of which only parts need be given, and any inherited part may be removed with `null`."""
    partial = {name: value for name, value in schema.items() if name not in {"required", "default"}}
    default = schema.get("default")
    if default is not None and not (isinstance(default, float) and math.isnan(default)):
        partial["default"] = default
    if "properties" in schema:
        partial["properties"] = {name: _or_null(_partial(inner)) for name, inner in schema["properties"].items()}
    if "patternProperties" in partial:  # names: a pattern for each, and whatever they stand for
        ((pattern, inner),) = partial.pop("patternProperties").items()
        partial["propertyNames"] = {"pattern": pattern, **partial.get("propertyNames", {})}
        partial["additionalProperties"] = _or_null(_partial(inner))
    if isinstance(schema.get("additionalProperties"), dict):
        partial["additionalProperties"] = _or_null(_partial(schema["additionalProperties"]))
    return partial


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    choices = schema.get("anyOf", [schema])
    if {"type": "null"} in choices:
        return schema
    return {"anyOf": [schema, {"type": "null"}]}
