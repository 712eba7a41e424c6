"""What a scenario says, in plain English: how sure its numbers are, and what roles do under pressure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.findings import dotted
from fssim.scenario.names import named_together
from fssim.scenario.schema.parameter import Confidence, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Pressure, Workload

MOST_NAMED = 4  # figures, before a verb
IS_IT_WHOLE = "Is what was read whole, and is the number of children right?"


def describe_confidence(scenario: Scenario) -> str:
    """How many of its numbers are of high, medium and low confidence."""
    count = Counter(part.confidence_held for _, part in parts_of(scenario) if isinstance(part, Parameter))
    high, medium, low = (f"{count[confidence]:,}" for confidence in Confidence)
    return f"Of {count.total():,} numbers, {high} are of high confidence, {medium} of medium and {low} of low."


def describe_read_loosely(scenario: Scenario) -> list[str]:
    """One sentence for each number whose source is read loosely, wherever it is said: how it is read, and its range."""
    places: dict[tuple[str, str], list[str]] = {}
    for path, part in parts_of(scenario):
        if isinstance(part, Parameter) and part.is_read_loosely:
            amount = "" if isnan(part.value) else f"{part.value:g}, and "
            range_of = f"{amount}from {part.low:g} to {part.high:g} {part.unit}"
            places.setdefault((part.source, f"{range_of}; {part.note}"), []).append(dotted(path))
    return [f"{named_together(paths)}: {sentence}" for (_, sentence), paths in places.items()]


def describe_whose_figures(scenario: Scenario) -> list[str]:
    """How many local figures are the authority's own, which are not, which may be wrong, and which the model
    does not come near; nothing of one that does not say."""
    if scenario.authority is None or not scenario.authority.figures:
        return []
    name, figures = scenario.authority.name, scenario.authority.figures.values()
    others = [figure.title for figure in figures if not figure.own]
    doubts = [*describe_doubts(scenario), *describe_shortfalls(scenario)]
    if not others:
        return [f"All {len(figures)} local figures are {name}'s own.", *doubts]
    are = "is" if len(others) == 1 else "are"
    which = f"; {_joined(others)} {are} not." if len(others) <= MOST_NAMED else f". Not its own: {_joined(others)}."
    return [f"{len(figures) - len(others)} of {len(figures)} local figures are {name}'s own{which}", *doubts]


def describe_doubts(scenario: Scenario) -> Iterator[str]:
    """Which local figures may be wrong, and why: the authority's own in one sentence, and others after it."""
    figures = scenario.authority.figures.values() if scenario.authority is not None else []
    doubted = [figure for figure in figures if figure.doubt is not None]
    own = [f"{figure.title} ({figure.doubt})" for figure in doubted if figure.own]
    if own:
        yield f"Unlike any published authority: {'; '.join(own)}. {IS_IT_WHOLE}"
    for figure in doubted:
        if not figure.own:
            yield f"{figure.title[0].upper()}{figure.title[1:]}: {figure.doubt}."


def describe_shortfalls(scenario: Scenario) -> Iterator[str]:
    """Which local figures the model's own years are far from, in one sentence if there are any."""
    figures = scenario.authority.figures.values() if scenario.authority is not None else []
    short = [f"{figure.title} ({figure.shortfall})" for figure in figures if figure.shortfall is not None]
    if short:
        yield f"The model does not come near these, however demand, decisions and posts are moved: {'; '.join(short)}."


def describe_pressure(scenario: Scenario) -> list[str]:
    """One sentence for each role that is given families by work, and for each response to pressure."""
    return [
        f"{role.title}: {sentence}"
        for role in scenario.roles.values()
        for sentence in (*_by_work(role.workload), *_responses(scenario, role.pressure))
    ]


def _by_work(workload: Workload | None) -> Iterator[str]:
    if workload is None:
        return
    yield (
        "families go to whoever has most room for the work that they are, while it is at most "
        f"{workload.limit.value:g}% of their hours"
    )
    if workload.new_starters is not None:
        steps = _along(workload.new_starters, "{:g}%", "after {} weeks").replace("after 0 weeks", "at first")
        yield f"of the limits on work and on children, a new starter has {steps}"


def _responses(scenario: Scenario, pressure: Pressure) -> Iterator[str]:
    if pressure.thresholds is not None:
        exits = _exits(scenario)
        which = f"the odds of exits ({exits})" if exits else "the odds of no outcome, as none is marked `exit`,"
        yield f"{which} are multiplied by {_at(pressure.thresholds)}"
    if pressure.proportionate_work is not None:
        elastic = _elastic(scenario)
        which = f"the hours of {elastic}" if elastic else "the hours of no activity, as none is marked `elastic`,"
        yield f"{which} are multiplied by {_at(pressure.proportionate_work)}, and by no less than each can do with"
    if pressure.extra_hours is not None:
        hours = _along(pressure.extra_hours, "{:g} hours a week", "at {}%")
        yield f"a full-time worker works more than their hours: {hours}"
    if pressure.neighbours is not None:
        yield (
            f"above {pressure.neighbours.value:g}% a team passes families that come to it to the least pressed team of "
            "its kind"
        )
    if pressure.leaving is not None:
        yield f"the rate of leaving is multiplied by {_at(pressure.leaving)}"
    if pressure.agency_cover is not None:
        yield f"the chance that agency workers cover an empty post is multiplied by {_at(pressure.agency_cover)}"


def _at(curve: Mapping[str, Parameter]) -> str:
    return _along(curve, "{:g}", "at any pressure" if len(curve) == 1 else "at {}%")


def _along(curve: Mapping[str, Parameter], value: str, place: str) -> str:
    steps = [f"{value.format(curve[at].value)} {place.format(at)}" for at in sorted(curve, key=int)]
    return _joined(steps)


def _joined(phrases: Sequence[str]) -> str:
    *most, last = phrases or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _exits(scenario: Scenario) -> str:
    outcomes = [
        f"'{outcome.title or name.replace('_', ' ')}'"
        for table in scenario.pathway.decisions.values()
        for name, outcome in table.items()
        if outcome.exit
    ]
    return ", ".join(dict.fromkeys(outcomes))


def _elastic(scenario: Scenario) -> str:
    known = [scenario.pathway.activities, *(model.activities for model in scenario.working_models.values())]
    activities = [
        f"'{activity.title or name.replace('_', ' ')}'"
        for activities in known
        for name, activity in activities.items()
        if activity.elastic is not None
    ]
    return _joined(list(dict.fromkeys(activities)))
