"""What of a scenario is an authority's own: each figure, with the numbers of a scenario that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from fssim.scenario.reading.other_files import check_map, read_map
from fssim.scenario.reading.strict_yaml import FileKind
from fssim.scenario.schema.parameter import Frozen

FILE = Path(__file__).with_name("local_figures.yaml")
POPULATION = "children"  # the one figure that no return has
Patterns = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class LocalFigure(Frozen):
    """One figure that differs from one authority to the next, and the dotted paths of the numbers that it `sets`.

    It moves the odds of an `outcome` in every decision or of one number, the `share`; or it is the number that is
    `given`, or the numbers of a `table`;
    otherwise it describes the authority as a whole. See `local_figures.yaml`.
    """

    title: str
    shipped_as: str
    sets: Patterns
    needed: bool = False
    outcome: str | None = None
    share: str | None = None
    table: str | None = None
    given: str | None = None
    above: float | None = None
    below: float | None = None

    def find_why_impossible(self, value: float) -> str:
        """Why no service can be made of a value; nothing if one can."""
        too_low = self.above is not None and value <= self.above
        too_high = self.below is not None and value >= self.below
        return f"it is {value:g}, of which no service can be made" if too_low or too_high else ""

    def is_given(self, path: str) -> bool:
        """Whether a number is the figure itself, and not worked out or moved until the model has it."""
        return self.table is not None or (self.given is not None and fnmatchcase(path, self.given))

    def covers(self, path: str) -> bool:
        """Whether a number comes of this figure."""
        return any(fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}.*") for pattern in self.sets)


class LocalFigures(Frozen):
    """All of them, by name, and the number that is moved until referrals come to their rate."""

    first_referrals: str
    figures: dict[str, LocalFigure]

    def find(self, path: str) -> str | None:
        """The figure that a number comes of, the first of several; None if it is no local number."""
        return next((name for name, figure in self.figures.items() if figure.covers(path)), None)

    def tables(self) -> Iterator[tuple[str, str]]:
        """The figures that give whole tables, with the path of each."""
        return ((name, figure.table) for name, figure in self.figures.items() if figure.table is not None)


@cache
def read_local_figures() -> LocalFigures:
    """The local figures that fssim knows."""
    whole, problems = read_map(FILE, FileKind("a list of local figures", "figures"))
    return check_map(whole, problems, LocalFigures)
