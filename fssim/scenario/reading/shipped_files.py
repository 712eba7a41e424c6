"""The scenarios and sweeps that come with fssim, which go by their names wherever it is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from fssim.errors import OutputError
from fssim.files.atomic_write import partial_folder, say_why
from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.strict_yaml import plain_values, read

PACKAGE = Path(__file__).parents[2]
PLACES = (PACKAGE / "shipped_scenarios", PACKAGE.parent / "scenarios")  # installed from a wheel; in a checkout
SWEEPS, TRIALS, LESSONS, OPTIMISATIONS = "sweeps", "trials", "lessons", "optimisations"


def shipped_scenarios() -> dict[str, str]:
    """The scenarios that come with fssim, by name.

    Returns
    -------
    dict of str to str
        The question that each asks, by the name that `load`, `extends` and the commands know it by, in order of names.

    Examples
    --------
    >>> import fssim
    >>> "standard" in fssim.shipped_scenarios()
    True
    """
    return _questions(_files(shipped_folder()))


def shipped_sweeps() -> dict[str, str]:
    """The sweeps that come with fssim, by name.

    Returns
    -------
    dict of str to str
        The question that each asks, by the name that `load_sweep` and `fssim sweep` know it by, in order of names.
    """
    return _questions(_files(shipped_folder() / SWEEPS))


def shipped_trials() -> dict[str, str]:
    """The designs of trials that come with fssim, by name.

    Returns
    -------
    dict of str to str
        The question that each asks, by the name that `load_trial` and `fssim trial` know it by, in order of names.
    """
    return _questions(_files(shipped_folder() / TRIALS))


def shipped_optimisations() -> dict[str, str]:
    """The optimisations that come with fssim, by name.

    Returns
    -------
    dict of str to str
        The question that each asks, by the name that `load_optimisation` and `fssim optimise` know it by, in order of
        names.
    """
    return _questions(_files(shipped_folder() / OPTIMISATIONS))


def shipped_lessons() -> dict[str, str]:
    """The lessons that come with fssim, by name.

    Returns
    -------
    dict of str to str
        The task that each sets learners, by the name of the scenario that it is of, in order of names.
    """
    return _questions(_files(shipped_folder() / LESSONS))


def named_file(name: str | Path) -> Path:
    """The file that is meant by the path of a file, or by the name of a scenario, sweep, optimisation or trial that
    comes with fssim.

    A file that is there is meant before one that comes with fssim.

    Raises
    ------
    ScenarioError
        There is no such file, and `name` is a bare name, or like one that comes with fssim.
    """
    path = Path(name)
    if os.path.lexists(path) and not os.path.isdir(path):
        return path
    kinds = ("", SWEEPS, TRIALS, OPTIMISATIONS)
    shipped = {name: file for kind in kinds for name, file in _files(shipped_folder() / kind).items()}
    is_bare = not path.suffix and len(path.parts) == 1 and not path.is_absolute()
    if is_bare and path.name in shipped:
        return shipped[path.name]
    if os.path.isdir(path):
        return path
    near = get_close_matches(path.stem, shipped, n=1, cutoff=0.7)
    nearest = f"; did you mean '{near[0]}'?" if near else ""
    if is_bare or (near and path.suffix == ".yaml"):
        message = f"there is no such file, and nothing that comes with fssim has this name{nearest}"
        message += " (fssim scenarios lists what comes with it)"
        raise ScenarioError([Problem(path, 0, (), message, Code.file_not_there)])
    return path


def file_meant(folder: Path, name: str) -> Path:
    """The file that a file in a folder means by the path of another, or by the name of a scenario that comes with
    fssim. A file that is there is meant before one that comes with fssim."""
    beside = file_beside(folder, name)
    if os.path.lexists(beside) and not os.path.isdir(beside):
        return beside
    return _files(shipped_folder()).get(name, beside)


def say_missing(name: str, file: Path) -> str:
    """That a file that another names is not there, or is a folder."""
    return f"{name} is not a file" if os.path.exists(file) else f"there is no file {name}"


def say_not_meant(name: str, file: Path) -> str:
    """That a file means no scenario by the path of another or a name, and what it could mean."""
    near = get_close_matches(Path(name).stem, _files(shipped_folder()), n=1, cutoff=0.7)
    right = (
        f"did you mean '{near[0]}', which comes with fssim?"
        if near
        else "give the path of a scenario file, relative to this file, or the name of one that comes with fssim"
    )
    return f"{say_missing(name, file)}; {right}"


def file_beside(folder: Path, name: str) -> Path:
    """The file that a file in a folder means by the path of another."""
    return located(folder / name)


def copy_shipped_files(folder: str | Path) -> list[Path]:
    """Copy all that comes with fssim into a new folder: scenarios, sources, sweeps, calibration files and JSON Schemas.

    Parameters
    ----------
    folder : str or Path
        Where to: a folder that is not there yet, or is empty.

    Returns
    -------
    list of Path
        The files that were written. All of them are there at the end, or none.

    Raises
    ------
    OutputError
        The folder holds something already, or cannot be written.
    """
    folder = Path(folder)
    try:
        if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
            raise OutputError(f"{folder}: is there already, and is not written over; name another folder")
        sources = [file for file in sorted(shipped_folder().rglob("*")) if file.is_file()]
        with partial_folder(folder.absolute().parent) as partial:
            whole = partial / "whole"
            for source in sources:
                copy = whole / source.relative_to(shipped_folder())
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
            if folder.is_dir():
                folder.rmdir()  # empty: Windows would not replace it
            whole.rename(folder)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {say_why(error)}; name a folder that can be") from error
    return [folder / source.relative_to(shipped_folder()) for source in sources]


def shipped_folder() -> Path:
    """Where the files that come with fssim are: beside its modules, or in the checkout that it runs from."""
    return next((place for place in PLACES if place.is_dir()), PLACES[0])


def _files(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def _questions(files: Mapping[str, Path]) -> dict[str, str]:
    tops = {name: read(file)[0] for name, file in files.items()}
    return {name: str(plain_values(top)["question"]) for name, top in tops.items() if top is not None}
