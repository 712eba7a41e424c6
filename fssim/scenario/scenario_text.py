"""A scenario as the text of a file: what it changes of one that comes with fssim, or the whole of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from fssim.scenario.override import plainly
from fssim.scenario.reading.extends import NUMBER
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.schema.scenario import OWN_WORDS, Scenario

WIDTH = 120
OF_ITS_SOURCE = ("source", "grade", "confidence", "low", "high", "note")
LEFT_OUT_IF_EMPTY = ("note", "notes", "numbers")
FILES = ("sources", "compare_with")

Map = dict[str, Any]


def write_text(
    scenario: Scenario, extends: str, root: Scenario | None, compare_with: Sequence[str] = (), *, here: bool = False
) -> str:
    """The text of a file that `load` makes the scenario of. It extends the scenario that comes with fssim by that name,
    `root`, and says what is another there; without a root it says everything. Sources that come with fssim are said as
    beside its scenarios, or as they are on this computer alone (`here`)."""
    whole = _bare(plainly(scenario.model_dump()))
    inherited_sources = root.sources if root is not None else ()
    sources = [file if here else _as_shipped(file) for file in scenario.sources if file not in inherited_sources]
    top: Map = {}
    if root is not None:
        inherited = _bare(plainly(root.model_dump()))
        top = {"extends": extends, **{name: whole[name] for name in OWN_WORDS}}
        for files in FILES:
            whole.pop(files, None)
            inherited.pop(files, None)
        top |= {name: value for name, value in _changes(inherited, whole) if name not in OWN_WORDS}
    else:
        top = {name: value for name, value in whole.items() if name not in FILES}
    if sources:
        top["sources"] = sources
    if compare_with:
        top["compare_with"] = list(compare_with)
    text: str = yaml.safe_dump(top, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)
    return text


def write_stored(scenario: Mapping[str, Any]) -> str:
    """The text of a file with a scenario as a run's manifest has it."""
    text: str = yaml.safe_dump(dict(scenario), sort_keys=False, allow_unicode=True, width=WIDTH)
    return text


def _changes(old: Map, new: Map) -> Iterator[tuple[str, Any]]:
    """What a file that extends the old says to have the new: null for what is left out."""
    another = _is_number(new) and any(old.get(name) != new.get(name) for name in NUMBER)
    for name in old:
        if name not in new and not (another and name in OF_ITS_SOURCE):  # that goes with the number
            yield name, None
    for name, value in new.items():
        if name in old and old[name] == value:
            if another and name in OF_ITS_SOURCE:
                yield name, value
        elif isinstance(value, dict) and isinstance(old.get(name), dict) and not _is_shape(value):
            yield name, dict(_changes(old[name], value))
        else:
            yield name, value


def _is_number(part: Map) -> bool:
    return "unit" in part and "source" in part


def _is_shape(part: Map) -> bool:
    """Whether it is a distribution, which is said as a whole."""
    return "name" in part and isinstance(part["name"], str)


def _bare(value: Any) -> Any:
    """Values as YAML has them."""
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key not in LEFT_OUT_IF_EMPTY or inner}
    if isinstance(value, list | tuple):
        return [_bare(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _as_shipped(file: str) -> str:
    """The path of a file that comes with fssim as a scenario beside it says it."""
    path = Path(file)
    return path.relative_to(shipped_folder()).as_posix() if path.is_relative_to(shipped_folder()) else file
