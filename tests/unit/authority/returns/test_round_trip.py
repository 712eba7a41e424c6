"""A simulated year, written as a return and read back, has in it what the log has: to the last count."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import isclose, isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fssim.authority.forecasts.census import take_census
from fssim.authority.returns.counting.caseload import take_caseload
from fssim.authority.returns.counting.figures_of_cin import make_cin_figures
from fssim.authority.returns.counting.figures_of_csww import make_csww_figures
from fssim.authority.returns.figures import Figure
from fssim.authority.returns.reading.read_cin import read_cin
from fssim.authority.returns.reading.read_csww import read_csww
from fssim.authority.returns.writing.statutory_return import statutory_return
from fssim.engine.event_log import Event, EventLog
from fssim.measures.log_view.people_in_post import holdings_of, staff_of
from fssim.measures.log_view.view import View
from fssim.measures.published import rows_counted_as
from fssim.scenario.schema.activities import ActivityCount
from fssim.studies.validation.years_as_published import count_as_published
from tests.unit.report.logs import logs_of

YEARS = (2020, 2021)
SAME = {  # by name of a figure, what counts the same in the log
    "nfa_share": "nfa", "s47_share": "s47_per_100_referrals", "s47_rate": "s47_rate", "icpc_rate": "icpc_rate",
    "icpc_per_s47": "icpc_per_100_s47", "cpp_per_icpc": "cpp_per_100_icpc", "cpp_start_rate": "cpp_start_rate",
    "cpp_stock_rate": "cpp_rate", "cpp_mean_weeks": "cpp_mean_weeks", "cpp_repeat": "cpp_repeat", "icpc15": "icpc15",
    "referral_rate": "referral_rate", "revcp": "revcp",
} | {
    f"cpp_ended_{band}": f"cpp_end_{band}" for band in ("le3m", "3_6m", "6_12m", "1_2y", "2yplus")
} | {f"icpc_{band}": f"icpc_{band}" for band in ("0_10", "11_15", "16_20", "21p")}  # fmt: skip
WITHIN = {"nfa_share": 0.5}  # percent: decided after the year


@pytest.fixture(scope="module")
def log() -> EventLog:
    (log,) = logs_of("one_district_standard")
    return log


@pytest.fixture(scope="module")
def files(log: EventLog, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    paths = [tmp_path_factory.mktemp("returns") / f"cin_{year}.xml" for year in YEARS]
    for path, year in zip(paths, YEARS, strict=True):
        path.write_bytes(statutory_return(log, "cin", year))
    return paths


@pytest.fixture(scope="module")
def of_years(log: EventLog, files: list[Path]) -> list[dict[str, Figure]]:
    """The figures of each year's return by itself."""
    return [make_cin_figures(read_cin([path]), log.tables.child_population) for path in files]


def test_what_is_read_back_is_what_the_log_counts(log: EventLog, of_years: list[dict[str, Figure]]) -> None:
    compared = 0
    for figures, published in zip(of_years, count_as_published(log), strict=True):
        for name, column in SAME.items():
            value = figures[name].value
            if not isnan(value):  # of too few to be shown
                assert isclose(value, published[column], abs_tol=WITHIN.get(name, 1e-9)), name
                compared += 1
    assert compared > len(SAME)


def test_every_case_is_read_and_nothing_is_wrong_with_any(files: list[Path]) -> None:
    for path in files:
        reading = read_cin([path])
        assert not reading.account.irregularities
        assert len(reading.episodes) == path.read_bytes().count(b"<CINdetails>")


def test_assessments_are_those_that_were_held_and_those_cut_short(
    log: EventLog, of_years: list[dict[str, Figure]]
) -> None:
    view = View(log)
    held = view.rows_about(
        Event.HELD, rows_counted_as(log.tables.names.activities_counted_as, ActivityCount.assessment)
    )
    for year, figures in zip(YEARS, of_years, strict=True):
        since, until = date(year - 1, 4, 1).toordinal(), date(year, 4, 1).toordinal()
        days = view.dates(view.time[held])
        in_year = held[(days >= since) & (days < until)]
        completed = int(view.children[view.family[in_year]].sum())
        assert completed <= figures["assessments_a_year"].count <= 1.03 * completed


def test_years_together_have_what_each_has(log: EventLog, files: list[Path], of_years: list[dict[str, Figure]]) -> None:
    together = make_cin_figures(read_cin(files), log.tables.child_population)
    for name in ("referrals_a_year", "assessments_a_year", "s47_rate", "icpc_rate", "cpp_start_rate"):
        assert together[name].count == sum(figures[name].count for figures in of_years), name
    assert together["cpp_stock_rate"].count == of_years[-1]["cpp_stock_rate"].count


def test_decisions_and_who_came_back_are_counted_row_by_row_of_the_log_to_the_last_child(
    log: EventLog, files: list[Path], of_years: list[dict[str, Figure]]
) -> None:
    """As a return can tell of them: no further action by the end of the year of the referral; not in need where there
    was no section 47 enquiry, conference or plan (rule 2990); referred again within twelve months."""
    rows = log.to_frame()
    rows["case"] = (rows["event"] == "referred").groupby(rows["family"]).cumsum()
    more = (rows["event"] == "began beside") | rows["subject"].isin(["child_in_need_plan", "child_protection_plan"])
    with_more = set(rows.loc[more, ["family", "case"]].itertuples(index=False, name=None))
    referrals = rows[rows["event"] == "referred"]
    referred = {(row.family, row.case): row.date for row in referrals.itertuples()}
    again = {
        (row.family, row.case)
        for row in referrals.itertuples()
        if row.case > 1
        and referred[row.family, row.case - 1]
        < row.date
        <= referred[row.family, row.case - 1] + pd.DateOffset(months=12)
    }
    for year, figures in zip(YEARS, of_years, strict=True):
        first, last = pd.Timestamp(year - 1, 4, 1), pd.Timestamp(year, 3, 31)
        counts = Counter[str]()
        for row in rows[(rows["date"] >= first) & (rows["date"] <= last) & (rows["family"] >= 0)].itertuples():
            case = row.family, row.case
            counts["referred"] += row.children * (row.event == "referred")
            counts["again"] += row.children * (row.event == "referred" and case in again)
            if row.event == "decided" and row.outcome == "no_further_action" and referred[case] >= first:
                counts["nfa"] += row.children
            if row.event == "decided" and row.outcome == "not_in_need" and case not in with_more:
                counts["not_in_need"] += row.children
        assert isclose(figures["nfa_share"].value, 100.0 * counts["nfa"] / counts["referred"])
        assert isclose(figures["assessed_not_in_need"].value, 100.0 * counts["not_in_need"] / counts["referred"])
    together = make_cin_figures(read_cin(files), log.tables.child_population)["rereferral"]
    assert (together.count, together.value) == (
        counts["referred"],
        pytest.approx(100.0 * counts["again"] / counts["referred"]),
    )


def test_who_is_open_is_who_is_open_in_the_log(log: EventLog, files: list[Path]) -> None:
    """By stage, as far as returns tell stages apart.

    An assessment begins on the day of the referral, and families who share that and its source are not told apart.
    """
    for path, year in zip(files, YEARS, strict=True):
        caseload = take_caseload(read_cin([path]))
        stages = take_census(log, date(year, 4, 1)).stages
        together = {"child_protection_plan": ("child_protection_plan", "pre_proceedings")}
        for stage in ("assessment", "child_in_need_plan", "child_protection_plan"):
            counts = [count for count in caseload.counts if count.stage == stage]
            in_log = [count for name in together.get(stage, (stage,)) for count in stages[name].values()]
            families = sum(count.families.value or 0.0 for count in in_log)
            children = sum((count.children.value or 0.0) if count.children else 0.0 for count in in_log)
            assert sum(count.children for count in counts) == children
            assert sum(count.families for count in counts) == families or stage == "assessment"


def test_who_was_open_at_the_ends_of_months_is_who_was_in_the_log(log: EventLog, files: list[Path]) -> None:
    caseload = take_caseload(read_cin(files))
    for count in caseload.by_month[:: len(caseload.by_month) // 12]:
        stages = take_census(log, count.day + timedelta(days=1)).stages
        if count.stage in ("child_in_need_plan", "child_protection_plan"):
            names = [count.stage, "pre_proceedings"] if count.stage == "child_protection_plan" else [count.stage]
            bands = [band for name in names for band in stages[name].values()]
            assert count.families == sum(band.families.value for band in bands)
            assert count.children == sum(band.children.value for band in bands if band.children)


def test_needs_are_the_families_own(log: EventLog, of_years: list[dict[str, Figure]]) -> None:
    """Within what two years of one district differ by: 250 families assessed a year, three standard errors."""
    needs = np.asarray(log.families.needs)
    for bit, need in enumerate(log.tables.names.needs):
        share = 100.0 * np.mean(needs >> bit & 1)
        for figures in of_years:
            assert abs(figures[f"need_{need}"].value - share) < 3.0 * np.sqrt(share * (100.0 - share) / 250.0)


def test_the_workforce_is_that_of_the_log(log: EventLog, tmp_path: Path) -> None:
    path = tmp_path / "csww.xml"
    path.write_bytes(statutory_return(log, "csww", 2020))
    reading = read_csww([path])
    assert not reading.account.irregularities
    figures = make_csww_figures(reading)
    view = View(log)
    staff, held = staff_of(view), holdings_of(view).held()
    since, at = (
        float(np.searchsorted(np.asarray(log.tables.day_ordinals), date(year, 10, 1).toordinal()))
        for year in (2019, 2020)
    )
    now = (held.start < at) & (held.end >= at)
    held_by_social_workers = now & staff.holds[held.worker]
    assert figures["cases"].value == view.children[held.family[held_by_social_workers]].sum()
    in_post = staff.holds & (staff.start < at) & (staff.end >= at)
    full_time = staff.full_time * staff.hours.share_at(np.arange(len(staff)), np.full(len(staff), at - 0.5))
    assert isclose(figures["staff_case_holder"].value, full_time[in_post].sum())
    assert isclose(figures["agency_fte"].value, full_time[in_post & staff.agency].sum())
    left = staff.holds & ~staff.agency & staff.leaves & (staff.end >= since) & (staff.end < at)
    assert figures["turnover"].count == np.count_nonzero(left)
