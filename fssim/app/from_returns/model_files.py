"""What the files of an authority's model are called in its folder of work, and those of its forecasts."""

from __future__ import annotations

import re
from pathlib import Path

MADE = "made"  # the folder that `fssim authority new` would write
SERVICE = "service.yaml"  # the model as one file, for the form
ANSWER_FILE = "model.json"  # what its page says
FORECAST, MONTHS = "forecast", "months"  # what a job that makes one is called at first, and what it is told
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
