"""Where the days go: the time ledger, scenario by scenario."""

from __future__ import annotations

from collections.abc import Mapping

from fssim.measures.catalogue import LEDGER_RULE, LINES, Description, describe
from fssim.measures.headline import DRIFT, line_measure
from fssim.report.charts.figures import ledger as drawing
from fssim.report.charts.svg import panels_picture
from fssim.report.document.cells import COMPARED_COLUMNS, compared_rows, scenario_cells, scenario_columns, titles
from fssim.report.document.report_parts import Column, Kind, Section, Table
from fssim.report.wording.words import in_list, interval, signed
from fssim.runs.compare import Comparison
from fssim.runs.folder.read_run import StoredRun
from fssim.runs.judged_together import compared_in_tables, ledger_lines
from fssim.statistics.verdict import TOLD

JUDGED_TOGETHER = "Intervals and verdicts are for all these lines at once, as in the table of measures for those there."
MOST_TOLD = 3  # lines of the ledger that differ most


def ledger(run: StoredRun) -> Section:
    """A bar for each line of the ledger in each scenario, and how the scenarios differ line by line."""
    results = run.results
    lines = {line_measure(line): LINES[line.name.lower()] for line in ledger_lines(results)}
    columns = [Column("What held the family up", Kind.TEXT), *scenario_columns(results, "working days")]
    labels = lines | {DRIFT: LINES["drift"]}
    rows = [[label.capitalize(), *scenario_cells(results, measure)] for measure, label in labels.items()]
    tables = [Table("Ledger", "Working days on a plan, for each family that enters one", columns, rows, folded=True)]
    found = [{name: rows[name][1] for name in lines} for rows in compared_in_tables(results)]
    if found:
        about = {
            name: Description(label.capitalize(), "working days", describe(name).more_is)
            for name, label in lines.items()
        }
        differences = compared_rows(titles(results)[1:], found, about)
        title = "The same in pairs: what one scenario changes, line by line"
        tables.append(Table("Ledger in pairs", title, COMPARED_COLUMNS, differences, JUDGED_TOGETHER, folded=True))
    picture = drawing(results)
    return Section(
        "ledger",
        "Where the days go",
        [LEDGER_RULE],
        [_told(title, row, lines) for title, row in zip(titles(results)[1:], found, strict=True) if _known(row)],
        [panels_picture(picture, f"{picture.title}. Line by line in the table below.")],
        tables,
    )


def _known(found: Mapping[str, Comparison]) -> list[str]:
    """The lines that are known to differ, furthest first."""
    differing = [name for name, row in found.items() if row.verdict in TOLD]
    return sorted(differing, key=lambda name: -abs(found[name].difference))


def _told(title: str, found: Mapping[str, Comparison], labels: Mapping[str, str]) -> str:
    said = [
        f"{signed(found[name].difference)} {labels[name]} ({interval(found[name].low, found[name].high)})"
        for name in _known(found)[:MOST_TOLD]
    ]
    return (
        f"What differs most from '{title}', in working days a family, with 95% intervals that hold all at once: "
        f"{in_list(said)}."
    )
