"""A forecast from an opening caseload: its numbers are those of the replications, counted another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import fssim
from fssim.authority.forecasts.forecast import Forecast
from fssim.authority.forecasts.monthly_counts import count_by_month, list_month_ends, list_monthly, read_counted
from fssim.engine.event_log import Event, EventLog
from fssim.measures.log_view.view import View
from fssim.report.forecast_page import build_forecast, forecast_page
from fssim.scenario import load, with_values
from fssim.scenario.schema.scenario import Scenario

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
REPLICATIONS = 10


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    changes = {"clock.warm_up_years": 1, "clock.observed_years": 1, "demand.children.value": 25000}
    log = fssim.simulate(with_values(load(SMALL), changes), seed=5)
    clock = log.scenario.clock.model_copy(update={"warm_up_years": 0})
    return log.scenario.model_copy(update={"opening": fssim.take_census(log, weeks=(0, 4, 13, 26)), "clock": clock})


@pytest.fixture(scope="module")
def made(scenario: Scenario) -> Forecast:
    return fssim.forecast(scenario, months=5, replications=REPLICATIONS, jobs=1)


def families_in(log: EventLog, stage: str, day: date) -> int:
    """Families in a stage before a day's work, from the log row by row."""
    stages: dict[int, str] = {}
    for kind, family, subject, time in zip(
        *(log.columns[name] for name in ("kind", "family", "subject", "time")), strict=True
    ):
        if kind == Event.ENTERED and log.tables.day_ordinals[int(time)] < day.toordinal():
            stages[int(family)] = log.tables.names.stages[subject]
    return list(stages.values()).count(stage)


def test_the_band_and_the_middle_are_of_the_replications_counted_by_hand(made: Forecast, scenario: Scenario) -> None:
    day = date(2019, 8, 1)
    clock = scenario.clock.model_copy(update={"observed_years": 1})
    logs = [fssim.simulate(scenario.model_copy(update={"clock": clock}), 1, n) for n in range(REPLICATIONS)]
    counts = sorted(families_in(log, "plan", day) for log in logs)
    (row,) = made.frame[(made.frame["stage"] == "Child in need plan") & (made.frame["date"] == day)].itertuples()
    assert (row.low, row.high) == (counts[0], counts[-1])  # the tenth part of nine steps is within the first
    assert row.middle in (counts[4], counts[5])
    assert row.unit == "families"


def test_on_the_first_day_it_is_what_was_counted(made: Forecast, scenario: Scenario) -> None:
    assert scenario.opening is not None
    first = made.frame[made.frame["date"] == scenario.clock.observed_from].set_index("what")
    by_stage = first.set_index("stage")
    for title, stage in (("Assessment", "assessment"), ("Child in need plan", "plan")):
        known = sum(band.families.value for band in scenario.opening.stages[stage].values())
        row = by_stage.loc[title]
        assert row["low"] == row["middle"] == row["high"] == known
    children = sum(band.children.value for band in scenario.opening.stages["plan"].values() if band.children)
    assert first.loc["Children on a child in need plan", "middle"] == children


def test_it_has_a_month_end_for_each_month_asked_for(made: Forecast, scenario: Scenario) -> None:
    dates = [date(2019, month, 1) for month in range(4, 10)]
    for _, rows in made.frame.groupby(["what", "stage"]):
        assert rows["date"].to_list() == dates
        assert (rows["low"] <= rows["middle"]).all()
        assert (rows["middle"] <= rows["high"]).all()


def test_the_same_seed_gives_the_same_forecast_on_more_processes(made: Forecast, scenario: Scenario) -> None:
    again = fssim.forecast(scenario, months=5, replications=REPLICATIONS, jobs=2)
    assert again.frame.equals(made.frame)


def test_its_page_says_every_number_and_asks_nothing_of_a_network(made: Forecast) -> None:
    (answer, months), page = build_forecast(made), forecast_page(made).decode()
    assert len(months.tables) == len(made.frame[["what", "stage"]].drop_duplicates())
    assert sum(len(table.rows) for table in months.tables) == len(made.frame)
    assert len(answer.tables[0].rows) == len(months.tables) + 1  # and a heading
    assert ".0<" not in page  # counts are whole
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert "report.xlsx" not in page  # there is no such file
    assert "In this report" not in page
    for sentence in answer.paragraphs:
        assert sentence in page.replace("&#39;", "'")


def test_a_scenario_without_a_caseload_is_refused() -> None:
    with pytest.raises(fssim.QuestionError, match="has no opening caseload"):
        fssim.forecast(load(SMALL))


def test_the_caseload_is_of_children_held_and_of_people_in_post(scenario: Scenario) -> None:
    """Children held by social workers over full-time social workers, at the end of each month, from the log."""
    log = fssim.simulate(scenario, 1, 0)
    numbers = {one.what: row for one, row in zip(list_monthly(log.tables), count_by_month(View(log)), strict=True)}
    for place, day in list(enumerate(list_month_ends(log.scenario.clock)))[::8]:
        time = min(float(np.searchsorted(np.asarray(log.tables.day_ordinals), day.toordinal())), log.tables.horizon)
        holder: dict[int, int] = {}
        rows = zip(*(log.columns[name] for name in ("kind", "family", "subject", "worker", "time")), strict=True)
        for kind, family, subject, worker, at in rows:
            if at < time and kind == Event.ALLOCATED:
                holder[int(family)] = int(worker)
            elif at < time and (kind == Event.UNALLOCATED or (kind == Event.ENTERED and subject != 1 and subject != 2)):
                holder.pop(int(family), None)
        holders = {log.tables.names.roles.index("social_worker")}
        workers = log.workers
        there = [
            n for n in range(len(workers)) if workers.role[n] in holders and workers.start[n] < time <= workers.end[n]
        ]
        held = sum(log.families.children[family] for family in holder)
        assert numbers["Children for each full-time worker"][place] == pytest.approx(held / len(there))
        assert numbers["Full-time workers in post who hold families"][place] == len(there)


def test_counts_of_other_days_are_drawn_beside_it(made: Forecast, scenario: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "counted.csv"
    file.write_text(
        "day,stage,families,children\n2019-03-31,plan,11,20\n2019-03-31,assessment,4,\n2017-03-31,plan,9,16\n",
        encoding="utf-8",
    )
    counted = read_counted(file, scenario)
    plan = "Children on a child in need plan"
    assert counted.to_records(index=False).tolist() == [
        ("Families open", "Child in need plan", date(2019, 3, 31), 11.0),
        ("Families open", "Assessment", date(2019, 3, 31), 4.0),
        ("Families open", "Child in need plan", date(2017, 3, 31), 9.0),
        (plan, "", date(2019, 3, 31), 20.0),
        (plan, "", date(2017, 3, 31), 16.0),
    ]
    _, months = build_forecast(replace(made, counted=counted))
    assert "Dots: counted at the end of a day." in months.paragraphs[0]
    drawn = {panel.title: panel.dots for picture in months.pictures for panel in picture.draw.args[0]}  # type: ignore[attr-defined]
    assert drawn[plan] == [(date(2019, 3, 31), 20.0)]  # what is longer ago than the months to come is left out
    assert drawn["Assessment"] == [(date(2019, 3, 31), 4.0)]
    assert drawn["Families unallocated"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("day,families\n", "has no column `stage`; its columns are day, stage, families, children"),
        ("day,stage,families\nMarch,plan,1\n", "counted.csv:2: day: is 'March'; it must be a date such as 2024-03-31"),
        (
            "day,stage,families\n2019-03-31,plans,1\n",
            "counted.csv:2: stage: there is no stage 'plans'; did you mean 'plan'",
        ),
        (
            "day,stage,families\n2019-03-31,plan,-1\n",
            "counted.csv:2: families: is '-1'; it must be a whole number, 0 or more",
        ),
        ("day,stage,families\n2019-03-31,plan,1\n2019-03-31,plan,2\n", "counts 'plan' on 2019-03-31 again"),
    ],
)
def test_counts_that_cannot_be_used_are_told_by_line(
    scenario: Scenario, tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "counted.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(fssim.ScenarioError) as refused:
        read_counted(file, scenario)
    assert message in str(refused.value)
