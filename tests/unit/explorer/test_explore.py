"""What the page is made from: settings, comparisons and lines over time are those of fssim's own functions."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fssim
from fssim.explorer.comparisons import ANSWER, VERDICTS
from fssim.explorer.page_data import average_weeks, list_panels
from fssim.explorer.settings import list_between, read_scenario_value, read_settings
from fssim.studies.sweeps.plan.factors import FieldKind
from tests.unit.explorer.conftest import swept_grid


def test_numbers_are_those_of_fssim(swept: fssim.SweepResults) -> None:
    explored = fssim.explore(swept.folder)
    compared = explored.compared
    numbers, verdicts = compared.compare()
    baseline = len(compared.settings.simulated)
    assert compared.with_whom == list(range(baseline + 1))
    assert compared.reference == baseline
    for names in compared.tables.values():
        theirs = fssim.compare(swept.at(3), swept.at(0), names)
        for name, row in theirs.iterrows():
            column = compared.measures.index(str(name))
            mine = numbers[baseline, 2, column]
            assert list(mine) == pytest.approx([row["difference"], row["low"], row["high"]], nan_ok=True)
            assert VERDICTS[verdicts[baseline, 2, column]] == row["verdict"]
    means = swept.frame.groupby("point")[compared.measures].mean().loc[1:].reset_index(drop=True)
    shown = explored.frame[compared.measures]
    pd.testing.assert_frame_equal(shown, means.reindex(columns=compared.measures), rtol=1e-12)
    assert list(explored.frame["lever_limit"]) == [12, 12, 12, 15, 15, 15, 24, 24, 24]
    assert explored.left_out["count"].eq(5).all()


def test_a_measure_stands_in_one_table(swept: fssim.SweepResults) -> None:
    tables = fssim.explore(swept).compared.tables
    names = [name for table in tables.values() for name in table]
    assert len(names) == len(set(names))
    assert next(iter(tables)) == ANSWER


def test_where_levers_stop(swept: fssim.SweepResults) -> None:
    limit, children = read_settings(swept, swept.measures[:1]).levers
    assert limit.label == "Caseload limit (children)"
    assert [stop.written for stop in limit.stops if stop.simulated] == ["12", "15", "24"]
    assert [stop.yaml for stop in limit.stops][:3] == ["12", "12.6", "13.2"]
    assert children.stops[0].place == 0.0
    assert children.stops[-1].place == 1.0
    assert children.stops[-1].written == "6,000"


def test_dates_stop_at_months_and_words_do_not_lie_between(tmp_path: Path) -> None:
    base = fssim.load_sweep("length_of_vacancy").base
    assert read_scenario_value(base, "vacancies.mental_health.until") == date(2020, 1, 1)
    assert list_between(FieldKind.date, date(2019, 11, 1), date(2020, 2, 1)) == [date(2019, 12, 1), date(2020, 1, 1)]
    assert list_between(FieldKind.whole, 9, 12) == [10, 11]
    levers = "{empty: {path: roles.mental_health_practitioner.when_vacant, values: [wait, refer externally]}}"
    swept = swept_grid(tmp_path, levers=levers, baseline="")
    settings = read_settings(swept, swept.measures[:1])
    (lever,) = settings.levers
    assert not lever.ordered
    assert [stop.yaml for stop in lever.stops] == ['"wait"', '"refer externally"']
    assert [len(places) for _, places in settings.group_places()] == [1, 1]
    assert fssim.explore(swept).left_out["typical"].isna().all()


def test_a_page_begins_where_nothing_lies_outside(swept: fssim.SweepResults, tmp_path: Path) -> None:
    """Where all combinations were simulated, with the base's or the first; of points spread out, near the middle, so
    that a step either way of any lever is known."""
    assert fssim.explore(swept).data["opening"] == (read_settings(swept, swept.measures[:1]).base or 0)
    levers = "{limit: {path: roles.social_worker.caseload_limit.value, range: {low: 10, high: 20}}, "
    levers += "children: {path: demand.children.value, range: {low: 2000, high: 4000}}}"
    spread = swept_grid(
        tmp_path, levers=levers, design="{kind: latin hypercube, points: 9}", baseline="", weekly="", replications="1"
    )
    settings = read_settings(spread, spread.measures[:1])
    places = np.array([
        [lever.stops[at].place for lever, at in zip(settings.levers, one.stops, strict=True)]
        for one in settings.simulated
    ])  # fmt: skip
    opening = fssim.explore(spread).data["opening"]
    assert opening != 0
    assert opening == 1 + int(np.linalg.norm(places[1:] - 0.5, axis=1).argmin())


def test_lines_are_means_of_four_weeks(swept: fssim.SweepResults) -> None:
    data = fssim.explore(swept).data
    panels, dates = data["weekly"]["panels"], data["weekly"]["dates"]
    numbers = np.frombuffer(b64decode(data["weekly"]["numbers"]), "<f4").reshape(10, len(panels), len(dates))
    assert [panel["label"] for panel in panels] == ["Families waiting for mental health help"]
    point = swept.at(5)
    weeks = np.mean([one.numbers.sum(axis=0)[one.warm_up_weeks :] for one in point.weekly.values()], axis=0)
    assert numbers[4, 0, 1] == pytest.approx(weeks[4:8].mean(), rel=1e-6)
    assert date.fromisoformat(dates[1]) == average_weeks([point.weekly])[0][1]
    assert (date.fromisoformat(dates[1]) - date.fromisoformat(dates[0])).days == 28


def test_a_need_whose_routes_are_not_all_kept_has_lines_of_its_own() -> None:
    series = ["families waiting for mental health, internal", "families unallocated"]
    labels = [panel.label for panel in list_panels(series, ["mental health"])]
    assert labels == ["Families waiting for mental health, internal", "Families unallocated"]


def test_uncertainties_are_averaged_over(tmp_path: Path) -> None:
    uncertain = "{children: {path: demand.children.value, values: [2000, 4000]}}"
    levers = "{limit: {path: roles.social_worker.caseload_limit.value, values: [12, 18]}}"
    swept = swept_grid(tmp_path, levers=levers, uncertainties=uncertain, weekly="")
    explored = fssim.explore(swept)
    assert len(explored.frame) == 2
    drift = explored.compared.measures[0]
    assert explored.frame[drift][0] == pytest.approx(swept.frame.query("lever_limit == 12")[drift].mean())
    assert explored.data["weekly"] is None
    assert "Over time" not in explored.html()
    assert "This sweep kept no weekly numbers" in explored.html()


def test_settings_that_met_different_futures_are_of_those_too(tmp_path: Path) -> None:
    """A Latin hypercube over a lever and an uncertainty: no two settings met the same."""
    levers = "{limit: {path: roles.social_worker.caseload_limit.value, values: [12, 18, 24]}}"
    uncertain = "{children: {path: demand.children.value, range: {low: 2000, high: 4000}}}"
    design = "{kind: latin hypercube, points: 20}"
    swept = swept_grid(tmp_path, design=design, levers=levers, uncertainties=uncertain, replications="2", weekly="")
    explored = fssim.explore(swept)
    frame = swept.frame.query("point > 0").groupby("point").mean(numeric_only=True)
    cost = "cost_staff_gbp_a_year"
    assert list(explored.frame["uncertainty_children"]) == pytest.approx(list(frame["uncertainty_children"]))
    assert list(explored.frame[cost]) == pytest.approx(list(frame[cost]))
    assert [lever["known"] for lever in explored.data["levers"]] == [True, False]
    assert (explored.data["futures_differ"], explored.data["everywhere"]) == (True, True)
    assert "children - nobody knows it" in explored.html()


def test_what_cannot_be_explored_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept = swept_grid(tmp_path, levers="", uncertainties="{children: {path: demand.children.value, values: [2000]}}")
    with pytest.raises(fssim.QuestionError, match="has no levers"):
        fssim.explore(swept)
    (swept.folder / "summary.csv").unlink()
    with pytest.raises(fssim.QuestionError, match="not finished; run it again"):
        fssim.explore(swept.folder)
    with pytest.raises(fssim.OutputError, match=r"has no sweep\.json"):
        fssim.explore(tmp_path)


def test_a_page_that_is_too_large_to_send_is_refused(
    swept: fssim.SweepResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    explored = fssim.explore(swept)
    assert len(explored.html()) < 1e6
    monkeypatch.setattr("fssim.explorer.explore.MOST_BYTES", 1000)
    with pytest.raises(fssim.QuestionError, match=r"the page would have 0\.\d MB"):
        explored.html()


def test_many_settings_are_compared_with_one(swept: fssim.SweepResults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fssim.explorer.comparisons.MOST_COMPARED", 10)
    compared = fssim.explore(swept).compared
    assert compared.with_whom == [9]
    assert compared.compare()[0].shape[:2] == (1, 10)
