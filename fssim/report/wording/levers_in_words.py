"""A lever of a sweep and the value that it has, in words."""

from __future__ import annotations

from typing import Any

from fssim.plots import name_value
from fssim.report.wording.words import number, plain
from fssim.studies.sweeps.plan.factors import Factor


def say_lever(lever: Factor) -> str:
    """What people call a lever, or anything else that varies."""
    return plain(lever.label or lever.name.replace("_", " "))


def say_value(value: Any) -> str:
    """The value of a lever: a number in about three figures or whole, a date as people write it, and yes or no."""
    own = value.item() if hasattr(value, "item") else value
    if isinstance(own, bool):
        return "yes" if own else "no"
    is_broken = isinstance(own, float) and not own.is_integer()
    return number(own) if is_broken else plain(name_value(own))


def say_lever_at(lever: Factor, value: Any) -> str:
    """A lever at a value: `Social workers 8`, but `Package: none`, as words would run into one another."""
    own = value.item() if hasattr(value, "item") else value
    is_number = isinstance(own, int | float) and not isinstance(own, bool)
    return f"{say_lever(lever)}{'' if is_number else ':'} {say_value(own)}"
