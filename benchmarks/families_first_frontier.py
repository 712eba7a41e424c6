"""What is in time with other numbers of leads: `python -m benchmarks.families_first_frontier FOLDER` writes the table
that the page of a run of `families_first` shows, of the finished sweep `families_first_leads` in that folder.

The sweep takes about three minutes of one processor: `fssim sweep families_first_leads --out FOLDER`. The page says so
if the scenario's numbers have changed since.
"""

from __future__ import annotations

import sys
from pathlib import Path

import fssim
from fssim.files.comma_separated import csv_text
from fssim.model.scenario_hash import hash_scenario
from fssim.report.document.points_beforehand import WHOSE

FILE = Path(__file__).parents[1] / "scenarios" / "frontiers" / "families_first.csv"
LEVERS = {
    "lever_lead_posts": "Lead child protection practitioners",
    "lever_not_social_workers": "Leads not social workers, of families at low or medium risk (share)",
    "uncertainty_section_47": "Odds of section 47 enquiries (times)",
}
CHAIR = "Conferences chaired by"  # the last: what is chosen, as the first is
CHAIRS = {True: "the lead", False: "a conference chair"}
MEASURES = (
    "children_beside_lead_child_protection_practitioner_per_full_time_worker",
    "utilisation_lead_child_protection_practitioner_percent",
    "timely_strategy_discussion_percent",
    "timely_initial_child_protection_conference_percent",
    "timely_core_group_percent",
    "reviews_in_time_percent",
    "visits_in_time_percent",
    "pressure_safeguarding_percent",
    "cost_staff_gbp_a_year",
)


def main(folder: str) -> None:
    """Write the table of a finished sweep."""
    swept = fssim.read_sweep(folder)
    points = swept.frame.groupby("point", sort=True).mean(numeric_only=True)
    whose = (swept.sweep.base.title, hash_scenario(swept.sweep.base))
    header = [*WHOSE, *LEVERS.values(), CHAIR, *MEASURES]
    rows = [
        [
            *whose, *(f"{row[lever]:g}" for lever in LEVERS), CHAIRS[row["lever_chair_hours"] == 0.0],
            *(_written(row[measure]) for measure in MEASURES),
        ]
        for _, row in points.iterrows()
    ]  # fmt: skip
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(csv_text([header, *rows], for_excel=False), encoding="utf-8")


def _written(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000.0 else f"{value:.1f}"


if __name__ == "__main__":
    main(sys.argv[1])
