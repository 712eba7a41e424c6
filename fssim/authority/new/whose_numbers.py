"""Whose the numbers of an authority's scenario are: what is its own, what is not and why, what of returns was set
aside, and what is left as it came with fssim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fssim.authority.new.figures.local_figures import LocalFigure, read_local_figures
from fssim.runs.folder.provenance import list_parameters
from fssim.scenario.findings import dotted
from fssim.scenario.reading.extends import merge_extended
from fssim.scenario.reading.load import load
from fssim.scenario.reading.shipped_files import named_file, shipped_folder

SET_ASIDE = "set aside"
ENGLAND = "England"


@dataclass(frozen=True, slots=True)
class NumberLeft:
    """A local figure that is another authority's, whose numbers the scenario has as they came: the first of them, and
    how many they are."""

    figure: str
    title: str
    whose: str
    path: str
    numbers: int


def list_numbers_left(path: str | Path) -> Iterator[NumberLeft]:
    """The local figures of which a scenario file that names its authority gives no number of its own, and that are not
    England's but another authority's. None if it names no authority. Raises `ScenarioError` as `load` does."""
    file = named_file(path)
    scenario = load(file)
    if scenario.authority is None:
        return
    whole, shipped = merge_extended(file), shipped_folder().resolve()
    numbers = {dotted(place): place for place, _ in list_parameters(scenario)}
    for name, figure in read_local_figures().figures.items():
        if figure.shipped_as in (ENGLAND, scenario.authority.name):
            continue
        of_it = [number for number in numbers if _is_of(figure, number)]
        files = {whole.place((*numbers[number], "value"))[0].resolve() for number in of_it}
        if of_it and all(file.is_relative_to(shipped) for file in files):
            yield NumberLeft(name, figure.title, figure.shipped_as, of_it[0], len(of_it))


def _is_of(figure: LocalFigure, number: str) -> bool:
    return figure.is_given(number) if figure.given is not None else figure.covers(number)


def group_by_basis(figures: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Figures of `NewAuthority.frame` that rest on the same, each with how many it was counted from."""
    for basis, same in figures.groupby("basis", sort=False):
        counts = zip(same["title"], same["rests_on"], strict=True)
        yield str(basis), [f"{title} ({count:,.0f})" if count == count else title for title, count in counts]


def list_set_aside(read: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Why something of `NewAuthority.read` was set aside, and how many of each kind were, in all files together."""
    counted = read[(read["line"] == "") & read["what_was_done"].str.startswith(SET_ASIDE)]
    kinds_and_counts = [what.rpartition(": ") for what in counted["what"]]
    frame = counted.assign(
        kind=[kind for kind, _, _ in kinds_and_counts],
        count=[int(count.replace(",", "")) for _, _, count in kinds_and_counts],
    )
    for why, rows in frame.groupby("what_was_done", sort=False):
        kinds = rows.groupby("kind", sort=False)["count"].sum()
        reason = str(why)
        yield reason[0].upper() + reason[1:], [f"{kind} ({count:,})" for kind, count in kinds.items()]
