"""Numbers and names as people say them."""

import math

import pytest

from fssim.report.wording.words import in_list, interval, number, plain, signed, spoken
from fssim.whole_numbers import write_count


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1e-9, "0"),
        (-1e-9, "0"),
        (0.00123, "0.0012"),
        (0.0123, "0.012"),
        (0.5, "0.50"),
        (9.994, "9.99"),
        (9.996, "10.0"),
        (99.94, "99.9"),
        (99.96, "100"),
        (999_999.4, "999,999"),
        (1_234_567.8, "1.23m"),
        (-123_456_789.0, "-123m"),
        (1.5e9, "1,500m"),
        (1e300, "1e+300"),
        (math.inf, "inf"),
        (-42.25, "-42.2"),
        (math.nan, "-"),
    ],
)
def test_numbers_have_about_three_figures(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(2.0, "+2.00"), (-2.0, "-2.00"), (0.0, "0"), (1e-9, "0"), (math.nan, "-")]
)
def test_differences_have_a_sign(value: float, words: str) -> None:
    assert signed(value) == words


def test_intervals() -> None:
    assert interval(-1.0, 2.5) == "-1.00 to +2.50"
    assert interval(1.0, 2.5, number) == "1.00 to 2.50"
    assert interval(math.nan, math.nan) == "-"
    assert interval(-15_000.0, -15_000.0) == interval(0.0, 0.0, number) == "in every replication"


def test_one_is_no_plural() -> None:
    assert [write_count(count, "replication") for count in (1, 2, 1000)] == [
        "1 replication",
        "2 replications",
        "1,000 replications",
    ]


def test_lists() -> None:
    assert [in_list(list("abc")[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]


def test_names_lose_their_underscores() -> None:
    assert spoken("mental_health") == "mental health"


def test_what_would_steer_a_terminal_is_left_out() -> None:
    assert plain("one\x1b[31m\ntwo\ttabs") == "one [31m two tabs"
