"""The compiled engine's arithmetic is Python's, to the last bit."""

from __future__ import annotations

from array import array

import numba
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import uint64

from fssim.engine.compiled.kernel import kernel_draws as draws
from fssim.engine.compiled.runtime.drawn_families import draw_families
from fssim.engine.compiled.runtime.prepare import prepare
from fssim.model import draws as sampling
from fssim.model.draws import MASK, uniform
from fssim.model.family_table import draw_families as draw_families_in_python
from fssim.model.tables import KNOTS
from tests.laws.shipped import NAMES, tables_of

WORDS = st.integers(0, MASK)
SHARES = st.floats(0.0, 1.0, exclude_max=True)
LARGEST = 1.0 - 2.0**-53


@numba.njit
def uniforms(key: int, purpose: int, index: int) -> float:
    return draws.draw_uniform(uint64(key), uint64(purpose), index)  # type: ignore[no-any-return]


@numba.njit
def quantiles(knots: object, row: int, draw: float) -> float:
    return draws._find_quantile(knots, row, draw)  # type: ignore[no-any-return]


@numba.njit
def tilts(chance: float, odds: float) -> float:
    return draws.tilt(chance, odds)  # type: ignore[no-any-return]


@given(WORDS, WORDS, st.integers(0, 2**62))
def test_uniform_draws_are_the_same(key: int, purpose: int, index: int) -> None:
    assert uniforms(uint64(key), uint64(purpose), index) == uniform(key, purpose, index)


@given(SHARES, st.floats(0.0, 1e6), st.floats(0.0, 1e3))
def test_quantiles_are_the_same(draw: float, scale: float, power: float) -> None:
    knots = array("d", (scale * (cell / KNOTS) ** power for cell in range(2 * KNOTS)))
    for deeper in (draw, 1.0 - (1.0 - draw) / 2**7, 1.0 - (1.0 - draw) / 2**25, 1.0 - (1.0 - draw) / 2**51, LARGEST):
        within = min(deeper, LARGEST)
        assert quantiles(numpy.asarray(knots), 1, within) == sampling.quantile(knots, 1, within)


@given(SHARES, st.floats(1e-6, 1e6))
def test_tilted_chances_are_the_same(chance: float, odds: float) -> None:
    assert tilts(chance, odds) == sampling.tilted(chance, odds)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("seed", "replication"), [(0, 0), (1, 5), (2**64 + 3, 2**40)])
def test_families_are_the_same(name: str, seed: int, replication: int) -> None:
    tables = tables_of(name)
    assert draw_families(prepare(), tables, seed, replication) == draw_families_in_python(tables, seed, replication)
