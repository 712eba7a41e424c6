"""What came of a trial's design on a terminal: a table, and the sentences below it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.box import SIMPLE
from rich.table import Column, Table
from rich.text import Text

from fssim.report.wording.words import interval, number, signed
from fssim.trials.analyses import MOST_FALL
from fssim.trials.resample import NO_EFFECT
from fssim.trials.trial_results import TrialResults

HEADINGS = ("Difference", "Found in", "95% interval", "Mean estimate", "Before and after")


def trial_table(results: TrialResults) -> Table:
    """A row for each size and effect: what there was, how often it was found, and what was estimated."""
    unit = "%" if results.design.is_ratio else " points"
    table = Table(
        Column("Authorities"), Column("Months"), Column("Effect"),
        *(Column(heading, justify="right", no_wrap=True) for heading in HEADINGS), box=SIMPLE,
    )  # fmt: skip
    for row in results.frame.to_dict("records"):
        table.add_row(
            str(row["authorities"]), str(row["months"]), Text(str(row["effect"])),
            *(
                _write(float(row["true_effect"]), unit), _write(float(row["found_percent"]), "%", sign=False),
                f"{interval(float(row['found_low']), float(row['found_high']), number)}%",
                _write(float(row["estimate"]), unit), _write(float(row["before_after_estimate"]), unit),
            ),
        )  # fmt: skip
    return table


def trial_notes(results: TrialResults) -> Iterator[str]:
    """The smallest effect of each size that would be found, and what the table's columns are."""
    plan = results.design.plan
    unit = "%" if results.design.is_ratio else " points"
    for row in results.false_alarms.to_dict("records"):
        smallest = float(row["smallest_effect"])
        size = f"{row['authorities']} authorities over {row['months']} months"
        if math.isnan(smallest):
            yield f"{size}: nothing can be concluded."
        elif smallest == 0.0:
            yield f"{size}: {100 * plan.power:.0f}% of trials or more find an effect where there is none."
        elif results.design.is_ratio and smallest > MOST_FALL:
            yield f"{size}: however large a fall, fewer than {100 * plan.power:.0f}% of trials find it."
        else:
            yield f"{size}: {100 * plan.power:.0f}% of trials find a fall of {number(smallest)}{unit}."
    yield (
        f"Found in, with {NO_EFFECT}: false alarms. Before and after: what the authorities that start would conclude "
        "of themselves alone. What is only reported is no evidence of an effect."
    )


def _write(value: float, unit: str, sign: bool = True) -> str:
    if math.isnan(value):
        return "cannot tell"
    return f"{signed(value) if sign else number(value)}{unit}"
