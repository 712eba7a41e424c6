"""The published panel: what is known of each authority in each year, read strictly from a CSV file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fssim.measures.log_view.arithmetic import ratio
from fssim.validation.strict_table import Numbers, read_table
from fssim.validation.years_as_published import CONFERENCE_BANDS, WEEKS_A_YEAR

COUNTS = ("referrals", "sw_fte", "cases", "caseload", *CONFERENCE_BANDS)
RATES = (  # for 10,000 children
    "referral_rate", "s47_rate", "icpc_rate", "cpp_start_rate", "cpp_rate", "cin_rate", "care_apps", "lac_rate",
    "lac_start",
)  # fmt: skip
PERCENTAGES = (
    "nfa", "assessed_not_need", "assess45", "icpc15", "cpp_end_2y", "cpp_open_2y", "revcp", "cpp_repeat", "rereferral",
    "cin_end_le3m", "cin_end_3_6m", "cin_end_6_12m", "cin_end_1_2y", "cin_end_2yplus",
    "cin_open_le3m", "cin_open_3_6m", "cin_open_6_12m", "cin_open_1_2y", "cin_open_2yplus",
    "caseholder_share", "vacancy", "turnover", "agency", "absence",
)  # fmt: skip
COLUMNS = (*COUNTS, *RATES, *PERCENTAGES)
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class AuthorityYear:
    """One authority in one year: its `values` by statistic, without those that are not published.

    Besides the columns of the file there are `children` (who live there), `case_holders` (full-time workers who hold
    cases), conferences by days as percentages of all, and the ratios that `years_as_published` also has.
    """

    authority: str
    year: int
    values: Mapping[str, float]

    def has(self, *names: str) -> bool:
        """Whether all of these are published."""
        return all(name in self.values for name in names)


def read_panel(file: str | Path) -> list[AuthorityYear]:
    """The rows of a panel, in order of the file.

    Raises `ScenarioError` with everything wrong with it, by line and column.
    """
    amount, percentage = Numbers(0.0, may_be_blank=True), Numbers(0.0, 100.0, may_be_blank=True)
    numbers = {column: percentage if column in PERCENTAGES else amount for column in COLUMNS}
    rows = read_table(Path(file), ("authority", "year"), numbers, ("authority", "year"), _wrong_year)
    return [_authority_year(row) for row in rows]


def _wrong_year(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    year = row["year"]
    if not (year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        yield "year", f"is '{year}'; it must be a year such as 2025"


def _authority_year(row: Mapping[str, str]) -> AuthorityYear:
    values = {column: float(row[column]) for column in COLUMNS if row[column]}
    bands = [values.pop(band, math.nan) for band in CONFERENCE_BANDS]
    values |= {
        name: value
        for name, value in {
            **{band: ratio(100.0 * count, sum(bands)) for band, count in zip(CONFERENCE_BANDS, bands, strict=True)},
            "children": ratio(1e4 * _of(values, "referrals"), _of(values, "referral_rate")),
            "case_holders": ratio(_of(values, "cases"), _of(values, "caseload")),
            "s47_per_100_referrals": ratio(100.0 * _of(values, "s47_rate"), _of(values, "referral_rate")),
            "icpc_per_100_s47": ratio(100.0 * _of(values, "icpc_rate"), _of(values, "s47_rate")),
            "cpp_per_100_icpc": ratio(100.0 * _of(values, "cpp_start_rate"), _of(values, "icpc_rate")),
            "cpp_mean_weeks": ratio(WEEKS_A_YEAR * _of(values, "cpp_rate"), _of(values, "cpp_start_rate")),
            "cin_end_over_1y": _of(values, "cin_end_1_2y") + _of(values, "cin_end_2yplus"),
        }.items()
        if not math.isnan(value)
    }
    return AuthorityYear(row["authority"], int(row["year"]), values)


def _of(values: Mapping[str, float], name: str) -> float:
    return values.get(name, math.nan)
