"""Where the days go: the time ledger, scenario by scenario."""

from __future__ import annotations

from fssim.experiment.stored import StoredRun
from fssim.measures.catalogue import LINES
from fssim.measures.headline import DRIFT, line_measure
from fssim.measures.lines import DRIFT as DRIFT_LINES
from fssim.measures.lines import Line
from fssim.report.document.cells import scenario_cells, scenario_columns
from fssim.report.document.parts import Column, Kind, Section, Table
from fssim.report.document.svg import panels_picture
from fssim.report.figures import ledger as drawing


def ledger(run: StoredRun) -> Section:
    """A bar for each line of the ledger in each scenario."""
    results = run.results
    measures = {LINES[line.name.lower()].capitalize(): line_measure(line) for line in (Line.MOVING, *DRIFT_LINES)}
    measures["Drift: all but moving"] = DRIFT
    columns = [Column("What held the family up", Kind.TEXT), *scenario_columns(results, "working days")]
    rows = [[label, *scenario_cells(results, measure)] for label, measure in measures.items()]
    picture = drawing(results)
    return Section(
        "ledger",
        "Where the days go",
        ["Every working day that a family is on a plan is booked to exactly one line: what held the family up then."],
        pictures=[panels_picture(picture, f"{picture.title}. Line by line in the table below.")],
        tables=[Table("Ledger", "Working days on a plan, for each family that enters one", columns, rows)],
    )
