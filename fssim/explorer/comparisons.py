"""What each setting of a sweep comes to, measure by measure, and how it differs from every other, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fssim.arrays import Floats
from fssim.explorer.interpolation import EmulatedSettings, LeftOut, emulate_settings, estimate_left_out
from fssim.explorer.settings import Settings
from fssim.measures.headline import COST_TOTALS, headline_measures, lead_measures, line_measure
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.runs.compare import Comparison, compare_all
from fssim.runs.results import Results
from fssim.statistics.verdict import (
    CANNOT_TELL,
    LESS,
    MORE,
    NO_DIFFERENCE,
    SAME,
    SUGGESTS_LESS,
    SUGGESTS_MORE,
)  # fmt: skip
from fssim.studies.sweeps.sweep_results import SweepResults

VERDICTS = (CANNOT_TELL, MORE, LESS, SUGGESTS_MORE, SUGGESTS_LESS, NO_DIFFERENCE, SAME)
ANSWER, LEDGER, COSTS, OTHERS = "The answer", "Where days on a plan go", "What it costs", "Other measures"
LEDGER_LINES = (Line.MOVING, Line.COURT, *DRIFT)
MOST_COMPARED = 150_000  # rows of all tables of all pairs: a page has room for no more
MOST_VALUES = 6_000_000  # in those rows, a replication at a time: half a minute's work


def sort_measures(swept: SweepResults) -> dict[str, list[str]]:
    """The measures of each table. A measure is in one alone, and judged together with the others of that table."""
    scenario, known = swept.sweep.base, swept.measures
    named = {name: place for place, name in enumerate(swept.sweep.plan.measures)}  # those named first come first
    others = (*named, *headline_measures(scenario, known))
    wanted = {
        ANSWER: sorted(lead_measures(scenario), key=lambda name: named.get(name, len(named))),
        LEDGER: tuple(map(line_measure, LEDGER_LINES)),
        COSTS: COST_TOTALS,
        OTHERS: others,
    }
    tables: dict[str, list[str]] = {}
    for title, names in wanted.items():
        taken = {name for table in tables.values() for name in table}
        tables[title] = [name for name in dict.fromkeys(names) if name in known and name not in taken]
    return {title: names for title, names in tables.items() if names}


@dataclass(frozen=True)
class Compared:
    """The settings of a sweep side by side. The baseline, if there is one, comes after all of them."""

    settings: Settings
    tables: dict[str, list[str]]

    @cached_property
    def measures(self) -> list[str]:
        """The names of all measures, table after table."""
        return [name for names in self.tables.values() for name in names]

    @cached_property
    def sides(self) -> list[Results]:
        """The results of each setting, and of the baseline."""
        baseline = [self.settings.baseline] if self.settings.baseline is not None else []
        return [*(setting.results for setting in self.settings.simulated), *baseline]

    @property
    def reference(self) -> int:
        """The side that settings are compared with to begin with: the baseline; the base; the first setting."""
        return len(self.sides) - 1 if self.settings.baseline is not None else self.settings.base or 0

    @cached_property
    def with_whom(self) -> list[int]:
        """The sides that every setting is compared with: all, if a page has room for that; the reference otherwise."""
        rows = len(self.sides) ** 2 * len(self.measures)
        is_little = rows <= MOST_COMPARED and rows * max(len(side.rows) for side in self.sides) <= MOST_VALUES
        return list(range(len(self.sides))) if is_little else [self.reference]

    @cached_property
    def means(self) -> Floats:
        """Mean, and ends of the 95% interval, of each side (rows) and measure (columns)."""
        intervals = [[side.interval(name) for name in self.measures] for side in self.sides]
        return np.array([[(one.mean, one.low, one.high) for one in row] for row in intervals], dtype=np.float64)

    @cached_property
    def emulated(self) -> EmulatedSettings | None:
        """The measures that an emulator is good enough for; None where settings are too few for any."""
        return emulate_settings(self.settings, self.means[: len(self.settings.simulated), :, 0])

    @cached_property
    def left_out(self) -> list[LeftOut]:
        """By how much each measure is missed at settings that are left out, by what says what lies between."""
        groups = [(places, self.means[members, :, 0]) for members, places in self.settings.group_places()]
        lines = estimate_left_out(groups)
        if self.emulated is None:
            return lines
        return [self.emulated.find_left_out(measure) or line for measure, line in enumerate(lines)]

    def compare(self) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
        """The differences of every side from those of `with_whom`: difference and ends of the interval, and verdict.

        By whom it is compared with, side and measure; as `fssim.compare` gives them for the measures of one table.
        """
        shape = (len(self.with_whom), len(self.sides), len(self.measures))
        numbers, verdicts = np.full((*shape, 3), np.nan), np.zeros(shape, np.uint8)
        for place, other in enumerate(self.with_whom):
            for number, side in enumerate(self.sides):
                rows: dict[str, Comparison] = {}
                for names in self.tables.values():
                    rows |= compare_all(side, [self.sides[other]], names)[0]
                for column, name in enumerate(self.measures):
                    row = rows[name]
                    numbers[place, number, column] = row.difference, row.low, row.high
                    verdicts[place, number, column] = VERDICTS.index(row.verdict)
        return numbers, verdicts
