"""What can be compared: scenarios that run over one clock; and how far those that can be meet the same families."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fssim.errors import QuestionError
from fssim.scenario.differences import changes
from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario

WORDS: dict[FieldPath, str] = {
    ("demand", "children"): "children in the area",
    ("demand", "referral_rate"): "the referral rate",
    ("demand", "first_referrals"): "the share of first referrals",
    ("demand", "month_factors"): "the months' shares of referrals",
    ("families", "children"): "how many children families have",
    ("families", "needs"): "which needs families have",
    ("families", "risk"): "how many families are at which risk",
    ("families", "engagement"): "how far families engage",
}
SHOCKS: FieldPath = ("demand", "shocks")


class OtherClocks(QuestionError, ValueError):
    """Scenarios that run over other days were to be compared: which, how they differ, and what would be right."""


def refuse_other_clocks(scenarios: Sequence[tuple[str, Scenario]]) -> None:
    """Raise `OtherClocks` unless all of some scenarios, by name, run over one clock.

    Differences would be those of the years, and the families, who are drawn day by day from the start of the warm-up,
    others.
    """
    (name, first), *others = scenarios
    for other, scenario in others:
        for field, here, there in clock_differences(first.clock, scenario.clock):
            raise OtherClocks(
                f"'{name}' and '{other}' cannot be compared: clock.{field} is {here} in the one and {there} in the "
                "other; give both one clock"
            )


def clock_differences(first: Clock, other: Clock) -> Iterable[tuple[str, object, object]]:
    """The fields in which two clocks differ, with both values."""
    for field in Clock.model_fields:
        here, there = getattr(first, field), getattr(other, field)
        if here != there:
            yield field, here, there


def demand_differences(first: Scenario, other: Scenario) -> list[str]:
    """What two scenarios differ in of who is referred and what families are like, in words; nothing if in nothing.

    Where nothing differs every family is in both, the same and with the same luck. Where the number of referrals does,
    the scenario with fewer at a time meets some of the other's families then; where what families are like does, each
    is drawn with the same luck from another table.
    """
    return told_of(change.path for change in changes(first, other))


def told_of(paths: Iterable[FieldPath]) -> list[str]:
    """Those of some fields of a scenario that are about who is referred and what families are like, in words."""
    return list(dict.fromkeys(words for path in paths if (words := _words(path))))


def _words(path: FieldPath) -> str:
    if path[:2] == SHOCKS:
        return f"the change in referrals '{path[2]}'" if len(path) > 2 else "changes in referrals"
    return WORDS.get(path[:2], "")
