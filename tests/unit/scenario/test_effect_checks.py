"""What would do nothing in a run: outside its time, or covering nobody. Refused in a file, and only there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import load, with_values

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
