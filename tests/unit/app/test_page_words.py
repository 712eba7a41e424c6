"""Units, counts, money and dates as the app's pages say them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from fssim.app.page_words import explain_error, reword, split_unit, without_options, write_form_amount
from fssim.app.page_words import write_day_and_time as day_and_time
from fssim.errors import OutputError
from fssim.whole_numbers import write_count


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        ("40", "GBP a session", "£40 a session"),
        ("1,000", "GBP", "£1,000"),
        ("1", "teams", "1 team"),
        ("4", "teams", "4 teams"),
        ("1", "children", "1 child"),
        ("437", "per 10000 children a year", "437 per 10,000 children a year"),
        ("50", "percent", "50%"),
        ("0.8", "share", "0.8"),
        ("1.07", "multiplier", "1.07"),
        ("5", "", "5"),
    ],
)
def test_an_amount_is_written_as_people_write_it(number: str, unit: str, written: str) -> None:
    assert write_form_amount(number, unit) == written


def test_what_stands_around_an_input() -> None:
    assert split_unit("GBP a hire") == ("£", "a hire")
    assert split_unit("hours a week") == ("", "hours a week")


def test_counts_and_times() -> None:
    assert write_count(1, "setting") == "1 setting"
    assert write_count(2_000, "kind of post", "kinds of post") == "2,000 kinds of post"
    assert day_and_time(datetime(2026, 4, 1, 9, 5)) == "1 April 2026, 09:05"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("added vacancy vacancy_1: role a_role, start 2019-04-01", "Added vacancy 1: role a role, start 1 April 2019"),
        ("within 1,700,000 GBP a year", "Within £1,700,000 a year"),
        ("Staff cost, GBP a year", "Staff cost, £ a year"),
        ("count of team: 1 teams to 21 teams", "Count of team: 1 team to 21 teams"),
        ("0.1 teams and 1.1 posts", "0.1 teams and 1.1 posts"),
        ("2026-11-28-183000-a-run", "2026-11-28-183000-a-run"),
        ("number 2019-13-01", "Number 2019-13-01"),
    ],
)  # fmt: skip
def test_a_sentence_of_a_command_is_said_for_whoever_sees_none(sentence: str, said: str) -> None:
    assert reword(sentence) == said


def test_options_and_variables_of_a_command_are_left_out() -> None:
    assert without_options("ask for fewer (--jobs 1)") == "ask for fewer"
    given = "give fewer, or allow more with the environment variable FSSIM_MOST_GB"
    assert without_options(given) == "give fewer"


def test_an_error_is_a_sentence_without_the_folders_path(tmp_path: Path) -> None:
    error = OutputError(f"no room in {tmp_path / 'run'} for it")
    assert explain_error(error, tmp_path) == "No room in run for it."
    assert explain_error(OutputError("vacancy.yaml:3: is not right."), tmp_path) == "vacancy.yaml:3: is not right."
