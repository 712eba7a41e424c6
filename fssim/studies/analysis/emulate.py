"""What a sweep would give at points that it has not: a measure emulated, and how far the emulator may be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.errors import ArgumentError, QuestionError
from fssim.measures.catalogue import describe
from fssim.plots import BLUE, GREY, VERMILLION, axes_to_draw_on, explain, label_plot, plain_numbers, short_number
from fssim.statistics.gaussian_process import (
    EXPLAINED,
    FEWEST_PLACES,
    INSIDE,
    GaussianProcess,
    fit_gaussian_process,
    interval_of_normal,
)
from fssim.statistics.mean_difference import ROUNDING
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS
from fssim.studies.analysis.point_values import read_point_values, refuse_other_points
from fssim.studies.sweeps.failed_points import find_failed_points, note_failed_points
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import BASELINE, SweepPoint, generate_points
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.sweep_results import SweepResults, read_sweep, refuse_not_kept
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from fssim.arrays import Floats


MOST_POINTS = 300  # learnt from: more take minutes, and tell little more
ORDERED = (FieldKind.number, FieldKind.whole, FieldKind.date)
MISSED_BY_LUCK = 0.5  # of what is missed, from which on replications help more than points


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of what varies become directions from 0 to 1: a number or a date is one, anything else one for
    each of its values."""

    factors: tuple[Factor, ...]
    seen: tuple[tuple[Value, ...], ...]

    def place(self, rows: Sequence[Sequence[Value]]) -> Floats:
        """A row of directions for each row of values, in the order of the factors."""
        columns: list[Floats] = []
        for factor, seen, values in zip(self.factors, self.seen, zip(*rows, strict=True), strict=True):
            if factor.kind in ORDERED:
                low, high = _size(seen[0]), _size(seen[-1])
                columns.append((np.array([_size(value) for value in values]) - low) / ((high - low) or 1.0))
            else:
                columns += [np.array([float(value == one) for value in values]) for one in seen]
        return np.stack(columns, axis=1)

    def check(self, factor: Factor, value: Value) -> None:
        """Raise `ArgumentError` if nothing is known of a value."""
        seen = self.seen[self.factors.index(factor)]
        if factor.kind not in ORDERED:
            if value not in seen:
                raise ArgumentError(f"{factor.name} is {value!r}; the sweep has {', '.join(map(str, seen))}")
        elif isinstance(value, str | bool) or isinstance(value, date) != isinstance(seen[0], date):
            raise ArgumentError(f"{factor.name} is {value!r}; it must be as the sweep has it, such as {seen[0]}")
        elif not _size(seen[0]) <= _size(value) <= _size(seen[-1]):
            raise ArgumentError(
                f"{factor.name} is {value}; the sweep goes from {seen[0]} to {seen[-1]}, and an emulator knows nothing "
                "beyond"
            )


def _size(value: Value) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)


@dataclass(frozen=True, eq=False)
class Emulation:
    """A measure of a sweep, emulated: what `emulate` returns.

    Attributes
    ----------
    swept
        The sweep.
    measure
        The measure's name.
    points
        The points that it was learnt from.
    notes
        What to know of it: points left out of it.
    """

    swept: SweepResults
    measure: str
    points: tuple[SweepPoint, ...]
    notes: tuple[str, ...]
    _process: GaussianProcess
    _scale: Scale

    def __repr__(self) -> str:
        return f"<Emulation: {self.measure}, from {write_count(len(self.points), 'point')}>"

    @property
    def label(self) -> str:
        """What people call the measure."""
        return describe(self.measure, self.swept.sweep.base).label

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Each point beside what the emulator says of it when it is left out, with a tenth of the others.

        Returns
        -------
        pandas.DataFrame
            One row a point that was learnt from, by its number (the index, `point`): its levers and uncertainties as
            the sweep's frame has them; `simulated` (float64, in the measure's unit), the mean over the replications;
            `predicted`, what the others say, with a 95% interval of it from `low` to `high`, the point's own luck
            included; and `inside` (bool), whether the interval holds what was simulated.
        """
        import pandas as pd

        mean, _ = self._process.left_out
        low, high = self._process.left_out_interval
        simulated = self._process.values
        rows = [{factor.column: point.values[factor.name] for factor in self._scale.factors} for point in self.points]
        index = pd.Index([point.number for point in self.points], name="point")
        return pd.DataFrame(rows, index=index).assign(
            simulated=simulated, predicted=mean, low=low, high=high, inside=(low <= simulated) & (simulated <= high)
        )

    @property
    def typical(self) -> float:
        """The root of the mean square of what the emulator misses points left out by, in the measure's unit."""
        return self._process.typical

    @property
    def explained(self) -> float:
        """The share of the variance over points left out that the emulator explains: below 0 for worse than a mean."""
        return self._process.explained

    @property
    def luck(self) -> float:
        """The standard deviation of one point's own luck, in the measure's unit: what more replications make less."""
        return self._process.luck

    @property
    def inside(self) -> float:
        """The share of points left out that lie in their 95% intervals."""
        return self._process.inside

    @property
    def good_enough(self) -> bool:
        """Whether the emulator may be used in place of the model.

        It may, if of points left out it explains 80% of the variance or more, or misses them typically by 2% of the
        measure's mean or less; and if 90% or more of its 95% intervals hold them, or no fewer than chance would have at
        90% (a binomial test at 5%).
        """
        return self._process.is_good_enough

    @property
    def tells_what_moves_it(self) -> bool:
        """Whether shares of the variance may be taken from the emulator: if it is good enough, and because it explains
        80% of the variance and not only because little is missed."""
        return self.good_enough and self.explained >= EXPLAINED

    @property
    def explained_in_words(self) -> str:
        """The share of the variance that is explained, as tables and sentences have it: all of it only where it is."""
        share = f"{max(self.explained, 0.0):.0%}"
        return "over 99%" if share == "100%" and self.explained < 1.0 else share

    @property
    def says(self) -> str:
        """In a sentence or two, how good it is, and what would make it better if it is not good enough."""
        unit = describe(self.measure, self.swept.sweep.base).unit
        missed = _with_unit(self.typical, f"points{unit.removeprefix('%')}" if unit.startswith("%") else unit)
        usual, others = self._process.commonest, self._process.differing
        if not others:
            every = write_count(len(self.points), "point")
            return f"It is {_with_unit(usual, unit)} at each of the {every}: it does not vary; nothing to emulate."
        if not self._process.is_fitted:
            return (
                f"It hardly varies: it is {_with_unit(usual, unit)} at all but {others:,} of the "
                f"{write_count(len(self.points), 'point')}, which are too few to learn from, so no emulator is fitted."
            )
        about = (
            f"Emulated from {write_count(len(self.points), 'point')}: of points left out, "
            f"{self.explained_in_words} of the variance is explained, what is missed is typically {missed}, and "
            f"{self.inside:.0%} lie in their 95% intervals."
        )
        if self.tells_what_moves_it:
            return f"{about} That is good enough."
        if self.good_enough:
            return (
                f"{about} That is good enough to say what it would be, as {SMALLEST_THAT_MATTERS:.0%} of the mean is "
                f"missed at most, but not to say what moves it ({EXPLAINED:.0%} explained)."
            )
        if not self._process.is_near and self.luck**2 > MISSED_BY_LUCK * self.typical**2:
            better = "most of what is missed is luck, so more replications of each point would help"
        else:
            better = "more points would help"
        return (
            f"{about} That is not good enough ({EXPLAINED:.0%} explained, or {SMALLEST_THAT_MATTERS:.0%} of the mean "
            f"missed at most; and {INSIDE:.0%} inside): {better}."
        )

    def predict(self, settings: pd.DataFrame | Sequence[Mapping[str, Value]]) -> pd.DataFrame:
        """What the sweep would give at settings that it does not have.

        Parameters
        ----------
        settings
            A value of each lever and uncertainty: mappings from their names, or a DataFrame with the columns that the
            sweep's frame has for them (`lever_...`, `uncertainty_...`).

        Returns
        -------
        pandas.DataFrame
            One row a setting, in their order (float64, in the measure's unit): `mean`, over the sweep's replications;
            its `standard_error`; and `low` and `high`, between which the mean of a simulation with these replications
            would lie with 95% probability. None of these is where the measure cannot be.

        Raises
        ------
        ArgumentError
            If a value is missing, or lies outside those of the sweep.
        """
        import pandas as pd

        factors = self._scale.factors
        asked: list[Any] = list(settings)
        if isinstance(settings, pd.DataFrame):
            asked = settings.rename(columns={factor.column: factor.name for factor in factors}).to_dict("records")
        for setting in asked:
            for factor in factors:
                if factor.name not in setting:
                    raise ArgumentError(f"a setting has no {factor.name}; give a value of each lever and uncertainty")
                self._scale.check(factor, setting[factor.name])
        mean, error = self.predict_rows([[setting[factor.name] for factor in factors] for setting in asked])
        about = describe(self.measure, self.swept.sweep.base)
        low, high = interval_of_normal(mean, np.hypot(error, self.luck))
        mean, low, high = (np.clip(part, about.least, about.most) for part in (mean, low, high))
        return pd.DataFrame({"mean": mean, "standard_error": error, "low": low, "high": high})

    def predict_rows(self, rows: Sequence[Sequence[Value]]) -> tuple[Floats, Floats]:
        """What `predict` says of rows of values, unchecked.

        Parameters
        ----------
        rows
            A value of each lever and uncertainty, in the order of the sweep's factors.

        Returns
        -------
        tuple of ndarray
            The mean and its standard error: float64 of shape (rows,), in the measure's unit.
        """
        return self._process.predict(self._scale.place(rows))

    def predict_without_parts(self, rows: Sequence[Sequence[Value]]) -> Floats:
        """The mean at rows of values, with all points and without a tenth of them: how it hangs on which there are.

        Parameters
        ----------
        rows
            As for `predict_rows`.

        Returns
        -------
        ndarray
            float64 of shape (rows, 1 + parts), in the measure's unit: a column for the emulator, and one for each that
            is without one of the tenths.
        """
        return self._process.predict_without_parts(self._scale.place(rows))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what the emulator says of each point left out against what was simulated.

        Parameters
        ----------
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A dot with its 95% interval for each point, those outside marked; and the line that all would be on.
        """
        about, frame = describe(self.measure, self.swept.sweep.base), self.frame
        ax = axes_to_draw_on(ax)
        ends = [float(frame["simulated"].min()), float(frame["simulated"].max())]
        ax.plot(ends, ends, "--", color=GREY, linewidth=1.0, label="exactly right")
        for inside, marker, colour, label in (
            (True, "o", BLUE, "in its 95% interval"),
            (False, "X", VERMILLION, "outside it"),
        ):
            rows = frame[frame["inside"] == inside]
            if len(rows):
                reach = [rows["predicted"] - rows["low"], rows["high"] - rows["predicted"]]
                ax.errorbar(
                    rows["simulated"], rows["predicted"], yerr=reach, fmt=marker, color=colour, markersize=5,
                    elinewidth=0.8, label=label,
                )  # fmt: skip
        plain_numbers(ax.xaxis)
        plain_numbers(ax.yaxis)
        explain(ax)
        return label_plot(ax, f"{about.label}: points left out", f"simulated, {about.unit}", f"emulated, {about.unit}")


def _with_unit(value: float, unit: str) -> str:
    """A number and its unit, as sentences have them."""
    return f"{short_number(value)}{'' if unit.startswith('%') else ' '}{unit}".rstrip()


def emulate(swept: SweepResults | str | Path, measure: str) -> Emulation:
    """Emulate a measure of a sweep: say what points would give that were not simulated, and how surely.

    A Gaussian process is put through the points' means over their replications (A. O'Hagan, Bayesian analysis of
    computer code outputs: a tutorial, Reliability Engineering & System Safety 91, 2006; with luck, B. Ankenman, B. L.
    Nelson and J. Staum, Stochastic kriging for simulation metamodeling, Operations Research 58, 2010). Its error is
    that of points left out: a tenth at a time, with everything found again from the others (L. S. Bastos and A.
    O'Hagan, Diagnostics for Gaussian process emulators, Technometrics 51, 2009). Replications are the same at every
    point, so what is emulated is what they would have given; the luck that all points share is in it.

    Parameters
    ----------
    swept
        A finished sweep: what `sweep` or `read_sweep` returned, or its folder. Of more than 300 points, 300 drawn by
        the sweep's seed are learnt from.
    measure
        The measure's name.

    Returns
    -------
    Emulation
        `predict` says what any setting would give, `good_enough` and `says` how far to trust it; `frame` has each point
        left out, and `plot` draws them.

    Raises
    ------
    OutputError
        If the folder is no sweep's.
    QuestionError
        If the sweep is not finished, its points cannot be made again, or fewer than 20 have the measure in all their
        replications.
    UnknownMeasure
        If the sweep has no such measure.
    """
    if not isinstance(swept, SweepResults):
        swept = read_sweep(swept)
    refuse_not_kept(swept, [measure])
    refuse_other_points(swept)
    values = read_point_values(swept, [measure])[measure]
    complete = np.isfinite(values).all(axis=1)
    count = int(complete.sum())
    if count < FEWEST_PLACES:
        better = "sweep more points" if count else "choose another measure"
        raise QuestionError(
            f"{swept.folder}: {write_count(count, 'point')} {'has' if count == 1 else 'have'} {measure} in all "
            f"{'its' if count == 1 else 'their'} replications, and an emulator needs {FEWEST_PLACES}; {better}"
        )
    known = np.flatnonzero(complete)
    seed = swept.sweep.plan.seed
    chosen = np.sort(np.random.default_rng(seed).permutation(known)[:MOST_POINTS])
    mask = np.zeros(len(values), dtype=bool)
    mask[chosen] = True
    points = tuple(compress((one for one in generate_points(swept.sweep) if one.number != BASELINE), mask))
    scale = _build_scale(swept.sweep.factors, points)
    rows = [tuple(point.values.values()) for point in points]
    means = values[chosen].mean(axis=1)
    if np.ptp(means) <= ROUNDING * max(1.0, float(np.abs(means).max())):
        means = np.full(len(means), means[0])
    process = fit_gaussian_process(scale.place(rows), means, seed)
    notes = _note_points_left_out(swept, measure, len(values) - len(known))
    return Emulation(swept, measure, points, notes, process, scale)


def _note_points_left_out(swept: SweepResults, measure: str, count: int) -> tuple[str, ...]:
    without = count - len(find_failed_points(swept))
    which = "1 point is left out, as it has" if without == 1 else f"{without:,} points are left out, as they have"
    return (*note_failed_points(swept), *([f"{measure}: {which} no value in some replications."] if without else ()))


def _build_scale(factors: Sequence[Factor], points: Sequence[SweepPoint]) -> Scale:
    seen: list[tuple[Any, ...]] = []
    for factor in factors:
        values: list[Any] = list(dict.fromkeys(point.values[factor.name] for point in points))
        seen.append(tuple(sorted(values, key=_size if factor.kind in ORDERED else str)))
    return Scale(tuple(factors), tuple(seen))
