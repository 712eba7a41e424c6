"""Decisions under uncertainty of which the right answer is known, through a sweep's own points and frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import fssim
from fssim.errors import QuestionError, UnknownMeasure
from tests.known_sweep import cross, made, make_sweep
from tests.theory.test_sensitivity_indices import ishigami

COST = "cost_staff_gbp_a_year"
BOTH = ("answer", COST)


def waits(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
    """Three posts are best where the first number is low, five where it is high, and six nowhere. Luck is shared."""
    luck = float(np.random.default_rng(replication).normal())
    own = float(np.random.default_rng([replication, posts, round(first * 1e6)]).normal(0.0, 0.2))
    wait = {3: 20.0 + 10.0 * first, 5: 22.0 + 4.0 * first, 6: 26.0}[posts]
    return {"answer": wait + luck + own, COST: 100_000.0 * posts}


def test_each_way_to_choose_finds_what_is_best_by_it() -> None:
    """By the truth: means 25, 24 and 26; worst 30, 26 and 26; regret 4, 2 and 6."""
    ranked = fssim.rank_robustly(cross(waits, BOTH, 32, 8), ["answer"], worse="more", thresholds={"answer": 27.5})
    frame = ranked.frame.set_index("lever_posts")
    assert frame["answer_mean"].to_dict() == pytest.approx({3: 25.0, 5: 24.0, 6: 26.0}, abs=0.7)
    assert frame["answer_worst"].to_dict() == pytest.approx({3: 30.0, 5: 26.0, 6: 26.0}, abs=0.9)
    assert frame["answer_regret"].to_dict() == pytest.approx({3: 4.0, 5: 2.0, 6: 6.0}, abs=0.4)
    assert frame["holds"].to_dict() == pytest.approx({3: 0.75, 5: 1.0, 6: 1.0}, abs=0.1)
    assert frame["on_frontier"].to_dict() == {3: 1.0, 5: 1.0, 6: 0.0}
    assert (frame["answer_low"] < frame["answer_mean"]).all()
    choices = ranked.choices.set_index("chosen_by")
    five = int(ranked.frame.index[ranked.frame["lever_posts"] == 5][0])
    assert set(choices["point"]) == {five}
    assert choices["probability"].min() > 0.95
    worst = ranked.futures.swept.sweep, frame.loc[3, "answer_worst_future"]
    first = [one["first"] for one in ranked.futures.futures]
    place = list(ranked.futures.points[0]).index(int(worst[1]))
    assert first[place] == max(first)
    assert ranked.plot().get_title(loc="left")


def test_the_budget_leaves_out_and_luck_that_is_shared_does_not_count() -> None:
    swept = cross(waits, BOTH, 8, 5)
    ranked = fssim.rank_robustly(swept, ["answer"], 450_000.0, worse="more")
    assert ranked.frame.set_index("lever_posts")["within_budget"].to_dict() == {3: 1.0, 5: 0.0, 6: 0.0}
    assert set(ranked.choices["value"][ranked.choices["chosen_by"] == "least regret"]) == {0.0}
    with pytest.raises(QuestionError, match="no staffing costs 200,000 GBP a year or less; the cheapest costs 300,000"):
        fssim.rank_robustly(swept, ["answer"], 200_000.0, worse="more")


def test_staffings_that_chance_alone_tells_apart_are_a_toss_up() -> None:
    """Of three alike, the one that happens to be best is chosen again by other luck less than nine times in ten."""

    def alike(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        luck = np.random.default_rng([replication, posts, round(first * 1e6)]).normal()
        return {"answer": first + float(luck), COST: 1.0}

    ranked = fssim.rank_robustly(cross(alike, BOTH, 16, 10), ["answer"], worse="more")
    assert ranked.choices["probability"].iloc[0] < 0.9


@pytest.mark.parametrize(
    ("swept", "more", "says"),
    [
        (lambda: cross(waits, BOTH, 4, 4), {}, "4 replications of each point are too few"),
        (
            lambda: cross(waits, BOTH, 1, 5),
            {},
            r"met 1 future, and this needs 2 or more; sweep them crossed, with points: 2",
        ),
        (lambda: cross(waits, BOTH, 4, 5), {"thresholds": {"answer": float("nan")}}, "it must be finite"),
        (lambda: cross(waits, BOTH, 4, 5), {"budget": float("nan")}, "the budget is not a number"),
        (lambda: made(ishigami, {"kind": "sobol", "points": 4}, 5), {"cost": "answer"}, "has no levers"),
    ],
)
def test_what_cannot_be_ranked_is_refused(swept: Any, more: dict[str, Any], says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        fssim.rank_robustly(swept(), ["answer"], worse="more", **more)


def test_a_measure_without_a_value_or_unknown_is_refused() -> None:
    def nothing(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {"answer": float("nan") if first > 0.5 else 1.0, COST: 1.0}

    with pytest.raises(QuestionError, match="answer has no value in some replications of some futures"):
        fssim.rank_robustly(cross(nothing, BOTH, 4, 5), ["answer"], worse="more")
    with pytest.raises(UnknownMeasure):
        fssim.rank_robustly(cross(nothing, BOTH, 4, 5), ["question"], worse="more")


def test_a_list_may_have_the_same_futures_in_any_order() -> None:
    rows = [
        {"posts": 3, "first": 1.0},
        {"posts": 3, "first": 2.0},
        {"posts": 5, "first": 2.0},
        {"posts": 5, "first": 1.0},
    ]
    swept = make_sweep(
        lambda values, replication: {"answer": values["first"] * values["posts"], COST: 0.0}, BOTH,
        design={"kind": "list", "rows": rows}, replications=5,
        levers={"posts": {"path": "teams.safeguarding.posts.social_worker.posts.value"}},
        uncertainties={"first": {"path": "roles.team_manager.cost.value"}},
    )  # fmt: skip
    frame = fssim.rank_robustly(swept, ["answer"], worse="more").frame.set_index("lever_posts")
    assert frame["answer_worst"].to_dict() == {3: 6.0, 5: 10.0}
    assert frame["answer_worst_future"].to_dict() == {3: 2, 5: 3}
    assert frame["answer_regret"].to_dict() == {3: 0.0, 5: 4.0}
