"""What measures take from the published statistics: limits and bands, what of a scenario is counted as what, and which
measure each published figure is about.

The engines and the rest of the measures go by what stages, activities and outcomes do. Statistics are about particular
ones ("section 47 enquiries"), which a scenario marks itself, by `counted_as`. One that marks none has nan for the
statistic. Limits, bands and targets stand in `published.yaml`, with their sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from fssim.arrays import Integers
from fssim.model.tables import Names
from fssim.scenario.names import slug
from fssim.scenario.schema.pathway import StageCount
from fssim.scenario.schema.scenario import Scenario

FILE = Path(__file__).with_name("published.yaml")
_STATED: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
_LIMITS = {name: limit["value"] for name, limit in _STATED["limits"].items()}

ASSESSMENT_LIMIT: int = _LIMITS["assessment_limit"]  # working days
RE_REFERRAL_MONTHS: int = _LIMITS["re_referral_months"]
LEAST_FOLLOWED: float = _LIMITS["least_followed"]  # a share
PLAN_BANDS: tuple[str, ...] = tuple(_STATED["plan_bands"]["bands"])
PLAN_BAND_MONTHS: tuple[int, ...] = tuple(_STATED["plan_bands"]["bands"].values())[:-1]
COST_BAND_FROM_POUNDS: tuple[float, ...] = tuple(map(float, _STATED["cost_bands"]["bands_2_to_4_from"]))  # a family
COST_BAND_4_UP_TO_POUNDS = float(_STATED["cost_bands"]["band_4_up_to"])
TARGETS: tuple[str, ...] = tuple(_STATED["targets"])
CHILD_PROTECTION = "child_protection"  # the plan that figures are of where a scenario counts no stage as one


def rows_counted_as(counted_as: Sequence[str], what: StrEnum) -> Integers:
    """The rows of the stages, activities or outcomes that a statistic counts: none if the scenario has no such thing.

    `counted_as` is a column of `Names`, such as `stages_counted_as`.
    """
    return np.array([row for row, counted in enumerate(counted_as) if counted == what], np.int64)


def rows_of_child_protection_plans(names: Names, statutory_plan: Sequence[int]) -> Integers:
    """The rows of the statutory plans of the stages that are counted as child protection plans."""
    stages = rows_counted_as(names.stages_counted_as, StageCount.child_protection_plan)
    return np.array(sorted({statutory_plan[stage] for stage in stages.tolist()} - {-1}), np.int64)


def measures_of_targets(scenario: Scenario) -> dict[str, str]:
    """Which measure of a scenario each published figure is compared with, by the figure's id."""
    plans = [
        stage.statutory_plan
        for stage in scenario.pathway.stages.values()
        if stage.counted_as is StageCount.child_protection_plan and stage.statutory_plan
    ]
    plan = slug(plans[0] if plans else CHILD_PROTECTION)
    return {id: measure.format(child_protection_plan=plan) for id, measure in _STATED["targets"].items()}
