"""What a sweep has given so far, read from its folder; and drawn, as a curve over what it varies or a shaded grid."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.errors import ArgumentError, OutputError, QuestionError, UnknownMeasure
from fssim.measures.catalogue import describe, refuse_unknown
from fssim.measures.declaration import MeasureDescription
from fssim.measures.headline import lead_measures
from fssim.measures.indicators.weekly import Weekly, place_weeks
from fssim.model.calendar import get_calendar
from fssim.plots import (
    MOST_NUMBERS,
    axes_to_draw_on,
    draw_curve,
    draw_grid,
    explain,
    label_plot,
    name_value,
    plain_numbers,
)
from fssim.runs.folder.parquet import read_parquet
from fssim.runs.results import Results
from fssim.scenario.findings import instead_of
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import BASELINE, Sweep, build_scenario, generate_points
from fssim.studies.sweeps.work.data_files import (
    frame_of,
    list_part_files,
    read_failures,
    read_part,
    read_too_wide,
    unmasked,
)
from fssim.studies.sweeps.work.sweep_manifest import SWEEP_MANIFEST, SweepManifest, read_sweep_manifest
from fssim.studies.sweeps.work.work_units import count_blocks, count_points_in_block

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SUMMARY_FILE, FAILURES_FILE, LONG_FILE = "summary.csv", "failures.csv", "summary_long.parquet"
MADE_LAST = (SUMMARY_FILE, FAILURES_FILE, LONG_FILE)  # once every point is done
MOST_SQUARES_A_SIDE = 20


@dataclass(frozen=True)
class SweepResults:
    """A sweep's folder, read: see `read_sweep`. Points are numbered from 1, and 0 is the baseline.

    Parameters
    ----------
    folder
        Where the sweep was written to.
    manifest
        What it says was swept, with what.
    """

    folder: Path
    manifest: SweepManifest

    def __repr__(self) -> str:
        return f"<SweepResults: {self.sweep.plan.title}, {'finished' if self.finished else 'not finished'}>"

    @property
    def sweep(self) -> Sweep:
        """The sweep, as it was loaded when it was run."""
        return self.manifest.sweep

    @property
    def engine(self) -> str:
        """The engine that it was run on."""
        return self.manifest.engine

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures, in order."""
        return self.manifest.measures

    @property
    def finished(self) -> bool:
        """Whether every point is done, or recorded as one that fails."""
        there = all(os.path.isfile(self.folder / name) for name in MADE_LAST)
        return there and len(list_part_files(self.folder)) == count_blocks(self.sweep)

    def frames(self, measures: Iterable[str] | None = None) -> Iterator[pd.DataFrame]:
        """The rows of one data file after another, for sweeps that do not fit in memory.

        Parameters
        ----------
        measures
            The names of the measures to read; all, if left out.

        Yields
        ------
        pandas.DataFrame
            The rows that a data file has of `frame`, in order of points.

        Raises
        ------
        OutputError
            If a file is damaged, as whatever else reads the data does.
        """
        import pyarrow.parquet as pq

        wanted = self.measures if measures is None else measures
        columns = ["point", "replication", *(factor.column for factor in self.sweep.factors), *wanted]
        for file in list_part_files(self.folder):
            yield frame_of(pq.read_table(read_part(file, self.manifest), columns=columns))

    @property
    def frame(self) -> pd.DataFrame:
        """The measures of every point as one table.

        Returns
        -------
        pandas.DataFrame
            One row a point and replication: `point` (from 1; 0 is the baseline) and `replication` (from 0), int64; a
            column for each lever (`lever_...`) and uncertainty (`uncertainty_...`), missing for the baseline, of its
            own type (float64; int64, or Int64 if there is a baseline; bool, or boolean; `datetime.date`; str); and each
            measure by its name, as float64 in the unit that `fssim.describe` gives it, nan where nothing happened for
            it. The index has no meaning.
        """
        import pandas as pd

        return pd.concat(list(self.frames()), ignore_index=True)

    @property
    def long(self) -> pd.DataFrame:
        """The means of every point as one table with a row a point and measure, each with its unit.

        Returns
        -------
        pandas.DataFrame
            In order of points: the `point`, its levers and uncertainties and `replications` as in `summary.csv`, of
            their own types as in `frame`; the `measure` by its name, its `label` and `unit` (str); `mean` and the ends
            of its 95% interval, `low` and `high`; and, if the sweep has a baseline, the paired `difference` from it
            with `difference_low` and `difference_high` (float64, in that unit; nan where there is none).

        Raises
        ------
        OutputError
            If the sweep is not finished, or the file cannot be read.
        """
        file = self.folder / LONG_FILE
        if not self.finished:
            raise OutputError(f"{self.folder}: the sweep is not finished; run it again into this folder to finish it")
        try:
            return frame_of(read_parquet(file))
        except (OSError, ValueError) as error:  # Arrow's are of these kinds, but where a name is damaged
            raise OutputError(f"{file}: is damaged or cannot be read; run the sweep into this folder again") from error

    def plot(self, measure: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw how a measure answers to the sweep's levers, or to its uncertainties if it has no levers.

        Parameters
        ----------
        measure
            The measure's name; the first that the base scenario's answer leads with, if left out.
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            Over one lever: the mean of each value in the measure's unit, in the band of its 95% interval, and the
            baseline's mean, if there is one. Over two: a square shaded by the mean for each pair of values.
            Uncertainties that vary beside levers are averaged over, in each replication.

        Raises
        ------
        QuestionError
            If more than two things vary, or two with more than 20 values.
        UnknownMeasure
            If the sweep has no such measure.
        OutputError
            If a data file is damaged.
        """
        lead = [name for name in lead_measures(self.sweep.base) if name in self.measures]
        name = (lead or self.measures)[0] if measure is None else measure
        refuse_unknown([name], self.measures)
        return _draw_response(self.sweep, self.frames(), name, ax)

    @property
    def failures(self) -> pd.DataFrame:
        """The points that failed.

        Returns
        -------
        pandas.DataFrame
            One row each: its `point` (int64), from 1 (0 is the baseline), and the `reason` in words (str). No rows if
            none failed.
        """
        import pandas as pd

        rows = [row for file in list_part_files(self.folder) for row in read_failures(file, self.manifest)]
        return pd.DataFrame(rows, columns=["point", "reason"])

    @property
    def too_wide(self) -> tuple[int, ...]:
        """The points that got as many replications as the sweep allows before its precision was reached."""
        return tuple(number for file in list_part_files(self.folder) for number in read_too_wide(file, self.manifest))

    def at(self, number: int) -> Results:
        """The results of one point, to be compared with another's.

        Parameters
        ----------
        number
            The point's, from 1; 0 is the baseline.

        Returns
        -------
        Results
            The measures of each of its replications, in its `frame`, and the weekly numbers that the sweep keeps.

        Raises
        ------
        ArgumentError
            If there is no such point, or it has none (yet).
        """
        import pandas as pd

        place = number if self.sweep.baseline is not None else number - 1
        point = next(generate_points(self.sweep, {number}), None)
        files = list_part_files(self.folder, place // count_points_in_block(self.sweep)) if point is not None else []
        frame = pd.read_parquet(read_part(files[0], self.manifest)) if files else pd.DataFrame({"point": []})
        mine = frame[frame["point"] == number]
        if point is None or mine.empty:
            why = dict(read_failures(files[0], self.manifest)).get(number) if files else None
            trouble = f"could not be simulated: {why}" if why else "is not there (yet)"
            raise ArgumentError(f"{self.folder}: point {number} {trouble}; give the number of one that is done")
        values = mine[list(self.measures)].to_numpy(dtype="float64").tolist()
        rows = {
            int(replication): dict(zip(self.measures, row, strict=True))
            for replication, row in zip(mine["replication"], values, strict=True)
        }
        scenario = build_scenario(self.sweep, point)
        by_week = dict(zip(rows, _read_weekly(mine, self.sweep.plan.weekly, scenario), strict=False))
        return Results(f"point {number}", scenario, self.engine, self.sweep.plan.seed, rows, by_week)


def is_sweep(folder: str | Path) -> bool:
    """Whether a folder is one that a sweep was written to."""
    return os.path.isfile(Path(folder) / SWEEP_MANIFEST)


def read_sweep(folder: str | Path) -> SweepResults:
    """Read the folder of a sweep, finished or not.

    Parameters
    ----------
    folder
        What `sweep` or `fssim sweep` wrote to.

    Returns
    -------
    SweepResults
        Its points' measures, in `frame`; what is not done yet is not there.

    Raises
    ------
    OutputError
        If it is no sweep's folder.
    """
    if os.path.isfile(folder):
        raise OutputError(f"{folder}: is a file, not a folder; give the folder that a sweep was written to")
    if not os.path.isdir(folder):
        raise OutputError(f"{folder}: there is no such folder; give the folder that a sweep was written to")
    manifest = read_sweep_manifest(Path(folder))
    if manifest is None:
        raise OutputError(f"{folder}: has no {SWEEP_MANIFEST}; give the folder that a sweep was written to")
    return SweepResults(Path(folder), manifest)


def refuse_not_kept(swept: SweepResults, asked: Sequence[str], cost: str | None = None) -> None:
    """Raise `UnknownMeasure` for a measure that was asked for and that a sweep did not keep, or for what tells what a
    staffing costs."""
    for name in asked:
        if name != cost and name not in swept.measures:
            raise UnknownMeasure(
                f"{swept.folder}: the sweep kept no measure '{name}'; {instead_of(name, swept.measures)}"
            )
    if cost is not None and cost not in swept.measures:
        raise UnknownMeasure(
            f"{swept.folder}: the sweep did not keep '{cost}', and what each staffing costs is needed; sweep again "
            "with it among the measures"
        )


def refuse_unfinished(swept: SweepResults) -> None:
    """Raise `QuestionError` if not every point of a sweep is done."""
    if not swept.finished:
        raise QuestionError(f"{swept.folder}: the sweep is not finished; run it again into this folder to finish it")


def _read_weekly(rows: pd.DataFrame, series: Sequence[str], scenario: Scenario) -> Iterator[Weekly]:
    """The weekly numbers of each of some rows of a data file; nothing if none are kept."""

    calendar = get_calendar(scenario.whole_clock)
    warm_up_weeks, first_week_ends = place_weeks(calendar.ordinals(), calendar.observed_from)
    for row in rows[list(series)].itertuples(index=False) if series else ():
        yield Weekly(warm_up_weeks, np.stack(list(row)).astype(np.float32), tuple(series), first_week_ends)


def _draw_response(sweep: Sweep, frames: Iterable[pd.DataFrame], measure: str, ax: Axes | None) -> Axes:
    """Draw a measure over a sweep's levers, or over its uncertainties if it has no levers. See `SweepResults.plot`."""
    import pandas as pd

    across = sweep.levers or sweep.uncertainties
    if len(across) > 2:
        raise QuestionError(
            f"the sweep varies {len(across)} things, and a drawing has room for two; draw from its frame"
        )
    columns = [factor.column for factor in across]
    whole = pd.concat([frame[["point", "replication", *columns, measure]] for frame in frames])
    points = unmasked(whole[whole["point"] != BASELINE])
    means = points.groupby([*columns, "replication"], dropna=False)[measure].mean()
    about, ax = describe(measure, sweep.base), axes_to_draw_on(ax)
    if len(across) == 1:
        baseline = whole.loc[whole["point"] == BASELINE, measure].mean()
        return _draw_curve(ax, across[0], means, about, baseline)
    return _draw_grid(ax, across, means.groupby(level=columns).mean(), about)


def _draw_curve(ax: Axes, factor: Factor, means: pd.Series[float], about: MeasureDescription, baseline: float) -> Axes:
    values: list[Any] = sorted(means.index.unique(level=factor.column))
    intervals = [about.estimate_own_mean(list(means.xs(value, level=factor.column))) for value in values]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    places = values if numbers else list(range(len(values)))
    draw_curve(
        ax, places, [one.mean for one in intervals], [one.low for one in intervals],
        [one.high for one in intervals],
    )  # fmt: skip
    if numbers and len(values) > MOST_NUMBERS:
        plain_numbers(ax.xaxis)
    else:
        ax.set_xticks(places, [name_value(value) for value in values])
    if not math.isnan(baseline):
        ax.axhline(baseline, color="#222222", linestyle="--", linewidth=1.0, label="baseline")
    plain_numbers(ax.yaxis)
    explain(ax)
    return label_plot(ax, about.label, _name_axis(factor), about.unit)


def _draw_grid(ax: Axes, across: tuple[Factor, ...], means: pd.Series[float], about: MeasureDescription) -> Axes:
    table = means.unstack(across[0].column).sort_index()
    if max(table.shape) > MOST_SQUARES_A_SIDE:
        raise QuestionError(
            f"the sweep has {table.shape[1]:,} by {table.shape[0]:,} values, and a drawing has room for "
            f"{MOST_SQUARES_A_SIDE} of each; draw from its frame"
        )
    sides = [name_value(value) for value in table.columns], [name_value(value) for value in table.index]
    draw_grid(ax, table.to_numpy(dtype="float64").tolist(), *sides, f"mean, {about.unit}")
    return label_plot(ax, about.label, _name_axis(across[0]), _name_axis(across[1]))


def _name_axis(factor: Factor) -> str:
    """What varies, and in which unit."""
    name = factor.label or factor.name.replace("_", " ")
    return f"{name}, {factor.unit}" if factor.unit and factor.unit not in name else name
