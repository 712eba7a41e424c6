"""Paired comparison, against differences worked by hand."""

import math
from typing import Any

import numpy as np
import pytest

from fssim.runs.compare import are_alike_throughout, compare, compare_all

NAN = math.nan


def only_row(results_of: Any, here: list[float], there: list[float], **options: float) -> Any:
    table = compare(results_of({"wait": here}, "here"), results_of({"wait": there}, "there"), **options)
    return table.loc["wait"]


def test_a_pair_of_samples_worked_by_hand(results_of: Any) -> None:
    # differences 1, 2, 3: mean 2, sd 1, t(2, 0.975) = 4.302653, half-interval 4.302653 / sqrt(3) = 2.484138
    row = only_row(results_of, [11.0, 22.0, 33.0], [10.0, 20.0, 30.0])
    assert (row["value"], row["baseline"], row["difference"], row["n"]) == (22.0, 20.0, 2.0, 3)
    assert row["low"] == pytest.approx(-0.484138, abs=1e-6)
    assert row["high"] == pytest.approx(4.484138, abs=1e-6)
    assert row["verdict"] == "cannot tell"


def test_pairing_tells_what_independent_samples_could_not(results_of: Any) -> None:
    """The two vary by ten times what they differ by, together."""
    row = only_row(results_of, [11.0, 52.0, 101.5, 31.2], [10.0, 51.1, 100.5, 30.0])
    assert row["verdict"] == "more"


@pytest.mark.parametrize(
    ("here", "there", "verdict"),
    [
        ([12.0, 13.0, 12.5], [10.0, 11.0, 10.4], "more"),
        ([10.0, 11.0, 10.4], [12.0, 13.0, 12.5], "less"),
        ([-12.0, -13.0, -12.5], [-10.0, -11.0, -10.4], "less"),
        ([5.0, 6.0, 7.0], [5.0, 6.0, 7.0], "the same in all runs"),  # itself
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], "the same in all runs"),
        ([100.1, 99.9, 100.0], [100.0, 100.0, 100.0], "no difference that matters"),  # 0 +- 0.25, of 100
        ([-100.1, -99.9, -100.0], [-100.0, -100.0, -100.0], "no difference that matters"),
        ([100.11, 100.1, 100.12], [100.0, 100.0, 100.0], "no difference that matters"),  # certain, and too small
        ([102.1, 102.0, 102.11], [100.0, 100.0, 100.0], "more"),  # 2.07 +- 0.15, of 100
        ([101.0, 99.0, 100.0], [100.0, 100.0, 100.0], "cannot tell"),  # 0 +- 2.48, of 100
        ([3.0, 3.0, 3.0], [2.0, 2.0, 2.0], "cannot tell"),  # three coins alike: p 1/4
        ([3.0, 4.0] * 5, [2.0, 3.0] * 5, "more"),  # ten coins alike: p 1/512
        ([0.1, 0.0, 0.0], [0.0, 0.0, 0.0], "cannot tell"),  # no share of nothing is too small to matter
        ([0.1 + 0.2, 1e9 / 3, -2e-14], [0.3, (1e9 + 1e-7) / 3, 0.0], "the same in all runs"),  # rounding
        ([9.0], [5.0], "cannot tell"),
        ([5.0], [5.0], "cannot tell"),
        ([9.0, NAN, NAN], [5.0, 5.0, NAN], "cannot tell"),
        ([NAN, NAN], [1.0, 2.0], "cannot tell"),
    ],
)
def test_verdicts(results_of: Any, here: list[float], there: list[float], verdict: str) -> None:
    assert only_row(results_of, here, there)["verdict"] == verdict


def test_what_matters_is_for_the_reader_to_say(results_of: Any) -> None:
    here, there = [101.0, 99.0, 100.0], [100.0, 100.0, 100.0]
    assert only_row(results_of, here, there, matters=0.05)["verdict"] == "no difference that matters"
    assert only_row(results_of, here, there, matters=0.0)["verdict"] == "cannot tell"


def test_one_replication_has_no_interval(results_of: Any) -> None:
    row = only_row(results_of, [9.0], [5.0])
    assert row["difference"] == 4.0
    assert math.isnan(row["low"])
    assert math.isnan(row["high"])


def test_pairs_that_are_not_complete_are_left_out_of_both_sides(results_of: Any) -> None:
    row = only_row(results_of, [1.0, NAN, 30.0, 5.0], [2.0, 20.0, NAN, 8.0])
    assert (row["n"], row["value"], row["baseline"], row["difference"]) == (2, 3.0, 5.0, -2.0)


def test_pairs_are_made_by_number_not_by_place(results_of: Any) -> None:
    here, there = results_of({"wait": [1.0, 2.0, 3.0]}), results_of({"wait": [2.0, 3.0]}, first=1)
    row = compare(here, there).loc["wait"]
    assert (row["n"], row["difference"]) == (2, 0.0)


def test_a_measure_only_one_of_them_has_is_in_the_table(results_of: Any) -> None:
    table = compare(
        results_of({"wait": [1.0, 2.0], "list": [3.0, 4.0]}), results_of({"wait": [1.0, 2.0], "cost": [5.0, 6.0]})
    )
    assert list(table.index) == ["wait", "list", "cost"]
    assert table.loc["cost", "verdict"] == "cannot tell"
    assert table.loc["cost", "n"] == 0
    assert math.isnan(float(table["value"]["cost"]))
    assert table.loc["cost", "baseline"] == 5.5


def test_runs_with_different_luck_are_no_pairs(results_of: Any) -> None:
    with pytest.raises(ValueError, match=r"seed 1 .* seed 2"):
        compare(results_of({"wait": [1.0]}), results_of({"wait": [1.0]}, seed=2))


def test_no_replication_in_common(results_of: Any) -> None:
    here, there = results_of({"wait": [1.0]}), results_of({"wait": [1.0]}, first=7)
    with pytest.raises(ValueError, match="no replication in common"):
        compare(here, there)


def test_a_p_value_worked_by_hand(results_of: Any) -> None:
    # differences 1, 2, 3: t = 2 / (1 / sqrt(3)) = 3.4641 with 2 degrees: p = 1 - t / sqrt(2 + t * t) = 0.0741799
    row = only_row(results_of, [11.0, 22.0, 33.0], [10.0, 20.0, 30.0])
    assert (row["p"], row["p_adjusted"]) == (pytest.approx(0.0741799), pytest.approx(0.0741799))
    assert only_row(results_of, [3.0, 3.0], [2.0, 2.0])["p"] == pytest.approx(0.5)
    assert only_row(results_of, [3.0, 3.0, 5.0, 7.0], [2.0, 2.0, 4.0, 7.0])["p"] == pytest.approx(0.25)
    assert only_row(results_of, [5.0, 6.0], [5.0, 6.0])["p"] == 1.0
    assert math.isnan(float(only_row(results_of, [5.0], [6.0])["p"]))


def test_verdicts_allow_for_the_number_of_rows(results_of: Any) -> None:
    """A difference that is clear by itself is not when it is the best of twenty."""
    nothing = {f"nothing {number}": [1.0, 2.0, 3.0, 2.5] for number in range(19)}
    here = results_of(nothing | {"wait": [11.0, 12.1, 11.2, 12.3]})
    there = results_of({name: [3.0, 1.5, 2.5, 1.0] for name in nothing} | {"wait": [10.0, 11.6, 10.5, 11.1]})
    alone, among = compare(here, there, ["wait"]).loc["wait"], compare(here, there).loc["wait"]
    assert alone["p"] == among["p"] < 0.05 < among["p_adjusted"] == pytest.approx(20.0 * among["p"])
    assert (alone["low"], alone["high"]) == (among["low_alone"], among["high_alone"])
    assert among["low"] < 0.0 < alone["low"]
    assert (alone["verdict"], among["verdict"]) == ("more", "suggests more")


def test_no_difference_allows_for_the_number_of_rows(results_of: Any) -> None:
    columns = {f"rate {number}": [101.0, 99.2, 100.4, 99.4] for number in range(20)}
    here, there = results_of(columns), results_of({name: [100.0] * 4 for name in columns})
    assert set(compare(here, there, ["rate 0"])["verdict"]) == {"no difference that matters"}
    assert set(compare(here, there)["verdict"]) == {"cannot tell"}


def test_intervals_that_hold_at_once_worked_by_hand(results_of: Any) -> None:
    # differences 1, 2, 3 in both of two rows: t(2, 0.9875) = 6.205347, half-interval 6.205347 / sqrt(3) = 3.582659
    columns = {"wait": [11.0, 22.0, 33.0], "list": [1.0, 2.0, 3.0]}
    table = compare(results_of(columns), results_of({"wait": [10.0, 20.0, 30.0], "list": [0.0, 0.0, 0.0]}))
    assert list(table["low"]) == pytest.approx([2.0 - 3.582659] * 2, abs=1e-6)
    assert list(table["high"]) == pytest.approx([2.0 + 3.582659] * 2, abs=1e-6)
    alone = only_row(results_of, [11.0, 22.0, 33.0], [10.0, 20.0, 30.0])
    assert (alone["low"], alone["high"]) == (alone["low_alone"], alone["high_alone"])


@pytest.mark.slow
def test_intervals_hold_all_at_once(results_of: Any) -> None:
    """Of 400 studies of 20 rows 95% or more should have every true difference within its interval, where one by one
    36% do. Fewer than 366 come up once in 1,000 such tests if 95% just do."""
    rng = np.random.default_rng(1)
    truth = {f"row {number}": float(number - 10) for number in range(20)}
    all_at_once = each_by_itself = 0
    for _ in range(400):
        there = {name: list(rng.normal(50.0, 3.0, 8)) for name in truth}
        here = {name: list(there[name] + rng.normal(true, 2.0, 8)) for name, true in truth.items()}
        (compared,) = compare_all(results_of(here), [results_of(there)], truth)
        rows = [(compared[name], true) for name, true in truth.items()]
        all_at_once += all(row.low <= true <= row.high for row, true in rows)
        each_by_itself += all(row.low_alone <= true <= row.high_alone for row, true in rows)
    assert all_at_once >= 366
    assert each_by_itself < 200


def test_a_table_of_several_scenarios_is_one_table(results_of: Any) -> None:
    here = results_of({"wait": [11.0, 22.0, 33.0]})
    others = [results_of({"wait": values}) for values in ([10.0, 20.0, 30.0], [1.0, 30.0, 2.0], [5.0, 6.0, 7.0])]
    rows = [compared["wait"] for compared in compare_all(here, others, ["wait"])]
    assert [row.p_adjusted for row in rows] == pytest.approx([min(1.0, 3.0 * row.p) for row in rows])
    assert rows[0].p_adjusted > rows[0].p


def test_what_pairing_bought_worked_by_hand(results_of: Any) -> None:
    # variances 1 and 1; of the differences 0 (shared luck), 4 (opposite luck)
    assert only_row(results_of, [4.0, 5.0, 6.0], [1.0, 2.0, 3.0])["variance_ratio"] == 0.0
    assert only_row(results_of, [6.0, 5.0, 4.0], [1.0, 2.0, 3.0])["variance_ratio"] == pytest.approx(2.0)
    # differences 10, 21, 30: variance 100.33; of the sides 121 and 1
    assert only_row(results_of, [11.0, 23.0, 33.0], [1.0, 2.0, 3.0])["variance_ratio"] == pytest.approx(
        (301 / 3) / (364 / 3 + 1)
    )
    assert math.isnan(float(only_row(results_of, [6.0, 6.0], [1.0, 1.0])["variance_ratio"]))
    assert math.isnan(float(only_row(results_of, [6.0], [1.0])["variance_ratio"]))


@pytest.mark.slow
def test_a_verdict_never_disagrees_with_the_interval_beside_it(results_of: Any) -> None:
    """Over 300 tables of every kind of difference: large, small, none, of counts, and at every number of runs."""
    rng = np.random.default_rng(2)
    seen = set()
    for _ in range(300):
        n, rows = int(rng.integers(2, 12)), int(rng.integers(1, 30))
        here, there = {}, {}
        for name in map(str, range(rows)):
            level = float(rng.choice([0.0, 1.0, 30.0, 1000.0]))
            there[name] = list(rng.poisson(level, n) + rng.choice([0.0, 1.0]) * rng.normal(0.0, 1.0, n))
            change = rng.choice([0.0, 0.001, 0.02, 0.5]) * level
            here[name] = list(there[name] + change + rng.choice([0.0, 0.01, 1.0]) * rng.normal(0.0, 1.0, n))
        for row in compare_all(results_of(here), [results_of(there)], here)[0].values():
            seen.add(row.verdict)
            beyond_zero = row.low > 0.0 or row.high < 0.0
            within = max(-row.low, row.high) <= 0.02 * abs(row.baseline)
            if math.isnan(row.low):
                assert row.verdict == "the same in all runs"
                assert row.difference == 0.0
            elif within:
                assert row.verdict == "no difference that matters"
            else:
                assert (row.verdict in ("more", "less")) == beyond_zero
            assert (row.p_adjusted <= 0.05) == (beyond_zero or (row.verdict == "more"))
            if row.verdict.endswith(("more", "less")):
                assert (row.difference > 0.0) == row.verdict.endswith("more")
    assert len(seen) == 7


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.6, 6.0, 60.0])
@pytest.mark.parametrize("n", [2, 3, 5, 10])
def test_small_counts_prove_nothing_by_repeating(results_of: Any, n: int, level: float) -> None:
    """Pairs of counts with no true difference, 100 of them a study. At least one row is said to be more or less in at
    most 5 of 100 studies; of 200 such studies more than 19 come up once in 1,000 times if it just is that often. With
    the standard deviation taken at its word it was 4 of 5 studies at n = 2."""
    rng = np.random.default_rng(n)
    wrong = 0
    for _ in range(200):
        columns = [{str(row): rng.poisson(level, n).tolist() for row in range(100)} for _ in range(2)]
        (compared,) = compare_all(results_of(columns[0]), [results_of(columns[1])], columns[0])
        wrong += any(row.verdict in ("more", "less") for row in compared.values())
    assert wrong <= 19


@pytest.mark.parametrize("n", [3, 5, 20])
def test_what_the_scenario_sets_and_luck_leaves_alone_is_in_no_doubt(results_of: Any, n: int) -> None:
    luck = [1_200_000.0 + 7_919.37 * (number * 37 % 20) for number in range(n)]  # agency workers and turnover
    here, there = {"cost": [amount - 15_000.0 for amount in luck]}, {"cost": luck}
    row = compare(results_of(here), results_of(there), matters=0.01).loc["cost"]
    assert (row["low"], row["high"], row["difference"]) == (-15_000.0, -15_000.0, -15_000.0)
    assert (row["verdict"], row["p"]) == ("less", 0.0)
    assert compare(results_of(here), results_of(there)).loc["cost", "verdict"] == "no difference that matters"  # 1.2%


def test_two_replications_or_a_count_that_repeats_are_in_doubt(results_of: Any) -> None:
    amounts = [1_000.3, 1_234.7]
    rate = 1.0 / 1.4741  # one more family a year per 10,000 children
    counts = [rate * count for count in (44, 51, 39, 62)]
    for there, adds in ((amounts, -15.0), (counts, 2.0 * rate), ([60_000.0] * 4, -15_000.0)):
        row = compare(results_of({"it": [count + adds for count in there]}), results_of({"it": there})).loc["it"]
        assert row["low"] < row["difference"] < row["high"]


def test_money_is_told_however_little_and_exactly_if_it_is_always_the_same(results_of: Any) -> None:
    cost, wait = "cost_staff_gbp_a_year", "late_visit_mean_working_days"
    values = [1.20e6, 1.21e6, 1.19e6, 1.22e6, 1.2e6, 1.21e6, 1.25e6, 1.18e6]
    here = results_of({cost: [value - 15_000.0 for value in values], wait: [99.0 - n / 100 for n in range(8)]})
    there = results_of({cost: values, wait: [100.0] * 8})
    table = compare(here, there)
    assert tuple(table.loc[cost, ["low", "high", "verdict"]]) == (-15_000.0, -15_000.0, "less")
    assert table.loc[wait, "verdict"] == "no difference that matters"
    few = compare(*(results_of({cost: [side.rows[n][cost] for n in range(4)]}) for side in (here, there)))
    assert few.loc[cost, "low"] < 0.0 < few.loc[cost, "high"]
    assert few.loc[cost, "verdict"] == "cannot tell"  # four coins alike: p 1/8


def test_runs_that_agree_are_no_proof_that_none_would_differ(results_of: Any) -> None:
    """What is found is said, without an interval: the size of what has not come up is not known."""
    row = only_row(results_of, [0.0] * 10, [0.0] * 10)
    assert row["verdict"] == "the same in all runs"
    assert math.isnan(row["low"])
    assert row["p"] == 1.0


def test_alike_throughout(results_of: Any) -> None:
    columns = {"wait": [1.0, 2.0], "list": [3.0, NAN]}
    here = results_of(columns)
    assert are_alike_throughout(here, results_of(columns))
    assert not are_alike_throughout(here, results_of({"wait": [1.0, 2.0], "list": [3.0, 4.0]}))
    assert not are_alike_throughout(here, results_of({"wait": [1.0, 2.0]}))
    assert are_alike_throughout(here, results_of({"wait": [1.0 + 1e-12, 2.0], "list": [3.0, NAN]}))


def test_an_interval_for_many_rows_goes_no_further_than_the_value_said(results_of: Any) -> None:
    """55% against 86%: not 96 points fewer, nor 30 more. But where nothing is left, what was there is not known."""
    share, days = "visits_in_time_percent", "ledger_in_plans_waiting_external_service_days_per_family"
    many = {f"other {number}": [1.0, 2.0, 3.0, 4.0] for number in range(200)}
    here = results_of(many | {share: [20.0, 70.0, 75.0, 55.0], days: [0.0] * 4})
    there = results_of(many | {share: [80.0, 86.0, 90.0, 88.0], days: [40.1, 41.9, 40.2, 41.4]})
    table = compare(here, there)
    row = table.loc[share]
    assert row["baseline"] + row["low"] == 0.0
    assert row["baseline"] + row["high"] == pytest.approx(100.0)
    assert row["low"] < row["low_alone"]
    row = table.loc[days]
    assert row["low"] == row["low_alone"] < -row["baseline"]


def test_no_interval_goes_where_the_measure_cannot(results_of: Any) -> None:
    """Few and wide: shares stay between 0 and 100, waits and counts at or above 0."""
    share, wait = "visits_in_time_percent", "late_visit_mean_working_days"
    here = results_of({share: [98.0, 80.0, 99.0], wait: [0.0, 0.5, 9.0]})
    there = results_of({share: [3.0, 9.0, 1.0], wait: [10.0, 1.0, 12.0]})
    table = compare(here, there)
    assert table.loc[share, "low"] >= -100.0
    assert table.loc[share, "high"] <= 100.0
    worst = there.interval(wait)
    assert table.loc[wait, "low"] >= -worst.high
    for results in (here, there):
        for measure, most in ((share, 100.0), (wait, math.inf)):
            own = results.interval(measure)
            assert 0.0 <= own.low <= own.mean <= own.high <= most
