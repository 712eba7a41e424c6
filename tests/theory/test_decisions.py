"""Decisions under uncertainty of which the right answer is known, through a sweep's own points and frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import fssim
from fssim.errors import QuestionError, UnknownMeasure
from fssim.report.terminal.futures_tables import information_sentences, robust_sentences, robust_table
from tests.known_sweep import cross, made, make_sweep
from tests.theory.test_sensitivity_indices import ishigami

COST = "cost_staff_gbp_a_year"
BOTH = ("answer", COST)
WAIT = "unallocated_days_per_family"


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
    title = " ".join(ranked.plot().get_title(loc="left").split())
    assert title.endswith("Beside each mark: posts, and how likely it is to be on the frontier by cost and it")
    without = replace(ranked, frame=ranked.frame[:2])  # those on the frontier alone: no mark of others is explained
    assert [text.get_text() for text in without.plot().get_legend().get_texts()] == [
        "mean in the worst future", "mean, more likely than not on the frontier",
    ]  # fmt: skip


def test_the_budget_leaves_out_and_luck_that_is_shared_does_not_count() -> None:
    swept = cross(waits, BOTH, 8, 5)
    ranked = fssim.rank_robustly(swept, ["answer"], 450_000.0, worse="more")
    assert ranked.frame.set_index("lever_posts")["within_budget"].to_dict() == {3: 1.0, 5: 0.0, 6: 0.0}
    assert set(ranked.choices["value"][ranked.choices["chosen_by"] == "least regret"]) == {0.0}
    with pytest.raises(QuestionError, match="no staffing costs 200,000 GBP a year or less; the cheapest costs 300,000"):
        fssim.rank_robustly(swept, ["answer"], 200_000.0, worse="more")


def test_a_measure_of_which_less_is_worse_is_the_mirror_of_one_of_which_more_is() -> None:
    def mirrored(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {
            **waits(posts, first, second, replication),
            "answer": -waits(posts, first, second, replication)["answer"],
        }

    here = fssim.rank_robustly(cross(waits, BOTH, 8, 5), ["answer"], worse="more", thresholds={"answer": 27.5})
    there = fssim.rank_robustly(cross(mirrored, BOTH, 8, 5), ["answer"], worse="less", thresholds={"answer": -27.5})
    for column in ("mean", "worst"):
        assert list(there.frame[f"answer_{column}"]) == pytest.approx(list(-here.frame[f"answer_{column}"]))
    assert list(there.frame["answer_low"]) == pytest.approx(list(-here.frame["answer_high"]))
    same = ["answer_regret", "answer_regret_low", "answer_worst_future", "holds", "on_frontier"]
    assert there.frame[same].to_numpy() == pytest.approx(here.frame[same].to_numpy())
    assert list(there.choices["point"]) == list(here.choices["point"])


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


def uniform_worth(middle: float, reach: float) -> float:
    """The expected value of knowing a number before choosing between nothing and it: uniform about a middle."""
    return (middle + reach) ** 2 / (4.0 * reach) - max(middle, 0.0) if abs(middle) < reach else 0.0


def unsure(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
    """Five posts are worse than three by 0.2 days on average, and from 1.2 worse to 0.8 better by the first number."""
    luck = float(np.random.default_rng(replication).normal())
    own = float(np.random.default_rng([replication, posts, round(first * 1e6)]).normal(0.0, 0.1))
    days = {3: 0.0, 5: 0.2 + 2.0 * (first - 0.5) + 0.1 * (second - 0.5), 6: 50.0}[posts]
    return {"answer": 20.0 + days + luck + own, COST: 1_000.0 * posts}


def test_what_knowing_is_worth_is_what_the_closed_form_says() -> None:
    """0.16 days for the first number (uniform, so exactly), nothing for the second; tolerances are four standard errors
    of such futures."""
    value = fssim.value_of_information(cross(unsure, BOTH, 128, 5), "answer", worse="more")
    known = uniform_worth(-0.2, 1.0)
    first, second, both = (value.frame.loc[name] for name in ("first", "second", "everything"))
    assert list(value.frame.index) == ["everything", "first", "second"]
    assert first["value"] == pytest.approx(known, abs=0.05)
    assert abs(first["value"] - known) < 3.0 * first["error"]
    assert first["says"] == "would change the choice"
    assert second["value"] == pytest.approx(0.0, abs=0.02)
    assert second["says"] != "would change the choice"
    assert both["value"] - both["by_chance"] == pytest.approx(known, abs=0.05)
    staffings = value.futures.staffings
    assert staffings[value.chosen] == {"posts": 3}
    assert value.wrong == pytest.approx(0.4, abs=0.06)
    (_, low), (switch, high) = value.switches["first"]
    assert (staffings[low]["posts"], staffings[high]["posts"]) == (5, 3)
    assert switch == pytest.approx(54_000.0, abs=400.0)
    assert value.unit == ""
    assert value.plot().get_title(loc="left")


def test_no_number_as_a_budget_is_refused() -> None:
    with pytest.raises(QuestionError, match="the budget is not a number"):
        fssim.value_of_information(cross(unsure, BOTH, 4, 5), "answer", float("nan"), worse="more")


def test_what_knowing_is_worth_in_pounds_takes_the_cost_off() -> None:
    """Five posts cost 2,000 GBP more. At 10,000 GBP a day that is 0.2 days more, and 0.09 are worth 900 GBP."""
    value = fssim.value_of_information(cross(unsure, BOTH, 64, 5), "answer", worse="more", worth=10_000.0)
    assert value.frame.loc["first", "value"] == pytest.approx(10_000.0 * uniform_worth(-0.4, 1.0), abs=500.0)
    assert value.unit == "GBP a year"


def test_a_choice_that_nothing_could_change_is_worth_nothing_to_inform() -> None:
    def apart(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {"answer": posts * 10.0 + first, COST: 1.0}

    value = fssim.value_of_information(cross(apart, BOTH, 32, 5), "answer", worse="more")
    assert set(value.frame["value"]) == {0.0}
    assert set(value.frame["says"]) == {"nothing"}
    assert value.wrong == 0.0


@pytest.mark.parametrize(
    ("futures", "more", "says"),
    [
        (29, {}, "met 29 futures, and this needs 30 or more"),
        (30, {"budget": 3_500.0}, r"there is 1 staffing to choose between within 3,500 GBP a year"),
        (30, {"worth": 0.0}, "it must be a number above 0"),
        (30, {"worth": 1e300}, r"is 1e\+300; it must be a number above 0, up to a billion"),
    ],
)
def test_what_has_no_worth_is_refused(futures: int, more: dict[str, Any], says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        fssim.value_of_information(cross(unsure, BOTH, futures, 5), "answer", worse="more", **more)


def fails_in_a_corner(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
    """Three posts fail where the first number is in its upper third and the second in its lower half."""
    return {"answer": 30.0 if posts == 3 and first > 2.0 / 3.0 and second < 0.5 else 20.0, COST: 1.0}


def test_the_corner_in_which_a_staffing_fails_is_found() -> None:
    swept = cross(fails_in_a_corner, BOTH, 96, 2)
    discovery = fssim.discover_failures(swept, {"answer": 25.0}, {"posts": "3"}, worse="more")
    (rule,) = discovery.frame.to_dict("records")
    first, second = sorted(rule["rule"].split(" and "))
    assert "cost of role social worker is above 56," in first
    assert "cost of role team manager is at most 5" in second
    assert (rule["coverage"], rule["density"]) == (1.0, 1.0)
    assert rule["fails"] == int(discovery.fails.sum()) == pytest.approx(16, abs=6)
    assert discovery.is_better_than_chance
    assert discovery.coverage_left_out > 0.7
    assert discovery.density_left_out > 0.7
    assert discovery.plot().get_xlabel()
    title = " ".join(discovery.plot().get_title(loc="left").split())
    assert title.startswith("posts 3: in which futures it breaks a threshold (answer 25")
    never = fssim.discover_failures(swept, {"answer": 25.0}, {"posts": 5}, worse="more")
    assert (never.rules, bool(never.fails.any()), never.is_better_than_chance) == ((), False, False)
    with pytest.raises(QuestionError, match="there is no rule to draw"):
        never.plot()


def test_failures_by_luck_have_no_rule_better_than_chance() -> None:
    """One in 20 such would have. Two futures in three do not fail."""

    def luck(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {"answer": float(np.random.default_rng([4, round(first * 1e6)]).uniform()), COST: 1.0}

    discovery = fssim.discover_failures(cross(luck, BOTH, 96, 1), {"answer": 0.67}, {"posts": 3}, worse="more")
    assert 20 < discovery.fails.sum() < 50
    assert not discovery.is_better_than_chance


@pytest.mark.parametrize(
    ("thresholds", "staffing", "says"),
    [
        ({}, {"posts": 3}, "no threshold is given"),
        ({"answer": 25.0}, None, "there are 3 staffings; say which, of posts=3; posts=5; posts=6"),
        ({"answer": 25.0}, {"posts": 4}, "no staffing has posts=4; say which, of posts=3; posts=5"),
        ({"answer": 25.0}, {"post": 3}, "there is no lever 'post'"),
    ],
)
def test_what_cannot_fail_is_refused(thresholds: dict[str, float], staffing: Any, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        fssim.discover_failures(cross(fails_in_a_corner, BOTH, 30, 1), thresholds, staffing, worse="more")


def test_a_sweep_of_uncertainties_alone_is_one_plan() -> None:
    swept = made(lambda one, two, three, _: one, {"kind": "latin hypercube", "points": 40})
    (rule,) = fssim.discover_failures(swept, {"answer": 1.0}, worse="more").frame.to_dict("records")
    assert rule["rule"].startswith("cost of role social worker is above 56,")
    assert rule["density"] == 1.0


def test_rules_name_days_and_words_too() -> None:
    """It fails where families wait for a post and it is filled late."""
    varied = {
        "vacant": {"path": "roles.social_worker.when_vacant", "values": ["wait", "refer externally"]},
        "filled": {
            "path": "vacancies.mental health.until", "label": "Filled",
            "values": [date(2020, month, 1) for month in range(1, 13)],
        },
    }  # fmt: skip

    def late(values: Mapping[str, Any], replication: int) -> Mapping[str, float]:
        return {"answer": float(values["vacant"] == "wait" and values["filled"] > date(2020, 6, 1))}

    swept = make_sweep(
        late, ["answer"], design={"kind": "latin hypercube", "points": 60}, replications=1, uncertainties=varied
    )
    (rule,) = fssim.discover_failures(swept, {"answer": 0.5}, worse="more").frame.to_dict("records")
    assert sorted(rule["rule"].split(" and ")) == [
        "Filled is after 1 June 2020",
        "when vacant of role social worker is wait",
    ]


def test_the_rows_of_a_table_are_told_by_their_numbers() -> None:
    """Two numbers that go together in 40 rows, in places that differ, and one of which it fails where it is high."""
    rows = {
        f"row {place}": {
            "roles.social_worker.cost.value": 50_000.0 + 250.0 * place, "roles.team_manager.cost.value": 60_000.0,
            "roles.conference_chair.cost.value": 60_000.0 - 200.0 * (place * 7 % 40),
        }
        for place in range(40)
    }  # fmt: skip
    swept = make_sweep(
        lambda values, replication: {"answer": float(str(values["set"]).split()[1])}, ["answer"],
        design={"kind": "latin hypercube", "points": 40}, replications=1, uncertainties={"set": {"options": rows}},
    )  # fmt: skip
    discovery = fssim.discover_failures(swept, {"answer": 29.5}, worse="more")
    assert [one.name for one in discovery.futures.uncertainties] == [
        "roles.social_worker.cost",
        "roles.conference_chair.cost",
    ]
    (rule,) = discovery.frame.to_dict("records")
    assert rule["rule"].startswith("cost of role social worker is above 57,")
    assert (rule["futures"], rule["coverage"], rule["density"]) == (10, 1.0, 1.0)


def test_a_staffings_own_interval_is_that_of_a_summary_and_goes_nowhere_the_measure_cannot() -> None:
    """Waits of which one replication's is long: no interval begins below 0, and each reaches further up than down."""

    def seldom(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        long = 6.0 if replication == 3 else 0.1 * replication
        return {WAIT: (long + first) / posts, COST: 100_000.0 * posts}

    swept = cross(seldom, (WAIT, COST), 8, 5)
    frame = fssim.rank_robustly(swept, [WAIT]).frame
    (rows,) = swept.frames()
    means = rows[rows[COST] == 300_000.0].groupby("replication")[WAIT].mean()
    own = fssim.describe(WAIT).estimate_own_mean(means)
    row = frame.set_index("lever_posts").loc[3]
    assert (row[f"{WAIT}_low"], row[f"{WAIT}_high"]) == pytest.approx((own.low, own.high))
    assert (frame[[f"{WAIT}_low", f"{WAIT}_worst_low", f"{WAIT}_regret_low"]] >= 0.0).all(axis=None)
    assert own.high - own.mean > own.mean - own.low


def test_a_budget_is_said_and_those_over_it_have_no_regret_below_nothing() -> None:
    """Six posts wait half as long as three, and cost twice as much."""

    def shorter(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {WAIT: (30.0 + first + 0.1 * replication) / posts, COST: 100_000.0 * posts}

    ranked = fssim.rank_robustly(cross(shorter, (WAIT, COST), 4, 5), [WAIT], 550_000.0)
    assert ranked.frame.set_index("lever_posts")[f"{WAIT}_regret"].to_dict()[6] == 0.0
    told = robust_sentences(ranked)
    assert told[0].startswith("Posts 5 is best on average over the futures within 550,000 GBP a year: Days unallocated")
    assert all("would choose another, or find it over the budget, is below 1%." in sentence for sentence in told)
    written = StringIO()
    Console(width=140, file=written).print(robust_table(ranked, 140))
    rows = [row.strip() for row in written.getvalue().splitlines() if "posts" in row]
    assert [row.split("  ")[0] for row in rows] == ["posts 5", "posts 3", "posts 6 (over the budget)"]


def test_staffings_that_come_to_the_same_are_said_to() -> None:
    def alike(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {WAIT: (3.0 if posts == 6 else 2.0) + first + 0.1 * replication, COST: 100_000.0 * posts}

    def nothing(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {WAIT: 0.0, COST: 100_000.0 * posts}

    told = robust_sentences(fssim.rank_robustly(cross(alike, (WAIT, COST), 4, 5), [WAIT], thresholds={WAIT: 9.0}))
    for sentence in told:
        assert "posts 5 comes to the same; the probability that endless replications would choose none of" in sentence
    assert "100% of them, as 1 other does, which is worse on average; posts 5 comes to the same" in told[3]
    swept = cross(nothing, (WAIT, COST), 4, 5)
    for budget, says in ((None, "; posts 5 and posts 6 come to the same"), (550_000.0, "; posts 5 comes to the same")):
        assert all(says in sentence for sentence in robust_sentences(fssim.rank_robustly(swept, [WAIT], budget)))


def test_a_choice_that_its_curves_may_turn_is_not_said_to_be_the_same_whatever_the_number() -> None:
    """Of two staffings near each other, that a future's own luck parts more than the numbers do, the curves do not
    cross, but those that are drawn as unsure as they are do."""

    def near(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        own = float(np.random.default_rng([posts, round(first * 1e6)]).normal(0.0, 1.0))
        return {WAIT: {3: 10.0, 5: 10.5, 6: 20.0}[posts] + own, COST: 100_000.0 * posts}

    def far(posts: int, first: float, second: float, replication: int) -> Mapping[str, float]:
        return {WAIT: posts + first, COST: 100_000.0 * posts}

    frame = fssim.value_of_information(cross(near, (WAIT, COST), 30, 5), WAIT).frame.drop(index="everything")
    nothing = frame[frame["value"] == 0.0]
    assert len(nothing)
    assert (nothing["error"] > 0.01).all()
    assert set(nothing["says"]) == {"cannot tell"}
    sure = fssim.value_of_information(cross(far, (WAIT, COST), 30, 5), WAIT)
    assert set(sure.frame["says"]) == {"nothing"}
    assert information_sentences(sure)[-1] == (
        "No number by itself would change the choice: there is nothing to find out first."
    )
