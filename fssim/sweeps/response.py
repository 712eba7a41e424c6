"""How a measure answers to what a sweep varies: a curve over one number, or a shaded grid over two."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.measures.declaration import Description
from fssim.plots import MOST_NUMBERS, axes_to_draw_on, draw_curve, draw_grid, explain, finish, plain_numbers
from fssim.statistics.interval import estimate_skewed_mean
from fssim.sweeps.plan.factors import Factor
from fssim.sweeps.plan.sweep import BASELINE, Sweep

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_SQUARES_A_SIDE = 20


def draw_response(sweep: Sweep, frames: Iterable[pd.DataFrame], measure: str, ax: Axes | None) -> Axes:
    """Draw a measure over a sweep's levers, or over its uncertainties if it has no levers. See `SweepResults.plot`."""
    import pandas as pd

    across = sweep.levers or sweep.uncertainties
    if len(across) > 2:
        raise QuestionError(
            f"the sweep varies {len(across)} things, and a drawing has room for two; draw from its frame"
        )
    columns = [factor.column for factor in across]
    whole = pd.concat([frame[["point", "replication", *columns, measure]] for frame in frames])
    points = whole[whole["point"] != BASELINE]
    means = points.groupby([*columns, "replication"], dropna=False)[measure].mean()
    about, ax = describe(measure, sweep.base), axes_to_draw_on(ax)
    if len(across) == 1:
        baseline = whole.loc[whole["point"] == BASELINE, measure].mean()
        return _draw_curve(ax, across[0], means, about, baseline)
    return _draw_grid(ax, across, means.groupby(level=columns).mean(), about)


def _draw_curve(ax: Axes, factor: Factor, means: pd.Series[float], about: Description, baseline: float) -> Axes:
    values: list[Any] = sorted(means.index.unique(level=factor.column))
    intervals = [
        estimate_skewed_mean(list(means.xs(value, level=factor.column)), least=about.least, most=about.most)
        for value in values
    ]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    places = values if numbers else list(range(len(values)))
    draw_curve(
        ax, places, [one.mean for one in intervals], [one.low for one in intervals],
        [one.high for one in intervals],
    )  # fmt: skip
    if numbers and len(values) > MOST_NUMBERS:
        plain_numbers(ax.xaxis)
    else:
        ax.set_xticks(places, [f"{value:,.10g}" if numbers else str(value) for value in values])
    if not math.isnan(baseline):
        ax.axhline(baseline, color="#222222", linestyle="--", linewidth=1.0, label="baseline")
    plain_numbers(ax.yaxis)
    explain(ax)
    return finish(ax, about.label, _name(factor), about.unit)


def _draw_grid(ax: Axes, across: tuple[Factor, ...], means: pd.Series[float], about: Description) -> Axes:
    table = means.unstack(across[0].column).sort_index()
    if max(table.shape) > MOST_SQUARES_A_SIDE:
        raise QuestionError(
            f"the sweep has {table.shape[1]:,} by {table.shape[0]:,} values, and a drawing has room for "
            f"{MOST_SQUARES_A_SIDE} of each; draw from its frame"
        )
    sides = [str(value) for value in table.columns], [str(value) for value in table.index]
    draw_grid(ax, table.to_numpy(dtype="float64").tolist(), *sides, f"mean, {about.unit}")
    return finish(ax, about.label, _name(across[0]), _name(across[1]))


def _name(factor: Factor) -> str:
    """What varies, and in which unit."""
    name = factor.label or factor.name.replace("_", " ")
    return f"{name}, {factor.unit}" if factor.unit and factor.unit not in name else name
