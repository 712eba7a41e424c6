"""How a run was made: enough to make it again, and what each measure counts."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.measures.catalogue import describe
from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table, titles
from fssim.report.wording.answer_notes import overload_sentences
from fssim.report.wording.dated_changes import observed_days
from fssim.report.wording.words import plain
from fssim.runs.ensemble import EnsembleRun
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.runs.steady_state import warn_of_short_warm_up
from fssim.scenario.differences import describe_changes

WARM_UP_RIGHT = (
    "Weekly numbers of families open, children on plans and families unallocated had settled by the end of the "
    "warm-up (MSER-5), wherever a scenario changes nothing part of the way through."
)
EXACT_IN_A_SPREADSHEET = 2**53
OVERLOADED = "A service that work arrives at faster than it can be done settles after no warm-up; see overload."
FROM_A_CASELOAD = "The run starts from a caseload that is known, and what it comes to is not where the service settles."
UNTOLD = "One replication cannot tell whether the warm-up was long enough."
OWN_INTERVALS = (
    "One scenario's own are Student's with Hall's correction for skewness. Of measures that are mostly small and now "
    "and then very large, such as days unallocated, they hold the true mean about 9 times in 10 with fewer than 20 "
    "replications. Those of differences hold at once with the others of their table."
)
OVER_SETS = (
    "They hold luck and what is not known, by the one-way model with random effects of parameter sets and their "
    "replications: generalised intervals for the mean of the true set, which may be any like those that fit. They hold "
    "it 92 times in 100 or more. Those of differences hold at once with the others of their table."
)


def build_how_run(run: StoredRun) -> Section:
    """Enough to run it again and get the same numbers."""
    results = run.results
    first = results[0]
    clock = first.scenario.clock
    start, until = observed_days(clock)
    warning, overloaded = warn_of_short_warm_up(results), overload_sentences(results)
    settled = (
        FROM_A_CASELOAD
        if first.scenario.opening
        else UNTOLD
        if len(first.rows) < 2
        else OVERLOADED
        if overloaded
        else WARM_UP_RIGHT
    )
    facts: dict[str, Cell] = {
        "Number of replications of each scenario": len(first.rows),
        "Random seed": first.seed if first.seed <= EXACT_IN_A_SPREADSHEET else str(first.seed),
        "Engine": first.engine,
        "Warm-up, years simulated and discarded": first.scenario.whole_clock.warm_up_years,
        "Observed from": start,
        "Observed until": until,
        **({"95% intervals": OVER_SETS if first.ensemble else OWN_INTERVALS} if len(first.rows) > 1 else {}),
        "Warm-up check": plain(warning) if warning else settled,
        **({"Overload": " ".join(overloaded)} if overloaded else {}),
        **_precision(run),
        **_ensemble(first.ensemble, len(first.rows)),
        "Versions": ", ".join(f"{name} {version}" for name, version in run.versions.items()),
    }
    rows: list[list[Cell]] = [[name, fact] for name, fact in facts.items()]
    columns = [Column("What", Kind.TEXT), Column("How", Kind.TEXT)]
    notes = [plain(f"{result.scenario.title}: {result.scenario.notes}") for result in results if result.scenario.notes]
    return Section(
        "how-run",
        "How it was run",
        notes,
        tables=[
            Table("Run", "The run", columns, rows),
            *([_changes(results)] if len(results) > 1 else []),
            _definitions(results),
        ],
    )


def _definitions(results: Sequence[Results]) -> Table:
    """What every measure of the run counts, for the spreadsheet."""
    columns = [Column(heading, Kind.TEXT) for heading in ("Measure", "Name in the data", "Unit", "Counts")]
    names = dict.fromkeys(name for result in results for name in result.measures)
    scenario = results[0].scenario
    rows: list[list[Cell]] = [
        [about.label, name, about.unit, about.definition]
        for name in names
        if (about := describe(name, scenario)).definition
    ]
    return Table("Definitions", "What each measure counts", columns, rows, on_page=False)


def _precision(run: StoredRun) -> dict[str, Cell]:
    if not run.precision:
        return {}
    asked = f"half of each 95% interval at most {100.0 * float(run.precision['asked']):g}% of the value"
    end = "reached" if run.precision["reached"] else "not reached within the replications allowed"
    return {"Precision asked for": f"{asked}: {end}"}


def _ensemble(ensemble: EnsembleRun | None, replications: int) -> dict[str, Cell]:
    if ensemble is None:
        return {}
    return {
        "Parameter sets": (
            f"{ensemble.sets_of(replications)} of the {ensemble.sets} in {plain(ensemble.file)} (SHA-256 "
            f"{ensemble.sha256}): those of {ensemble.tried} tried that fit {ensemble.targets} published figures"
        )
    }


def _changes(results: Sequence[Results]) -> Table:
    first, *others = results
    rows = [
        [title, plain(sentence).replace("_", " ")]
        for title, other in zip(titles(results)[1:], others, strict=True)
        for sentence in describe_changes(other.scenario, first.scenario) or ["nothing that changes a result"]
    ]
    columns = [Column("From", Kind.TEXT), Column("What changes, to this scenario", Kind.TEXT)]
    return Table("Differences", "What this scenario changes from those it is compared with", columns, rows, folded=True)
