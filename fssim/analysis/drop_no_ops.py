"""What a scenario says that does nothing in a run, found so that it need not be run twice to be shown to do nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def without_idle(values: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario, as plain values, without what changes nothing as things stand:

    - vacancies of posts that no team or pool has;
    - the workbook's first months, where no team changes over during the run;
    - a meeting that brings work forward with a chance of 0;
    - training for a working model that no team has or changes over to.
    """
    roll_out = values.get("roll_out", {})
    return {
        **values,
        "vacancies": {
            name: vacancy for name, vacancy in values.get("vacancies", {}).items() if _has_posts(values, vacancy)
        },
        "working_models": {name: _working(model, bool(roll_out)) for name, model in values["working_models"].items()},
        "training": {
            name: course
            for name, course in values.get("training", {}).items()
            if course["working_model"] in _models_followed(values)
        },
    }


def _has_posts(values: Mapping[str, Any], vacancy: Mapping[str, Any]) -> bool:
    places = {**values["teams"], **values.get("pools", {})}
    where = places.values() if vacancy.get("team") is None else [places.get(vacancy["team"], {"posts": ()})]
    return any(vacancy["role"] in place["posts"] for place in where)


def _working(model: Mapping[str, Any], changes_over: bool) -> dict[str, Any]:
    workbook = dict(model["workbook"])
    if not changes_over:
        workbook["recording_at_first"] = workbook["recording"]
    activities = {name: _activity(activity) for name, activity in model.get("activities", {}).items()}
    return {**model, "workbook": workbook, "activities": activities}


def _activity(activity: Mapping[str, Any]) -> dict[str, Any]:
    forward = activity.get("brings_forward")
    never = forward is not None and forward["chance"]["value"] == 0.0
    return {name: value for name, value in activity.items() if not (never and name == "brings_forward")}


def _models_followed(values: Mapping[str, Any]) -> set[str]:
    return {place["working_model"] for place in (*values["teams"].values(), *values.get("roll_out", {}).values())}
