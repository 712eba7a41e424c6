"""What returns are filled with: shares that make a whole, codes that there are, and where each number is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fssim.authority.returns.codes import CIN, CSWW
from fssim.authority.returns.writing.synthetic import (
    NAMES,
    OF_CHILDREN,
    OF_REFERRALS,
    OF_WORKERS,
    STATED,
    Luck,
    draw_worker_birth,
)

CODES = {
    "ethnicity": CIN["ethnicity"],
    "disability": CIN["disability"],
    "source_of_referral": CIN["referral_source"],
    "primary_need": CIN["primary_need"],
    "category_of_abuse": CIN["category_of_abuse"],
    "factors": CIN["factor"],
    "qualification": CSWW["qualification"],
    "origin": CSWW["origin"],
    "destination": CSWW["destination"],
    "reason_for_leaving": CSWW["reason_for_leaving"],
    "reason_for_absence": CSWW["reason_for_absence"],
}


def find_stated(within: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everything that states a number or several, by its path."""
    for name, inner in within.items():
        if isinstance(inner, Mapping):
            if {"value", "shares", "chances", "bands"} & inner.keys():
                yield f"{path}{name}", inner
            else:
                yield from find_stated(inner, f"{path}{name}.")


STATEMENTS = dict(find_stated(STATED))


@pytest.mark.parametrize("path", STATEMENTS)
def test_every_number_says_where_it_is_from(path: str) -> None:
    stated = STATEMENTS[path]
    assert stated["source"]
    assert stated["grade"] in ("statutory", "published", "calibrated", "assumed")
    assert stated["confidence"] in ("high", "medium", "low")
    assert "unit" in stated or "value" not in stated


@pytest.mark.parametrize(
    "path", [path for path, stated in STATEMENTS.items() if "shares" in stated or "bands" in stated]
)
def test_shares_make_a_whole(path: str) -> None:
    stated = STATEMENTS[path]
    shares = stated["shares"].values() if "shares" in stated else [band["share"] for band in stated["bands"]]
    assert sum(shares) == pytest.approx(1.0)


@pytest.mark.parametrize("path", [path for path, stated in STATEMENTS.items() if {"shares", "chances"} & stated.keys()])
def test_every_code_is_one_that_there_is(path: str) -> None:
    stated = STATEMENTS[path]
    codes = CODES[path.rpartition(".")[2]]
    for code in stated.get("shares", stated.get("chances")):
        assert code in codes
        assert not (isinstance(codes[code], Mapping) and codes[code].get("superseded"))


def test_single_codes_are_ones_that_there_are() -> None:
    assert {code for shares in NAMES["closed_by"].values() for code in shares} <= CIN["reason_for_closure"].keys()
    assert {*NAMES["role"].values(), NAMES["role_that_holds_families"]} <= CSWW["role"].keys()
    assert OF_WORKERS["experience_status"].keys() <= CSWW["role"].keys()
    assert {*OF_WORKERS["experience_status"].values(), OF_WORKERS["first_year"]} <= CSWW["experience_status"].keys()
    assert {OF_REFERRALS["no_factors"], OF_REFERRALS["another_factor"]} <= CIN["factor"].keys()
    assert OF_CHILDREN["disability"]["chances"].keys() == CIN["disability"].keys() - {"NONE"}


def test_factors_of_a_need_tell_of_that_need_alone() -> None:
    for need, shares in OF_REFERRALS["of_needs"].items():
        if isinstance(shares, Mapping):
            assert sum(shares.values()) == pytest.approx(1.0)
            assert {CIN["factor"][code].get("need") for codes in shares for code in codes.split()} == {need}
    assert not [code for code in OF_REFERRALS["factors"]["chances"] if "need" in CIN["factor"][code]]


@given(
    key=st.integers(0, 2**64 - 1),
    origin=st.sampled_from(list(OF_WORKERS["origin"]["shares"])),
    years_in_post=st.floats(-5.0, OF_WORKERS["longest_in_post"]["value"]),
)
def test_a_worker_is_of_an_age_to_work_from_the_first_day_to_the_last(
    key: int, origin: str, years_in_post: float
) -> None:
    """However long they have been in post when the run begins, ages are those of people in post."""
    first_day = date(2019, 4, 1)
    began = first_day - timedelta(days=round(years_in_post * 365.25))
    born = draw_worker_birth(Luck(key), origin, began, first_day)
    bands = OF_WORKERS["age"]["bands"]
    assert (began - born).days >= round(bands[0]["from"] * 365.25)
    assert (max(began, first_day) - born).days <= bands[-1]["to"] * 365.25 + 1.0
