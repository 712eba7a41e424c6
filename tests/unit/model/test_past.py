"""Families whose case was closed before the run began and who come back during it."""

from __future__ import annotations

import itertools
from math import isinf
from typing import Any

import numpy as np
import pytest
from scipy import stats

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.measures import check_laws
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.draws import quantile, share_beyond
from fssim.model.family_table import COLUMNS, draw_families
from fssim.model.tables import Tables
from tests.laws import building as b

RATE = 1e-4  # the chance that a statistical test below fails when nothing is wrong; all seeds are fixed
LONGEST = 200.0  # working days: any delay up to it is as likely
A_DAY = 4.0


def mapping_with(chance: float = 0.5, years: int = 1, past: Any = None, **demand: Any) -> b.Mapping_:
    """A service of one task, done on the day of the referral, with delays that are even up to `LONGEST`."""
    mapping = b.small_service(A_DAY, years, workers=40)
    mapping["re_referral"] |= {
        "chance": b.number(chance, "probability"),
        "delay": b.bars("working days", [0.0, LONGEST], [1.0]),
        "past": {} if past is None else past,
    }
    mapping["demand"] |= demand
    return mapping


def tables_of(mapping: b.Mapping_) -> Tables:
    return compile_scenario(b.scenario_of(mapping))


def referrals_by_quarter(log: EventLog) -> list[int]:
    kind, time = (np.asarray(log.columns[name]) for name in ("kind", "time"))
    edges = np.linspace(0.0, log.tables.horizon, 9)
    return [int(count) for count in np.histogram(time[kind == Event.REFERRED], edges)[0]]


def test_the_rate_is_what_makes_referrals_steady_counted_by_hand() -> None:
    rates = tables_of(mapping_with(chance=0.75)).returns_a_day
    assert rates[0] == pytest.approx(3.0 * A_DAY * (1.0 - 0.5 / LONGEST))
    assert rates[150] == pytest.approx(3.0 * A_DAY * (1.0 - 150.5 / LONGEST))
    assert not any(rates[200:])
    assert sum(rates) == pytest.approx(3.0 * A_DAY * LONGEST / 2.0)


def test_each_mixture_of_needs_comes_back_by_its_own_chance() -> None:
    mapping = mapping_with(chance=0.5)
    mapping["families"]["needs"] = b.chances(none=0.6, help=0.4)
    mapping["re_referral"]["per_unresolved_need"] = b.number(3.0, "multiplier")  # odds of 1 and of 3
    tables = tables_of(mapping)
    assert list(tables.need_weights_of_returns) == pytest.approx([0.6 / 1.8, 1.2 / 1.8])
    assert tables.returns_a_day[0] == pytest.approx(1.8 * A_DAY * (1.0 - 0.5 / LONGEST))


def test_left_out_nobody_comes_back_from_before_the_run_and_new_families_are_the_same() -> None:
    without = mapping_with()
    del without["re_referral"]["past"]
    alone, beside = (draw_families(tables_of(item), 1, 0) for item in (without, mapping_with()))
    assert all(map(isinf, alone.last_closed))
    new = [row for row, closed in enumerate(beside.last_closed) if isinf(closed)]
    for name, code in zip(type(alone).__slots__, COLUMNS, strict=False):
        if name != "last_closed":
            assert [getattr(beside, name)[row] for row in new] == list(getattr(alone, name)), (name, code)


def test_they_were_closed_as_long_ago_as_their_delay_says() -> None:
    """Of even delays that are longer than the run has lasted, what is left is even too."""
    families = draw_families(tables_of(mapping_with()), 1, 0)
    back = [(t, c) for t, c in zip(families.arrival, families.last_closed, strict=True) if not isinf(c)]
    assert len(back) > 300
    assert all(closed <= 0.0 for _, closed in back)
    assert stats.kstest([(-closed) / (LONGEST - time) for time, closed in back], "uniform").pvalue > RATE


def test_so_many_of_them_had_a_plan() -> None:
    share = b.number(0.3, "share")
    families = draw_families(tables_of(mapping_with(past={"had_plan": {"plan": share}})), 1, 0)
    had = [plan for plan, closed in zip(families.had_plans, families.last_closed, strict=True) if not isinf(closed)]
    assert set(had) == {0, 1}
    assert stats.binomtest(sum(had), len(had), 0.3).pvalue > RATE
    assert not any(plan for plan, c in zip(families.had_plans, families.last_closed, strict=True) if isinf(c))


def test_referrals_are_steady_from_the_first_day() -> None:
    """Eight a day, half of them returns. In an eighth of two years some 500: with a chance of 1e-4 one is off by 90."""
    with_past, without = mapping_with(years=2), mapping_with(years=2)
    del without["re_referral"]["past"]
    steady, rising = (referrals_by_quarter(simulate_tables(tables_of(item), 1, 0)) for item in (with_past, without))
    expected = 2.0 * A_DAY * tables_of(with_past).horizon / 8.0
    assert all(abs(count - expected) < 4.0 * expected**0.5 for count in steady), (steady, expected)
    assert rising[0] < 0.75 * expected


@pytest.mark.parametrize("engine", ENGINES)
def test_their_first_referral_in_the_log_is_a_return(engine: str) -> None:
    log = simulate_tables(tables_of(mapping_with()), 1, 0, engine)
    assert check_laws(log) == []
    columns = zip(*(log.columns[name].tolist() for name in ("kind", "family", "detail")), strict=True)
    first: dict[int, int] = {}
    for kind, family, episode in columns:
        if kind == Event.REFERRED:
            first.setdefault(family, episode)
    assert {episode for family, episode in first.items() if isinf(log.families.last_closed[family])} == {0}
    assert {episode for family, episode in first.items() if not isinf(log.families.last_closed[family])} == {1}


def shock(factor: float, **more: str) -> dict[str, Any]:
    return {"away": {"start": "2019-06-03", "until": "2019-09-02", "factor": b.number(factor, "multiplier"), **more}}


def referred_in_the_spell(log: EventLog) -> list[int]:
    """Which referrals of their families those in the spell are."""
    first, until = (list(log.tables.day_ordinals).index(day) for day in (737213, 737304))
    columns = zip(*(log.columns[name].tolist() for name in ("kind", "detail", "time")), strict=True)
    return [detail for kind, detail, time in columns if kind == Event.REFERRED and first <= time < until]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_shock_may_keep_returns_away_too(engine: str) -> None:
    of_first, of_all = shock(0.0), shock(0.0, acts_on="all referrals")
    logs = [simulate_tables(tables_of(mapping_with(shocks=item)), 1, 0, engine) for item in (of_first, of_all)]
    assert min(referred_in_the_spell(logs[0])) == 1
    assert len(referred_in_the_spell(logs[0])) > 100
    assert referred_in_the_spell(logs[1]) == []
    assert all(check_laws(log) == [] for log in logs)


def test_half_the_returns_due_are_kept_by_a_factor_of_a_half_and_none_are_added_by_more() -> None:
    no_more = b.number(1.0, "multiplier")
    usual, halved, raised = (
        simulate_tables(tables_of(mapping_with(shocks=shock(factor, acts_on="all referrals"))), 1, 0)
        for factor in (1.0, 0.5, 2.0)
    )
    assert no_more["value"] == 1.0
    count, half = (sum(item > 0 for item in referred_in_the_spell(log)) for log in (usual, halved))
    assert stats.binomtest(half, count, 0.5).pvalue > RATE
    assert max(raised.tables.returns_kept) == min(raised.tables.returns_kept) == 1.0
    assert raised.tables.returns_a_day == usual.tables.returns_a_day
    assert max(raised.tables.families_a_day) == 2.0 * max(usual.tables.families_a_day)


def test_delays_of_many_years_leave_most_returns_to_the_past() -> None:
    """58 in 100 come back within six years, the others within twenty: a histogram, as any mixture is."""
    mapping = mapping_with(chance=0.4, years=2, past={"had_plan": {"plan": b.number(0.5, "share")}})
    mapping["re_referral"]["delay"] = b.bars("years", [0.0, 6.0, 20.0], [0.58, 0.42])
    tables = tables_of(mapping)
    year = tables.working_days_a_year
    assert share_beyond(tables.quantiles, tables.re_referral_delay, 6.0 * year) == pytest.approx(0.42, abs=1e-3)
    logs = [simulate_tables(tables, 1, 0, engine) for engine in ENGINES]
    assert len({log.to_bytes() for log in logs}) == 1
    assert logs[0].families == logs[-1].families
    families = logs[0].families
    from_the_past = sum(not isinf(closed) for closed in families.last_closed)
    returns = sum(
        k == Event.REFERRED and d > 0 for k, d in zip(*map(logs[0].columns.get, ("kind", "detail")), strict=True)
    )  # type: ignore[call-overload]
    assert 0.75 < from_the_past / returns < 0.95
    assert min(families.last_closed, key=lambda closed: 0.0 if isinf(closed) else closed) < -15.0 * year


def test_the_share_beyond_a_quantity_is_a_draw_the_other_way_round() -> None:
    mapping = mapping_with()
    mapping["re_referral"]["delay"] = b.drawn(0.5, "years", "lognorm", s=0.7)
    tables = tables_of(mapping)
    row = tables.re_referral_delay
    for tenth, further in itertools.product(range(1, 10), (0.0, 0.05)):
        draw = tenth / 10.0 + further
        assert share_beyond(tables.quantiles, row, quantile(tables.quantiles, row, draw)) == pytest.approx(1.0 - draw)
    assert share_beyond(tables.quantiles, row, -1.0) == 1.0
    assert share_beyond(tables.quantiles, row, 1e9) == 0.0
