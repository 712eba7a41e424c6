"""A Latin hypercube of very many points, drawn a little at a time: the points of SciPy's own, to the last bit.

SciPy makes the whole of it, several times over on the way. Here the order of the strata is kept, four bytes for each
number, and where a point lies in its strata is drawn as it is asked for, from the same stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class LatinHypercube:
    """So many points in a unit cube of so many columns: in each column one point lies in each of as many strata.

    They are those of `scipy.stats.qmc.LatinHypercube(columns, rng=numpy.random.default_rng(seed)).random(points)`.
    """

    def __init__(self, points: int, columns: int, seed: int) -> None:
        import numpy as np

        self._points, self._columns, self._seed = points, columns, seed
        orders = self._stream()
        orders.bit_generator.advance(points * columns)  # type: ignore[attr-defined]  # past what `chunks` draws
        self._strata = np.empty((columns, points), np.uint32)
        for strata in self._strata:
            strata[:] = np.arange(1, points + 1, dtype=np.uint32)
            orders.shuffle(strata)

    def chunks(self, size: int) -> Iterator[Floats]:
        """The points, so many at a time: a row each, with a share from 0 to 1 in each column."""
        insides = self._stream()
        for start in range(0, self._points, size):
            strata = self._strata[:, start : start + size].T
            yield (strata - insides.uniform(size=strata.shape)) / self._points

    def _stream(self) -> np.random.Generator:
        """The random numbers that SciPy takes: those of the first child of the generator that it is given."""
        import numpy as np

        return np.random.default_rng(self._seed).spawn(1)[0]
