"""The tables of a validation: the goals, what is predicted of authorities, responses, and national figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from fssim.report.terminal.run_tables import Row, numbers_table
from fssim.report.wording.words import interval, number, plain, signed
from fssim.validation.validation import Validation

GOALS = ("Inside", "Of", "Needed")
TRANSFER = ("Model", "National ratio", "Last year", "Nearer by", "95% interval", "Inside")
RESPONSES = ("Published", "Goal", "Model", "95% interval")
NATIONAL = ("Published", "Tolerance", "Model", "95% interval")
CHANGES = {"more referrals": "10% more referrals", "more workers": "10% more workers", "jump": "a jump in referrals"}


def validation_tables(validation: Validation, width: int) -> Iterator[RenderableType]:
    """What a validation found, for a terminal of a width."""
    frame = validation.frame
    authorities = frame.loc[frame["part"] == "transfer", "authority"].nunique()
    yield Text(plain(validation.scenario.title), style="bold")
    yield Text(
        f"Authorities: {authorities}; replications of each: {validation.replications}; random seed: {validation.seed}."
    )
    yield numbers_table("Mean absolute error", TRANSFER, "Goal", list(_transfer(validation.summary)), width)
    for change, title in CHANGES.items():
        rows = frame[(frame["change"] == change) & frame["part"].isin(["response", "jump"])]
        yield numbers_table(f"With {title}", RESPONSES, "Inside", list(_responses(rows)), width)
    missed = frame[frame["part"].isin(["target", "shape"]) & ~frame["inside"].fillna(True).astype(bool)]
    if len(missed):
        yield numbers_table("National figure missed", NATIONAL, "", list(_national(missed)), width)
    yield numbers_table("Goal", GOALS, "Met", list(_goals(validation.goals)), width)
    yield Text(verdict(validation))


def verdict(validation: Validation) -> str:
    """What it comes to, in a sentence or two."""
    met, goals = int(validation.goals["met"].sum()), len(validation.goals)
    if validation.holds:
        return f"All {goals} goals are met."
    return (
        f"{met} of {goals} goals are met. Where a goal is missed the model is not to be relied on: for another "
        "authority, or for more or fewer referrals and workers, its answer shows what follows from its assumptions and "
        "not what would happen."
    )


def _transfer(summary: pd.DataFrame) -> Iterator[Row]:
    for row in summary.to_dict("records"):
        numbers = (
            number(row["model"]),
            number(row["national_ratio"]),
            number(row["last_year"]),
            signed(row["nearer_by"]),
            interval(row["low"], row["high"]),
            f"{number(row['inside_percent'])}%",
        )
        yield _label(row), numbers, _met(row["met"])


def _responses(rows: pd.DataFrame) -> Iterator[Row]:
    for row in rows.to_dict("records"):
        numbers = (
            signed(row["published"]),
            interval(row["low"], row["high"]),
            signed(row["model"]),
            interval(row["model_low"], row["model_high"]),
        )
        yield _label(row), numbers, Text("yes" if row["inside"] else "no")


def _national(rows: pd.DataFrame) -> Iterator[Row]:
    for row in rows.to_dict("records"):
        numbers = (
            number(row["published"]),
            number(row["tolerance"]),
            number(row["model"]),
            interval(row["low"], row["high"], number),
        )
        yield _label(row), numbers, Text()


def _goals(goals: pd.DataFrame) -> Iterator[Row]:
    for row in goals.to_dict("records"):
        yield Text(row["goal"]), (f"{row['inside']}", f"{row['rows']}", f"{row['needed']}"), _met(row["met"])


def _label(row: Mapping[Any, Any]) -> Text:
    return Text.assemble(plain(row["title"]), (f", {plain(row['unit'])}", "dim"))


def _met(is_met: bool) -> Text:
    return Text("met" if is_met else "not met")
