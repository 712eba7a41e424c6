"""Children in need censuses of every layout are read, and what is wrong in them is told line by line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fssim.authority.returns.reading.episodes_of_need import (
    ChildEnquiry,
    ChildPreProceedings,
    ChildProtectionPlan,
    CinReading,
    Dates,
)
from fssim.authority.returns.reading.read_cin import read_cin
from fssim.scenario.findings import ScenarioError
from tests.unit.authority.returns.small_returns import CASE, HEADER, NO_FURTHER_ACTION, child, cin, written

KINDS = {
    "Child": "children",
    "CINdetails": "cases",
    "Assessments": "assessments",
    "Section47": "section 47 enquiries",
    "CINPlanDates": "child in need plans",
    "ChildProtectionPlans": "child protection plans",
    "PreProceedingsandFGDM": "pre-proceedings",
}


def outcomes(reading: CinReading, kind: str) -> dict[str, int]:
    return {tally.outcome: tally.count for tally in reading.account.tallies if tally.kind == kind}


def told(reading: CinReading) -> dict[str, str]:
    return {wrong.rule: wrong.done for wrong in reading.account.irregularities}


def changed(old: str, new: str) -> str:
    assert old in CASE
    return CASE.replace(old, new)


def test_a_case_is_read_with_all_that_happened_in_it(tmp_path: Path) -> None:
    reading = read_cin([written(tmp_path, cin(child(CASE, NO_FURTHER_ACTION)))])
    case, no_further_action = reading.episodes
    assert (case.referral, case.closure, case.source, case.reason) == (date(2023, 5, 2), date(2023, 12, 20), "6", "RC7")
    assert [assessment.factors for assessment in case.assessments] == [("3B", "4B")]
    assert case.enquiries == [ChildEnquiry(date(2023, 5, 4), date(2023, 5, 24), False)]
    assert case.cin_plans == [Dates(date(2023, 9, 20), date(2023, 12, 20))]
    assert case.plans == [ChildProtectionPlan(date(2023, 5, 24), date(2023, 9, 20), 1, (date(2023, 8, 10),))]
    assert case.pre_proceedings == [ChildPreProceedings(date(2023, 6, 1), date(2023, 9, 1), None)]
    assert (no_further_action.no_further_action, no_further_action.child) == (True, case.child)
    assert reading.account.irregularities == []
    assert outcomes(reading, "children") == {"used": 1}


@pytest.mark.parametrize(
    "text",
    [
        cin(child(CASE)).replace("<Message>", '<Message xmlns="http://example.org/one">'),
        re.sub("<(/?)", r"<\1a:", cin(child(CASE))).replace(
            "<a:Message>", '<a:Message xmlns:a="http://example.org/2">'
        ),
        cin(child(CASE, sex="<Sex>F</Sex>")),
        cin(child(CASE, sex="<Gender>2</Gender>")),
        re.sub(r"(\d{4})-(\d\d)-(\d\d)<", r"\1-\2-\3T00:00:00<", cin(child(CASE))),
        re.sub(r"(\d{4})-(\d\d)-(\d\d)<", r"\3/\2/\1<", cin(child(CASE))),
        cin(child(CASE)).replace("true", "1").replace("false", "0"),
        cin(child(CASE)).replace("Child", "CHILD"),
    ],
    ids=["namespace", "prefix", "sex", "gender", "times", "day first", "0 and 1", "capitals"],
)
def test_layouts_of_all_years_read_alike(tmp_path: Path, text: str) -> None:
    usual = read_cin([written(tmp_path, cin(child(CASE)), "usual.xml")])
    reading = read_cin([written(tmp_path, text)])
    assert reading.episodes == usual.episodes
    assert reading.account.irregularities == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "iso-8859-1", "windows-1252"])
def test_encodings_read_alike(tmp_path: Path, encoding: str) -> None:
    declared = {"utf-16-le": "utf-16", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>\n' + cin(child(CASE, name="Zoë £"))
    assert len(read_cin([written(tmp_path, text, encoding=encoding)]).episodes) == 1


PLAN = "a child protection plan"
STILL_OPEN = "taken as still open on that day"
AFTER = "after the last day of the return, 31 March 2024"


@pytest.mark.parametrize(
    ("old", "new", "rule", "done"),
    [
        ("2023-05-02", "2023-02-30", "the date of referral is no date", "taken as not given"),
        ("2023-05-02", "1900-01-01", "the date of referral is in 1900, before 1990", "taken as not given"),
        ("2023-05-02", "1900-01-01", "the case has no date of referral that can be read", "set aside"),
        ("2023-05-02", "2099-01-01", f"the case has a referral {AFTER}", "set aside"),
        (
            "<CINclosureDate>2023-12",
            "<CINclosureDate>2023-01",
            "the case has a closure before its referral",
            "set aside",
        ),
        ("<CINclosureDate>2023", "<CINclosureDate>2099", f"the date of closure is {AFTER}", STILL_OPEN),
        (">6<", ">99<", "there is no such source of a referral", "taken as not known"),
        ("RC7", "RC77", "there is no such reason for closure", "taken as not known"),
        ("3B", "3Z", "there is no such factor", "left out"),
        ("2023-06-20", "2023-05-01", "an assessment has an end before its start", "set aside"),
        ("2023-05-04", "", "a section 47 enquiry has no start that can be read", "set aside"),
        (
            "<CPPstartDate>2023-05-24",
            "<CPPstartDate>2023-05-01",
            f"{PLAN} began before the referral",
            "used as it stands",
        ),
        ("<CINPlanStartDate>2023", "<CINPlanStartDate>2099", f"a child in need plan has a start {AFTER}", "set aside"),
        ("CPP>1", "CPP>many", "the number of plans before is no number from 0 to 50", "taken as not given"),
        ("2023-08-10", "2022-08-10", "the date of a review is no day of the plan", "left out"),
        ("NFA>false", "NFA>true", "says no further action, and there was more", "taken as a case that went on"),
        ("NFA>false", "NFA>perhaps", "no further action is neither true nor false", "taken as not known"),
    ],
)
def test_what_is_wrong_is_told_with_what_was_done(tmp_path: Path, old: str, new: str, rule: str, done: str) -> None:
    reading = read_cin([written(tmp_path, cin(child(changed(old, new), NO_FURTHER_ACTION)))])
    assert told(reading)[rule] == done
    set_aside = sum(count for outcome, count in outcomes(reading, "cases").items() if outcome != "used")
    assert set_aside == (rule.startswith("the case has") or "date of referral" in rule)


def test_children_and_cases_that_are_there_twice_count_once(tmp_path: Path) -> None:
    reading = read_cin([written(tmp_path, cin(child(CASE), child(CASE, NO_FURTHER_ACTION)))])
    assert len(reading.episodes) == 2
    assert outcomes(reading, "children") == {"used": 1, "in the return already: put together": 1}
    assert outcomes(reading, "cases") == {"used": 2, "a place in the return already": 1}


def test_text_between_fields_is_left_out_and_told_by_its_line(tmp_path: Path) -> None:
    text = cin(child(CASE)).replace("</LAchildID>", "</LAchildID>John Smith")
    (wrong,) = read_cin([written(tmp_path, text)]).account.irregularities
    assert (wrong.line, wrong.rule) == (14, "text stands between fields")


def test_several_years_are_put_together_and_the_last_one_tells(tmp_path: Path) -> None:
    was_open = CASE.replace("        <CINclosureDate>2023-12-20</CINclosureDate>\n", "")
    before = was_open.replace("2023-05-02", "2022-07-01")
    after = before.replace("<ReferralSource>", "<CINclosureDate>2023-08-01</CINclosureDate>\n        <ReferralSource>")
    earlier = written(tmp_path, cin(child(before), year=2023), "2023.xml")
    later = written(tmp_path, cin(child(after, CASE), child(NO_FURTHER_ACTION, name="B2")), "2024.xml")
    reading = read_cin([later, earlier])
    assert [header.year for header in reading.returns] == [2023, 2024]
    assert {(episode.child, episode.referral.year, episode.closure) for episode in reading.episodes} == {
        (0, 2022, date(2023, 8, 1)),
        (0, 2023, date(2023, 12, 20)),
        (1, 2023, None),
    }
    assert outcomes(reading, "cases")["in the return of a later year, which is gone by"] == 1


def test_what_ended_before_the_last_return_is_kept_from_the_one_before(tmp_path: Path) -> None:
    """A return has no assessment that was completed before its year; and what was open must be in the next."""
    was_open = CASE.replace("        <CINclosureDate>2023-12-20</CINclosureDate>\n", "").replace("2023-", "2022-")
    only_now = changed("2023-05-02", "2022-05-02")
    for part in ("Assessments", "CINPlanDates", "PreProceedingsandFGDM"):
        only_now = re.sub(f" *<{part}>.*</{part}>\n", "", only_now, flags=re.DOTALL)
    gone = was_open.replace("          <StepDecisionDate>2022-09-01</StepDecisionDate>\n", "")
    earlier = written(tmp_path, cin(child(gone), year=2023), "2023.xml")
    (case,) = read_cin([earlier, written(tmp_path, cin(child(only_now, NO_FURTHER_ACTION)), "2024.xml")]).episodes[:1]
    assert [(part.start.year, part.done) for part in case.assessments] == [(2022, date(2022, 6, 20))]
    assert [part.start.year for part in case.enquiries] == [2023, 2022]
    assert [part.start.year for part in case.plans] == [2023, 2022]
    assert len(case.cin_plans) == 1
    assert case.pre_proceedings == []


def test_the_headers_year_is_gone_by_and_what_is_odd_about_it_is_told(tmp_path: Path) -> None:
    mid_year = read_cin([written(tmp_path, cin(child(CASE), reference_date="2024-01-15"))])
    assert (mid_year.returns[0].first_day, mid_year.returns[0].last_day) == (date(2023, 1, 16), date(2024, 1, 15))
    two_years = read_cin([written(tmp_path, cin(child(CASE), year=2024, reference_date="2023-03-31"))])
    assert two_years.returns[0].last_day == date(2024, 3, 31)
    no_header = read_cin([written(tmp_path, cin(child(CASE), header=""))])
    assert no_header.returns[0].last_day == date(2024, 3, 31)
    another_name = read_cin([written(tmp_path, cin(child(CASE)), "CIN 2025 final.xml")])
    assert "the file's name has 2025, and its header is of 2024" in told(another_name)
    assert all(reading.account.irregularities for reading in (mid_year, two_years, no_header))


def test_a_return_of_a_year_that_none_of_its_cases_is_of_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, cin(child(CASE), year=2026))
    with pytest.raises(ScenarioError, match="none was referred in the year to 31 March 2026"):
        read_cin([file])
    same = written(tmp_path, cin(child(CASE)), "same.xml")
    with pytest.raises(ScenarioError, match="give one return of each year"):
        read_cin([same, same])


@pytest.mark.parametrize("year", [1900, 2099])
def test_a_header_of_a_year_that_cannot_be_is_refused(tmp_path: Path, year: int) -> None:
    with pytest.raises(ScenarioError, match=f"is of {year} by its header; a return is of 2009 to 2050"):
        read_cin([written(tmp_path, cin(child(CASE), year=year))])


def test_a_child_with_400_cases_and_one_of_2000_years_are_read(tmp_path: Path) -> None:
    days = [date.fromordinal(date(2022, 4, 1).toordinal() + 2 * number) for number in range(400)]
    many = child(*(NO_FURTHER_ACTION.replace("2023-08-01", str(day)) for day in days), name="many")
    old = child(CASE, name="old").replace("2015-07-09", "0024-01-01")
    reading = read_cin([written(tmp_path, cin(many, old))])
    assert outcomes(reading, "cases") == {"used": 367, f"a referral {AFTER}": 34}
    assert "the date of birth is in 24, before 1990" in told(reading)


def test_read_used_and_set_aside_add_up(tmp_path: Path) -> None:
    """Counted another way: by the tags in the text of the file."""
    wrong = changed("2023-05-02", "2099-05-02") + changed("2023-06-20", "2023-05-01") + changed("2023-05-04", "")
    misplaced = "<Assessments><CINdetails></CINdetails></Assessments><Section47/>"
    text = cin(child(CASE, CASE, name="B"), child(wrong), child(name="C"), misplaced, child(CASE, name="B"))
    reading = read_cin([written(tmp_path, text)])
    for tag, kind in KINDS.items():
        assert sum(outcomes(reading, kind).values()) == len(re.findall(f"<{tag}[ />]", text)), kind


def test_nothing_that_is_kept_tells_who_a_child_is(tmp_path: Path) -> None:
    reading = read_cin([written(tmp_path, cin(child(CASE, name="Sam Jones")))])
    kept = repr(reading) + repr(reading.episodes) + repr(reading.account)
    for who in ("Sam Jones", "A123456789012", "2015", "WBRI"):
        assert who not in kept


def test_many_lines_alike_are_counted_and_the_first_listed(tmp_path: Path) -> None:
    children = [child(changed(">6<", ">99<"), name=f"C{number}") for number in range(450)]
    wrong = read_cin([written(tmp_path, cin(*children))]).account.irregularities
    assert len(wrong) == 200
    assert wrong[-1].done == "taken as not known; and 250 more lines like it"


def test_a_return_without_a_reference_date_is_of_its_headers_year(tmp_path: Path) -> None:
    header = re.sub(r"\s*<ReferenceDate>.*</ReferenceDate>", "", HEADER)
    assert read_cin([written(tmp_path, cin(child(CASE), header=header))]).returns[0].last_day == date(2024, 3, 31)
