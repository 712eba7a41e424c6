"""Where the published statistics are to be found in a scenario: the one place that knows a scenario's names.

The engines and the rest of the measures go by what stages, activities and outcomes do. Statistics are about particular
ones ("section 47 enquiries"), which only their names can tell. A scenario that has no such stage, activity, outcome or
plan has nan for the statistic. A scenario that renames one changes it here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fssim.measures.log_view.arithmetic import Integers
from fssim.scenario.names import slug

# stages
SECTION_47 = ("section_47_enquiry",)
CHILD_IN_NEED_PLAN = ("child_in_need_plan",)
# activities
ASSESSMENT_COMPLETED = ("assessment_sign_off",)
INITIAL_CONFERENCE = ("initial_child_protection_conference",)
VISITS = ("child_protection_visit", "child_in_need_visit", "visit_in_proceedings")
CHILD_PROTECTION_REVIEWS = ("review_conference",)
# outcomes
NO_FURTHER_ACTION = ("no_further_action",)
NOT_IN_NEED = ("not_in_need",)
# statutory plans
CHILD_PROTECTION_PLAN = ("child_protection",)

ASSESSMENT_LIMIT = 45  # working days: within which the statistics ask whether an assessment was completed
RE_REFERRAL_MONTHS = 12
LEAST_FOLLOWED = 0.1  # the share of what is asked about that must be seen to its end, or the answer rests on a few days
PLAN_BAND_MONTHS = (3, 6, 12, 24)  # a plan of exactly the limit is in the lower band
PLAN_BANDS = ("up_to_3_months", "3_to_6_months", "6_to_12_months", "1_to_2_years", "over_2_years")
COST_BAND_FROM_POUNDS = (100.0, 500.0, 1000.0)  # a family: where the Guidebook's bands 2, 3 and 4 begin
COST_BAND_4_UP_TO_POUNDS = 2000.0


def rows_named(names: Sequence[str], wanted: Sequence[str]) -> Integers:
    """The row numbers of the names wanted, spaces or underscores alike: none if the scenario has no such thing."""
    return np.array([row for row, name in enumerate(names) if slug(name) in wanted], np.int64)
