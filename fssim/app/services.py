"""The services that come with fssim, as a planner chooses among them: by title, with the question of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from fssim.scenario.reading.shipped_files import shipped_folder

ASKED_FOR = ("title", "question", "compare_with")
BEGUN_WITH = (  # what a planner starts from, before all others
    "standard", "one_district_standard", "one_district", "one_district_vacancy", "family_safeguarding",
    "mental_health_vacancy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShippedService:
    """A scenario that comes with fssim: its name, what its file says, and the names of what it is compared with."""

    name: str
    title: str
    question: str
    compared_with: tuple[str, ...]


@cache
def list_services() -> tuple[ShippedService, ...]:
    """Those that come with fssim: those that planners begin with, and the others in order of titles."""
    services = {file.stem: _read(file) for file in shipped_folder().glob("*.yaml")}
    first = [services.pop(name) for name in BEGUN_WITH]
    return (*first, *sorted(services.values(), key=lambda service: service.title))


def find_service(name: str) -> ShippedService | None:
    return next((service for service in list_services() if service.name == name), None)


def _read(file: Path) -> ShippedService:
    """What the top of a file says, which is all that is read: the rest of some takes a second."""
    values: dict[str, str | list[str]] = {}
    with file.open(encoding="utf-8") as text:
        for key, value in _top_fields(text.read()):
            values[key] = value
            if set(ASKED_FOR) <= values.keys():
                break
    others = values.get("compare_with", [])
    return ShippedService(
        file.stem, str(values.get("title", file.stem)), str(values.get("question", "")),
        tuple(Path(other).stem for other in others) if isinstance(others, list) else (),
    )  # fmt: skip


def _top_fields(text: str) -> Iterator[tuple[str, str | list[str]]]:
    """Keys at the top of a YAML mapping with their values, which are words or lists of words, until the first that has
    fields of its own."""
    depth, key = 0, ""
    words: list[str] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > 1 and isinstance(event, yaml.MappingStartEvent):
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            if depth == 1:
                yield key, words
                key, words = "", []
        elif isinstance(event, yaml.ScalarEvent):
            if depth == 1 and not key:
                key = event.value
            elif depth == 1:
                yield key, event.value
                key = ""
            elif depth == 2:
                words.append(event.value)
