"""What comes out of returns: figures, each with what it rests on, and the opening caseload. None is of one child."""

from __future__ import annotations

import calendar
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from fssim.authority.returns.codes import CIN, CSWW, NEEDS, SOURCE_GROUPS

_FILE = Path(__file__).with_name("figures.yaml")
_STATED: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))

SMALL_CELL: int = _STATED["small_cell"]["value"]  # children: a count of fewer is not shown
WORKING_DAYS_A_YEAR: int = _STATED["working_days_a_year"]["value"]
BLOCKS_A_YEAR: int = _STATED["blocks_a_year"]["value"]
LARGEST_FAMILY: int = _STATED["largest_family"]["value"]  # children
DECIDED_AFTER: int = _STATED["decided_after"]["value"]  # working days
CONFERENCE_LIMIT: int = _STATED["conference_limit"]["value"]  # working days
FIRST_REVIEW_WITHIN: int = _STATED["reviews"]["first_within"]["value"]  # calendar months
THEN_REVIEWS_WITHIN: int = _STATED["reviews"]["then_within"]["value"]  # calendar months
NEW_AFTER: int = _STATED["new_after"]["value"]  # years
FIRST_YEAR_OF_PRE_PROCEEDINGS: int = _STATED["first_year_of_pre_proceedings"]["value"]
CASELOAD_BANDS: tuple[int, ...] = tuple(_STATED["caseload"]["bands_weeks"])  # where each begins
CASELOAD_STAGES: Mapping[str, str] = {name: stage["title"] for name, stage in _STATED["caseload"]["stages"].items()}
BESIDE_ANOTHER: frozenset[str] = frozenset(
    name for name, stage in _STATED["caseload"]["stages"].items() if stage.get("beside")
)
MONTH_BANDS: Mapping[str, str] = _STATED["bands"]["months"]
MONTH_BAND_ENDS: tuple[int, ...] = tuple(_STATED["bands"]["months_end"])
ASSESSMENT_BANDS: Mapping[str, str] = _STATED["bands"]["assessment_days"]
ASSESSMENT_BAND_ENDS: tuple[int, ...] = tuple(_STATED["bands"]["assessment_days_end"])
CONFERENCE_BANDS: Mapping[str, str] = _STATED["bands"]["conference_days"]
CONFERENCE_BAND_ENDS: tuple[int, ...] = tuple(_STATED["bands"]["conference_days_end"])
MONTHS: tuple[str, ...] = tuple(month.lower() for month in calendar.month_name[1:])
NONE = "none"


@dataclass(frozen=True, slots=True)
class FigureMeaning:
    """What a figure of a name is: its unit, what it says in words, the return it comes from, how many it must rest on,
    and the column of the panel of authorities that holds the same (`None` if there is none)."""

    unit: str
    words: str
    comes_from: str
    least: int
    panel: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of an authority's own.

    Attributes
    ----------
    name
        A key of `MEANINGS`, which has its unit and says what it is.
    value
        In that unit; nan if nothing tells.
    count
        How many children, cases or people it rests on: of a share, of how many; of a rate, how many were counted. Where
        they are children or cases, and from 1 to 4, it is 4.
    low, high
        The 95% interval, in the same unit; nan where there is none.
    period
        The days it is about, or the day.
    source
        The return, in words: `"children in need census 2024"`.
    """

    name: str
    value: float
    count: int
    low: float
    high: float
    period: tuple[date, date]
    source: str

    @property
    def unit(self) -> str:
        return MEANINGS[self.name].unit

    @property
    def too_few(self) -> bool:
        """Whether it rests on too few to tell anything of the authority, or would tell of single children."""
        return self.count < MEANINGS[self.name].least or math.isnan(self.value)


@dataclass(frozen=True, slots=True)
class OpeningCount:
    """How many are in a stage, and have been for at least `from_weeks`, and less than `to_weeks` (`None`: no end)."""

    stage: str
    from_weeks: int
    to_weeks: int | None
    families: int
    children: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many were in a stage at the end of a day."""

    day: date
    stage: str
    families: int
    children: int


@dataclass(frozen=True, slots=True)
class OpeningCaseload:
    """Who was open on a day, as counts by stage and weeks in it.

    A stage is a key of `CASELOAD_STAGES`. Bands with fewer than `SMALL_CELL` children are put together with the next;
    a stage that has fewer in all is left out, and named in `left_out`. `by_month` has how many there were at the ends
    of the months that the returns tell of, none of fewer. `not_asked` are stages that a return of its year does not
    have.
    """

    day: date
    counts: tuple[OpeningCount, ...]
    left_out: tuple[str, ...] = ()
    by_month: tuple[DayCount, ...] = ()
    not_asked: tuple[str, ...] = ()


def estimate_families(counts: Sequence[tuple[int, int]], a_family: float) -> list[int]:
    """How many families there are, of which the families that are linked and the children are counted.

    Children whose dates are the same are linked as one family, and early on those of several families are: if there are
    fewer families in all than the children of a family come to, more are where most children are for each. They are
    that many in all, however finely they are counted.
    """
    needed = round(sum(children for _, children in counts) / a_family)
    lacking = [max(children / a_family - families, 0.0) for families, children in counts]
    more = max(needed - sum(families for families, _ in counts), 0)
    shares = [lack * more / (sum(lacking) or 1.0) for lack in lacking]
    added = [int(share) for share in shares]
    by_rest = sorted(range(len(counts)), key=lambda place: added[place] - shares[place])
    for place in by_rest[: more - sum(added)]:
        added[place] += 1
    return [families + extra for (families, _), extra in zip(counts, added, strict=True)]


def pool_small_cells(counts: Iterable[OpeningCount]) -> tuple[tuple[OpeningCount, ...], tuple[str, ...]]:
    """Counts in which none is small, and the stages that had too few in all to be shown.

    `counts` are in order of their bands within each stage.
    """
    shown: list[OpeningCount] = []
    left_out: list[str] = []
    for stage, of_stage in itertools.groupby(counts, key=lambda count: count.stage):
        pooled: list[OpeningCount] = []
        for count in of_stage:
            if pooled and pooled[-1].children < SMALL_CELL:
                pooled[-1] = _put_together(pooled[-1], count)
            else:
                pooled.append(count)
        if len(pooled) > 1 and pooled[-1].children < SMALL_CELL:
            pooled[-2:] = [_put_together(*pooled[-2:])]
        if pooled[0].children >= SMALL_CELL:
            shown += pooled
        elif pooled[0].children:
            left_out.append(stage)
    return tuple(shown), tuple(left_out)


def _put_together(one: OpeningCount, next_one: OpeningCount) -> OpeningCount:
    return OpeningCount(
        one.stage,
        one.from_weeks,
        next_one.to_weeks,
        one.families + next_one.families,
        one.children + next_one.children,
    )


def combine_needs(needs: Iterable[str]) -> str:
    """Needs that a family has together, as the name of a figure has them: `domestic_abuse_and_mental_health`."""
    return "_and_".join(sorted(needs)) or NONE


def _list_combinations() -> Iterator[str]:
    for many in range(len(NEEDS) + 1):
        yield from map(combine_needs, itertools.combinations(NEEDS, many))


def _in_words(name: str) -> str:
    return name.replace("_", " ")


GIVEN_BY: Mapping[str, Mapping[str, str]] = {  # what stands in braces in a name: each with what it is in words
    "month": {month: month.capitalize() for month in MONTHS},
    "source": {group: _in_words(group) for group in SOURCE_GROUPS},
    "assessment_days": ASSESSMENT_BANDS,
    "conference_days": CONFERENCE_BANDS,
    "months": MONTH_BANDS,
    "closure": {reason["name"]: reason["title"] for reason in CIN["reason_for_closure"].values()},
    "number": {str(number): str(number) for number in range(1, 6)},
    "need": {need: _in_words(need) for need in NEEDS},
    "needs": {needs: _in_words(needs) for needs in _list_combinations()},
    "role": {role["name"]: role["title"] for role in CSWW["role"].values()},
}


def _list_meanings() -> Iterator[tuple[str, FigureMeaning]]:
    too_few = _STATED["too_few"]
    for comes_from, least in (("cin", too_few["children"]["value"]), ("csww", too_few["workers"]["value"])):
        for pattern, stated in _STATED[comes_from].items():
            panel = stated.get("panel", "")
            for key, words in _list_keys(pattern):
                name, column = pattern.format_map(key), panel.format_map(key) or None
                yield (
                    name,
                    FigureMeaning(stated["unit"], stated["meaning"].format_map(words), comes_from, least, column),
                )


def _list_keys(pattern: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """What the braces of a name are filled with, one after another, and those of its meaning: nothing, without any."""
    given_by = [field for _, field, _, _ in Formatter().parse(pattern) if field]
    if not given_by:
        yield {}, {}
    for field in given_by:
        for key, words in GIVEN_BY[field].items():
            yield {field: key}, {field: words}


MEANINGS: Mapping[str, FigureMeaning] = dict(_list_meanings())  # of every figure, by its name
