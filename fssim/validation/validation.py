"""What a validation gives, and the one of the standard model that comes with fssim beside the published figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.atomic_write import write_files
from fssim.comma_separated import frame_csv
from fssim.scenario.schema.scenario import Scenario
from fssim.validation.yardstick import find_published_file

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FOLDER = "standard_model"
GOALS, SUMMARY, ROWS = "goals.csv", "summary.csv", "rows.csv"


@dataclass(frozen=True, eq=False, repr=False)
class Validation:
    """What `fssim.validate` returns.

    Attributes
    ----------
    scenario : Scenario
        What was held against published figures.
    replications : int
        How often each authority and each change was simulated.
    seed : int
        The random seed.
    frame : pandas.DataFrame
        A row for each figure that was compared, by `part`: transfer (one authority and statistic), response, jump,
        spread, recovery, target and shape. Columns are as `fssim.validation.transfer.compare_authorities`,
        `responses.compare_responses`, `responses.compare_recovery` and `goals.compare_national_figures` say; nan
        elsewhere.
    summary : pandas.DataFrame
        A row for each statistic predicted of authorities: mean absolute error beside both baselines.
    goals : pandas.DataFrame
        A row for each goal: the rows it speaks of, how many are inside, how many are needed, and whether it is met.
    left_out : tuple of str
        The authorities of the file that cannot be described: they have too few children, or no year with all it takes.
    """

    scenario: Scenario
    replications: int
    seed: int
    frame: pd.DataFrame
    summary: pd.DataFrame
    goals: pd.DataFrame
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        met = int(self.goals["met"].sum())
        return f"<Validation: {self.scenario.title}, {met} of {len(self.goals)} goals met>"

    @property
    def holds(self) -> bool:
        """Whether every goal is met."""
        return bool(self.goals["met"].all())

    def files(self) -> dict[str, bytes]:
        """The tables as the CSV files that `fssim validate --out` writes, by name."""
        frames = {ROWS: self.frame, SUMMARY: self.summary, GOALS: self.goals}
        return {name: frame_csv(frame.set_index(frame.columns[0])).encode() for name, frame in frames.items()}

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how far off each prediction for authorities is: its error over that of the national ratio.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; axes of its own if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A dot for the model and one for last year's value for each statistic, on a logarithmic axis; left of 1 is
            nearer than the national ratio.
        """
        import matplotlib.pyplot as plt

        if ax is None:
            _, ax = plt.subplots(figsize=(8.0, 0.3 * len(self.summary) + 1.5), layout="constrained")
        shown = self.summary.iloc[::-1]
        places = np.arange(len(shown))
        ax.axvline(1.0, color="0.4", linewidth=1.0)
        ax.scatter(shown["last_year"] / shown["national_ratio"], places, color="0.6", label="last year's value")
        ax.scatter(shown["model"] / shown["national_ratio"], places, color="C0", label="model")
        ax.set_xscale("log")
        ax.set_xticks([0.5, 1.0, 2.0, 5.0], ["half", "as far", "twice", "5 times"])
        ax.set_yticks(places, shown["title"])
        ax.set_xlabel("how far off, beside the national ratio")
        ax.minorticks_off()
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False)
        return ax


def read_stored(name: str) -> pd.DataFrame:
    """One of the kept tables: the goals, the summary by statistic, or the rows without those of single authorities."""
    import pandas as pd

    return pd.read_csv(find_published_file(FOLDER) / name)


def store_validation(validation: Validation) -> list[Path]:
    """Keep a validation's tables in place of those kept before. Returns the files."""
    rows = validation.frame[validation.frame["part"] != "transfer"].dropna(axis="columns", how="all")
    frames = {GOALS: validation.goals, SUMMARY: validation.summary, ROWS: rows}
    folder = find_published_file(FOLDER)
    folder.mkdir(exist_ok=True)
    contents = {}
    for name, frame in frames.items():
        rounded = frame.round(4)
        contents[folder / name] = frame_csv(rounded.set_index(rounded.columns[0])).encode()
    write_files(contents)
    return [*contents]
