"""Local numbers that a scenario of another authority leaves as they came with fssim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fssim.authority.new.figures.local_figures import LocalFigure, read_local_figures
from fssim.runs.folder.provenance import list_parameters
from fssim.scenario.findings import dotted
from fssim.scenario.reading.extends import merge_extended
from fssim.scenario.reading.load import load
from fssim.scenario.reading.shipped_files import named_file, shipped_folder

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
