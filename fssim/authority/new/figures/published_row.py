"""An authority by what is published of it: its row of a panel of authorities; and the mean of them, for England."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from fssim.authority.new.figures.local_figures import POPULATION
from fssim.authority.new.figures.own_figures import NAME_OF, OwnFigures, Population
from fssim.authority.returns.figures import MEANINGS, Figure
from fssim.errors import QuestionError
from fssim.studies.validation.published_files import COUNTS, RATES, AuthorityYear, read_panel
from fssim.studies.validation.validation_file import find_published_file
from fssim.studies.validation.years_as_published import CONFERENCE_BANDS

PANEL = "authorities.csv"
WORKFORCE_DAY = (9, 30)
PER = 10_000  # children, of a rate
# What a percentage is of, by its column: a count, or a rate for each 10,000 children, from which a count is worked out.
RESTS_ON = {
    **dict.fromkeys(("nfa", "assessed_not_need", "rereferral", "s47_per_100_referrals", "assess45"), "referrals"),
    **dict.fromkeys(("icpc_per_100_s47",), "s47_rate"),
    **dict.fromkeys(("cpp_per_100_icpc", "icpc15", *CONFERENCE_BANDS), "icpc_rate"),
    **dict.fromkeys(("cpp_repeat", "cpp_mean_weeks", "cpp_end_2y"), "cpp_start_rate"),
    **dict.fromkeys(("cpp_open_2y", "revcp"), "cpp_rate"),
    **dict.fromkeys(("vacancy", "turnover", "agency", "absence", "caseholder_share"), "sw_fte"),
    "caseload": "cases",
}
OTHERWISE = "cin_rate"
MOST_NAMED = 5


def find_panel(file: str | Path) -> Path:
    """A panel of authorities: a file, or the one that comes with fssim, by its name where there is no such file."""
    path = Path(file)
    return find_published_file(PANEL) if str(path) == PANEL and not path.exists() else path


def list_published_authorities() -> list[str]:
    """The authorities of the panel that comes with fssim of which a model can be made: whose children are known."""
    return sorted({row.authority for row in read_panel(find_published_file(PANEL)) if row.has(POPULATION)})


def read_published_row(panel: Path, authority: str, year: int | None, name: str = "") -> OwnFigures:
    """What is published of an authority in a year, or in its last in the panel that has its children and referrals.

    Raises `ScenarioError` if the panel cannot be used, and `QuestionError` if it has no such authority or year.
    """
    rows = read_panel(panel)
    row = _choose_row(rows, panel, authority, year)
    source = f"published figures of {row.authority} (Department for Education)"
    figures = {}
    for column, value in row.values.items():
        figure = NAME_OF.get(column)
        if figure is not None:
            figures[figure] = Figure(
                figure, value, _count(row, column), math.nan, math.nan, _find_period(figure, row.year), source
            )
    children = row.values.get(POPULATION)
    if children is None:
        raise QuestionError(
            f"{panel}: has no number of referrals and rate of them for {row.authority} in {row.year}, from which its "
            "children are worked out; choose another --year"
        )
    population = Population(round(children), f"{source}: referrals by their rate", row.year)
    missing = {"": f"it is not among the figures published of {row.authority} for {row.year}"}
    return OwnFigures(name or row.authority, population, figures, missing)


def _count(row: AuthorityYear, column: str) -> int:
    """How many a figure rests on, worked out from what is published; none if that is not."""
    of = RESTS_ON.get(column) or (column if column in (*COUNTS, *RATES, "case_holders") else OTHERWISE)
    amount = row.values.get(of, 0.0)
    return round(amount * row.values.get(POPULATION, 0.0) / PER if of in RATES else amount)


def _find_period(figure: str, year: int) -> tuple[date, date]:
    if MEANINGS[figure].comes_from == "csww":
        return date(year, *WORKFORCE_DAY), date(year, *WORKFORCE_DAY)
    return date(year - 1, 4, 1), date(year, 3, 31)


def _choose_row(rows: Sequence[AuthorityYear], panel: Path, authority: str, year: int | None) -> AuthorityYear:
    names = sorted({row.authority for row in rows})
    right = next((name for name in names if name.casefold() == authority.strip().casefold()), None)
    if right is None:
        near = get_close_matches(authority, names, n=1) or [
            name for name in names if authority.strip().casefold() in name.casefold()
        ]
        others = f"it has {', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"
        hint = f"did you mean '{near[0]}'?" if near else others if len(names) > MOST_NAMED else ", ".join(names)
        raise QuestionError(f"{panel}: has no authority '{authority}'; {hint}")
    of_it = [row for row in rows if row.authority == right]
    if year is None:
        complete = [row for row in of_it if row.has(POPULATION)]
        return max(complete or of_it, key=lambda row: row.year)
    chosen = next((row for row in of_it if row.year == year), None)
    if chosen is None:
        years = f"{min(row.year for row in of_it)} to {max(row.year for row in of_it)}"
        raise QuestionError(f"{panel}: has no year {year} for {right}; it has {years}")
    return chosen


def average_authorities(columns: Collection[str], year: int) -> tuple[Mapping[str, float], int, int]:
    """What stands for England: the mean of the authorities that come with fssim, by children, of each column.

    It is of the year of theirs that is nearest. Also returns that year, and how many authorities there are.
    """
    rows = read_panel(find_published_file(PANEL))
    nearest = min({row.year for row in rows}, key=lambda one: (abs(one - year), one))
    of_year = [row for row in rows if row.year == nearest and row.has(POPULATION)]
    means = {}
    for column in columns:
        having = [row for row in of_year if row.has(column)]
        children = math.fsum(row.values[POPULATION] for row in having)
        if having:
            means[column] = math.fsum(row.values[POPULATION] * row.values[column] for row in having) / children
    if "case_holders" in means:  # as many for each child as they have together
        whole = [row for row in of_year if row.has("case_holders")]
        means["case_holders"] = math.fsum(row.values["case_holders"] for row in whole) / math.fsum(
            row.values[POPULATION] for row in whole
        )
    return means, nearest, len(of_year)
