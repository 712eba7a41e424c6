"""What may be fitted of an authority: the shipped free parameters, of which each has a target and reaches its value."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import yaml

from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.scenario_text import WIDTH
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.calibration.fitting import map_known_numbers
from fssim.studies.calibration.free_parameters import FOLDER, LOCAL, FreeParameter, read_free_parameters

FURTHER = 0.5  # of a value outside the shipped range, that the range goes beyond it
WHOLES = ("share", "probability")  # units of what is 1 at most
SLACK = 1e-9  # of a step


@dataclass(slots=True)
class _Range:
    """The range of one free parameter, as whole steps from its ends, which holds the authority's own value."""

    parameter: FreeParameter
    targets: list[str]
    value: float
    low: float
    high: float

    def describe(self) -> dict[str, object]:
        """The entry of the file."""
        parameter = self.parameter
        moved = " Moved to hold the authority's own value."
        is_another = (self.low, self.high) != (parameter.low, parameter.high)
        return {
            "low": round(self.low, 10),
            "high": round(self.high, 10),
            "step": parameter.step,
            **({"takes_from": parameter.takes_from} if parameter.takes_from is not None else {}),
            "targets": self.targets,
            "evidence": f"{parameter.evidence.strip()}{moved if is_another else ''}",
        }


def format_free_parameters(scenario: Scenario, targets: Collection[str]) -> str:
    """The file of free parameters of an authority's scenario that has these targets; nothing if none is left."""
    shipped = read_free_parameters(shipped_folder() / FOLDER / LOCAL)
    values = {path: number.value for path, number in map_known_numbers(scenario).items()}
    units = {path: number.unit for path, number in map_known_numbers(scenario).items()}
    ranges: dict[str, _Range] = {}
    for path, parameter in shipped.free.items():
        of_it = [target for target in parameter.targets if target in targets]
        if of_it and path in values and (parameter.takes_from is None or parameter.takes_from in values):
            most = 1.0 if units[path] in WHOLES else math.inf
            ranges[path] = _reach(parameter, of_it, values[path], most)
    _leave_room(ranges, values)
    free = {path: reach.describe() for path, reach in ranges.items() if reach.low < reach.high}
    if not free:
        return ""
    left_out = {id: why for id, why in shipped.leave_out.items() if id in targets}
    content = {"free": free, **({"leave_out": left_out} if left_out else {})}
    head = (
        f"# What fssim calibrate may fit of {scenario.title}: what comes with fssim, for the targets that there\n"
        "# are, in ranges that hold the authority's own values.\n"
    )
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH)


def _reach(parameter: FreeParameter, targets: list[str], value: float, most: float) -> _Range:
    """A range that goes beyond a value that lies outside the shipped one, from 0 to the most that it can be."""
    low, high, step = parameter.low, parameter.high, parameter.step
    if value < low:
        low -= min(math.ceil((low - value * (1.0 - FURTHER)) / step), math.floor(low / step + SLACK)) * step
    if value > high:
        up = math.ceil((value * (1.0 + FURTHER) - high) / step)
        high += (up if math.isinf(most) else min(up, math.floor((most - high) / step + SLACK))) * step
    return _Range(parameter, targets, value, low, high)


def _leave_room(ranges: Mapping[str, _Range], values: Mapping[str, float]) -> None:
    """Bring down ends of those that take from one number, so that all together leave it no less than nothing."""
    sharing: defaultdict[str, list[_Range]] = defaultdict(list)
    for reach in ranges.values():
        if reach.parameter.takes_from is not None:
            sharing[reach.parameter.takes_from].append(reach)
    for taken, together in sharing.items():
        wanted = math.fsum(max(reach.high - reach.value, 0.0) for reach in together)
        share = min(values[taken] / wanted, 1.0) if wanted else 1.0
        for reach in together:
            excess = reach.high - (reach.value + (reach.high - reach.value) * share)
            reach.high -= max(math.ceil(excess / reach.parameter.step - SLACK), 0) * reach.parameter.step
