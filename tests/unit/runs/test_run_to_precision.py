"""Running until something is known well enough."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import fssim
from fssim.errors import UnknownMeasure
from fssim.measures.headline import lead_measures
from fssim.runs.folder.stored_run import write_data, write_manifest
from fssim.runs.results import Results
from fssim.runs.run_to_precision import measure_widths
from fssim.runs.runner import run_all
from fssim.scenario.override import with_values
from fssim.statistics.stopping_rule import schedule_looks

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
NAN = math.nan
WAIT = "wait_mental_health_from_first_referral_mean_working_days"


@pytest.fixture(scope="module")
def small() -> fssim.Scenario:
    return with_values(fssim.load(SMALL), {"clock.warm_up_years": 0, "clock.observed_years": 1})


@pytest.fixture(scope="module")
def busier(small: fssim.Scenario) -> fssim.Scenario:
    return with_values(small, {"title": "A busier service", "demand.referral_rate.value": 700})


def shares(results: list[Results], *measures: str) -> list[tuple[str, str | None, float]]:
    return [(item.measure, item.against, item.share) for item in measure_widths(results, measures)]


def test_widths_worked_by_hand(results_of: Any) -> None:
    # differences 1, 2, 3: half an interval is 2.484138, of 20
    here, there = results_of({"wait": [11.0, 22.0, 33.0]}), results_of({"wait": [10.0, 20.0, 30.0]}, "there")
    assert shares([here, there], "wait") == [("wait", "there", pytest.approx(2.484138 / 20.0))]
    # by itself: sd 11, half an interval 11 x 2.484138, of 22
    assert shares([here], "wait") == [("wait", None, pytest.approx(11.0 * 2.484138 / 22.0))]


@pytest.mark.parametrize("shift", [-15.0, -2.0, 0.0, 40.0])
def test_the_width_does_not_depend_on_the_size_of_the_difference(results_of: Any, shift: float) -> None:
    there = results_of({"wait": [10.0, 20.0, 30.0]}, "there")
    here = results_of({"wait": [11.0 + shift, 22.0 + shift, 33.0 + shift]})
    assert measure_widths([here, there], ["wait"])[0].share == pytest.approx(2.484138 / 20.0)


def test_what_there_is_nothing_of_is_left_out_and_what_is_scarce_is_not_known(results_of: Any) -> None:
    here = results_of({"never": [NAN] * 3, "once": [1.0, NAN, NAN], "here": [1.0, 2.0, 3.0], "none": [0.0] * 3})
    there = results_of({"never": [1.0] * 3, "once": [1.0, 2.0, 3.0], "none": [0.0] * 3}, "there")
    (once, against, share), none = shares([here, there], "never", "once", "here", "none")
    assert (once, against) == ("once", "there")
    assert math.isnan(share)
    assert none == ("none", "there", 0.0)


def test_a_baseline_of_zero_is_measured_against_what_there_is(results_of: Any) -> None:
    here, there = results_of({"cost": [11.0, 22.0, 33.0]}), results_of({"cost": [0.0] * 3}, "there")
    assert measure_widths([here, there], ["cost"])[0].share == pytest.approx(11.0 * 2.484138 / 22.0)


def test_it_stops_as_soon_as_it_has_been_narrow_enough_twice(small: fssim.Scenario, busier: fssim.Scenario) -> None:
    precise = fssim.run_to_precision(busier, small, 0.5, [WAIT], seed=3, jobs=1)
    assert precise.reached
    assert precise.too_wide == ()
    assert precise.measures == (WAIT,)
    count = len(precise.results[0].rows)
    assert [item.name for item in precise.results] == ["A busier service", "A small service"]
    assert measure_widths(precise.results, [WAIT])[0].share <= 0.5
    fixed = run_all({"busier": busier, "small": small}, count, 3, jobs=1)
    for there, here in zip(fixed, precise.results, strict=True):
        pd.testing.assert_frame_equal(there.frame, here.frame, check_exact=True)
    look = list(schedule_looks(400)).index(count)
    assert measure_widths(first(precise.results, list(schedule_looks(400))[look - 1]), [WAIT])[0].share <= 0.5
    if look > 1:
        assert precise.slowest == measure_widths(first(precise.results, list(schedule_looks(400))[look - 2]), [WAIT])[0]
        assert precise.slowest.share > 0.5
    else:
        assert precise.slowest is None


def first(results: list[Results], count: int) -> list[Results]:
    """The first so many replications of results."""
    return [
        Results(item.name, item.scenario, item.engine, item.seed, {r: item.rows[r] for r in range(count)})
        for item in results
    ]


def test_the_most_allowed_comes_first(small: fssim.Scenario, busier: fssim.Scenario) -> None:
    precise = fssim.run_to_precision(busier, [small], 0.001, [WAIT, "cost_staff_gbp_a_year"], 12, jobs=1)
    assert not precise.reached
    assert len(precise.results[0].rows) == 12
    assert precise.too_wide[0].measure == WAIT
    assert all(item.share > 0.001 for item in precise.too_wide)


def test_a_scenario_by_itself_and_the_measures_that_an_answer_is_given_in(small: fssim.Scenario) -> None:
    precise = fssim.run_to_precision(small, precision=0.9, replications_at_most=10, jobs=1)
    assert len(precise.results) == 1
    assert WAIT in precise.measures
    assert set(precise.measures) <= set(lead_measures(small))
    assert len(precise.measures) == 5


def test_two_scenarios_of_one_title_have_names_of_their_own(small: fssim.Scenario) -> None:
    precise = fssim.run_to_precision(small, [small, small], 0.5, [WAIT], 10, jobs=1)
    assert [item.name for item in precise.results] == ["A small service", "A small service (2)", "A small service (3)"]
    assert precise.reached


def test_processes_change_nothing(small: fssim.Scenario, busier: fssim.Scenario, tmp_path: Path) -> None:
    for jobs in (1, 2):
        precise = fssim.run_to_precision(busier, small, 0.5, [WAIT], 40, jobs=jobs)
        folder = tmp_path / str(jobs)
        folder.mkdir()
        write_data(folder, precise.results)
        write_manifest(folder, precise.results, precise)
    for name in ("manifest.json", "replications.parquet", "summary.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    manifest = json.loads((tmp_path / "1" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["precision"] == {
        "asked": 0.5,
        "measures": [WAIT],
        "replications_at_most": 40,
        "reached": precise.reached,
    }
    assert manifest["replications"] == len(precise.results[0].rows)


def test_progress_goes_from_look_to_look(small: fssim.Scenario) -> None:
    progress: list[tuple[int, int]] = []
    fssim.run_to_precision(
        small, precision=0.0001, measures=[WAIT], replications_at_most=13, jobs=1,
        on_progress=lambda done, total: progress.append((done, total)),
    )  # fmt: skip
    assert progress == [(n, 10) for n in range(11)] + [(n, 13) for n in range(10, 14)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"precision": 0.0}, "between 0 and 1"),
        ({"precision": 5.0}, "between 0 and 1"),
        ({"replications_at_most": 9}, "10 or more"),
        ({"jobs": 0}, "1 or more"),
    ],
)
def test_numbers_that_cannot_be(small: fssim.Scenario, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fssim.run_to_precision(small, **options)


def test_a_measure_that_is_not_known(small: fssim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fssim.runs.runner.replicate", lambda task: pytest.fail("it simulated"))
    with pytest.raises(UnknownMeasure, match=r"no measure 'visit_in_time'; did you mean 'visits_in_time_percent'"):
        fssim.run_to_precision(small, measures=["visit_in_time"], jobs=1)
    with pytest.raises(TypeError, match="load it first"):
        fssim.run_to_precision(small, "standard.yaml")  # type: ignore[arg-type]
