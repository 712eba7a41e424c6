"""Who does the work: roles, what they do under pressure, teams, pools, posts and vacancies."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from fssim.scenario.findings import Code, FieldError
from fssim.scenario.names import Name
from fssim.scenario.schema.demand import Day
from fssim.scenario.schema.parameter import Frozen, Parameter, Title
from fssim.scenario.schema.units import (
    Caseload,
    Duration,
    HoursPerWeek,
    Multiplier,
    OddsMultiplier,
    People,
    Percent,
    PerYear,
    Posts,
    Pounds,
    Probability,
    RecruitmentCost,
    SetUpCost,
    Share,
    Teams,
    VaryingDuration,
)

PLACE_PATTERN = r"^(?:0|[1-9][0-9]{0,4})$"


def _whole(place: str) -> str:
    if not re.match(PLACE_PATTERN.removesuffix("$") + r"\Z", place):
        raise ValueError(f"'{place[:60]}' is no place on a curve; it must be a whole number, of five digits at most")
    return place


Place = Annotated[str, AfterValidator(_whole), WithJsonSchema({"type": "string", "pattern": PLACE_PATTERN})]


def _has_a_place(curve: dict[str, Any]) -> dict[str, Any]:
    if not curve:
        raise ValueError("the curve has no place; give one at least, or leave it out")
    return curve


_CURVE = AfterValidator(_has_a_place)
Multipliers = Annotated[dict[Place, Multiplier], _CURVE]
OddsMultipliers = Annotated[dict[Place, OddsMultiplier], _CURVE]
WeeklyHours = Annotated[dict[Place, HoursPerWeek], _CURVE]
Percents = Annotated[dict[Place, Percent], _CURVE]


class Workload(Frozen):
    """Families are given to whoever has most room for their work, by hours and not by heads.

    What a family weighs is worked out from the holder's hours in the activities of its stage and their intervals. A
    worker's room is `limit` of their own hours, less while they are new, less the work of the families that they hold.
    The role's caseload limit, if it has one, holds too, and is less for the new in the same proportion.
    """

    limit: Percent
    """The most work that a worker is given, of the hours that they have for it."""
    new_starters: Percents | None = None
    """The share of the limits that a new starter has, by weeks since the start, straight between those given and level
    beyond them; left out, all of them from the first day. It does not hold for those in post since before the run, and
    for agency workers."""


class Pressure(Frozen):
    """What the people of a role who hold families do as their pressure rises, each response by a curve of its own.

    The pressure of a group is the work of the families that it holds, and of those that wait for it, as a percentage of
    the hours of its people in post. Curves are given by it, straight between the places given and level beyond them.
    A response that is left out does not happen.
    """

    thresholds: OddsMultipliers | None = None
    """What the odds of outcomes marked `exit` are multiplied by, in decisions about their families."""
    proportionate_work: Multipliers | None = None
    """What the hours of activities marked `elastic` are multiplied by, for their families."""
    extra_hours: WeeklyHours | None = None
    """How many hours a week a full-time worker works beyond those that they have."""
    neighbours: Percent | None = None
    """The pressure above which a team passes families that come to it to the least pressed team of its kind."""
    leaving: Multipliers | None = None
    """What the rate of leaving is multiplied by, looked at when each month begins."""
    agency_cover: Multipliers | None = None
    """What the chance that agency workers cover a post that empties is multiplied by, looked at as for leaving."""


class VacantPolicy(StrEnum):
    """What happens to a need when every post that would meet it is vacant."""

    wait = "wait"
    refer_externally = "refer externally"
    substitute = "substitute"


class AgencyRules(Frozen):
    """What rules for agency workers keep away from vacancies: those who are not yet qualified for long enough, and for
    a while those who have just left a post in the region."""

    qualified: Share
    """The share of agency workers who have been qualified for long enough: as many vacancies are covered of those that
    would be."""
    from_the_region: Share
    """The share of agency workers who have left a post in the region to become one."""
    gap: Duration
    """How long those have to wait before they may work as one."""


class Turnover(Frozen):
    """How posts empty and fill. A vacancy is advertised in rounds of `time_to_hire`, each succeeding with chance
    `hire_succeeds`; meanwhile, with chance `agency_cover`, agency workers fill it from `agency_delay` on, each for
    `agency_stay` with the same gap between them. A new starter works at `induction_speed` of full speed, rising
    evenly to full speed over `induction`."""

    leaving_rate: PerYear
    """How often somebody leaves a post."""
    time_to_hire: VaryingDuration
    """How long a round of advertising takes, until its starter is at work."""
    hire_succeeds: Probability
    """The chance that a round finds somebody."""
    agency_cover: Probability
    """The chance that agency workers cover the post while it is empty."""
    agency_delay: VaryingDuration
    """How long it is before the first agency worker comes, and between one and the next."""
    agency_stay: VaryingDuration
    """How long an agency worker stays."""
    agency_rules: AgencyRules | None = None
    """What rules for agency workers keep away; left out, nothing."""
    induction: Duration
    """How long it takes a new starter to reach full speed."""
    induction_speed: Share
    """The share of full speed that a new starter begins with."""


class Role(Frozen):
    """A kind of worker. Productive hours a day are contracted hours x productive share x availability / 5.

    `caseload_limit` is in children for roles that hold families, in families for practitioners who meet needs.
    `recruitment_cost` is spent each time somebody who is not an agency worker starts in a post; left out, it is none.
    """

    title: Title
    """What people read."""
    contracted_hours: HoursPerWeek
    """Hours a week by contract, full time."""
    productive_share: Share
    """The share of hours at work that the work in the model can have."""
    availability: Share
    """The share of contracted hours at work, after leave and sickness."""
    cost: Pounds
    """What a full-time post costs a year."""
    agency_cost_multiplier: Multiplier
    """What an agency worker costs, as a multiple of that."""
    payer: Name | None = None
    """Who pays for its posts, where that is not the authority: a partner's name."""
    recruitment_cost: RecruitmentCost | None = None
    """Spent each time somebody who is not an agency worker starts; left out, none."""
    caseload_limit: Caseload | None = None
    """The most that a full-time worker holds; left out, no limit."""
    can_be_pooled: bool = False
    """Whether its posts may be in a pool."""
    specialist: bool = False
    """Whether it counts among specialists in costs and comparisons."""
    among_case_holders: bool = True
    """Whether published statistics count it among case-holding social workers, if it holds families: in caseloads,
    vacancies, turnover and agency workers."""
    when_vacant: Annotated[VacantPolicy, Field(strict=False)] = VacantPolicy.wait
    """What becomes of needs while every post that would meet them is empty."""
    substitute: str | None = None
    """The role that stands in, with `when_vacant: substitute`."""
    turnover: Turnover | None = None
    """How its posts empty and fill; left out, they do not."""
    workload: Workload | None = None
    """Shares families out by the work that they are; left out, by their number of children."""
    pressure: Pressure = Pressure()
    """What its people do as their pressure rises; left out, nothing."""


class Establishment(Frozen):
    """A group of posts of one role in one team or pool: how many, and the share of full time each is.

    They may start on a date, and be there until another: before the first starts and after the last has ended, the
    role's `when_vacant` says what becomes of needs, as while a post is vacant. `agency_workers` instead of `posts` are
    so many agency workers beside the posts, who are at work from `start`, cost the role's agency multiplier, and are
    followed by others as those who cover a vacancy are. `numbers` gives the posts to those numbered teams alone.
    `set_up_cost` is spent for each of them on the day that they start; left out, it is none.
    """

    posts: Posts | None = None
    """How many posts each team or pool has."""
    agency_workers: People | None = None
    """Instead of posts: how many agency workers each team or pool has beside its posts."""
    full_time_share: Share
    """The share of full time of each."""
    start: Day | None = None
    """The first day they are there; left out, from the beginning."""
    until: Day | None = None
    """The day from which they are there no longer; left out, never."""
    numbers: tuple[int, ...] = Field(default=(), strict=False)
    """The numbers of the teams or pools that have them; left out, all."""
    set_up_cost: SetUpCost | None = None
    """Spent for each on its first day; left out, none."""

    @model_validator(mode="after")
    def _is_of_posts_or_agency_workers(self) -> Establishment:
        if (self.posts is None) == (self.agency_workers is None):
            message = (
                "posts or agency_workers is missing; give the number of one of them"
                if self.posts is None
                else "posts and agency_workers are both given; list them as two groups of posts"
            )
            raise FieldError(Code.one_of_two, message, "posts", "agency_workers")
        return self

    @property
    def count(self) -> int:
        """How many posts, or agency workers, in each team or pool that has them."""
        number = self.agency_workers if self.posts is None else self.posts
        assert number is not None
        return int(number.value)

    def is_in(self, number: int) -> bool:
        """Whether a team or pool of this number has them."""
        return not self.numbers or number in self.numbers


def _form(staff: object) -> str:
    return SEVERAL if isinstance(staff, list | tuple) else ONE


ONE, SEVERAL = "[one]", "[several]"
Staffing = Annotated[
    Annotated[Establishment, Tag(ONE)] | Annotated[tuple[Establishment, ...], Field(strict=False), Tag(SEVERAL)],
    Discriminator(_form),
]


def establishments_of(staff: Establishment | tuple[Establishment, ...]) -> tuple[Establishment, ...]:
    """The groups of posts that a role has in one place, given alone or as a list."""
    return staff if isinstance(staff, tuple) else (staff,)


class Team(Frozen):
    """`count` teams of one kind, alike. A family belongs to one team of each kind, by where it lives."""

    count: Teams
    """How many teams of the kind there are."""
    working_model: str
    """How they work, by the name of a working model."""
    posts: dict[str, Staffing]
    """The posts of each of them, by role: one group or a list of groups."""


class Pool(Frozen):
    """Posts that serve several teams. Each pool serves `teams_each` teams of every kind in `serves` (in order; the
    last pool may serve fewer). Left out, one pool serves them all."""

    serves: tuple[str, ...] = Field(strict=False)
    """The kinds of team that it serves."""
    teams_each: Teams | None = None
    """How many teams of each kind one pool serves; left out, all."""
    posts: dict[str, Staffing]
    """The posts of each pool, by role: one group or a list of groups."""


class Vacancy(Frozen):
    """Posts of `role` kept empty from one date until another: so many `posts`, or a `share` of them, spread evenly, in
    `team` (a kind of team or a pool), or everywhere, or only in the numbered teams.

    A share that is no whole number of posts leaves one post part-filled: a third of seven posts empties two, and the
    worker of one more has two thirds of its hours and caseload.
    """

    role: str
    """The role whose posts are empty."""
    start: Day
    """The first day that they are empty."""
    until: Day
    """The day from which they are filled."""
    posts: Posts | None = None
    """How many posts are kept empty; give this or `share`."""
    share: Share | None = None
    """The share of the posts kept empty: what is no whole number of posts leaves one part-filled."""
    team: str | None = None
    """A kind of team, or a pool; left out, wherever the role has posts."""
    numbers: tuple[int, ...] = Field(default=(), strict=False)
    """The numbers of the teams; left out, all."""

    @model_validator(mode="after")
    def _takes_a_number_or_a_share(self) -> Vacancy:
        if (self.posts is None) == (self.share is None):
            message = (
                "posts or share is missing; give a number of `posts`, or a `share` of them"
                if self.posts is None
                else "posts and share are both given; give one of them"
            )
            raise FieldError(Code.one_of_two, message, "posts", "share")
        return self

    @property
    def amount(self) -> Parameter:
        """The number of posts, or the share, as it is given."""
        amount = self.share if self.posts is None else self.posts
        assert amount is not None
        return amount

    @property
    def given_as(self) -> str:
        """The field that the amount is given in."""
        return "share" if self.posts is None else "posts"
