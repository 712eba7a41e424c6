"""A number that shapes a result: its value, unit, source, evidence grade and confidence."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from fssim.scenario.findings import Code, FieldError
from fssim.scenario.schema.standard_distribution import standardise


class Frozen(BaseModel):
    """A part of a scenario: immutable, and strict about unknown fields and types."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


LONGEST_TITLE, LONGEST_TEXT = 200, 10_000  # letters; pages, tables and pictures have room for so many
Title = Annotated[str, Field(max_length=LONGEST_TITLE, pattern=r"\S")]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class Grade(StrEnum):
    """How well a number is known, from law down to assumption (the grades of `docs/model.md`)."""

    statutory = "statutory"
    published = "published"
    controlled = "controlled"
    correlational = "correlational"
    reported = "reported"
    assumed = "assumed"
    calibrated = "calibrated"


UNMEASURED = (Grade.reported, Grade.assumed)

GradeName = Annotated[Grade, Field(strict=False)]


class Confidence(StrEnum):
    """How surely a number stands for what it is used as: its source's own figure (`high`), worked out from figures or
    fitted to them (`medium`), or a guess, or a figure read loosely (`low`)."""

    high = "high"
    medium = "medium"
    low = "low"


ConfidenceName = Annotated[Confidence, Field(strict=False)]
GRADE_MEANS = {
    Grade.statutory: "law or statutory guidance",
    Grade.published: "official statistics or a published administrative figure",
    Grade.controlled: "a controlled or randomised study",
    Grade.correlational: "a before-and-after or correlational study",
    Grade.reported: "reports of staff or families: anecdotal, not evidence of impact",
    Grade.assumed: "a modelling assumption, with no evidence behind the number",
    Grade.calibrated: "fitted so that the standard model meets published statistics",
}
CONFIDENCE_MEANS = {
    Confidence.high: "its source gives this very number, for what it stands for here",
    Confidence.medium: "worked out from published figures, fitted to them, or measured in a study elsewhere",
    Confidence.low: "a guess, or a figure read loosely: of another service, place or year, or a part of it",
}
# What is left out of a number: most numbers of a grade are known as well as one another.
CONFIDENCE_OF_GRADE = {
    Grade.statutory: Confidence.high,
    Grade.published: Confidence.high,
    Grade.controlled: Confidence.medium,
    Grade.calibrated: Confidence.medium,
    Grade.correlational: Confidence.low,
    Grade.reported: Confidence.low,
    Grade.assumed: Confidence.low,
}

# What stands as the source of a number that somebody has changed, or given, without saying where it comes from.
YOUR_NUMBER = "your_number"
NO_SOURCE = "your number, no source given"
UNFOUNDED = (Grade.assumed, Grade.calibrated)


class ValueIs(StrEnum):
    """What the value of a quantity that varies is of its distribution."""

    mean = "mean"
    median = "median"


class Distribution(Frozen):
    """The shape of a varying quantity.

    `name` is any continuous `scipy.stats` distribution, with its own parameters by name in `parameters`. When
    `scale` is not among them, the parameter's `value` sets it: as the mean, or as the median with `value_is: median`,
    where that is what the source gives. `histogram` takes `edges` and `weights` instead (an empirical distribution).
    """

    name: str
    """A continuous distribution of `scipy.stats` by its name there, or `histogram`."""
    parameters: dict[str, float] = {}
    """Its parameters by name, such as `s` of `lognorm`; without `scale`, the number's value sets it."""
    value_is: Annotated[ValueIs, Field(strict=False)] = ValueIs.mean
    """Whether the number's value is the mean or the median."""
    edges: tuple[float, ...] = Field(default=(), strict=False)
    """Of a histogram: the edges of its bars, one more than bars."""
    weights: tuple[float, ...] = Field(default=(), strict=False)
    """Of a histogram: how much weight each bar has."""

    @property
    def has_own_scale(self) -> bool:
        """Whether it needs no value to give it its scale."""
        return "scale" in self.parameters or self.name == "histogram"

    def scale_for(self, value: float) -> float:
        """The scale that gives a distribution of `scipy.stats` its value, as its mean or its median: 0 if none does.

        Either of a location-scale family is loc + scale x what it is at loc 0 and scale 1.
        """
        standard = standardise(self.name, self.parameters)
        place = standard.median if self.value_is is ValueIs.median else standard.mean
        return (value - self.parameters.get("loc", 0.0)) / place if place else 0.0


def _grade_of_no_source(schema: dict[str, Any]) -> None:
    """A number without a source cannot be graded as if it had one: what an editor can see of it."""
    grades = [grade.value for grade in UNFOUNDED]
    schema["if"] = {"properties": {"source": {"const": YOUR_NUMBER}}, "required": ["source"]}
    schema["then"] = {"properties": {"grade": {"enum": grades}}}


class Parameter(Frozen):
    """One number, with the unit it is in, where it comes from and how good that evidence is.

    `source` is the id of an entry in one of the scenario's sources files, or `YOUR_NUMBER`. `low` and `high` are the
    range the number may lie in by that source, and the value lies within it. A source that is read loosely (half of a
    median, or a figure of another service, place or year) has `confidence: low` whatever its grade, with a range and a
    note that says how it is read.
    """

    model_config = ConfigDict(json_schema_extra=_grade_of_no_source)

    value: float
    """The number itself."""
    unit: str
    """What it is counted in."""
    source: str
    """The id of an entry in a sources file, or `your_number`."""
    grade: GradeName
    """How good the evidence for it is."""
    confidence: ConfidenceName | None = None
    """How surely it stands for what it is used as; left out, as numbers of its grade do."""
    low: float | None = None
    """The least it may be by its source."""
    high: float | None = None
    """The most it may be by its source."""
    note: Text = ""
    """Anything that a reader of the number should know."""

    @model_validator(mode="after")
    def _inside_its_range(self) -> Parameter:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise FieldError(
                Code.range_without_value,
                f"low is {self.low:.10g}, above high {self.high:.10g}; low must not be above high",
                "low",
                "high",
            )
        right = "the value must lie between them; change the range, or leave it out"
        if self.low is not None and self.value < self.low:
            raise FieldError(
                Code.range_without_value,
                f"low is {self.low:.10g}, above the value {self.value:.10g}; {right}",
                "low",
                "high",
            )
        if self.high is not None and self.value > self.high:
            raise FieldError(
                Code.range_without_value,
                f"high is {self.high:.10g}, below the value {self.value:.10g}; {right}",
                "low",
                "high",
            )
        return self

    @model_validator(mode="after")
    def _graded_as_it_is_founded(self) -> Parameter:
        if self.source == YOUR_NUMBER and self.grade not in UNFOUNDED:
            message = f"grade is {self.grade.value}, and no source is given; give the source, or the grade 'assumed'"
            raise FieldError(Code.grade_without_source, message, "grade")
        return self

    @model_validator(mode="after")
    def _ranges_what_is_not_sure(self) -> Parameter:
        if self.confidence is not Confidence.low:
            return self
        if self.low is None or self.high is None:
            message = "confidence is low, and a range is missing; give the low and high that it may lie between"
            raise FieldError(Code.low_confidence, message, "confidence", "low", "high")
        if self.is_read_loosely and not self.note:
            message = "confidence is low, and no note says why; say in a note how the source is read"
            raise FieldError(Code.low_confidence, message, "confidence", "note")
        return self

    @property
    def confidence_held(self) -> Confidence:
        """Its confidence, or that of its grade if it states none."""
        return self.confidence or CONFIDENCE_OF_GRADE[self.grade]

    @property
    def is_read_loosely(self) -> bool:
        """Whether it is of low confidence though numbers of its grade are not: it is varied as a guess is."""
        return self.confidence is Confidence.low and CONFIDENCE_OF_GRADE[self.grade] is not Confidence.low


class Varying(Parameter):
    """A quantity drawn afresh each time: `value` is its mean or median, `distribution` its shape.

    Without a distribution every draw is `value`. `value` may be left out only where the distribution fixes its own
    scale (a `scale` parameter, or a histogram).
    """

    value: float = math.nan
    """The mean, or the median if the distribution says so; left out only where that has a scale of its own."""
    distribution: Distribution | None = None
    """The shape of its values; left out, every one is the value."""

    @model_validator(mode="after")
    def _has_one_scale(self) -> Varying:
        shape = self.distribution
        fixed = shape is not None and shape.has_own_scale
        if math.isnan(self.value) and not fixed:
            raise FieldError(
                Code.value_or_distribution,
                "no value; give the mean or median as `value`, or a distribution with its own scale",
                "value",
                "distribution",
            )
        if fixed and not math.isnan(self.value):
            raise FieldError(
                Code.value_or_distribution,
                "both a value and a distribution with its own scale; give one of them",
                "value",
                "distribution",
            )
        return self


DateText = WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
