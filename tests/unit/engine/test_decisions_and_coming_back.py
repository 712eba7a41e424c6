"""What tilts a decision, and who is referred again: chances are made certain, so each can be worked out by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import happened

HELP = 1  # families' needs, as bits: help alone
MANY = [n / 4.0 for n in range(40)]
CERTAIN, NEVER = 1e12, 0.0


def service(kind: str = "adverse") -> b.Mapping_:
    """Families are decided on at once: half are escalated, by a decision of this kind, and half are closed."""
    mapping = b.small_service()
    mapping["pathway"]["activities"] = {"task": b.activity(), "end": b.activity(gap=100.0)}
    mapping["pathway"]["stages"]["escalated"] = b.stage(
        "end", decides={"end": "done"}, team="team", statutory_plan="plan", plan="opens", ledger="plan"
    )
    mapping["pathway"]["stages"]["work"] = b.stage("task", decides={"task": "either"}, team="team")
    mapping["pathway"]["decisions"]["either"] = {
        "close": b.outcome("closed", 0.5),
        "escalate": b.outcome("escalated", 0.5, kind),
    }
    return mapping


def escalated(mapping: b.Mapping_, needs: int = 0) -> float:
    """The share of families that are escalated."""
    return len(happened(mapping, MANY, needs=needs).of(Event.ENTERED, subject="escalated")) / len(MANY)


def test_without_tilts_outcomes_are_drawn_as_their_table_says() -> None:
    """40 families at evens: within 3.9 standard errors, error rate 1 in 10,000."""
    assert abs(escalated(service()) - 0.5) < 3.9 * 0.5 / len(MANY) ** 0.5


@pytest.mark.parametrize(("tilt", "share"), [(NEVER, 0.0), (CERTAIN, 1.0)])
def test_risk_tilts_adverse_outcomes(tilt: float, share: float) -> None:
    mapping = service()
    mapping["pathway"]["tilts"]["medium_risk"] = b.number(tilt, "multiplier")
    assert escalated(mapping) == share
    mapping["pathway"]["tilts"] |= {
        "medium_risk": b.number(1.0, "multiplier"),
        "high_risk": b.number(tilt, "multiplier"),
        "low_risk": b.number(tilt, "multiplier"),
    }
    assert 0.0 < escalated(mapping) < 1.0  # every family here is of medium risk


@pytest.mark.parametrize(("tilt", "share"), [(NEVER, 0.0), (CERTAIN, 1.0)])
def test_each_unresolved_need_tilts_adverse_outcomes(tilt: float, share: float) -> None:
    mapping = service()
    mapping["pathway"]["tilts"]["per_unresolved_need"] = b.number(tilt, "multiplier")
    assert escalated(mapping, needs=HELP) == share
    assert 0.0 < escalated(mapping, needs=0) < 1.0


def test_neutral_outcomes_are_not_tilted() -> None:
    mapping = service("neutral")
    for name in mapping["pathway"]["tilts"]:
        mapping["pathway"]["tilts"][name] = b.number(CERTAIN, "multiplier")
    assert 0.0 < escalated(mapping, needs=HELP) < 1.0


@pytest.mark.parametrize(("kind", "effect", "share"), [("entry to care", NEVER, 0.0), ("entry to care", CERTAIN, 1.0)])
def test_a_way_of_working_may_have_an_effect_on_entry_to_care(kind: str, effect: float, share: float) -> None:
    mapping = service(kind)
    mapping["working_models"]["usual"]["effects"]["entry_to_care"] = b.number(effect, "multiplier")
    assert escalated(mapping) == share
    assert 0.0 < escalated(mapping | {"pathway": service("adverse")["pathway"]}) < 1.0


def test_ready_families_are_decided_on_by_a_table_of_their_own() -> None:
    """Families without a need are ready as soon as a plan opens; those with one are not before its sessions are had."""
    mapping = service()
    pathway = mapping["pathway"]
    pathway["stages"]["work"] = b.stage("task", decides={"task": ("done", "on")}, team="team", plan="opens")
    pathway["decisions"]["on"] = b.always("escalated")
    del pathway["decisions"]["either"]
    assert escalated(mapping, needs=0) == 0.0
    assert escalated(mapping, needs=HELP) == 1.0


def returns(chance: float, tilt: float = 1.0, effect: float = 1.0, needs: int = 0) -> Counter[int]:
    """How many families had each number of referrals; a family is closed a day after each, and back 20 days later."""
    mapping = b.small_service(workers=40)
    mapping["pathway"]["activities"]["task"] = b.activity(gap=1.0)
    mapping["re_referral"] = {
        "chance": b.number(chance, "probability"),
        "per_unresolved_need": b.number(tilt, "multiplier"),
        "delay": b.drawn(20.0, "working days"),
    }
    mapping["working_models"]["usual"]["effects"]["re_referral"] = b.number(effect, "multiplier")
    log = happened(mapping, MANY, needs=needs)
    assert [row.detail for row in log.of(Event.REFERRED, family=0)][:2] in ([0], [0, 1])
    return Counter(Counter(log.of(Event.REFERRED).families).values())


def test_nobody_comes_back_without_a_chance_to() -> None:
    assert returns(0.0) == {1: 40}


def test_those_who_come_back_are_referred_again_after_the_delay() -> None:
    """Twenty-one days from each referral to the next, until the year of 253 working days is over."""
    assert set(returns(1.0)) <= {12, 13}


def test_some_come_back_and_some_do_not() -> None:
    counts = returns(0.3)
    assert 15 < counts[1] < 40
    assert len(counts) > 1


@pytest.mark.parametrize("changed", [{"tilt": 0.0, "needs": HELP}, {"effect": 0.0}])
def test_unresolved_needs_and_a_way_of_working_may_change_the_chance_of_coming_back(changed: dict[str, float]) -> None:
    assert returns(0.5, **changed) == {1: 40}  # type: ignore[arg-type]


def test_unresolved_needs_make_coming_back_likelier() -> None:
    assert returns(0.5, tilt=CERTAIN, needs=HELP)[1] == 0
