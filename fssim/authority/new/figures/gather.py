"""An authority's figures from all that it gives: published ones, a workbook, and its returns, each before the last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fssim.authority.new.figures.figures_workbook import read_workbook
from fssim.authority.new.figures.local_figures import POPULATION, read_local_figures
from fssim.authority.new.figures.own_figures import OwnFigures, Population
from fssim.authority.new.figures.published_row import find_panel, read_published_row
from fssim.authority.returns.counting.caseload import take_caseload
from fssim.authority.returns.counting.figures_of_cin import make_cin_figures
from fssim.authority.returns.counting.figures_of_csww import make_csww_figures
from fssim.authority.returns.figures import MEANINGS, Figure
from fssim.authority.returns.reading.account import USED
from fssim.authority.returns.reading.episodes_of_need import CinReading
from fssim.authority.returns.reading.read_cin import CHILDREN, read_cin
from fssim.authority.returns.reading.read_csww import read_csww
from fssim.errors import QuestionError
from fssim.scenario.findings import show_path

LONGEST_NAME = 100
GIVEN_CHILDREN = "the number of children that was given"


@dataclass(frozen=True, slots=True)
class Given:
    """What an authority's figures are to be read from, and how many children live there if that is said."""

    published: Path | None = None
    row: str = ""
    year: int | None = None
    workbook: Path | None = None
    cin: tuple[Path, ...] = ()
    csww: tuple[Path, ...] = ()
    children: float | None = None


def gather_figures(name: str, given: Given) -> OwnFigures:
    """All figures of an authority. Returns go before a workbook, and that before what is published.

    Raises `ScenarioError` if a file cannot be used, and `QuestionError` if nothing is given, no number of children or
    one that cannot be, or no name.
    """
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise QuestionError(f"the authority's name must have 1 to {LONGEST_NAME} characters; this has {len(name)}")
    if not name.isprintable():
        raise QuestionError("the authority's name has a character that cannot be seen, or a line's end; leave it out")
    parts: list[OwnFigures] = []
    if given.published is not None:
        parts.append(read_published_row(find_panel(given.published), given.row or name, given.year, name))
    if given.workbook is not None:
        parts.append(read_workbook(given.workbook, name))
    if given.cin or given.csww:
        parts.append(_read_returns(name, given, parts[-1].population if parts else None))
    if not parts:
        raise QuestionError(
            "say what the authority's figures are in: its returns (--cin, --csww), a workbook (--workbook), or what is "
            "published of it (--from authorities.csv)"
        )
    return _put_together(name, parts, given.children)


def _read_returns(name: str, given: Given, population: Population | None) -> OwnFigures:
    """The figures in returns, who was open at the end of the last, and what became of everything in them."""
    cin = read_cin(given.cin) if given.cin else None
    csww = read_csww(given.csww) if given.csww else None
    children = given.children or (population.children if population else None)
    if children is None:
        raise QuestionError("say how many children live in the authority, which no return says: --children N")
    figures: dict[str, Figure] = {}
    missing = {"": "nothing in the returns tells it"}
    read: list[tuple[object, ...]] = []
    if cin is not None:
        _refuse_fewer_children(children, cin)
        figures |= make_cin_figures(cin, children)
        read += list(cin.account.rows())
    else:
        missing["cin"] = "no children in need census was given"
    if csww is not None:
        figures |= make_csww_figures(csww)
        read += list(csww.account.rows())[1 if read else 0 :]
    else:
        missing["csww"] = "no social work workforce census was given"
    headers = list(cin.returns) if cin else []
    headers += [year.header for year in csww.years] if csww else []
    caseload = take_caseload(cin) if cin is not None else None
    where = population or Population(children, GIVEN_CHILDREN, max(header.year for header in headers))
    return OwnFigures(name, where, figures, missing, name, caseload, tuple(read))


def _refuse_fewer_children(children: float, cin: CinReading) -> None:
    """Raise `QuestionError` if fewer children live in the authority than one of its returns has in it."""
    for tally in cin.account.tallies:
        if tally.kind == CHILDREN and tally.outcome == USED and tally.count > children:
            raise QuestionError(
                f"{children:,.0f} is said to be how many children live in the authority, and {show_path(tally.file)} "
                f"has {tally.count:,} in it; give the number of all children aged 0 to 17 who live there (--children N)"
            )


def _put_together(name: str, parts: list[OwnFigures], children: float | None) -> OwnFigures:
    last = parts[-1]
    figures: dict[str, Figure] = {}
    missing: dict[str, str] = {}
    for part in parts:
        figures |= {key: figure for key, figure in part.figures.items() if key not in figures or not figure.too_few}
        missing |= part.missing
    population = last.population
    if children is not None:
        population = Population(children, GIVEN_CHILDREN, last.last_day.year)
    if read_local_figures().figures[POPULATION].find_why_impossible(population.children):
        raise QuestionError(
            f"{population.children:,.0f} is how many children live in the authority by {population.source}, and no "
            "authority has so many; give the number of those aged 0 to 17 who live there"
        )
    in_order = {key: figures[key] for key in MEANINGS if key in figures}
    return replace(last, authority=name, figures=in_order, missing=missing, population=population)
