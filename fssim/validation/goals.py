"""Whether the goals hold: each counted, in one line."""

from __future__ import annotations

import math

import pandas as pd

from fssim.scenario.schema.scenario import Scenario
from fssim.validation.national_figures import calibrated_values
from fssim.validation.yardstick import Yardstick

COLUMNS = ("goal", "rows", "inside", "needed", "met")


def goals_of(
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
    calibrated, most = calibrated_values(scenario), goals.calibrated_for_each_figure.value * figures
    few = f"fewer than {most:g} values calibrated ({calibrated}), for {figures} figures fitted"
    rows.append((few, 1, int(calibrated < most), 1, calibrated < most))
    return pd.DataFrame(rows, columns=list(COLUMNS))
