"""`fssim optimise`: what it prints, and what it says of a file that is not right."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command
from tests.unit.studies.optimisation.conftest import WriteOptimisation, optimisation_file

__all__ = ["optimisation_file"]


def test_the_best_is_told_with_how_sure_that_is(
    command: Command, optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    result = command("optimise", optimisation_file(), "--out", tmp_path / "out", "--jobs", 1)
    assert result.exit_code == 0, result.stderr
    text = " ".join(result.stdout.split())
    assert "One more post, or two? Best within the limits, of " in text
    assert " replications that the search had not seen. In its own it was " in text
    assert "How likely it is to be wrong: of the " in text
    assert "another is the better choice with a probability of " in text
    assert "What to find out first: it cannot be said, as the file has no uncertainties" in text
    assert " replications each, of luck that the search had not seen, the same for all." in text
    assert "chosen.yaml is the staffing chosen, as a scenario to run" in " ".join(result.stderr.split())


def test_a_limit_that_nothing_keeps_is_told_at_once_and_named(
    command: Command, optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    file = optimisation_file(limits="{cost_staff_gbp_a_year: {at_most: 1000}}")
    result = command("optimise", file, "--out", tmp_path / "out", "--jobs", 1)
    assert result.exit_code == 0, result.stderr
    assert "None of the 6 staffings tried first keeps all the limits." in " ".join(result.stderr.split())
    text = " ".join(result.stdout.split())
    assert "No staffing that was tried keeps all the limits. The nearest to them, of " in text
    assert "In the way: Staff cost, at most 1,000 GBP a year. The nearest staffing has " in text
    assert "; the nearest that any came is " in text
    assert "What to find out first" not in text


def test_a_file_that_is_not_right_is_refused(
    command: Command, optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    result = command("optimise", optimisation_file(goals="{no_days: less}"), "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "posts.yaml:4: goals.no_days: there is no measure 'no_days'" in result.stderr
    assert not (tmp_path / "out").exists()
