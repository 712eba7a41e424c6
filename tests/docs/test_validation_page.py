"""docs/validation.md says what the kept tables say, and they are of what is compared."""

from __future__ import annotations

import pytest

from fssim.report.validation_page import PAGE, PARTS, validation_page
from fssim.studies.validation.published_files import read_shapes
from fssim.studies.validation.responses import WORKERS
from fssim.studies.validation.validation_file import (
    GOALS,
    ROWS,
    SUMMARY,
    find_published_file,
    read_stored,
    read_yardstick,
)


def test_the_page_is_made_of_the_kept_tables() -> None:
    """`python -m fssim.report.validation_page` writes it anew; `python -m benchmarks.validation` keeps tables anew."""
    assert PAGE.read_text(encoding="utf-8") == validation_page()


def test_the_kept_tables_have_every_figure() -> None:
    yardstick, rows = read_yardstick(), read_stored(ROWS)
    predicted = [name for name, statistic in yardstick.statistics.items() if not statistic.describes]
    assert list(read_stored(SUMMARY)["statistic"]) == predicted
    for part, change in PARTS:
        chosen = rows[(rows["part"] == part) & (rows["change"] == change)]
        put_in = yardstick.changes.workers_are if change == WORKERS else ()
        asked = [statistic for statistic in yardstick.responses.values() if statistic not in put_in]
        assert list(chosen["statistic"]) == asked, part
    assert list(rows.loc[rows["part"] == "shape", "statistic"]) == [
        row["statistic"] for row in read_shapes(find_published_file("shapes.csv"))
    ]


@pytest.mark.parametrize(
    ("goal", "of", "parts"),
    [
        ("responses inside", "inside", ("response", "jump")),
        ("spread between", "inside", ("spread",)),
        ("targets and published shapes", "inside", ("target", "shape")),
        ("recovered within", "recovered", ("recovery",)),
    ],
)
def test_goals_are_counted_from_the_rows(goal: str, of: str, parts: tuple[str, ...]) -> None:
    (row,) = (row for row in read_stored(GOALS).to_dict("records") if row["goal"].startswith(goal))
    rows = read_stored(ROWS)
    chosen = rows.loc[rows["part"].isin(parts), of]
    assert (row["inside"], row["rows"]) == (chosen.astype(bool).sum(), len(chosen))


def test_what_is_met_follows_from_the_errors() -> None:
    summary, goals = read_stored(SUMMARY), read_stored(GOALS)
    beats = [statistic.beats_ratio for statistic in read_yardstick().statistics.values() if not statistic.describes]
    nearer = summary[beats]["model"] < summary[beats]["national_ratio"]
    (row,) = (row for row in goals.to_dict("records") if "nearer than the national ratio" in row["goal"])
    assert (row["inside"], row["rows"]) == (nearer.sum(), len(nearer))
