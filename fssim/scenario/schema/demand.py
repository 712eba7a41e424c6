"""Who is referred: demand, the families themselves, their needs, and the services outside the authority."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from fssim.scenario.names import Name
from fssim.scenario.schema.parameter import (
    Children,
    DateText,
    Duration,
    Frozen,
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
        raise ValueError(f"is {value!r}; it must be a date such as 2019-04-01")
    return value


Day = Annotated[date, BeforeValidator(_as_date), DateText]
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip


RISKS = ("low", "medium", "high")


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
    warm_up_years: Annotated[int, Field(ge=0, le=20)]
    observed_years: Annotated[int, Field(ge=1, le=20)]


class Shock(Frozen):
    """A spell in which referrals are multiplied by `factor` (a lockdown, a publicity campaign)."""

    start: Day
    until: Day
    factor: Multiplier


class Demand(Frozen):
    """How many children are referred. `first_referrals` is the share of referrals that are not re-referrals:
    re-referrals are made by the model itself."""

    children: Children
    referral_rate: Per10000
    first_referrals: Share
    month_factors: Annotated[dict[str, Multiplier], _keys(enum=list(MONTHS))] = {}
    shocks: dict[Name, Shock] = {}


class FamilyMix(Frozen):
    """What families are like at referral. `children` keys are numbers of children; `needs` keys are `none` or needs
    joined by ` + `; `risk` keys are `low`, `medium` and `high`; `engagement` multiplies the odds of attending."""

    children: Annotated[ProbabilityTable, _keys(pattern="^[1-9][0-9]*$")]
    needs: ProbabilityTable
    risk: Annotated[ProbabilityTable, _keys(enum=list(RISKS))]
    engagement: Odds


class Need(Frozen):
    """A parent's need: who meets it inside (`role`) and outside (`service`), and how families take the help up.

    A family referred starts with chance `takes_up` / (1 + wait / `take_up_halves_after`), tilted by its engagement.
    `take_up_lasting` is the share of its offers that the family's own lasting attitude to that need decides; the
    others, and every one if it is left out, are decided afresh. After `offers_a_plan` offers (no limit if left out) a
    need that did not start or dropped out is left until another plan opens: this one no longer waits for it.
    An appointment is missed with chance `missed`; after a missed one the family drops out with chance `drops_out`.
    """

    role: str
    service: str
    priority: str
    sessions: Sessions
    takes_up: Probability
    take_up_halves_after: Duration
    take_up_lasting: Share | None = None
    offers_a_plan: Offers | None = None
    missed: Probability
    drops_out: Probability
    resolved: Probability
    first_contact_hours: VaryingHours
    session_hours: VaryingHours
    session_interval: VaryingDuration
    first_contact_due: Duration
    session_due: Duration


class Service(Frozen):
    """A service outside the authority: a wait, then sessions at its own pace. Its capacity is not modelled."""

    wait: VaryingDuration
    session_interval: VaryingDuration
    cost_a_session: Pounds


class ReReferral(Frozen):
    """What happens after closure: the chance of ever coming back, with its odds multiplied by `per_unresolved_need`
    for each unresolved need, and how long after."""

    chance: Probability
    per_unresolved_need: Multiplier
    delay: VaryingDuration
