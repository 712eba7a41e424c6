"""A number laid over an inherited one: what of the inherited number no longer holds."""

from __future__ import annotations

from fssim.scenario.strict_yaml import Node

Entries = dict[str, Node]
OWN_SCALE = "scale"


def still_holding(base: Entries, child: Entries) -> Entries:
    """What a file's changes to an inherited number leave of it.

    A distribution that is named anew is whole: nothing of the inherited one is left in it, and where it fixes its own
    scale the inherited `value` goes. With a new value or source the inherited `note` goes, which spoke of the old one,
    and so does an inherited `low` or `high` that the new value is outside of.
    """
    if not is_number(base):
        return base
    left = dict(base)
    shape = _entries(child.get("distribution"))
    if "name" in shape:
        left.pop("distribution", None)
        if _has_own_scale(shape):
            left.pop("value", None)
    if _changes(base, child, "value") or _changes(base, child, "source"):
        left.pop("note", None)
    value = _amount(child.get("value"))
    low, high = _amount(base.get("low")), _amount(base.get("high"))
    if value is not None and low is not None and value < low:
        left.pop("low")
    if value is not None and high is not None and value > high:
        left.pop("high")
    return left


def kept(base: Entries, child: Entries) -> list[str]:
    """What a new value leaves standing of `source` and `grade`, which were said of the number it replaces."""
    if not is_number(base) or not (_changes(base, child, "value") or "name" in _entries(child.get("distribution"))):
        return []
    return [name for name in ("source", "grade") if name in base and name not in child]


def is_number(entries: Entries) -> bool:
    """Whether a map is a number with its unit and source."""
    return "unit" in entries and "source" in entries


def _changes(base: Entries, child: Entries, name: str) -> bool:
    return name in child and (name not in base or child[name].value != base[name].value)


def _entries(node: Node | None) -> Entries:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _has_own_scale(shape: Entries) -> bool:
    return shape["name"].value == "histogram" or OWN_SCALE in _entries(shape.get("parameters"))


def _amount(node: Node | None) -> float | None:
    value = node.value if node is not None else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
