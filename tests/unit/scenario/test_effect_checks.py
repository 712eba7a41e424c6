"""What would do nothing in a run: outside its time, or covering nobody. Refused in a file, and only there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.model.calendar import Calendar
from fssim.scenario import ScenarioError, load, with_values

Child = Callable[[str], Path]
Complaints = Callable[[str], list[str]]
SWITCH = "team: safeguarding, numbers: [1], working_model: standard"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "vacancies: {mental health: {start: 2020-04-01, until: 2021-01-01}}",
            "1: vacancies.mental health.start: starts on 2020-04-01, and the run ends on 2020-04-01; "
            "move it or the clock",
        ),
        (
            "vacancies: {mental health: {start: 2017-04-01, until: 2018-04-01}}",
            "1: vacancies.mental health.until: is over on 2018-04-01, and the run begins on 2018-04-01; "
            "move it or the clock",
        ),
        (
            "demand: {shocks: {publicity: {start: 2021-01-01, until: 2021-02-01}}}",
            "1: demand.shocks.publicity.start: starts on 2021-01-01, and the run ends on 2020-04-01; "
            "move it or the clock",
        ),
        (
            f"roll_out: {{x: {{{SWITCH}, start: 2020-05-01}}}}",
            "1: roll_out.x.start: starts on 2020-05-01, and the run ends on 2020-04-01; move it or the clock",
        ),
        (
            "training: {motivational interviewing: {start: 2024-01-01}}",
            "1: training.motivational interviewing.start: starts on 2024-01-01, and the run ends on 2020-04-01; "
            "move it or the clock",
        ),
        (
            "vacancies: {mental health: {share: {value: 0.05}}}",
            "1: vacancies.mental health.share: 0.05 of 1 post is nobody; give a larger share",
        ),
        (
            "vacancies: {mental health: {role: social_worker, team: null, share: {value: 0.008}}}",
            "1: vacancies.mental health.share: 0.008 of 12 posts is nobody; give a larger share",
        ),
        (
            "vacancies: {mental health: {share: {value: 0}}}",
            "1: vacancies.mental health.share: 0 of 1 post is nobody; give a larger share",
        ),
    ],
)
def test_what_would_do_nothing_is_a_problem(complaints: Complaints, text: str, problem: str) -> None:
    assert complaints(text + "\n") == [problem]


@pytest.mark.parametrize(
    "text",
    [
        "vacancies: {mental health: {start: 2017-04-01, until: 2018-04-02}}",
        "vacancies: {mental health: {start: 2020-03-31, until: 2021-01-01}}",
        f"roll_out: {{x: {{{SWITCH}, start: 2010-05-01}}}}",
        "training: {motivational interviewing: {start: 2010-01-01}}",
        "teams: {safeguarding: {count: {value: 5}}}\nvacancies: {mental health: {share: {value: 0.05}}}",
        "teams: {safeguarding: {count: {value: 5}}}\nvacancies: {mental health: {numbers: [1, 2], "
        "share: {value: 0.5}}}",
        "clock: {observed_from: 2020-02-29}",
    ],
)
def test_what_does_something_is_right(child: Child, text: str) -> None:
    load(child(text + "\n"))


def test_a_clock_changed_for_one_run_leaves_things_outside_it(child: Child) -> None:
    late = "clock: {observed_years: 3}\nvacancies: {mental health: {start: 2021-01-01, until: 2021-06-01}}\n"
    changed = with_values(load(child(late)), {"clock.observed_years": 1, "clock.warm_up_years": 0})
    assert changed.vacancies["mental health"].start.year == 2021


@pytest.mark.parametrize(
    ("clock", "text"),
    [
        (
            "observed_from: 0005-04-01",
            "is 0005-04-01, so that the run with 1 year of warm-up begins on 0004-04-01 and ends on 0006-04-01; all of "
            "it must lie between 1978-01-01 and 2097-01-01, as England's bank holidays are known for those years",
        ),
        ("observed_from: 9998-04-01", "begins on 9997-04-01 and ends on 9999-04-01; all of it must lie between"),
        (
            "observed_from: 9998-04-01, observed_years: 5",
            "begins on 9997-04-01 and ends on 10003-04-01; all of it must lie between",
        ),
        ("observed_from: 2096-04-01", "begins on 2095-04-01 and ends on 2097-04-01; all of it must lie between"),
        ("observed_from: 1978-04-01", "begins on 1977-04-01 and ends on 1979-04-01; all of it must lie between"),
        ("observed_from: 2080-01-01, observed_years: 20", "ends on 2100-01-01; all of it must lie between"),
    ],
)
def test_a_run_outside_the_years_whose_bank_holidays_are_known(complaints: Complaints, clock: str, text: str) -> None:
    problems = [line for line in complaints(f"clock: {{{clock}}}\n") if "bank holidays" in line]
    assert len(problems) == 1
    assert problems[0].startswith("1: clock.observed_from: is ")
    assert text in problems[0]


@pytest.mark.slow
@pytest.mark.parametrize("clock", ["observed_from: 2096-01-01", "observed_from: 1979-01-01"])
def test_the_first_and_the_last_run_there_may_be(small: Path, clock: str) -> None:
    first = clock.partition(" ")[2]
    scenario = with_values(load(small), {"clock.observed_from": first})
    assert Calendar(scenario.clock).horizon > 0
    with pytest.raises(ScenarioError, match="bank holidays"):
        with_values(scenario, {"clock.warm_up_years": 2, "clock.observed_years": 2})


@pytest.mark.parametrize(
    ("unit", "most"), [("months", "480"), ("weeks", "2,088"), ("calendar days", "14,610"), ("working days", "10,440")]
)
def test_a_period_of_more_than_forty_years_is_no_period(complaints: Complaints, unit: str, most: str) -> None:
    text = f"pathway: {{activities: {{review: {{repeat: {{value: 1000000, unit: {unit}}}}}}}}}\n"
    assert complaints(text) == [
        f"1: pathway.activities.review.repeat: value is 1,000,000 {unit}; it must be {most} or fewer"
    ]
