"""Intervals of shares, rates, means and medians, against SciPy's own and against chance with fixed seeds."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats

from fssim.authority.returns.counting.make_figures import FigureMaker, poisson_limits
from fssim.authority.returns.figures import Figure

PERIOD = date(2023, 4, 1), date(2024, 3, 31)
TRIALS = 150


def made(name: str, *given: object, cluster: float = 1.0, by: str = "share") -> Figure:
    maker = FigureMaker(PERIOD, "a return", cluster)
    getattr(maker, f"add_{by}")(name, *given)
    return maker.figures[name]


@pytest.mark.parametrize(("part", "whole"), [(5, 30), (0, 30), (30, 30), (81, 1000)])
def test_a_share_has_wilsons_interval(part: int, whole: int) -> None:
    figure = made("nfa_share", part, whole)
    expected = stats.binomtest(part, whole).proportion_ci(method="wilson")
    assert (figure.low, figure.high) == pytest.approx((100.0 * expected.low, 100.0 * expected.high))
    assert figure.value == pytest.approx(100.0 * part / whole)
    assert figure.count == whole


@pytest.mark.parametrize("part", [1, 4])
def test_a_share_of_few_children_is_not_shown(part: int) -> None:
    figure = made("nfa_share", part, 100)
    assert math.isnan(figure.value)
    assert math.isnan(figure.low)
    assert figure.too_few
    assert not made("nfa_share", 5, 100).too_few
    assert made("nfa_share", 0, part).count == 4
    assert math.isnan(made("referrals_a_year", part, 1.0, by="rate").value)
    assert math.isnan(made("assessment_median", [30] * part, by="median").value)


def test_a_rate_has_garwoods_interval() -> None:
    """The limits that his table of 1936 has for 10."""
    assert poisson_limits(10.0) == pytest.approx((4.795, 18.39), abs=0.005)
    figure = made("referrals_a_year", 10, 2.0, by="rate")
    assert (figure.value, figure.low, figure.high) == pytest.approx((5.0, 2.398, 9.195), abs=0.005)


def test_children_who_come_together_widen_intervals() -> None:
    alone, together = (made("nfa_share", 100, 400, cluster=cluster) for cluster in (1.0, 4.0))
    assert together.high - together.low == pytest.approx(2.0 * (alone.high - alone.low), rel=0.05)
    assert (together.value, together.count) == (alone.value, alone.count)


@pytest.mark.parametrize("cluster", [1, 2])
def test_intervals_hold_the_truth_as_often_as_they_say(cluster: int) -> None:
    """Of 150 of each, from 130: fewer would be in one of 5,000 right programs, over the nine that are counted here."""
    draws = np.random.default_rng(20260328)
    held = dict.fromkeys(("share", "rate", "mean", "median"), 0)
    for _ in range(TRIALS):
        families = 150
        shares = int(draws.binomial(families, 0.3)) * cluster
        count = int(draws.poisson(80)) * cluster
        lengths = np.repeat(draws.gamma(2.0, 20.0, families), cluster).tolist()
        figures = {
            "share": made("nfa_share", shares, families * cluster, cluster=cluster),
            "rate": made("referrals_a_year", count, 1.0, cluster=cluster, by="rate"),
            "mean": made("cpp_ended_mean_weeks", lengths, cluster=cluster, by="mean"),
            "median": made("assessment_median", lengths, cluster=cluster, by="median"),
        }
        truth = {"share": 30.0, "rate": 80.0 * cluster, "mean": 40.0, "median": 20.0 * stats.gamma(2.0).median()}
        for name, figure in figures.items():
            held[name] += figure.low <= truth[name] <= figure.high
    assert min(held.values()) >= 130, held


def test_a_ratio_of_sums_is_held_to_the_truth_too() -> None:
    draws = np.random.default_rng(7)
    held = 0
    for _ in range(TRIALS):
        pairs = [
            (16.0 * share + noise, share)
            for share, noise in zip(draws.uniform(0.4, 1, 60), draws.normal(0, 5, 60), strict=True)
        ]
        figure = made("caseload", pairs, by="ratio_of_sums")
        held += figure.low <= 16.0 <= figure.high
    assert held >= 130
