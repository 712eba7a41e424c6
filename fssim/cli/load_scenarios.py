"""Scenario files, loaded so that everything wrong with any of them is told at once, and the engine to simulate them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from fssim import CannotSimulate, ModelError, Scenario, ScenarioError, load, with_values
from fssim.cli.internals import (
    ENGINES,
    LONGEST_TITLE,
    Code,
    Problem,
    Tabulation,
    Varying,
    compare_clocks,
    instead_of,
    list_measures,
    parts_of,
    place_of,
    problem_at,
    readable,
    show_path,
)

WITHOUT_NUMBA = (
    "The SimPy engine is used, as Numba is not installed. It gives the same answers about a hundred times as slowly; "
    "for the compiled engine: pip install numba"
)
OPTIONS = {"observed_years": "--years", "warm_up_years": "--warm-up"}


def load_all(paths: Iterable[Path]) -> list[Scenario]:
    """Load scenario files. Raises one `ScenarioError` with every problem of every file, each once."""
    problems: dict[Problem, None] = {}
    scenarios = [scenario for path in paths for scenario in _loaded(path, problems)]
    if problems:
        raise ScenarioError(problems)
    return scenarios


def load_with_comparators(path: Path, against: Sequence[Path], clock: dict[str, int]) -> dict[str, Scenario]:
    """A scenario and what it is compared with (`against`, or what the file itself says), by name, the scenario first.

    `clock` changes the clock of every one. Raises one `ScenarioError` with every problem of every file, each once.
    """
    problems: dict[Problem, None] = {}
    first = _loaded(path, problems)
    others = against or [Path(other) for scenario in first for other in scenario.compare_with]
    scenarios = first + [scenario for other in others for scenario in _loaded(other, problems)]
    if problems:
        raise ScenarioError(problems)
    values = {f"clock.{field}": value for field, value in clock.items()}
    names = _names([path, *others])
    loaded = [with_values(scenario, values) if values else scenario for scenario in scenarios]
    _refuse_other_clocks([path, *others], loaded)
    return dict(zip(names, _with_own_titles(names, loaded), strict=True))


def _with_own_titles(names: Sequence[str], scenarios: Sequence[Scenario]) -> Iterator[Scenario]:
    """The scenarios, a title that has come before (as in a copy of a file) followed by the name of its own file."""
    titles: set[str] = set()
    for name, scenario in zip(names, scenarios, strict=True):
        title, file = scenario.title, f" ({name})"
        if title in titles:
            title = f"{title[: LONGEST_TITLE - len(file)]}{file}"
        titles.add(title)
        yield scenario if title == scenario.title else scenario.model_copy(update={"title": title})


def _refuse_other_clocks(paths: Sequence[Path], scenarios: Sequence[Scenario]) -> None:
    """Raise `ScenarioError` for every field of the clock in which a scenario differs from one it is compared with."""
    problems = []
    for path, scenario in zip(paths[1:], scenarios[1:], strict=True):
        for field, here, there in compare_clocks(scenarios[0].clock, scenario.clock):
            file, line = place_of(path, ("clock", field))
            option = OPTIONS.get(field)
            problems.append(
                Problem(
                    file, line, ("clock", field),
                    f"is {there}, and it is {here} in {show_path(paths[0].resolve())}, which is compared with "
                    f"{show_path(path.resolve())}; give both the same clock" + (f", or say {option}" if option else ""),
                    Code.clocks_differ,
                )
            )  # fmt: skip
    if problems:
        raise ScenarioError(problems)


def _loaded(path: Path, problems: dict[Problem, None]) -> list[Scenario]:
    """The scenario in a file, or none and its problems added to the others."""
    try:
        scenario = load(path)
    except ScenarioError as error:
        problems |= dict.fromkeys(error.problems)
        return []
    undrawn = list(_undrawn(path, scenario))
    problems |= dict.fromkeys(undrawn)
    if scenario.headline.measures and not undrawn:
        problems |= dict.fromkeys(_unknown_measures(path, scenario))
    return [scenario]


def _undrawn(path: Path, scenario: Scenario) -> Iterator[Problem]:
    """The distributions that no table can stand for: known only once it is made. Nothing without SciPy, to make it."""
    tables = Tabulation()
    for field, part in parts_of(scenario):
        if isinstance(part, Varying) and part.distribution is not None:
            try:
                tables.row(part)
            except ModelError as error:
                yield problem_at(path, (*field, "distribution"), str(error), Code.cannot_be_drawn)
            except ImportError:
                return


def _unknown_measures(path: Path, scenario: Scenario) -> Iterator[Problem]:
    """The measures that a headline names and the scenario does not have. Not looked for where it names none, as it
    takes compiling the scenario to know what there are."""
    try:
        known = list_measures([scenario])
    except (ModelError, CannotSimulate) as error:
        yield problem_at(path, ("headline", "measures"), str(error), Code.cannot_be_drawn)
        return
    for place, name in enumerate(scenario.headline.measures):
        if name not in known:
            message = f"there is no measure '{name}'; {instead_of(name, known)}"
            yield problem_at(path, ("headline", "measures", place), message, Code.unknown_measure)


def _names(paths: Sequence[Path]) -> list[str]:
    """A name for each file: its own without the ending, numbered where it has come before. Letters that are not UTF-8
    are `_`, as data files and manifests are.

    Names that differ by capitals alone are one: files are named by them, and some computers keep one file of both.
    """
    names: list[str] = []
    for path in paths:
        stem = readable(path.stem)
        name, count = stem, 2
        while name.casefold() in {taken.casefold() for taken in names}:
            name, count = f"{stem}-{count}", count + 1
        names.append(name)
    return names


def default_engine(quiet: bool) -> str:
    """The fastest engine that runs here. Says so on the standard error stream if it is not the compiled one."""
    engine = ENGINES[0]
    if engine != "compiled" and not quiet:
        click.echo(WITHOUT_NUMBA, err=True)
    return engine
