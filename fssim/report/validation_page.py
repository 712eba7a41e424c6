"""docs/validation.md, made from the tables kept of the standard model: `python -m fssim.report.validation_page`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from fssim.report.wording.words import interval, number, signed
from fssim.studies.validation.validation_file import GOALS, ROWS, SUMMARY, read_stored

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
WORST = 5  # of the responses that miss, told first
PARTS = {
    ("response", "more referrals"): "10% more referrals",
    ("response", "more workers"): "10% more workers",
    ("jump", "jump"): "A jump in referrals, in the year of it",
    ("spread", "jump"): "The standard deviation between authority-years of what changes in the year of a jump",
}


def validation_page() -> str:
    """What it comes to, every table, and how it is done."""
    goals, summary, rows = (read_stored(name).to_dict("records") for name in (GOALS, SUMMARY, ROWS))
    national = [row for row in rows if row["part"] in ("target", "shape")]
    responses = {key: [row for row in rows if (row["part"], row["change"]) == key] for key in PARTS}
    missed = [row for row in rows if row["part"] == "response" and not row["inside"]]
    environment = Environment(
        loader=PackageLoader("fssim.report", "."), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("validation.md.jinja").render(
        goals=goals,
        summary=summary,
        nearer=[row["title"] for row in summary if row["low"] > 0.0],
        further=[row["title"] for row in summary if row["high"] < 0.0],
        worst=sorted(missed, key=_miss, reverse=True)[:WORST],
        responses=[(title, responses[key]) for key, title in PARTS.items()],
        shocks=[row for row in rows if row["part"] == "recovery" and not row["inside"]],
        national=[row for row in national if not row["inside"]],
        figures=len(national),
        number=number,
        signed=signed,
        interval=interval,
    )


def _miss(row: dict[Any, Any]) -> float:
    """How far a response is from the middle of its goal, in widths of the goal."""
    return float(abs(row["model"] - (row["low"] + row["high"]) / 2.0) / (row["high"] - row["low"]))


if __name__ == "__main__":
    PAGE.write_text(validation_page(), encoding="utf-8")
