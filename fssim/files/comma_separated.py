"""Every CSV file that fssim writes: text stays text in a spreadsheet, and numbers are as short as is exact."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows that a CSV file is UTF-8
FORMULAS_BEGIN = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
NOISE = 1e-9  # of any unit that a measure has: what is nearer to 0 is left by rounding


def csv_text(rows: Iterable[Iterable[object]], for_excel: bool = True) -> str:
    """Rows as the text of a CSV file, with a byte order mark at its beginning if it is `for_excel`."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerows(map(_cell, row) for row in rows)
    return f"{BYTE_ORDER_MARK if for_excel else ''}{text.getvalue()}"


def frame_csv(frame: pd.DataFrame) -> str:
    """A DataFrame with its index as the text of a CSV file."""
    names = [*("" if name is None else name for name in frame.index.names), *frame.columns]
    indices = (key if isinstance(key, tuple) else (key,) for key in frame.index)
    rows = zip(indices, frame.itertuples(index=False, name=None), strict=True)
    return csv_text([names, *([*index, *cells] for index, cells in rows)], for_excel=False)


def not_a_formula(text: str) -> str:
    """Text that a spreadsheet takes for text or for the number that it is: an apostrophe keeps it from being run."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS_BEGIN) and not _is_number(text) else text


def as_written(text: str) -> str:
    """What `not_a_formula` was given."""
    bare = text.removeprefix("'")
    return bare if not_a_formula(bare) == text else text


def without_noise(number: float) -> float:
    """A number, or 0 for what rounding has left of it."""
    return 0.0 if abs(number) < NOISE else number


def _cell(value: object) -> object:
    """What the csv module is given to write: a number that is not known is nothing."""
    if isinstance(value, str):
        return not_a_formula(value)
    return "" if isinstance(value, float) and math.isnan(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
