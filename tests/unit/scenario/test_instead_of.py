"""What is said in place of a name that refers to nothing."""

from __future__ import annotations

import pytest

from fssim.scenario.findings import instead_of

FEW = ("posts", "limit")
MANY = (
    *(f"measure_{place:02}" for place in range(20)),
    "ledger_in_plans_drift_days_per_family", "ledger_drift_days", "wait_mental_health_from_first_referral_mean_days",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "choices", "words"),
    [
        ("post", FEW, "did you mean 'posts'?"),
        ("children", FEW, "it must be 'limit' or 'posts'"),
        ("children", (), "there are none to name"),
        (
            "drift", MANY,
            "it must be one of the 23 that are there, such as 'ledger_drift_days' or "
            "'ledger_in_plans_drift_days_per_family'",
        ),
        (
            "Mental health wait", MANY,
            "it must be one of the 23 that are there, such as 'wait_mental_health_from_first_referral_mean_days'",
        ),
        (
            "caseload", MANY,
            "it must be one of the 23 that are there, such as 'ledger_drift_days', "
            "'ledger_in_plans_drift_days_per_family' or 'measure_00'",
        ),
    ],
)  # fmt: skip
def test_the_nearest_is_named_or_what_has_its_words(name: str, choices: tuple[str, ...], words: str) -> None:
    assert instead_of(name, choices) == words
