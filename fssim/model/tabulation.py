"""The quantile tables that a scenario needs, each with its row number."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from functools import lru_cache

from fssim.model.quantile_tables import KEPT, Shaped, list_knots, shape_key
from fssim.scenario.schema.parameter import Varying

JOINED_KEPT = 4  # scenarios, by their tables: a megabyte or two each


class Tabulation:
    """Collects the quantile tables a scenario needs; equal quantities share one.

    `known` holds tables made beforehand by `shape_key`, for machines without SciPy.
    """

    def __init__(self, known: Mapping[str, array[float]] | None = None) -> None:
        self.known = dict(known or {})
        self._given = frozenset(self.known)
        self._rows: dict[tuple[Shaped, float], int] = {}
        self._tables: list[array[float]] = []

    def row(self, varying: Varying, factor: float = 1.0) -> int:
        """The number of the table of `varying` times `factor` (a change of unit)."""
        shaped = Shaped(shape_key(varying), varying)
        row = self._rows.setdefault((shaped, factor), len(self._tables))
        if row == len(self._tables):
            self._tables.append(self._in_unit(shaped, factor))
        return row

    def copy(self) -> Tabulation:
        """One with the same tables, to which others may be added."""
        other = Tabulation()
        other.restore(self)
        return other

    def restore(self, other: Tabulation) -> None:
        """Have the tables of another, by the same rows, in place of one's own."""
        self.known, self._given = dict(other.known), other._given
        self._rows, self._tables = dict(other._rows), list(other._tables)

    @property
    def has_given(self) -> bool:
        """Whether tables were made beforehand."""
        return bool(self._given)

    def knots(self, row: int) -> array[float]:
        """The knots of a row."""
        return self._tables[row]

    @property
    def quantiles(self) -> array[float]:
        """The knots of every row, one after another."""
        return _join(self._tables) if self.has_given else _joined(tuple(self._rows))

    def _in_unit(self, shaped: Shaped, factor: float) -> array[float]:
        if shaped.key in self._given:
            return _times(self.known[shaped.key], factor)
        self.known[shaped.key] = list_knots(shaped)
        return _knots_in_unit(shaped, factor)


@lru_cache(JOINED_KEPT)
def _joined(rows: tuple[tuple[Shaped, float], ...]) -> array[float]:
    return _join(_knots_in_unit(shaped, factor) for shaped, factor in rows)


def _join(tables: Iterable[array[float]]) -> array[float]:
    joined = array("d")
    for table in tables:
        joined.extend(table)
    return joined


@lru_cache(KEPT)
def _knots_in_unit(shaped: Shaped, factor: float) -> array[float]:
    return _times(list_knots(shaped), factor)


def _times(knots: array[float], factor: float) -> array[float]:
    return knots if factor == 1.0 else array("d", [knot * factor for knot in knots])
