"""Things that vary together: points that are drawn, moved so that ranks go together as a plan says.

A normal copula: each share becomes a normal number, these are mixed so that they have Pearson's correlations
r = 2 sin(pi s / 6), which for normal numbers are Spearman's s (K. Pearson, On further methods of determining
correlation, 1907; W. H. Kruskal, Ordinal measures of association, Journal of the American Statistical Association, 53,
1958), and become shares again. A whole sample keeps its own shares in the new order (R. L. Iman and W. J. Conover, A
distribution-free approach to inducing rank correlation among input variables, Communications in Statistics, Simulation
and Computation, 11, 1982), so that a Latin hypercube stays one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from fssim.files.scratch_file import ColumnFile, scratch_file
from fssim.scenario.findings import Code, Finding, instead_of
from fssim.studies.sweeps.plan.factors import LEVER, Factor
from fssim.studies.sweeps.plan.sweep_file import DRAWN, Correlation, Design, DesignKind

if TYPE_CHECKING:
    from fssim.arrays import Floats


BYTES_A_CORRELATED_SHARE = 16  # of a whole sample: the share and its normal number
NEAREST_END = 2.0**-53  # of a share: at 0 and 1 themselves a normal number has no end


def check_correlations(
    correlations: Sequence[Correlation], design: Design, factors: Sequence[Factor]
) -> Iterator[Finding]:
    """What is wrong with correlations between these factors."""
    if correlations and design.kind not in DRAWN:
        yield Finding(
            ("correlations",), Code.wrong_sweep, f"are for points that are drawn, and the design is "
            f"{design.kind.value}; leave them out, or choose one of {', '.join(kind.value for kind in DRAWN)}",
        )  # fmt: skip
        return
    known = {factor.name: factor for factor in factors}
    pairs: set[frozenset[str]] = set()
    for place, correlation in enumerate(correlations):
        where = ("correlations", place, "between")
        for name in correlation.between:
            if name not in known:
                message = f"there is no lever or uncertainty '{name}'; {instead_of(name, known)}"
                yield Finding(where, Code.unknown_name, message)
                return
            if design.kind is DesignKind.crossed and known[name].part == LEVER:
                yield Finding(
                    where, Code.wrong_sweep, f"'{name}' is a lever, of which a crossed design takes every combination; "
                    "name uncertainties",
                )  # fmt: skip
                return
            if not known[name].is_ordered:
                yield Finding(
                    where, Code.wrong_sweep, f"'{name}' has no order, or its values are not listed from the lowest on; "
                    "name things that can be more or less",
                )  # fmt: skip
        pair = frozenset(correlation.between)
        if len(pair) < 2 or pair in pairs:
            yield Finding(where, Code.listed_twice, "is one thing, or a pair given before; give each pair once")
        pairs.add(pair)
    if correlations and not _are_possible(correlations):
        yield Finding(
            ("correlations",), Code.wrong_sweep,
            "contradict one another: no numbers go together in all these ways; make some of them weaker",
        )  # fmt: skip


def _are_possible(correlations: Sequence[Correlation]) -> bool:
    import numpy

    names = _list_named(correlations)
    return bool(numpy.linalg.eigvalsh(_build_matrix(correlations, names)).min() > 1e-9)


def _build_matrix(correlations: Sequence[Correlation], names: Sequence[str]) -> Floats:
    """Pearson's correlations of the normal numbers."""
    import numpy

    matrix = numpy.eye(len(names))
    for correlation in correlations:
        one, other = (names.index(name) for name in correlation.between)
        matrix[one, other] = matrix[other, one] = 2.0 * math.sin(math.pi * correlation.rank / 6.0)
    return matrix


def find_correlated(correlations: Sequence[Correlation], factors: Sequence[Factor]) -> list[int]:
    """The places of the factors that go together with others, in the order that the correlations name them."""
    return [next(at for at, factor in enumerate(factors) if factor.name == name) for name in _list_named(correlations)]


def _list_named(correlations: Sequence[Correlation]) -> list[str]:
    return list(dict.fromkeys(name for correlation in correlations for name in correlation.between))


def correlate_chunk(chunk: Floats, columns: Sequence[int], correlations: Sequence[Correlation]) -> Floats:
    """Points with a share from 0 to 1 of each thing, of which those in `columns` (`find_correlated`) are moved to go
    together."""
    from scipy.special import ndtr

    chunk[:, columns] = ndtr(_mix(chunk[:, columns], correlations))
    return chunk


def correlate_sample(
    draw: Callable[[], Iterable[Floats]], points: int, columns: Sequence[int], correlations: Sequence[Correlation]
) -> Iterator[Floats]:
    """As `correlate_chunk`, of all the points there are, so that each column keeps its own shares, in another order.

    Parameters
    ----------
    draw
        Draws the points, some at a time; the same when called again.
    points
        How many there are.
    columns
        The places of the things that go together, as in `find_correlated`.
    correlations
        Which go together, and how far.

    Yields
    ------
    numpy.ndarray
        The points, as many at a time as they were drawn.
    """
    import numpy

    named = len(columns)
    with scratch_file(BYTES_A_CORRELATED_SHARE * points * named) as file:
        kept = ColumnFile(file, points, numpy.float64)  # the shares of each, and then the normal numbers of each
        first = 0
        for chunk in draw():
            shares = chunk[:, columns]
            for place, numbers in enumerate((*shares.T, *_mix(shares, correlations).T)):
                kept.write(place, first, numbers)
            first += len(chunk)
        for place in range(named):
            order = numpy.argsort(kept.read(named + place, 0, points), kind="stable")
            shares, moved = kept.read(place, 0, points), numpy.empty(points)
            shares.sort()
            moved[order] = shares
            kept.write(place, 0, moved)
            del order, shares, moved
        first = 0
        for chunk in draw():
            chunk[:, columns] = numpy.stack([kept.read(place, first, len(chunk)) for place in range(named)], axis=1)
            first += len(chunk)
            yield chunk


def _mix(shares: Floats, correlations: Sequence[Correlation]) -> Floats:
    """Normal numbers that go together, of shares that do not."""
    import numpy
    from scipy.special import ndtri

    root = numpy.linalg.cholesky(_build_matrix(correlations, _list_named(correlations)))
    mixed: Floats = ndtri(numpy.clip(shares, NEAREST_END, 1.0 - NEAREST_END)) @ root.T
    return mixed
