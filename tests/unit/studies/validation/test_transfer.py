"""The two baselines, the errors and what counts as nearer, by hand."""

from __future__ import annotations

import numpy as np
import pytest

import fssim
from fssim.scenario.findings import ScenarioError
from fssim.studies.validation.local_service import NEEDED, Tuning
from fssim.studies.validation.published_files import AuthorityYear
from fssim.studies.validation.simulated_years import SimulatedYears
from fssim.studies.validation.transfer import (
    Place,
    choose_places,
    compare_authorities,
    make_local_services,
    predict_by_national_ratio,
    summarise_authorities,
)
from fssim.studies.validation.validation_file import Statistic, read_yardstick


def place(name: str, before: float | None = None, **values: float) -> Place:
    earlier = AuthorityYear(name, 2024, {"assess45": before}) if before is not None else None
    return Place(AuthorityYear(name, 2025, values), earlier, Tuning(1.0, {}))


A = place("A", 84.0, children=10_000.0, assess45=80.0, cpp_rate=30.0, s47_rate=100.0)
B = place("B", None, children=20_000.0, assess45=90.0, cpp_rate=60.0, s47_rate=150.0)
C = place("C", 70.0, children=30_000.0, assess45=60.0, s47_rate=200.0)


def test_an_authority_is_predicted_in_the_year_nearest_to_the_scenarios() -> None:
    yardstick = read_yardstick()
    known = dict.fromkeys((*NEEDED, *yardstick.described_by.thresholds), 1.0) | {"children": 50_000.0}
    panel = [AuthorityYear("A", year, known) for year in (2016, 2018, 2020, 2022)]
    panel += [AuthorityYear("B", 2019, {"children": 50_000.0}), AuthorityYear("B", 2023, known)]
    panel += [AuthorityYear("C", 2019, known | {"children": 5_000.0})]
    assert [(place.name, place.now.year) for place in choose_places(panel, yardstick, 2019)] == [
        ("A", 2018),
        ("B", 2023),
    ]


@pytest.mark.parametrize(
    "odd", [{"case_holders": 0.0}, {"vacancy": 100.0}, {"children": 0.0}], ids=["no workers", "all empty", "nobody"]
)
def test_a_year_with_nobody_in_post_describes_no_authority(odd: dict[str, float]) -> None:
    yardstick = read_yardstick()
    known = dict.fromkeys((*NEEDED, *yardstick.described_by.thresholds), 1.0) | {"children": 50_000.0}
    panel = [
        AuthorityYear("A", 2019, known | odd),
        AuthorityYear("A", 2021, known),
        AuthorityYear("B", 2019, known | odd),
    ]
    assert [(place.name, place.now.year) for place in choose_places(panel, yardstick, 2019)] == [("A", 2021)]


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"children": 1e301}, "referrals", "gives what a scenario cannot have: demand.children: value is 1.03389e+301"),
        ({"children": 1e11}, "referrals", "workers, for which there is not the memory; correct it, or allow more with"),
        ({"referral_rate": 1e14}, "referral_rate", "gives what a scenario cannot have: demand.referral_rate: value is"),
    ],
)
def test_figures_that_no_authority_has_are_refused_with_their_row(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, float], column: str, words: str
) -> None:
    monkeypatch.setenv("FSSIM_MOST_GB", "8")
    values = {
        "children": 50_000.0, "case_holders": 60.0, "referral_rate": 400.0, "vacancy": 16.0, "turnover": 15.0,
        "agency": 14.0, "nfa": 9.0, "s47_per_100_referrals": 30.0, "cpp_per_100_icpc": 80.0,
    }  # fmt: skip
    own = SimulatedYears(tuple(values), np.array([[[*values.values()]]]))
    now = AuthorityYear("A", 2019, values | changed, "mine.csv", 7)
    with pytest.raises(ScenarioError) as raised:
        make_local_services(fssim.load("standard"), read_yardstick(), own, [Place(now, None, Tuning(1.0, {}))])
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, problem.field) == ("mine.csv", 7, column)
    assert words in problem.message


def test_a_ratio_to_nothing_predicts_nothing() -> None:
    statistic = Statistic(title="", unit="per 10000", tolerance=5.0, ratio_to="s47_rate")
    none = place("N", None, children=10_000.0, cpp_rate=0.0, s47_rate=0.0)
    assert np.isnan(predict_by_national_ratio([A, none], A, "cpp_rate", statistic))


def test_the_national_figure_is_that_of_the_others_by_children() -> None:
    statistic = Statistic(title="", unit="percent", tolerance=3.0)
    assert predict_by_national_ratio([A, B, C], A, "assess45", statistic) == pytest.approx((20 * 90 + 30 * 60) / 50)
    assert predict_by_national_ratio([A, B, C], C, "cpp_rate", statistic) == pytest.approx((10 * 30 + 20 * 60) / 30)


def test_a_ratio_to_another_statistic_is_applied_to_the_authoritys_own() -> None:
    statistic = Statistic(title="", unit="per 10000", tolerance=5.0, ratio_to="s47_rate")
    others = (20 * 60) / (20 * 150)  # C has no figure of plans, and is no part of the ratio
    assert predict_by_national_ratio([A, B, C], A, "cpp_rate", statistic) == pytest.approx(others * 100)


def years(assess45: float) -> SimulatedYears:
    return SimulatedYears(("assess45",), np.array([[[assess45 - 1.0]], [[assess45 + 1.0]]]))


def test_errors_beside_those_of_both_baselines() -> None:
    yardstick = read_yardstick()
    only = {"assess45": yardstick.statistics["assess45"]}
    yardstick = yardstick.model_copy(update={"statistics": only})
    rows = compare_authorities([A, B, C], [years(82.0), years(80.0), years(61.0)], yardstick)
    assert list(rows["model"]) == [82.0, 80.0, 61.0]
    assert list(rows["sd"]) == pytest.approx([2**0.5] * 3)
    assert list(rows["inside"]) == [True, False, True]
    (summary,) = summarise_authorities(rows, yardstick).to_dict("records")
    national = [80 - 72.0, 90 - (10 * 80 + 30 * 60) / 40, 60 - (10 * 80 + 20 * 90) / 30]
    assert summary["model"] == pytest.approx((2 + 10 + 1) / 3)
    assert summary["national_ratio"] == pytest.approx(sum(map(abs, national)) / 3)
    assert summary["last_year"] == pytest.approx((4 + 10) / 2)  # nothing is known of B's
    assert summary["nearer_by"] == pytest.approx(summary["national_ratio"] - summary["model"])
    assert summary["low"] < summary["nearer_by"] < summary["high"]
    assert summary["inside_percent"] == pytest.approx(200 / 3)
    assert summary["met"]


def test_the_interval_holds_the_true_mean_as_often_as_it_says() -> None:
    """Of 200 bootstrap intervals for the mean of 60 values, about 95% hold it; fewer than 180 with a chance below
    0.001 for an interval that covers 94%."""
    from fssim.studies.validation.transfer import _bootstrap_interval

    random = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        low, high = _bootstrap_interval(random.normal(1.0, 2.0, 60))
        held += low <= 1.0 <= high
    assert held >= 180
