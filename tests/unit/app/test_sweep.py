"""Sweep and ask: what is typed is read or told of at its field, and the job answers what was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fssim import load, load_sweep
from fssim.app.ask_for_run import Besides, Errors
from fssim.app.form.answers import CannotRead
from fssim.app.form.bases import Base
from fssim.app.form.build_form import build_form
from fssim.app.form.own_service import read_service
from fssim.app.sweep.levers import LeverChoice, list_lever_choices, read_typed_values
from fssim.app.sweep.sweep_job import NOT_YET, sweep_and_ask
from fssim.app.sweep.sweep_question import ANSWER, ANSWER_FILE, SWEEP_FILE, SweepQuestion, read_question
from fssim.app.work.work_folder import Notes
from fssim.studies.sweeps.plan.factors import find_field
from tests.unit.app.small_service import TEXT

POSTS = "teams.safeguarding.posts.social_worker.0.posts"
UNTIL = "vacancies.mental_health.until"
DRIFT = "ledger_in_plans_drift_days_per_family"


def base_of(name: str) -> Base:
    scenario = load(name)
    return Base(name, scenario, name, scenario)


def a_year_of(name: str) -> Base:
    """A service that takes no time to run."""
    own = read_service(TEXT.format(base=name, name="the district"), "year.yaml")
    return Base("own-0123456789abcdef", own.scenario, name, load(name))


def find(key: str) -> Base | None:
    return a_year_of(key) if key in ("one_district", "standard") else None


def asked(errors: Errors, replications: int = 10, **typed: str) -> SweepQuestion | None:
    whole = {"first": POSTS, "first_values": "9, 10", "measure": DRIFT} | typed
    names = {name.replace("_values", "-values"): text for name, text in whole.items()}
    return read_question(a_year_of("one_district_vacancy"), names, Besides(replications, Notes()), find, errors)


def choice(name: str) -> LeverChoice:
    form = build_form(load("one_district_vacancy"))
    return next(choice for choice in list_lever_choices(form) if choice.field.name == name)


@pytest.mark.parametrize("name", ["standard", "one_district_vacancy", "pandemic_launch", "pooled_specialists"])
def test_every_lever_is_a_field_that_a_sweep_can_vary(name: str) -> None:
    scenario = load(name)
    choices = list_lever_choices(build_form(scenario))
    assert len(choices) > 20
    for choice in choices:
        find_field(scenario, choice.path)


@pytest.mark.parametrize("typed", ["8, 10, 12", "8;10; 12", "8,10,12", "12 and 8 and 10", "8\n10\n12"])
def test_values_are_typed_as_people_type_them(typed: str) -> None:
    assert read_typed_values(choice(POSTS), typed) == (8.0, 10.0, 12.0)


def test_thousands_and_shares_and_dates_are_read() -> None:
    assert read_typed_values(choice("demand.children"), "14,000, 15,000") == (14_000.0, 15_000.0)
    assert read_typed_values(choice("vacancies.mental_health.amount"), "50, 100") == (0.5, 1.0)
    days = read_typed_values(choice(UNTIL), "1 July 2019; 2020-01-01")
    assert [day.isoformat() for day in days if not isinstance(day, float)] == ["2019-07-01", "2020-01-01"]


@pytest.mark.parametrize(
    "typed", ["", "8", "8, 8", "eight, ten", "1,2,3,4,5,6,7,8,9", "8.5, 9", ", ".join("9" * 5_000)]
)
def test_values_that_cannot_be_are_told_of(typed: str) -> None:
    with pytest.raises(CannotRead):
        read_typed_values(choice(POSTS), typed)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first": ""}, "first"),
        ({"first": "demand"}, "first"),
        ({"first_values": "9"}, "first-values"),
        ({"first_values": "-1, 9"}, "first-values"),
        ({"second": POSTS, "second_values": "1, 2"}, "second"),
        ({"second_values": "1, 2"}, "second"),
        ({"measure": "luck"}, "measure"),
        ({"budget": "lots"}, "budget"),
        ({"budget": "-1"}, "budget"),
        ({"against": "nowhere"}, "against"),
        ({"first": "vacancies.mental_health.start", "first_values": "1/4/2019; 1/5/2019", "against": "one_district"},
         "against"),
    ],
)  # fmt: skip
def test_every_mistake_is_at_its_field(typed: dict[str, str], field: str) -> None:
    errors: Errors = []
    assert asked(errors, **typed) is None
    assert {name for name, _ in errors} == {field}


@pytest.mark.slow
def test_the_job_answers_what_was_asked(tmp_path: Path) -> None:
    errors: Errors = []
    question = asked(
        errors, second=UNTIL, second_values="1/7/2019; 1/1/2020", against="one_district", budget="9,000,000"
    )
    assert not errors
    assert question is not None
    for name, content in question.write_files().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "asked.json").write_text(json.dumps({"options": question.options()}))
    assert [factor.path for lever in load_sweep(tmp_path / SWEEP_FILE).levers for factor in lever.fields] == [
        "teams.safeguarding.posts.social_worker.posts.value", UNTIL,
    ]  # fmt: skip
    messages: list[Mapping[str, Any]] = []
    sweep_and_ask(tmp_path, {}, messages.append)
    answer = json.loads((tmp_path / ANSWER / ANSWER_FILE).read_text())
    assert len(answer["table"]["rows"]) == len(answer["table"]["headings"]) == 2
    assert answer["table"]["headings"] == ["1 July 2019", "1 January 2020"]
    assert len(answer["best"]["rows"]) == question.points == 4
    assert "within £9,000,000 a year" in answer["best"]["sentences"][0]
    assert answer["enough"]
    assert all((tmp_path / ANSWER / picture).is_file() for picture in answer["pictures"])
    assert messages[-1] == {"state": "writing"}
    looks = [message["look"] for message in messages if "look" in message]
    assert looks[0]["heading"] == "The answer so far: 1 of 4 settings"
    assert str(looks[0]["rows"]).count(NOT_YET) == 3
    assert looks[-1]["heading"] == "What each setting comes to"
    assert looks[-1]["rows"] == answer["table"]["rows"]
    assert not any("--" in sentence for sentence in [*answer["best"]["sentences"], *answer["enough"]])


def test_nothing_within_the_budget_is_said(tmp_path: Path) -> None:
    question = asked([], first_values="9, 10", budget="1")
    assert question is not None
    for name, content in question.write_files().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "asked.json").write_text(json.dumps({"options": question.options()}))
    sweep_and_ask(tmp_path, {}, lambda message: None)
    answer = json.loads((tmp_path / ANSWER / ANSWER_FILE).read_text())
    assert "budget" in answer["best"]["sentences"][0]
    assert len(answer["table"]["rows"]) == 2
