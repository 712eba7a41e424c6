"""`fssim check`, `fssim schema`, and what every command does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import fssim
from tests.cli.conftest import environment


def test_valid_files_and_what_they_change(command: Any, small: Path, busier: Path) -> None:
    result = command("check", small, busier)
    assert result.exit_code == 0
    assert f"{small}: valid" in result.stdout
    assert "A whole scenario: it extends no other." in result.stdout
    assert "Changes 1 thing from small.yaml:" in result.stdout
    assert "500 per 10000 children a year to 700 per 10000 children a year (assumed)" in " ".join(result.stdout.split())


def test_a_file_that_changes_nothing(command: Any, tmp_path: Path, small: Path) -> None:
    file = tmp_path / "same.yaml"
    file.write_text(f"extends: {small}\ntitle: The same\nquestion: Is it?\n")
    assert "Changes nothing from small.yaml." in command("check", file).stdout


def test_every_problem_of_every_file_at_once(command: Any, tmp_path: Path, busier: Path, broken: Path) -> None:
    also = tmp_path / "also.yaml"
    also.write_text("title: [not, text]\n")
    result = command("check", busier, broken, tmp_path / "missing.yaml", also, broken)
    assert result.exit_code == 2
    assert result.stdout == ""
    for complaint in (
        "broken.yaml:4: unheard_of",
        "broken.yaml:5: clock.observed_years",
        "missing.yaml",
        "also.yaml:1: title",
    ):
        assert complaint in result.stderr
    assert result.stderr.count("unheard_of:") == 1


def test_what_is_compared_with_is_checked_too(command: Any, tmp_path: Path, small: Path, broken: Path) -> None:
    file = tmp_path / "compares.yaml"
    text = f"extends: {small}\ntitle: T\nquestion: Q\ncompare_with: [%s]\n"
    file.write_text(text % small)
    assert "Compared with small.yaml: valid too." in command("check", file).stdout
    file.write_text(text % broken)
    result = command("check", file)
    assert result.exit_code == 2
    assert "broken.yaml:5: clock.observed_years" in result.stderr


def test_a_distribution_that_cannot_be_tabulated_is_refused_where_it_is_given(
    command: Any, tmp_path: Path, small: Path
) -> None:
    file = tmp_path / "pareto.yaml"
    shape = "distribution: {name: pareto, parameters: {b: 1.01}}"
    delay = f"{{value: 0.5, unit: years, source: your_number, grade: assumed, {shape}}}"
    file.write_text(f"extends: {small}\ntitle: T\nquestion: Q\nre_referral: {{delay: {delay}}}\n")
    for words in (("check",), ("run", "--replications", 1)):
        result = command(*words, file)
        assert result.exit_code == 2
        assert "pareto.yaml:4: re_referral.delay.distribution: pareto with b 1.01, scale 0.00495" in result.stderr
        assert "hangs on values so rare that they cannot be drawn" in result.stderr


def test_a_changed_number_without_a_source_is_remarked_on(command: Any, tmp_path: Path, small: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text(f"extends: {small}\ntitle: T\nquestion: Q\ndemand: {{referral_rate: {{value: 700}}}}\n")
    output = " ".join(command("check", file).stdout.split())
    assert "Worth knowing:" in output
    assert "line 4, demand.referral_rate: your number, no source given" in output


def test_a_tail_too_heavy_to_be_drawn_in_full_is_told(command: Any, tmp_path: Path, small: Path) -> None:
    file = tmp_path / "heavy.yaml"
    text = (
        f"extends: {small}\ntitle: Heavy\nquestion: How heavy?\nfamilies:\n  engagement: "
        "{value: 10, unit: odds multiplier, source: guess, grade: assumed, "
        "distribution: {name: %s, parameters: {%s}}}\n"
    )
    file.write_text(text % ("pareto", "b: 2.1"))
    output = " ".join(command("check", file).stdout.split())
    assert "families.engagement: pareto has a standard deviation of 21.8, and what is drawn of it one of 19.4" in output
    file.write_text(text % ("pareto", "b: 1.5"))
    assert "pareto has a standard deviation of no end" in " ".join(command("check", file).stdout.split())
    file.write_text(text % ("lognorm", "s: 1.5"))
    assert "Tails" not in command("check", file).stdout


def test_a_headline_names_measures_that_there_are(command: Any, tmp_path: Path, small: Path) -> None:
    file = tmp_path / "asked.yaml"
    text = f"extends: {small}\ntitle: Asked\nquestion: Are visits in time?\nheadline:\n  measures: [%s]\n"
    file.write_text(text % "visits_in_time_percent, visit_in_time_percent")
    for words in (("check", file), ("run", file, "--replications", 1)):
        result = command(*words)
        assert result.exit_code == 2
        assert f"{file}:5: headline.measures.1: there is no measure 'visit_in_time_percent'" in result.stderr
        assert "did you mean 'visits_in_time_percent'?" in result.stderr
    file.write_text(text % "unallocated_days_per_family")
    assert command("check", file).exit_code == 0
    shown = command("run", file, "--replications", 2, "--jobs", 1).stdout
    assert "A family is unallocated for " in shown
    assert "first referral to start" not in shown  # what a headline names is all there is in the table


def test_the_schema_is_json(command: Any) -> None:
    result = command("schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["properties"]["clock"]


@pytest.mark.parametrize("words", [(), ("run",), ("check",), ("schema",)])
def test_help_has_an_example(command: Any, words: tuple[str, ...]) -> None:
    result = command(*words, "--help")
    assert result.exit_code == 0
    assert "For example:\n    fssim " in result.stdout


@pytest.mark.parametrize("name", ["run", "breakeven", "rank", "sweep", "story", "targets"])
def test_help_tells_ranges_in_words(command: Any, name: str) -> None:
    output = " ".join(command(name, "--help").stdout.split())
    assert "1 or more]" in output or "0 or more]" in output
    assert "18446744073709551615" not in output
    assert "None" not in output


def test_no_words_at_all(command: Any) -> None:
    assert "Commands:" in command().output


def test_the_version(process: Any) -> None:
    result = process("--version")
    assert (result.returncode, result.stdout) == (0, f"fssim {fssim.__version__}\n")


@pytest.mark.parametrize(
    "words", [("walk",), ("run",), ("run", "x.yaml", "--jobs", "0"), ("run", "x.yaml", "--years", "0")]
)
def test_what_cannot_be_asked(process: Any, words: tuple[str, ...]) -> None:
    result = process(*words)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_importing_fssim_brings_nothing_heavy() -> None:
    heavy = ("pandas", "matplotlib", "scipy", "numpy", "pydantic", "rich", "click", "simpy", "pyarrow")
    line = f"import sys, fssim; sys.exit(str([name for name in {heavy} if name in sys.modules] or ''))"
    result = subprocess.run([sys.executable, "-c", line], env=environment(), capture_output=True, text=True)
    assert result.stderr.strip() == ""


def test_everything_the_api_names_is_there() -> None:
    for name in fssim.__all__:
        assert getattr(fssim, name).__doc__, name
        assert name in dir(fssim)
    with pytest.raises(AttributeError, match="No fssim attribute prediction"):
        _ = fssim.prediction


def test_how_many_posts_are_kept_empty_is_told(command: Any) -> None:
    output = " ".join(command("check", "scenarios/specialist_vacancies.yaml").stdout.split())
    assert ", 6 posts (assumed); that is 6 of 18 posts (33%)" in output
    assert "Posts kept empty:" in output
    assert "mental_health: 3 of 9 mental_health_practitioner posts (33%), from 2019-04-01 until 2020-01-01" in output
