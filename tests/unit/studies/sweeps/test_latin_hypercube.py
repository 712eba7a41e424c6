"""A Latin hypercube that is drawn a little at a time is SciPy's, and is one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc

from fssim.studies.sweeps.plan.design import LatinHypercube
from tests.exploring import examples

POINTS, COLUMNS, SEEDS = st.integers(1, 300), st.integers(1, 6), st.integers(0, 2**64 - 1)


@settings(max_examples=examples(100))
@given(POINTS, COLUMNS, SEEDS, st.integers(1, 400))
def test_it_is_scipys_to_the_last_bit_in_chunks_of_any_size(points: int, columns: int, seed: int, size: int) -> None:
    drawn = np.concatenate(list(LatinHypercube(points, columns, seed).chunks(size)))
    scipys = qmc.LatinHypercube(columns, rng=np.random.default_rng(seed)).random(points)
    assert drawn.tobytes() == scipys.tobytes()


@settings(max_examples=examples(100))
@given(POINTS, COLUMNS, SEEDS)
def test_each_stratum_of_each_column_has_one_point(points: int, columns: int, seed: int) -> None:
    hypercube = LatinHypercube(points, columns, seed)
    for drawn in (np.concatenate(list(hypercube.chunks(64))) for _ in range(2)):  # again and again
        strata = np.sort(np.minimum((drawn * points).astype(int), points - 1), axis=0)
        assert (strata == np.arange(points)[:, None]).all()
