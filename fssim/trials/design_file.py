"""What a trial's design file may say, and reading it with the scenarios that it names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from fssim.scenario.findings import Code, FieldPath, Problem, ScenarioError, instead_of
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.kinds_of_file import TRIAL, refuse_other_kind
from fssim.scenario.reading.load import load
from fssim.scenario.reading.other_files import check_map, read_map, sort_by_line
from fssim.scenario.reading.shipped_files import file_meant, named_file, say_not_meant
from fssim.scenario.reading.strict_yaml import FileKind
from fssim.scenario.schema.demand import Day, Shock
from fssim.scenario.schema.parameter import Frozen, Text, Title
from fssim.scenario.schema.scenario import DIALECT, Scenario
from fssim.scenario.schema.units import MONTHS_A_YEAR, CostAYear, SetUpCost, Share
from fssim.studies.validation.published_files import read_panel
from fssim.studies.validation.transfer import choose_places
from fssim.studies.validation.validation_file import Statistic, Yardstick, find_published_file, read_yardstick
from fssim.trials.analyses import ESTIMATED_BETWEEN, Analysis
from fssim.trials.resample import NO_EFFECT
from fssim.trials.trial_starts import TrialDesignKind
from fssim.whole_numbers import NUMBERS

TRIAL_FILE = FileKind("a trial's design", "title")
Counts = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1, strict=False)]
Days = Annotated[tuple[Day, ...], Field(min_length=1, strict=False)]


class Contamination(Shock):
    """Something that happens meanwhile and is no part of the trial, to a share of all authorities drawn by lot."""

    share: Share
    """The share of authorities that it happens to; 1 is all."""


class BankSize(Frozen):
    """How much is simulated, once; trials are drawn from it."""

    authorities: Annotated[int, Field(ge=3)]
    """How many authorities, drawn by lot from those of the published panel that can be described."""
    histories: Annotated[int, Field(ge=1)]
    """How many times each is simulated, each time with other luck and other years of high and low demand."""


class Costs(Frozen):
    """What the trial costs beside what authorities spend on changing over, which is simulated."""

    evaluation: SetUpCost
    """The evaluator's work, whatever the size of the trial, in GBP."""
    authority_a_year: CostAYear
    """Data and the evaluator's time for each authority, in GBP a year."""


class TrialPlan(Frozen):
    """A trial's design file: who starts what when, what is measured, and how it is analysed.

    Authorities of the published panel are simulated by `base`, and from the day that they start by each of the
    `effects`. Of these scenarios only the working models of teams, posts of roles that the base's teams have not got,
    and courses may differ from it: they come on the day of the start.
    """

    title: Title
    """What people read."""
    question: Text
    """What the trial is there to answer."""
    notes: Text = ""
    """Anything more that a reader should know."""
    base: str
    """The scenario file of how authorities work before they start."""
    effects: Annotated[dict[str, str], Field(min_length=1)]
    """By what each effect is called, the scenario file of how they work afterwards if it is real."""
    design: Annotated[TrialDesignKind, Field(strict=False)]
    """`parallel`, `stepped wedge`, `matched comparison` or `before and after`."""
    outcome: str
    """What is measured: a statistic of published returns by its name, such as `cpp_rate`."""
    analysis: Annotated[Analysis, Field(strict=False)]
    """`estimating equations` or `mixed model`."""
    first_month: Day
    """The first day that is measured, the first of a month."""
    period_months: Annotated[int, Field(ge=1, le=MONTHS_A_YEAR)]
    """How many months each measurement is over."""
    starts: Days
    """The days on which authorities start, in order, each the first of a period."""
    months: Counts
    """For how many months the trial is followed, from the first: each is tried, in order."""
    authorities: Counts
    """How many authorities take part: each is tried, in order."""
    contamination: dict[str, Contamination] = {}
    """What else happens meanwhile, by name."""
    bank: BankSize
    """How much is simulated."""
    trials: Annotated[int, Field(ge=10)]
    """How many trials are drawn for each number of authorities and months."""
    significance: Annotated[float, Field(gt=0.0, lt=0.5)]
    """How often a trial with nothing to find may find something: 0.05 by convention."""
    power: Annotated[float, Field(gt=0.5, lt=1.0)]
    """How often an effect has to be found to count as one that would be: 0.8 by convention."""
    costs: Costs
    """What it costs."""
    seed: Annotated[int, Field(ge=0, le=NUMBERS - 1)] = 1
    """Random seed: another gives other luck."""


def build_trial_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what a design's file may say.

    What depends on the scenarios that it names, and on several fields at once, is checked by `load_trial` alone.
    """
    return {"$schema": DIALECT, **TrialPlan.model_json_schema(), "title": "An fssim trial's design"}


@dataclass(frozen=True, slots=True, eq=False)
class TrialDesign:
    """The design of a trial: what `load_trial` returns.

    Attributes
    ----------
    plan
        What the file says.
    base
        How authorities go on that have not started.
    effects
        What starting makes of that, by the name of the effect.
    statistic
        What is measured: its title, its unit and how it is counted.
    """

    plan: TrialPlan
    base: Scenario
    effects: dict[str, Scenario]
    statistic: Statistic

    def __repr__(self) -> str:
        return f"<TrialDesign: {self.plan.title}>"

    @property
    def start_periods(self) -> list[int]:
        """The periods, from 0, that begin on the days of the starts."""
        return [count_months(self.plan.first_month, day) // self.plan.period_months for day in self.plan.starts]

    @property
    def periods(self) -> int:
        """How many periods the longest trial has."""
        return max(self.plan.months) // self.plan.period_months

    @property
    def is_ratio(self) -> bool:
        """Whether effects are ratios (of rates and counts), and not differences (of percentages)."""
        return self.statistic.unit != "percent"


def count_months(since: date, until: date) -> int:
    """Calendar months from the month of one day to that of another."""
    return (until.year - since.year) * MONTHS_A_YEAR + until.month - since.month


def load_trial(path: str | Path) -> TrialDesign:
    """Read a trial's design and the scenarios it names, and check that they go together.

    Parameters
    ----------
    path
        That of a file, or the name of a design that comes with fssim, such as "stepped_wedge_of_five".

    Returns
    -------
    TrialDesign
        What `trial` tries.

    Raises
    ------
    ScenarioError
        With every problem there is, each naming its file, line and field, what is wrong and what would be right.
    """
    whole, problems = read_map(located(named_file(path)), TRIAL_FILE)
    refuse_other_kind(whole, TRIAL)
    plan = check_map(whole, problems, TrialPlan)
    yardstick = read_yardstick()
    problems += [
        Problem(*whole.place(where), where, message, code) for where, message, code in _find_wrong(plan, yardstick)
    ]
    if problems:
        raise ScenarioError(sort_by_line(problems))
    base = load(_find_named_file(whole, ("base",), plan.base))
    panel = read_panel(find_published_file("authorities.csv"))
    there = len(choose_places(panel, yardstick, base.clock.observed_from.year))
    if plan.bank.authorities > there:
        where = ("bank", "authorities")
        message = f"is {plan.bank.authorities}; it must be at most {there}, which the published panel describes"
        raise ScenarioError([Problem(*whole.place(where), where, message, Code.out_of_range)])
    effects = {name: load(_find_named_file(whole, ("effects", name), file)) for name, file in plan.effects.items()}
    wrong = [
        Problem(*whole.place(("effects", name)), ("effects", name), message, Code.wrong_value)
        for name, scenario in effects.items()
        for message in _find_other_differences(base, scenario)
    ]
    if wrong:
        raise ScenarioError(sort_by_line(wrong))
    return TrialDesign(plan, base, effects, yardstick.statistics[plan.outcome])


def _find_wrong(plan: TrialPlan, yardstick: Yardstick) -> Iterator[tuple[FieldPath, str, Code]]:
    """What is wrong between the fields of a plan."""
    if plan.outcome not in yardstick.statistics:
        message = f"there is no statistic '{plan.outcome}'; {instead_of(plan.outcome, yardstick.statistics)}"
        yield ("outcome",), message, Code.unknown_name
    if NO_EFFECT in plan.effects:
        yield ("effects", NO_EFFECT), "is tried in any case; choose another name", Code.name_taken
    if plan.first_month.day != 1:
        message = f"is {plan.first_month}; it must be the first of a month"
        yield ("first_month",), message, Code.wrong_date
        return
    if MONTHS_A_YEAR % plan.period_months:
        message = f"is {plan.period_months}; a year must be a whole number of periods: give 1, 2, 3, 4, 6 or 12"
        yield ("period_months",), message, Code.wrong_value
    for place, months in enumerate(plan.months):
        if months % plan.period_months:
            message = f"is {months} months; it must be a whole number of periods of {plan.period_months}"
            yield ("months", place), message, Code.wrong_value
    last = max(plan.months)
    for place, day in enumerate(plan.starts):
        months = count_months(plan.first_month, day)
        if day.day != 1 or months % plan.period_months:
            message = f"is {day}; it must be the first day of a period, which {plan.period_months} months apart are"
            yield ("starts", place), message, Code.wrong_date
        elif not 0 < months < last:
            message = f"is {day}; it must be after the first period, and before the last month that is followed"
            yield ("starts", place), message, Code.wrong_date
    if list(plan.starts) != sorted(set(plan.starts)):
        yield ("starts",), "are not in order, or one is given twice; put them in order, each once", Code.wrong_date
    for name, happening in plan.contamination.items():
        for message, code in _find_wrong_dates(happening, plan.first_month, last):
            yield ("contamination", name), message, code
    for place, count in enumerate(plan.authorities):
        fewest, most = ESTIMATED_BETWEEN + 1, plan.bank.authorities
        if not fewest <= count <= most:
            message = f"is {count}; it must be from {fewest} to the {most} authorities of the bank"
            yield ("authorities", place), message, Code.out_of_range
        elif plan.design is TrialDesignKind.stepped_wedge and count < len(plan.starts):
            message = f"is {count}, for {len(plan.starts)} starts; give at least one for each, or fewer starts"
            yield ("authorities", place), message, Code.out_of_range
    if plan.design is TrialDesignKind.stepped_wedge and len(plan.starts) == 1:
        message = "is one day, on which all would start with nobody to compare with; give two or more"
        yield ("starts",), message, Code.wrong_value


def _find_wrong_dates(happening: Contamination, first_month: date, months: int) -> Iterator[tuple[str, Code]]:
    """Why something does not happen while anything is measured."""
    start, until = happening.start, happening.until
    followed = f"the trial is followed for {months} months from {first_month}; move it or leave it out"
    if until <= start:
        yield f"until is {until}, and start is {start}; until must be after start", Code.until_before_start
    elif until <= first_month:
        yield f"is over on {until}, and {followed}", Code.outside_run
    elif count_months(first_month, start) >= months:
        yield f"starts on {start}, and {followed}", Code.outside_run


def _find_named_file(whole: Merged, where: FieldPath, name: str) -> Path:
    file = file_meant(whole.file.parent, name)
    if not os.path.isfile(file):
        raise ScenarioError([Problem(*whole.place(where), where, say_not_meant(name, file), Code.file_not_there)])
    return file


FREE = ("title", "question", "notes", "compare_with", "sources", "headline", "working_models", "training", "teams")


def _find_other_differences(base: Scenario, reform: Scenario) -> Iterator[str]:
    """What differs between the scenarios that cannot come on the day of a start."""
    for name in type(base).model_fields:
        if name not in FREE and getattr(base, name) != getattr(reform, name):
            yield f"changes {name} of the base, which cannot come on the day of a start; leave that as it is"
    if set(base.teams) != set(reform.teams):
        yield "has other kinds of team than the base; only their working models and posts of new roles may differ"
        return
    for name, team in reform.teams.items():
        before = base.teams[name]
        if team.count != before.count or any(team.posts.get(role) != post for role, post in before.posts.items()):
            yield f"changes teams.{name}, of which only the working model and posts of new roles may differ"
    if not any(team.working_model != base.teams[name].working_model for name, team in reform.teams.items()):
        yield "changes the working model of no team, so that nothing would start; name one that does"
