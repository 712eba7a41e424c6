"""A Latin hypercube that is drawn a little at a time is SciPy's, and is one."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc

from fssim.files import scratch_file
from fssim.studies.sweeps.plan.latin_hypercube import draw_latin_hypercube
from tests.exploring import examples

POINTS, COLUMNS, SEEDS = st.integers(1, 300), st.integers(1, 6), st.integers(0, 2**64 - 1)


@settings(max_examples=examples(100))
@given(POINTS, COLUMNS, SEEDS, st.integers(1, 400), st.sampled_from([0, scratch_file.IN_MEMORY]))
def test_it_is_scipys_to_the_last_bit_in_chunks_of_any_size(
    points: int, columns: int, seed: int, size: int, in_memory: int
) -> None:
    with patch.object(scratch_file, "IN_MEMORY", in_memory):
        drawn = np.concatenate(list(draw_latin_hypercube(points, columns, seed, size)))
    scipys = qmc.LatinHypercube(columns, rng=np.random.default_rng(seed)).random(points)
    assert drawn.tobytes() == scipys.tobytes()


@settings(max_examples=examples(100))
@given(POINTS, COLUMNS, SEEDS)
def test_each_stratum_of_each_column_has_one_point(points: int, columns: int, seed: int) -> None:
    drawn = np.concatenate(list(draw_latin_hypercube(points, columns, seed, 64)))
    strata = np.sort(np.minimum((drawn * points).astype(int), points - 1), axis=0)
    assert (strata == np.arange(points)[:, None]).all()
