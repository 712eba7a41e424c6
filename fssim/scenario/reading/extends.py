"""`extends`: a file says only what it changes, and every value remembers which file and line said it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from fssim.scenario.findings import Code, FieldPath, Problem, no_file, show_path
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.opening_file import with_counts
from fssim.scenario.reading.shipped_files import file_beside, file_meant
from fssim.scenario.reading.strict_yaml import Node, read
from fssim.scenario.schema.parameter import NO_SOURCE, YOUR_NUMBER, Grade
from fssim.scenario.schema.scenario import OWN_WORDS

Entries = dict[str, Node]
OWN_SCALE = "scale"
NUMBER = ("value", "unit", "distribution")

FILE_LISTS = {"sources": file_beside, "compare_with": file_meant}
OTHERWISE = ("posts", "share")  # of a vacancy: who gives the one does not inherit the other


@dataclass(frozen=True, slots=True)
class Merged:
    """A file with everything it extends merged in. `node` is None if one of the files could not be read.

    `remarks` are about numbers that keep part of what they replace; `removed` holds, by field, the `null` that removed
    what was inherited.
    """

    file: Path
    node: Node | None
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    removed: dict[FieldPath, Node] = field(default_factory=dict)
    base: Merged | None = None

    def place(self, path: FieldPath) -> tuple[Path, int]:
        """The file and line that said a field, or that said the nearest thing around it."""
        node = self.node
        if node is None:
            return self.file, 0
        for part in path:
            inside = node.value
            if isinstance(inside, dict) and part in inside:
                node = inside[str(part)]
            elif isinstance(inside, list) and isinstance(part, int) and part < len(inside):
                node = inside[part]
            else:
                break
        return node.file, node.line

    def own(self, path: FieldPath) -> FieldPath:
        """A field as its own file counts it: an entry of `sources` by its number there."""
        sources = _entry(self.node, "sources")
        if path[:1] != ("sources",) or len(path) < 2 or sources is None or not isinstance(sources.value, list):
            return path
        index = int(path[1])
        before = [item for item in sources.value[:index] if item.file == sources.value[index].file]
        return ("sources", len(before))


def merge_extended(file: Path) -> Merged:
    """Read a file and all it extends, and merge them: maps deeply, while lists and scalars replace.

    A distribution or opening caseload that is given anew replaces the inherited one as a whole. A number that is
    changed drops the inherited note, range and confidence, and the inherited source and grade unless it gives its
    own. `null` removes what is inherited, `compare_with` is not inherited, and `sources` adds to the inherited
    list.
    """
    problems: list[Problem] = []
    chain = _chain(located(file), problems)
    if any(node is None for node in chain):
        return Merged(located(file), None, problems)
    nodes = [with_counts(_with_absolute_paths(node), problems) for node in chain if node is not None]
    whole = Merged(nodes[-1].file, nodes[-1])
    for child in reversed(nodes[:-1]):
        onto = Merged(child.file, None, [], [], dict(whole.removed), whole)
        node = _over(_heritable(whole.node or child), child, (), onto)
        problems.extend([*onto.problems, *_missing_words(child)])
        whole = replace(onto, node=node)
    return replace(whole, file=located(file), node=_without(whole.node or nodes[0], "extends"), problems=problems)


def _chain(file: Path, problems: list[Problem]) -> list[Node | None]:
    """The file, what it extends, and so on; ending in None where one cannot be read."""
    files = [file]
    nodes: list[Node | None] = []
    while True:
        node, wrong = read(files[-1])
        problems.extend(wrong)
        nodes.append(node)
        extends = _entry(node, "extends")
        if extends is None:
            return nodes
        base = file_meant(extends.file.parent, extends.value) if isinstance(extends.value, str) else None
        trouble, code = "", Code.wrong_extends
        if base is None:
            trouble = "is not a file name; give the path of the scenario file it extends"
        elif base in files:
            names = " -> ".join(show_path(link) for link in [*files[files.index(base) :], base])
            trouble, code = f"goes round in a circle: {names}; one of them must not extend", Code.circle
        elif not os.path.isfile(base):
            trouble, code = (
                f"{no_file(base)}; give the path relative to this file",
                Code.file_not_there,
            )
        if base is None or trouble:
            problems.append(Problem(extends.file, extends.line, ("extends",), trouble, code))
            return [*nodes, None]
        files.append(base)


def _entry(node: Node | None, name: str) -> Node | None:
    return node.value.get(name) if node is not None and isinstance(node.value, dict) else None


def _without(node: Node, *names: str) -> Node:
    entries = node.value if isinstance(node.value, dict) else {}
    return replace(node, value={name: inner for name, inner in entries.items() if name not in names})


def _heritable(base: Node) -> Node:
    return _without(base, "compare_with", "extends")


def _with_absolute_paths(node: Node) -> Node:
    entries = dict(node.value) if isinstance(node.value, dict) else {}
    for name, meant in FILE_LISTS.items():
        entry = entries.get(name)
        if entry is not None and isinstance(entry.value, list):
            files = [
                replace(item, value=str(meant(item.file.parent, item.value))) if isinstance(item.value, str) else item
                for item in entry.value
            ]
            entries[name] = replace(entry, value=files)
    return replace(node, value=entries)


def _missing_words(child: Node) -> list[Problem]:
    message = "is missing; a file that extends another gives its own"
    return [
        Problem(child.file, child.line, (name,), message, Code.missing)
        for name in OWN_WORDS
        if _entry(child, name) is None
    ]


def _over(base: Node, child: Node, path: FieldPath, onto: Merged) -> Node:
    """What the child says laid over the base; what is wrong or worth a remark is added to `onto`."""
    if isinstance(child.value, list) and isinstance(base.value, list) and path == ("sources",):
        again = {inner.value for inner in child.value if isinstance(inner.value, str)}
        inherited = [inner for inner in base.value if not isinstance(inner.value, str) or inner.value not in again]
        return replace(child, value=[*inherited, *child.value])
    if not isinstance(child.value, dict) or path == ("opening",):
        return child
    inherited_map = base.value if isinstance(base.value, dict) else {}
    message = remark(inherited_map, child.value)
    if message:
        line = child.value.get("value", child).line
        onto.remarks.append(Problem(child.file, line, path, message, Code.no_source_given))
    below = dict(still_holding(inherited_map, child.value))
    if path[:1] == ("vacancies",) and len(path) == 2:
        for given, instead in (OTHERWISE, OTHERWISE[::-1]):
            if given in child.value and instead not in child.value:
                below.pop(instead, None)
    for key, inner in child.value.items():
        here = (*path, key)
        if inner.value is not None:
            below[key] = _over(below.get(key, replace(inner, value={})), inner, here, onto)
        elif below.pop(key, None) is not None:
            onto.removed[here] = inner
        elif key not in inherited_map:
            message = "is null, and there is nothing inherited to remove; leave it out"
            onto.problems.append(Problem(inner.file, inner.line, here, message, Code.nothing_to_remove))
    return replace(child, value=below)


def still_holding(base: Entries, child: Entries) -> Entries:
    """What a file's changes to an inherited number leave of it.

    A distribution that is named anew is whole: nothing of the inherited one is left in it, and where it fixes its own
    scale the inherited `value` goes. A number that is changed loses the inherited `low` and `high`, which its old
    source gave, and is nobody's but the changer's unless they say otherwise: its source is `YOUR_NUMBER` and its grade
    `assumed`. With a new number or source the inherited `note` and `confidence` go, which spoke of the old one.
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
        left.pop("confidence", None)
    if changed:
        left.pop("low", None)
        left.pop("high", None)
        if "source" not in child:
            changed_entry = next(child[name] for name in NUMBER if name in child)
            left["source"] = Node(YOUR_NUMBER, changed_entry.file, changed_entry.line)
            left["grade"] = Node(Grade.assumed.value, changed_entry.file, changed_entry.line)
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
