"""The tables in the terminal, and whether a precision was reached, in words."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from typing import Any

from rich.console import Console, RenderableType

from fssim.measures.headline import DRIFT, headline_measures, line_measure
from fssim.measures.ledger.ledger_lines import Line
from fssim.report.terminal.run_tables import ledger_bars, measures_table, precision_reached
from fssim.runs.results import Results
from fssim.runs.run_to_precision import PreciseResults, Width


def printed(part: RenderableType, width: int = 400) -> str:
    file = io.StringIO()
    Console(file=file, width=width).print(part)
    return file.getvalue()


def wide(results: list[Results]) -> str:
    return printed(measures_table(results, 400))


def cells(text: str, label: str) -> list[str]:
    """The cells of the first row whose label begins so."""
    row = next(line for line in text.splitlines() if line.startswith(f"  {label}"))
    return re.split(r"  +", row.strip())


def test_a_row_has_both_values_the_difference_and_what_it_says(results_of: Any) -> None:
    text = wide([results_of(30.0), results_of(20.0, "Another")])
    assert "Against: Another" in text
    assert cells(text, "Mental health: first referral")[1:] == [
        "30.0",
        "20.0",
        "+10.0",
        "+10.0 to +10.0",
        "more, worse",
    ]


def test_less_of_a_good_thing_is_worse(results_of: Any) -> None:
    text = wide([results_of(20.0), results_of(30.0, "Another")])
    assert cells(text, "Mental health: referred under a plan")[-1] == "less, worse"
    assert cells(text, "Mental health: first referral")[-1] == "less, better"


def test_each_scenario_compared_with_has_its_rows(results_of: Any) -> None:
    text = wide([results_of(30.0), results_of(20.0, "One"), results_of(30.0, "Two")])
    assert text.index("Against: One") < text.index("Against: Two")
    assert text.count("the same in all runs") == text.count("+10.0 to +10.0") > 0


def test_a_scenario_by_itself_has_values_and_intervals(results_of: Any) -> None:
    text = wide([results_of(30.0)])
    assert cells(text, "Mental health: first referral")[1:] == ["30.0", "27.5 to 32.5"]


def test_what_neither_has_is_left_out_and_what_one_has_is_not_compared(results_of: Any) -> None:
    nothing = {DRIFT: [math.nan] * 3}
    assert "drift" not in wide([results_of(3.0, **nothing), results_of(2.0, "B", **nothing)])
    row = cells(wide([results_of(3.0, **nothing), results_of(2.0, "B")]), "Days in plans: drift")
    assert row[1:] == ["-", "2.00", "-", "-", "-"]


def test_nothing_is_cut_off_however_narrow(results_of: Any) -> None:
    results = [results_of(999_999.0), results_of(2.0, "A scenario with a title that goes on for longer than a column")]
    for width in (60, 79, 80, 81, 99, 100, 101, 132, 400):
        assert "…" not in printed(measures_table(results, width), width)
        assert "…" not in printed(ledger_bars(results, width), width)


def test_titles_are_not_taken_for_markup(results_of: Any) -> None:
    text = wide([results_of(3.0), results_of(2.0, "[red]Loud[/red]")])
    assert "Against: [red]Loud[/red]" in text
    assert "[red]Loud[/red]" in printed(ledger_bars([results_of(3.0, "[red]Loud[/red]")], 80))


def test_the_measures_that_matter_are_there_when_their_columns_are(results_of: Any) -> None:
    results: Results = results_of(3.0)
    names = headline_measures(results.scenario, results.measures)
    assert len(names) == 4
    assert names[0].startswith("wait_mental_health_")


def test_bars_are_in_proportion(results_of: Any) -> None:
    unallocated, moving = line_measure(Line.UNALLOCATED), line_measure(Line.MOVING)
    text = printed(ledger_bars([results_of(0.0, **{moving: [8.0] * 3, unallocated: [2.0] * 3})], 100))
    assert re.search(r"moving +█{24} 8\.00", text)
    assert re.search(r"unallocated +█{6} 2\.00", text)
    assert re.search(r"all +10\.0", text)


def test_bars_on_a_terminal_of_plain_letters(results_of: Any) -> None:
    text = printed(ledger_bars([results_of(8.0)], 100, ascii_only=True))
    assert "#" * 24 in text
    assert "█" not in text


def test_on_a_narrow_terminal_numbers_stand_below_their_label(results_of: Any) -> None:
    lines = printed(measures_table([results_of(30.0), results_of(20.0, "Another")], 60), 60).splitlines()
    assert lines[1].split() == ["This", "Other", "Diff.", "95%", "interval", "Verdict"]
    place = lines.index("Mental health: first referral to start, mean, working days")
    assert lines[place + 1].split() == ["30.0", "20.0", "+10.0", "+10.0", "to", "+10.0", "more,", "worse"]
    assert lines[1].index("Verdict") == lines[place + 1].index("more")
    alone = printed(measures_table([results_of(30.0)], 60), 60).splitlines()
    assert alone[1].split() == ["Value", "95%", "interval"]
    assert alone[4].split() == ["30.0", "27.5", "to", "32.5"]


def test_columns_say_which_scenario_is_which(results_of: Any) -> None:
    text = wide([results_of(30.0), results_of(20.0, "Another")])
    assert re.search(r"This +Compared\b", text)
    assert re.search(r"scenario +with +Difference", text)


def test_waits_for_an_offer_lead_and_not_those_of_who_starts(results_of: Any) -> None:
    waits = {f"wait_mental_health_internal_{kind}mean_working_days": [1.0] * 3 for kind in ("", "to_offer_")}
    text = printed(measures_table([results_of(30.0, **waits)], 90))
    assert "Mental health, internal: from referral to first offer, mean" in text
    assert text.count("internal") == 1


def test_the_footnote_says_what_every_verdict_means() -> None:
    from fssim.statistics.verdict import RULE

    for verdict in ("more", "less", "suggests", "no difference that matters", "the same in all runs", "cannot tell"):
        assert f"'{verdict}'" in RULE


def precise(results: list[Any], *too_wide: Width) -> PreciseResults:
    return PreciseResults(results, 0.05, (DRIFT,), 3, not too_wide, too_wide)


def test_a_precision_that_was_reached(results_of: Any) -> None:
    assert precision_reached(precise([results_of(3.0), results_of(2.0, "There")])) == (
        "After 3 replications half of the 95% interval of every difference asked about is at most 5% of the value "
        "compared with."
    )
    assert precision_reached(precise([results_of(3.0)])).endswith(
        "of every measure asked about is at most 5% of its value."
    )
    slowest = replace(precise([results_of(3.0)]), slowest=Width("visits_in_time_percent", None, 0.06))
    assert precision_reached(slowest).endswith("is at most 5% of its value. 'Visits in time' took the longest.")


def test_what_is_still_too_wide_is_named(results_of: Any) -> None:
    wide = Width("visits_in_time_percent", "There", 0.073), Width(DRIFT, "There", 0.06), Width(DRIFT, "Here", 0.051)
    results = [results_of(3.0, "Here"), results_of(2.0, "There")]
    text = precision_reached(precise(results, *wide))
    assert text == (
        "Stopped at 3 replications, the most allowed, before the precision asked for was reached (half of the 95% "
        "interval at most 5% of the value compared with). 'Visits in time' against 'There' is still at 7.30% of the "
        "value compared with. 2 others are too wide."
    )
    assert precision_reached(precise(results, *wide[:2])).endswith(" One other is too wide.")
    assert "has no interval yet." in precision_reached(precise(results, Width(DRIFT, "There", math.nan)))


def test_nothing_to_look_at_is_said(results_of: Any) -> None:
    nothing = PreciseResults([results_of(3.0)], 0.05, (DRIFT,), 3, False, ())
    assert precision_reached(nothing).endswith("none of the measures asked about has a value.")
