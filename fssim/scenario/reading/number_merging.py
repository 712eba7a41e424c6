"""A number laid over an inherited one: what of the inherited number no longer holds."""

from __future__ import annotations

from fssim.scenario.reading.strict_yaml import Node
from fssim.scenario.schema.parameter import NO_SOURCE, YOUR_NUMBER, Grade

Entries = dict[str, Node]
OWN_SCALE = "scale"
NUMBER = ("value", "unit", "distribution")


def still_holding(base: Entries, child: Entries) -> Entries:
    """What a file's changes to an inherited number leave of it.

    A distribution that is named anew is whole: nothing of the inherited one is left in it, and where it fixes its own
    scale the inherited `value` goes. A number that is changed loses the inherited `low` and `high`, which its old
    source gave, and is nobody's but the changer's unless they say otherwise: its source is `YOUR_NUMBER` and its grade
    `assumed`. With a new number or source the inherited `note` goes, which spoke of the old one.
    """
    if not is_number(base):
        return base
    left = dict(base)
    shape = _entries(child.get("distribution"))
    if "name" in shape:
        left.pop("distribution", None)
        if _has_own_scale(shape):
            left.pop("value", None)
    changed = changes_number(base, child)
    if changed or _differs(base, child, "source"):
        left.pop("note", None)
    if changed:
        left.pop("low", None)
        left.pop("high", None)
        if "source" not in child:
            said = next(child[name] for name in NUMBER if name in child)
            left["source"] = Node(YOUR_NUMBER, said.file, said.line)
            left["grade"] = Node(Grade.assumed.value, said.file, said.line)
    return left


def changes_number(base: Entries, child: Entries) -> bool:
    """Whether a file's changes to an inherited number make it another: its value, unit or shape differs."""
    return is_number(base) and any(_differs(base, child, name) for name in NUMBER)


def remark(base: Entries, child: Entries) -> str:
    """What is worth knowing of a changed number: that it has lost its source, or keeps a grade given to another."""
    if not changes_number(base, child):
        return ""
    if "source" not in child:
        old = base["source"].value
        was = "" if old == YOUR_NUMBER else f"; it no longer rests on '{old}', so give its own source and grade"
        return f"{NO_SOURCE}{was}"
    kept = "grade" in base and "grade" not in child
    return f"keeps the grade '{base['grade'].value}' of the number it replaces; give its own" if kept else ""


def is_number(entries: Entries) -> bool:
    """Whether a map is a number with its unit and source."""
    return "unit" in entries and "source" in entries


def _differs(base: Entries, child: Entries, name: str) -> bool:
    return name in child and (name not in base or not _same(base[name], child[name]))


def _same(base: Node, child: Node) -> bool:
    """Whether what a file says of a field is what is inherited there already."""
    if isinstance(base.value, dict) and isinstance(child.value, dict):
        inherited = base.value
        return all(name in inherited and _same(inherited[name], inner) for name, inner in child.value.items())
    if isinstance(base.value, list) and isinstance(child.value, list):
        pairs = zip(base.value, child.value, strict=False)
        return len(base.value) == len(child.value) and all(_same(*pair) for pair in pairs)
    return base.value == child.value


def _entries(node: Node | None) -> Entries:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _has_own_scale(shape: Entries) -> bool:
    return shape["name"].value == "histogram" or OWN_SCALE in _entries(shape.get("parameters"))
