"""Was the warm-up long enough? A service that nothing changes should be as full in the last observed year as in the
first."""

from __future__ import annotations

from math import nan

from fssim.experiment.interval import interval_of
from fssim.experiment.results import Results

FIRST, LAST = "open_first_year_families_mean", "open_last_year_families_mean"
DRIFT_THAT_MATTERS = 0.05  # of the families open in the first observed year


def warm_up_warning(results: Results) -> str | None:
    """A warning if the number of open families still changes over the observed years, beyond the noise of replications
    and by more than a twentieth; None if not, if there is one observed year, or if the scenario changes something part
    of the way through (vacancies, shocks, a roll-out), so that it should change."""
    scenario = results.scenario
    if scenario.vacancies or scenario.roll_out or scenario.demand.shocks:
        return None
    pairs = zip(results.values(FIRST), results.values(LAST), strict=True)
    change = interval_of(last / first - 1.0 if first else nan for first, last in pairs)
    settled = not (change.low > 0.0 or change.high < 0.0) or abs(change.mean) <= DRIFT_THAT_MATTERS
    if settled:
        return None
    way = "rose" if change.mean > 0.0 else "fell"
    years = scenario.clock.warm_up_years
    return (
        f"The warm-up of {years} years may be too short: in '{scenario.title}' the families open {way} by "
        f"{abs(change.mean):.0%} from the first observed year to the last. Try --warm-up {years + 2}."
    )
