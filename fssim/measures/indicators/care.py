"""Children entering care and in it, and what placements and proceedings cost, apart from everything in the service's
own cost. A scenario without prices of care has none of these measures."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.measures.declaration import NEITHER, WORSE, Measure, indicator
from fssim.measures.log_view.arithmetic import overlap, ratio, total
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.scenario.schema.care_costs import CareCosts, CasePrice

ENTRIES = Measure(
    "care_entries_children_a_year", "Children entering care", "children a year", WORSE,
    "Children whose family came into care from another stage, a year of the observed years: all children of the "
    "family. Those in care when the run began did not enter it.",
)  # fmt: skip
IN_CARE = Measure(
    "care_children_mean", "Children in care, on average", "children", NEITHER,
    "Children in care, on an average day {observed}.",
)  # fmt: skip
CHILD_WEEKS = Measure(
    "care_child_weeks_a_year", "Child-weeks in care", "child-weeks a year", NEITHER,
    "Weeks that children were in care, by real dates, a year of the observed years.",
)  # fmt: skip
WEEKS_AN_ENTRY = Measure(
    "care_weeks_an_entry", "Weeks in care of a child who enters, as far as observed", "weeks", NEITHER,
    "Weeks in care, by real dates, until they left or the run ended: mean over the children who entered care "
    "{observed}.",
)  # fmt: skip
CASES_AN_ENTRY = Measure(
    "care_cases_an_entry", "Care proceedings for each child who enters care", "cases a child", NEITHER,
    "Families who came into care {observed} straight from care proceedings, over the children who entered care.",
)  # fmt: skip
PLACEMENTS = Measure(
    "care_placements_gbp_a_year", "Cost of placements", "GBP a year", NEITHER,
    "Child-weeks in care at the scenario's price of a week, a year of the observed years.",
)  # fmt: skip
PROCEEDINGS = Measure(
    "care_proceedings_gbp_a_year", "Cost of care proceedings to the council", "GBP a year", NEITHER,
    "Families entering care proceedings at the scenario's price of a case, a year of the observed years.",
)  # fmt: skip
COURT = Measure(
    "care_court_gbp_a_year", "Cost of care proceedings to the courts", "GBP a year", NEITHER,
    "Families entering care proceedings at the scenario's price of a case to the courts, a year of the observed years.",
)  # fmt: skip
COUNCIL = Measure(
    "care_council_gbp_a_year", "Cost of care to the council: placements and proceedings", "GBP a year", NEITHER,
    "Placements, and what proceedings cost the council, a year of the observed years.",
)  # fmt: skip
TOTALS = (ENTRIES, IN_CARE, CHILD_WEEKS, WEEKS_AN_ENTRY, CASES_AN_ENTRY, PLACEMENTS, PROCEEDINGS, COUNCIL, COURT)
IN_YEAR = "in that financial year (1 April to 31 March), as far as it was observed"
PLACEMENTS_IN_YEAR = Measure(
    "care_placements_{year}_gbp", "Cost of placements in {year}", "GBP", NEITHER,
    f"Child-weeks in care {IN_YEAR}, at the scenario's price of a week.",
)  # fmt: skip
PROCEEDINGS_IN_YEAR = Measure(
    "care_proceedings_{year}_gbp", "Cost of care proceedings to the council in {year}", "GBP", NEITHER,
    f"Families entering care proceedings {IN_YEAR}, at the scenario's price of a case.",
)  # fmt: skip
COURT_IN_YEAR = Measure(
    "care_court_{year}_gbp", "Cost of care proceedings to the courts in {year}", "GBP", NEITHER,
    f"Families entering care proceedings {IN_YEAR}, at the scenario's price of a case to the courts.",
)  # fmt: skip
IN_YEARS = (PLACEMENTS_IN_YEAR, PROCEEDINGS_IN_YEAR, COURT_IN_YEAR)


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays in care of whole families, a row each: from and until, as ordinals of dates. `entered`: the family came
    from another stage, in the observed years; `from_court`: and that was care proceedings."""

    children: Floats
    start: Integers
    end: Integers
    entered: Booleans
    from_court: Booleans

    def child_weeks(self, since: int, until: int) -> Floats:
        """How many child-weeks of each stay lie between two dates."""
        weeks: Floats = overlap(self.start.astype(np.float64), self.end.astype(np.float64), since, until) / 7.0
        return weeks * self.children


@once_a_log
def _stays(view: View) -> Stays:
    spells, names = spells_of(view), view.tables.names.stages
    care = _prices(view)
    rows = [names.index(stage) for stage in care.stages] if care is not None else []
    stays = spells.runs(np.where(np.isin(spells.stage, rows), 0, -1))
    came = spells.continues()[stays.first]
    from_first = spells.stage[stays.first] == view.tables.first_stage
    entered = stays.began_in(view) & (came | from_first)
    return Stays(
        children=view.children[stays.family].astype(np.float64),
        start=view.dates(stays.start),
        end=view.dates(stays.end),
        entered=entered,
        from_court=entered & came & view.court_stages[spells.stage[stays.first - 1]],
    )


@once_a_log
def _cases(view: View) -> Floats:
    """When families entered care proceedings, in the observed years."""
    spells = spells_of(view)
    proceedings = spells.runs(np.where(view.court_stages[spells.stage], 0, -1))
    times: Floats = proceedings.start[proceedings.began_in(view)]
    return times


def _prices(view: View) -> CareCosts | None:
    return view.tables.scenario.care_costs


@indicator(*TOTALS)
def care_a_year(view: View) -> dict[str, float]:
    """Entries, children in care, how long those who enter stay, and what it costs."""
    care = _prices(view)
    if care is None:
        return {}
    stays, years = _stays(view), view.observed_years
    since, until = map(int, view.dates(np.array([view.observed_from, view.horizon])))
    weeks = stays.child_weeks(since, until)
    entries = total(stays.children[stays.entered])
    placements = total(weeks) * care.placement.cost.value / years
    cases = float(len(_cases(view))) / years
    proceedings = cases * _price_of(care.proceedings)
    return {
        ENTRIES.name: entries / years,
        IN_CARE.name: total(weeks) / view.observed_weeks,
        CHILD_WEEKS.name: total(weeks) / years,
        WEEKS_AN_ENTRY.name: ratio(total(weeks[stays.entered]), entries),
        CASES_AN_ENTRY.name: ratio(float(np.count_nonzero(stays.from_court)), entries),
        PLACEMENTS.name: placements,
        PROCEEDINGS.name: proceedings,
        COUNCIL.name: placements if isnan(proceedings) else placements + proceedings,
        COURT.name: cases * _price_of(care.court),
    }


@indicator(*IN_YEARS)
def care_by_financial_year(view: View) -> dict[str, float]:
    """What placements and proceedings cost in each financial year: a case in the year that it begins."""
    care = _prices(view)
    if care is None:
        return {}
    stays, cases, years = _stays(view), _cases(view), view.tables.financial_years
    measures: dict[str, float] = {}
    for name, start, until in zip(view.tables.names.financial_years, years.start, years.until, strict=True):
        first, last = map(int, view.dates(np.array([start, until])))
        begun = float(np.count_nonzero((cases >= start) & (cases < until)))
        measures |= {
            PLACEMENTS_IN_YEAR.named(year=name): total(stays.child_weeks(first, last)) * care.placement.cost.value,
            PROCEEDINGS_IN_YEAR.named(year=name): begun * _price_of(care.proceedings),
            COURT_IN_YEAR.named(year=name): begun * _price_of(care.court),
        }
    return measures


def _price_of(case: CasePrice | None) -> float:
    """Pounds a case; nan, if it is not counted."""
    return nan if case is None else case.cost.value
