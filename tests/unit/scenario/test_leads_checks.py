"""Checks of what working models change of stages, of leads and co-holders, and of families who come unreferred."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.model.scenario_hash import hash_scenario
from fssim.scenario import ScenarioError, load, with_values

SHARE = "{share: {value: 0.5, unit: share, source: guess, grade: assumed}"
RATE = "rate: {value: 10, unit: per 10000 children a year, source: guess, grade: assumed}"
ODDS = "{value: 0, unit: odds multiplier, source: guess, grade: assumed}"
MODEL = "working_models:\n  family_safeguarding:\n    "


@pytest.mark.parametrize(
    ("text", "field", "essence"),
    [
        (f"{MODEL}stages:\n      limbo: {{}}\n", "working_models.family_safeguarding.stages.limbo", "no stage 'limbo'"),
        (
            f"{MODEL}stages:\n      plan: {{holder: wizard}}\n",
            "working_models.family_safeguarding.stages.plan.holder",
            "there is no role 'wizard'",
        ),
        (
            f"{MODEL}stages:\n      plan: {{holder: conference_chair}}\n",
            "working_models.family_safeguarding.stages.plan.holder",
            "team 'safeguarding' has no posts of 'conference_chair'",
        ),
        (
            f"{MODEL}stages:\n      referral: {{holder: team_manager}}\n",
            "working_models.family_safeguarding.stages.referral.holder",
            "nobody holds families in 'referral'",
        ),
        (
            f"{MODEL}stages:\n      plan: {{activities: [plan visit]}}\n",
            "working_models.family_safeguarding.stages.plan",
            "decides at 'review', which is not among its activities",
        ),
        (
            f"{MODEL}stages:\n      closed: {{co_holder: conference_chair}}\n",
            "working_models.family_safeguarding.stages.closed",
            "is the closed stage",
        ),
        (
            f"{MODEL}effects: {{decisions: {{assessed: {{fly: {ODDS}}}}}}}\n",
            "working_models.family_safeguarding.effects.decisions.assessed.fly",
            "there is no outcome 'fly'",
        ),
        (
            f"{MODEL}effects: {{decisions: {{assessed: {{close: {ODDS}, child in need plan: {ODDS}}}}}}}\n",
            "working_models.family_safeguarding.effects.decisions.assessed",
            "leave none of the decision's outcomes",
        ),
        (
            f"pathway:\n  stages:\n    plan:\n      other_holders: {{social_worker: {SHARE}, needs: [gout]}}}}\n",
            "pathway.stages.plan.other_holders.social_worker.needs.0",
            "there is no need 'gout'",
        ),
        (
            f"demand:\n  streams:\n    early: {{{RATE}, begins_in: closed}}\n",
            "demand.streams.early.begins_in",
            "is the closed stage",
        ),
        (
            f"demand:\n  streams:\n    early: {{{RATE}, begins_in: limbo}}\n",
            "demand.streams.early.begins_in",
            "there is no stage 'limbo'",
        ),
    ],
)
def test_what_does_not_fit_is_refused(child: Callable[[str], Path], text: str, field: str, essence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(child(text))
    problems = [problem for problem in caught.value.problems if problem.field == field]
    assert len(problems) == 1, str(caught.value)
    assert essence in problems[0].message


def test_what_is_not_said_leaves_a_scenario_s_name_as_it_was(small: Path) -> None:
    """Names of scenarios stand in stored files: only what is said of these parts changes them."""
    scenario = load(small)
    assert hash_scenario(scenario) == "7b43202dedfc61ba0e42a3707fcc6fff160839f8e2e8744e5a21b71094b9957c"
    payer = with_values(scenario, {"roles.team_manager.payer": "health"})
    assert hash_scenario(payer) != hash_scenario(scenario)
