"""What would never come to an end or has no meaning: things that take no time and come round at once, numbers that may
not be nothing, and numbers too large for anything they could say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fssim.scenario.checks.name_checks import PRACTITIONERS
from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.checks.table_checks import Part
from fssim.scenario.findings import Code, FieldPath, Finding
from fssim.scenario.schema.activities import Activity
from fssim.scenario.schema.parameter import Distribution, Parameter, Varying
from fssim.scenario.schema.pathway import OutcomeKind
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_YEAR
from fssim.scenario.schema.workforce import Turnover

LARGEST = 1e12  # of any number: beyond it sums lose their small parts, and products end in infinity
MOST_SESSIONS = 10_000
MOST_CHILDREN = 100  # in one family
MOST_PEOPLE = 64  # in one part of an activity: as many have draws of their own
WORKING_DAYS = {"working days": 1.0, "calendar days": 5.0 / 7.0, "weeks": 5.0, "months": DAYS_A_YEAR / 12 * 5.0 / 7.0}


def endless_findings(scenario: Scenario, parts: Sequence[Part]) -> Iterator[Finding]:
    """Everything that could not be simulated to its end, whatever is drawn, of a scenario whose `parts` these are."""
    yield from _sizes(scenario, parts)
    yield from _needs(scenario)
    for name, role in scenario.roles.items():
        if role.turnover is not None:
            yield from _turnover(("roles", name, "turnover"), role.turnover, name in _with_agency_workers(scenario))
    yield from _activities(("pathway", "activities"), scenario.pathway.activities)
    for name, model in scenario.working_models.items():
        yield from _activities(("working_models", name, "activities"), model.activities)
    yield from _tilted_to_nothing(scenario)
    if scenario.re_referral.chance.value > 0 and is_nothing(scenario.re_referral.delay):
        message = "value is 0: a family would be referred again at the moment it is closed; give it some time"
        yield Finding(("re_referral", "delay"), Code.endless, message)
    if scenario.re_referral.past is not None and scenario.re_referral.chance.value >= 1.0:
        message = (
            "value is 1, and there is a `past`: if every family closed had always come back, there would be no end of "
            "them; give a chance below 1, or leave out `past`"
        )
        yield Finding(("re_referral", "chance"), Code.endless, message, (("re_referral", "past"),))


def is_nothing(varying: Varying | None) -> bool:
    """Whether a quantity is 0 whenever it is drawn."""
    return varying is None or (varying.distribution is None and varying.value == 0.0)


def _sizes(scenario: Scenario, parts: Sequence[Part]) -> Iterator[Finding]:
    for key in scenario.families.children:
        if key.isdecimal() and float(key) > MOST_CHILDREN:
            yield Finding(
                ("families", "children", key), Code.out_of_range, f"a family may have {MOST_CHILDREN} children at most"
            )
    for path, part in parts:
        if isinstance(part, Distribution):
            for name, number in part.parameters.items():
                if abs(number) > LARGEST:
                    yield Finding(
                        (*path, "parameters", name),
                        Code.out_of_range,
                        f"is {number:g}; no number may be above {LARGEST:g}",
                    )
            if part.weights and max(part.weights) > LARGEST:
                yield Finding(
                    (*path, "weights"),
                    Code.out_of_range,
                    f"go up to {max(part.weights):g}; no number may be above {LARGEST:g}",
                )
            if part.edges and part.edges[-1] > LARGEST:
                yield Finding(
                    (*path, "edges"),
                    Code.out_of_range,
                    f"end at {part.edges[-1]:g}; no number may be above {LARGEST:g}",
                )
        if isinstance(part, Parameter):
            for name in ("value", "low", "high"):
                number = getattr(part, name)
                if number is not None and abs(number) > LARGEST:
                    yield Finding(path, Code.out_of_range, f"{name} is {number:g}; no number may be above {LARGEST:g}")
            if part.unit == "sessions" and part.value > MOST_SESSIONS:
                yield Finding(
                    path, Code.out_of_range, f"value is {part.value:g} sessions; it must be {MOST_SESSIONS:,} or fewer"
                )
            if part.unit == "people" and "participants" in path and part.value > MOST_PEOPLE:
                yield Finding(
                    path,
                    Code.out_of_range,
                    f"value is {part.value:g} people in one part; it must be {MOST_PEOPLE} or fewer",
                )


def _needs(scenario: Scenario) -> Iterator[Finding]:
    for name, need in scenario.needs.items():
        if need.take_up_halves_after.value == 0.0:
            message = "value is 0; it must be above 0 (for take-up that does not fall with waiting, give a long time)"
            yield Finding(("needs", name, "take_up_halves_after"), Code.out_of_range, message)
        if need.missed.value < 1.0 or need.drops_out.value > 0.0:
            continue
        service = scenario.services.get(need.service)
        message = "value is 0, and every session is missed and nobody drops out, so it never ends; give it some time"
        if service is not None and is_nothing(service.session_interval):
            yield Finding(("services", need.service, "session_interval"), Code.endless, message)
        if is_nothing(need.session_interval) and is_nothing(need.session_hours):
            yield Finding(("needs", name, "session_interval"), Code.endless, message)


def _with_agency_workers(scenario: Scenario) -> set[str]:
    """The roles that have agency workers beside their posts."""
    return {str(path[3]) for path, group in groups_of_posts(scenario) if group.agency_workers is not None}


def _turnover(path: FieldPath, turnover: Turnover, beside_posts: bool) -> Iterator[Finding]:
    covered = beside_posts or (turnover.leaving_rate.value > 0.0 and turnover.agency_cover.value > 0.0)
    if covered and is_nothing(turnover.agency_delay) and is_nothing(turnover.agency_stay):
        message = "value is 0, and so is `agency_delay`: agency workers would come and go at once; give one time"
        yield Finding((*path, "agency_stay"), Code.endless, message)


def _activities(path: FieldPath, activities: Mapping[str, Activity]) -> Iterator[Finding]:
    for name, activity in activities.items():
        takes_time = any(
            part.required and who != PRACTITIONERS and not is_nothing(part.hours) and _people(part.people) > 0
            for who, part in activity.participants.items()
        )
        passed_over = activity.only_for_plan_work
        if activity.repeat is None or (takes_time and not passed_over) or not is_nothing(activity.gap):
            continue
        again = activity.repeat.value * WORKING_DAYS[activity.repeat.unit]
        if activity.window is None or not _below(activity.window, again):
            message = f"'{name}' " + (
                "is passed over when no plan work is left, and may come round again at once, so that never ends; give "
                "it a gap, or a `window` shorter than its `repeat`"
                if passed_over
                else "takes no hours and no gap, and may begin again as soon as it is held, so it never ends; give it "
                "hours, a gap, or a `window` shorter than its `repeat`"
            )
            refers_to = tuple((*path, name, part) for part in ("gap", "window", "participants"))
            yield Finding((*path, name, "repeat"), Code.endless, message, refers_to)


def _below(window: Varying, days: float) -> bool:
    """Whether a window is shorter than this whenever it is drawn."""
    shape = window.distribution
    if shape is None:
        return window.value < days
    return bool(shape.edges) and shape.edges[-1] < days


def _people(people: Parameter | None) -> float:
    return 1.0 if people is None else people.value


def _tilted_to_nothing(scenario: Scenario) -> Iterator[Finding]:
    """Decision tables of which nothing is left once a tilt of 0 has been at them."""
    tilts = scenario.pathway.tilts
    risks = (tilts.low_risk, tilts.medium_risk, tilts.high_risk, tilts.per_unresolved_need)
    all_adverse = any(tilt.value == 0.0 for tilt in risks)
    entries = all_adverse or any(model.effects.entry_to_care.value == 0.0 for model in scenario.working_models.values())
    for name, table in scenario.pathway.decisions.items():
        for model, working in scenario.working_models.items():
            effects = working.effects.decisions.get(name, {})
            left = [outcome for outcome, about in table.items() if about.probability.value > 0.0]
            if left and all(outcome in effects and effects[outcome].value == 0.0 for outcome in left):
                message = "effects of 0 leave none of the decision's outcomes; give one of them an effect above 0"
                yield Finding(("working_models", model, "effects", "decisions", name), Code.no_outcome_left, message)
        kinds = {outcome.kind for outcome in table.values() if outcome.probability.value > 0.0}
        if not kinds or OutcomeKind.neutral in kinds:
            continue
        if all_adverse or (entries and kinds == {OutcomeKind.entry_to_care}):
            message = "a tilt of 0 leaves none of its outcomes; give it a neutral one, or a tilt above 0"
            yield Finding(("pathway", "decisions", name), Code.no_outcome_left, message)
