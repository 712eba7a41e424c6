"""In which futures a staffing fails, as rules: scenario discovery."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.plots import BLUE, PALE, VERMILLION, axes_to_draw_on, explain, label_plot, name_value, plain_numbers
from fssim.scenario.names import named_together
from fssim.studies.decisions.futures import (
    Futures,
    as_numbers,
    check_thresholds,
    find_sign,
    has_order,
    read_futures,
)
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from fssim.arrays import Booleans, Floats


FEWEST_FUTURES, FEWEST_OF_A_KIND = 30, 5
MOST_CONDITIONS = 3  # of a rule
SMALLEST_SHARE = 0.05  # of the futures, that a rule is of
FOLDS, SHUFFLES = 5, 59
UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Condition:
    """What a rule says of one uncertainty: that it is `above` a number or not, or is a value of it or not."""

    factor: Factor
    value: Value
    above: bool

    def holds(self, values: Sequence[Value]) -> Booleans:
        """In which futures it holds."""
        if not has_order(self.factor):
            return np.array([(one == self.value) == self.above for one in values])
        numbers, (limit,) = as_numbers(self.factor, values), as_numbers(self.factor, [self.value])
        return np.asarray((numbers > limit) if self.above else (numbers <= limit))

    @property
    def words(self) -> str:
        """As a planner reads it."""
        name = self.factor.label or named_together(self.factor.paths)
        if not has_order(self.factor):
            return f"{name} is {'' if self.above else 'not '}{name_value(self.value)}"
        if self.factor.kind is FieldKind.date:
            return f"{name} is {'after' if self.above else 'up to'} {name_value(self.value)}"
        unit = self.factor.unit
        amount = f"{name_value(self.value)}{'' if unit.startswith('%') else ' '}{unit}".rstrip()
        return f"{name} is {'above' if self.above else 'at most'} {amount}"


@dataclass(frozen=True, eq=False)
class Discovery:
    """In which futures a staffing fails: what `discover_failures` returns.

    Attributes
    ----------
    futures
        The staffings, the futures that each met, and what came of it.
    staffing
        The number of the staffing's first point.
    thresholds
        What each measure may be at most in a future (at least, if less of it is worse), in its unit.
    fails
        Whether it fails in each future: whether the mean over the replications breaks a threshold.
    rules
        The conditions of each rule, all of which hold where it does.
    coverage, density
        Of all the futures in which it fails, the share that some rule has; and of all that some rule has, the share in
        which it fails. nan without a rule.
    coverage_left_out, density_left_out
        The same of futures that rules made from the others had not seen: a fifth left out at a time.
    p
        How often chance would do as well on futures left out, by shuffles of which futures it fails in.
    """

    futures: Futures
    staffing: int
    thresholds: Mapping[str, float]
    fails: Booleans
    rules: tuple[tuple[Condition, ...], ...]
    coverage: float
    density: float
    coverage_left_out: float
    density_left_out: float
    p: float

    def __repr__(self) -> str:
        rules = write_count(len(self.rules), "rule")
        return f"<Discovery: fails in {int(self.fails.sum())} of {write_count(len(self.fails), 'future')}, {rules}>"

    @property
    def is_better_than_chance(self) -> bool:
        """Whether there are rules, and chance would do as well less than 5% of the time."""
        return bool(self.rules) and self.p < UNLIKELY

    @property
    def frame(self) -> pd.DataFrame:
        """The rules, those that have the most failures first.

        Returns
        -------
        pandas.DataFrame
            One row a rule: the `rule` in words (str), the `futures` that it has and in how many of them the staffing
            `fails` (int64), and its `coverage` and `density` (float64, from 0 to 1). Empty without a rule.
        """
        import pandas as pd

        rows = []
        for rule in self.rules:
            mask = find_futures(self.futures.futures, rule)
            fails = int((mask & self.fails).sum())
            words = " and ".join(condition.words for condition in rule)
            rows.append((words, int(mask.sum()), fails, fails / self.fails.sum(), fails / mask.sum()))
        frame = pd.DataFrame(rows, columns=["rule", "futures", "fails", "coverage", "density"])
        return frame.sort_values("fails", ascending=False, kind="stable", ignore_index=True)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the futures over the two uncertainties that the rules name most, and in which the staffing fails.

        Parameters
        ----------
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A cross for each future in which it fails and a dot for each other, those that a rule has in colour.

        Raises
        ------
        QuestionError
            If there is no rule.
        """
        if not self.rules:
            raise QuestionError("there is no rule to draw")
        named = [condition.factor.name for rule in self.rules for condition in rule]
        order = sorted(self.futures.uncertainties, key=lambda factor: -named.count(factor.name))
        across, up = order[0], order[1 if len(order) > 1 else 0]
        ax = axes_to_draw_on(ax)
        mask = np.any([find_futures(self.futures.futures, rule) for rule in self.rules], axis=0)
        places = [as_numbers(one, [future[one.name] for future in self.futures.futures]) for one in (across, up)]
        for fails, ruled, marker, colour, label in (
            (True, True, "X", VERMILLION, "fails, and a rule says so"),
            (True, False, "X", BLUE, "fails, and no rule says so"),
            (False, True, "o", VERMILLION, "does not, though a rule says so"),
            (False, False, "o", PALE, "does not fail"),
        ):
            some = (self.fails == fails) & (mask == ruled)
            if some.any():
                ax.plot(places[0][some], places[1][some], marker, color=colour, markersize=6, label=label)
        plain_numbers(ax.xaxis)
        plain_numbers(ax.yaxis)
        explain(ax, columns=2)
        return label_plot(ax, self._title, _name_axis(across), _name_axis(up))

    @property
    def _title(self) -> str:
        """What fails, and beyond which thresholds; and that the rules are no better than chance, if they are not."""
        sweep, own = self.futures.swept.sweep, self.futures.staffings[self.staffing]
        every = self.futures.staffings.values()
        levers = ", ".join(
            f"{lever.label or lever.name.replace('_', ' ')} {name_value(own[lever.name])}"
            for lever in sweep.levers
            if len({str(other[lever.name]) for other in every}) > 1
        )
        about = {name: describe(name, sweep.base) for name in self.thresholds}
        limits = ", ".join(f"{about[name].label} {at:,.10g} {about[name].unit}" for name, at in self.thresholds.items())
        chance = "" if self.is_better_than_chance else ". The rules are no better than chance"
        return f"{f'{levers}: in' if levers else 'In'} which futures it breaks a threshold ({limits}){chance}"


def _name_axis(factor: Factor) -> str:
    name = factor.label or named_together(factor.paths)
    return f"{name}, {factor.unit}" if factor.unit else name


def discover_failures(
    swept: SweepResults | str | Path,
    thresholds: Mapping[str, float],
    staffing: Mapping[str, Value] | None = None,
    *,
    worse: str | None = None,
) -> Discovery:
    """Find rules that say in which futures a staffing fails: breaks a threshold.

    Rules are the branches of a small decision tree over a sweep's uncertainties, of three conditions at most (CART: L.
    Breiman and others, Classification and Regression Trees, 1984; for scenario discovery with coverage and density as
    its measures, B. P. Bryant and R. J. Lempert, Thinking inside the box, Technological Forecasting and Social Change,
    77, 2010, pages 34 to 49). They are tried on futures that are left out, and against chance: with the failures
    shuffled among the futures, 59 times. Nothing is simulated.

    Parameters
    ----------
    swept
        A finished sweep with uncertainties, such as a `crossed` one: what `sweep` or `read_sweep` returned, or its
        folder.
    thresholds
        By the names of measures, what each may be at most in a future (at least, if less of it is worse), in its unit.
    staffing
        The values of the levers that say which staffing, by their names; may be left out if there is one alone.
    worse
        `more` or `less`, for measures of which more is neither worse nor better in itself.

    Returns
    -------
    Discovery
        `frame` has a row for each rule, `is_better_than_chance` says whether to believe them, and `plot` draws the
        futures.

    Raises
    ------
    OutputError
        If the folder is no sweep's.
    QuestionError
        If the sweep is not finished or has fewer than 30 futures, its staffings met different ones, the staffing is not
        said or not there, a measure has no value somewhere, or nobody says which way it is worse.
    UnknownMeasure
        If the sweep has no such measure.
    """
    if not thresholds:
        raise QuestionError("no threshold is given, and so nothing that could fail; give what a measure may be at most")
    check_thresholds(thresholds)
    futures = read_futures(swept, list(thresholds), FEWEST_FUTURES, without_levers=True)
    row = futures.find_staffing(staffing or {})
    number = list(futures.staffings)[row]
    fails = np.zeros(len(futures.futures), dtype=bool)
    for name, limit in thresholds.items():
        sign = find_sign(name, worse)
        fails |= sign * futures.values[name][row].mean(axis=1) > sign * limit
    none = (math.nan,) * 5
    if min(fails.sum(), (~fails).sum()) < FEWEST_OF_A_KIND:
        return Discovery(futures, number, thresholds, fails, (), *none)
    columns = _build_columns(futures)
    places = np.stack([column for _, _, column in columns], axis=1)
    seed = futures.swept.sweep.plan.seed % 2**32
    rules = tuple(_find_rules(columns, places, fails, futures, seed))
    if not rules:
        return Discovery(futures, number, thresholds, fails, (), *none)
    covered = np.any([find_futures(futures.futures, rule) for rule in rules], axis=0)
    return Discovery(
        futures, number, thresholds, fails, rules, *_measure_rules(covered, fails), *_try_left_out(places, fails, seed)
    )


def find_futures(futures: Sequence[Mapping[str, Value]], rule: Sequence[Condition]) -> Booleans:
    """The futures in which all conditions hold."""
    holds = [condition.holds([future[condition.factor.name] for future in futures]) for condition in rule]
    return np.asarray(np.all(holds, axis=0))


def _measure_rules(covered: Booleans, fails: Booleans) -> tuple[float, float]:
    both = float((covered & fails).sum())
    return both / float(fails.sum()), both / float(covered.sum()) if covered.any() else math.nan


def _build_columns(futures: Futures) -> list[tuple[Factor, Value | None, Floats]]:
    """What a tree splits on: a number or a date, or whether something is one of its values."""
    columns: list[tuple[Factor, Value | None, Floats]] = []
    for factor in futures.uncertainties:
        values = [future[factor.name] for future in futures.futures]
        if has_order(factor):
            columns.append((factor, None, as_numbers(factor, values)))
        else:
            for own in dict.fromkeys(values):
                columns.append((factor, own, np.array([float(value == own) for value in values])))
    return columns


def _make_tree(count: int, seed: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    smallest = max(FEWEST_OF_A_KIND, math.ceil(SMALLEST_SHARE * count))
    return DecisionTreeClassifier(
        max_depth=MOST_CONDITIONS, min_samples_leaf=smallest, class_weight="balanced", random_state=seed
    )


def _find_rules(
    columns: Sequence[tuple[Factor, Value | None, Floats]], places: Floats, fails: Booleans, futures: Futures, seed: int
) -> list[tuple[Condition, ...]]:
    """The conditions of each branch in which it fails more often than in all; branches that all do are one."""
    tree = _make_tree(len(fails), seed).fit(places, fails).tree_

    def walk(node: int, conditions: tuple[Condition, ...]) -> tuple[bool, list[tuple[Condition, ...]]]:
        if tree.children_left[node] < 0:
            failing = bool(tree.value[node][0].argmax() == 1)
            return failing, [conditions] if failing else []
        factor, own, column = columns[tree.feature[node]]
        value = own if own is not None else _round_between(factor, column, float(tree.threshold[node]))
        others = {future[factor.name] for future in futures.futures} - {value}
        is_not = Condition(factor, value, False)
        if own is not None and len(others) == 1:  # one of two
            is_not = Condition(factor, others.pop(), True)
        below, one = walk(tree.children_left[node], (*conditions, is_not))
        above, other = walk(tree.children_right[node], (*conditions, Condition(factor, value, True)))
        return (True, [conditions]) if below and above else (False, [*one, *other])

    everywhere, rules = walk(0, ())
    return [] if everywhere else [_merge(rule) for rule in rules]


def _merge(rule: Sequence[Condition]) -> tuple[Condition, ...]:
    """One condition a direction: of two of the same, the later is the narrower."""
    kept: dict[tuple[str, bool, Value | None], Condition] = {}
    for condition in rule:
        own = None if has_order(condition.factor) else condition.value
        kept[condition.factor.name, condition.above, own] = condition
    return tuple(kept.values())


def _round_between(factor: Factor, column: Floats, threshold: float) -> Value:
    """The roundest value that parts the same futures as a threshold."""
    low, high = float(column[column <= threshold].max()), float(column[column > threshold].min())
    if factor.kind is FieldKind.date:
        return date.fromordinal(int(low))
    if factor.kind is FieldKind.whole:
        return int(low)
    for figures in range(1, 17):
        rounded = float(f"{threshold:.{figures}g}")
        if low <= rounded < high:
            return rounded
    return low


def _try_left_out(places: Floats, fails: Booleans, seed: int) -> tuple[float, float, float]:
    """Coverage and density of futures left out, and how often shuffled failures are told as well (by the mean of the
    shares told right of those in which it fails and of the others)."""
    from sklearn.model_selection import StratifiedKFold

    tree = _make_tree(len(fails), seed)
    parts = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(places, fails))

    def predict(outcomes: Booleans) -> Booleans:
        predicted = np.zeros(len(outcomes), dtype=bool)
        for kept, left_out in parts:
            predicted[left_out] = tree.fit(places[kept], outcomes[kept]).predict(places[left_out])
        return predicted

    def score(outcomes: Booleans, predicted: Booleans) -> float:
        return float(predicted[outcomes].mean() + (~predicted[~outcomes]).mean()) / 2.0

    covered = predict(fails)
    own = score(fails, covered)
    rng = np.random.default_rng(seed)
    shuffled = (rng.permutation(fails) for _ in range(SHUFFLES))
    as_good = sum(score(outcomes, predict(outcomes)) >= own for outcomes in shuffled)
    return (*_measure_rules(covered, fails), (1.0 + as_good) / (1.0 + SHUFFLES))
