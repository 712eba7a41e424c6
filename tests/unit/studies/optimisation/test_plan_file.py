"""What is wrong with an optimisation's file, by line; and levers as places on their axes."""

from __future__ import annotations

import pytest

import fssim
from fssim.studies.optimisation.evolve import Axis
from fssim.studies.optimisation.plan_file import value_on_axis
from tests.unit.studies.optimisation.conftest import WriteOptimisation

WORKERS = "teams.safeguarding.posts.social_worker.posts.value"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("goals", "{no_such_days: less}", "goals.no_such_days: there is no measure 'no_such_days'"),
        ("goals", "{}", "goals: "),
        ("goals", "{cost_staff_gbp_a_year: fewer}", "goals.cost_staff_gbp_a_year: "),
        (
            "limits",
            "{cost_staff_gbp_a_year: {}}",
            "limits.cost_staff_gbp_a_year: says no limit; give at_most, at_least",
        ),
        ("limits", "{no_such_days: {at_most: 1}}", "limits.no_such_days: there is no measure"),
        ("base", "nowhere.yaml", "base: there is no file nowhere.yaml"),
        ("replications", "{in_all: 50, first: 2, most: 8, fresh: 2}", "in_all: is 50; it must be 58 or more"),
        ("replications", "{in_all: 900, first: 9, most: 8, fresh: 2}", "most: is 8; it must be 9 or more"),
        ("levers", "{a: {path: demand.children.value, distribution: {name: expon}}}", "nobody chooses from"),
        (
            "limits",
            "{cost_staff_gbp_a_year: {at_least: 60, at_most: 50}}",
            "at_least is 60 and at_most 50, which nothing keeps",
        ),
        (
            "limits",
            "{cost_staff_gbp_a_year: {above_base_at_most: -3, below_base_at_most: 2}}",
            "above_base_at_most is -3 and below_base_at_most 2, which nothing keeps",
        ),
        (
            "base",
            "one_distrct_vacancy",
            "no file one_distrct_vacancy; did you mean 'one_district_vacancy', which comes",
        ),
        ("replications", "{in_all: 900, fresh: 50001}", "fresh: is the number 50001; it must be 50000 or less"),
        ("levers", "{a: {path: demand.children.value}}", "levers.a: says nothing of what it may be"),
        ("levers", "{a: {path: demand.nobody.value, values: [1]}}", "there is no 'nobody' in demand"),
    ],
)
def test_what_is_not_right_is_refused_by_line(
    optimisation_file: WriteOptimisation, field: str, text: str, words: str
) -> None:
    with pytest.raises(fssim.ScenarioError) as refused:
        fssim.load_optimisation(optimisation_file(**{field: text}))
    assert words in str(refused.value)
    assert "posts.yaml:" in str(refused.value)


def test_a_lever_is_refused_once_and_by_the_words_that_its_field_takes(optimisation_file: WriteOptimisation) -> None:
    """Not found out staffing by staffing, as those that cannot be simulated."""
    vacant = "roles.social_worker.when_vacant"
    for text, words in (
        (
            f"{{a: {{path: {WORKERS}, values: []}}}}",
            "levers.a: says nothing of what it may be; give values, a range or o",
        ),
        (
            f"{{a: {{path: {vacant}, values: [wait, refer elsewhere]}}}}",
            "levers.a.values.1: is text 'refer elsewhere'; it must be 'wait', ",
        ),
    ):
        with pytest.raises(fssim.ScenarioError) as refused:
            fssim.load_optimisation(optimisation_file(levers=text))
        (problem,) = refused.value.problems
        assert words in str(problem)


def test_of_few_staffings_no_more_is_asked_than_they_can_take(optimisation_file: WriteOptimisation) -> None:
    """Eight staffings: all of them and the base at the end, and one generation of them to search with."""
    levers = (
        f"{{a: {{path: {WORKERS}, range: {{low: 4, high: 7}}}}, b: {{path: demand.children.value, values: [1, 2]}}}}"
    )
    parts = {"levers": levers, "population": "40"}
    enough = fssim.load_optimisation(optimisation_file(**parts, replications="{in_all: 1000, first: 4, fresh: 100}"))
    assert enough.count_staffings() == 8
    assert (enough.effort.in_all, enough.effort.population) == (100, 8)
    with pytest.raises(fssim.ScenarioError) as refused:
        fssim.load_optimisation(optimisation_file(**parts, replications="{in_all: 996, first: 4, fresh: 100}"))
    assert (
        "in_all: is 996; it must be 998 or more: 98 to search with, which is one generation of 8 with 4 each (first) "
        "and room to go on, and at the end 100 (fresh) of each of 8 staffings and of the base"
    ) in str(refused.value)


def test_levers_have_places_and_the_base_has_its_own(optimisation_file: WriteOptimisation) -> None:
    question = fssim.load_optimisation(optimisation_file())
    assert question.axes == [Axis(6), Axis(3)]
    assert [value_on_axis(lever, 2) for lever in question.sweep.levers] == [6, 18]
    assert question.places_in_base == (2, 2)
    share = (
        f"{{a: {{path: {WORKERS}, values: [7, 8]}}, b: {{path: demand.children.value, range: {{low: 1, high: 9}}}}}}"
    )
    other = fssim.load_optimisation(optimisation_file(levers=share))
    assert other.axes[0] == Axis(2)
    assert other.places_in_base is None
    options = f"{{as it is: {{{WORKERS}: 6}}, more: {{{WORKERS}: 8}}}}"
    named = fssim.load_optimisation(optimisation_file(levers=f"{{posts: {{options: {options}}}}}"))
    assert (named.axes, named.places_in_base) == ([Axis(2, ordered=False)], (0,))


def test_what_is_shipped_is_right() -> None:
    for name in fssim.shipped_optimisations():
        question = fssim.load_optimisation(name)
        assert len(question.sweep.levers) == 12
        assert len(question.sweep.uncertainties) == 10
        assert question.places_in_base is not None
