"""Which number moves the answer most: Morris's screening or Sobol's indices of a sweep, by grade of evidence.

Where SALib works out elementary effects and shares of variance, `points` is a NumPy array with a row a point and a
column a number that varies, from 0 to 1; `values` one with a row a point and a column a replication.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe, refuse_unknown
from fssim.plots import BLUE, PALE, VERMILLION, DrawnRow, axes_for_rows, draw_bars, explain_looks, label_plot
from fssim.runs.replicate import choose_measures
from fssim.scenario.names import named_together
from fssim.scenario.schema.parameter import Confidence
from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.mean_difference import ROUNDING
from fssim.statistics.verdict import CANNOT_TELL
from fssim.studies.analysis.emulate import Emulation, emulate
from fssim.studies.analysis.point_values import read_point_values, refuse_other_points
from fssim.studies.analysis.shares_of_variance import analyse_emulations, analyse_sobol
from fssim.studies.sweeps.failed_points import note_failed_points
from fssim.studies.sweeps.plan.design import LEVELS, SENSITIVITY, build_problem, draw_unit_cube
from fssim.studies.sweeps.plan.sweep_file import DesignKind, SweepPlan
from fssim.studies.sweeps.sweep_results import SweepResults, read_sweep
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FEWEST_WHOLE = 2
MOST_DRAWN = 12  # numbers; the rest move the measure less


@dataclass(frozen=True)
class Sensitivity:
    """Which number moves each measure most: what `sensitivity` returns.

    Attributes
    ----------
    swept
        The sweep.
    frame
        A pandas DataFrame with a row for each `measure` and `factor` (its index), those that move the measure most
        first: `label` (str), what varies; its `unit` (str), evidence `grade` and
        `confidence` (str, both empty for what we choose).

        After a `morris` design, float64 and in the measure's unit:

        - `mu_star`: the mean size of the change in the measure as the number goes over the whole of its range, with its
          95% interval from `low` to `high`;
        - `mu`: the same with its sign; `sigma`: how much that depends on everything else;
        - `noise`: the `mu_star` that chance alone would be expected to give with so many replications, nan for one;
        - `says` (str): `moves it` (an interval wide enough for all the measure's numbers at once, by Bonferroni's
          method, is above the noise), `nothing`, `cannot tell`, or `one replication`.

        After a `saltelli` design, or with an emulator, float64 shares from 0 to 1 (an estimate that chance puts outside
        is taken for the nearest): `first_order`, the share of the measure's variance that goes if the number becomes
        known, from `first_low` to `first_high`; and `total`, the share that stays if all others do, from `low` to
        `high`, each with 95% confidence.

        A measure that is the same at every point, but for rounding, is moved by nothing: all of this is 0.
    notes
        What to know of the analysis: points and replications left out, and how good each emulator is.
    emulations
        The emulators that shares of variance are worked out with, by measure; empty if the sweep's own points were.
    """

    swept: SweepResults
    frame: pd.DataFrame
    notes: tuple[str, ...]
    emulations: Mapping[str, Emulation] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Sensitivity: {self.swept.sweep.plan.title}, {self.method.value}>"

    @property
    def method(self) -> DesignKind:
        """Whose numbers these are: those of a `morris` design, or of a `saltelli` one, which an emulator stands for."""
        return DesignKind.saltelli if self.emulations else self.swept.sweep.plan.design.kind

    def plot(self, measure: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw a tornado: a bar for each number, the one that moves the measure most at the top, 12 at most.

        Parameters
        ----------
        measure
            The measure's name; the first in `frame`, if left out.
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            Bars of `mu_star` in the measure's unit, with what chance alone would show marked on them, or of `total` in
            percent of the variance, with `first_order` marked; whiskers are 95% intervals. Numbers of low confidence
            are hatched.

        Raises
        ------
        UnknownMeasure
            If `frame` does not have the measure.
        """
        known = list(dict.fromkeys(self.frame.index.get_level_values("measure")))
        name = known[0] if measure is None else measure
        refuse_unknown([name], known)
        about = describe(name, self.swept.sweep.base)
        frame = self.frame[self.frame.index.get_level_values("measure") == name].head(MOST_DRAWN)
        morris = self.method is DesignKind.morris
        size, mark, scale = ("mu_star", "noise", 1.0) if morris else ("total", "first_order", 100.0)
        rows = [
            DrawnRow(
                f"{row['label']} ({row['grade'] or 'chosen'})", scale * row[size], scale * row["low"],
                scale * row["high"], PALE if row["confidence"] == Confidence.low else BLUE,
                "///" if row["confidence"] == Confidence.low else "",
            )
            for row in frame.to_dict("records")
        ]  # fmt: skip
        ax = axes_for_rows(ax, len(rows))
        draw_bars(ax, rows)
        meaning = "what chance alone would show" if morris else "share that goes if it becomes known"
        ax.plot(scale * frame[mark], range(len(frame)), "D", color=VERMILLION, markersize=5, label=meaning)
        if morris:
            across = f"mean size of the change over the number's whole range, {about.unit}"
        else:
            across = "share of the measure's variance in which the number has a part, %"
        drawn = {row.hatch for row in rows}
        looks = {"surer, or chosen": (BLUE, ""), "of low confidence": (PALE, "///")}
        looks = {meaning: look for meaning, look in looks.items() if look[1] in drawn}
        explain_looks(ax, looks, ax.get_legend_handles_labels()[0])
        emulation = self.emulations.get(name)
        doubt = "" if emulation is None or emulation.tells_what_moves_it else " (the emulator cannot tell)"
        return label_plot(ax, f"{about.label}: which number moves it most{doubt}", across, beside_names=True)


def sensitivity(
    swept: SweepResults | str | Path, measures: Sequence[str] | None = None, *, emulated: bool = False
) -> Sensitivity:
    """Which of a sweep's levers and uncertainties moves each measure most.

    Replications are the same at every point, so that what moves is what the number does to the same families. Where a
    precision decided how many each point has, the first 10 are used. Nothing is simulated.

    Elementary effects are M. D. Morris's (Factorial sampling plans for preliminary computational experiments,
    Technometrics, 33, 1991, pages 161 to 174), with mu* as in F. Campolongo, J. Cariboni and A. Saltelli (Environmental
    Modelling & Software, 22, 2007, pages 1509 to 1518); shares of variance are I. M. Sobol's indices, estimated as in
    A. Saltelli and others (Computer Physics Communications, 181, 2010, pages 259 to 270). Both are SALib's.

    With `emulated`, they are the indices of the mean of an emulator of the sweep, which takes far fewer points (A.
    Marrel and others, Calculations of Sobol indices for the Gaussian process metamodel, Reliability Engineering &
    System Safety, 94, 2009, pages 742 to 751). Their intervals hold what the choice of points does, by the jackknife
    over tenths of them, and the notes say whether the emulator is good enough: see `emulate`.

    Parameters
    ----------
    swept
        A finished sweep whose design is `morris` or `saltelli`, or any with `emulated`: what `sweep` or `read_sweep`
        returned, or its folder.
    measures
        Names of measures; the headline ones, if left out.
    emulated
        Whether to work out shares of variance with an emulator of the sweep, whatever its design.

    Returns
    -------
    Sensitivity
        Its `frame` has a row for each measure and number, and `plot` draws a tornado.

    Raises
    ------
    OutputError
        If the folder is no sweep's.
    QuestionError
        If the sweep is not finished or of another design, some of its uncertainties go together, its points cannot be
        made again, or they are too few to emulate.
    UnknownMeasure
        If the sweep has no such measure.
    """
    if not isinstance(swept, SweepResults):
        swept = read_sweep(swept)
    import pandas as pd

    design, factors = swept.sweep.plan.design, swept.sweep.factors
    if swept.sweep.plan.correlations:
        raise QuestionError(
            f"{swept.folder}: some of its uncertainties go together, and shares of the variance are of numbers that do "
            "not; sweep without correlations"
        )
    if design.kind not in SENSITIVITY and not emulated:
        raise QuestionError(
            f"{swept.folder}: its design is {design.kind.value}; a sensitivity analysis needs one of kind morris or "
            "saltelli, or an emulator of the sweep (--emulated)"
        )
    refuse_other_points(swept)
    asked = choose_measures(swept.sweep.base, measures, swept.measures)
    notes = [*_note_fewer_replications(swept.sweep.plan), *note_failed_points(swept)]
    emulations = _emulate_each(swept, asked, notes) if emulated else {}
    analysed = analyse_emulations(emulations) if emulated else _analyse_design(swept, asked, notes)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for measure, indices in analysed:
        for factor, row in zip(factors, indices, strict=True):
            about = {
                "label": factor.label or named_together(factor.paths), "unit": factor.unit, "grade": factor.grade,
                "confidence": factor.confidence,
            }  # fmt: skip
            rows[measure, factor.name] = about | row
    if not rows:
        raise QuestionError(f"{swept.folder}: too few points have {', '.join(asked)}; choose another measure")
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["measure", "factor"])
    size = "mu_star" if "mu_star" in frame else "total"
    order = {measure: place for place, measure in enumerate(asked)}
    keys = [(order[str(measure)], -row) for (measure, _), row in zip(frame.index, frame[size], strict=True)]
    ordered = frame.iloc[sorted(range(len(keys)), key=keys.__getitem__)]
    return Sensitivity(swept, ordered, tuple(dict.fromkeys(notes)), emulations)


def _emulate_each(swept: SweepResults, measures: Sequence[str], notes: list[str]) -> dict[str, Emulation]:
    """An emulator of each measure, and in `notes` how good it is; or why there is none, if there is one of another."""
    emulations: dict[str, Emulation] = {}
    without: list[QuestionError] = []
    for measure in measures:
        try:
            emulations[measure] = emulate(swept, measure)
        except QuestionError as error:
            without.append(error)
            continue
        notes += [*emulations[measure].notes, f"{emulations[measure].label}. {emulations[measure].says}"]
    if not emulations:
        raise without[0]
    notes += [f"{error}." for error in without]
    return emulations


def _note_fewer_replications(plan: SweepPlan) -> list[str]:
    """A note, if the analysis is of fewer replications than the sweep has."""
    if plan.precision is None:
        return []
    return [
        f"The first {write_count(plan.fewest_replications, 'replication')} of each point "
        f"{'is' if plan.fewest_replications == 1 else 'are'} used, which all points have."
    ]


def _analyse_design(
    swept: SweepResults, measures: Sequence[str], notes: list[str]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of each measure, by the sweep's own points; what is left out is added to `notes`."""
    design, factors = swept.sweep.plan.design, swept.sweep.factors
    values = read_point_values(swept, measures)
    points = numpy.concatenate(list(draw_unit_cube(design, factors, swept.sweep.plan.design_seed)))
    for measure in measures:
        whole = find_whole_groups(values[measure], len(factors) + (1 if design.kind is DesignKind.morris else 2))
        left_out = len(points) - int(whole.sum())
        if left_out:
            notes.append(f"{measure}: {left_out:,} points are left out, as they or their neighbours have no value.")
        if whole.sum() >= FEWEST_WHOLE * (len(factors) + 1):
            analyse = analyse_morris if design.kind is DesignKind.morris else analyse_sobol
            yield measure, analyse(build_problem(factors), points[whole], drop_rounding(values[measure][whole]))


RESAMPLES = 1000
MOVES, NOTHING, UNTESTED = "moves it", "nothing", "one replication"


def drop_rounding(values: Any) -> Any:
    """The values; or nothing but zeros, if in each replication they are the same at every point but for rounding."""

    size = numpy.maximum(1.0, numpy.abs(values).max(axis=0))
    return values if (numpy.ptp(values, axis=0) > ROUNDING * size).any() else numpy.zeros_like(values)


def find_whole_groups(values: Any, size: int) -> Any:
    """Whether each point belongs to a trajectory, or a group of exchanges, that has a value everywhere."""

    complete = numpy.isfinite(values).all(axis=1).reshape(-1, size).all(axis=1)
    return numpy.repeat(complete, size)


def analyse_morris(problem: dict[str, Any], points: Any, values: Any) -> list[dict[str, Any]]:
    """A row for each number: its elementary effects, and whether they are more than chance gives."""
    from SALib.analyze import morris
    from scipy.special import ndtri

    indices = morris.analyze(
        problem, points, values.mean(axis=1), num_levels=LEVELS, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=1
    )
    noise = _estimate_noise(problem, points, values)
    wider = ndtri(1.0 - (1.0 - CONFIDENCE) / 2.0 / problem["num_vars"]) / ndtri((1.0 + CONFIDENCE) / 2.0)
    rows = []
    for place in range(problem["num_vars"]):
        mu_star, half = float(indices["mu_star"][place]), float(indices["mu_star_conf"][place])
        low, high = max(mu_star - half, 0.0), mu_star + half
        rows.append(
            {
                "mu_star": mu_star, "low": low, "high": high,
                "mu": float(indices["mu"][place]), "sigma": float(indices["sigma"][place]), "noise": noise[place],
                "says": _judge_effect(high, mu_star - wider * half, noise[place]),
            }
        )  # fmt: skip
    return rows


def _judge_effect(high: float, surely: float, noise: float) -> str:
    if high == 0.0:
        return NOTHING
    if math.isnan(noise):
        return UNTESTED
    return MOVES if surely > noise else CANNOT_TELL


def _estimate_noise(problem: dict[str, Any], points: Any, values: Any) -> list[float]:
    """The mu_star that each number would be expected to have if it did nothing but reshuffle luck.

    The mean of two points' paired differences then has mean 0 and the standard error seen between replications, and
    the mean size of a normal number is its standard deviation times the square root of 2 / pi.
    """

    variables, replications = problem["num_vars"], values.shape[1]
    if replications < 2:
        return [math.nan] * variables
    trajectories = values.reshape(-1, variables + 1, replications)
    places = points.reshape(-1, variables + 1, variables)
    moved = numpy.abs(numpy.diff(places, axis=1)).argmax(axis=2)
    step = LEVELS / (2.0 * (LEVELS - 1))
    error = numpy.diff(trajectories, axis=1).std(axis=2, ddof=1) / math.sqrt(replications) / step
    return [math.sqrt(2.0 / math.pi) * float(error[moved == place].mean()) for place in range(variables)]
