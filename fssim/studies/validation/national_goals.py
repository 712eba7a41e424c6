"""How near a scenario comes to national figures, those it is fitted to among them, and whether the goals hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.schema.parameter import Grade, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import estimate_skewed_mean
from fssim.studies.calibration.targets import Target
from fssim.studies.validation.published_files import Row
from fssim.studies.validation.simulated_years import SimulatedYears
from fssim.studies.validation.validation_file import Yardstick

COLUMNS = ("goal", "rows", "inside", "needed", "met")


def compare_national_figures(own: SimulatedYears, targets: Sequence[Target], shapes: Sequence[Row]) -> pd.DataFrame:
    """A row for each figure.

    Columns: `part` (target or shape), `statistic` (the target's id, or the statistic), `title`, `unit`; what is
    `published`; the `tolerance`; the `model`'s value with its 95% interval `low` to `high`; whether it is `inside`.
    """
    rows = []
    for target in targets:
        rows.append(
            {
                "part": "target", "statistic": target.id, "title": target.title, "unit": target.unit,
                "published": target.value, "tolerance": target.tolerance, "model": target.model, "low": target.low,
                "high": target.high, "inside": target.met,
            }
        )  # fmt: skip
    for row in shapes:
        model = estimate_skewed_mean(list(own.by_replication(row["statistic"])))
        value, tolerance = float(row["value"]), float(row["tolerance"])
        rows.append(
            {
                "part": "shape", "statistic": row["statistic"], "title": row["title"], "unit": row["unit"],
                "published": value, "tolerance": tolerance, "model": model.mean, "low": model.low, "high": model.high,
                "inside": abs(model.mean - value) <= tolerance,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def count_calibrated(scenario: Scenario) -> int:
    """How many numbers of a scenario are graded calibrated: of a decision's, all but one, as its outcomes come to 1."""
    graded = sum(1 for _ in _list_calibrated(scenario))
    tables = scenario.pathway.decisions.values()
    what_is_left = sum(
        any(outcome.probability.grade is Grade.calibrated for outcome in outcomes.values()) for outcomes in tables
    )
    return graded - what_is_left


def _list_calibrated(scenario: Scenario) -> Iterator[Parameter]:
    for _, part in parts_of(scenario):
        if isinstance(part, Parameter) and part.grade is Grade.calibrated:
            yield part


def judge_goals(
    scenario: Scenario,
    yardstick: Yardstick,
    summary: pd.DataFrame,
    responses: pd.DataFrame,
    recovery: pd.DataFrame,
    national: pd.DataFrame,
) -> pd.DataFrame:
    """A row for each goal.

    Columns: the `goal` in words; of how many `rows` it speaks; how many of them are `inside`; how many are `needed`;
    and whether it is `met`.
    """
    goals = yardstick.goals
    changes = responses[responses["part"] != "spread"]
    spread = responses[responses["part"] == "spread"]
    nearer = summary[[yardstick.statistics[name].beats_ratio for name in summary["statistic"]]]
    no_worse = summary["model"] < (1.0 + goals.never_worse.value) * summary["national_ratio"]
    widened, tenth = f"{100 * goals.widened.value:g}%", f"{100 * goals.never_worse.value:g}%"
    percent = f"{100 * goals.inside.value:g}%"
    years = f"{goals.recovered_after.value:g}"
    all_rows = [
        (f"responses inside the published interval widened by {widened}", changes["inside"], 1.0),
        (
            f"spread between authority-years within {100 * goals.spread.value:.0f}% of the published",
            spread["inside"],
            1.0,
        ),
        (f"targets and published shapes, {percent} inside their tolerance", national["inside"], goals.inside.value),
        ("predictions for authorities nearer than the national ratio", nearer["met"], 1.0),
        (f"predictions never further off than the national ratio by {tenth}", no_worse, 1.0),
        (f"recovered within {years} years of a jump, or of posts left empty", recovery["recovered"], 1.0),
        ("in the range of the authorities meanwhile", recovery["in_range"], 1.0),
    ]
    rows = []
    for goal, inside, share in all_rows:
        count, needed = int(inside.astype(bool).sum()), math.ceil(share * len(inside) - 1e-9)
        rows.append((goal, len(inside), count, needed, count >= needed))
    figures = len(national) + int((responses["part"] == "response").sum())
    calibrated, most = count_calibrated(scenario), math.ceil(goals.calibrated_for_each_figure.value * figures) - 1
    few = f"no more than {most} values calibrated for {figures} published figures (there are {calibrated})"
    rows.append((few, 1, int(calibrated <= most), 1, calibrated <= most))
    return pd.DataFrame(rows, columns=list(COLUMNS))
