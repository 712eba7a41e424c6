"""Levers as people think of them: whole posts, what one takes from another, and sets of posts under one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import fssim
from fssim.scenario.findings import ScenarioError
from fssim.studies.sweeps.plan.sweep import build_scenario, generate_points, list_changes, load_sweep

WriteSweep = Callable[..., Path]
POSTS, LIMIT = "teams.safeguarding.posts.social_worker.posts.value", "roles.social_worker.caseload_limit.value"
ASSESS, NO_ACTION = (f"pathway.decisions.screened.{outcome}.probability" for outcome in ("assess", "no further action"))
ONE = {"uncertainties": ""}
OPTIONS = f"""
  staff:
    options:
      as it is: {{}}
      fewer and lighter: {{{POSTS}: 2, {LIMIT}: 9, demand.shocks.publicity.until: 2019-09-01}}"""


def test_a_range_with_a_step_takes_every_step_of_it(sweep_file: WriteSweep) -> None:
    levers = f"""
  posts: {{path: {POSTS}, range: {{low: 1, high: 3, step: 1}}}}
  limit: {{path: {LIMIT}, range: {{low: 10, high: 10.3, step: 0.1}}}}"""
    posts, limit = load_sweep(sweep_file(levers=levers, **ONE)).factors
    assert posts.values == (1, 2, 3)
    assert all(isinstance(value, int) for value in posts.values)
    assert limit.values == (10.0, 10.1, 10.2, 10.3)


def test_a_probability_takes_from_another(sweep_file: WriteSweep) -> None:
    levers = f"{{assess: {{path: {ASSESS}.value, takes_from: {NO_ACTION}, values: [0.5, 0.6]}}}}"
    sweep = load_sweep(sweep_file(levers=levers, **ONE))
    first, last = generate_points(sweep)
    assert list_changes(sweep, first) == {f"{ASSESS}.value": 0.5, f"{NO_ACTION}.value": 0.5}
    assert list_changes(sweep, last) == {f"{ASSESS}.value": 0.6, f"{NO_ACTION}.value": 0.4}
    outcomes = build_scenario(sweep, last).pathway.decisions["screened"]
    assert [outcomes[name].probability.value for name in ("no further action", "assess")] == [0.4, 0.6]


def test_several_take_from_one(sweep_file: WriteSweep) -> None:
    decisions = "pathway.decisions.reviewed ready"
    levers = f"""
  a: {{path: {LIMIT}, takes_from: demand.children, values: [20]}}
  b: {{path: roles.social_worker.caseload_limit.value, values: [20]}}"""
    with pytest.raises(ScenarioError, match=r"varies with levers\.a too"):
        load_sweep(sweep_file(levers=levers, **ONE))
    rows = "[{a: 0.55, b: 0.02}]"
    levers = f"""
  a: {{path: {decisions}.continue.probability.value, takes_from: {decisions}.end.probability}}
  b: {{path: {ASSESS}.value, takes_from: {decisions}.end.probability}}"""
    sweep = load_sweep(sweep_file(levers=levers, design=f"{{kind: list, rows: {rows}}}", **ONE))
    (point,) = generate_points(sweep)
    assert list_changes(sweep, point)[f"{decisions}.end.probability.value"] == pytest.approx(0.9 - 0.45 + 0.48)


def test_options_change_several_fields_each_by_its_own_value(sweep_file: WriteSweep) -> None:
    sweep = load_sweep(sweep_file(levers=OPTIONS, **ONE))
    (staff,) = sweep.factors
    assert (staff.kind, staff.values, staff.unit) == ("text; quote it", ("as it is", "fewer and lighter"), "")
    as_it_is, fewer = generate_points(sweep)
    assert list_changes(sweep, as_it_is) == {}
    assert build_scenario(sweep, as_it_is) == sweep.base
    changed = list_changes(sweep, fewer)
    assert changed == {POSTS: 2, LIMIT: 9.0, "demand.shocks.publicity.until": date(2019, 9, 1)}


def test_options_are_drawn_as_often_as_their_chances_say(sweep_file: WriteSweep) -> None:
    chances = "\n    chances: {as it is: 3, fewer and lighter: 1}"
    sweep = load_sweep(sweep_file(levers=OPTIONS + chances, design="{kind: latin hypercube, points: 40}", **ONE))
    values = Counter(point.values["staff"] for point in generate_points(sweep))
    assert values == {"as it is": 30, "fewer and lighter": 10}


@pytest.mark.parametrize(
    ("varied", "place", "message"),
    [
        (f"path: {POSTS}, range: {{low: 1, high: 3, step: 0.7}}", "x.range", "step is 0.7; a whole number of steps"),
        (f"path: {POSTS}, range: {{low: 1, high: 2, step: 0.5}}", "x.range", "must be a whole number"),
        (f"path: {LIMIT}, takes_from: services.talking therapy.wait, values: [1]", "x.takes_from", "is in months and"),
        (f"path: {ASSESS}.value, takes_from: {NO_ACTION}s, values: [1]", "x.takes_from", "did you mean"),
        (f"path: {ASSESS}.value, takes_from: {NO_ACTION}, values: [1.0]", "", ""),
        (f"path: {LIMIT}, takes_from: demand.children, values: [9999]", "x.takes_from", "take from another number"),
        (f"path: {ASSESS}.value, takes_from: [{NO_ACTION}, {ASSESS}], values: [1]", "x", "one for each path"),
        (f"path: {ASSESS}.value, takes_from: {ASSESS}, values: [1]", "x.takes_from", "cannot give way here"),
        ("values: [1]", "x", "says neither of `path` and `options`"),
        (f"path: {LIMIT}, options: {{a: {{}}}}", "x", "says both of `path` and `options`"),
        ("options: {a: {}, b: {}}", "x.options", "change nothing"),
        (f"options: {{a: {{{POSTS}: many}}}}", "x.options.a", "must be a whole number"),
        (f"options: {{a: {{{POSTS}x: 1}}}}", "x.options.a", "did you mean"),
        (f"options: {{a: {{{POSTS}: 1}}, b: {{}}}}, chances: {{a: 1}}", "x", "one of every option"),
    ],
)  # fmt: skip
def test_what_is_wrong(sweep_file: WriteSweep, varied: str, place: str, message: str) -> None:
    file = sweep_file(levers=f"{{x: {{{varied}}}}}", **ONE)
    if not message:
        load_sweep(file)
        return
    with pytest.raises(ScenarioError) as caught:
        load_sweep(file)
    assert f"levers.{place}" in str(caught.value)
    assert message in str(caught.value)


def test_a_row_of_a_list_names_an_option(sweep_file: WriteSweep) -> None:
    with pytest.raises(ScenarioError, match=r"rows\.1\.staff: is text 'fewer'; it must be 'as it is' or 'fewer and"):
        load_sweep(sweep_file(levers=OPTIONS, design="{kind: list, rows: [{staff: as it is}, {staff: fewer}]}", **ONE))


@pytest.mark.slow
def test_a_sweep_over_options_runs_and_can_be_explored(sweep_file: WriteSweep, tmp_path: Path) -> None:
    swept = fssim.sweep(sweep_file(levers=OPTIONS, **ONE), tmp_path / "out", jobs=1)
    assert list(swept.frame["lever_staff"].unique()) == ["as it is", "fewer and lighter"]
    explored = fssim.explore(swept)
    assert explored.data["base"] == 0
    assert explored.data["levers"][0]["varied"].startswith('{"options": {"as it is": {}, "fewer and lighter": {"teams')
    again = fssim.read_sweep(tmp_path / "out").sweep
    assert [list_changes(again, point) for point in generate_points(again)][1][POSTS] == 2


SETS = Path(__file__).parents[4] / "scenarios" / "ensembles" / "standard.yaml"


def test_the_sets_of_an_ensemble_are_options_and_a_crossed_design_takes_each_once(sweep_file: WriteSweep) -> None:
    ensemble = fssim.load_ensemble(SETS)
    count = len(ensemble.sets)
    levers = "{posts: {path: teams.assessment.posts.social_worker.posts.value, values: [20, 30]}}"
    file = sweep_file(
        base="standard", levers=levers, uncertainties=f"{{sets: {{ensemble: '{SETS}'}}}}",
        design=f"{{kind: crossed, points: {count}}}",
    )  # fmt: skip
    sweep = load_sweep(file)
    points = list(generate_points(sweep))
    assert Counter(point.values["sets"] for point in points) == {f"set {number + 1}": 2 for number in range(count)}
    (third,) = [point for point in points if point.values == {"posts": 20, "sets": "set 3"}]
    changed = list_changes(sweep, third)
    for path, value in ensemble.values_in(sweep.base, ensemble.sets[2].values).items():
        assert changed[f"{path}.value"] == pytest.approx(value)
    assert sweep.plan.uncertainties["sets"].ensemble == ""


@pytest.mark.parametrize(
    ("uncertainty", "says"),
    [
        ("{ensemble: nowhere.yaml}", "there is no file nowhere.yaml; give the path of an ensemble's file"),
        (f"{{ensemble: '{SETS}', values: [1]}}", "an ensemble's sets say that: keep one"),
        (f"{{ensemble: '{SETS}'}}", "none of whose numbers is as there"),
    ],
)
def test_an_ensemble_that_cannot_be_taken_in_is_told(sweep_file: WriteSweep, uncertainty: str, says: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        load_sweep(sweep_file(uncertainties=f"{{sets: {uncertainty}}}"))
    assert says in str(raised.value)
    assert "uncertainties.sets" in str(raised.value)
