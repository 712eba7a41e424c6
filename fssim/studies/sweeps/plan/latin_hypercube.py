"""A Latin hypercube of very many points, made a little at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fssim.files.scratch_file import ColumnFile, scratch_file

if TYPE_CHECKING:
    import numpy as np

    from fssim.arrays import Floats


BYTES_A_STRATUM = 4


def draw_latin_hypercube(points: int, columns: int, seed: int, size: int) -> Iterator[Floats]:
    """So many points in a unit cube, `size` at a time: in each column one point lies in each of as many strata.

    They are those of `scipy.stats.qmc.LatinHypercube(columns, rng=numpy.random.default_rng(seed)).random(points)`, to
    the last bit. SciPy makes the whole of it, several times over on the way; here one column at a time is put in order
    and written to a file, and where a point lies in its strata is drawn as it is asked for, from the same stream.
    """
    import numpy

    orders, insides = _spawn_stream(seed), _spawn_stream(seed)
    orders.bit_generator.advance(points * columns)  # type: ignore[attr-defined]  # past what `insides` draws
    with scratch_file(BYTES_A_STRATUM * points * columns) as file:
        strata = ColumnFile(file, points, numpy.uint32)
        for column in range(columns):
            order = numpy.arange(1, points + 1, dtype=numpy.uint32)
            orders.shuffle(order)
            strata.write(column, 0, order)
            del order
        for first in range(0, points, size):
            count = min(size, points - first)
            rows = numpy.stack([strata.read(column, first, count) for column in range(columns)], axis=1)
            yield (rows - insides.uniform(size=rows.shape)) / points


def _spawn_stream(seed: int) -> np.random.Generator:
    """The random numbers that SciPy takes: those of the first child of the generator that it is given."""
    import numpy

    return numpy.random.default_rng(seed).spawn(1)[0]
