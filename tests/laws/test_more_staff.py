"""More of a staff role, all else equal, does not raise the mean wait for that role."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import Scenario, with_values
from tests.laws import building as b
from tests.laws.shipped import shipped

pytestmark = pytest.mark.slow

REPLICATIONS = 4
ERROR_RATE = 0.001  # of each comparison, if more staff made no difference; all seeds are fixed
POSTS = {
    "social_worker": "teams.safeguarding.posts.social_worker",
    "team_manager": "teams.safeguarding.posts.team_manager",
    "conference_chair": "pools.conference_chairs.posts.conference_chair",
    "domestic_abuse_practitioner": "teams.safeguarding.posts.domestic_abuse_practitioner",
    "mental_health_practitioner": "teams.safeguarding.posts.mental_health_practitioner",
    "substance_misuse_practitioner": "teams.safeguarding.posts.substance_misuse_practitioner",
}
BUSY = {"clock.warm_up_years": 1, "clock.observed_years": 1, "demand.referral_rate.value": 550.0}


@cache
def busy_district() -> Scenario:
    """One district with a quarter more referrals, so that people wait for everybody."""
    return with_values(shipped("one_district"), BUSY)


@cache
def usual_logs() -> list[EventLog]:
    tables = compile_scenario(busy_district())
    return [simulate_tables(tables, 1, replication) for replication in range(REPLICATIONS)]


def logs_with_one_more(role: str) -> list[EventLog]:
    place = getattr(busy_district(), "pools" if POSTS[role].startswith("pools") else "teams")
    usual = place[POSTS[role].split(".")[1]].posts[role].posts.value
    tables = compile_scenario(with_values(busy_district(), {f"{POSTS[role]}.posts.value": usual + 1}))
    return [simulate_tables(tables, 1, replication) for replication in range(REPLICATIONS)]


def mean_wait_for(role: str, log: EventLog) -> float:
    """How long work for a role waited on average until somebody began it, in the observed year."""
    kind, worker, time = (np.asarray(log.columns[name]) for name in ("kind", "worker", "time"))
    done = np.isin(kind, (Event.PART_DONE, Event.HELD)) & (worker >= 0) & (time >= log.tables.observed_from)
    of_role = np.asarray(log.workers.role)[worker] == log.tables.names.roles.index(role)
    started, enabled = (np.asarray(log.columns[name])[done & of_role] for name in ("started", "enabled"))
    assert len(started) > 50
    return float((started - enabled).mean())


@pytest.mark.parametrize("role", POSTS)
def test_one_more_post_does_not_raise_the_mean_wait_for_its_role(role: str) -> None:
    """Paired over replications: the mean difference is not above zero by more than its noise."""
    usual, more = ([mean_wait_for(role, log) for log in logs] for logs in (usual_logs(), logs_with_one_more(role)))
    differences = np.subtract(more, usual)
    assert stats.ttest_1samp(differences, 0.0, alternative="greater").pvalue > ERROR_RATE
    assert np.mean(differences) < 0.0


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_one_more_worker_in_a_single_queue_shortens_its_wait_in_every_replication(workers: int) -> None:
    """Work for anybody in one team, first come first served, and no feedback."""
    waits_by_staff = []
    for staff in (workers, workers + 1):
        mapping = b.small_service(families_a_day=3.0 * workers, workers=staff)
        hours = b.drawn(2.5, "hours", "gamma", a=2.0)
        mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(hours)})
        tables = compile_scenario(b.scenario_of(mapping))
        waits_by_staff.append(
            [mean_wait_for("worker", simulate_tables(tables, 1, replication)) for replication in range(4)]
        )
    assert all(more < usual for usual, more in zip(*waits_by_staff, strict=True))
