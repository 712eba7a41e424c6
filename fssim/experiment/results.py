"""The measures of every replication of one scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fssim.experiment.interval import CONFIDENCE, Interval, interval_of
from fssim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What a run of one scenario gave.

    `frame` is a pandas DataFrame with one row a replication (its index) and one column a measure. `name` is what tables
    and files call the scenario. Results that share a seed can be compared: see `fssim.compare`.
    """

    name: str
    scenario: Scenario
    engine: str
    seed: int
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Results: {self.name}, {len(self.frame):,} replications, seed {self.seed}>"

    def interval(self, measure: str, confidence: float = CONFIDENCE) -> Interval:
        """One measure over the replications: its mean and how surely it is known; nan if there is none."""
        return interval_of(self.frame[measure] if measure in self.frame.columns else (), confidence)

    def summary(self, confidence: float = CONFIDENCE) -> pd.DataFrame:
        """Each measure over the replications: a DataFrame indexed by measure.

        Columns: `mean`; `low` and `high`, the ends of its 95% confidence interval (Student's t); `sd`, the standard
        deviation between replications; and `n`, the replications that had a value. With one replication there is no
        interval, and `low`, `high` and `sd` are nan.
        """
        import pandas as pd

        rows = {str(name): asdict(self.interval(str(name), confidence)) for name in self.frame.columns}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")


def frame_of(rows: Iterable[dict[str, float]]) -> pd.DataFrame:
    """Rows of measures, in order of replication from 0, as a DataFrame of floats."""
    import pandas as pd

    return pd.DataFrame(list(rows), dtype="float64").rename_axis("replication")
