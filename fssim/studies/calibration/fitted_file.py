"""What was fitted, as files: a scenario that extends the one it was fitted to, with its sources; an ensemble."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fssim.dates import write_date
from fssim.errors import OutputError
from fssim.files.atomic_write import not_written, partial_folder, write_files
from fssim.files.comma_separated import csv_text
from fssim.runs.ensemble import ENSEMBLE_MARK, Ensemble, format_ensemble
from fssim.scenario.names import named
from fssim.scenario.reading.load import load
from fssim.scenario.schema.parameter import Grade
from fssim.studies.calibration.calibration import Calibration
from fssim.studies.calibration.fitting import map_known_numbers

MARK, PUBLISHER = "# Fitted by fssim calibrate", "fssim calibrate"
COLUMNS = (
    "id", "quantity", "value", "unit", "low", "high", "source_title", "publisher", "source_year", "confidence", "note",
)  # fmt: skip
FIGURES = 4  # of the ends of a region
CONFIDENCE = "low"  # in a value that was set so that the model meets figures, and not measured


def name_sources_file(file: Path) -> Path:
    """The file that lists the sources of what is fitted in a scenario file."""
    return file.with_name(f"{file.stem}_sources.csv")


def refuse_fitted_file(file: Path, scenario: Path) -> None:
    """Raise `OutputError` if the file or its sources cannot be written, or it is the scenario itself or either is
    otherwise somebody's own (not one that was fitted before)."""
    _refuse(file, scenario, {file: _is_fitted, name_sources_file(file): _lists_fitted})


def refuse_ensemble_file(file: Path, scenario: Path) -> None:
    """The same of the file of an ensemble, which has no sources beside it."""
    _refuse(file, scenario, {file: _is_ensemble})


def _refuse(file: Path, scenario: Path, is_own_of: Mapping[Path, Callable[[Path], bool]]) -> None:
    if file.resolve() == scenario.resolve():
        raise OutputError(f"{file}: is the scenario to be fitted; choose another name with --out")
    if os.path.isdir(file):
        raise OutputError(f"{file}: is a folder; give the name of a file with --out")
    if not os.path.isdir(file.parent):
        raise OutputError(f"{file}: there is no folder {file.parent}; make it, or choose another with --out")
    for path, is_own in is_own_of.items():
        try:
            if os.path.exists(path) and not is_own(path):
                raise OutputError(
                    f"{path}: is there already, and was not fitted by fssim; choose another name with --out"
                )
            with partial_folder(file.parent):
                pass
        except OSError as error:
            raise not_written(error, path) from error


def _is_fitted(file: Path) -> bool:
    return file.read_text(encoding="utf-8", errors="replace").startswith(MARK)


def _is_ensemble(file: Path) -> bool:
    return file.read_text(encoding="utf-8", errors="replace").startswith(ENSEMBLE_MARK)


def _lists_fitted(file: Path) -> bool:
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as rows:
            return all(row.get("publisher") == PUBLISHER for row in csv.DictReader(rows))
    except csv.Error:
        return False


def write_fitted_file(calibration: Calibration, file: Path, scenario: Path, on: date) -> None:
    """Write the fitted values, graded calibrated, to a file that `extends` the scenario they were fitted to.

    Beside it stands `..._sources.csv`, which says of each value to what it was fitted, by which command and `on` which
    day. Both are checked by loading them before they take their names. Raises `OutputError` if they cannot be written.
    """
    refuse_fitted_file(file, scenario)
    sources, base = name_sources_file(file), _refer_from(file, scenario)
    sources_content = format_fitted_sources(calibration, scenario.name, on).encode()
    try:
        with partial_folder(file.parent) as folder:
            (folder / sources.name).write_bytes(sources_content)
            (folder / file.name).write_bytes(format_fitted(calibration, f"../{base}", sources.name).encode())
            load(folder / file.name)
    except OSError as error:
        raise not_written(error, file) from error
    write_files({sources: sources_content, file: format_fitted(calibration, base, sources.name).encode()})


def write_ensemble_file(ensemble: Ensemble, file: Path, scenario: Path) -> None:
    """Write the parameter sets of a scenario's file. Raises `OutputError` if they cannot be written."""
    refuse_ensemble_file(file, scenario)
    write_files({file: format_ensemble(ensemble, _refer_from(file, scenario)).encode()})


def _refer_from(file: Path, other: Path) -> str:
    """The path by which one file refers to another."""
    return Path(os.path.relpath(other.resolve(), file.resolve().parent)).as_posix()


def format_fitted(calibration: Calibration, extends: str, sources: str) -> str:
    """What the scenario file says. The same calibration gives the same text."""
    scenario, targets = calibration.scenario, calibration.targets_after
    fitted = [target for target in targets if target.id not in calibration.free.leave_out]
    content: dict[str, Any] = {
        "extends": extends,
        "title": f"{scenario.title}, calibrated",
        "question": scenario.question,
        "notes": (
            f"Fitted in {calibration.tries} tries, seed {calibration.after.seed}. Over {len(calibration.after.rows)} "
            f"replications the misfit goes from {calibration.misfit_before:.3g} to {calibration.misfit_after:.3g}, and "
            f"{sum(target.met for target in fitted)} of the {len(fitted)} targets fitted to are met."
        ),
        "sources": [sources],
    }
    numbers = map_known_numbers(scenario)
    for path, value in calibration.values.items():
        number: dict[str, Any] = {
            "value": int(value) if value.is_integer() else value,
            "unit": numbers[path].unit,
            "source": name_fitted_source(path),
            "grade": Grade.calibrated.value,
        }
        region = calibration.regions.get(path)
        if region is not None:
            number |= {"low": _round(min(region.low, value)), "high": _round(max(region.high, value))}
        _put(content, path.split("."), number)
    return f"{MARK}.\n" + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def _round(end: float) -> float:
    return float(f"{end:.{FIGURES}g}")


def name_fitted_source(path: str) -> str:
    """What the source of a fitted number is called: its path, in letters, digits and underscores."""
    return "fitted_" + re.sub(r"\W+", "_", path)


def format_fitted_sources(calibration: Calibration, extends: str, on: date) -> str:
    """What the list of sources says: of each fitted number to what, how and when, and what it was before."""
    return csv_text([COLUMNS, *_source_rows(calibration, extends, on)])


def _source_rows(calibration: Calibration, extends: str, on: date) -> Iterator[tuple[object, ...]]:
    free, numbers = calibration.free, map_known_numbers(calibration.scenario)
    titles = {figure.id: figure.title for figure in calibration.figures}
    targets_of = {path: parameter.targets for path, parameter in free.free.items()}
    gives_way_to = {parameter.takes_from: path for path, parameter in free.free.items() if parameter.takes_from}
    command = (
        f"fssim calibrate {extends} --free {free.whole.place(('free',))[0].name} --tries {calibration.tries} "
        f"--replications {len(calibration.after.rows)} --seed {calibration.after.seed}"
    )
    by = f"By the command: {command}, on {write_date(on)}."
    fitted_to = len(titles.keys() - free.leave_out.keys())
    for path, value in calibration.values.items():
        before, parameter, region = numbers[path], free.free.get(path), calibration.regions.get(path)
        cause = path if parameter is not None else gives_way_to[path]
        figures = "; ".join(titles[target] for target in targets_of[cause] if target in titles)
        evidence = f"Falls as {cause} rises."
        if parameter is not None and region is not None:
            told = "Low to high is its 90% region" if region.told else "It cannot be told, and is as it was"
            evidence = f"{told}. Range: {parameter.low:g} to {parameter.high:g}: {parameter.evidence.rstrip('.')}."
        yield (
            name_fitted_source(path), named(tuple(path.split("."))), value, before.unit,
            "" if region is None else _round(min(region.low, value)),
            "" if region is None else _round(max(region.high, value)),
            f"Fitted to {fitted_to} published figures together, and there to meet: {figures}", PUBLISHER, on.year,
            CONFIDENCE, f"{by} {evidence} Before: {before.value:g}, source {before.source}.",
        )  # fmt: skip


def _put(content: dict[str, Any], path: Sequence[str], number: dict[str, Any]) -> None:
    *outer, last = path
    for name in outer:
        content = content.setdefault(name, {})
    content[last] = number
