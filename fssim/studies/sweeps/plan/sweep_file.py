"""What a sweep file may say, how precisely its points are to be known among it; and its JSON Schema, for editors."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from fssim.scenario.schema.parameter import Distribution, Frozen, GradeName, Text, Title
from fssim.scenario.schema.scenario import DIALECT
from fssim.scenario.schema.workforce import ONE, SEVERAL
from fssim.statistics.stopping_rule import AT_MOST, FIRST_LOOK
from fssim.whole_numbers import NUMBERS

PERCENTAGE = r"[0-9]+(\.[0-9]+)?%"
Value = bool | int | float | date | str
EVIDENCE: Final = "evidence"
VALUE = ".value"
TEXT = {"type": "string"}
ONE_OR_MORE = {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}
HOW_OFTEN = ("replications", "precision")  # one of them
MOST_STEPS, WHOLE_STEP = 1000, 1e-6  # of a range; and of a step
LONGEST_OPTION = 80  # letters of an option's name


def _as_share(value: Any) -> Any:
    if isinstance(value, int | float) and not 0.0 < value < 1.0:
        raise ValueError(f"is the number {value}; it must be below 1 and above 0, or a percentage such as 5%")
    if not isinstance(value, str):
        return value
    if not re.fullmatch(PERCENTAGE, value) or not 0.0 < float(value[:-1]) < 100.0:
        raise ValueError(f"is text '{value}'; it must be a percentage between 0% and 100%, such as 5%")
    return float(value[:-1]) / 100.0


PercentOrShare = Annotated[
    float,
    BeforeValidator(_as_share),
    Field(gt=0.0, lt=1.0),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{PERCENTAGE}$"},
                {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            ]
        }
    ),
]


class Precision(Frozen):
    """As many replications of each point as a precision takes, by the rule of `fssim.statistics.stopping_rule`.

    Each point stops by itself, once half of the 95% interval of each of the `measures` (the few that an answer is given
    in, if left out) is `within` this share, such as 5%, of the value compared with: where the sweep has a baseline, of
    the paired difference, as a share of the baseline's mean; otherwise of the mean, as a share of itself. Where that
    takes more than `replications_at_most`, the point stops there and is marked.
    """

    within: PercentOrShare
    """Half of an interval, as a share of the value compared with, such as 5%."""
    measures: tuple[str, ...] = Field(default=(), strict=False)
    """The measures that are to be known so well; left out, those that an answer is given in."""
    replications_at_most: Annotated[int, Field(ge=FIRST_LOOK)] = AT_MOST
    """How many replications a point stops at in any case."""


class DesignKind(StrEnum):
    """How points are chosen: every combination, those listed, spread evenly through the space, or as a sensitivity
    analysis needs them."""

    grid = "grid"
    listed = "list"
    latin_hypercube = "latin hypercube"
    sobol = "sobol"
    halton = "halton"
    crossed = "crossed"
    morris = "morris"
    saltelli = "saltelli"


DRAWN = (DesignKind.latin_hypercube, DesignKind.sobol, DesignKind.halton, DesignKind.crossed)


class Design(Frozen):
    """Which points there are.

    `grid` takes every combination of the values. `list` takes the `rows`, each giving a value of every lever and
    uncertainty by name. `latin hypercube`, `sobol` and `halton` spread `points` of them evenly through the values,
    ranges and distributions (`scipy.stats.qmc`, scrambled by the seed); `sobol` keeps its balance only with a power
    of 2, and `halton` takes any number.

    `crossed` takes every combination of the levers' values, each with the same `points` futures: values of the
    uncertainties, spread evenly as a Latin hypercube. It is for `fssim rank --robust`, `fssim discover` and
    `fssim value`.

    `morris` and `saltelli` are for `fssim sensitivity` (SALib). `morris` starts `trajectories` times from a point and
    changes one thing after another: (things that vary + 1) points each. `saltelli` takes `points` points, a power of 2,
    and exchanges one thing at a time between two of them: (things that vary + 2) times as many in all.
    """

    kind: Annotated[DesignKind, Field(strict=False)]
    """How points are chosen."""
    points: Annotated[int, Field(ge=1)] | None = None
    """How many points (or base points of `saltelli`, or futures of `crossed`)."""
    trajectories: Annotated[int, Field(ge=2)] | None = None
    """How many times `morris` starts."""
    rows: tuple[dict[str, Value], ...] = Field(default=(), strict=False)
    """The points of a list: a value of every lever and uncertainty by name."""
    seed: Annotated[int, Field(ge=0, le=NUMBERS - 1)] | None = None
    """Seed of the points that are drawn: another gives other points with the same luck. Left out, the sweep's."""

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Design:
        spread = self.kind in (*DRAWN, DesignKind.saltelli)
        if spread and self.points is None:
            raise ValueError(f"design {self.kind.value} says no `points`; give how many there are to be")
        if not spread and self.points is not None:
            raise ValueError(f"design {self.kind.value} has `points`, which it counts itself; leave them out")
        if (self.kind is DesignKind.morris) != (self.trajectories is not None):
            raise ValueError("`trajectories` go with kind morris, which has two or more; give both or neither")
        if (
            self.kind in (DesignKind.sobol, DesignKind.saltelli)
            and self.points is not None
            and self.points & (self.points - 1)
        ):
            near = 1 << (self.points.bit_length() - 1)
            raise ValueError(f"points is {self.points}; it must be a power of 2, such as {near} or {2 * near}")
        if self.seed is not None and self.kind in (DesignKind.grid, DesignKind.listed):
            raise ValueError(f"`seed` goes with points that are drawn, and those of a {self.kind.value} are not")
        if (self.kind is DesignKind.listed) != bool(self.rows):
            raise ValueError("`rows` go with kind list, which has at least one; give both or neither")
        return self


class Range(Frozen):
    """Anything from `low` to `high`, each as likely as another; or, with a `step`, every step from one to the other."""

    low: float
    """The least."""
    high: float
    """The most."""
    step: Annotated[float, Field(gt=0.0)] | None = None
    """How far apart the values are, such as 1 for whole posts; left out, any value between is one."""

    @model_validator(mode="after")
    def _upwards(self) -> Range:
        if not self.low < self.high:
            raise ValueError(f"low is {self.low:g} and high {self.high:g}; low must be below high")
        if self.step is None:
            return self
        steps = round((self.high - self.low) / self.step)
        if not 1 <= steps <= MOST_STEPS or abs(self.low + steps * self.step - self.high) > WHOLE_STEP * self.step:
            raise ValueError(
                f"step is {self.step:g}; a whole number of steps ({MOST_STEPS:,} at most) must lead from {self.low:g} "
                f"to {self.high:g}"
            )
        return self

    @property
    def values(self) -> tuple[float, ...]:
        """Every step, without the rounding of binary fractions; nothing if there is no step."""
        if self.step is None:
            return ()
        steps = round((self.high - self.low) / self.step)
        return tuple(round(self.low + place * self.step, 10) for place in range(steps + 1))


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _as_range(value: Any) -> Any:
    if isinstance(value, str) and value != EVIDENCE:
        raise ValueError(f"is text '{value}'; it must be a map with 'low' and 'high', or the word {EVIDENCE}")
    return value


def _form_of_range(value: object) -> str:
    return SEVERAL if isinstance(value, str) else ONE


RangeOrEvidence = Annotated[
    Annotated[Range, Tag(ONE)] | Annotated[Literal["evidence"], Tag(SEVERAL)], Discriminator(_form_of_range)
]


def _as_values(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Paths of values; a number is its value here, as in a file of free parameters."""
    return tuple(path if path.endswith(VALUE) else f"{path}{VALUE}" for path in paths)


ONE_OF = ("path", "options", "ensemble")


class Varied(Frozen, json_schema_extra={"oneOf": [{"required": [name]} for name in ONE_OF]}):
    """One thing that varies: the dotted `path` of a field of the scenario (or several, which then move together and
    have the same value) and one of

    - `values`, which may be numbers, dates or text, as the field is;
    - `range`, from `low` to `high`, or the word `evidence`: the base scenario's own low and high of that number;
    - `distribution`, as in a scenario; without a scale its mean is the base scenario's value.

    In a design of kind `list`, whose rows say the values, all three may be left out.

    In place of a `path`, `options` are named sets of values, each of several fields: a portfolio of posts, or the rows
    of a table of what is likely to go together. Or an `ensemble`: its parameter sets are the options.
    """

    path: Annotated[
        tuple[str, ...], BeforeValidator(_as_list), Field(strict=False, min_length=1), WithJsonSchema(ONE_OR_MORE)
    ] = ()
    """The dotted path of a field, or several that move together; left out where there are `options`."""
    values: tuple[Value, ...] = Field(default=(), strict=False)
    """The values that it takes."""
    range: Annotated[RangeOrEvidence | None, BeforeValidator(_as_range)] = None
    """The least and the most, or the word `evidence`."""
    distribution: Distribution | None = None
    """The shape that values are drawn from."""
    takes_from: Annotated[
        tuple[str, ...], BeforeValidator(_as_list), AfterValidator(_as_values), Field(strict=False),
        WithJsonSchema(ONE_OR_MORE),
    ] = ()  # fmt: skip
    """The dotted path of a number that falls by as much as this one rises, one for each `path`: so that the
    probabilities of outcomes still sum to 1, or a post is moved and not added."""
    options: dict[Annotated[str, Field(min_length=1, max_length=LONGEST_OPTION)], dict[str, Value]] = {}
    """In place of a `path`: by the name of each option, the values of fields by their dotted paths. What an option
    leaves out is as in the base scenario."""
    ensemble: str = ""
    """In place of a `path`, of an uncertainty: the file of an ensemble (`fssim ensemble`), relative to this one. Its
    parameter sets are the options."""
    chances: dict[str, Annotated[float, Field(gt=0.0)]] = {}
    """How likely each option is beside the others, where points are drawn; left out, all are equally likely."""
    label: Title = ""
    """What people read; left out, its name."""
    reason: Text = ""
    """Why it varies, and over these values."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Varied:
        given = [name for name in ("values", "range", "distribution", "options") if getattr(self, name)]
        if len(given) > 1:
            raise ValueError(f"says both {given[0]} and {given[1]}; keep one of them")
        if self.ensemble and (self.path or given):
            raise ValueError("says `ensemble` and what it varies by too; an ensemble's sets say that: keep one")
        if bool(self.path) == bool(self.options or self.ensemble):
            says = "both" if self.path else "neither"
            raise ValueError(f"says {says} of `path` and `options`; give one: a field, or named sets of several fields")
        if self.takes_from and len(self.takes_from) != len(self.path):
            raise ValueError(
                f"`takes_from` names {len(self.takes_from)} and `path` {len(self.path)}; give one for each path"
            )
        if self.chances and set(self.chances) != set(self.options):
            raise ValueError("`chances` must say one of every option, and of nothing else")
        return self


def _column(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise ValueError(f"'{name}' names a column of data files; write it with small letters, digits and _")
    return name


ColumnName = Annotated[str, AfterValidator(_column)]


def _as_correlation(value: float) -> float:
    if not -1.0 < value < 1.0:
        raise ValueError(f"is {value:g}; it must be between -1 and 1")
    return value


class Correlation(Frozen):
    """Two things that vary together, where points are drawn: a high value of one goes with a high one of the other.

    `rank` is Spearman's correlation of their ranks. What each takes by itself stays as it is (a normal copula:
    R. B. Nelsen, An Introduction to Copulas, 2006, section 2.3).
    """

    between: Annotated[tuple[str, str], Field(strict=False)]
    """The names of the two."""
    rank: Annotated[
        float, AfterValidator(_as_correlation),
        WithJsonSchema({"type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1}),
    ]  # fmt: skip
    """Spearman's correlation of ranks, between -1 and 1."""
    reason: Text = ""
    """Why they go together, and how far."""


class SweepPlan(Frozen):
    """A sweep as its file says it.

    `base` and `baseline` are scenario files, relative to this one. The `baseline`, if there is one, is run with the
    same replications, as point 0, for paired differences. Either `replications` says how many each point gets, or a
    `precision` decides; the baseline then gets as many as any point can need. `levers` are what we choose and
    `uncertainties` what the world chooses. `evidence_ranges` makes an uncertainty of every number of the base that has
    one of these grades, a low and a high, and with `assumed` of every published one that is read loosely too; where one
    number is said in several places, with one source, they vary together.
    """

    title: Title
    """What people read."""
    question: Text
    """What the sweep is there to answer."""
    notes: Text = ""
    """Anything more that a reader should know."""
    base: str
    """The scenario file that is varied, relative to this one, or the name of one that comes with fssim."""
    baseline: str | None = None
    """The scenario file that every point is compared with; left out, none."""
    design: Design
    """Which points there are."""
    replications: Annotated[int, Field(ge=1)] | None = None
    """How many replications each point gets; give this or `precision`."""
    precision: Precision | None = None
    """How precisely each point is to be known, in place of `replications`."""
    seed: Annotated[int, Field(ge=0, le=NUMBERS - 1)] = 1
    """Random seed: another gives other luck."""
    levers: dict[ColumnName, Varied] = {}
    """What we choose, by name."""
    uncertainties: dict[ColumnName, Varied] = {}
    """What the world chooses, by name."""
    correlations: tuple[Correlation, ...] = Field(default=(), strict=False)
    """Which of them go together, where points are drawn; left out, none."""
    evidence_ranges: tuple[GradeName, ...] = Field(default=(), strict=False)
    """Grades of evidence whose numbers all become uncertainties; with `assumed`, published ones read loosely too."""
    measures: tuple[str, ...] = Field(default=(), strict=False)
    """The measures to work out and keep, and no others but those that a precision is of; left out, all."""
    weekly: tuple[str, ...] = Field(default=(), strict=False)
    """The weekly numbers to keep too, such as `families unallocated`, by their names in a run's `weekly.parquet`."""

    @model_validator(mode="after")
    def _says_how_often(self) -> SweepPlan:
        if (self.replications is None) == (self.precision is None):
            says = "neither" if self.replications is None else "both"
            raise ValueError(f"says {says} of `replications` and `precision`; give one: how often, or how precisely")
        return self

    @property
    def design_seed(self) -> int:
        """The seed of the points."""
        return self.seed if self.design.seed is None else self.design.seed

    @property
    def most_replications(self) -> int:
        """How many replications a point can get."""
        return self.precision.replications_at_most if self.precision is not None else self.replications or 0

    @property
    def fewest_replications(self) -> int:
        """How many replications every point gets, whatever its precision, unless it fails."""
        return self.replications or FIRST_LOOK


def build_sweep_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what a sweep file may say.

    What depends on the scenarios that it names, such as the paths and the values that are right there, is checked by
    `load_sweep` alone.
    """
    schema = SweepPlan.model_json_schema()
    one = [{"required": [name]} for name in HOW_OFTEN]
    return {"$schema": DIALECT, **schema, "title": "An fssim sweep file", "oneOf": one}
