"""Designs: which points of a space of levers and uncertainties are simulated, a sensitivity analysis's among them."""

from __future__ import annotations

import math
import pickle
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING, Any, TypeVar

from fssim.files.scratch_file import scratch_file
from fssim.model.draws import seed_of_32_bits
from fssim.scenario.findings import Code, Finding, instead_of, list_names
from fssim.studies.sweeps.plan.correlate import (
    BYTES_A_CORRELATED_SHARE,
    correlate_chunk,
    correlate_sample,
    find_correlated,
)
from fssim.studies.sweeps.plan.factors import LEVER, UNCERTAINTY, Factor
from fssim.studies.sweeps.plan.latin_hypercube import BYTES_A_STRATUM, draw_latin_hypercube
from fssim.studies.sweeps.plan.sweep_file import Correlation, Design, DesignKind, Value

if TYPE_CHECKING:
    from fssim.arrays import Floats


T = TypeVar("T")

MOST_POINTS = 1_000_000
CHUNK = 1024  # rows drawn at a time
BYTES_A_ROW, BYTES_A_KEPT_VALUE = 5, 9  # of a tuple of numbers, pickled
HYPERCUBES = (DesignKind.latin_hypercube, DesignKind.crossed)  # which keep their shares where things go together
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
        draw = _draw_for_sensitivity if design.kind in SENSITIVITY else _draw_shares
        drawn = draw(design, factors, seed, correlations)
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
    drawn = (_take_values(others, shares) for shares in _draw_shares(design, others, seed, correlations))
    with scratch_file(_estimate_future_bytes(design, others)) as file:
        starts = range(0, design.points or 0, CHUNK)
        for _ in starts:
            pickle.dump(list(islice(drawn, CHUNK)), file)
        for chosen in product(*(factor.values for factor in levers)):
            file.seek(0)
            for _ in starts:
                yield from ((*chosen, *future) for future in pickle.load(file))


def _draw_shares(
    design: Design, factors: Sequence[Factor], seed: int, correlations: Sequence[Correlation]
) -> Iterator[list[float]]:
    """Points spread evenly through the unit cube, scrambled by the seed; where things go together, moved to do so."""
    draw = partial(_draw_chunks, design, len(factors), seed)
    columns = find_correlated(correlations, factors)
    if not correlations:
        chunks = draw()
    elif design.kind in HYPERCUBES:
        chunks = correlate_sample(draw, design.points or 0, columns, correlations)
    else:
        chunks = (correlate_chunk(chunk, columns, correlations) for chunk in draw())
    for chunk in chunks:
        yield from chunk.tolist()


def _draw_chunks(design: Design, columns: int, seed: int) -> Iterator[Floats]:
    """The points of a design that is drawn, independent of one another, `CHUNK` at a time."""
    import numpy
    from scipy.stats import qmc

    count = design.points or 0
    if design.kind in HYPERCUBES:
        yield from draw_latin_hypercube(count, columns, seed, CHUNK)
        return
    sequence: Any = qmc.Halton if design.kind is DesignKind.halton else qmc.Sobol
    engine = sequence(columns, rng=numpy.random.default_rng(seed))
    for start in range(0, count, CHUNK):
        yield engine.random(min(CHUNK, count - start))


def estimate_scratch_bytes(design: Design, factors: Sequence[Factor], correlations: Sequence[Correlation]) -> float:
    """What a design's points take in scratch files while they are made, one after another: nothing of most designs. A
    Latin hypercube is put in order before its first point, and a crossed design meets its futures again and again."""
    if design.kind not in HYPERCUBES:
        return 0.0
    is_crossed = design.kind is DesignKind.crossed
    drawn = [factor for factor in factors if not (is_crossed and factor.part == LEVER)]
    a_point = BYTES_A_STRATUM * len(drawn) + BYTES_A_CORRELATED_SHARE * len(find_correlated(correlations, factors))
    return float((design.points or 0) * a_point) + (_estimate_future_bytes(design, drawn) if is_crossed else 0.0)


def _estimate_future_bytes(design: Design, drawn: Sequence[Factor]) -> float:
    return float((design.points or 0) * (BYTES_A_ROW + BYTES_A_KEPT_VALUE * len(drawn)))


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


def draw_unit_cube(design: Design, factors: Sequence[Factor], seed: int) -> Iterator[Floats]:
    """The points that SALib makes for a sensitivity analysis, about `CHUNK` at a time: a row a point and a column a
    factor, each number a share of its values."""
    import numpy

    seed, columns = seed_of_32_bits(seed), len(factors)
    started = (design.trajectories if design.kind is DesignKind.morris else design.points) or 0
    at_once = 1 << (CHUNK // (columns + 1)).bit_length()
    counts = [min(at_once, started - first) for first in range(0, started, at_once)]
    if design.kind is DesignKind.morris:
        from SALib.sample import morris

        class GoesOn(numpy.random.Generator):
            """Random numbers that SALib, which would begin those of a child each time, takes up where it left them."""

            def spawn(self, n_children: int) -> list[numpy.random.Generator]:
                return [self] * n_children

        rng = GoesOn(numpy.random.PCG64(seed))
        for count in counts:
            yield morris.sample(build_problem(factors), count, num_levels=LEVELS, seed=rng)
        return
    from scipy.stats import qmc

    sequence = qmc.Sobol(2 * columns, seed=seed)
    for count in counts:
        pairs = sequence.random(count)
        one, other = pairs[:, :columns], pairs[:, columns:]
        rows = numpy.repeat(one[:, None], columns + 2, axis=1)
        rows[:, -1] = other
        for column in range(columns):
            rows[:, 1 + column, column] = other[:, column]
        yield rows.reshape(-1, columns)


def _draw_for_sensitivity(design: Design, factors: Sequence[Factor], seed: int, _: object) -> Iterator[list[float]]:
    """The share of each factor's values at each point. A distribution, which may have no ends, is taken at the middles
    of its quarters."""
    is_inside = [factor.distribution is not None and design.kind is DesignKind.morris for factor in factors]
    for chunk in draw_unit_cube(design, factors, seed):
        chunk[:, is_inside] = (0.5 + chunk[:, is_inside] * (LEVELS - 1)) / LEVELS
        yield from chunk.tolist()
