"""Sensitivity indices that are known, found through a sweep's own design, factors and frames."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fssim.errors import QuestionError
from fssim.report.terminal.sensitivity_tables import sensitivity_sentences
from fssim.studies.analysis.sensitivity import sensitivity
from tests.known_sweep import made

pytestmark = pytest.mark.slow


def ishigami(one: float, two: float, three: float, _: int) -> float:
    """Ishigami and Homma (1990), with a = 7 and b = 0.1."""
    return math.sin(one) + 7 * math.sin(two) ** 2 + 0.1 * three**4 * math.sin(one)


def test_sobols_indices_of_ishigamis_function() -> None:
    """First order 0.3139, 0.4424 and 0; in all 0.5576, 0.4424 and 0.2437 (known exactly)."""
    frame = sensitivity(made(ishigami, {"kind": "saltelli", "points": 2048}), ["answer"]).frame.loc["answer"]
    known = {"first": (0.3139, 0.5576), "second": (0.4424, 0.4424), "third": (0.0, 0.2437)}
    for name, (alone, in_all) in known.items():
        assert frame.loc[name, "first_order"] == pytest.approx(alone, abs=0.03)
        assert frame.loc[name, "total"] == pytest.approx(in_all, abs=0.03)
        assert frame.loc[name, "low"] <= in_all <= frame.loc[name, "high"]
    assert list(frame.index) == ["first", "second", "third"]


def test_morris_of_a_straight_line() -> None:
    """Each factor moves it by its slope times the whole range, always: sigma is none."""

    def line(one: float, two: float, three: float, replication: int) -> float:
        return (one - 3 * two) / (2 * math.pi) + 100 * replication

    frame = sensitivity(made(line, {"kind": "morris", "trajectories": 5}, 2), ["answer"]).frame.loc["answer"]
    assert list(frame.index) == ["second", "first", "third"]
    assert list(frame["mu"]) == pytest.approx([-3.0, 1.0, 0.0])
    assert list(frame["mu_star"]) == pytest.approx([3.0, 1.0, 0.0])
    assert list(frame["sigma"]) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)
    assert list(frame["says"]) == ["moves it", "moves it", "nothing"]
    assert set(frame["grade"]) == {"assumed"}


def test_luck_that_is_not_shared_is_told_from_an_effect() -> None:
    """A number that only reshuffles luck has a mu* near what chance alone is said to give, and does not move it."""

    def lucky(one: float, two: float, three: float, replication: int) -> float:
        luck = np.random.default_rng([round(abs(three) * 1000), replication]).normal(0.0, 5.0)
        return 10.0 * one + float(luck)

    frame = sensitivity(made(lucky, {"kind": "morris", "trajectories": 40}, 10), ["answer"]).frame.loc["answer"]
    third = frame.loc["third"]
    assert third["says"] == "cannot tell"
    assert third["mu_star"] == pytest.approx(third["noise"], rel=0.5)
    assert frame.loc["first", "says"] == "moves it"
    assert frame.loc["second", "says"] == "nothing"


MORRIS, SALTELLI = {"kind": "morris", "trajectories": 5}, {"kind": "saltelli", "points": 64}


@pytest.mark.parametrize("design", [MORRIS, SALTELLI])
@pytest.mark.parametrize("rounding", [0.0, 1e-13])
def test_what_does_not_vary_is_moved_by_nothing(design: dict[str, Any], rounding: float) -> None:
    """A measure that differs by rounding had indices of 0.8 to 1.2."""

    def constant(one: float, two: float, three: float, replication: int) -> float:
        return 7.0 + replication + rounding * math.sin(1e6 * (one + two + three))

    indices = sensitivity(made(constant, design, 2), ["answer"])
    size = "mu_star" if design is MORRIS else "total"
    assert list(indices.frame[size]) == [0.0, 0.0, 0.0]
    assert sensitivity_sentences(indices, ["answer"]) == [
        "answer does not vary: it is the same whatever these numbers are."
    ]


def test_one_replication_says_nothing_of_chance() -> None:
    indices = sensitivity(made(ishigami, MORRIS), ["answer"])
    assert indices.frame["noise"].isna().all()
    assert set(indices.frame["says"]) == {"one replication"}
    (sentence,) = sensitivity_sentences(indices, ["answer"])
    assert "which one replication cannot tell from chance" in sentence
    assert sentence.endswith("Run the sweep with more replications to know what chance alone does.")


def test_shares_are_between_none_and_all() -> None:
    indices = sensitivity(made(ishigami, {"kind": "saltelli", "points": 8}), ["answer"])
    shares = indices.frame[["first_order", "first_low", "first_high", "total", "low", "high"]].to_numpy()
    assert shares.min() == 0.0
    assert shares.max() <= 1.0
    frame = indices.frame
    assert (frame["low"] <= frame["total"]).all()
    assert (frame["total"] <= frame["high"]).all()


def test_trajectories_with_a_point_that_failed_are_left_out_and_said_so() -> None:
    seen: list[int] = []

    def fails_once(one: float, two: float, three: float, _: int) -> float:
        seen.append(1)
        return math.nan if len(seen) == 7 else one

    indices = sensitivity(made(fails_once, {"kind": "morris", "trajectories": 5}), ["answer"])
    assert indices.notes == ("answer: 4 points are left out, as they or their neighbours have no value.",)
    assert indices.frame.loc[("answer", "first"), "mu_star"] == pytest.approx(2 * math.pi)


def test_a_guess_that_has_next_to_no_part_is_said_to_have_none_to_speak_of() -> None:
    def line(one: float, two: float, three: float, _: int) -> float:
        return one + 0.001 * two

    indices = sensitivity(made(line, SALTELLI), ["answer"])
    frame = indices.frame.assign(confidence=["", "low", ""])
    (sentence,) = sensitivity_sentences(replace(indices, frame=frame), ["answer"])
    assert sentence.endswith("No number of low confidence has a part in as much as 0.5% of it.")


def test_another_design_is_refused() -> None:
    with pytest.raises(QuestionError, match="needs one of kind morris or saltelli"):
        sensitivity(made(ishigami, {"kind": "latin hypercube", "points": 8}), ["answer"])
