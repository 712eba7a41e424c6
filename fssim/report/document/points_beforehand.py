"""Points of a sweep that was made beforehand and comes with fssim: what other numbers of posts come to."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fssim.measures.catalogue import declaration_of
from fssim.model.scenario_hash import hash_scenario
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.schema.scenario import Scenario

FRONTIERS = "frontiers"  # the folder of such points, each file of one scenario
WHOSE = ("scenario", "scenario_hash")  # its first columns: the title, and what it was when it was swept


@dataclass(frozen=True, slots=True)
class PointsBeforehand:
    """What came of other values of a scenario, a row a point.

    Of the `columns` those that are measures go by the measures' names. Of the others the first and the last are what
    is chosen, and those between are what nobody knows. `same` is whether the scenario's numbers are still those.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    same: bool

    @property
    def measures(self) -> list[str]:
        """The columns that are measures."""
        return [column for column in self.columns if declaration_of(column) is not None]

    @property
    def conditions(self) -> list[str]:
        """The columns that are not."""
        return [column for column in self.columns if declaration_of(column) is None]

    def choices(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """The points by what is chosen, each as values by column."""
        first, *_, last = self.conditions
        grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in self.rows:
            point = dict(zip(self.columns, row, strict=True))
            grouped.setdefault((point[first], point[last]), []).append(point)
        return grouped

    def rest_of(self, point: Mapping[str, str]) -> tuple[str, ...]:
        """What a point has of what nobody knows."""
        return tuple(point[column] for column in self.conditions[1:-1])

    def usual_rest(self) -> tuple[str, ...]:
        """What every choice was tried with, of what nobody knows; none of it if no two were tried with the same."""
        every = [{self.rest_of(point) for point in group} for group in self.choices().values()]
        return min(set.intersection(*every), default=())


def read_points_beforehand(scenario: Scenario) -> Iterator[PointsBeforehand]:
    """Those of the scenario of this title, if it has any."""
    for file in sorted((shipped_folder() / FRONTIERS).glob("*.csv")):
        header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
        if rows and rows[0][0] == scenario.title:
            whose = len(WHOSE)
            same = rows[0][1] == hash_scenario(scenario)
            yield PointsBeforehand(header[whose:], [row[whose:] for row in rows], same)
