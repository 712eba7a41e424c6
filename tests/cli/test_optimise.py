"""`fssim optimise`: what it prints, and what it says of a file that is not right."""

from __future__ import annotations

import re
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


def test_what_it_looks_for_and_will_take_is_told_before_it_is_run(
    command: Command, optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    futures = "{children: {path: demand.children.value, range: {low: 3000, high: 6000}}}"
    file = optimisation_file(uncertainties=futures)
    result = command("check", file, tmp_path / "base.yaml")
    assert result.exit_code == 0, result.stderr
    text = " ".join(result.stdout.split())
    assert text.startswith(
        f"{file}: valid A small service An optimisation of 'One small year'. It looks for what is best within limits: "
        "- less of: Days: drift (all but moving and court), which decides - less of: Staff cost - Staff cost, at most "
        "130,000 GBP a year above what it is now It varies: - workers: every whole number from 4 to 9 posts (the base "
        "has 6) - limit: 12, 15, 18 "
    )
    assert "- children: from 3,000 to 6,000 children (the base has 6,000) 18 staffings, of which 18 at most " in text
    assert re.search(
        r"in all at most. A replication took [\d.]+ m?s here when it was tried, and making a scenario [\d.]+ m?s: "
        r"about [\d.]+ \w+ on (one process|\d+ processes). About [\d.]+ MB on disk and [\d,.]+ MB of memory. "
        r"2 measures are kept. .*base.yaml: valid",
        text,
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.yaml", "posts.yaml"]


def test_a_file_that_is_not_right_is_found_with_others(
    command: Command, optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    file, other = optimisation_file(goals="{no_days: less}"), tmp_path / "empty.yaml"
    other.write_text("")
    result = command("check", file, other)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "posts.yaml:4: goals.no_days: there is no measure 'no_days'" in result.stderr
    assert "empty.yaml:1: is empty; a scenario, a sweep or an optimisation is a map of fields" in result.stderr


def test_a_file_that_is_not_right_is_refused(
    command: Command, optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    result = command("optimise", optimisation_file(goals="{no_days: less}"), "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "posts.yaml:4: goals.no_days: there is no measure 'no_days'" in result.stderr
    assert not (tmp_path / "out").exists()
