"""A children in need census of a simulated year: it breaks no rule, and has in it what the log has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from math import isclose
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fssim.authority.returns.writing.statutory_return import statutory_return
from fssim.authority.returns.writing.synthetic import (
    BETWEEN_SIBLINGS,
    MOST_BEFORE_BIRTH,
    Luck,
    draw_births,
    write_pupil_number,
)
from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate_tables
from fssim.errors import ArgumentError
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario.override import with_values
from fssim.studies.validation.years_as_published import count_as_published
from tests.laws.shipped import shipped
from tests.unit.authority.returns.census_rules import QUERIES, find_broken
from tests.unit.report.logs import logs_of

FIRST_YEAR = 2020


@pytest.fixture(scope="module")
def log() -> EventLog:
    (log,) = logs_of("one_district_standard")
    return log


@pytest.fixture(scope="module")
def contents(log: EventLog) -> list[bytes]:
    """The returns of the two years that are observed."""
    return [statutory_return(log, "cin", FIRST_YEAR + year) for year in range(2)]


@pytest.mark.parametrize("year", [2020, 2021, 2024, 2025, 2026])
def test_no_rule_of_the_year_is_broken(log: EventLog, year: int) -> None:
    if year > FIRST_YEAR + 1:
        clock = {"clock.observed_from": date(year - 1, 4, 1), "clock.warm_up_years": 1, "clock.observed_years": 1}
        log = simulate_tables(compile_scenario(with_values(shipped("one_district_standard"), clock)), year, 0)
    content = statutory_return(log, "cin", year)
    assert {rule for rule, _ in find_broken(content)} <= set(QUERIES)
    assert (b"<Sex>" in content) is (year >= 2025)
    assert (b"<PPStartDate>" in content) is (year >= 2026)


def test_it_has_in_it_what_the_published_statistics_would_count(log: EventLog, contents: list[bytes]) -> None:
    """Counted from the return; and from the log, by what other figures are counted with."""
    population = log.tables.child_population
    for year, (content, published) in enumerate(zip(contents, count_as_published(log), strict=True), FIRST_YEAR):
        days = _days_from_first_to_last(log, year)
        message, first = fromstring(content), date(year - 1, 4, 1)
        began = sum(1 for day in _days(message, "CPPstartDate") if day >= first)
        open_plans = sum(1 for plan in message.iter("ChildProtectionPlans") if plan.find("CPPendDate") is None)
        referred = [one for one in message.iter("CINdetails") if _day(one, "CINreferralDate") >= first]
        in_year = {
            "referral_rate": len(referred),
            "s47_rate": sum(1 for day in _days(message, "S47ActualStartDate") if day >= first),
            "icpc_rate": len(_days(message, "DateOfInitialCPC")),
            "cpp_start_rate": began,
        }
        for name, counted in in_year.items():
            assert isclose(counted * 1e4 / population * 365.25 / days, published[name]), name
        assert isclose(open_plans * 1e4 / population, published["cpp_rate"])
        repeats = [
            plan.findtext("NumberOfPreviousCPP") != "0"
            for plan in message.iter("ChildProtectionPlans")
            if _day(plan, "CPPstartDate") >= first
        ]
        assert isclose(100.0 * sum(repeats) / len(repeats), published["cpp_repeat"])


def _days_from_first_to_last(log: EventLog, year: int) -> int:
    """Days from the first working day of a year to the last, as rates are worked out by."""
    first, after = date(year - 1, 4, 1).toordinal(), date(year, 4, 1).toordinal()
    ordinals = [day for day in log.tables.day_ordinals if first <= day < after]
    return ordinals[-1] - ordinals[0] + 1


def test_a_child_is_the_same_in_the_returns_of_all_years(contents: list[bytes]) -> None:
    first, second = ({_name(child): child for child in fromstring(content).iter("Child")} for content in contents)
    both = first.keys() & second.keys()
    assert both
    for name in both:
        one, other = (tostring(children[name][0][-2]) for children in (first, second))
        if b"Expected" not in one:
            assert one == other
        assert first[name].findtext("ChildCharacteristics/Ethnicity") in (
            second[name].findtext("ChildCharacteristics/Ethnicity"), "NOBT"
        )  # fmt: skip


def test_the_children_of_a_family_are_told_of_alike(log: EventLog, contents: list[bytes]) -> None:
    """Children of whom all is told alike are of one family, but for those with one date and nothing else."""
    cases = Counter(
        b"".join(map(tostring, child.findall("CINdetails"))) for child in fromstring(contents[0]).iter("Child")
    )
    assert max(cases.values()) >= max(log.families.children) - 1
    assert sum(1 for number in cases.values() if number > 1) > len(cases) / 4


def test_it_is_the_same_every_time_and_says_that_it_is_simulated(log: EventLog, contents: list[bytes]) -> None:
    assert statutory_return(log, "cin", FIRST_YEAR) == contents[0]
    assert (
        contents[0].splitlines()[1] == b"<!-- Simulated by fssim: no child, family or worker in this return exists. -->"
    )
    assert fromstring(contents[0]).findtext("Header/Source/LEA") == "000"


@pytest.mark.parametrize(
    ("form", "year", "words"),
    [
        (
            "cin",
            2019,
            "1 April 2018 is not in this run from end to end; it observes these whole: 2020, 2021",
        ),
        ("csww", 2020, "the year from 1 October 2019"),
        ("cin", 10**9, "year 1000000000 is not in this run"),
        ("ssda903", 2020, "it must be cin, csww"),
    ],
)
def test_what_cannot_be_returned(log: EventLog, form: str, year: int, words: str) -> None:
    if form == "csww":
        clock = {"clock.warm_up_years": 0, "clock.observed_years": 1}
        log = simulate_tables(compile_scenario(with_values(shipped("one_district_standard"), clock)), 1, 0)
    with pytest.raises(ArgumentError, match=words):
        statutory_return(log, form, year)


@given(
    key=st.integers(0, 2**64 - 1),
    children=st.integers(1, 6),
    referred=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    open_for=st.integers(0, 15 * 365),
)
def test_births_are_apart_and_nobody_grows_up_while_the_family_is_open(
    key: int, children: int, referred: date, open_for: int
) -> None:
    last = referred + timedelta(days=open_for)
    births = draw_births(Luck(key), children, referred, last)
    assert len(births) == children
    assert all((later - earlier).days >= BETWEEN_SIBLINGS for earlier, later in pairwise(births))
    assert births[-1] <= referred + timedelta(days=MOST_BEFORE_BIRTH)
    room = 18 * 365 - open_for - (children - 1) * BETWEEN_SIBLINGS
    assert room < 0 or (last - births[0]).days <= 18 * 365.25


def test_pupil_numbers_are_unlike() -> None:
    assert len({write_pupil_number(number, 7) for number in range(5000)}) == 5000


CASE = ".//CINdetails[CINclosureDate]"


def _without(path: str) -> Callable[[Element], None]:
    def change(message: Element) -> None:
        for parent in message.findall(path.rpartition("/")[0]):
            for element in parent.findall(path.rpartition("/")[2]):
                parent.remove(element)
                return

    return change


def _with(path: str, text: str) -> Callable[[Element], None]:
    def change(message: Element) -> None:
        element = message.find(path)
        assert element is not None
        element.text = text

    return change


def _twice(path: str) -> Callable[[Element], None]:
    def change(message: Element) -> None:
        parent = message.find(f"{path}/..")
        assert parent is not None
        SubElement(parent, path.rpartition("/")[2]).text = parent.findtext(path.rpartition("/")[2])

    return change


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_without(f"{CASE}/ReasonForClosure"), "8805/8810"),
        (_with(f"{CASE}/CINclosureDate", "2019-01-01"), "8620"),
        (_with(f"{CASE}/ReasonForClosure", "RC10"), "layout"),
        (_without(".//CINdetails/PrimaryNeedCode"), "8610"),
        (_without(".//Assessments/FactorsIdentifiedAtAssessment"), "8614/8897Q"),
        (_with(".//Assessments/AssessmentAuthorisationDate", "2001-01-01"), "8608"),
        (_with(".//Section47/S47ActualStartDate", "2001-01-01"), "1103/1104/1105/2889/4015"),
        (_with(".//ChildProtectionPlans[CPPendDate]/CPPendDate", "2001-01-01"), "8840/8925"),
        (_with(".//CPPreviewDate", "2001-01-01"), "8841"),
        (_with(".//UPN", "A001000000001"), "1510"),
        (_twice(".//Disability"), "8794"),
        (_twice(".//Section47/ICPCnotRequired"), "layout"),
        (_with(".//GenderCurrent", "M"), "4180"),
        (_with(".//LAchildID", "one-two"), "1580"),
    ],
)
def test_a_rule_that_is_broken_is_noticed(contents: list[bytes], change: Callable[[Element], None], rule: str) -> None:
    message = fromstring(contents[0])
    change(message)
    assert rule in {broken for broken, _ in find_broken(tostring(message))}


def _days(message: Element, tag: str) -> list[date]:
    return [date.fromisoformat(element.text or "") for element in message.iter(tag)]


def _day(element: Element, tag: str) -> date:
    return date.fromisoformat(element.findtext(tag, ""))


def _name(child: Element) -> str:
    return child.findtext("ChildIdentifiers/LAchildID", "")
