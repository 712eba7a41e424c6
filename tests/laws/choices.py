"""Small choices that generated scenarios are made of. The first of several is the plainest: failures shrink to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from tests.laws import building as b

T = TypeVar("T")


class Draw(Protocol):
    """What Hypothesis hands to a composite strategy."""

    def __call__(self, strategy: st.SearchStrategy[T]) -> T: ...


def one_of(draw: Draw, *values: T) -> T:
    return draw(st.sampled_from(values))


def whole(draw: Draw, least: int, most: int) -> int:
    return draw(st.integers(least, most))


def maybe(draw: Draw, chance: float) -> bool:
    """True with about this chance; False is the plainer."""
    return draw(st.integers(0, 99)) >= 100 * (1 - chance)


def some_of(draw: Draw, values: Sequence[T]) -> list[T]:
    """Some of several values, in their order; perhaps none."""
    return [value for value in values if draw(st.booleans())]


def chance_table(draw: Draw, names: Sequence[str]) -> b.Mapping_:
    """Probabilities of each name that sum to 1; some may be 0."""
    weights = [draw(st.integers(0, 4)) for _ in names]
    weights[0] += 0 if sum(weights) else 1
    return {name: b.number(weight / sum(weights), "probability") for name, weight in zip(names, weights, strict=True)}


def chances_of(draw: Draw, *names: str) -> b.Mapping_:
    return {name: b.number(one_of(draw, 0.5, 0.0, 0.1, 0.9, 1.0), "probability") for name in names}


def quantity(draw: Draw, mean: float, unit: str) -> b.Mapping_:
    """A quantity with this mean: fixed, or of one of several shapes."""
    shapes: list[dict[str, Any]] = [b.drawn(mean, unit)]
    if mean > 0.0:
        shapes += [
            b.drawn(mean, unit, "expon"),
            b.drawn(mean, unit, "gamma", a=2.0),
            b.drawn(mean, unit, "lognorm", s=0.5),
            b.drawn(mean, unit, "weibull_min", c=1.5),
            b.drawn(None, unit, "uniform", loc=0.0, scale=2.0 * mean),
            b.bars(unit, [0.0, mean, 3.0 * mean], [1.0, 1.0]),
        ]
    return one_of(draw, *shapes)
