"""Whom something dated touches: the families who first met it while it lasted, by what a scenario's dates say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fssim.model.calendar import add_months
from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Vacancy
from fssim.scenario.schema.working_models import Course
from fssim.scenario.stages_as_worked import find_stages_held, list_stages_as_worked


class Cause(StrEnum):
    """What is dated."""

    VACANCY = "vacancy"
    SHOCK = "shock"
    ROLL_OUT = "roll-out"
    TRAINING = "training"
    POSTS = "posts for a time"


class Meets(StrEnum):
    """What first brings a family in touch with it."""

    NEED = "need"  # its first referral of a need
    STAGE = "stage"  # first entering a stage, or a side stage beginning
    REFERRAL = "referral"  # its own first referral
    TEAM = "team"  # first coming to a team


@dataclass(frozen=True, slots=True)
class Lasting:
    """From one date until the day before another: everywhere, or in the numbered teams of a kind (or a pool's)."""

    start: date
    until: date
    team: str | None = None
    numbers: tuple[int, ...] = ()

    def __str__(self) -> str:
        """`2019-04-01 until 2020-01-01`, and in which teams."""
        where = " ".join([self.team or "", ", ".join(map(str, self.numbers))]).strip()
        return f"{self.start} until {self.until}{f' in {where}' if where else ''}"


@dataclass(frozen=True, slots=True)
class Cohort:
    """The families whose first meeting with something falls while it lasts.

    `subject` is what a family meets: a need; a role, whose stages it enters; or what a roll-out or a course brings.
    `need` is the one whose help is followed.
    """

    cause: Cause
    meets: Meets
    subject: str
    need: str
    lasting: tuple[Lasting, ...]

    @property
    def about(self) -> str:
        """What touches them: `vacancy: mental_health`."""
        return f"{self.cause.value}: {self.subject}" if self.subject else self.cause.value

    @property
    def name(self) -> str:
        """What files call it: two of one name are of the same families."""
        return f"{self.about}, {'; '.join(str(spell) for spell in self.lasting)}"


def cohorts_of(scenario: Scenario, others: Sequence[Scenario]) -> tuple[Cohort, ...]:
    """The cohorts of what is dated in a scenario, is not alike in the first of the others, and lasts for a part of the
    observed years: vacancies first, those of the headline need's role before the rest.

    Two of the same families are one: training that begins as teams change over touches those whom the roll-out does.
    """
    other = others[0] if others else None
    cohorts = (
        *_of_vacancies(scenario, other),
        *_of_shocks(scenario, other),
        *_of_roll_out(scenario, other),
        *_of_training(scenario, other),
        *_of_dated_posts(scenario, other),
    )
    first: dict[object, Cohort] = {}
    for cohort in cohorts:
        first.setdefault((cohort.meets, cohort.lasting) if cohort.meets is Meets.TEAM else cohort, cohort)
    return tuple(first.values())


def stages_of(scenario: Scenario, role: str) -> tuple[str, ...]:
    """The stages in which a role holds families, or some of them; of a role that holds none, those in which it has a
    part in the work."""
    held = find_stages_held(scenario, role)
    if held:
        return held
    activities = {
        name
        for of in (scenario.pathway.activities, *(model.activities for model in scenario.working_models.values()))
        for name, activity in of.items()
        if role in activity.participants
    }
    worked = {
        name
        for (_, name), stage in list_stages_as_worked(scenario).items()
        if stage.co_holder == role or activities.intersection(stage.activities)
    }
    return tuple(name for name in scenario.pathway.stages if name in worked)


def _of_vacancies(scenario: Scenario, other: Scenario | None) -> Iterator[Cohort]:
    chosen: dict[str, list[Lasting]] = {}
    for name, vacancy in scenario.vacancies.items():
        if other is None or other.vacancies.get(name) != vacancy:
            chosen.setdefault(vacancy.role, []).extend(_lasting(scenario, vacancy))
    yield from _of_roles(scenario, Cause.VACANCY, chosen)


def _of_dated_posts(scenario: Scenario, other: Scenario | None) -> Iterator[Cohort]:
    """Posts, and agency workers, that are there from a date or until one."""
    theirs = [(path[:4], group) for path, group in groups_of_posts(other)] if other is not None else []
    chosen: dict[str, list[Lasting]] = {}
    for path, group in groups_of_posts(scenario):
        _, place, _, role, *_ = map(str, path)
        if (group.start is not None or group.until is not None) and (path[:4], group) not in theirs:
            spell = _part_of_the_years(scenario, group.start or date.min, group.until or date.max)
            if spell is not None:
                chosen.setdefault(role, []).append(Lasting(*spell, place, group.numbers))
    yield from _of_roles(scenario, Cause.POSTS, chosen)


def _of_roles(scenario: Scenario, cause: Cause, chosen: Mapping[str, Sequence[Lasting]]) -> Iterator[Cohort]:
    """Whom people of some roles, or their absence, touch: those of the headline need's role first."""
    headline = scenario.headline.need
    lead = scenario.needs[headline].role
    for role in sorted(chosen, key=lambda name: name != lead):
        lasting = tuple(chosen[role])
        needs = [name for name, need in scenario.needs.items() if need.role == role]
        if not lasting:
            continue
        for need in sorted(needs, key=lambda name: name != headline):
            yield Cohort(cause, Meets.NEED, need, need, lasting)
        if not needs and stages_of(scenario, role):
            yield Cohort(cause, Meets.STAGE, role, headline, lasting)


def _lasting(scenario: Scenario, vacancy: Vacancy) -> Iterator[Lasting]:
    spell = _part_of_the_years(scenario, vacancy.start, vacancy.until)
    if spell is not None:
        yield Lasting(*spell, vacancy.team, vacancy.numbers)


def _part_of_the_years(scenario: Scenario, start: date, until: date) -> tuple[date, date] | None:
    """The observed days of a spell, if they are some and not all that are observed."""
    first, last = _observed(scenario)
    spell = max(start, first), min(until, last)
    return spell if spell[0] < spell[1] and spell != (first, last) else None


def _of_shocks(scenario: Scenario, other: Scenario | None) -> Iterator[Cohort]:
    first, until = _observed(scenario)
    lasting = tuple(
        Lasting(max(shock.start, first), min(shock.until, until))
        for name, shock in scenario.demand.shocks.items()
        if (other is None or other.demand.shocks.get(name) != shock)
        and max(shock.start, first) < min(shock.until, until)
    )
    if lasting:
        yield Cohort(Cause.SHOCK, Meets.REFERRAL, "", scenario.headline.need, lasting)


def _of_roll_out(scenario: Scenario, other: Scenario | None) -> Iterator[Cohort]:
    first, until = _observed(scenario)
    models: dict[str, list[Lasting]] = {}
    for name, switch in scenario.roll_out.items():
        if first <= switch.start < until and (other is None or other.roll_out.get(name) != switch):
            models.setdefault(switch.working_model, []).append(
                Lasting(switch.start, until, switch.team, switch.numbers)
            )
    for model, lasting in models.items():
        yield Cohort(Cause.ROLL_OUT, Meets.TEAM, model, scenario.headline.need, tuple(lasting))


def _of_training(scenario: Scenario, other: Scenario | None) -> Iterator[Cohort]:
    first, until = _observed(scenario)
    for name, course in scenario.training.items():
        changed = other is None or other.training.get(name) != course
        lasting = tuple(_trained_teams(scenario, course, until))
        if changed and first <= course.start < until and lasting:
            yield Cohort(Cause.TRAINING, Meets.TEAM, name, scenario.headline.need, lasting)


def _trained_teams(scenario: Scenario, course: Course, until: date) -> Iterator[Lasting]:
    """The teams that work as the course is for: from its start, or from when they change over if that is later."""
    for kind, team in scenario.teams.items():
        if team.working_model == course.working_model:
            yield Lasting(course.start, until, kind)
    for switch in scenario.roll_out.values():
        if switch.working_model == course.working_model and switch.start < until:
            yield Lasting(max(course.start, switch.start), until, switch.team, switch.numbers)


def _observed(scenario: Scenario) -> tuple[date, date]:
    clock = scenario.clock
    return clock.observed_from, add_months(clock.observed_from, 12 * clock.observed_years)
