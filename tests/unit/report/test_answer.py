"""The answer in words: what is asked about, with both values and how sure the difference is; then what else differs."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from fssim.errors import ArgumentError
from fssim.measures.headline import DRIFT, wait_measure
from fssim.report.answer import answer, answer_of
from fssim.report.charts.run_figures import figure
from fssim.report.wording.clauses import CLAUSES, clause, compared_clause, is_tellable
from fssim.report.wording.other_differences import tell_other_differences
from fssim.runs.compare import Comparison
from fssim.runs.results import Results
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.workforce import Pressure, Vacancy
from fssim.statistics.verdict import LESS, MORE, SAME
from tests.laws import building as b


def test_what_was_found_and_how_it_differs(results_of: Any) -> None:
    first, second = answer_of([results_of(30.0, "Empty posts"), results_of(20.0, "Full team")]).sentences
    assert first == (
        "Over the year from 1 April 2019, parents on a plan who start mental health help have "
        "waited 30 working days, against 20 in 'Full team' (95% interval of the difference +10 to +10); 30% of parents "
        "referred for mental health help while on a plan start it under that plan, against 20% (+10 to +10)."
    )
    assert second == (
        "Also worse: a family that enters a plan has 30 working days of drift, against 20 (+10 to +10); "
        "child in need plans that end have lasted 30 weeks, against 20 (+10 to +10)."
    )


@pytest.mark.parametrize(
    ("drift", "words"),
    [
        ([19.0 - 2e-5, 20.0, 21.0 + 2e-5], "against 20.0 (the same in every replication)"),
        ([19.001, 20.002, 21.001], "; no difference that matters)"),
        ([9.0, 10.0, 11.0], "has 10 working days of drift, against 20 (-10 to -10)"),
        ([19.0, 25.0, 18.0], "; these runs cannot tell them apart)"),
        ([9.0, math.nan, math.nan], "has 9 working days of drift, against 19;"),
    ],
)
def test_each_verdict_has_its_words(results_of: Any, drift: list[float], words: str) -> None:
    findings = answer_of([results_of(30.0, **{DRIFT: drift}), results_of(20.0, "Full team")]).findings
    assert words in findings[0]


def test_a_second_scenario_compared_with_has_a_sentence_of_its_own(results_of: Any) -> None:
    first, second = answer_of([results_of(30.0), results_of(20.0, "Full"), results_of(40.0, "Half")]).sentences
    assert "in 'Full'" in first
    assert "in 'Half'" in second


def test_a_scenario_by_itself(results_of: Any) -> None:
    (only,) = answer_of([results_of(30.0)]).sentences
    assert only.startswith("In 'A small service', over the year from 1 April 2019, parents on a plan who start")
    assert "mental health help have waited 30.0 working days (" in only


def test_nothing_that_happened_is_said_to_be(results_of: Any) -> None:
    names = list(results_of(9.0).rows[0])
    nothing = results_of(9.0, **{name: [math.nan] * 3 for name in names})
    assert answer_of([nothing]).sentences[0].endswith("nothing happened that is measured.")
    assert "nothing can be compared" in answer_of([nothing, nothing]).sentences[0]


def test_no_results_are_refused() -> None:
    with pytest.raises(ArgumentError, match="there are no results; give those of one scenario, or of several"):
        answer([])
    with pytest.raises(ArgumentError, match="there are no results"):
        figure([])


def test_the_findings_say_which_scenario_when_and_how_many(results_of: Any) -> None:
    opening, *findings = answer([results_of(30.0, "Empty posts"), results_of(20.0, "Full team")])
    assert opening.startswith("'Empty posts'. These are means over 3 replications of the year from 1 April 2019")
    assert findings[-1] == (
        "Compared with 'Full team', of all other measures, 6 are known to be worse ('Days in plans: unallocated' most)"
        "; 9 are known to differ and are neither worse nor better."
    )


def test_a_social_worker_vacancy_is_answered_by_allocation_caseload_and_visits(results_of: Any) -> None:
    share = {"value": 0.5, "unit": "share", "source": "guess", "grade": "assumed"}
    vacancy = {"role": "social_worker", "start": date(2019, 6, 1), "until": date(2019, 9, 1), "share": share}
    columns = {
        "unallocated_days_per_family": [4.0, 5.0, 6.0],
        "caseload_children_per_full_time_worker": [20.0, 21.0, 22.0],
        "visits_in_time_percent": [70.0, 71.0, 72.0],
    }
    made: Results = results_of(30.0, "Short", **columns)
    vacancies = {**made.scenario.vacancies, "empty": Vacancy.model_validate(vacancy)}
    short = made.scenario.model_copy(update={"vacancies": vacancies})
    results = [Results(made.name, short, made.engine, made.seed, made.rows), results_of(30.0, "Full", **columns)]
    sentence = answer_of(results).findings[0]
    places = [sentence.index(word) for word in ("unallocated for 5.00", "caseloads average 21.0", "71.0% of visits")]
    assert places == sorted(places)


def test_a_headline_that_names_measures_decides(results_of: Any) -> None:
    made: Results = results_of(30.0, visits_in_time_percent=[70.0, 71.0, 72.0])
    headline = made.scenario.headline.model_copy(update={"measures": ("visits_in_time_percent",)})
    scenario = made.scenario.model_copy(update={"headline": headline})
    results = Results(made.name, scenario, made.engine, made.seed, made.rows)
    first, _ = answer_of([results, results]).sentences
    assert first.startswith("Over the year from 1 April 2019, 71.0% of visits are in time")
    assert wait_measure(headline.need) not in first


def test_what_is_better_is_said_however_much_is_worse(results_of: Any) -> None:
    names = ("timely_visit_percent", "timely_review_percent", "reviews_in_time_percent")
    ours = dict(zip(names, ([20.0, 20.1, 20.2], [20.0, 20.1, 20.2], [32.0, 32.1, 32.2]), strict=True))
    here, there = results_of(30.0, "Here", **ours), results_of(30.0, "There", **{name: [30.0] * 3 for name in names})
    sentence = answer_of([here, there]).findings[-1]
    assert sentence.startswith("Worse than in 'There': visit in time: 20%, against 30%")
    assert "review in time: 20%, against 30%" in sentence
    assert "Better: 32% of child protection reviews are in time, against 30%" in sentence


def _rows(**differences: float) -> dict[str, tuple[str, Comparison]]:
    """Measures that are known to differ by so much from 20, or not to differ at all."""
    return {
        name: ("rest", Comparison(20.0 + by, 20.0, by, by, by, by, by, 3, 0.0, 0.0, 1.0, MORE if by > 0.0 else LESS))
        if by
        else ("rest", Comparison(20.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3, 1.0, 1.0, 1.0, SAME))
        for name, by in differences.items()
    }


def test_nothing_else_differs_only_where_no_other_row_is_marked_more_or_less(results_of: Any) -> None:
    """There are no words for how late work is, nor for an offer of help, and time in use is neither worse nor better:
    the tables mark them all the same."""
    scenario = results_of(30.0).scenario
    late, offered = "late_visit_mean_working_days", "wait_mental_health_internal_took_up_percent"
    in_use, lead = "utilisation_social_worker_percent", (DRIFT,)

    def tell(other: str, differences: dict[str, float]) -> str:
        return tell_other_differences(scenario, _rows(**{DRIFT: 5.0}, **differences), lead, False, other)

    assert tell("", {late: 0.0}) == "No other measure is known to be higher or lower."
    assert tell("Full", {}) == "No other measure is known to be higher or lower than in 'Full'."
    assert tell("", {late: 5.0}) == "Of all other measures, 1 is known to be worse ('How late, when late: visit')."
    assert tell("Full", {late: 5.0, "late_review_mean_working_days": 1.0, offered: 5.0, in_use: -5.0}) == (
        "Compared with 'Full', of all other measures, 2 are known to be worse ('How late, when late: visit' most) and "
        "1 better ('Mental health, internal: offers taken up'); 1 is known to differ and is neither worse nor better."
    )


def test_two_replications_that_cannot_tell_have_no_interval_to_mislead(results_of: Any) -> None:
    """Two of them know a standard deviation so badly that the interval of a share reaches from -100 to +100."""
    few = {wait_measure("mental_health"): [0.0, 90.0, 50.0]}
    here, there = (
        results_of(50.0, "Here", **few),
        results_of(50.0, "There", **{name: [70.0, 72.0, 50.0] for name in few}),
    )
    sides = [
        Results(
            result.name, result.scenario, result.engine, result.seed, {number: result.rows[number] for number in (0, 1)}
        )
        for result in (here, there)
    ]
    sentence = answer_of(sides).sentences[0]
    assert "have waited 45 working days, against 71 in 'There' (these runs cannot tell them apart)" in sentence
    assert "(" not in answer_of(sides[:1]).sentences[0]


def test_what_is_worse_after_what_is_better_is_said_to_be_another_thing(results_of: Any) -> None:
    visits, wait = "timely_visit_percent", wait_measure("mental_health")
    here = results_of(30.0, "Here", **{wait: [20.0, 20.1, 20.2], visits: [20.0, 20.1, 20.2]})
    there = results_of(30.0, "There", **{visits: [30.0] * 3})
    sentences = answer_of([here, there]).sentences
    assert "have waited 20 working days, against 30" in sentences[0]
    assert sentences[1].startswith("But worse: visit in time: 20%, against 30%")


def test_every_clause_can_be_said() -> None:
    for declared in CLAUSES:
        name = declared.replace("{need}", "mental_health").replace("{plan}", "child_protection")
        name = name.replace("{role}", "social_worker").replace("{activity}", "review_conference")
        assert is_tellable(name)
        words = clause(name, 12.3)
        assert "12.3" in words
        assert "_" not in words
        assert "{" not in words
        assert words.count("per 10,000") <= 1


def test_whole_numbers_are_said_where_they_tell_two_values_apart_and_zero_is_never_an_end() -> None:
    def row(value: float, baseline: float, low: float, high: float) -> Comparison:
        return Comparison(value, baseline, value - baseline, low, high, low, high, 10, 0.01, 0.01, 0.5, MORE)

    assert compared_clause("visits_in_time_percent", row(78.13, 70.02, 0.3, 16.4)) == (
        "78% of visits are in time, against 70% (+0.30 to +16)"
    )
    assert "15.5 children for each full-time worker in post, against 15.0 (+0.29 to +0.68)" in compared_clause(
        "caseload_children_per_full_time_worker", row(15.5, 15.0, 0.29, 0.68)
    )


def test_fewer_days_on_plans_under_more_pressure_are_neither_worse_nor_better(results_of: Any) -> None:
    """Teams under pressure end plans sooner by the model's own rule, whatever that does to the families. What other
    teams are under, that have no plans to end, is nothing to it."""
    drift, of_plans, of_others = (
        "ledger_in_plans_drift_days_per_family", "pressure_safeguarding_percent", "pressure_children_in_care_percent",
    )  # fmt: skip
    curve = {100: 1.0, 120: 3.0}
    responding = Pressure.model_validate({"thresholds": b.curve("odds multiplier", curve)})

    def results(title: str, days: float, work: float) -> Results:
        made: Results = results_of(
            30.0, title,
            **{drift: [days, days + 0.1, days + 0.2], of_plans: [work, work + 0.1, work + 0.2],
               of_others: [200.0 - work, 200.1 - work, 200.2 - work]},
        )  # fmt: skip
        roles = {name: role.model_copy(update={"pressure": responding}) for name, role in made.scenario.roles.items()}
        share = Parameter.model_validate(b.number(1.0, "share"))
        decisions = {
            table: {name: outcome.model_copy(update={"exit": share}) for name, outcome in outcomes.items()}
            for table, outcomes in made.scenario.pathway.decisions.items()
        }
        pathway = made.scenario.pathway.model_copy(update={"decisions": decisions})
        scenario = made.scenario.model_copy(update={"roles": roles, "pathway": pathway})
        return Results(made.name, scenario, made.engine, made.seed, made.rows)

    few, many = results("Few", 80.0, 120.0), results("Many", 90.0, 100.0)
    sooner, later = answer_of([few, many]).sentences[-1], answer_of([many, few]).sentences[-1]
    assert "Neither worse nor better, as teams under more pressure end plans sooner: " in sooner
    assert "as teams under less pressure end plans later: " in later
    for sentence, days in ((sooner, "80 working days of drift"), (later, "90 working days of drift")):
        assert sentence.count(days) == 1
        assert sentence.index("Neither worse") < sentence.index(days)
    as_ever = results("As ever", 80.0, 100.0)
    assert "Neither" not in answer_of([as_ever, many]).sentences[-1]
