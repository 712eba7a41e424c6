"""How large the first page's words and picture can be in print, so that it is one sheet of A4 whatever it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fssim.report.document.report_parts import Section

WIDTH, HEIGHT, COLUMN_GAP = 186.0, 266.0, 8.0  # millimetres between the margins, and between the columns
MILLIMETRES_A_POINT, LINE_HEIGHT, LETTER_WIDTH, GAP = 25.4 / 72.0, 1.5, 0.56, 1.2
SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)  # points of the answer, largest first
BESIDE = 0.86  # of that: the size of what stands beside the answer
FIXED = 42.0  # millimetres of headings, of what the picture is of, and of the footer
MOST, ENOUGH, LEAST = 100.0, 60.0, 35.0  # millimetres of the picture


@dataclass(frozen=True, slots=True)
class Sizes:
    """Points of the answer's and of the smaller words, and millimetres of the picture."""

    words: float
    beside: float
    picture: int


def sizes_of_page_one(title: str, question: str, section: Section) -> Sizes:
    """The largest words that leave the picture enough room, or the smallest there are."""
    for points in SIZES:
        smaller = points * BESIDE
        taken = FIXED + _height([title], 16.0, WIDTH) + _height([question], points, WIDTH)
        taken += _height(section.paragraphs, points, WIDTH)
        taken += _height([each.title for each in section.pictures], points, WIDTH)
        columns = (WIDTH - COLUMN_GAP) / 2.0
        taken += max((_height(each.sentences, smaller, columns) for each in section.asides), default=0.0)
        if HEIGHT - taken >= ENOUGH:
            break
    return Sizes(points, smaller, round(max(LEAST, min(MOST, HEIGHT - taken))))


def _height(paragraphs: Sequence[str], points: float, width: float) -> float:
    letter = points * MILLIMETRES_A_POINT * LETTER_WIDTH
    lines = sum(math.ceil(len(words) * letter / (0.95 * width)) for words in paragraphs)
    return lines * points * MILLIMETRES_A_POINT * LINE_HEIGHT + GAP * len(paragraphs)
