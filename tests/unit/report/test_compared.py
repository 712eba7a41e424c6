"""What pairing bought, and whether a precision was reached, in words."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from fssim.measures.headline import DRIFT, duration_measure, wait_measure
from fssim.report.terminal.run_tables import precision_reached
from fssim.report.wording.answer_notes import what_pairing_bought
from fssim.runs.results import Results
from fssim.runs.run_to_precision import PreciseResults, Width

LUCK = [float(number) for number in range(10)]
ODD = [number + 0.1 * (-1) ** number for number in range(10)]


def test_it_is_said_for_waits_drift_and_plans(results_of: Any) -> None:
    scenario = results_of(3.0).scenario
    wait, duration = wait_measure(scenario.headline.need), duration_measure(scenario.headline)

    def ten(title: str, waits: list[float], drift: list[float], plans: list[float]) -> Results:
        rows = dict(enumerate({wait: w, DRIFT: d, duration: p} for w, d, p in zip(waits, drift, plans, strict=True)))
        return Results(title, scenario.model_copy(update={"title": title}), "simpy", 1, rows)

    here, there = ten("Here", LUCK, LUCK, LUCK), ten("There", LUCK[::-1], [n + 5.0 for n in LUCK], ODD)
    # waits: opposite luck, at a half; drift: the same luck but for 5, at any number; durations: 1 / 0.0006
    assert what_pairing_bought([here, there]) == (
        "Sharing the same families' luck is worth this many times as many replications: 0.50 for mental health waits, "
        "over 1,000 for drift and over 1,000 for plan durations against 'There'."
    )
    assert what_pairing_bought([here, there, there]).count("against 'There'") == 2


def test_a_variance_of_few_replications_is_not_told(results_of: Any) -> None:
    assert what_pairing_bought([results_of(3.0), results_of(2.0, "There")]) == ""
    assert what_pairing_bought([results_of(3.0)]) == ""


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
    found = replace(precise([results_of(3.0)]), slowest=Width("visits_in_time_percent", None, 0.06))
    assert precision_reached(found).endswith("is at most 5% of its value. 'Visits in time' took the longest.")


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
    found = PreciseResults([results_of(3.0)], 0.05, (DRIFT,), 3, False, ())
    assert precision_reached(found).endswith("none of the measures asked about has a value.")
