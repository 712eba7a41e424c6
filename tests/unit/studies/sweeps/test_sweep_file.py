"""Reading sweep files: what is right is made ready, and what is wrong is told with its line and field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fssim.runs.replicate import measure, simulate
from fssim.scenario.findings import ScenarioError
from fssim.studies.sweeps.plan.sweep import (
    SweepPoint,
    build_scenario,
    count_points,
    generate_points,
    list_changes,
    load_sweep,
)
from fssim.studies.sweeps.work.work_units import list_measures_at

WriteSweep = Callable[..., Path]
SHIPPED = sorted((Path(__file__).parents[4] / "scenarios" / "sweeps").glob("*.yaml"))
LIMIT = "roles.social_worker.caseload_limit.value"


def test_levers_and_uncertainties_are_told_apart(sweep_file: WriteSweep) -> None:
    sweep = load_sweep(sweep_file())
    assert [(factor.column, factor.paths) for factor in sweep.factors] == [
        ("lever_limit", (LIMIT,)),
        ("uncertainty_children", ("demand.children.value",)),
    ]
    assert [factor.name for factor in sweep.levers] == ["limit"]
    assert [factor.name for factor in sweep.uncertainties] == ["children"]
    assert (sweep.levers[0].unit, sweep.levers[0].grade) == ("children", "")


def test_the_scenario_at_a_point_has_its_values_and_nothing_else_changed(sweep_file: WriteSweep) -> None:
    sweep = load_sweep(sweep_file())
    last = list(generate_points(sweep))[-1]
    assert last == SweepPoint(6, {"limit": 18.0, "children": 6000.0})
    made = build_scenario(sweep, last)
    assert made.roles["social_worker"].caseload_limit is not None
    assert (made.roles["social_worker"].caseload_limit.value, made.demand.children.value) == (18.0, 6000.0)
    assert made == sweep.base  # whose own values these are


def test_fields_that_move_together(sweep_file: WriteSweep) -> None:
    paths = "[needs.mental health.session_interval.value, services.talking therapy.session_interval.value]"
    sweep = load_sweep(sweep_file(levers=f"{{often: {{path: {paths}, values: [1, 2]}}}}", uncertainties=""))
    first = next(generate_points(sweep))
    assert set(list_changes(sweep, first).values()) == {1.0}
    assert len(list_changes(sweep, first)) == 2


def test_values_are_of_their_fields_kind(sweep_file: WriteSweep) -> None:
    levers = """
  until: {path: demand.shocks.publicity.until, values: [2019-07-01, "2019-08-01"]}
  posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [2, 3.0]}
  vacant: {path: roles.social_worker.when_vacant, values: [wait]}"""
    sweep = load_sweep(sweep_file(levers=levers, uncertainties=""))
    until, posts, vacant = sweep.factors
    assert until.values == (date(2019, 7, 1), date(2019, 8, 1))
    assert posts.values == (2, 3)
    assert all(isinstance(value, int) for value in posts.values)
    assert vacant.values == ("wait",)


def test_the_baseline_is_point_0(sweep_file: WriteSweep) -> None:
    sweep = load_sweep(sweep_file(baseline="base.yaml"))
    first = next(generate_points(sweep))
    assert first == SweepPoint(0, {})
    assert count_points(sweep) == len(list(generate_points(sweep))) == 7
    assert build_scenario(sweep, first) is sweep.baseline


def test_every_number_of_a_grade_over_its_evidence(sweep_file: WriteSweep, tmp_path: Path) -> None:
    file = sweep_file(levers="", uncertainties="", evidence_ranges="[assumed]", design="{kind: sobol, points: 4}")
    with (tmp_path / "base.yaml").open("a") as base:
        base.write(
            "demand:\n  children: {low: 5000, high: 7000}\n"
            "needs:\n  mental health:\n"
            "    session_hours: {low: 1, high: 3}\n    first_contact_hours: {low: 1, high: 3}\n"
        )
    sweep = load_sweep(file)
    assert [(factor.name, factor.low, factor.high) for factor in sweep.factors] == [
        ("demand_children", 5000.0, 7000.0),
        ("needs_mental_health_first_contact_hours", 1.0, 3.0),
    ]
    assert len(sweep.factors[1].paths) == 2  # one number, said of the first contact and of sessions


def test_a_published_number_read_loosely_varies_with_the_assumed_alone(sweep_file: WriteSweep, tmp_path: Path) -> None:
    own = {"levers": "", "uncertainties": "", "design": "{kind: sobol, points: 4}"}
    file = sweep_file(evidence_ranges="[assumed]", **own)
    base = (tmp_path / "base.yaml").read_text(encoding="utf-8")
    number = "unit: children, source: statute, grade: published, low: 5000, high: 7000"
    loose = f"{number}, value: 6000, confidence: low, note: of another town"
    hours = f"{number.replace('children', 'hours')}, value: 6000"
    (tmp_path / "base.yaml").write_text(
        f"{base}demand: {{children: {{{loose}}}}}\nneeds: {{mental health: {{session_hours: {{{hours}}}}}}}\n",
        encoding="utf-8",
    )
    (factor,) = load_sweep(file).factors
    assert (factor.name, factor.grade, factor.confidence) == ("statute", "published", "low")


@pytest.mark.parametrize(
    ("parts", "place", "message"),
    [
        ({"design": "{kind: cube}"}, "4: design.kind", "is text 'cube'; it must be 'grid', 'list'"),
        ({"replications": "0"}, "5: replications", "is the number 0; it must be 1 or more"),
        ({"seed": str(2**64)}, "8: seed", f"it must be {2**64 - 1} or less"),
        ({"seed": "1.5"}, "8: seed", "must be a whole number"),
        ({"repetitions": "2"}, "8: repetitions", "unknown field 'repetitions'; did you mean 'replications'?"),
        (
            {"levers": f"{{x: {{path: {LIMIT}, range: {{low: 1, high: 2, step: 0}}}}}}"},
            "6: levers.x.range.step:",
            "above 0",
        ),
        (
            {"levers": f"{{x: {{path: {LIMIT}, range: 7}}}}"},
            "6: levers.x.range:",
            "must be a map with 'low' and 'high'",
        ),
        ({"base": "other.yaml"}, "3: base", "there is no file other.yaml"),
        ({"levers": "{x: {path: roles.social_worker.caseload, values: [1]}}"}, "6: levers.x.path", "did you mean"),
        ({"levers": "{x: {path: demand.children, values: [1]}}"}, "6: levers.x.path", "add .value"),
        ({"levers": "{x: {path: demand, values: [1]}}"}, "6: levers.x.path", "holds more than one value"),
        ({"levers": "{x: {path: title.y, values: [1]}}"}, "6: levers.x.path", "has no fields inside it"),
        ({"levers": f"{{x: {{path: {LIMIT}}}}}"}, "6: levers.x", "says nothing of what it may be"),
        ({"levers": f"{{x: {{path: {LIMIT}, values: [-1]}}}}"}, "6: levers.x.values.0", "it must be 0 or more"),
        ({"levers": f"{{x: {{path: {LIMIT}, values: [many]}}}}"}, "6: levers.x.values.0", "must be a number"),
        ({"levers": f"{{x: {{path: {LIMIT}, values: [9, 9]}}}}"}, "6: levers.x.values.1", "is listed twice"),
        ({"levers": f"{{x: {{path: {LIMIT}, range: {{low: 1, high: 2}}}}}}"}, "6: levers.x", "no values for a grid"),
        ({"levers": f"{{x: {{path: {LIMIT}, range: evidence}}}}"}, "6: levers.x.range", "no low and high"),
        ({"levers": f"{{x: {{path: {LIMIT}, range: {{low: 2, high: 1}}}}}}"}, "6: levers.x.range:", "below high"),
        ({"levers": f"{{x: {{path: {LIMIT}, distribution: {{name: gama}}}}}}"}, "6: levers.x.distribution", "gamma"),
        ({"levers": "{X: {path: title, values: [a]}}"}, "6: levers.X", "small letters"),
        ({"levers": "{c: {path: demand.children.value, values: [1]}}"}, "7: uncertainties", "varies with levers.c too"),
        ({"levers": f"{{children: {{path: {LIMIT}, values: [9]}}}}"}, "7: uncertainties", "is the name of a lever too"),
        ({"levers": "", "uncertainties": ""}, "1", "there is nothing that varies"),
        ({"design": "{kind: sobol, points: 12}"}, "4: design", "it must be a power of 2, such as 8 or 16"),
        ({"design": "{kind: latin hypercube}"}, "4: design", "says no `points`"),
        ({"design": "{kind: list, rows: [{limit: 9}]}"}, "4: design.rows.0", "does not say 'children'"),
        ({"design": "{kind: list, rows: [{limit: 9, children: -1}]}"}, "4: design.rows.0.children", "0 or more"),
    ],
)
def test_what_is_wrong(sweep_file: WriteSweep, parts: dict[str, str], place: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_sweep(sweep_file(**parts))
    text = str(caught.value)
    assert f"sweep.yaml:{place}" in text
    assert message in text
    assert not any(of_pydantic in text for of_pydantic in ("function-", "literal[", "[one]", "input should"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_sweeps_can_be_simulated(file: Path) -> None:
    sweep = load_sweep(file)
    *_, last = generate_points(sweep)
    measured = measure(simulate(build_scenario(sweep, last), seed=1, replication=0))
    assert len(measured) > 200
    assert list(measured.index) == list_measures_at(sweep.base, tuple(list_changes(sweep, last).items()))
