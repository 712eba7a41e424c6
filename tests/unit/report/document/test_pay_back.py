"""Does it pay back? What the report says of it, for whatever costs more, less or the same."""

from __future__ import annotations

import pytest

from fssim.report.document.report_parts import Section
from fssim.report.document.sections.pay_back_section import build_pay_back, headline_sentence
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario import with_values
from fssim.scenario.schema.scenario import Scenario
from tests.unit.runs.test_pay_back import EXTRA, priced, run

FEWER, FAR_FEWER, MORE = [18.0, 18.1, 17.9], [10.0, 10.1, 9.9], [30.0, 30.1, 29.9]
LITTLE = [10_000.0, 12_000.0, 11_000.0]
UNSURE = [150_000.0, 200_000.0, 250_000.0]  # 2 entries are as much on average, and not at either end of its interval
AROUND = [10.0, 20.0, 33.0]


def section(results: list[Results]) -> Section:
    return build_pay_back(StoredRun(results, {}))


def both(extra: list[float], entries: list[float], here: Scenario | None = None) -> list[Results]:
    return [
        run(here or priced("New"), [1e6 + pounds for pounds in extra], entries),
        run(priced("Old"), [1e6] * len(extra), [20.0] * len(extra)),
    ]


LESS = [-pounds for pounds in EXTRA]


@pytest.mark.parametrize(
    ("extra", "entries", "words"),
    [
        (EXTRA, FEWER, "It pays for itself if at least 2 entries to care a year are avoided (1 to 3 over"),
        (EXTRA, FEWER, "shows 2 fewer (95% interval 3 fewer to 1 fewer), which would pay for it at the usual"),
        (EXTRA, FAR_FEWER, ", which would pay for it at every price in the range."),
        (EXTRA, MORE, "shows 10 more (95% interval 9 more to 11 more), which would not pay for it at any price"),
        (EXTRA, AROUND, "these runs cannot tell whether that would pay for it."),
        (EXTRA, [20.0] * 3, "shows no entry more or less in any run, which would not pay for it at any price"),
        (LESS, FEWER, "so there is nothing to pay back. It stays cheaper unless it brings 2 more"),
        (LESS, FEWER, ", so it stays cheaper at every price in the range."),
        (LESS, MORE, ", so it is not cheaper at any price in the range."),
        ([0.0, 0.0, 0.0], FEWER, "'New' costs the same as 'Old', so there is nothing to pay back."),
        ([-9e5, 8e5, 3e5], FEWER, "These runs cannot tell whether 'New' costs more or less than 'Old'"),
        (
            [10_000.0, 12_000.0, 11_000.0],
            FEWER,
            "if at least 1 entry to care a year is avoided (at every price in the range).",
        ),
        (
            [-pounds / 10 for pounds in EXTRA],
            FEWER,
            "unless it brings 1 more entry to care a year (at every price in the range).",
        ),
        (UNSURE, [17.9, 17.95, 17.85], "; these runs cannot tell whether that would pay for it."),
        ([110_000.0], [18.0], "; one replication cannot tell effect from chance."),
    ],
)
def test_what_is_said(extra: list[float], entries: list[float], words: str) -> None:
    first, *_ = section(both(extra, entries)).paragraphs
    assert words in first


def test_nothing_is_claimed_of_effects_that_are_only_reported() -> None:
    effect = {"value": 0.8, "unit": "multiplier", "source": "guess", "grade": "assumed"}
    model = next(iter(priced("New").working_models))
    here = with_values(priced("New"), {f"working_models.{model}.effects.entry_to_care": effect})
    first, *_ = section(both(EXTRA, FAR_FEWER, here)).paragraphs
    assert "with effects in force that are only reported or assumed" in first
    assert "nothing is claimed of it here" in first
    assert "which would pay for it" not in first


def test_that_the_scenarios_do_not_meet_the_same_families_is_said() -> None:
    here = with_values(priced("New"), {"demand.referral_rate.value": 300})
    first, *_ = section(both(EXTRA, MORE, here)).paragraphs
    assert "Demand differs by the referral rate, and whoever is in one of the two alone is among these. What" in first


def test_how_an_entry_counts_is_said_with_each_price_s_year() -> None:
    words = " ".join(section(both(EXTRA, FEWER)).paragraphs)
    assert (
        "An entry avoided saves 105,000 pounds: 50.0 weeks in care at 2,000 pounds (2024-25 prices) a week and" in words
    )
    assert "0.25 of a case of care proceedings at 20,000 pounds (2024-25 prices)" in words


def test_page_one_has_the_break_even_of_what_costs_more_alone() -> None:
    (sentence,) = headline_sentence(both(EXTRA, FEWER))
    assert sentence.startswith("It pays for itself if at least 2 entries to care a year are avoided")
    assert sentence.endswith("and is no evidence of how many children would enter care.")
    assert headline_sentence(both(LESS, FEWER)) == []


def test_page_one_s_break_even_is_beside_the_first_that_costs_less_and_names_it() -> None:
    first, old = both(EXTRA, FEWER)
    dearer = run(priced("Dearer"), [2e6] * 3, [20.0] * 3)
    (sentence,) = headline_sentence([first, dearer, old])
    assert sentence.startswith("Beside 'Old' it pays for itself if at least 2 entries to care a year are avoided")


def test_effects_of_what_is_not_compared_here_do_not_count() -> None:
    effect = {"value": 0.8, "unit": "multiplier", "source": "guess", "grade": "assumed"}
    model = next(iter(priced("New").working_models))
    on = with_values(priced("On"), {f"working_models.{model}.effects.entry_to_care": effect})
    results = [*both(EXTRA, FAR_FEWER), run(on, [1e6] * 3, [20.0] * 3)]
    (sentence,) = headline_sentence(results)
    assert "without assumed effects on families, shows 10 fewer" in sentence


def test_the_tables_have_the_break_even_and_the_prices() -> None:
    tables = {table.tab: table for table in section(both(EXTRA, FEWER)).tables}
    assert list(tables) == ["Pay back", "Care costs", "Care costs by year", "Prices of care"]
    rows = {str(row[0]): row[2:] for row in tables["Pay back"].rows}
    usual, ends = rows["Entries to avoid to pay it back (over the range of prices)"]
    assert usual == pytest.approx(110 / 105)
    assert ends == pytest.approx((110 / 407.5, 110 / 52.5))
    assert rows["Entries avoided in the model (95% interval)"][0] == pytest.approx(2.0)
    assert [row[0] for row in tables["Prices of care"].rows] == ["a placement", "care proceedings, to the council"]


def test_one_scenario_has_what_care_costs_and_nothing_to_pay_back() -> None:
    alone = section(both(EXTRA, FEWER)[:1])
    assert alone.title == "What care costs"
    assert "nothing to pay back" in alone.paragraphs[0]
    assert [table.tab for table in alone.tables] == ["Care costs", "Care costs by year", "Prices of care"]
