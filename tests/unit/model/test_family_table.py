"""Who is referred: a Poisson process whose families are the same in every scenario."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.family_table import FamilyTable, draw_families
from fssim.model.tables import Tables
from tests.laws import building as b

RATE = 1e-4  # the chance that a statistical test below fails when nothing is wrong; all seeds are fixed


def tables_for(families_a_day: float, years: int = 1, **demand: Any) -> Tables:
    mapping = b.small_service(families_a_day, years)
    mapping["families"]["needs"] = b.chances(none=0.7, help=0.3)
    mapping["families"]["children"] = {"1": b.number(0.6, "probability"), "3": b.number(0.4, "probability")}
    mapping["families"]["risk"] = b.chances(low=0.2, medium=0.5, high=0.3)
    mapping["families"]["engagement"] = b.drawn(1.0, "odds multiplier", "lognorm", s=0.5)
    mapping["demand"] |= demand
    return compile_scenario(b.scenario_of(mapping))


def by_identity(families: FamilyTable) -> dict[int, tuple[Any, ...]]:
    f = families
    rows = zip(f.arrival, f.key, f.children, f.needs, f.risk, f.engagement, f.place, strict=True)
    return dict(zip(f.identity, rows, strict=True))


@pytest.mark.slow
@given(st.floats(0.05, 3.0), st.floats(0.05, 3.0), st.integers(0, 1000))
def test_less_demand_is_a_subset_of_the_same_families(one: float, other: float, seed: int) -> None:
    less, more = sorted((one, other))
    fewer = by_identity(draw_families(tables_for(less), seed, 0))
    all_of_them = by_identity(draw_families(tables_for(more), seed, 0))
    assert fewer.items() <= all_of_them.items()


def test_a_lockdown_leaves_out_families_and_adds_none() -> None:
    usual = by_identity(draw_families(tables_for(4.0), 1, 0))
    shock = {"lockdown": {"start": "2019-06-03", "until": "2019-09-02", "factor": b.number(0.5, "multiplier")}}
    tables = tables_for(4.0, shocks=shock)
    locked_down = by_identity(draw_families(tables, 1, 0))
    assert locked_down.items() < usual.items()
    gone = [usual[identity][0] for identity in usual.keys() - locked_down.keys()]
    assert {int(time) for time in gone} <= set(range(day(tables, 2019, 6, 3), day(tables, 2019, 9, 2)))


def day(tables: Tables, *ymd: int) -> int:
    return list(tables.day_ordinals).index(date(*ymd).toordinal())


def test_the_rate_of_each_day_is_the_year_s_times_the_month_s_and_the_shock_s() -> None:
    factors = {"august": b.number(0.8, "multiplier")}
    shocks = {"publicity": {"start": "2019-08-20", "until": "2019-09-05", "factor": b.number(1.5, "multiplier")}}
    tables = tables_for(2.0, month_factors=factors, shocks=shocks)
    children = 0.6 * 1 + 0.4 * 3
    for when, rate in (((2019, 7, 31), 2.0), ((2019, 8, 1), 1.6), ((2019, 8, 20), 2.4), ((2019, 9, 4), 3.0)):
        assert tables.families_a_day[day(tables, *when)] == pytest.approx(rate / children)
    assert tables.families_a_day[day(tables, 2019, 9, 5)] == pytest.approx(2.0 / children)


def test_families_arrive_in_order_and_inside_the_run() -> None:
    tables = tables_for(3.0)
    families = draw_families(tables, 1, 0)
    assert list(families.arrival) == sorted(families.arrival)
    assert families.arrival[0] >= 0.0
    assert families.arrival[-1] < tables.horizon
    assert len(set(families.identity)) == len(families)


@pytest.mark.parametrize("families_a_day", [0.4, 1.0, 2.5])
def test_yearly_numbers_have_a_poisson_mean_and_variance(families_a_day: float) -> None:
    """400 years, fixed seeds: the mean at 3.9 standard errors (1 in 10,000), and the index of dispersion by its
    chi-square at the same rate on each side."""
    tables = tables_for(families_a_day)
    expected = sum(tables.families_a_day)
    counts = [len(draw_families(tables, 1, replication)) for replication in range(400)]
    mean = sum(counts) / len(counts)
    assert abs(mean - expected) < 3.9 * (expected / len(counts)) ** 0.5
    dispersion = sum((count - mean) ** 2 for count in counts) / mean
    low, high = stats.chi2.ppf([RATE / 2, 1 - RATE / 2], len(counts) - 1)
    assert low < dispersion < high


def test_times_between_arrivals_are_exponential() -> None:
    """Kolmogorov-Smirnov at error rate 1 in 10,000, one replication of 20 years."""
    tables = tables_for(1.8, years=20)
    arrivals = draw_families(tables, 1, 0).arrival
    gaps = [later - earlier for earlier, later in itertools.pairwise(arrivals)]
    rate = tables.families_a_day[0]
    assert stats.kstest(gaps, "expon", args=(0.0, 1.0 / rate)).pvalue > RATE


def test_the_mix_of_families_is_the_scenario_s() -> None:
    """Chi-square at error rate 1 in 10,000 each for children, needs and risk; one replication of 20 years."""
    families = draw_families(tables_for(4.0, years=20), 1, 0)
    count = len(families)
    assert count > 8000
    for values, shares in (
        (list(families.children), {1: 0.6, 3: 0.4}),
        (list(families.needs), {0: 0.7, 1: 0.3}),
        (list(families.risk), {0: 0.2, 1: 0.5, 2: 0.3}),
    ):
        assert set(values) == set(shares)
        observed = [values.count(value) for value in shares]
        assert stats.chisquare(observed, [count * share for share in shares.values()]).pvalue > RATE
    assert stats.kstest(families.place, "uniform").pvalue > RATE
