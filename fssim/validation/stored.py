"""The validation of the standard model that comes with fssim, kept beside the published figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fssim.atomic_write import write_files
from fssim.comma_separated import frame_csv
from fssim.validation.validation import Validation
from fssim.validation.yardstick import published_file

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "standard_model"
GOALS, SUMMARY, ROWS = "goals.csv", "summary.csv", "rows.csv"


def stored(name: str) -> pd.DataFrame:
    """One of the kept tables: the goals, the summary by statistic, or the rows without those of single authorities."""
    import pandas as pd

    return pd.read_csv(published_file(FOLDER) / name)


def store(validation: Validation) -> list[Path]:
    """Keep a validation's tables in place of those kept before. Returns the files."""
    rows = validation.frame[validation.frame["part"] != "transfer"].dropna(axis="columns", how="all")
    frames = {GOALS: validation.goals, SUMMARY: validation.summary, ROWS: rows}
    folder = published_file(FOLDER)
    folder.mkdir(exist_ok=True)
    contents = {}
    for name, frame in frames.items():
        rounded = frame.round(4)
        contents[folder / name] = frame_csv(rounded.set_index(rounded.columns[0])).encode()
    write_files(contents)
    return [*contents]
