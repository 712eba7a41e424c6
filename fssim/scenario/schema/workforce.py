"""Who does the work: roles, teams, pools, vacancies, working models, roll-out and training."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator

from fssim.scenario.schema.demand import Day
from fssim.scenario.schema.parameter import (
    Caseload,
    Duration,
    Frozen,
    Hours,
    HoursPerWeek,
    Multiplier,
    Parameter,
    People,
    PerYear,
    Posts,
    Pounds,
    Probability,
    RecruitmentCost,
    SetUpCost,
    Share,
    Teams,
    Title,
    VaryingDuration,
)
from fssim.scenario.schema.pathway import Activity, PlanWork


class VacantPolicy(StrEnum):
    """What happens to a need when every post that would meet it is vacant."""

    wait = "wait"
    refer_externally = "refer externally"
    substitute = "substitute"


class Turnover(Frozen):
    """How posts empty and fill. A vacancy is advertised in rounds of `time_to_hire`, each succeeding with chance
    `hire_succeeds`; meanwhile, with chance `agency_cover`, agency workers fill it from `agency_delay` on, each for
    `agency_stay` with the same gap between them. A new starter works at `induction_speed` of full speed, rising
    evenly to full speed over `induction`."""

    leaving_rate: PerYear
    time_to_hire: VaryingDuration
    hire_succeeds: Probability
    agency_cover: Probability
    agency_delay: VaryingDuration
    agency_stay: VaryingDuration
    induction: Duration
    induction_speed: Share


class Role(Frozen):
    """A kind of worker. Productive hours a day are contracted hours x productive share x availability / 5.

    `caseload_limit` is in children for roles that hold families, in families for practitioners who meet needs.
    `recruitment_cost` is spent each time somebody who is not an agency worker starts in a post; left out, it is none.
    """

    title: Title
    contracted_hours: HoursPerWeek
    productive_share: Share
    availability: Share
    cost: Pounds
    agency_cost_multiplier: Multiplier
    recruitment_cost: RecruitmentCost | None = None
    caseload_limit: Caseload | None = None
    can_be_pooled: bool = False
    specialist: bool = False
    when_vacant: Annotated[VacantPolicy, Field(strict=False)] = VacantPolicy.wait
    substitute: str | None = None
    turnover: Turnover | None = None


class Establishment(Frozen):
    """A group of posts of one role in one team or pool: how many, and the share of full time each is.

    They may start on a date, and be there until another: before the first starts and after the last has ended, the
    role's `when_vacant` says what becomes of needs, as while a post is vacant. `agency_workers` instead of `posts` are
    so many agency workers beside the posts, who are at work from `start`, cost the role's agency multiplier, and are
    followed by others as those who cover a vacancy are. `numbers` gives the posts to those numbered teams alone.
    `set_up_cost` is spent for each of them on the day that they start; left out, it is none.
    """

    posts: Posts | None = Field(default=None, description="How many posts each team or pool has")
    agency_workers: People | None = Field(
        default=None, description="Instead of posts: how many agency workers each team or pool has beside its posts"
    )
    full_time_share: Share = Field(description="The share of full time of each")
    start: Day | None = Field(default=None, description="The first day they are there; left out, from the beginning")
    until: Day | None = Field(default=None, description="The day from which they are there no longer; left out, never")
    numbers: tuple[int, ...] = Field(
        default=(), strict=False, description="The numbers of the teams or pools that have them; left out, all"
    )
    set_up_cost: SetUpCost | None = Field(default=None, description="Spent for each on its first day; left out, none")

    @model_validator(mode="after")
    def _is_of_posts_or_agency_workers(self) -> Establishment:
        if (self.posts is None) == (self.agency_workers is None):
            raise ValueError(
                "posts or agency_workers is missing; give the number of one of them"
                if self.posts is None
                else "posts and agency_workers are both given; list them as two groups of posts"
            )
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
    working_model: str
    posts: dict[str, Staffing]


class Pool(Frozen):
    """Posts that serve several teams. Each pool serves `teams_each` teams of every kind in `serves` (in order; the
    last pool may serve fewer). Left out, one pool serves them all."""

    serves: tuple[str, ...] = Field(strict=False)
    teams_each: Teams | None = None
    posts: dict[str, Staffing]


class Vacancy(Frozen):
    """Posts of `role` kept empty from one date until another: so many `posts`, or a `share` of them, spread evenly, in
    `team` (a kind of team or a pool), or everywhere, or only in the numbered teams.

    A share that is no whole number of posts leaves one post part-filled: a third of seven posts empties two, and the
    worker of one more has two thirds of its hours and caseload.
    """

    role: str
    start: Day
    until: Day
    posts: Posts | None = Field(default=None, description="How many posts are kept empty; give this or `share`")
    share: Share | None = Field(
        default=None,
        description="The share of the posts kept empty: what is no whole number of posts leaves one part-filled",
    )
    team: str | None = Field(
        default=None, description="A kind of team, or a pool; left out, wherever the role has posts"
    )
    numbers: tuple[int, ...] = Field(default=(), strict=False, description="The numbers of the teams; left out, all")

    @model_validator(mode="after")
    def _takes_a_number_or_a_share(self) -> Vacancy:
        if (self.posts is None) == (self.share is None):
            raise ValueError(
                "posts or share is missing; give a number of `posts`, or a `share` of them"
                if self.posts is None
                else "posts and share are both given; give one of them"
            )
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


class Switch(Frozen):
    """Roll-out: the numbered teams of a kind change to a working model on a date, each at a `set_up_cost` that is spent
    on that day; left out, it is none."""

    team: str
    numbers: tuple[int, ...] = Field(strict=False)
    working_model: str
    start: Day
    set_up_cost: SetUpCost | None = None


class SetUp(Frozen):
    """Money that is spent at once, on a date: on premises, equipment or a programme."""

    cost: SetUpCost
    date: Day


class Workbook(Frozen):
    """How a working model changes recording hours: for good, and for a while after a team switches to it."""

    recording: Multiplier
    recording_at_first: Multiplier
    at_first: Duration


class Effects(Frozen):
    """Effects that are only reported or assumed. Each ships at none.

    `takes_up` multiplies the chance of starting with a co-located practitioner; `unsticks` is the chance that a
    supervision moves a plan that is not ready on by one session; `missed_when_trained` multiplies missed
    appointments with trained staff; `re_referral` multiplies the chance of coming back; `entry_to_care` multiplies
    the chance of decisions marked as entry to care.
    """

    takes_up: Multiplier
    unsticks: Probability
    missed_when_trained: Multiplier
    re_referral: Multiplier
    entry_to_care: Multiplier


class WorkingModel(Frozen):
    """A way of working: the activities, plan work and caseload limits that differ from the pathway's own."""

    workbook: Workbook
    effects: Effects
    activities: dict[str, Activity] = {}
    plan_work: dict[str, PlanWork] = {}
    caseload_limits: dict[str, Caseload] = {}


class Course(Frozen):
    """Training for every worker of the roles in teams of one working model: so many seats a month, each taking
    `hours` out of practice. A leaver takes the training with them."""

    working_model: str
    roles: tuple[str, ...] = Field(strict=False)
    start: Day
    seats_a_month: People
    hours: Hours
    priority: str
