"""What is compiled of a pathway, kept for other scenarios that have the same one: most points of a sweep do."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fssim.model.compile.compile_pathway import compile_pathway
from fssim.model.compile.row_numbers import Registry, RowsSoFar

KEPT = 4  # of as many scenarios, the latest


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The columns of a pathway, with what they were made of and what else they put into the registry."""

    parts: Sequence[object]
    names: Sequence[Sequence[str]]
    columns: dict[str, Any]
    rows: RowsSoFar

    def is_of(self, parts: Sequence[object], names: Sequence[Sequence[str]]) -> bool:
        """Whether it was made of these very objects, of which nothing can be changed, and of the same names."""
        return (
            self.names == names
            and len(self.parts) == len(parts)
            and all(part is own for part, own in zip(parts, self.parts, strict=True))
        )


_kept: deque[_Compiled] = deque(maxlen=KEPT)


def compile_pathway_once(registry: Registry) -> dict[str, Any]:
    """The pathway columns of `Tables`, as `compile_pathway` gives them to a registry that is still empty."""
    if registry.tabulation.has_given:
        return compile_pathway(registry)
    parts, names = _parts(registry), registry.list_names()
    for compiled in _kept:
        if compiled.is_of(parts, names):
            registry.restore(compiled.rows)
            return compiled.columns
    columns = compile_pathway(registry)
    _kept.append(_Compiled(parts, names, columns, registry.copy_rows()))
    return columns


def _parts(registry: Registry) -> list[object]:
    """All that a pathway's columns are made of but for names: each is the same object as long as it is not changed."""
    scenario = registry.scenario
    of_needs = [(need.priority, need.first_contact_hours, need.session_hours) for need in scenario.needs.values()]
    return [
        registry.calendar,
        scenario.pathway,
        *scenario.working_models.values(),
        *scenario.training.values(),
        *(part for parts in of_needs for part in parts),
    ]
