"""An authority's figures from all that it gives: published ones, a workbook, and its returns, each before the last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fssim.authority.own_figures import OwnFigures, Population
from fssim.authority.published_row import find_panel, read_published_figures
from fssim.authority.workbook import read_workbook
from fssim.errors import QuestionError
from fssim.returns.figures import MEANINGS, Figure


@dataclass(frozen=True, slots=True)
class Given:
    """What an authority's figures are to be read from, and how many children live there if that is said."""

    published: Path | None = None
    row: str = ""
    year: int | None = None
    workbook: Path | None = None
    children: float | None = None


def gather_figures(name: str, given: Given) -> OwnFigures:
    """All figures of an authority. What a workbook says goes before what is published.

    Raises `ScenarioError` if a file cannot be used, and `QuestionError` if nothing is given, or no number of children.
    """
    parts: list[OwnFigures] = []
    if given.published is not None:
        parts.append(read_published_figures(find_panel(given.published), given.row or name, given.year, name))
    if given.workbook is not None:
        parts.append(read_workbook(given.workbook, name))
    if not parts:
        raise QuestionError(
            "say what the authority's figures are in: its returns (--cin, --csww), a workbook (--workbook), or what is "
            "published of it (--from authorities.csv)"
        )
    return _put_together(name, parts, given.children)


def _put_together(name: str, parts: list[OwnFigures], children: float | None) -> OwnFigures:
    last = parts[-1]
    figures: dict[str, Figure] = {}
    missing: dict[str, str] = {}
    for part in parts:
        figures |= {key: figure for key, figure in part.figures.items() if key not in figures or not figure.too_few}
        missing |= part.missing
    population = last.population
    if children is not None:
        population = Population(children, "as given with --children", last.last_day.year)
    in_order = {key: figures[key] for key in MEANINGS if key in figures}
    return replace(last, authority=name, figures=in_order, missing=missing, population=population)
