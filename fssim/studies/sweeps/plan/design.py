"""Designs: which points of a space of levers and uncertainties are simulated, a sensitivity analysis's among them."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, TypeVar

from fssim.model.draws import seed_of_32_bits
from fssim.scenario.findings import Code, Finding, instead_of, list_names
from fssim.studies.sweeps.plan.correlate import correlate_shares, find_correlated
from fssim.studies.sweeps.plan.factors import LEVER, UNCERTAINTY, Factor
from fssim.studies.sweeps.plan.sweep_file import Correlation, Design, DesignKind, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


T = TypeVar("T")

MOST_POINTS = 1_000_000
CHUNK = 1024  # rows drawn at a time
BYTES_A_STRATUM, BYTES_A_CORRELATED_SHARE = 4, 32
BYTES_A_ROW, BYTES_A_KEPT_VALUE = 50, 32  # of a tuple of Python's numbers
KEEP_THEIR_SHARES = (DesignKind.latin_hypercube, DesignKind.crossed)  # where things go together, in another order
SENSITIVITY = (DesignKind.morris, DesignKind.saltelli)
LEVELS = 4  # Morris's: each thing varies over 0, 1/3, 2/3 and 1 of its range, in steps of 2/3


def count_design_points(design: Design, factors: Sequence[Factor]) -> int:
    """How many points a design has."""
    if design.kind is DesignKind.grid:
        return math.prod(len(factor.values) for factor in factors)
    if design.kind in SENSITIVITY:
        return count_sensitivity_rows(design, len(factors))
    if design.kind is DesignKind.crossed:
        return math.prod(len(factor.values) for factor in factors if factor.part == LEVER) * (design.points or 0)
    return design.points or len(design.rows)


def generate_rows(
    design: Design,
    factors: Sequence[Factor],
    seed: int,
    correlations: Sequence[Correlation] = (),
    chosen: Container[int] | None = None,
) -> Iterator[tuple[Value, ...]]:
    """The values of the factors at each point, in order of the points: of those chosen, by their places from 0, or all.

    Equal arguments give equal rows.
    """
    if design.kind is DesignKind.grid:
        yield from _choose(product(*(factor.values for factor in factors)), chosen)
    elif design.kind is DesignKind.listed:
        for row in _choose(design.rows, chosen):
            yield tuple(factor.right(row[factor.name]) for factor in factors)
    elif design.kind is DesignKind.crossed:
        yield from _choose(_cross(design, factors, seed, correlations), chosen)
    else:
        drawn: Iterable[list[float]] = (
            sample_shares(design, factors, seed)
            if design.kind in SENSITIVITY
            else _draw_shares(design, factors, seed, correlations)
        )
        yield from (_take_values(factors, shares) for shares in _choose(drawn, chosen))


def _choose(rows: Iterable[T], chosen: Container[int] | None) -> Iterable[T]:
    return rows if chosen is None else (row for place, row in enumerate(rows) if place in chosen)


def _take_values(factors: Sequence[Factor], shares: Sequence[float]) -> tuple[Value, ...]:
    return tuple(factor.at(share) for factor, share in zip(factors, shares, strict=True))


def _cross(
    design: Design, factors: Sequence[Factor], seed: int, correlations: Sequence[Correlation]
) -> Iterator[tuple[Value, ...]]:
    """Every combination of the levers' values, each in the same futures."""
    levers = [factor for factor in factors if factor.part == LEVER]
    others = factors[len(levers) :]
    futures = [_take_values(others, shares) for shares in _draw_shares(design, others, seed, correlations)]
    for chosen in product(*(factor.values for factor in levers)):
        yield from ((*chosen, *future) for future in futures)


def _draw_shares(
    design: Design, factors: Sequence[Factor], seed: int, correlations: Sequence[Correlation]
) -> Iterator[list[float]]:
    """Points spread evenly through the unit cube, scrambled by the seed; where things go together, moved to do so."""
    chunks = _draw_chunks(design, len(factors), seed)
    if not correlations:
        for chunk in chunks:
            yield from chunk.tolist()
        return
    import numpy

    columns, whole = find_correlated(correlations, factors), design.kind in KEEP_THEIR_SHARES
    if whole:
        moved = correlate_shares(numpy.concatenate([chunk[:, columns] for chunk in chunks]), correlations, whole)
        chunks = _draw_chunks(design, len(factors), seed)
    for number, chunk in enumerate(chunks):
        chunk[:, columns] = (
            moved[number * CHUNK : (number + 1) * CHUNK]
            if whole
            else correlate_shares(chunk[:, columns], correlations, whole)
        )
        yield from chunk.tolist()


def _draw_chunks(design: Design, columns: int, seed: int) -> Iterator[Floats]:
    """The points of a design that is drawn, independent of one another, `CHUNK` at a time."""
    import numpy
    from scipy.stats import qmc

    count = design.points or 0
    if design.kind in KEEP_THEIR_SHARES:
        yield from LatinHypercube(count, columns, seed).chunks(CHUNK)
        return
    sequence: Any = qmc.Halton if design.kind is DesignKind.halton else qmc.Sobol
    engine = sequence(columns, rng=numpy.random.default_rng(seed))
    for start in range(0, count, CHUNK):
        yield engine.random(min(CHUNK, count - start))


def estimate_design_bytes(design: Design, factors: Sequence[Factor], correlations: Sequence[Correlation]) -> float:
    """The memory that a design's points take while they are made, one after another: next to none of most designs. A
    Latin hypercube is drawn before its first point, and a crossed design keeps its futures."""
    if design.kind not in KEEP_THEIR_SHARES:
        return 0.0
    is_crossed = design.kind is DesignKind.crossed
    drawn = sum(factor.part != LEVER for factor in factors) if is_crossed else len(factors)
    correlated = len(find_correlated(correlations, factors))
    a_point = BYTES_A_STRATUM * drawn + BYTES_A_CORRELATED_SHARE * correlated
    a_future = BYTES_A_ROW + BYTES_A_KEPT_VALUE * drawn if is_crossed else 0
    return float(design.points or 0) * (a_point + a_future)


def check_design(design: Design, factors: Sequence[Factor]) -> Iterator[Finding]:
    """What is wrong with a design of these factors."""
    if design.kind is DesignKind.grid:
        for factor in factors:
            if not factor.values:
                part = "levers" if factor.part == LEVER else "uncertainties"
                yield Finding(
                    (part, factor.name),
                    Code.wrong_sweep,
                    "has no values for a grid to take; give values, a range with a step, or another design",
                )
    if design.kind is DesignKind.crossed:
        yield from _check_crossed(factors)
    known = {factor.name: factor for factor in factors}
    if len(known) < len(factors):
        twice = [factor.name for factor in factors if known[factor.name] is not factor]
        yield Finding(
            ("uncertainties", twice[0]), Code.name_taken, "is the name of a lever too; give one of them another name"
        )
    for index, row in enumerate(design.rows):
        place = ("design", "rows", index)
        missing = [name for name in known if name not in row]
        if missing:
            yield Finding(
                place, Code.missing, f"does not say {list_names(missing)}; give a value of every lever and uncertainty"
            )
        for name, value in row.items():
            if name not in known:
                message = f"there is no lever or uncertainty '{name}'; {instead_of(name, known)}"
                yield Finding((*place, name), Code.unknown_name, message)
                continue
            try:
                known[name].right(value)
            except ValueError as error:
                yield Finding((*place, name), Code.wrong_value, str(error))


def _check_crossed(factors: Sequence[Factor]) -> Iterator[Finding]:
    for part, name in ((LEVER, "levers"), (UNCERTAINTY, "uncertainties")):
        if not any(factor.part == part for factor in factors):
            yield Finding(
                (name,), Code.wrong_sweep, "there are none for a crossed design, which tries every combination of the "
                "levers in the same futures; give both, or another design",
            )  # fmt: skip
    for factor in factors:
        if factor.part == LEVER and not factor.values:
            message = "has no values for a crossed design to combine; give values, or a range with a step"
            yield Finding(("levers", factor.name), Code.wrong_sweep, message)


def count_sensitivity_rows(design: Design, factors: int) -> int:
    """How many points a design has."""
    if design.kind is DesignKind.morris:
        return (design.trajectories or 0) * (factors + 1)
    return (design.points or 0) * (factors + 2)


def build_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """What SALib is told: the names, and that each varies over a share of its values."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def sample_unit_cube(design: Design, factors: Sequence[Factor], seed: int) -> Any:
    """The points as SALib has them: a NumPy array of shares, a row a point and a column a factor."""
    problem, seed = build_problem(factors), seed_of_32_bits(seed)
    if design.kind is DesignKind.morris:
        from SALib.sample import morris

        return morris.sample(problem, design.trajectories, num_levels=LEVELS, seed=seed)
    from SALib.sample import sobol

    return sobol.sample(problem, design.points, calc_second_order=False, seed=seed)


def sample_shares(design: Design, factors: Sequence[Factor], seed: int) -> list[list[float]]:
    """The share of each factor's values at each point. A distribution, which may have no ends, is taken at the middles
    of its quarters."""
    points: list[list[float]] = sample_unit_cube(design, factors, seed).tolist()
    if design.kind is not DesignKind.morris:
        return points
    inside = [factor.distribution is not None for factor in factors]
    return [
        [(0.5 + share * (LEVELS - 1)) / LEVELS if within else share for share, within in zip(row, inside, strict=True)]
        for row in points
    ]


class LatinHypercube:
    """So many points in a unit cube of so many columns: in each column one point lies in each of as many strata.

    They are those of `scipy.stats.qmc.LatinHypercube(columns, rng=numpy.random.default_rng(seed)).random(points)`, to
    the last bit. SciPy makes the whole of it, several times over on the way; here the order of the strata is kept, four
    bytes for each number, and where a point lies in its strata is drawn as it is asked for, from the same stream.
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
