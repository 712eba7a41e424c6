"""Keyed draws: known vectors, and nothing added to a scenario changes what somebody else draws."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.draws import FAMILY, GOLDEN, LAYER, MASK, POST, Purposes, entity_key, mix, purpose_of, uniform
from fssim.model.family_table import draw_families
from fssim.model.posts_over_time import draw_workers
from fssim.model.tables import Tables
from tests.laws import building as b

WORDS = st.integers(0, MASK)
RATE = 1e-4  # the chance that a statistical test below fails when nothing is wrong; all seeds are fixed


@pytest.mark.parametrize(
    ("seed", "outputs"),
    [
        (0, [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC]),
        (1234567, [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]),
    ],
)
def test_the_mixer_gives_the_published_outputs_of_splitmix64(seed: int, outputs: list[int]) -> None:
    assert [mix(seed + step * GOLDEN) for step in range(1, 5)] == outputs


@given(WORDS, WORDS, st.integers(0, 1 << 40))
def test_a_draw_is_strictly_between_0_and_1(key: int, purpose: int, index: int) -> None:
    assert 0.0 < uniform(key, purpose, index) < 1.0


def test_a_draw_is_the_same_in_every_process_and_release() -> None:
    key = entity_key(1, 0, FAMILY, 7)
    assert key == 7503982388105594391
    assert purpose_of("arrival") == 7968044877096821647
    assert uniform(key, Purposes.NEEDS, 3) == 0.8200232811041014


def test_draws_are_even_between_0_and_1() -> None:
    """Kolmogorov-Smirnov at error rate 1 in 10,000 over neighbouring indices, and over neighbouring families."""
    by_index = [uniform(entity_key(1, 0, FAMILY, 7), Purposes.NEEDS, index) for index in range(20000)]
    by_family = [uniform(entity_key(1, 0, FAMILY, number), Purposes.NEEDS) for number in range(20000)]
    for draws in (by_index, by_family):
        assert stats.kstest(draws, "uniform").pvalue > RATE


def test_purposes_indices_families_replications_and_seeds_are_unrelated() -> None:
    """Correlations of 20,000 pairs of draws, each at error rate 1 in 10,000."""
    base = [uniform(entity_key(1, 0, FAMILY, n), Purposes.NEEDS) for n in range(20000)]
    others = {
        "purpose": [uniform(entity_key(1, 0, FAMILY, n), Purposes.RISK) for n in range(20000)],
        "index": [uniform(entity_key(1, 0, FAMILY, n), Purposes.NEEDS, 1) for n in range(20000)],
        "family": [uniform(entity_key(1, 0, FAMILY, n + 1), Purposes.NEEDS) for n in range(20000)],
        "kind": [uniform(entity_key(1, 0, POST, n), Purposes.NEEDS) for n in range(20000)],
        "replication": [uniform(entity_key(1, 1, FAMILY, n), Purposes.NEEDS) for n in range(20000)],
        "seed": [uniform(entity_key(2, 0, FAMILY, n), Purposes.NEEDS) for n in range(20000)],
    }
    for name, draws in others.items():
        assert stats.pearsonr(base, draws).pvalue > RATE, name


def test_seed_replication_kind_and_number_each_make_another_key() -> None:
    keys = {
        entity_key(seed, replication, kind, number)
        for seed in range(6)
        for replication in range(6)
        for kind in (FAMILY, POST, LAYER)
        for number in range(6)
    }
    assert len(keys) == 6 * 6 * 3 * 6


def drawn(mapping: dict[str, Any]) -> tuple[list[tuple[Any, ...]], dict[str, list[tuple[Any, ...]]]]:
    """The families of a scenario, and the people in each post by its name."""
    tables = compile_scenario(b.scenario_of(mapping))
    return family_rows(tables), people_by_post(tables)


def family_rows(tables: Tables) -> list[tuple[Any, ...]]:
    f = draw_families(tables, 5, 2)
    columns = (f.arrival, f.identity, f.key, f.children, f.needs, f.risk, f.engagement, f.place)
    return list(zip(*columns, strict=True))


def people_by_post(tables: Tables) -> dict[str, list[tuple[Any, ...]]]:
    w = draw_workers(tables, 5, 2)
    people: dict[str, list[tuple[Any, ...]]] = {}
    for row in zip(w.post, w.start, w.end, w.agency, w.experienced, w.hours_a_day, strict=True):
        people.setdefault(tables.names.posts[row[0]], []).append(row[1:])
    return people


@pytest.fixture
def authority() -> dict[str, Any]:
    """Two teams of three whose posts empty and fill, and families of all kinds."""
    mapping = b.small_service(families_a_day=0.5, years=3)
    mapping["families"]["needs"] = b.chances(none=0.5, help=0.5)
    mapping["families"]["risk"] = b.chances(low=0.3, medium=0.4, high=0.3)
    mapping["families"]["engagement"] = b.drawn(1.0, "odds multiplier", "lognorm", s=0.5)
    mapping["roles"]["worker"]["turnover"] = b.turnover(0.6, 60, succeeds=0.6, agency=0.5)
    mapping["teams"]["team"] = b.team(2, worker=b.posts(3))
    return mapping


def test_another_team_and_role_change_nobody_else(authority: dict[str, Any]) -> None:
    families, people = drawn(authority)
    authority["roles"] = {"manager": b.role(turnover=b.turnover(1.0, 30)), **authority["roles"]}
    authority["teams"] = {"front door": b.team(1, manager=b.posts(2), worker=b.posts(1)), **authority["teams"]}
    authority["teams"]["team"]["posts"] = {"manager": b.posts(1), **authority["teams"]["team"]["posts"]}
    more_families, more_people = drawn(authority)
    assert more_families == families
    assert {post: more_people[post] for post in people} == people
    assert len(more_people) == len(people) + 3 + 2


def test_another_post_and_another_team_of_the_kind_change_nobody_else(authority: dict[str, Any]) -> None:
    families, people = drawn(authority)
    authority["teams"]["team"] = b.team(3, worker=b.posts(4))
    more_families, more_people = drawn(authority)
    assert more_families == families
    assert {post: more_people[post] for post in people} == people


def test_another_activity_stage_need_and_service_change_no_family(authority: dict[str, Any]) -> None:
    families, people = drawn(authority)
    pathway = authority["pathway"]
    pathway["activities"] = {"letter": b.activity({"worker": b.part(1.0)}, gap=3.0), **pathway["activities"]}
    pathway["stages"]["work"]["activities"].insert(0, "letter")
    pathway["stages"] = {"more": b.stage("task", decides={"task": "done"}, team="team"), **pathway["stages"]}
    pathway["decisions"]["done"] = {"to more": b.outcome("more", 0.5), "to closed": b.outcome("closed", 0.5)}
    authority["services"] = {"elsewhere": authority["services"]["outside"], **authority["services"]}
    authority["needs"]["another"] = b.need(service="elsewhere")
    more_families, more_people = drawn(authority)
    assert more_families == families
    assert more_people == people


def test_another_seed_and_another_replication_are_other_people(authority: dict[str, Any]) -> None:
    tables = compile_scenario(b.scenario_of(authority))
    arrivals = {tuple(draw_families(tables, seed, rep).arrival) for seed in (1, 2) for rep in (0, 1)}
    posts = {tuple(draw_workers(tables, seed, rep).end) for seed in (1, 2) for rep in (0, 1)}
    assert len(arrivals) == 4
    assert len(posts) == 4
