"""Numbers that are to be whole: seeds, replications, processes; and how people say how many there are."""

from __future__ import annotations

from operator import index

from fssim.errors import ArgumentError

NUMBERS = 1 << 64  # there are so many seeds, and replications of each: whole numbers from 0


def whole_number(name: str, value: object, at_least: int = 0) -> int:
    """A whole number (NumPy's too), from `at_least` and below 2**64, by the `name` it has for whoever gave it.

    Raises `ValueError`, saying what it is and what would be right, for any other.
    """
    try:
        number = -1 if isinstance(value, bool) else index(value)  # type: ignore[arg-type]
    except TypeError:
        number = -1
    if number < at_least:
        whole = isinstance(value, int) and not isinstance(value, bool)
        right = f"{at_least} or more" if whole else f"a whole number such as {max(at_least, 1)}"
        raise ArgumentError(f"{name} is {value!r}; it must be {right}")
    if number >= NUMBERS:
        raise ArgumentError(f"{name} is {value}; it must be below 2**64, which is {NUMBERS}")
    return number


def write_count(count: int, thing: str, things: str = "") -> str:
    """How many there are: `1 kind`, `2,000 kinds`; with `things`, where more than one has a plural of its own."""
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"
