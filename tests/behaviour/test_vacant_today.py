"""What a service manager would expect of posts that are vacant on the day that a run starts from."""

from __future__ import annotations

import numpy as np
import pytest

from fssim.arrays import Floats
from fssim.authority.forecasts.monthly_counts import count_by_month, list_monthly
from fssim.engine.simulate import simulate_tables
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from fssim.scenario.vacant_posts import count_posts_on_the_day
from tests.behaviour.running import REPLICATIONS, SHORT
from tests.laws.opening import count_vacant_posts
from tests.laws.shipped import shipped

IN_POST, CASELOAD = "Full-time workers in post who hold families", "Children for each full-time worker"


def months_from(vacant: int) -> tuple[list[str], Floats]:
    """What is counted at the ends of months from a day with so many vacant posts, on average over replications; and
    that so many were vacant on the day."""
    known = {"social_worker": {"value": vacant, "unit": "posts", "source": "your_number", "grade": "assumed"}}
    no_cover = {"roles.social_worker.turnover.agency_cover.value": 0.0}
    values = {**SHORT, **no_cover, "clock.warm_up_years": 2, "opening": {"vacant_posts": known}}
    tables = compile_scenario(with_values(shipped("one_district_standard"), values))
    logs = [simulate_tables(tables, 1, replication) for replication in range(REPLICATIONS)]
    assert [count_vacant_posts(log, "social_worker") for log in logs] == [vacant] * REPLICATIONS
    counts = np.mean([count_by_month(View(log)) for log in logs], axis=0)
    return [one.what for one in list_monthly(tables)], counts


def test_posts_that_are_vacant_today_are_felt_and_filled() -> None:
    """With half of the posts vacant and no agency workers, half as many are in post on the day as with none vacant,
    with more children for each. A year later the difference is smaller, as posts are filled by recruitment."""
    posts = count_posts_on_the_day(shipped("one_district_standard"), "social_worker")
    half = posts // 2
    what, none_vacant = months_from(0)
    _, half_vacant = months_from(half)
    in_post, caseload = what.index(IN_POST), what.index(CASELOAD)
    assert none_vacant[in_post, 0] * (posts - half) / posts == pytest.approx(half_vacant[in_post, 0], rel=0.05)
    assert half_vacant[caseload, 0] > none_vacant[caseload, 0]
    first, last = (none_vacant[in_post, month] - half_vacant[in_post, month] for month in (0, 12))
    assert last < first
