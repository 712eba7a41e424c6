"""Figures as SVG. Text stays text: smaller by far than letters drawn as shapes, and in any script a computer can show.

Places are worked out for DejaVu Sans; where that is missing the page falls back on fonts as wide (Verdana) or narrower.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from fssim.report.document.parts import Picture
from fssim.report.panels import Panels, draw_panels, own_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ACROSS, ACROSS_NARROW = 4, 1  # panels side by side, on a page and on a telephone


def svg(figure: Figure) -> bytes:
    """The figure's SVG, the same bytes for the same figure."""
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "fssim"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # what a font lacks is in the words beside the picture
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return out.getvalue()


def drawn(title: str, note: str, in_words: str, panels: int, draw: Callable[[int], Figure]) -> Picture:
    """A picture of so many panels in both its forms. `draw` is asked for it with so many of them side by side."""
    with own_style():
        wide = svg(draw(ACROSS))
        narrow = svg(draw(ACROSS_NARROW)) if panels > 1 else wide
    return Picture(title, note, in_words, wide, narrow)


def panels_picture(panels: Panels, in_words: str) -> Picture:
    """Bars in panels, without the words that stand beside the picture."""
    count = len(panels.panels)
    return drawn(panels.title, panels.note, in_words, count, lambda across: draw_panels(panels, across, words=False))
