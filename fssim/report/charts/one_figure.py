"""One figure of a run, to show in a notebook or to save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fssim.errors import ArgumentError
from fssim.report.charts.figures import ledger, plan_durations, specialist_waits
from fssim.report.charts.panels import draw_panels
from fssim.runs.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWINGS = {"ledger": ledger, "plan_durations": plan_durations, "specialist_waits": specialist_waits}


def figure(results: Sequence[Results], of: str = "ledger") -> Figure:
    """Draw one of the figures that `fssim run` writes, as a matplotlib figure.

    `of` is `ledger` (where families' days on a plan go), `plan_durations` (beside the published bands, if there are
    any) or `specialist_waits`. The first of the results is what the figure is about; it is compared with the others.

    Raises `ValueError` if there is no such figure, or the results cannot be compared (see `fssim.compare`).
    """
    if of not in DRAWINGS:
        raise ArgumentError(f"figure '{of}' is not known; it must be {', '.join(DRAWINGS)}")
    drawn = draw_panels(DRAWINGS[of](results))
    drawn.add_axes((0, 0, 1, 1)).set_axis_off()  # a notebook takes a figure without axes for an empty one
    return drawn
