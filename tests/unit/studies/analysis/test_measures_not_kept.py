"""A measure that a sweep did not keep is told, and the cost of staffings as what is needed for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import fssim
from fssim.errors import QuestionError, UnknownMeasure
from tests.known_sweep import HIGH, LOW, make_sweep

POSTS = {"posts": {"path": "teams.safeguarding.posts.social_worker.posts.value", "values": [3, 5]}}
PAID = {"paid": {"path": "roles.team_manager.cost.value", "range": {"low": LOW, "high": HIGH}}}
COST = "cost_staff_gbp_a_year"
ASKED: tuple[Callable[[Any, str], Any], ...] = (
    lambda swept, name: fssim.rank(swept, name, worse="more"),
    lambda swept, name: fssim.rank_robustly(swept, [name], worse="more"),
    lambda swept, name: fssim.value_of_information(swept, name, worse="more"),
)


def sweep_of(**plan: Any) -> fssim.SweepResults:
    """A sweep that kept an answer, and no cost."""
    return make_sweep(
        lambda values, replication: {"answer": values["paid"]}, ["answer"], replications=5, uncertainties=PAID, **plan
    )


@pytest.mark.parametrize("ask", ASKED)
def test_what_was_not_kept_is_told(ask: Callable[[Any, str], Any]) -> None:
    swept = sweep_of(design={"kind": "crossed", "points": 30}, levers=POSTS)
    with pytest.raises(UnknownMeasure, match=r"nowhere: the sweep kept no measure 'answers'; did you mean 'answer'\?"):
        ask(swept, "answers")
    with pytest.raises(UnknownMeasure, match=f"did not keep '{COST}', and what each staffing costs is needed"):
        ask(swept, "answer")


@pytest.mark.parametrize("ask", ASKED)
def test_that_there_is_nothing_to_choose_comes_before_what_it_costs(ask: Callable[[Any, str], Any]) -> None:
    swept = sweep_of(design={"kind": "latin hypercube", "points": 30})
    with pytest.raises(QuestionError, match="the sweep has no levers, and so no staffings to choose between"):
        ask(swept, "answer")
