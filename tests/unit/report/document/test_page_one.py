"""The first page: what it says beside the answer, against counts made another way from the files of the run."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fssim.report.document.pictures import weekly_lead, weekly_series
from fssim.report.document.report_parts import Aside, Section
from fssim.report.document.save_report import LEAST, MOST, SIZES, sizes_of_page_one
from fssim.report.wording.words import number
from fssim.scenario import load
from fssim.scenario.schema.workforce import Vacancy

TITLES = {"empty": "Empty posts", "full": "Full team", "calm": "No campaign"}


def said_by(parts: list[Section], title: str) -> str:
    return " ".join(next(aside for aside in parts[0].asides if aside.title == title).sentences)


def test_the_picture_is_titled_by_its_mean_over_the_shaded_weeks(parts: list[Section], compared: Path) -> None:
    (picture,) = parts[0].pictures
    weeks = pd.read_parquet(compared / "weekly.parquet")
    shaded = [date(2019, 4, 1) < day <= date(2019, 7, 1) for day in weeks["week_ending"]]
    weeks = weeks[weeks["observed"] & pd.Series(shaded, index=weeks.index)]
    columns = [name for name in weeks if re.fullmatch(r"families waiting for mental.health, (internal|external)", name)]
    assert len(columns) == 2
    weeks = weeks.assign(waiting=weeks[columns].sum(axis=1))
    means = weeks.groupby(["scenario", "replication"])["waiting"].mean().groupby("scenario").mean()
    assert "on average in the shaded weeks" in picture.title
    for name, title in TITLES.items():
        assert f"{number(means[name])} in '{title}'" in picture.title
    assert "Shaded: 1 April 2019 to 30 June 2019." in picture.note
    assert "'Full team' is highest, at" in picture.in_words


@pytest.mark.parametrize(
    ("roles", "lead"),
    [
        ((), "waiting"),
        (("social_worker",), "unallocated"),
        (("mental_health_practitioner",), "waiting"),
        (("social_worker", "mental_health_practitioner"), "waiting"),
    ],
)
def test_the_weeks_lead_with_what_an_empty_post_holds_up(roles: tuple[str, ...], lead: str) -> None:
    scenario = load(Path(__file__).parents[4] / "scenarios" / "one_district.yaml")
    share = {"value": 1.0, "unit": "share", "source": "guess", "grade": "assumed"}
    vacant = {"start": date(2019, 6, 1), "until": date(2019, 9, 1), "share": share}
    vacancies = {role: Vacancy.model_validate({"role": role, **vacant}) for role in roles}
    shown = weekly_series(scenario.model_copy(update={"vacancies": vacancies}))
    assert weekly_lead(scenario.model_copy(update={"vacancies": vacancies})) == lead == next(iter(shown))


def grades_in(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "grade" in part:
            yield part["grade"]
        for inner in part.values():
            yield from grades_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from grades_in(inner)


def test_the_numbers_that_are_assumed_are_counted(parts: list[Section], compared: Path) -> None:
    manifest = json.loads((compared / "manifest.json").read_text())
    counted = Counter(grades_in(manifest["scenarios"][0]["scenario"]))
    whole = counted.total()
    share = number(100.0 * counted["assumed"] / whole)
    text = said_by(parts, "What it rests on")
    assert f"Of {whole} numbers, {counted['assumed']} ({share}%) are assumed, with no evidence behind them" in text
    assert "'fssim run' with --try-ranges tries the least certain" in said_by(parts, "What would turn the answer round")


def test_what_it_would_cost_is_the_mean_over_replications(parts: list[Section], compared: Path) -> None:
    rows = pd.read_parquet(compared / "replications.parquet")
    staff = rows.groupby("scenario")["cost_staff_gbp_a_year"].mean()
    text = said_by(parts, "What it would cost")
    assert f"Staff: {number(staff['empty'])} pounds a year, " in text
    if "not known to be" not in text:
        assert f"{number(abs(staff['empty'] - staff['full']))} " in text


@pytest.mark.parametrize("letters", [0, 300, 1000, 3000])
def test_the_more_there_is_to_say_the_smaller_it_is_said(letters: int) -> None:
    words = "word " * (letters // 5)
    sizes = [
        sizes_of_page_one(
            "Title", "Question?", Section("answer", "The answer", [text], asides=[Aside("Rests", [text])])
        )
        for text in ("Short.", words)
    ]
    assert sizes[0].words == SIZES[0]
    assert sizes[0].picture == MOST
    assert sizes[1].words <= sizes[0].words
    assert LEAST <= sizes[1].picture <= MOST
    if letters == 3000:
        assert sizes[1].words < SIZES[0]
