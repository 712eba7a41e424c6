"""Figures as SVG, in the two widths that the page has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fssim.report.charts.chart_sheet import svg
from fssim.report.charts.panels import WIDTH, Panels, draw_panels, own_style
from fssim.report.document.report_parts import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NARROW = 268.0  # points: 357 px, what a telephone of 390 px has between its margins


def drawn(title: str, note: str, in_words: str, draw: Callable[[float], Figure], wide: float = WIDTH) -> Picture:
    """A picture in both its forms. `draw` is asked for it so many points wide."""
    with own_style():
        return Picture(title, note, in_words, svg(draw(wide)), svg(draw(NARROW)))


def panels_picture(panels: Panels, in_words: str) -> Picture:
    """Bars in panels, without the words that stand beside the picture."""
    return drawn(panels.title, panels.note, in_words, lambda width: draw_panels(panels, width, words=False))
