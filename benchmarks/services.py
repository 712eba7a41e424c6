"""The services that fssim's own engines are timed on: the county, and one district said again and again."""

from __future__ import annotations

from pathlib import Path

from fssim.scenario import Scenario, load
from fssim.scenario.override import with_values
from fssim.scenario.schema.workforce import establishments_of

SCENARIOS = Path(__file__).parents[1] / "scenarios"
COUNTY = "county"


def service(name: str) -> Scenario:
    """The county (`COUNTY`), or a service of so many districts ("27").

    Each district is that of `one_district_standard.yaml`, with teams of its own; conference chairs are shared.
    """
    if name == COUNTY:
        return load(SCENARIOS / "standard.yaml")
    district, districts = load(SCENARIOS / "one_district_standard.yaml"), int(name)
    chairs = sum(
        each.count for each in establishments_of(district.pools["conference_chairs"].posts["conference_chair"])
    )
    values = {f"teams.{kind}.count.value": team.count.value * districts for kind, team in district.teams.items()}
    values["demand.children.value"] = district.demand.children.value * districts
    values["pools.conference_chairs.posts.conference_chair.posts.value"] = chairs * districts
    return with_values(district, values)
