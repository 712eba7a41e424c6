"""The tables of the standard model's validation that are kept with fssim, for whoever says what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fssim.studies.validation.validation_file import find_published_file

if TYPE_CHECKING:
    import pandas as pd

GOALS, SUMMARY, ROWS = "goals.csv", "summary.csv", "rows.csv"


def stored_folder() -> Path:
    """Where they are kept."""
    return find_published_file("standard_model")


def read_stored(name: str) -> pd.DataFrame:
    """One of the kept tables: the goals, the summary by statistic, or the rows without those of single authorities."""
    import pandas as pd

    return pd.read_csv(stored_folder() / name)
