"""Checks that a pathway can be worked: families reach and leave every stage, and somebody there can do the work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import ScenarioError, load

Complaints = Callable[[str], list[str]]

HOUR = "{hours: {value: 1, unit: hours, source: guess, grade: assumed}}"
DAY = "first_due: {period: {value: 5, unit: working days, source: guess, grade: assumed}}"


@pytest.mark.parametrize(
    ("text", "line", "field", "essence"),
    [
        (
            """pathway:
  stages:
    limbo: {title: Limbo, team: safeguarding, activities: [review], decisions: {review: {ready: screened,
      not_ready: screened}}}
""",
            3,
            "pathway.stages.limbo",
            "nobody can reach it from 'referral'",
        ),
        (
            """pathway:
  decisions:
    reviewed ready: {end: {to: continue}}
    reviewed not ready: {end: {probability: {value: 0}}, continue: {probability: {value: 1}}}
""",
            0,
            "pathway.stages.plan",
            "never leads to 'closed'",
        ),
        (
            "pathway:\n  stages:\n    plan:\n      activities: [plan visit, supervision]\n",
            3,
            "pathway.stages.plan",
            "decides at 'review', which is not among its activities",
        ),
        (
            "pathway:\n  stages:\n    plan:\n      decisions: {review: null}\n",
            3,
            "pathway.stages.plan",
            "has no decision, so nobody could leave it",
        ),
        (
            "pathway:\n  stages:\n    closed:\n      activities: [review]\n",
            3,
            "pathway.stages.closed",
            "a closed family has none",
        ),
        ("pathway:\n  first: closed\n", 2, "pathway.first", "is the closed stage"),
        (
            f"pathway:\n  activities:\n    tea:\n      priority: routine\n      {DAY}\n",
            3,
            "pathway.activities.tea",
            "no stage lists it",
        ),
        (
            "pathway:\n  activities:\n    review:\n      starts: after\n      after: screening\n",
            5,
            "pathway.activities.review.after",
            "'screening' is not among the activities of 'plan', where 'review' is",
        ),
        (
            "pathway:\n  activities:\n    assessment visit:\n      starts: after\n      after: assessment write-up\n",
            5,
            "pathway.activities.assessment visit.after",
            "assessment visit after assessment write-up after assessment visit",
        ),
        (
            f"pathway:\n  activities:\n    review:\n      participants:\n        mental_health_practitioner: {HOUR}\n"
            "teams: {safeguarding: {posts: {mental_health_practitioner: null}}}\nvacancies: null\n",
            5,
            "pathway.activities.review.participants.mental_health_practitioner",
            "nobody in team 'safeguarding' or a pool serving it is a 'mental_health_practitioner'",
        ),
        (
            "pools:\n  chairs:\n    posts: {conference_chair: {posts: {value: 0}}}\n",
            0,
            "pathway.activities.review.participants.conference_chair",
            "nobody in team 'safeguarding' or a pool serving it",
        ),
        (
            "pathway:\n  stages:\n    plan:\n      holder: null\n",
            4,
            "pathway.stages.plan.holder",
            "removes what pathway.activities.plan visit.participants.holder, ",
        ),
        (
            "pathway:\n  stages:\n    plan:\n      holder: conference_chair\n",
            4,
            "pathway.stages.plan.holder",
            "team 'safeguarding' has no posts of 'conference_chair'",
        ),
        (
            "pathway:\n  stages:\n    referral:\n      activities: [screening, handover]\n",
            0,
            "pathway.activities.handover.starts",
            "families have no allocated worker in stage 'referral'",
        ),
        (
            "pathway:\n  stages:\n    referral:\n      team: null\n",
            3,
            "pathway.stages.referral.team",
            "the first stage must say its team",
        ),
        (
            "pathway:\n  stages:\n    plan:\n      team: null\n",
            4,
            "pathway.stages.plan.team",
            "participants.team_manager and pathway.activities.review.participants.conference_chair cannot do without",
        ),
    ],
)
def test_a_pathway_that_cannot_be_worked(
    child: Callable[[str], Path], text: str, line: int, field: str, essence: str
) -> None:
    """Line 0 stands for a line of the base file, which says what does not fit."""
    with pytest.raises(ScenarioError) as caught:
        load(child(text))
    problems = [problem for problem in caught.value.problems if problem.field == field]
    assert len(problems) == 1, str(caught.value)
    assert essence in problems[0].message
    if line:
        assert (Path(problems[0].file).name, problems[0].line - 3) == ("child.yaml", line)
    else:
        assert Path(problems[0].file).name == "small.yaml"


def test_a_working_model_is_checked_in_the_teams_that_may_come_to_use_it(complaints: Complaints) -> None:
    own = f"working_models:\n  standard:\n    activities:\n      screening: {{priority: urgent, {DAY}, participants: {{"
    unstaffed = f"{own}social_worker: {HOUR}}}}}\n"
    field = "working_models.standard.activities.screening.participants.social_worker"
    assert complaints(unstaffed)[0].startswith(f"4: {field}: nobody in team 'front_door'")
