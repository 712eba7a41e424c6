from math import isnan

import pytest

from fssim.engine.simulate import simulate_tables
from fssim.measures.indicators.durations import durations
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import load
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import HORIZON, Diary

PREFIX = "duration_child_in_need"


def on_a_plan(diary: Diary, start: str, end: str | None, children: int = 1) -> None:
    family = diary.family(children=children)
    diary.referred(diary.on(start), family)
    diary.entered(diary.on(start), family, "plan")
    if end is not None:
        diary.entered(diary.on(end), family, "closed")


@pytest.mark.parametrize(
    ("end", "band"),
    [
        ("2019-07-01", "up_to_3_months"),
        ("2019-07-02", "3_to_6_months"),
        ("2019-10-01", "3_to_6_months"),
        ("2020-04-01", "6_to_12_months"),
        ("2020-04-02", "1_to_2_years"),
    ],
)
def test_bands_go_by_the_calendar_and_include_their_upper_limit(diary: Diary, end: str, band: str) -> None:
    on_a_plan(diary, "2019-04-01", end)
    measures = durations(diary.view)
    ended = {name: value for name, value in measures.items() if "_ended_" in name and value > 0.0}
    assert ended == {f"{PREFIX}_ended_{band}_percent": 100.0}


def test_over_two_years_begins_in_the_warm_up(diary: Diary) -> None:
    on_a_plan(diary, "2018-04-03", "2020-04-06")
    assert durations(diary.view)[f"{PREFIX}_ended_over_2_years_percent"] == 100.0


def test_durations_are_counted_in_children(diary: Diary) -> None:
    on_a_plan(diary, "2019-04-01", "2019-04-15", children=3)  # 2 weeks
    on_a_plan(diary, "2019-04-01", "2020-01-06", children=1)  # 40 weeks
    measures = durations(diary.view)
    assert measures[f"{PREFIX}_mean_weeks"] == (3 * 2.0 + 40.0) / 4.0
    assert measures[f"{PREFIX}_median_weeks"] == 2.0
    assert measures[f"{PREFIX}_ended_up_to_3_months_percent"] == 75.0


def test_plans_open_at_the_end_of_each_year_are_counted_each_time(diary: Diary) -> None:
    on_a_plan(diary, "2020-02-03", None, children=1)  # 2 months at the end of the first year, 14 at the second
    on_a_plan(diary, "2021-03-01", None, children=2)  # 1 month at the end of the second
    measures = durations(diary.view)
    assert measures[f"{PREFIX}_open_up_to_3_months_percent"] == 75.0
    assert measures[f"{PREFIX}_open_1_to_2_years_percent"] == 25.0
    assert isnan(measures[f"{PREFIX}_mean_weeks"])


def test_the_stock_is_the_time_average_and_over_the_flow_gives_the_duration(diary: Diary) -> None:
    on_a_plan(diary, "2019-04-01", None, children=2)
    view = diary.view
    measures = durations(view)
    assert measures[f"{PREFIX}_children_mean"] == pytest.approx(2.0)
    assert measures[f"{PREFIX}_stock_over_flow_weeks"] == pytest.approx(731 / 7.0)  # both years, 2020 a leap year
    assert view.horizon == HORIZON


def test_consecutive_stages_of_one_plan_are_one_plan(diary: Diary) -> None:
    family = diary.family()
    diary.referred(260.0, family)
    diary.entered(diary.on("2019-05-01"), family, "plan")
    diary.entered(diary.on("2019-06-03"), family, "plan")
    diary.entered(diary.on("2019-09-02"), family, "court")
    measures = durations(diary.view)
    assert measures[f"{PREFIX}_ended_3_to_6_months_percent"] == 100.0


def test_a_band_that_no_plan_can_have_come_to_is_unknown_and_not_none() -> None:
    service = load(SERVICE)
    short = service.model_copy(
        update={"clock": service.clock.model_copy(update={"warm_up_years": 0, "observed_years": 1})}
    )
    view = View(simulate_tables(compile_scenario(short), 1, 0))
    measures = durations(view)
    for form in ("ended", "open"):
        assert isnan(measures[f"{PREFIX}_{form}_over_2_years_percent"])
        assert isnan(measures[f"{PREFIX}_{form}_1_to_2_years_percent"])
        assert not isnan(measures[f"{PREFIX}_{form}_6_to_12_months_percent"])
