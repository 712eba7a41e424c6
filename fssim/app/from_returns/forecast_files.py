"""What the files of a forecast are called in the folder of the model that it is of."""

from __future__ import annotations

import re
from pathlib import Path

MOST_MONTHS = 240
PAGE_NAME = re.compile(r"forecast-([1-9][0-9]{0,2})\.html")


def name_page(months: int) -> str:
    """The page of the forecast of so many months."""
    return f"forecast-{months}.html"


def name_table(months: int) -> str:
    """Its table."""
    return f"forecast-{months}.csv"


def list_forecasts(folder: Path) -> list[int]:
    """The months of each forecast that was made, the fewest first."""
    return sorted(int(match[1]) for file in folder.iterdir() if (match := PAGE_NAME.fullmatch(file.name)))
