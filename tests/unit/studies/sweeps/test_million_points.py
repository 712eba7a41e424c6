"""A design of very many points is made a little at a time: the same points as whole, and next to no memory for each."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from SALib.sample import morris, sobol
from scipy.special import ndtri
from scipy.stats import qmc

from fssim.files import scratch_file
from fssim.studies.sweeps.plan.design import (
    LEVELS,
    build_problem,
    count_design_points,
    draw_unit_cube,
    estimate_scratch_bytes,
    generate_rows,
)
from fssim.studies.sweeps.plan.factors import LEVER, UNCERTAINTY, Factor, FieldKind, VariedField
from fssim.studies.sweeps.plan.sweep_file import Correlation, Design

NUMBERS = 20
BYTES_A_POINT = 40  # a column at a time of what is put in order; a point itself has 160 bytes of numbers
FEW, TIMES = 2_048, 4


@pytest.fixture(autouse=True)
def nothing_in_memory() -> Iterator[None]:
    """However few the points, what is kept aside is in a file."""
    with patch.object(scratch_file, "IN_MEMORY", 0):
        yield


def factor(name: str, part: str = UNCERTAINTY, **values: Any) -> Factor:
    return Factor(name, part, (VariedField(name, FieldKind.number, None, None),), **values)


UNKNOWN = [factor(f"u{number}", low=0.0, high=1.0) for number in range(NUMBERS)]
CHOSEN = factor("lever", LEVER, values=(1.0, 2.0))
TOGETHER = (
    Correlation.model_validate({"between": ("u3", "u1"), "rank": 0.7}),
    Correlation.model_validate({"between": ("u1", "u7"), "rank": -0.4}),
)
KINDS: dict[str, tuple[dict[str, Any], list[Factor], Sequence[Correlation]]] = {
    "sobol": ({"kind": "sobol", "points": FEW}, UNKNOWN, ()),
    "sobol, correlated": ({"kind": "sobol", "points": FEW}, UNKNOWN, TOGETHER),
    "latin hypercube": ({"kind": "latin hypercube", "points": FEW}, UNKNOWN, ()),
    "latin hypercube, correlated": ({"kind": "latin hypercube", "points": FEW}, UNKNOWN, TOGETHER),
    "crossed": ({"kind": "crossed", "points": FEW}, [CHOSEN, *UNKNOWN], ()),
    "crossed, correlated": ({"kind": "crossed", "points": FEW}, [CHOSEN, *UNKNOWN], TOGETHER),
    "saltelli": ({"kind": "saltelli", "points": 256}, UNKNOWN, ()),
    "morris": ({"kind": "morris", "trajectories": 200}, UNKNOWN, ()),
}


def peak(design: Design, factors: Sequence[Factor], correlations: Sequence[Correlation]) -> tuple[int, int]:
    """The points that a design has, and the most memory that making all of them took."""
    tracemalloc.start()
    count = count_design_points(design, factors)
    made = list(generate_rows(design, factors, 1, correlations, {0, count - 1}))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(made) == 2
    return count, most


@pytest.mark.parametrize("name", KINDS)
def test_memory_does_not_grow_with_the_numbers_of_all_points(name: str) -> None:
    said, factors, correlations = KINDS[name]
    many = {key: TIMES * value if isinstance(value, int) else value for key, value in said.items()}
    list(generate_rows(Design.model_validate(said), factors, 1, correlations, {0}))  # imports, and is kept once
    points, taken = peak(Design.model_validate(said), factors, correlations)
    more_points, more_taken = peak(Design.model_validate(many), factors, correlations)
    assert more_points == TIMES * points
    assert more_taken - taken < BYTES_A_POINT * (more_points - points)


def whole(points: int, seed: int) -> Any:
    return qmc.LatinHypercube(NUMBERS, rng=np.random.default_rng(seed)).random(points)


def correlated(shares: Any) -> Any:
    """Iman and Conover's, of the whole sample: three columns in the order of normal numbers that go together."""
    columns = [3, 1, 7]
    pearson = np.eye(3)
    pearson[0, 1] = pearson[1, 0] = 2.0 * np.sin(np.pi * 0.7 / 6.0)
    pearson[1, 2] = pearson[2, 1] = 2.0 * np.sin(np.pi * -0.4 / 6.0)
    normal = ndtri(shares[:, columns]) @ np.linalg.cholesky(pearson).T
    ranks = normal.argsort(axis=0).argsort(axis=0)
    moved = shares.copy()
    moved[:, columns] = np.take_along_axis(np.sort(shares[:, columns], axis=0), ranks, axis=0)
    return moved


def values(shares: Any, factors: Sequence[Factor] = UNKNOWN) -> list[tuple[Any, ...]]:
    return [tuple(one.at(share) for one, share in zip(factors, row, strict=True)) for row in shares.tolist()]


@pytest.mark.parametrize("points", [1, 1024, 3000])
@pytest.mark.parametrize("seed", [1, 2**40])
def test_a_correlated_hypercube_is_the_one_that_was_drawn_whole(points: int, seed: int) -> None:
    design = Design.model_validate({"kind": "latin hypercube", "points": points})
    assert list(generate_rows(design, UNKNOWN, seed, TOGETHER)) == values(correlated(whole(points, seed)))


def test_a_crossed_design_has_the_futures_of_the_hypercube_and_their_kinds_of_value() -> None:
    kinds = [
        *UNKNOWN[:-2], factor("text", values=("wait", "refer externally")), factor("number", values=(1, 2.5, True)),
    ]  # fmt: skip
    design = Design.model_validate({"kind": "crossed", "points": 2100})
    futures = values(whole(2100, 1), kinds)
    made = list(generate_rows(design, [CHOSEN, *kinds], 1))
    assert made == [(chosen, *future) for chosen in (1.0, 2.0) for future in futures]
    assert [type(one) for one in made[-1]] == [float, *(type(one) for one in futures[-1])]


@pytest.mark.parametrize("seed", [1, 2**32 - 1])
def test_points_of_a_sensitivity_analysis_are_salibs_to_the_last_bit(seed: int) -> None:
    problem = build_problem(UNKNOWN)
    exchanged = Design.model_validate({"kind": "saltelli", "points": 512})
    one_by_one = Design.model_validate({"kind": "morris", "trajectories": 300})
    salibs = (
        sobol.sample(problem, 512, calc_second_order=False, seed=seed),
        morris.sample(problem, 300, num_levels=LEVELS, seed=seed),
    )
    for design, expected in zip((exchanged, one_by_one), salibs, strict=True):
        chunks = list(draw_unit_cube(design, UNKNOWN, seed))
        assert len(chunks) > 3
        assert np.concatenate(chunks).tobytes() == expected.tobytes()


@pytest.mark.parametrize("name", KINDS)
def test_what_is_kept_aside_is_as_much_as_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All the files together that there are at one time."""
    files: list[Written] = []
    sizes = [0]

    class Written(BytesIO):
        def __init__(self) -> None:
            super().__init__()
            files.append(self)

        def close(self) -> None:
            sizes.append(sum(len(file.getvalue()) for file in files if not file.closed))
            super().close()

    monkeypatch.setattr(scratch_file.tempfile, "TemporaryFile", lambda dir: Written())
    said, factors, correlations = KINDS[name]
    design = Design.model_validate(said)
    for _ in generate_rows(design, factors, 1, correlations, {0}):
        pass
    told = estimate_scratch_bytes(design, factors, correlations)
    assert told * 0.9 <= max(sizes) <= told * 1.1
