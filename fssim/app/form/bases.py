"""The services that a form begins from: those that come with fssim, and those that were uploaded here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import yaml

from fssim.app.form.own_service import is_shipped, read_service
from fssim.files.atomic_write import explained, whole_file
from fssim.scenario.findings import ScenarioError
from fssim.scenario.reading.load import load
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.scenario_text import write_text
from fssim.scenario.schema.scenario import Scenario

ASKED_FOR = ("title", "question", "compare_with")
BEGUN_WITH = (  # what a planner starts from, before all others
    "standard", "one_district_standard", "one_district", "one_district_vacancy", "family_safeguarding",
    "mental_health_vacancy",
)  # fmt: skip
SERVICES = "services"  # the folder of bases in the folder of work
OWN = re.compile(r"own-[0-9a-f]{16}")
MOST_SHOWN = 20
UPLOADED = "The uploaded file"


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
    services = {file.stem: _read_top(file) for file in shipped_folder().glob("*.yaml")}
    first = [services.pop(name) for name in BEGUN_WITH]
    return (*first, *sorted(services.values(), key=lambda service: service.title))


def find_service(name: str) -> ShippedService | None:
    return next((service for service in list_services() if service.name == name), None)


def _read_top(file: Path) -> ShippedService:
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


@dataclass(frozen=True, slots=True)
class Base:
    """A scenario by the `key` that addresses have it by, and the one that comes with fssim that it extends, if any."""

    key: str
    scenario: Scenario
    extends: str
    root: Scenario | None

    @property
    def is_own(self) -> bool:
        """Whether it was uploaded, or made by a form."""
        return OWN.fullmatch(self.key) is not None

    def as_asked(self, name: str) -> tuple[str, dict[str, bytes]]:
        """What a run is asked for it with: its key, or a file of that name, and the files that takes."""
        if not self.is_own:
            return self.key, {}
        return f"{name}.yaml", {f"{name}.yaml": self.write(self.scenario, here=True).encode()}

    def write(self, scenario: Scenario, *, here: bool = False) -> str:
        """The text of a file with another scenario that was made of this one: for this computer alone if `here`."""
        return write_text(scenario, self.extends, self.root, here=here)


@dataclass(frozen=True, slots=True)
class BaseChoice:
    """A base as people choose it."""

    key: str
    title: str
    question: str


class Bases:
    """Bases by their keys. Those of one's own are kept in a folder, by what they say, and never change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Base | None:
        """The base of a key; None if there is none."""
        if OWN.fullmatch(key):
            return self._own(key)
        if is_shipped(key):
            scenario = load(key)
            return Base(key, scenario, key, scenario)
        return None

    def keep(self, text: str, name: str = UPLOADED) -> Base:
        """Keep the text of a file. Raises `ScenarioError`, by the file's name, and `OutputError`."""
        base = _base(key := f"own-{_digest(text.encode())}", text, name, self._folder)
        self._write(f"{key}.yaml", text.encode())
        return base

    def keep_sources(self, content: bytes) -> Path:
        """Keep a file of sources, for services that name it. Raises `OutputError`."""
        return self._write(f"sources-{_digest(content)}.csv", content)

    def _write(self, name: str, content: bytes) -> Path:
        file = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with whole_file(file) as opened:
                opened.write(content)
        except OSError as error:
            raise explained(error, self._folder) from error
        return file

    def choices(self) -> list[BaseChoice]:
        """Those to choose from: of one's own first, and then those that come with fssim."""
        own = [BaseChoice(base.key, base.scenario.title, base.scenario.question) for base in self.own()]
        return [*own, *(BaseChoice(kept.name, kept.title, kept.question) for kept in list_services())]

    def own(self) -> Iterator[Base]:
        """Those that were kept last, the latest first."""
        files = [file for file in self._folder.glob("own-*.yaml") if OWN.fullmatch(file.stem)]
        latest = sorted(files, key=lambda file: -file.stat().st_mtime)[:MOST_SHOWN]
        kept = (self._own(file.stem) for file in latest)
        return (base for base in kept if base is not None)

    def _own(self, key: str) -> Base | None:
        try:
            return _base(key, (self._folder / f"{key}.yaml").read_text(encoding="utf-8"), UPLOADED, self._folder)
        except (OSError, UnicodeDecodeError, ScenarioError):
            return None


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


@lru_cache(maxsize=32)
def _base(key: str, text: str, name: str, folder: Path) -> Base:
    own = read_service(text, name, folder)
    return Base(key, own.scenario, own.extends, load(own.extends) if own.extends else None)
