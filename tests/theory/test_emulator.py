"""Emulators of known functions: what is left out is told, or it is said that it is not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest

import fssim
from fssim.errors import ArgumentError, QuestionError, UnknownMeasure
from fssim.report.terminal.sensitivity_tables import sensitivity_sentences
from tests.known_sweep import HIGH, LOW, SweepResults, cross, made, make_sweep
from tests.theory.test_sensitivity_indices import ishigami

SPREAD = {"kind": "latin hypercube", "points": 40}
EVERYWHERE = 0.3


def lucky(one: float, two: float, three: float, replication: int) -> float:
    """A curve and a product, with luck that all points share and luck of each point's own."""
    own = np.random.default_rng([round(1e6 * (one + 4)), round(1e6 * (two + 4)), replication]).normal(0.0, EVERYWHERE)
    return 10.0 + 2.0 * one + two**2 + 0.5 * one * three + own + float(np.random.default_rng(replication).normal())


@pytest.fixture(scope="module")
def swept() -> SweepResults:
    return made(lucky, SPREAD, 4)


def test_points_left_out_are_told_and_their_intervals_hold_them(swept: SweepResults) -> None:
    emulation = fssim.emulate(swept, "answer")
    assert emulation.good_enough
    assert emulation.explained > 0.97
    assert 0.85 <= emulation.inside <= 1.0
    assert emulation.luck == pytest.approx(EVERYWHERE / 2.0, rel=0.5)
    assert emulation.says.endswith("That is good enough.")
    frame = emulation.frame
    assert list(frame.index) == list(range(1, 41))
    assert emulation.typical == pytest.approx(math.sqrt(((frame["simulated"] - frame["predicted"]) ** 2).mean()))
    assert list(frame["inside"]) == list((frame["low"] <= frame["simulated"]) & (frame["simulated"] <= frame["high"]))
    assert len(emulation.plot().containers) >= 1


def test_what_was_not_simulated_is_predicted_within_its_error(swept: SweepResults) -> None:
    emulation = fssim.emulate(swept, "answer")
    shared = float(np.mean([np.random.default_rng(replication).normal() for replication in range(4)]))
    rng = np.random.default_rng(5)
    angles = rng.uniform(-2.5, 2.5, (200, 3))
    truth = 10.0 + 2.0 * angles[:, 0] + angles[:, 1] ** 2 + 0.5 * angles[:, 0] * angles[:, 2] + shared
    values = LOW + (HIGH - LOW) * (angles + math.pi) / (2 * math.pi)
    told = emulation.predict([dict(zip(("first", "second", "third"), row, strict=True)) for row in values.tolist()])
    misses = (told["mean"] - truth).abs()
    assert float((misses / told["standard_error"]).median()) < 2.0
    assert float(misses.median()) < EVERYWHERE
    assert (told["low"] < told["mean"]).all()
    again = emulation.predict(emulation.frame[:5])
    assert list(again["mean"]) == pytest.approx(list(emulation.frame["simulated"][:5]), abs=4 * emulation.luck)


def test_nothing_is_told_of_what_lies_outside(swept: SweepResults) -> None:
    emulation = fssim.emulate(swept, "answer")
    middle = {"first": 55_000.0, "second": 55_000.0, "third": 55_000.0}
    with pytest.raises(
        ArgumentError, match=r"second is 70000.0; the sweep goes from 5.* an emulator knows nothing beyond"
    ):
        emulation.predict([middle | {"second": 70_000.0}])
    with pytest.raises(ArgumentError, match="has no third"):
        emulation.predict([{"first": 55_000.0, "second": 55_000.0}])
    with pytest.raises(ArgumentError, match="must be as the sweep has it"):
        emulation.predict([middle | {"first": "many"}])


def test_luck_alone_is_not_good_enough_and_replications_are_what_it_wants() -> None:
    def luck(one: float, two: float, three: float, replication: int) -> float:
        return float(np.random.default_rng([round(1e6 * (one + 4)), replication]).normal())

    emulation = fssim.emulate(made(luck, SPREAD, 2), "answer")
    assert not emulation.good_enough
    assert emulation.explained < 0.3
    assert emulation.says.endswith("more replications of each point would help.")


def test_too_few_points_for_a_wild_function_are_not_good_enough() -> None:
    emulation = fssim.emulate(made(ishigami, {"kind": "latin hypercube", "points": 30}), "answer")
    assert not emulation.good_enough
    assert emulation.says.endswith("more points would help.")


def test_what_does_not_vary_is_told_exactly() -> None:
    emulation = fssim.emulate(made(lambda *_: 7.0, SPREAD), "answer")
    assert (emulation.good_enough, emulation.explained, emulation.typical, emulation.luck) == (True, 1.0, 0.0, 0.0)
    assert emulation.says == "It is 7 at each of the 40 points: it does not vary; nothing to emulate."
    middle = {"first": 55_000.0, "second": 55_000.0, "third": 55_000.0}
    assert emulation.predict([middle]).to_numpy().tolist() == [[7.0, 0.0, 7.0, 7.0]]


def test_what_differs_at_a_few_points_alone_is_not_fitted() -> None:
    """Three of 40 points, with the same rows of parts left out each time."""
    emulation = fssim.emulate(made(lambda one, *_: 1.0 if one > 2.8 else 0.0, SPREAD), "answer")
    assert emulation.says == (
        "It hardly varies: it is 0 at all but 2 of the 40 points, which are too few to learn from, so no emulator is "
        "fitted."
    )
    assert not emulation.good_enough
    assert len(emulation.frame) == 40


def test_little_missed_is_no_ground_to_say_what_moves_it() -> None:
    """Luck about a mean a thousand times as large: any point is told within 2%, and nothing of what moves it."""

    def luck(one: float, two: float, three: float, replication: int) -> float:
        return 1000.0 + float(np.random.default_rng([round(1e6 * (one + 4)), replication]).normal())

    indices = fssim.sensitivity(made(luck, SPREAD), ["answer"], emulated=True)
    emulation = indices.emulations["answer"]
    assert (emulation.good_enough, emulation.tells_what_moves_it) == (True, False)
    assert emulation.says.endswith(
        "That is good enough to say what it would be, as 2% of the mean is missed at most, but not to say what moves "
        "it (80% explained)."
    )
    assert sensitivity_sentences(indices, ["answer"]) == [
        "answer: what moves it most cannot be told, as its emulator is not good enough for that."
    ]
    assert " ".join(indices.plot().get_title(loc="left").split()).endswith("(the emulator cannot tell)")


def test_not_all_of_the_variance_is_said_to_be_explained_unless_it_is() -> None:
    nearly = fssim.emulate(made(lambda one, *_: one, SPREAD), "answer")
    assert (nearly.explained < 1.0, nearly.explained_in_words) == (True, "over 99%")
    assert fssim.emulate(made(lambda *_: 7.0, SPREAD), "answer").explained_in_words == "100%"


def test_a_measure_without_values_does_not_keep_others_from_being_told() -> None:
    varied = {"paid": {"path": "roles.team_manager.cost.value", "range": {"low": LOW, "high": HIGH}}}
    swept = make_sweep(
        lambda values, replication: {"answer": float(values["paid"]), "none": math.nan}, ["answer", "none"],
        design=SPREAD, replications=1, uncertainties=varied,
    )  # fmt: skip
    indices = fssim.sensitivity(swept, ["none", "answer"], emulated=True)
    assert list(indices.frame.index) == [("answer", "paid")]
    assert indices.notes[-1] == (
        "nowhere: 0 points have none in all their replications, and an emulator needs 20; choose another measure."
    )
    with pytest.raises(QuestionError, match="0 points have none"):
        fssim.sensitivity(swept, ["none"], emulated=True)


def test_what_goes_together_is_refused_at_once() -> None:
    """Whether an emulator is asked for or not, so that nobody is sent from one to the other."""
    varied = {
        name: {"path": path, "range": {"low": LOW, "high": HIGH}}
        for name, path in (("wage", "roles.social_worker.cost.value"), ("paid", "roles.team_manager.cost.value"))
    }
    swept = make_sweep(
        lambda values, replication: {"answer": float(values["paid"])}, ["answer"], design=SPREAD, replications=1,
        uncertainties=varied, correlations=[{"between": ["wage", "paid"], "rank": 0.5}],
    )  # fmt: skip
    for emulated in (False, True):
        with pytest.raises(QuestionError, match="sweep without correlations"):
            fssim.sensitivity(swept, ["answer"], emulated=emulated)


def test_too_few_points_are_refused_and_those_without_a_value_left_out() -> None:
    with pytest.raises(QuestionError, match=r"19 points have answer .* needs 20; sweep more points"):
        fssim.emulate(made(ishigami, {"kind": "latin hypercube", "points": 19}), "answer")
    with pytest.raises(UnknownMeasure):
        fssim.emulate(made(ishigami, SPREAD), "question")
    some = made(lambda one, two, three, _: one if one > -2.0 else math.nan, SPREAD)
    emulation = fssim.emulate(some, "answer")
    assert len(emulation.points) == 33
    assert emulation.notes == ("answer: 7 points are left out, as they have no value in some replications.",)


def test_what_is_no_number_is_told_by_its_own_values() -> None:
    """A rule that adds 5 to a straight line, and a date that moves nothing."""
    varied = {
        "vacant": {"path": "roles.social_worker.when_vacant", "values": ["wait", "refer externally"]},
        "filled": {
            "path": "vacancies.mental health.until",
            "values": [date(2020, 2, 1), date(2020, 6, 1), date(2020, 10, 1)],
        },
        "paid": {"path": "roles.team_manager.cost.value", "range": {"low": LOW, "high": HIGH}},
    }
    swept = make_sweep(
        lambda values, replication: {"answer": values["paid"] / 1e4 + 5.0 * (values["vacant"] == "wait")}, ["answer"],
        design={"kind": "latin hypercube", "points": 40}, replications=1, levers=varied,
    )  # fmt: skip
    emulation = fssim.emulate(swept, "answer")
    settings = [{"vacant": rule, "filled": date(2020, 6, 1), "paid": 54_000.0} for rule in ("wait", "refer externally")]
    assert list(emulation.predict(settings)["mean"]) == pytest.approx([10.4, 5.4], abs=0.1)
    with pytest.raises(ArgumentError, match="vacant is 'shut'; the sweep has refer externally, wait"):
        emulation.predict([settings[0] | {"vacant": "shut"}])


@pytest.mark.slow
def test_sobols_indices_from_a_fourteenth_of_the_points() -> None:
    """Ishigami's function at 150 points; 2,048 base points of `saltelli` take 10,240. Known exactly."""
    swept = made(ishigami, {"kind": "latin hypercube", "points": 150})
    indices = fssim.sensitivity(swept, ["answer"], emulated=True)
    known = {"first": (0.3139, 0.5576), "second": (0.4424, 0.4424), "third": (0.0, 0.2437)}
    frame = indices.frame.loc["answer"]
    for name, (alone, in_all) in known.items():
        assert frame.loc[name, "first_order"] == pytest.approx(alone, abs=0.08)
        assert frame.loc[name, "total"] == pytest.approx(in_all, abs=0.08)
        assert frame.loc[name, "first_low"] <= alone <= frame.loc[name, "first_high"]
        assert frame.loc[name, "low"] <= in_all <= frame.loc[name, "high"]
    assert list(frame.index) == ["first", "second", "third"]
    assert indices.emulations["answer"].good_enough
    assert indices.notes == (f"answer. {indices.emulations['answer'].says}",)


def test_no_wait_below_nothing_is_predicted() -> None:
    """A wait that falls to nothing over half the range, and jumps about there by luck."""
    wait = "unallocated_days_per_family"
    varied = {"paid": {"path": "roles.team_manager.cost.value", "range": {"low": LOW, "high": HIGH}}}

    def falls(values: Mapping[str, Any], replication: int) -> Mapping[str, float]:
        return {wait: max(0.0, (55_000.0 - float(values["paid"])) / 1000.0)}

    swept = make_sweep(falls, [wait], design=SPREAD, replications=2, uncertainties=varied)
    emulation = fssim.emulate(swept, wait)
    settings = [{"paid": value} for value in np.linspace(50_400.0, 59_600.0, 93)]
    unbounded, _ = emulation.predict_rows([[setting["paid"]] for setting in settings])
    told = emulation.predict(settings)
    assert unbounded.min() < 0.0
    assert (told[["mean", "low"]] >= 0.0).all(axis=None)
    assert (told["low"] <= told["mean"]).all()


def test_what_is_chosen_has_no_grade_of_evidence() -> None:
    swept = cross(lambda *at: {"answer": at[0] + at[1]}, ["answer"], 10, 1)
    grades = fssim.sensitivity(swept, ["answer"], emulated=True).frame.reset_index().set_index("factor")["grade"]
    assert grades.to_dict() == {"posts": "", "first": "assumed", "second": "assumed"}
