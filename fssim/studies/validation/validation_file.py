"""What is predicted, from what, and the goals: `published/validation.yaml`, read strictly; and the tables that came of
it for the standard model, which are kept with fssim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fssim.scenario.findings import ScenarioError
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.other_files import check_map, read_map
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.reading.strict_yaml import FileKind
from fssim.scenario.schema.parameter import Frozen, Parameter

if TYPE_CHECKING:
    import pandas as pd


GOALS, SUMMARY, ROWS = "goals.csv", "summary.csv", "rows.csv"
FOLDER = "published"
FILE = "validation.yaml"
Texts = Annotated[tuple[str, ...], Field(strict=False)]


class AuthorityDescription(Frozen):
    """Where a scenario says what an authority is described by: the dotted paths of its numbers.

    `case_holders`, for each 10,000 children, are those of the scenario's own authority, whose posts are those of `role`
    in all kinds of team: shared out over them as their work is, of which the share in `goes_with_assessments` goes with
    referrals that are assessed, and all else with section 47 enquiries. The posts in `goes_with_referrals` and
    `goes_with_enquiries` are as many for each referral, and each section 47 enquiry, as in the scenario. Each of the
    `thresholds` is a statistic, and the name of the outcomes whose odds are moved, in every decision, until it is met.
    """

    children: str
    referral_rate: str
    case_holders: Parameter
    role: str
    goes_with_assessments: dict[str, Parameter]
    goes_with_referrals: Texts
    goes_with_enquiries: Texts
    covered_share: Parameter
    smallest: Parameter
    largest_slice: Parameter
    thresholds: dict[str, str]


class Statistic(Frozen):
    """One published statistic: how near counts as inside, and whether it has to be nearer than the national ratio.

    The national ratio is the national figure, or if it is `ratio_to` another statistic, that share of the authority's.
    One that `describes` an authority is no prediction.
    """

    title: str
    unit: str
    tolerance: float = Field(gt=0)
    ratio_to: str | None = None
    beats_ratio: bool = False
    describes: bool = False


class Changes(Frozen):
    """What is done to the scenario, and to so many authorities, to see how they respond.

    The statistics that more workers are made of, `workers_are`, are no response to them.
    """

    services: Parameter
    more: Parameter
    workers_are: Texts
    vacancies: Parameter
    leaving: Parameter
    jump: Parameter
    empty_posts: Parameter


class ValidationGoals(Frozen):
    """How near is near enough."""

    widened: Parameter
    spread: Parameter
    inside: Parameter
    never_worse: Parameter
    recovered_after: Parameter
    range_low: Parameter
    range_high: Parameter
    calibrated_for_each_figure: Parameter


class Yardstick(Frozen):
    """All of it."""

    described_by: AuthorityDescription
    statistics: dict[str, Statistic]
    responses: dict[str, str]
    changes: Changes
    goals: ValidationGoals


def find_published_file(name: str) -> Path:
    """A file of published figures that comes with fssim."""
    return shipped_folder() / FOLDER / name


def read_yardstick(file: str | Path | None = None) -> Yardstick:
    """The yardstick in a file, or the one that comes with fssim. Raises `ScenarioError` with all that is wrong."""
    whole, problems = read_map(located(file or find_published_file(FILE)), FileKind("a yardstick", "statistics"))
    yardstick = check_map(whole, problems, Yardstick)
    if problems:
        raise ScenarioError(problems)
    return yardstick


def stored_folder() -> Path:
    """Where they are kept."""
    return find_published_file("standard_model")


def read_stored(name: str) -> pd.DataFrame:
    """One of the kept tables: the goals, the summary by statistic, or the rows without those of single authorities."""
    import pandas as pd

    return pd.read_csv(stored_folder() / name)
