"""What may be fitted of an authority: the shipped free parameters, of which each has a target and reaches its value."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import yaml

from fssim.calibration.fitting import map_known_numbers
from fssim.calibration.free_parameters import FOLDER, LOCAL, FreeParameter, read_free_parameters
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.scenario import Scenario

FURTHER = 0.5  # of a value outside the shipped range, that the range goes beyond it
WHOLES = ("share", "probability")  # units of what is 1 at most
WIDTH = 120


def format_free_parameters(scenario: Scenario, targets: Collection[str]) -> str:
    """The file of free parameters of an authority's scenario that has these targets; nothing if none is left."""
    shipped = read_free_parameters(shipped_folder() / FOLDER / LOCAL)
    numbers = map_known_numbers(scenario)
    free = {}
    for path, parameter in shipped.free.items():
        of_it = [target for target in parameter.targets if target in targets]
        if of_it and path in numbers and (parameter.takes_from is None or parameter.takes_from in numbers):
            free[path] = _describe(parameter, of_it, numbers, path)
    if not free:
        return ""
    left_out = {id: why for id, why in shipped.leave_out.items() if id in targets}
    content = {"free": free, **({"leave_out": left_out} if left_out else {})}
    head = (
        f"# What fssim calibrate may fit of {scenario.title}: what comes with fssim, for the targets that there\n"
        "# are, in ranges that hold the authority's own values.\n"
    )
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH)


def _describe(
    parameter: FreeParameter, targets: list[str], numbers: Mapping[str, Parameter], path: str
) -> dict[str, object]:
    value = numbers[path].value
    taken = numbers[parameter.takes_from].value if parameter.takes_from is not None else math.inf
    most = min(value + taken, 1.0 if numbers[path].unit in WHOLES else math.inf)
    low, high, step = parameter.low, parameter.high, parameter.step
    down = max(math.ceil((low - value * (1.0 - FURTHER)) / step), 0) if value < low else 0
    up = max(math.ceil((value * (1.0 + FURTHER) - high) / step), 0) if value > high else 0
    low -= min(down, math.floor(low / step + 1e-9)) * step
    high += up * step
    if high > most:
        high -= math.ceil((high - most) / step - 1e-9) * step
    widened = " Widened to hold the authority's own value." if down or up else ""
    return {
        "low": round(low, 10),
        "high": round(high, 10),
        "step": step,
        **({"takes_from": parameter.takes_from} if parameter.takes_from is not None else {}),
        "targets": targets,
        "evidence": f"{parameter.evidence.strip()}{widened}",
    }
