"""The measures of every replication of one scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from math import isnan, nan
from typing import TYPE_CHECKING

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe, refuse_unknown
from fssim.measures.headline import headline_measures
from fssim.plots import DrawnRow, axes_for_rows, draw_dots, label_plot, plain_numbers
from fssim.runs.ensemble import EnsembleRun
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import CONFIDENCE, Interval
from fssim.statistics.variance_components import estimate_mean_over_sets

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from fssim.measures.followed_families import Followed
    from fssim.measures.indicators.weekly import Weekly


@dataclass(frozen=True, eq=False)
class Results:
    """What a run of one scenario gave.

    Results that share a seed can be compared: see `fssim.compare`.

    Parameters
    ----------
    name
        What tables and files call the scenario.
    scenario
        What was run.
    engine
        What ran it, `compiled` or `simpy`.
    seed
        Of what is drawn.
    rows
        The measures of each replication, by its number and their names; `frame` shows them as a table.
    weekly
        How full the service was at the end of each week of each replication, by its number, warm-up included; empty if
        measures were chosen.
    followed
        The families of each cohort of what was run together, by the cohort's name and the replication: see
        `fssim.measures.cohorts`.
    ensemble
        The parameter sets that replications are spread over, if they are.
    """

    name: str
    scenario: Scenario
    engine: str
    seed: int
    rows: Mapping[int, Mapping[str, float]]
    weekly: Mapping[int, Weekly] = field(default_factory=dict)
    followed: Mapping[str, Mapping[int, Followed]] = field(default_factory=dict)
    ensemble: EnsembleRun | None = None

    def __repr__(self) -> str:
        return f"<Results: {self.name}, {len(self.rows):,} replications, seed {self.seed}>"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The measures as a table.

        Returns
        -------
        pandas.DataFrame
            One row a replication, by its number (the index, named `replication`), and one column a measure, by its
            name, all float64. `fssim.describe` gives a measure's unit. What nothing happened for (the mean wait of
            nobody), or a scenario does not have, is nan.
        """
        import pandas as pd

        index = pd.Index(list(self.rows), name="replication")
        return pd.DataFrame(list(self.rows.values()), index=index, dtype="float64")

    @property
    def measures(self) -> list[str]:
        """The names of the measures, in order."""
        return list(dict.fromkeys(name for row in self.rows.values() for name in row))

    @property
    def sets(self) -> list[int] | None:
        """The parameter set that each replication was run with, if they are spread over some."""
        return None if self.ensemble is None else [self.ensemble.set_of(replication) for replication in self.rows]

    def values(self, measure: str) -> list[float]:
        """One measure in each replication.

        Parameters
        ----------
        measure
            The measure's name.

        Returns
        -------
        list of float
            One value a replication, in their order and in the measure's unit; nan where it is missing.
        """
        return [row.get(measure, nan) for row in self.rows.values()]

    def interval(self, measure: str, confidence: float = CONFIDENCE) -> Interval:
        """One measure over the replications: its mean and how surely it is known.

        Parameters
        ----------
        measure
            The measure's name.
        confidence
            With which the interval holds the true mean: 0.95 is 95%.

        Returns
        -------
        Interval
            `mean`, `low`, `high` and `sd` in the measure's unit, and `n`, the replications that have it; nan where
            there is none. It goes no further than the measure can: a share is between 0 and 100, and no wait is below
            0. Of replications spread over parameter sets that all fit, it holds what is not known besides luck.
        """
        about = describe(measure)
        if self.sets is not None:
            return estimate_mean_over_sets(self.values(measure), self.sets, confidence, about.least, about.most)
        return about.estimate_own_mean(self.values(measure), confidence)

    def plot(self, measures: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
        """Draw the means of measures of one unit, each with its 95% interval.

        Parameters
        ----------
        measures
            Names of measures, all of one unit. If left out, the headline ones in the unit of the first of them.
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A dot on the line of its interval for each measure, in their unit, the first at the top.

        Raises
        ------
        UnknownMeasure
            If these results have no such measure.
        QuestionError
            If the measures are of several units.
        """
        if measures is None:
            headline = headline_measures(self.scenario, self.measures) or self.measures[:1]
            known = [name for name in headline if not isnan(self.interval(name).mean)] or headline[:1]
            measures = [name for name in known if describe(name).unit == describe(known[0]).unit]
        refuse_unknown(measures, self.measures)
        units = list(dict.fromkeys(describe(name).unit for name in measures))
        if len(units) != 1:
            raise QuestionError(
                f"a drawing has one scale, and these measures are in {', '.join(units) or 'nothing'}; give some of one "
                "unit"
            )
        rows = []
        for name in measures:
            interval = self.interval(name)
            rows.append(DrawnRow(describe(name, self.scenario).label, interval.mean, interval.low, interval.high))
        ax = axes_for_rows(ax, len(rows))
        draw_dots(ax, rows)
        plain_numbers(ax.xaxis)
        title = f"{self.name}: means of {len(self.rows):,} replications, with 95% intervals"
        return label_plot(ax, title, units[0], beside_names=True)

    def summary(self, confidence: float = CONFIDENCE) -> pd.DataFrame:
        """Each measure over the replications.

        Parameters
        ----------
        confidence
            With which an interval holds the true mean: 0.95 is 95%.

        Returns
        -------
        pandas.DataFrame
            One row a measure, by its name (the index, named `measure`), in the measure's unit: `mean`; `low` and
            `high`, the ends of its confidence interval (Student's t, with Hall's correction for skewness); `sd`, the
            standard deviation between replications (all float64); and `n` (int64), the replications that had a value.
            With one replication there is no interval, and `low`, `high` and `sd` are nan.
        """
        import pandas as pd

        rows = {name: asdict(self.interval(name, confidence)) for name in self.measures}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")
