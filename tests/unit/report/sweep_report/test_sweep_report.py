"""The report of a sweep: its numbers are the sweep's, and each part says what there is to say of it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import fssim
from fssim.measures.headline import STAFF_COST
from fssim.report.sweep_report.response_sections import build_responses, build_two_at_once, build_what_moves
from fssim.report.sweep_report.settings_sections import build_cost, build_how_swept
from fssim.report.sweep_report.swept_numbers import SweptNumbers, gather_numbers
from fssim.report.sweep_report.value_groups import GROUPS, group_values
from fssim.studies.sweeps.plan.factors import LEVER, UNCERTAINTY, Factor, FieldKind, VariedField
from fssim.studies.sweeps.plan.sweep_file import DesignKind
from fssim.studies.sweeps.sweep_results import SweepResults
from tests.sweeping import write_sweep

DRIFT = "ledger_in_plans_drift_days_per_family"
LEVERS = """
  posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [2, 3]}
  limit: {path: roles.social_worker.caseload_limit.value, values: [3, 18]}"""
VARIES = {
    "levers": LEVERS,
    "uncertainties": "{until: {path: demand.shocks.publicity.until, values: [2019-05-01, 2019-09-01]}}",
    "baseline": "base.yaml",
    "measures": f"[{DRIFT}, unallocated_days_per_family, {STAFF_COST}]",
}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> SweepResults:
    """Eight points, of which the four with an end before its start cannot be simulated, and a baseline."""
    folder = tmp_path_factory.mktemp("sweep")
    return fssim.sweep(write_sweep(folder, **VARIES), folder / "out", jobs=1)


@pytest.fixture(scope="module")
def numbers(swept: SweepResults) -> SweptNumbers:
    return gather_numbers(swept)


def test_a_response_is_the_mean_over_all_else_with_its_paired_difference(
    swept: SweepResults, numbers: SweptNumbers
) -> None:
    frame = swept.frame[swept.frame["point"] != 0]
    posts = swept.sweep.levers[0]
    response = numbers.respond(posts, STAFF_COST)
    by_value = frame.groupby("lever_posts")[STAFF_COST].mean()
    assert (response.names, response.places) == (("2", "3"), (2.0, 3.0))
    assert [mean.mean for mean in response.means] == pytest.approx(list(by_value))
    assert response.difference.mean == pytest.approx(by_value[3] - by_value[2])
    assert response.is_told_apart
    assert numbers.rank_factors(STAFF_COST)[0].factor is posts


def test_two_at_once_are_the_means_of_each_pair(swept: SweepResults, numbers: SweptNumbers) -> None:
    posts, limit = swept.sweep.levers
    frame = swept.frame[swept.frame["point"] != 0]
    means = frame.groupby(["lever_limit", "lever_posts"])[DRIFT].mean().unstack("lever_posts")
    assert numbers.cross(posts, limit, DRIFT) == [pytest.approx(row) for row in means.to_numpy().tolist()]
    section = build_two_at_once(numbers)
    assert section is not None
    assert len(section.tables[0].rows) == 2


def test_money_does_not_lead_and_what_is_best_for_its_cost_is_shown(numbers: SweptNumbers) -> None:
    assert numbers.measures == (DRIFT, "unallocated_days_per_family", STAFF_COST)
    section = build_cost(numbers)
    assert section is not None
    costs = [row[2] for row in section.tables[0].rows]
    assert costs == sorted(costs, key=float)


def test_many_values_are_grouped_as_many_in_each_as_in_another() -> None:
    factor = Factor("x", LEVER, (VariedField("x", FieldKind.number, None, None),), low=0.0, high=1.0)
    names, places, groups = group_values(factor, pd.Series([place / 59 for place in range(60)]))
    assert groups.value_counts().to_dict() == dict.fromkeys(range(GROUPS), 10)
    assert len(names) == GROUPS
    assert list(places) == sorted(places)
    assert not any(math.isnan(place) for place in places)


def test_what_is_told(swept: SweepResults, numbers: SweptNumbers) -> None:
    answer = build_what_moves(numbers)
    words = " ".join(answer.paragraphs)
    assert (
        "'One small year' was simulated at 4 of 8 settings of posts, limit (children) and until, 2 times each" in words
    )
    assert "with the same families and the same luck where they meet them (demand differs by the change in" in words
    assert "4 settings could not be simulated: see below which, and why." in words
    titles = [section.title for section in fssim.report_sweep(swept).sections]
    assert titles == [
        "What moves the answer", "What was varied", "How measures answer", "Two at once",
        "What it costs, and what that buys", "What could not be simulated", "Every setting", "How it was run",
    ]  # fmt: skip
    (failures,) = (section for section in fssim.report_sweep(swept).sections if section.name == "failures")
    assert failures.tables[0].rows[0][1] == 4.0
    assert "until is 2019-05-01" in str(failures.tables[0].rows[0][0])


def test_its_frame_and_its_drawing_are_in_the_order_of_what_moves_most(swept: SweepResults) -> None:
    report = fssim.report_sweep(swept.folder)
    frame = report.frame
    costs = frame.loc[STAFF_COST]
    assert costs.index[0] == "posts"
    assert costs.iloc[0][["first", "last", "unit", "moves"]].tolist() == ["2", "3", "GBP a year", True]
    assert list(costs["difference"].abs()) == sorted(costs["difference"].abs(), reverse=True)
    ax = report.plot(STAFF_COST)
    assert ax.get_yticklabels()[0].get_text() == "posts"
    assert ax.get_xlabel() == "GBP a year"
    with pytest.raises(fssim.UnknownMeasure):
        report.plot("drift")


def test_one_value_of_a_date_is_no_curve(numbers: SweptNumbers) -> None:
    section = build_responses(numbers)
    assert [picture.title for picture in section.pictures][-1] == "until"
    for picture in section.pictures:
        picture.draw(268.0)


def make_drawn(seed: int, effect: float) -> SweptNumbers:
    """48 points of ten numbers that are drawn, with two replications, and a measure of which the first number is worth
    `effect` standard deviations of a point's chance over its range; luck is the same at every point."""
    rng = np.random.default_rng(seed)
    field = VariedField("x", FieldKind.number, None, None)
    factors = tuple(Factor(f"x{place}", LEVER, (field,), low=0.0, high=1.0) for place in range(10))
    shares = rng.random((48, 10))
    outcomes = 50.0 + effect * shares[:, 0] + rng.standard_normal(48)
    frame = pd.DataFrame(np.repeat(shares, 2, axis=0), columns=[factor.column for factor in factors])
    frame.insert(0, "point", np.repeat(np.arange(1, 49), 2))
    frame.insert(1, "replication", np.tile([0, 1], 48))
    frame[DRIFT] = np.repeat(outcomes, 2) + np.tile([-0.01, 0.01], 48)
    design = SimpleNamespace(kind=DesignKind.latin_hypercube)
    plan = SimpleNamespace(design=design, fewest_replications=2, precision=None)
    sweep = SimpleNamespace(factors=factors, levers=factors, plan=plan, base=None)
    swept: Any = SimpleNamespace(sweep=sweep, measures=(DRIFT,), frames=lambda wanted: [frame])
    return SweptNumbers(swept, (DRIFT,))


def test_points_that_differ_in_all_else_do_not_make_something_of_chance() -> None:
    """Of 12 sweeps in which nothing does anything, with fixed seeds: in 0.6 of them a right program is expected to take
    something for moving the measure, and in more than three once in 450 times."""
    alarms = [any(one.is_told_apart for one in make_drawn(seed, 0.0).rank_factors(DRIFT)) for seed in range(12)]
    assert sum(alarms) <= 3


def make_crossed(seed: int) -> SweptNumbers:
    """Six staffings in the same 24 futures of four numbers, of which a future's chance alone makes anything."""
    rng = np.random.default_rng(seed)
    field = VariedField("x", FieldKind.number, None, None)
    unknown = tuple(Factor(f"x{place}", UNCERTAINTY, (field,), low=0.0, high=1.0) for place in range(4))
    posts = Factor("posts", LEVER, (field,), values=tuple(range(6)))
    frame = pd.DataFrame(np.tile(rng.random((24, 4)), (6, 1)), columns=[factor.column for factor in unknown])
    frame[posts.column] = np.repeat(np.arange(6), 24)
    frame["point"], frame[DRIFT] = np.arange(1, 145), np.tile(50.0 + rng.standard_normal(24), 6)
    both = [frame.assign(replication=place, **{DRIFT: frame[DRIFT] + 0.01 * place}) for place in range(2)]
    plan = SimpleNamespace(design=SimpleNamespace(kind=DesignKind.crossed), fewest_replications=2, precision=None)
    sweep = SimpleNamespace(factors=(posts, *unknown), levers=(posts,), uncertainties=unknown, plan=plan, base=None)
    swept: Any = SimpleNamespace(sweep=sweep, measures=(DRIFT,), frames=lambda wanted: both)
    return SweptNumbers(swept, (DRIFT,))


def test_a_future_that_many_staffings_met_is_one_and_makes_nothing_of_chance() -> None:
    """Of 12 sweeps in which nothing does anything, with fixed seeds: in 0.6 of them a right program is expected to take
    something for moving the measure, and in more than three once in 450 times."""
    sweeps = [make_crossed(seed) for seed in range(12)]
    assert sum(any(one.is_told_apart for one in numbers.rank_factors(DRIFT)) for numbers in sweeps) <= 3


def test_luck_that_reaches_further_one_way_does_so_where_points_differ_too() -> None:
    """Ten points that differ by nothing but a little, and five replications of which one is far above the others: the
    interval is as a scenario's own, and not as wide below as above."""
    field = VariedField("x", FieldKind.number, None, None)
    factors = tuple(Factor(name, LEVER, (field,), low=0.0, high=1.0) for name in ("x", "y"))
    rows = [
        {"point": point, "replication": replication, "lever_x": float(point % 2), "lever_y": float(point),
         DRIFT: luck + 0.01 * point}
        for point in range(1, 11)
        for replication, luck in enumerate([50.0, 51.0, 52.0, 50.5, 90.0])
    ]  # fmt: skip
    plan = SimpleNamespace(
        design=SimpleNamespace(kind=DesignKind.latin_hypercube), fewest_replications=5, precision=None
    )
    sweep = SimpleNamespace(factors=factors, levers=factors, uncertainties=(), plan=plan, base=None)
    swept: Any = SimpleNamespace(sweep=sweep, measures=(DRIFT,), frames=lambda wanted: [pd.DataFrame(rows)])
    numbers = SweptNumbers(swept, (DRIFT,))
    (mean, _) = numbers.respond(factors[0], DRIFT).means
    own = numbers.estimate([50.06, 51.06, 52.06, 50.56, 90.06], DRIFT)
    assert (mean.low, mean.high) == pytest.approx((own.low, own.high), abs=0.05)
    assert mean.high - mean.mean > 2.0 * (mean.mean - mean.low)


def test_one_replication_is_said_to_give_no_intervals(tmp_path: Path) -> None:
    swept = fssim.sweep(write_sweep(tmp_path, replications="1", measures=f"[{DRIFT}]"), tmp_path / "out", jobs=1)
    numbers = gather_numbers(swept)
    assert build_what_moves(numbers).bullets[0].startswith("One replication of each setting gives no intervals")
    (design, _) = build_how_swept(numbers).paragraphs
    assert design.startswith("Design: grid. 1 replication of each setting. Random seed: 1.")


def test_words_that_come_to_the_same_are_not_held_against_themselves() -> None:
    frame = make_crossed(1).rows.assign(**{DRIFT: lambda rows: 50.0 + rows["replication"]})
    numbers = make_crossed(1)
    posts = replace(numbers.swept.sweep.factors[0], fields=(VariedField("x", FieldKind.text, None, None),))
    others = numbers.swept.sweep.factors[1:]
    numbers.swept.sweep.__dict__.update(factors=(posts, *others), levers=(posts,))
    numbers.__dict__["rows"] = frame
    response = numbers.respond(posts, DRIFT)
    assert (response.first, response.last) == (0, 5)
    assert (response.difference.low, response.difference.mean, response.difference.high) == (0.0, 0.0, 0.0)


def test_what_has_no_value_in_some_replications_is_counted(swept: SweepResults) -> None:
    rows = gather_numbers(swept).rows
    frame = rows.assign(**{DRIFT: rows[DRIFT].where(rows["replication"] > 0)})
    some = replace(gather_numbers(swept), measures=(DRIFT, STAFF_COST))
    some.__dict__["rows"] = frame
    (bullet,) = (one for one in build_what_moves(some).bullets if "nothing that a measure is the mean of" in one)
    assert "Some of the 8 replications" in bullet
    assert "no mean of it: Days in plans: drift (all but moving and court) in 4. " in bullet
    assert not any("nothing that a measure" in one for one in build_what_moves(gather_numbers(swept)).bullets)


def test_settings_that_failed_in_some_futures_are_left_out_and_the_others_compared(tmp_path: Path) -> None:
    """A change that starts in August cannot end in June: of four settings two met one future of two."""
    levers = """
  posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [2, 3]}
  start: {path: demand.shocks.publicity.start, values: [2019-05-01, 2019-08-01]}"""
    until = "{until: {path: demand.shocks.publicity.until, values: [2019-06-01, 2019-09-01]}}"
    file = write_sweep(tmp_path, levers=levers, uncertainties=until, measures=f"[{DRIFT}, {STAFF_COST}]")
    section = build_cost(gather_numbers(fssim.sweep(file, tmp_path / "out", jobs=1)))
    assert section is not None
    words = " ".join(section.paragraphs)
    assert "2 of 4 settings could not be simulated with all of these" in words
    assert "fssim rank adds replications" in words
    assert section.tables[0].rows


def test_what_moves_a_measure_is_told_though_points_differ_in_all_else() -> None:
    """Of 20 sweeps with fixed seeds, 19 intervals are expected to hold the truth; fewer than 16 do once in 3,000."""
    sweeps = [make_drawn(seed, 8.0) for seed in range(20)]
    first = [one.respond(one.swept.sweep.factors[0], DRIFT) for one in sweeps]
    assert all(response.is_told_apart for response in first)
    assert sum(one.difference.low < 8.0 * 5.0 / 6.0 < one.difference.high for one in first) >= 16


@pytest.mark.parametrize("name", ["summary.csv", "failures.csv"])
def test_an_unfinished_sweep_is_refused(swept: SweepResults, tmp_path: Path, name: str) -> None:
    file = swept.folder / name
    file.rename(tmp_path / name)
    try:
        with pytest.raises(fssim.QuestionError, match="the sweep is not finished"):
            fssim.report_sweep(swept)
    finally:
        (tmp_path / name).rename(file)
