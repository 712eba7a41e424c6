"""The model beside the published statistics it is calibrated to, which are read strictly from a file `targets.csv`."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.measures.published import TARGETS, measures_of_targets
from fssim.runs.folder.provenance import TARGETS_FILE, find_targets
from fssim.runs.replicate import list_measures
from fssim.runs.results import Results
from fssim.scenario.findings import Code, Problem, ScenarioError, instead_of
from fssim.scenario.reading.file_text import table_of
from fssim.scenario.reading.other_files import number_in, refusing_bad_csv
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("id", "measure", "value", "unit", "tolerance")
YEARS = "years"  # a column that may be left out
NOT_MET_COUNTS = 2.0  # in a misfit, times as much as the same square of a miss within its tolerance


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure: how far the model may be from it, and which of the model's measures it is about.

    `years` is how many years of the authority's own it is counted over; None for a figure that is somebody else's, or
    not a count of a service of this size.
    """

    id: str
    title: str
    unit: str
    value: float
    tolerance: float
    measure: str
    years: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One published figure, the model's own with its 95% interval, and whether the two are within the tolerance."""

    id: str
    title: str
    unit: str
    value: float
    tolerance: float
    model: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        return abs(self.model - self.value) <= self.tolerance

    @property
    def tolerances_away(self) -> float:
        """How many tolerances the model is above (or, negative, below) what is published."""
        return self.in_tolerances(self.model)

    def in_tolerances(self, value: float) -> float:
        """How many tolerances a value is above (or, negative, below) what is published."""
        return (value - self.value) / self.tolerance


def find_targets_file(scenario: Scenario) -> Path:
    """The targets kept beside a scenario's sources. Raises `ScenarioError` if there are none."""
    file = find_targets(scenario)
    if file is not None:
        return file
    message = (
        f"no {TARGETS_FILE} beside the scenario's sources; put one there, with id, measure, value, unit, tolerance"
    )
    raise ScenarioError([Problem(scenario.title, 0, ("sources",), message, Code.wrong_targets)])


def read_published_targets(scenario: Scenario) -> list[Published]:
    """The figures beside a scenario's sources. Raises `ScenarioError` if there are none, or any cannot be used."""
    return read_targets(find_targets_file(scenario), scenario)


def compare_with_targets(results: Results, figures: Sequence[Published]) -> list[Target]:
    """Each figure with the model's mean over the replications and its 95% interval, in the order of the file."""
    compared = []
    for figure in figures:
        model = results.interval(figure.measure)
        compared.append(
            Target(
                figure.id, figure.title, figure.unit, figure.value, figure.tolerance, model.mean, model.low, model.high
            )
        )
    return compared


def compute_misfit(targets: Iterable[Target], leave_out: Collection[str] = ()) -> float:
    """The sum over targets of (miss / tolerance) squared, in which a target that is not met counts twice.

    0 is a perfect fit; a target at the edge of its tolerance adds 1. Those left out add nothing. Infinite if the model
    has nothing to compare with a target.
    """
    squares = [
        (1.0 if target.met else NOT_MET_COUNTS) * target.tolerances_away**2
        for target in targets
        if target.id not in leave_out
    ]
    total = math.fsum(squares)
    return math.inf if math.isnan(total) else total


def targets(results: Results) -> pd.DataFrame:
    """Results beside the published statistics kept in `targets.csv` beside their scenario's sources.

    Parameters
    ----------
    results
        What `run` returned.

    Returns
    -------
    pandas.DataFrame
        A row for each statistic, by its `id` (the index): `title` and `unit` (str); the published `value` and the
        `tolerance` allowed it; the `model`'s mean over the replications, with its 95% interval from `low` to `high`
        (all float64, in that unit); and `met` (bool), whether the mean is within the tolerance.

    Raises
    ------
    ScenarioError
        If there is no such file, or any figure in it cannot be used.
    """
    import pandas as pd

    compared = compare_with_targets(results, read_published_targets(results.scenario))
    return pd.DataFrame([asdict(target) | {"met": target.met} for target in compared]).set_index("id")


def read_targets(file: Path, scenario: Scenario) -> list[Published]:
    """The figures of a file for a scenario, in its order.

    An `id` is one that fssim knows (`fssim/measures/published.yaml`), or the name of a measure of the
    scenario, such as `visits_in_time_percent`. Raises `ScenarioError` with everything wrong with the file, by line.
    """
    problems: list[Problem] = []
    figures: dict[str, Published] = {}
    with refusing_bad_csv(file):
        rows = table_of(file)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            message = f"has no column {' or '.join(f'`{name}`' for name in missing)}; its first line must name them"
            raise ScenarioError([Problem(file, 1, (), message, Code.not_csv)])
        for row in rows:
            wrong = [
                Problem(file, rows.line_num, (field,), why, Code.wrong_targets)
                for field, why in _find_wrong_fields(row, figures, scenario)
            ]
            problems += wrong
            if not wrong:
                figures[row["id"]] = _make_figure(row, scenario)
    if not figures and not problems:
        problems.append(Problem(file, 1, (), "lists no figure; give one a line", Code.names_nothing))
    if problems:
        raise ScenarioError(problems)
    return list(figures.values())


def _find_wrong_fields(
    row: Mapping[str, str | None], already: Mapping[str, Published], scenario: Scenario
) -> list[tuple[str, str]]:
    """The fields of a row that are wrong, each with what is wrong with it."""
    wrong = []
    name = row["id"] or ""
    if name in already:
        wrong.append(("id", f"'{name}' is there already; keep one of the two"))
    elif name not in TARGETS and name not in (known := list_measures([scenario])):
        right = instead_of(name, [*TARGETS, *known])
        wrong.append(("id", f"there is no target or measure '{name}'; {right}"))
    for field in ("value", "tolerance"):
        amount = number_in(row[field])
        if math.isnan(amount):
            wrong.append((field, f"is '{row[field] or ''}'; it must be a number"))
        elif field == "tolerance" and amount < 0.0:
            wrong.append((field, f"is {amount:g}; it must be 0 or more"))
    if row.get(YEARS) and not number_in(row[YEARS]) > 0.0:
        wrong.append((YEARS, f"is '{row[YEARS]}'; it must be a number above 0, or empty"))
    return wrong


def _make_figure(row: Mapping[str, str | None], scenario: Scenario) -> Published:
    name = row["id"] or ""
    return Published(
        name,
        row["measure"] or name,
        row["unit"] or "",
        number_in(row["value"]),
        number_in(row["tolerance"]),
        measures_of_targets(scenario).get(name, name),
        number_in(row[YEARS]) if row.get(YEARS) else None,
    )
