"""What a measure is: declared once, beside the function that works it out, and looked up from there by everything else.

A declaration stands for one measure or for many: `wait_{need}_open_mean_working_days` is one for each need of a
scenario. Names, labels and definitions all come of it, so that no other place has to build a measure's name or take one
apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import Generic, TypeVar

from fssim.scenario.names import slug
from fssim.statistics.interval import CONFIDENCE, Interval, estimate_skewed_mean

WORSE, BETTER, NEITHER = "worse", "better", "neither"
ONLY_WORSE = "worse, though less is no better"

PATTERNS = {"route": "internal|external", "number": r"\d+", "year": r"\d{4}_\d\d(?:_part)?"}
OBSERVED = {"observed": "in the observed years"}

Log = TypeVar("Log")


@dataclass(frozen=True, slots=True)
class MeasureDescription:
    """A measure for people to read.

    Attributes
    ----------
    label : str
        What it is called in tables and charts.
    unit : str
        Such as `working days`, `%` or `GBP a year`.
    more_is : str
        `worse`, `better`, `neither`, or `worse, though less is no better`: of waits that may be fewer because they have
        become waits for something else.
    least, most : float
        What it cannot be below or above: a share lies between 0 and 100, and what is counted is not below 0.
    definition : str
        Exactly what it counts, in a sentence or two.
    """

    label: str
    unit: str
    more_is: str
    least: float = -inf
    most: float = inf
    definition: str = field(default="", compare=False)

    def smallest_that_matters(self, share: float) -> float:
        """The share of a value that is too little to matter; none of money, which adds up and can be spent."""
        return 0.0 if self.unit.startswith("GBP") else share

    def estimate_own_mean(self, values: Iterable[float], confidence: float = CONFIDENCE) -> Interval:
        """The mean of one scenario's own values, one a replication, with an interval that goes nowhere that the measure
        cannot."""
        return estimate_skewed_mean(values, confidence, self.least, self.most)


@dataclass(frozen=True, slots=True)
class Words:
    """What one value of something that varies is called: in a label, in a definition, and whether more of it is worse
    (of lines of the ledger)."""

    label: str
    definition: str
    more_is: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One declaration.

    `name` ends in its unit; what varies stands in braces, and again in the `label` and in what it `counts`. `rule` is
    what a definition rests on, said after it. `words` are those of what varies by a fixed list, such as the lines of
    the ledger; everything else is called what the scenario calls it.
    """

    name: str
    label: str
    unit: str
    more_is: str
    counts: str
    rule: str = ""
    most: float | None = None
    words: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)

    def named(self, **parts: str) -> str:
        """The name of the measure of these parts of a scenario, such as `need="mental health"`."""
        return _named(self.name, *parts.items())

    @property
    def varies(self) -> list[str]:
        """What it varies by, in order."""
        return re.findall(r"\{(\w+)\}", self.name)

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the names of its measures look like, with a group for each thing that varies."""
        return _pattern(self.name, tuple((part, "|".join(words)) for part, words in self.words.items()))

    def described(self, parts: Mapping[str, str], called_as: Callable[[str, str], str]) -> MeasureDescription:
        """The measure of these parts, each as it stands in the measure's name, and called what `called_as` says."""
        fixed = {part: self.words[part][name] for part, name in parts.items() if part in self.words}
        called = {part: called_as(part, name) for part, name in parts.items() if part not in fixed}
        label = self.label.format(**called, **{part: words.label for part, words in fixed.items()})
        counts = self.counts.format(**OBSERVED, **called, **{part: words.definition for part, words in fixed.items()})
        more_is = next((words.more_is for words in fixed.values() if words.more_is), self.more_is)
        most = self.most if self.most is not None else 100.0 if self.unit == "%" else inf
        return MeasureDescription(
            label[0].upper() + label[1:], self.unit, more_is, 0.0, most, f"{counts} {self.rule}".strip()
        )


@cache
def _named(name: str, *parts: tuple[str, str]) -> str:
    return name.format(**{part: slug(called) for part, called in parts})


@cache
def _pattern(name: str, fixed: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    patterns = PATTERNS | dict(fixed)
    return re.compile(re.sub(r"\{(\w+)\}", lambda part: f"(?P<{part[1]}>{patterns.get(part[1], '.+?')})", name))


@dataclass(frozen=True, slots=True)
class Indicator(Generic[Log]):
    """A function of a log that works out the measures that it declares."""

    measures: Sequence[Measure]
    work_out: Callable[[Log], dict[str, float]]

    def __call__(self, log: Log) -> dict[str, float]:
        return self.work_out(log)


def indicator(*measures: Measure) -> Callable[[Callable[[Log], dict[str, float]]], Indicator[Log]]:
    """Mark a function as the one that works these measures out."""
    return lambda work_out: Indicator(measures, work_out)


def judge_direction(more_is: str, is_more: bool) -> str:
    """Whether a difference, more or less of a measure, is `worse`, `better` or `neither`."""
    if more_is == ONLY_WORSE:
        return WORSE if is_more else NEITHER
    if more_is == NEITHER:
        return NEITHER
    return WORSE if is_more == (more_is == WORSE) else BETTER
