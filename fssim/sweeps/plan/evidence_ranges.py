"""Numbers over the ranges that their evidence gives them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable

from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.findings import dotted
from fssim.scenario.place_names import named_together
from fssim.scenario.schema.parameter import Grade, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.sweeps.plan.sweep_file import EVIDENCE, Varied


def over_evidence(base: Scenario, grades: Collection[Grade], taken: Collection[str]) -> dict[str, Varied]:
    """Every number of these grades with a low and a high, over its range; but for the paths that are `taken`.

    A number said in several places with one source, unit and range is one uncertainty: it is the same thing that is
    not known. It is named after its source, or after where it is said first if its source says several numbers.
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    for path, part in parts_of(base):
        here = f"{dotted(path)}.value"
        if isinstance(part, Parameter) and part.grade in grades and here not in taken and _varies(part):
            groups.setdefault((part.source, part.unit, part.value, part.low, part.high), []).append(here)
    times = Counter(str(source) for source, *_ in groups)
    return {
        _name(source if times[source] == 1 else paths[0].removesuffix(".value")): Varied(
            path=tuple(paths), range=EVIDENCE, label=named_together(paths), reason=f"source {source}"
        )
        for source, paths in _sources(groups.items())
    }


def _sources(groups: Iterable[tuple[tuple[object, ...], list[str]]]) -> Iterable[tuple[str, list[str]]]:
    return ((str(source), paths) for (source, *_), paths in groups)


def _varies(number: Parameter) -> bool:
    low, high = number.low, number.high
    return not math.isnan(number.value) and low is not None and high is not None and low < high


def _name(text: str) -> str:
    return re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")
