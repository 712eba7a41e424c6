"""How far the main answer leans on two assumed numbers about help: `python -m benchmarks.lean_on_help`.

Drift in a county with Family Safeguarding, less drift in the standard model, with the full team and with mental health
posts empty, over 8 replications, as a table in Markdown. `take_up_lasting` (the share of offers that a parent decides
by a lasting attitude) and `offers_a_plan` (offers under one plan) are moved to the ends of their ranges, for all needs
at once and with nothing fitted again; last, every offer is a fresh chance and offers never stop. It takes some five
minutes of one processor.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas

import fssim

SCENARIOS = ("standard", "family_safeguarding", "mental_health_vacancy")
MEASURES = ("plan_drift_needs_1_mean_working_days", "ledger_in_plans_drift_days_per_family")
COLUMNS = ("full team, one need", "posts empty, one need", "full team, all plans", "posts empty, all plans")
REPLICATIONS = 8
LASTING, OFFERS = "take_up_lasting", "offers_a_plan"
WITHOUT_END = 999  # offers: more than any plan has time for


def main() -> None:
    """Print the table, a row at a time."""
    print(f"| the two numbers | {' | '.join(COLUMNS)} |")
    print("|---|---|---|---|---|", flush=True)
    scenarios = [fssim.load(name) for name in SCENARIOS]
    for title, numbers in _list_rows(scenarios[0]):
        values = {f"needs.{need}.{of}.value": value for need in scenarios[0].needs for of, value in numbers.items()}
        changed = [fssim.with_values(scenario, values) for scenario in scenarios]
        standard, *others = (fssim.run(scenario, REPLICATIONS, measures=MEASURES) for scenario in changed)
        compared = [fssim.compare(other, standard) for other in others]
        cells = [_write_difference(frame, measure) for measure in MEASURES for frame in compared]
        print(f"| {title} | {' | '.join(cells)} |", flush=True)


def _list_rows(scenario: fssim.Scenario) -> Iterator[tuple[str, dict[str, float]]]:
    """What each row of the table is called, and the numbers that it has: the ends of ranges are the first need's, which
    has the same as the others."""
    yield "as shipped", {}
    need = next(iter(scenario.needs.values()))
    for name in (LASTING, OFFERS):
        parameter = getattr(need, name)
        for end in (parameter.low, parameter.high):
            yield f"`{name}` {end:g}", {name: end}
    yield "neither: every offer is a fresh chance, without limit", {LASTING: 0.0, OFFERS: WITHOUT_END}


def _write_difference(compared: pandas.DataFrame, measure: str) -> str:
    row = compared.loc[[measure]].iloc[0]
    return f"{row['difference']:.1f} ({row['low_alone']:.1f} to {row['high_alone']:.1f})"


if __name__ == "__main__":
    main()
