"""Figures and the opening caseload of small returns, against counts made by hand."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from fssim.authority.returns.counting.caseload import take_caseload
from fssim.authority.returns.counting.figures_of_cin import make_cin_figures
from fssim.authority.returns.counting.figures_of_csww import make_csww_figures
from fssim.authority.returns.counting.periods import count_working_days, find_days_covered
from fssim.authority.returns.figures import MEANINGS
from fssim.authority.returns.reading.header import ReturnHeader
from fssim.authority.returns.reading.read_cin import read_cin
from fssim.authority.returns.reading.read_csww import read_csww
from tests.unit.authority.returns.small_returns import CASE, NO_FURTHER_ACTION, child, cin, csww, worker, written

FIRST_DAY = date(2023, 4, 3)


def days_later(case: str, days: int) -> str:
    """A case with all its dates so many days later."""
    return re.sub(r"\d{4}-\d\d-\d\d", lambda day: str(date.fromisoformat(day[0]) + timedelta(days=days)), case)


def case_from(referral: str, *parts: str) -> str:
    """A case with little in it."""
    return f"<CINdetails><CINreferralDate>{referral}</CINreferralDate>{''.join(parts)}</CINdetails>"


ASSESSING = "<Assessments><AssessmentActualStartDate>2024-03-01</AssessmentActualStartDate></Assessments>"
ON_PLAN = "<ChildProtectionPlans><CPPstartDate>2024-03-25</CPPstartDate></ChildProtectionPlans>"
BEING_LOOKED_INTO = "<Section47><S47ActualStartDate>2024-03-28</S47ActualStartDate></Section47>"


def forty_families(folder: Path) -> Path:
    """Of two children each, one family a day; and ten referrals with no further action, all in August."""
    families = [child(days_later(CASE, number), name=f"{number}{name}") for number in range(40) for name in ("A", "B")]
    others = [child(NO_FURTHER_ACTION, name=f"N{number}") for number in range(10)]
    return written(folder, cin(*families, *others))


def test_figures_of_forty_families(tmp_path: Path) -> None:
    """Every case is CASE: 90 referrals, of which 80 were assessed in 33 working days, and so on."""
    figures = make_cin_figures(read_cin([forty_families(tmp_path)]), children=20_000)
    expected = {
        "referrals_a_year": 90 * 365.25 / 366,
        "referral_rate": 90 / 2 * 365.25 / 366,
        "s47_rate": 80 / 2 * 365.25 / 366,
        "month_factor_august": 10 / 31 / (90 / 366),
        "month_factor_january": 0.0,
        "referred_by_police": 100 * 80 / 90,
        "referred_by_schools": 100 * 10 / 90,
        "nfa_share": 100 * 10 / 90,
        "assessed_share": 100 * 80 / 90,
        "assessed_not_in_need": 0.0,
        "s47_share": 100 * 80 / 90,
        "icpc_per_s47": 100.0,
        "cpp_per_icpc": 100.0,
        "cpp_ended_3_6m": 100.0,
        "cin_plan_ended_le3m": 100.0,
        "cin_ended_6_12m": 100.0,
        "cpp_repeat": 100.0,
        "cpp_ended_mean_weeks": 17.0,
        "closed_services_ceased": 100.0,
        "children_in_family_2": 100.0,
        "children_a_family": 2.0,
        "need_domestic_abuse": 100.0,
        "needs_domestic_abuse_and_mental_health": 100.0,
        "needs_none": 0.0,
        "cpp_stock_rate": 0.0,
    }
    for name, value in expected.items():
        assert figures[name].value == pytest.approx(value), name
    assert figures["assessment_45wd"].value == 100.0
    assert figures["assessment_median"].value == pytest.approx(33, abs=1)
    assert figures["icpc15"].value == pytest.approx(100.0)
    assert set(figures) <= set(MEANINGS)


def test_a_figure_says_what_it_rests_on(tmp_path: Path) -> None:
    figures = make_cin_figures(read_cin([forty_families(tmp_path)]))
    figure = figures["nfa_share"]
    assert (figure.count, figure.unit, figure.source) == (90, "percent", "children in need census 2024")
    assert figure.period == (date(2023, 4, 1), date(2024, 3, 31))
    assert figures["cin_open_le3m"].period == (date(2024, 3, 31), date(2024, 3, 31))
    assert "referral_rate" not in figures  # nobody has said how many children live there


def test_nothing_that_comes_out_tells_of_one_child(tmp_path: Path) -> None:
    reading = read_cin([written(tmp_path, cin(child(CASE.replace("3B", "3Z"), name="Sam Jones")))])
    comes_out = [list(make_cin_figures(reading, 20_000).values()), take_caseload(reading), list(reading.account.rows())]
    text = repr(comes_out).replace(repr(tmp_path), "")
    for who in ("Sam Jones", "A123456789012", "2015", "WBRI", "2023-05-02", "2023, 5, 2", "3Z"):
        assert who not in text
    figures = make_cin_figures(reading, 20_000).values()
    assert {figure.name for figure in figures if figure.value > 0.0 and figure.count < 5} == set()


def test_pre_proceedings_are_of_the_years_that_collect_them(tmp_path: Path) -> None:
    applied = CASE.replace("<PPOutcome>A</PPOutcome>", "<CourtAppDate>2023-09-10</CourtAppDate>")
    families = [
        child(days_later(applied if number % 2 else CASE, 731 + number), name=str(number)) for number in range(40)
    ]
    collected = make_cin_figures(read_cin([written(tmp_path, cin(*families, year=2026))]), children=20_000)
    assert collected["pre_proceedings_to_court"].value == 50.0
    assert collected["pre_proceedings_mean_weeks"].value == pytest.approx(92 / 7)
    assert collected["pre_proceedings_rate"].value == pytest.approx(20 * 365.25 / 365)
    assert collected["care_applications"].value == pytest.approx(10 * 365.25 / 365)
    before = make_cin_figures(read_cin([forty_families(tmp_path)]), children=20_000)
    assert not {name for name in before if name.startswith("pre_proceedings")}


def test_one_year_does_not_tell_who_was_referred_in_the_year_before(tmp_path: Path) -> None:
    assert "rereferral" not in make_cin_figures(read_cin([forty_families(tmp_path)]))


def test_children_who_come_back_are_seen_in_the_next_years_return(tmp_path: Path) -> None:
    """40 children are closed at the end of August 2022, and 10 of them are referred again 241 days later."""
    closed = case_from("2022-06-01", "<CINclosureDate>2022-08-31</CINclosureDate>")
    again = case_from("2023-04-29")
    first = written(tmp_path, cin(*(child(closed, name=str(number)) for number in range(40)), year=2023), "1.xml")
    second = written(tmp_path, cin(*(child(again, name=str(number)) for number in range(10))), "2.xml")
    figures = make_cin_figures(read_cin([first, second]))
    share = figures["rereferral_after_closure"]
    assert share.value == pytest.approx(25.0)
    assert share.count == 40
    assert share.low < 25.0 < share.high
    assert figures["rereferral_delay_median"].value == 241.0
    assert (figures["rereferral"].value, figures["rereferral"].count) == (100.0, 10)


def test_the_opening_caseload_has_each_open_child_once_but_for_enquiries(tmp_path: Path) -> None:
    cases = {"assessment": ASSESSING, "child_protection_plan": ASSESSING + ON_PLAN + BEING_LOOKED_INTO, "referral": ""}
    children = [
        child(case_from("2024-02-01", parts), name=f"{stage}{number}")
        for stage, parts in cases.items()
        for number in range(6)
    ]
    alone = child(
        case_from("2024-02-01", "<CINPlanDates><CINPlanStartDate>2024-03-01</CINPlanStartDate></CINPlanDates>"),
        name="one",
    )
    caseload = take_caseload(read_cin([written(tmp_path, cin(*children, alone, child(CASE, name="closed")))]))
    assert caseload.day == date(2024, 3, 31)
    assert caseload.left_out == ("child_in_need_plan",)
    assert {(count.stage, count.to_weeks) for count in caseload.counts} == {
        ("referral", None),
        ("assessment", None),
        ("child_protection_plan", None),
        ("section_47_enquiry", None),
    }
    assert all((count.families, count.children) == (1, 6) for count in caseload.counts)


def test_figures_of_a_workforce(tmp_path: Path) -> None:
    """20 case holders, two of them agency workers, a manager, and three who left; 10 posts are vacant."""
    holders = [worker(number, cases=15 + number % 3, agency=int(number > 18)) for number in range(1, 21)]
    others = [worker(30, role=3, cases=0), *(worker(40 + number, left="2023-01-31") for number in range(3))]
    figures = make_csww_figures(read_csww([written(tmp_path, csww(*holders, *others))]))
    expected = {
        "sw_fte": 19.0,
        "sw_headcount": 19.0,
        "staff_case_holder": 20.0,
        "staff_first_line_manager": 1.0,
        "case_holders": 20.0,
        "caseholder_share": 100 * 18 / 19,
        "vacancies": 10.0,
        "vacancy": 100 * 10 / 29,
        "agency": 100 * 2 / 21,
        "turnover": 100 * 3 / 18,
        "turnover_of_all": 100 * 3 / 19,
        "cases": sum(15 + number % 3 for number in range(1, 21)),
        "caseload": sum(15 + number % 3 for number in range(1, 21)) / 20,
        "absence": 100 * 5 / 253,
    }
    for name, value in expected.items():
        assert figures[name].value == pytest.approx(value), name
    assert figures["caseload"].low < figures["caseload"].value < figures["caseload"].high
    assert not figures["caseload"].too_few
    assert figures["turnover"].too_few


@pytest.mark.parametrize(("shares", "turnover"), [((0.0,), 20.0), ((0.0, 0.0, 0.5), 30.0), ((1.0, 0.5), 30.0)])
def test_somebody_who_left_with_no_share_of_full_time_counts_as_the_others_who_left(
    tmp_path: Path, shares: tuple[float, ...], turnover: float
) -> None:
    """Of five in post; records are often set to 0 when somebody leaves."""
    left = [worker(number, share=share, left="2023-05-01") for number, share in enumerate(shares, 10)]
    reading = read_csww([written(tmp_path, csww(*(worker(number) for number in range(5)), *left))])
    assert make_csww_figures(reading)["turnover"].value == pytest.approx(turnover)
    told = [wrong.rule for wrong in reading.account.irregularities]
    assert told == ["somebody who left has a share of full time of 0"] * shares.count(0.0)


def test_working_days_leave_out_weekends_and_bank_holidays() -> None:
    good_friday = date(2024, 3, 28), date(2024, 4, 2)  # Thursday to Tuesday, with Good Friday and Easter Monday between
    assert count_working_days([good_friday, (FIRST_DAY, FIRST_DAY)]) == [1, 0]


def test_years_that_follow_each_other_are_one_stretch() -> None:
    headers = [ReturnHeader(Path("a"), "", date(year - 1, 4, 1), date(year, 3, 31)) for year in (2022, 2023, 2025)]
    coverage = find_days_covered(headers)
    assert coverage.stretches == ((date(2021, 4, 1), date(2023, 3, 31)), (date(2024, 4, 1), date(2025, 3, 31)))
    assert coverage.follows(date(2023, 1, 1))
    assert not coverage.follows(date(2025, 1, 1))
    assert date(2023, 5, 1) not in coverage


def test_needs_are_of_children_who_are_new_as_far_as_the_returns_tell(tmp_path: Path) -> None:
    """Of 70 children 35 come back, and are assessed again: they have needs, and the 35 others have none."""
    without = CASE.replace("3B", "1A").replace("4B", "1A")
    again = CASE.replace("2023", "2024")
    came_before = [child(CASE, name=f"before{number}") for number in range(35)]
    returns = [
        written(tmp_path, cin(*came_before), "first.xml"),
        written(
            tmp_path,
            cin(
                *(child(again, name=f"before{number}") for number in range(35)),
                *(child(without.replace("2023", "2024"), name=f"new{number}") for number in range(35)),
                year=2025,
            ),
            "second.xml",
        ),
    ]
    figures = make_cin_figures(read_cin(returns))
    assert figures["needs_none"].value == 100.0
    assert figures["needs_none"].count == 35
    assert figures["need_mental_health"].value == pytest.approx(100.0 * 70 / 105)
    one_year = make_cin_figures(read_cin(returns[:1]))
    assert (one_year["needs_none"].value, one_year["needs_none"].count) == (0.0, 35)


@pytest.mark.parametrize(
    ("begins", "reviews", "in_time"),
    [
        ("2023-05-01", ["2023-08-01", "2024-02-01"], True),  # 92 days and 184, and no more than 3 months and 6
        ("2023-05-01", ["2023-08-02", "2024-02-02"], False),
        ("2023-05-01", ["2023-08-01", "2024-02-02"], False),
        ("2023-11-30", ["2024-02-29"], True),  # the last day of a shorter month
        ("2023-11-30", ["2024-03-01"], False),
        ("2023-12-31", [], True),  # due on the day that the year ends, 31 March
        ("2023-12-30", [], False),
        ("2023-05-01", ["2023-08-01"], False),  # the next was due on 1 February
    ],
)
def test_reviews_are_in_time_by_calendar_months(tmp_path: Path, begins: str, reviews: list[str], in_time: bool) -> None:
    held = "".join(f"<CPPreviewDate>{day}</CPPreviewDate>" for day in reviews)
    plan = f"<CPPstartDate>{begins}</CPPstartDate>" + (f"<Reviews>{held}</Reviews>" if held else "")
    case = case_from("2023-04-20", f"<ChildProtectionPlans>{plan}</ChildProtectionPlans>")
    children = (child(case, name=f"{number}") for number in range(40))
    figures = make_cin_figures(read_cin([written(tmp_path, cin(*children))]), children=20_000)
    assert figures["revcp"].value == (100.0 if in_time else 0.0)
