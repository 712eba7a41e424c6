"""The fitted values as a scenario file that extends the one they were fitted to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from fssim.calibration.calibration import Calibration
from fssim.calibration.fitting import numbers_of
from fssim.errors import OutputError
from fssim.scenario.reading.load import load
from fssim.scenario.schema.parameter import Grade

MARK = "# Fitted by fssim calibrate"


def refuse_file(file: Path, extends: Path) -> None:
    """Raise `OutputError` if the file cannot be written, or is the scenario itself or otherwise somebody's own (not one
    that was fitted before)."""
    if file.resolve() == extends.resolve():
        raise OutputError(f"{file}: is the scenario to be fitted; choose another name with --out")
    if os.path.isdir(file):
        raise OutputError(f"{file}: is a folder; give the name of a file with --out")
    if not os.path.isdir(file.parent):
        raise OutputError(f"{file}: there is no folder {file.parent}; make it, or choose another with --out")
    try:
        if os.path.exists(file) and not file.read_text(encoding="utf-8", errors="replace").startswith(MARK):
            raise OutputError(f"{file}: is there already, and was not fitted by fssim; choose another name with --out")
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        raise _explained(error, file) from error


def write_fitted(calibration: Calibration, file: Path, extends: Path) -> None:
    """Write the fitted values, graded calibrated, to a file that `extends` the scenario they were fitted to.

    The file is checked by loading it before it takes its name. Raises `OutputError` if it cannot be written.
    """
    refuse_file(file, extends)
    text = fitted_text(calibration, Path(os.path.relpath(extends.resolve(), file.resolve().parent)).as_posix())
    handle, name = tempfile.mkstemp(prefix=".partial-", suffix=".yaml", dir=file.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        load(partial)
        partial.chmod(0o666 & ~_umask())
        partial.replace(file)
    except OSError as error:
        raise _explained(error, file) from error
    finally:
        partial.unlink(missing_ok=True)


def fitted_text(calibration: Calibration, extends: str) -> str:
    """What the file says. The same calibration gives the same text."""
    scenario, targets = calibration.scenario, calibration.targets_after
    fitted = [target for target in targets if target.id not in calibration.free.leave_out]
    counts = f"{calibration.trials} trials of {calibration.search_replications} replications"
    said: dict[str, Any] = {
        "extends": extends,
        "title": f"{scenario.title}, calibrated",
        "question": scenario.question,
        "notes": (
            f"Fitted in {counts}, seed {calibration.after.seed}. Over {len(calibration.after.rows)} replications the "
            f"misfit goes from {calibration.misfit_before:.3g} to {calibration.misfit_after:.3g}, and "
            f"{sum(target.met for target in fitted)} of the {len(fitted)} targets fitted to are met."
        ),
    }
    numbers = numbers_of(scenario)
    for path, value in calibration.values.items():
        number: dict[str, Any] = {
            "value": int(value) if value.is_integer() else value,
            "unit": numbers[path].unit,
            "source": numbers[path].source,
            "grade": Grade.calibrated.value,
        }
        each = calibration.free.free.get(path)
        if each is not None:
            number |= {"low": each.low, "high": each.high}
        _put(said, path.split("."), number)
    return f"{MARK}.\n" + yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120)


def _put(said: dict[str, Any], path: Sequence[str], number: dict[str, Any]) -> None:
    *outer, last = path
    for name in outer:
        said = said.setdefault(name, {})
    said[last] = number


def _explained(error: OSError, file: Path) -> OutputError:
    return OutputError(f"{file}: cannot be written: {os.strerror(error.errno or 0)}; choose another with --out")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
