"""A sheet to draw on, in points from its upper left corner. Places are worked out beforehand from the widths of words.

Matplotlib draws; its axes and its layout engines, which measure every word several times over, are not used.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

POINTS_AN_INCH = 72.0
BODY, SMALL = 9.0, 8.5  # points; a browser shows 8.25 of them as 11 px
LINE_HEIGHT = 1.3  # of the size of the letters
INK, SOFT, RULE = "#1a1a1a", "#4d4d4d", "#d9d9d9"
DOTS_PER_INCH = 150
ROOM_TO_SPARE = 1.04  # of a width: letters that are fitted to a screen's dots, or of a fallback font, are wider
FULL_WIDTH_LETTER = 1.0  # of the size: the width of a letter that the font lacks


class Sheet:
    """A white sheet with what has been drawn on it. `figure` is matplotlib's."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / POINTS_AN_INCH, height / POINTS_AN_INCH), facecolor="white")
        downwards = Affine2D().scale(1.0 / POINTS_AN_INCH, -1.0 / POINTS_AN_INCH)
        self._places = downwards.translate(0.0, height / POINTS_AN_INCH) + self.figure.dpi_scale_trans

    def text(
        self, x: float, y: float, words: str, size: float = BODY, *, colour: str = INK, bold: bool = False,
        across: str = "left", down: str = "center",
    ) -> None:  # fmt: skip
        """Words, on as many lines as they have. `across` and `down` say which part of them is at x and y."""
        self.figure.text(
            x, y, words, transform=self._places, fontsize=size, color=colour, parse_math=False,
            fontweight="bold" if bold else "normal", horizontalalignment=across, verticalalignment=down,
            linespacing=1.1,
        )  # fmt: skip

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str = INK, thickness: float = 1.0, dashes: Any = "-"
    ) -> None:
        """A line through some places. It has a gap where any is nan."""
        self._line(xs, ys, color=colour, linewidth=thickness, linestyle=dashes, solid_capstyle="butt")

    def mark(self, x: float, y: float, shape: str, colour: str, size: float = 6.0, edge: float = 1.0) -> None:
        """A mark by matplotlib's name of its shape, with a black edge."""
        self._line(
            [x], [y], linestyle="", marker=shape, markersize=size, markerfacecolor=colour, markeredgecolor="black",
            markeredgewidth=edge,
        )  # fmt: skip

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, hatch: str = "", edge: str = "none"
    ) -> None:
        """A box, by its upper left corner."""
        from matplotlib.patches import Rectangle

        self._add(
            Rectangle(
                (x, y), width, height, facecolor=colour, hatch=hatch or None, edgecolor=edge,
                linewidth=0.0 if edge == "none" else 0.8,
            )
        )  # fmt: skip

    def band(self, xs: Sequence[float], uppers: Sequence[float], lowers: Sequence[float], colour: str) -> None:
        """What lies between two lines, pale."""
        from matplotlib.patches import Polygon

        outline = [*zip(xs, uppers, strict=True), *reversed(list(zip(xs, lowers, strict=True)))]
        self._add(Polygon(outline, closed=True, facecolor=colour, alpha=0.18, linewidth=0.0))

    def _line(self, xs: Sequence[float], ys: Sequence[float], **looks: Any) -> None:
        from matplotlib.lines import Line2D

        self._add(Line2D(xs, ys, **looks))

    def _add(self, artist: Any) -> None:
        artist.set_transform(self._places)
        self.figure.add_artist(artist)


def svg(figure: Figure) -> bytes:
    """A figure as SVG, the same bytes for the same figure.

    Text stays text: smaller by far than letters drawn as shapes, and in any script a computer can show. Places are
    worked out for DejaVu Sans; where that is missing the page falls back on fonts as wide (Verdana) or narrower.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "fssim"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # what a font lacks is in the words beside the picture
        figure.set_dpi(POINTS_AN_INCH)
        FigureCanvasSVG(figure).print_svg(out, metadata=nothing)  # type: ignore[no-untyped-call]
    return out.getvalue()


def png(figure: Figure) -> bytes:
    """A figure as PNG, the same bytes for the same figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # a title in letters the font lacks still has its numbers
        figure.set_dpi(DOTS_PER_INCH)
        FigureCanvasAgg(figure).print_png(out, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return out.getvalue()


def height_of(lines: int, size: float = BODY) -> float:
    """The height of so many lines of words."""
    return lines * size * LINE_HEIGHT


def width_of(words: str, size: float = BODY, bold: bool = False) -> float:
    """The width of words on one line."""
    return ROOM_TO_SPARE * size * sum(_advance(letter, bold) for letter in words)


def fold_text(words: str, width: float, size: float = BODY, bold: bool = False, most_lines: int = 0) -> list[str]:
    """Words on lines no wider than a width. Words wider than that are broken, and lines after `most_lines` left out."""
    lines: list[str] = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and width_of(lines[-1] + letter, size, bold) > width:
                lines.append("")
            lines[-1] += letter
    if most_lines and len(lines) > most_lines:
        lines = lines[:most_lines]
        while lines[-1] and width_of(f"{lines[-1]} …", size, bold) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] = f"{lines[-1].rstrip()} …"
    return lines


@cache
def _font(bold: bool) -> FT2Font:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))


@cache
def _advance(letter: str, bold: bool) -> float:
    """How far on a letter takes a line, as a share of its size."""
    from matplotlib.ft2font import LoadFlags

    font = _font(bold)
    if not font.get_char_index(ord(letter)):
        return FULL_WIDTH_LETTER
    font.set_size(100.0, POINTS_AN_INCH)
    return float(font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536.0 / 100.0)
