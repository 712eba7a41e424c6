"""What is said of what to find out first, and of a staffing by words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import fssim
from fssim.report.terminal.futures_tables import describe_thresholds, information_sentences, name_staffing

DRIFT, VISITS, COST = "ledger_in_plans_drift_days_per_family", "visits_in_time_percent", "cost_staff_gbp_a_year"


@pytest.fixture(scope="module")
def futures() -> Any:
    levers = [SimpleNamespace(name="rule", label=None), SimpleNamespace(name="posts", label="Social workers")]
    sweep = SimpleNamespace(base=fssim.load("one_district"), levers=levers)
    staffings = {1: {"rule": "wait", "posts": 2}, 2: {"rule": "refer externally", "posts": 2.5}}
    return SimpleNamespace(swept=SimpleNamespace(sweep=sweep), staffings=staffings, futures=[{}] * 30, notes=())


def test_words_stand_apart_from_what_they_are_the_value_of(futures: Any) -> None:
    assert name_staffing(futures, 2) == "rule: refer externally, Social workers 2.50"


@pytest.mark.parametrize(
    ("says", "words"),
    [("nothing", "there is nothing to find out first"), ("cannot tell", "more replications may tell")],
)
def test_nothing_to_find_out_is_said_only_where_that_can_be_told(futures: Any, says: str, words: str) -> None:
    row = {"label": "Offers", "unit": "offers", "value": 0.0, "by_chance": 0.1, "says": says}
    frame = pd.DataFrame([row, row], index=["everything", "offers"])
    value: Any = SimpleNamespace(
        futures=futures, measure=DRIFT, worth=3000.0, unit="GBP a year", chosen=1, wrong=0.0, frame=frame, switches={}
    )
    first, _, last = information_sentences(value)
    assert words in last
    assert "(working days a family) at 3,000 GBP a year each, less cost; in none of the 30 futures" in first


def test_a_threshold_says_on_which_side_it_holds(futures: Any) -> None:
    words = describe_thresholds(futures, {DRIFT: 90.0, VISITS: 85.0, COST: 2e6})
    assert "at most 90.0 working days a family" in words
    assert "Visits in time at least 85.0%" in words
    assert "Staff cost 2.00m GBP a year" in words


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ([(3, 1), (5, 2)], "5.00 offers one would choose rule: wait, Social workers 2, with more rule: refer"),
        ([(3, 1), (5, 2), (6, 1), (8, 2)], "from 8.00 offers on rule: refer externally, Social workers 2.50, and in"),
        ([(3, 1), (5, 2), (8, 1)], "less than 5.00 offers or more than 8.00 offers one would choose rule: wait, "),
    ],
)  # fmt: skip
def test_from_where_on_another_is_chosen_is_said_however_often_it_changes(
    futures: Any, switches: list[tuple[int, int]], words: str
) -> None:
    row = {"label": "Offers", "unit": "offers", "value": 0.3, "by_chance": 0.1, "says": "would change the choice"}
    frame = pd.DataFrame([row, row], index=["everything", "offers"])
    value: Any = SimpleNamespace(
        futures=futures, measure=DRIFT, worth=None, unit="working days", chosen=1, wrong=0.4, frame=frame,
        switches={"offers": switches},
    )  # fmt: skip
    assert words in information_sentences(value)[-1]
