"""What stands beside published figures: the tables of a calibration and of a validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from fssim.report.terminal.run_tables import Row, numbers_table
from fssim.report.wording.words import interval, number, plain, signed
from fssim.runs.ensemble import Ensemble
from fssim.studies.calibration.calibration import Calibration
from fssim.studies.calibration.fitting import map_known_numbers
from fssim.studies.validation.validate import Validation

Headings = tuple[str, ...]
PARAMETERS: Headings = ("Range", "Start", "Fitted", "90% region")
LATER: Headings = ("Published", "Predicted", "90% interval")
OVER_SETS: Headings = ("Range", "Own value", "Middle set", "Half of the sets")
TARGETS: Headings = ("Published", "Tolerance", "Before", "After", "95% interval")


def calibration_tables(calibration: Calibration, width: int) -> Iterator[RenderableType]:
    """What a calibration gives, for a terminal of a width."""
    left_out = calibration.free.leave_out
    count = f"{calibration.tries} tries, then {len(calibration.after.frame)}"
    yield Text(plain(calibration.scenario.title), style="bold")
    yield Text(f"Replications: {count}; random seed: {calibration.after.seed}.")
    yield numbers_table("Free parameter", PARAMETERS, "Told by", list(_parameters(calibration)), width)
    yield numbers_table("Target", TARGETS, "Met", list(_targets(calibration)), width)
    yield Text(
        f"Misfit: {number(calibration.misfit_before)} before, {number(calibration.misfit_after)} after. It is the sum "
        "of (miss / tolerance) squared, in which a target that is not met counts twice."
    )
    met = [[target.met for target in targets] for targets in (calibration.targets_before, calibration.targets_after)]
    yield Text(f"{sum(met[1])} of {len(met[1])} targets met; before, {sum(met[0])}.")
    if calibration.predictions:
        yield numbers_table("Later figure", LATER, "Inside", list(_predicted(calibration)), width)
        inside = sum(one.inside for one in calibration.predictions)
        yield Text(f"{inside} of {len(calibration.predictions)} later figures lie where nine in ten should.")
    for id, reason in left_out.items():
        yield Text(f"Left out of the fit: {id}. {plain(reason)}")
    for warning in calibration.warnings:
        yield Text(f"Careful: {warning}.")


def _parameters(calibration: Calibration) -> Iterator[Row]:
    for path, row in calibration.parameters.iterrows():
        numbers = (
            f"{row['low']:g} to {row['high']:g}",
            f"{row['start']:g}",
            f"{row['fitted']:g}",
            f"{row['region_low']:.3g} to {row['region_high']:.3g}",
        )
        told_by = row["moves"] if row["told"] else "cannot be told"
        yield Text.assemble(str(path), (f", {row['unit']}", "dim")), numbers, Text(told_by)


def _predicted(calibration: Calibration) -> Iterator[Row]:
    for one in calibration.predictions:
        numbers = (number(one.figure.value), number(one.model), interval(one.low, one.high, number))
        label = Text.assemble(plain(one.figure.title), (f", {plain(one.figure.unit)}", "dim"))
        yield label, numbers, Text("yes" if one.inside else "no")


def _targets(calibration: Calibration) -> Iterator[Row]:
    for before, after in zip(calibration.targets_before, calibration.targets_after, strict=True):
        numbers = (
            number(after.value),
            number(after.tolerance),
            number(before.model),
            number(after.model),
            interval(after.low, after.high, number),
        )
        left_out = ", left out" if after.id in calibration.free.leave_out else ""
        label = Text.assemble(plain(after.title), (f", {plain(after.unit)}", "dim"))
        yield label, numbers, Text(("met" if after.met else "not met") + left_out)


def ensemble_table(ensemble: Ensemble, width: int) -> RenderableType:
    """The numbers of an ensemble, those that the sets narrow most first: within what half of the sets lie."""
    own, frame = map_known_numbers(ensemble.scenario), ensemble.frame
    rows: list[tuple[float, Row]] = []
    for path, varied in ensemble.numbers.items():
        low, middle, high = (float(frame[path].quantile(share)) for share in (0.25, 0.5, 0.75))
        numbers = (
            f"{varied.low:g} to {varied.high:g}",
            f"{own[path].value:g}",
            f"{middle:.3g}",
            f"{low:.3g} to {high:.3g}",
        )
        label = Text.assemble(path, (f", {varied.unit}", "dim"))
        rows.append(
            (
                (high - low) / (varied.high - varied.low),
                (label, numbers, Text("fitted" if varied.fitted else "assumed")),
            )
        )
    rows.sort(key=lambda row: row[0])
    return numbers_table("Number", OVER_SETS, "Is", [row for _, row in rows], width)


GOALS = ("Inside", "Of", "Needed")
TRANSFER = ("Model", "National ratio", "Last year", "Nearer by", "95% interval", "Inside")
RESPONSES = ("Published", "Goal", "Model", "95% interval")
NATIONAL = ("Published", "Tolerance", "Model", "95% interval")
CHANGES = {"more referrals": "10% more referrals", "more workers": "10% more workers", "jump": "a jump in referrals"}


def validation_tables(validation: Validation, width: int) -> Iterator[RenderableType]:
    """What a validation found, for a terminal of a width."""
    frame = validation.frame
    authorities = frame.loc[frame["part"] == "transfer", "authority"].nunique()
    yield Text(plain(validation.scenario.title), style="bold")
    yield Text(
        f"Authorities: {authorities}; replications of each: {validation.replications}; random seed: {validation.seed}."
    )
    if validation.left_out:
        names = "; ".join(map(plain, validation.left_out))
        yield Text(f"Left out, with too few children or no year with all that describes an authority: {names}.")
    yield numbers_table("Mean absolute error", TRANSFER, "Goal", list(_transfer(validation.summary)), width)
    for change, title in CHANGES.items():
        rows = frame[(frame["change"] == change) & frame["part"].isin(["response", "jump"])]
        yield numbers_table(f"With {title}", RESPONSES, "Inside", list(_responses(rows)), width)
    missed = frame[frame["part"].isin(["target", "shape"]) & ~frame["inside"].fillna(True).astype(bool)]
    if len(missed):
        yield numbers_table("National figure missed", NATIONAL, "Met", list(_national(missed)), width)
    yield numbers_table("Goal", GOALS, "Met", list(_goals(validation.goals)), width)
    yield Text(say_what_validation_came_to(validation))


def say_what_validation_came_to(validation: Validation) -> str:
    """What it comes to, in a sentence or two."""
    met, goals = int(validation.goals["met"].sum()), len(validation.goals)
    if validation.holds:
        return f"All {goals} goals are met."
    return (
        f"{met} of {goals} goals are met. Where a goal is missed the model is not to be relied on: for another "
        "authority, or for more or fewer referrals and workers, its answer shows what follows from its assumptions and "
        "not what would happen."
    )


def _transfer(summary: pd.DataFrame) -> Iterator[Row]:
    for row in summary.to_dict("records"):
        numbers = (
            number(row["model"]),
            number(row["national_ratio"]),
            number(row["last_year"]),
            signed(row["nearer_by"]),
            interval(row["low"], row["high"]),
            f"{number(row['inside_percent'])}%",
        )
        yield _label(row), numbers, _met(row["met"])


def _responses(rows: pd.DataFrame) -> Iterator[Row]:
    for row in rows.to_dict("records"):
        numbers = (
            signed(row["published"]),
            interval(row["low"], row["high"]),
            signed(row["model"]),
            interval(row["model_low"], row["model_high"]),
        )
        yield _label(row), numbers, Text("yes" if row["inside"] else "no")


def _national(rows: pd.DataFrame) -> Iterator[Row]:
    for row in rows.to_dict("records"):
        numbers = (
            number(row["published"]),
            number(row["tolerance"]),
            number(row["model"]),
            interval(row["low"], row["high"], number),
        )
        yield _label(row), numbers, _met(row["inside"])


def _goals(goals: pd.DataFrame) -> Iterator[Row]:
    for row in goals.to_dict("records"):
        yield Text(row["goal"]), (f"{row['inside']}", f"{row['rows']}", f"{row['needed']}"), _met(row["met"])


def _label(row: Mapping[Any, Any]) -> Text:
    return Text.assemble(plain(row["title"]), (f", {plain(row['unit'])}", "dim"))


def _met(is_met: bool) -> Text:
    return Text("met" if is_met else "not met")
