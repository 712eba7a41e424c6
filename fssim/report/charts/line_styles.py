"""How each line of the ledger looks, in every picture: a colour, and a hatch that tells it apart in grey; and the
colour of each stage, which stands under dark words that name it."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.measures.ledger.ledger_lines import Line
from fssim.report.charts.panels import BLUE, GREY, ORANGE, Style

VERMILLION, PURPLE, YELLOW = "#D55E00", "#CC79A7", "#F0E442"  # Okabe and Ito's too
DARK = "#222222"

# Drift is hatched, and nothing else is. No dots: as SVG, a hatch of dots is a hundred times as long as one of lines
LINE_STYLES = {
    Line.MOVING: Style(BLUE, "", DARK),
    Line.COURT: Style(GREY, "", DARK),
    Line.UNALLOCATED: Style(PURPLE, "xxx", DARK),
    Line.OVERDUE: Style(YELLOW, "|||", DARK),
    Line.WAITING_POST_VACANT: Style(VERMILLION, "////", DARK),
    Line.WAITING_PRACTITIONER_LIST: Style(ORANGE, "//", DARK),
    Line.WAITING_EXTERNAL_SERVICE: Style("#F6D9A0", "\\\\", DARK),
    Line.NOT_ENGAGED: Style("#FFFFFF", "++", DARK),
    Line.AWAITING_DECISION: Style("#8FD3BF", "--", DARK),
}

STAGE_COLOURS = ("#D5E3EE", "#FBE8C8", "#D8EFE2", "#F3DCEA", "#FFF6C9", "#E3E0F5", "#F6DCD2", "#E9E9E9")


def stage_colours(stages: Sequence[str]) -> list[str]:
    """A pale colour for each stage of a pathway, by its place there: neighbours differ."""
    return [STAGE_COLOURS[place % len(STAGE_COLOURS)] for place in range(len(stages))]
