"""The report of a sweep whose settings differ in all that varies: what it says of what was varied, and does not say of
what is best."""

from __future__ import annotations

import numpy as np
import pytest

from fssim.measures.headline import STAFF_COST
from fssim.report.sweep_report.response_sections import build_responses, build_what_moves
from fssim.report.sweep_report.settings_sections import build_cost, build_settings
from fssim.report.sweep_report.swept_numbers import SweptNumbers
from fssim.report.sweep_report.varied_section import build_varied
from tests.known_sweep import HIGH, LOW, Values, make_sweep

DRIFT = "ledger_in_plans_drift_days_per_family"
UNALLOCATED = "unallocated_days_per_family"
MEASURES = (DRIFT, UNALLOCATED, STAFF_COST)
POSTS = "teams.safeguarding.posts.social_worker.posts.value"
LIMIT = "roles.social_worker.caseload_limit.value"
VARIED = {
    "levers": {
        "posts": {"path": POSTS, "values": [3, 4, 5], "label": "Social workers"},
        "package": {"options": {"none": {}, "fewer families": {LIMIT: 12}}, "label": "Package"},
    },
    "uncertainties": {
        "children": {"path": "demand.children.value", "range": {"low": 4000, "high": 5000}, "label": "Children"},
        "assessed": {
            "path": "pathway.decisions.screened.assess.probability.value", "range": {"low": 0.45, "high": 0.55},
            "takes_from": "pathway.decisions.screened.no further action.probability", "label": "Assessed",
        },
        "manager": {"path": "roles.team_manager.cost.value", "range": {"low": LOW, "high": HIGH}},
        "chair": {"path": "roles.conference_chair.cost.value", "range": {"low": LOW, "high": HIGH}},
        "worker": {"path": "roles.social_worker.cost.value", "range": {"low": LOW, "high": HIGH}},
    },
}  # fmt: skip


def answer(values: Values, replication: int) -> dict[str, float]:
    """Drift by posts and, a little, by the children; days unallocated by luck alone; and a cost."""
    luck = np.random.default_rng([round(values["children"]), replication]).normal(size=2)
    drift = 50.0 + 3.0 * values["posts"] + values["children"] / 250.0 + 0.5 * luck[0]
    return {DRIFT: drift, UNALLOCATED: 5.0 + luck[1], STAFF_COST: 50_000.0 * values["posts"] + values["manager"]}


def gather(kind: str = "latin hypercube") -> SweptNumbers:
    together = [{"between": ["children", "assessed"], "rank": 0.6, "reason": "busier front doors assess more"}]
    swept = make_sweep(
        answer, MEASURES, design={"kind": kind, "points": 48}, replications=3, correlations=together,
        **VARIED,
    )  # fmt: skip
    return SweptNumbers(swept, MEASURES)


@pytest.fixture(scope="module")
def numbers() -> SweptNumbers:
    return gather()


def test_what_was_varied_says_what_goes_together_gives_way_and_is_in_a_package(numbers: SweptNumbers) -> None:
    section = build_varied(numbers)
    assert section.paragraphs == [
        "Children (children) and Assessed (probability) go together where they are drawn: the correlation of their "
        "ranks (Spearman's) is 0.6: busier front doors assess more."
    ]
    assert section.bullets == [
        "Package, none: as the base has it.", "Package, fewer families: caseload limit of role social worker 12."
    ]  # fmt: skip
    table = section.tables[0]
    assert [column.heading for column in table.columns][-1] == "Evidence"  # nobody said why, so no column says it
    rows = {str(row[0]): row for row in table.rows}
    assert rows["Assessed (probability)"][2] == "0.451 to 0.549: 48 values, in 6 groups below"
    assert str(rows["Assessed (probability)"][3]).endswith("no further action in decision table screened gives way")
    assert rows["Social workers (posts)"][2] == "3; 4; 5"


def test_the_ends_of_groups_are_told_apart(numbers: SweptNumbers) -> None:
    """Of a share that reaches over a tenth, two decimals would leave eleven ends at most."""
    ends = [float(end) for name in numbers.groups["assessed"][0] for end in name.split(" to ")]
    assert ends == sorted(ends)
    assert all(low < high for low, high in zip(ends[::2], ends[1::2], strict=True))
    assert {len(name) for name in numbers.groups["assessed"][0]} == {len("0.451 to 0.549")}


def test_what_is_drawn_is_said_and_no_more(numbers: SweptNumbers) -> None:
    section = build_responses(numbers)
    assert len(section.pictures) == 6
    assert "Drawn are 6 of the 7 that vary: what we choose, and then what moves days in plans" in section.paragraphs[1]


def test_where_settings_met_other_futures_none_is_the_best_for_its_cost(numbers: SweptNumbers) -> None:
    section = build_cost(numbers)
    assert section is not None
    assert not section.tables
    assert section.paragraphs[0].startswith("Each setting met values of its own of what is not known")
    crossed = build_cost(gather("crossed"))
    assert crossed is not None
    assert [type(value) for value in crossed.tables[0].rows[0][:2]] == [float, str]  # levers keep their types


def test_settings_are_numbered_by_numbers(numbers: SweptNumbers) -> None:
    assert [row[0] for row in build_settings(numbers).tables[0].rows] == [float(place) for place in range(1, 49)]


def test_what_only_a_rows_own_interval_tells_may_move_it(numbers: SweptNumbers) -> None:
    effects = build_varied(numbers).tables[1]
    verdicts = {(str(row[0]), str(row[2])): (row[6], row[7]) for row in effects.rows}
    assert {verdict for _, verdict in verdicts.values()} >= {"moves it", "may move it", "cannot tell"}
    for (low, high), verdict in verdicts.values():  # type: ignore[misc]
        assert (low > 0.0 or high < 0.0) == (verdict in ("moves it", "may move it"))


def test_that_nothing_can_be_told_comes_with_what_may_tell(numbers: SweptNumbers) -> None:
    words = " ".join(build_what_moves(numbers).paragraphs)
    assert "Social workers (posts) moves it most" in words
    assert "From 3 replications, nothing that was varied can be told to move it; more may tell." in words
