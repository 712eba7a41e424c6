"""What a few measures cost beside all of them: `python benchmarks/measures_asked_for.py [SCENARIO]`.

One log of the scenario (the county, if none is named) is measured again and again, from a new view each time, all
measures and then a few in turn, and the least CPU time of each is printed with its ratio to that of all.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

import fssim
from fssim.engine.event_log import EventLog
from fssim.measures import measure_log
from fssim.measures.headline import lead_measures

STANDARD = Path(__file__).parents[1] / "scenarios" / "standard.yaml"
ROUNDS = 7
CASE_HOLDING = (
    "assessment_within_45_working_days_percent",
    "visits_in_time_percent",
    "caseload_children_per_full_time_worker",
    "unallocated_days_per_family",
    "re_referred_within_12_months_percent",
)


def seconds(log: EventLog, names: tuple[str, ...] | None) -> float:
    """The least CPU time that measuring takes, of several."""
    times = []
    for _ in range(ROUNDS):
        begun = process_time()
        measure_log(log, names)
        times.append(process_time() - begun)
    return min(times)


def main() -> None:
    """Print a table."""
    scenario = fssim.load(sys.argv[1] if len(sys.argv) > 1 else STANDARD)
    log = fssim.simulate(scenario)
    asked: dict[str, tuple[str, ...] | None] = {
        "all": None,
        "five that an answer is given in": lead_measures(scenario),
        "five of case holding": CASE_HOLDING,
        "staff cost": ("cost_staff_gbp_a_year",),
    }
    seconds(log, None)  # the first time, NumPy is loaded
    of_all = seconds(log, None)
    for what, names in asked.items():
        took = seconds(log, names)
        print(f"{what:32} {1e3 * took:7.1f} ms {took / of_all:6.2f} of all")


if __name__ == "__main__":
    main()
