"""A folder with an authority's own scenario, whole or not at all."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fssim.authority.new.authority_files import (
    FIGURES_FILE,
    READ_FILE,
    SCENARIO_FILE,
    SOURCES_FILE,
    TARGETS_FILE,
    format_figures,
    format_local_sources,
    format_scenario,
    format_targets,
)
from fssim.authority.new.figures.gather import Given, gather_figures
from fssim.authority.new.figures.own_figures import COLUMN_OF, OwnFigures
from fssim.authority.new.free_parameters_file import format_free_parameters
from fssim.authority.new.make_scenario import LocalScenario, make_local_scenario
from fssim.authority.new.opening_files import (
    CASELOAD_FILE,
    COUNTED_FILE,
    FROM_TODAY_FILE,
    format_caseload,
    format_counted,
    format_from_today,
)
from fssim.errors import OutputError
from fssim.files.atomic_write import explained, partial_folder, write_files
from fssim.files.comma_separated import csv_text
from fssim.runs.runner import Progress
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.load import load
from fssim.scenario.reading.shipped_files import named_file, shipped_scenarios
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.calibration.free_parameters import FOLDER as FREE_FOLDER
from fssim.studies.calibration.targets import read_published_targets
from fssim.whole_numbers import whole_number

FREE_FILE = f"{FREE_FOLDER}/{SCENARIO_FILE}"
FILES = (
    SCENARIO_FILE, SOURCES_FILE, TARGETS_FILE, FIGURES_FILE, READ_FILE, CASELOAD_FILE, FROM_TODAY_FILE, COUNTED_FILE,
    FREE_FILE,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class NewAuthority:
    """An authority's own scenario, in a folder.

    Attributes
    ----------
    name : str
        The authority.
    scenario : Scenario
        What `fssim.load` makes of the folder's `scenario.yaml`.
    folder : Path
        Where it is.
    frame : pandas.DataFrame
        A row for each local figure, by its name (the index, `figure`): its `title` (str); whether it is the authority's
        `own` (bool); its `basis` (str), what it was counted from, or why it is not; how many it `rests_on` (float64,
        nan if that is not known); the `doubt` (str) that it may be wrong, as it is unlike any published authority's
        (empty if it is not); the `value` that it was set by, and what the model's own years `came_to` (float64, in the
        figure's unit: percent, for each 10,000 children, or children; nan where there is none, as of tables); and the
        `shortfall` in words (str), if they do not come near it (empty if they do).
    read : pandas.DataFrame
        What became of all that was read of returns, as in the folder's `what_was_read.csv`: its `file`, the `line` (an
        empty string for a count), `what` and `what_was_done` (str). No rows if there was no return.
    """

    name: str
    scenario: Scenario
    folder: Path
    frame: pd.DataFrame
    read: pd.DataFrame


def new_authority(
    name: str,
    out: str | Path,
    *,
    cin: Sequence[str | Path] = (),
    csww: Sequence[str | Path] = (),
    workbook: str | Path | None = None,
    published: str | Path | None = None,
    authority: str = "",
    year: int | None = None,
    children: float | None = None,
    extends: str = "standard",
    overwrite: bool = False,
    seed: int = 1,
    jobs: int | None = None,
    on_progress: Progress | None = None,
) -> NewAuthority:
    """Make an authority's own scenario from its own figures.

    Its children, referrals, social workers, vacancies, turnover and agency workers are its own; what is decided at each
    step, and how many come back, are moved until the model's own years come to its figures. For what it has no figure
    of, or one that rests on too few, England's stands, or what the scenario that is extended says.

    Parameters
    ----------
    name : str
        What the authority is called.
    out : str or Path
        The folder to write, which gets `scenario.yaml`, its `sources.csv`, `targets.csv` with the figures that
        `targets` and `calibrate` hold it to, `figures.csv` with every figure that was read, and of returns
        `what_was_read.csv`: how much was used and set aside, and what was wrong, line by line. Of children in need
        censuses there is `from_today.yaml` too, which starts from the counts in `caseload.csv` of who was open on the
        last day, and `counted.csv` with who was at the ends of months, which `forecast` draws beside.
    cin, csww : sequence of str or Path
        Children in need censuses and social work workforce censuses, of one or several years. They go before all else.
    workbook : str or Path, optional
        An Excel workbook with its figures, begun from the one that `fssim authority template` writes.
    published : str or Path, optional
        A panel of authorities, with the columns of the one that comes with fssim, which "authorities.csv" names. What
        the workbook says goes before it.
    authority : str
        What the panel calls it; `name` if left out.
    year : int, optional
        The year of the panel; the last with what it takes if left out.
    children : float, optional
        How many children live there, in place of what the files say.
    extends : str
        The scenario that it extends: the name of one that comes with fssim, or a file.
    overwrite : bool
        Whether files that are there already are replaced.
    seed : int
        The random seed of the years that are simulated to bring the model to the figures.
    jobs : int, optional
        Processes; as many as the computer has processors, if left out. It changes no result.
    on_progress : callable, optional
        Called with the numbers of replications done and to do.

    Returns
    -------
    NewAuthority
        The scenario, its folder, and whose each figure is.

    Raises
    ------
    ScenarioError
        A file cannot be used, or its figures make a scenario that cannot be; with file and line.
    QuestionError
        There is no such authority or year, nothing to make it from, no number of children, or the figures give what no
        scenario can have.
    ArgumentError
        `seed` is no whole number from 0 and below 2**64.
    TooLarge
        A service of so many children takes more memory than there may be.
    ModelError, CannotSimulate, EngineUnusable, WorkerLost
        As `fssim.run` does.
    OutputError
        The folder cannot be written, or has something in it and `overwrite` is False.
    """
    seed, folder = whole_number("seed", seed), Path(out)
    refuse_folder(folder, overwrite)
    given = Given(
        None if published is None else Path(published), authority, year,
        None if workbook is None else Path(workbook), tuple(map(Path, cin)), tuple(map(Path, csww)), children,
    )  # fmt: skip
    own = gather_figures(name, given)
    return write_authority(own, folder, extends, seed, jobs, on_progress)


def write_authority(
    own: OwnFigures, folder: Path, extends: str, seed: int, jobs: int | None, on_progress: Progress | None
) -> NewAuthority:
    """Make the scenario of an authority's figures, and its folder: whole or not at all."""
    file = named_file(extends)
    base = load(file)
    made = make_local_scenario(base, own, seed, jobs, on_progress)
    try:
        with partial_folder(folder.parent) as partial:
            refer = extends if extends in shipped_scenarios() else str(located(file))
            content = _write_all(partial / "whole", base, refer, made)
            if folder.exists():
                (folder / FREE_FOLDER).mkdir(exist_ok=True)
                write_files({folder / name: text for name, text in content.items()})
                for name in FILES:
                    if name not in content:  # of another time
                        (folder / name).unlink(missing_ok=True)
            else:
                os.rename(partial / "whole", folder)
    except OSError as error:
        raise explained(error, folder) from error
    scenario = load(folder / SCENARIO_FILE)
    return NewAuthority(own.authority, scenario, folder, _tabulate(scenario, made), _tabulate_read(own))


def _write_all(folder: Path, base: Scenario, extends: str, made: LocalScenario) -> dict[str, bytes]:
    """Write every file to a folder that is not there yet, sources first, as the scenario is checked against them."""
    folder.mkdir()
    own = made.described.own
    texts = {
        SOURCES_FILE: format_local_sources(made),
        TARGETS_FILE: format_targets(base, own),
        FIGURES_FILE: format_figures(own),
    }
    if own.read:
        texts[READ_FILE] = csv_text(own.read)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    texts[SCENARIO_FILE] = format_scenario(base, extends, made, folder / SOURCES_FILE)
    (folder / SCENARIO_FILE).write_bytes(texts[SCENARIO_FILE].encode())
    scenario = load(folder / SCENARIO_FILE)
    caseload = format_caseload(own, scenario)
    if caseload:
        texts[CASELOAD_FILE] = caseload
        texts[FROM_TODAY_FILE] = format_from_today(own, scenario, SCENARIO_FILE)
        for name in (CASELOAD_FILE, FROM_TODAY_FILE):
            (folder / name).write_bytes(texts[name].encode())
        load(folder / FROM_TODAY_FILE)
        counted = format_counted(own, scenario)
        if counted:
            texts[COUNTED_FILE] = counted
            (folder / COUNTED_FILE).write_bytes(counted.encode())
    free = format_free_parameters(scenario, [figure.id for figure in read_published_targets(scenario)])
    if free:
        texts[FREE_FILE] = free
        (folder / FREE_FOLDER).mkdir()
        (folder / FREE_FOLDER / SCENARIO_FILE).write_bytes(free.encode())
    return {name: text.encode() for name, text in texts.items()}


def refuse_folder(folder: Path, overwrite: bool) -> None:
    """Raise `OutputError` if a folder cannot be made, or has something in it that is not to be replaced."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; give the name of a folder with --out")
    if not folder.parent.is_dir():
        raise OutputError(f"{folder}: there is no folder {folder.parent}; make it, or choose another with --out")
    try:
        with partial_folder(folder if folder.exists() else folder.parent):
            pass
        has_something = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise explained(error, folder) from error
    if has_something and not overwrite:
        raise OutputError(
            f"{folder}: has something in it already; choose another folder with --out, or replace what is there with "
            "--overwrite"
        )


def _tabulate_read(own: OwnFigures) -> pd.DataFrame:
    headings, *rows = own.read or (("file", "line", "what", "what_was_done"),)
    return pd.DataFrame(rows, columns=list(map(str, headings)))


def _tabulate(scenario: Scenario, made: LocalScenario) -> pd.DataFrame:
    figures = scenario.authority.figures if scenario.authority is not None else {}
    rows = [
        {
            "figure": name,
            "title": basis.title,
            "own": basis.own,
            "basis": basis.basis,
            "rests_on": math.nan if basis.rests_on is None else float(basis.rests_on),
            "doubt": basis.doubt or "",
            "value": made.described.values.get(COLUMN_OF.get(name, name), math.nan),
            "came_to": made.came_to.get(COLUMN_OF.get(name, name), math.nan),
            "shortfall": basis.shortfall or "",
        }
        for name, basis in figures.items()
    ]
    return pd.DataFrame(rows).set_index("figure")
