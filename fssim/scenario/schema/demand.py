"""Who is referred: demand, the families themselves, their needs, and the services outside the authority."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from fssim.scenario.findings import Code, FieldError
from fssim.scenario.names import Name
from fssim.scenario.schema.parameter import DateText, Frozen
from fssim.scenario.schema.units import (
    Children,
    Duration,
    Multiplier,
    Odds,
    Offers,
    Per10000,
    Pounds,
    Probability,
    Sessions,
    Share,
    VaryingDuration,
    VaryingHours,
)

DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _as_date(value: object) -> object:
    """A date, or one written as text, such as 2019-04-01 (but not a number, which would be read as a time stamp)."""
    if isinstance(value, str):
        with suppress(ValueError):
            if re.fullmatch(DATE, value):  # and not 20190401 or 2019-W14-1, which editors do not take for dates
                value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise FieldError(Code.wrong_date, f"is {value!r}; it must be a date such as 2019-04-01")
    return value


Day = Annotated[date, BeforeValidator(_as_date), DateText]
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip


RISKS = ("low", "medium", "high")
Risk = Literal["low", "medium", "high"]


def _keys(**schema: Any) -> Any:
    """What an editor can see of the keys of a map."""
    return Field(json_schema_extra={"propertyNames": schema})


ProbabilityTable = dict[str, Probability]


# England has had its eight bank holidays a year since 1978, and they are worked out until 2100; due dates set near the
# end of a run lie up to three years after it.
EARLIEST, LATEST = date(1978, 1, 1), date(2097, 1, 1)


class Clock(Frozen):
    """When the run happens. Warm-up is simulated and discarded; the observed years are measured.

    All of it lies between `EARLIEST` and `LATEST`, for which England's bank holidays are known.
    """

    observed_from: Day
    """The first day that is measured; the warm-up lies before it."""
    warm_up_years: Annotated[int, Field(ge=0, le=20)]
    """Whole years simulated first, from an empty service, and discarded."""
    observed_years: Annotated[int, Field(ge=1, le=20)]
    """Whole years measured, from `observed_from` on."""


class ActsOn(StrEnum):
    """Which referrals a shock multiplies."""

    first_referrals = "first referrals"
    all_referrals = "all referrals"


class Shock(Frozen):
    """A spell in which referrals are multiplied by `factor` (a lockdown, a publicity campaign).

    With `acts_on: all referrals` a factor below 1 keeps returns away too: each that is due in the spell happens with
    that chance, and otherwise never does. A factor above 1 adds first referrals alone, as nobody can return who was not
    closed.
    """

    start: Day
    """The first day of the spell."""
    until: Day
    """The day from which it is over."""
    factor: Multiplier
    """What referrals are multiplied by meanwhile."""
    acts_on: Annotated[ActsOn, Field(strict=False)] = ActsOn.first_referrals
    """Which referrals are: `first referrals` or `all referrals`."""


class Stream(Frozen):
    """Families who come to the service otherwise than by a referral, evenly through the year, and begin in a stage of
    their own: targeted early help, say. They are like other families; once closed, they may be referred."""

    rate: Per10000
    """Children who come so in a year for each 10,000 who live there."""
    begins_in: str
    """The stage that they begin in."""
    start: Day | None = None
    """The first day on which any come; left out, the first that is simulated."""


class Demand(Frozen):
    """How many children are referred. `first_referrals` is the share of referrals that are not re-referrals:
    re-referrals are made by the model itself."""

    children: Children
    """Children who live in the area."""
    referral_rate: Per10000
    """Children referred in a year for each 10,000 who live there, re-referrals included."""
    first_referrals: Share
    """The share of referrals that are not re-referrals, which the model makes itself."""
    month_factors: Annotated[dict[str, Multiplier], _keys(enum=list(MONTHS))] = {}
    """What a month's referrals are multiplied by, by its English name; a month left out is at 1."""
    shocks: dict[Name, Shock] = {}
    """Spells in which referrals are multiplied, by name."""
    streams: dict[Name, Stream] = {}
    """Families who come otherwise than by a referral, by name; left out, none do."""


class FamilyMix(Frozen):
    """What families are like at referral. `children` keys are numbers of children; `needs` keys are `none` or needs
    joined by ` + `; `risk` keys are `low`, `medium` and `high`; `engagement` multiplies the odds of attending."""

    children: Annotated[ProbabilityTable, _keys(pattern="^[1-9][0-9]*$")]
    """How many children a family has: the probability of each number."""
    needs: ProbabilityTable
    """Which needs the parents have: the probability of `none`, of each need, and of each mixture joined by ` + `."""
    risk: Annotated[ProbabilityTable, _keys(enum=list(RISKS))]
    """The probability of `low`, `medium` and `high` risk."""
    engagement: Odds
    """What a family's odds of taking up and attending are multiplied by: drawn once for each family."""


class Need(Frozen):
    """A parent's need: who meets it inside (`role`) and outside (`service`), and how families take the help up.

    A family referred starts with chance `takes_up` / (1 + wait / `take_up_halves_after`), tilted by its engagement.
    `take_up_lasting` is the share of its offers that the family's own lasting attitude to that need decides; the
    others, and every one if it is left out, are decided afresh. After `offers_a_plan` offers (no limit if left out) a
    need that did not start or dropped out is left until another plan opens: this one no longer waits for it.
    An appointment is missed with chance `missed`; after a missed one the family drops out with chance `drops_out`.
    """

    role: str
    """The role whose practitioners meet the need inside the authority."""
    service: str
    """The service that meets it outside, where no practitioner of the role does."""
    priority: str
    """The priority of first contacts and sessions, one of the pathway's `priorities`."""
    sessions: Sessions
    """How many sessions meet the need."""
    takes_up: Probability
    """The chance that a family offered help at once starts it."""
    take_up_halves_after: Duration
    """The wait after which half as many start."""
    take_up_lasting: Share | None = None
    """The share of offers that the family's own lasting attitude decides; left out, none."""
    offers_a_plan: Offers | None = None
    """How many offers there are under one plan; left out, no limit."""
    missed: Probability
    """The chance that an appointment is missed."""
    drops_out: Probability
    """The chance that a family that has missed an appointment drops out."""
    resolved: Probability
    """The chance that the need is resolved once its sessions are delivered."""
    first_contact_hours: VaryingHours
    """A practitioner's hours for the first contact."""
    session_hours: VaryingHours
    """A practitioner's hours for a session."""
    session_interval: VaryingDuration
    """The time from one session to the next."""
    first_contact_due: Duration
    """How long after the referral a first contact is due."""
    session_due: Duration
    """How long after it could be held a session is due."""


class Service(Frozen):
    """A service outside the authority: a wait, then sessions at its own pace. Its capacity is not modelled."""

    wait: VaryingDuration
    """How long a family waits for the service to start."""
    session_interval: VaryingDuration
    """The time from one of its sessions to the next."""
    cost_a_session: Pounds
    """What the authority pays for a session."""


class Past(Frozen):
    """Families whose case was closed before the run began and who are referred again during it.

    How many come on each day is worked out: as many as make referrals steady from the first day, had first referrals,
    the chance of coming back and the delay always been as they are, and no need been resolved.
    """

    had_plan: dict[Name, Share] = {}
    """The share of them who had been on a statutory plan, by the name of the plan; left out, none."""


class ReReferral(Frozen):
    """What happens after closure: the chance of ever coming back, with its odds multiplied by `per_unresolved_need`
    for each unresolved need, and how long after. `past` has families come back who were closed before the run."""

    chance: Probability
    """The chance that a family is ever referred again after closure."""
    per_unresolved_need: Multiplier
    """What the odds of that are multiplied by for each need that is not resolved."""
    delay: VaryingDuration
    """How long after closure it is referred again."""
    past: Past | None = None
    """Families closed before the run began who come back during it; left out, there are none."""
