"""The answer to a run's question: three sentences at most, the findings behind them, and one picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from fssim.report.answer import answer_of
from fssim.report.document.sections.over_time_section import build_over_time
from fssim.runs.folder.stored_run import read_run


def test_the_picture_shades_what_is_dated_and_names_series_that_there_are(compared: Path) -> None:
    results = read_run(compared).results
    answer = answer_of(results)
    assert answer.picture is not None
    assert answer.picture.spells[0][0] == date(2019, 4, 1)
    assert set(answer.picture.series) <= set(results[0].weekly[0].series)


def test_the_first_page_has_three_sentences_at_most(compared: Path, alone: Path) -> None:
    for folder in (compared, alone):
        answer = answer_of(read_run(folder).results)
        assert answer.question
        assert 1 <= len(answer.sentences) <= 3
        assert answer.findings


def test_the_role_that_is_vacant_has_a_picture_of_its_people_in_post(compared: Path) -> None:
    run = read_run(compared)
    scenario = run.results[0].scenario
    (vacancy,) = scenario.vacancies.values()
    manager = vacancy.model_copy(update={"role": "team_manager"})
    changed = replace(run.results[0], scenario=scenario.model_copy(update={"vacancies": {"empty": manager}}))
    section = build_over_time(replace(run, results=[changed, *run.results[1:]]))
    shown = {str(row[0]): row for table in section.tables for row in table.rows}
    assert "Team manager: full-time workers in post" in shown
    assert shown["Team manager: full-time workers in post"][2] > 0.0  # type: ignore[operator]
