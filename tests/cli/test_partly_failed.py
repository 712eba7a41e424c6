"""A sweep of which some points cannot be simulated: each command that reads it says which, and why, and what that
leaves out."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

import fssim
from tests.cli.conftest import Command
from tests.cli.test_cannot_simulate import ENDLESS
from tests.sweeping import write_sweep

pytestmark = pytest.mark.slow

CASELOAD = "caseload_children_per_full_time_worker"
UNTIL = "{path: demand.shocks.publicity.until, values: [2019-05-01, 2019-08-01, 2019-09-01]}"  # from 1 June
CHILDREN = "{path: demand.children.value, range: {low: 2000, high: 6000}}"
LIMIT = "{path: roles.social_worker.caseload_limit.value, values: [12, 18]}"
WHY = "demand.shocks.publicity: until is 2019-05-01, and start is 2019-06-01; until must be after start"
FEW = {"replications": "5", "design": "{kind: crossed, points: 30}"}


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def without_a_staffing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of three staffings cannot be simulated in any future."""
    place = tmp_path_factory.mktemp("staffing")
    file = write_sweep(place, levers=f"{{until: {UNTIL}}}", uncertainties=f"{{children: {CHILDREN}}}", **FEW)
    return fssim.sweep(file, place / "out", jobs=1, measures=[CASELOAD, "cost_staff_gbp_a_year"]).folder


@pytest.fixture(scope="module")
def without_futures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing can be simulated in 15 of 45 futures."""
    place = tmp_path_factory.mktemp("futures")
    uncertainties = f"{{until: {UNTIL}, children: {CHILDREN}}}"
    parts = FEW | {"design": "{kind: crossed, points: 45}"}
    file = write_sweep(place, levers=f"{{limit: {LIMIT}}}", uncertainties=uncertainties, **parts)
    return fssim.sweep(file, place / "out", jobs=1, measures=[CASELOAD, "cost_staff_gbp_a_year"]).folder


@pytest.fixture(scope="module")
def without_some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of two staffings cannot be simulated in futures in which the other can, and a cost differs between them."""
    place = tmp_path_factory.mktemp("some")
    posts = "teams.safeguarding.posts.social_worker.posts.value"
    levers = f"""
  staffing:
    options:
      early: {{{posts}: 5, demand.shocks.publicity.start: 2019-05-15}}
      late: {{{posts}: 6, demand.shocks.publicity.start: 2019-07-15}}"""
    until = "{until: {path: demand.shocks.publicity.until, values: [2019-07-01, 2019-09-01]}}"
    file = write_sweep(place, levers=levers, uncertainties=until, replications="5")
    return fssim.sweep(file, place / "out", jobs=1, measures=[CASELOAD, "cost_staff_gbp_a_year"]).folder


ROBUST = ("rank", "--robust", "--measure", CASELOAD)
DECIDE = (
    ("rank", "--measure", CASELOAD, "--matters", "1", "--jobs", "1"),
    ROBUST,
    ("value", "--measure", CASELOAD),
)


@pytest.mark.parametrize("asked", DECIDE)
def test_a_staffing_that_cannot_be_simulated_is_told_of(
    command: Command, without_a_staffing: Path, asked: tuple[str, ...]
) -> None:
    done = command(asked[0], without_a_staffing, *asked[1:])
    assert done.exit_code == 0, done.output
    said = words(done.stdout)
    assert f"30 of 90 points could not be simulated, and no number here is from them: {WHY}." in said
    assert "That leaves out 1 of 3 staffings: what would come of it there is not known." in said
    assert "Both staffings were compared" not in said


@pytest.mark.parametrize("asked", [*DECIDE, ("discover", "--threshold", f"{CASELOAD}=0.2", "--staffing", "limit=12.0")])
def test_futures_that_cannot_be_simulated_are_told_of(
    command: Command, without_futures: Path, asked: tuple[str, ...]
) -> None:
    done = command(asked[0], without_futures, *asked[1:])
    assert done.exit_code == 0, done.output
    said = words(done.stdout)
    assert f"30 of 90 points could not be simulated, and no number here is from them: {WHY}." in said
    assert "That leaves out 15 of 45 futures" in said


@pytest.mark.parametrize("asked", [("emulate", "--measure", CASELOAD), ("sensitivity", "--emulated")])
def test_an_emulator_tells_what_failed_from_what_has_no_value(
    command: Command, without_futures: Path, asked: tuple[str, ...]
) -> None:
    done = command(asked[0], without_futures, *asked[1:])
    assert done.exit_code == 0, done.output
    said = words(done.stdout)
    assert said.count(f"30 of 90 points could not be simulated, and no number here is from them: {WHY}.") == 1
    assert "no value in some replications" not in said


def test_what_cannot_be_asked_for_want_of_what_failed_says_so(command: Command, without_a_staffing: Path) -> None:
    for words, said in (
        (
            ("discover", "--threshold", f"{CASELOAD}=1", "--staffing", "until=2019-05-01"),
            "no staffing has until=2019-05-01",
        ),
        (("value", "--measure", CASELOAD, "--budget", "1"), "there are 0 staffings to choose between"),
    ):
        done = command(words[0], without_a_staffing, *words[1:])
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
        assert f"30 of 90 points could not be simulated, and no number here is from them: {WHY}" in done.stderr


def test_a_page_to_explore_tells_it_itself(command: Command, without_a_staffing: Path, tmp_path: Path) -> None:
    done = command("explore", without_a_staffing, "--out", tmp_path / "page.html")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"30 of 90 points could not be simulated, and no number here is from them: {WHY}." in page
    assert "That leaves out 1 of 3 staffings" in page


@pytest.mark.parametrize("asked", [*DECIDE, ("explore", "--out", "page.html")])
def test_staffings_that_met_other_futures_are_not_compared(
    command: Command, without_some: Path, asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = command(asked[0], without_some, *asked[1:])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "its staffings could not all be simulated in the same futures, so they cannot be compared" in done.stderr
    assert "1 of 4 points could not be simulated: demand.shocks.publicity: until is 2019-07-01" in done.stderr


def test_a_report_sets_no_cost_beside_a_mean_over_fewer(without_some: Path) -> None:
    report = fssim.report_sweep(without_some)
    assert not [section for section in report.sections if section.name == "cost"]  # of two, one could not be
    (failures,) = (section for section in report.sections if section.name == "failures")
    assert failures.tables[0].rows[0][1] == 1.0


def test_the_results_of_a_point_that_failed_say_why(without_a_staffing: Path) -> None:
    with pytest.raises(fssim.ArgumentError, match=r"point 1 could not be simulated: demand\.shocks\.publicity: until"):
        fssim.read_sweep(without_a_staffing).at(1)


def test_a_baseline_that_cannot_be_simulated_is_compared_with_nothing(tmp_path: Path) -> None:
    file = write_sweep(tmp_path, baseline="endless.yaml", uncertainties="", replications="3")
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    swept = fssim.sweep(file, tmp_path / "out", jobs=1, measures=[CASELOAD, "cost_staff_gbp_a_year"])
    said = "The baseline, 'Visits without end', could not be simulated, and nothing is compared with it: NoTimePasses"
    for page in (fssim.report_sweep(swept).html(), fssim.explore(swept).html()):
        text = html.unescape(page)
        assert said in text
        assert "So was the baseline" not in text
        assert "dashed: the baseline" not in text
        assert "settings could not" not in text
    assert not fssim.rank(swept, CASELOAD, jobs=1, matters=1.0).notes


def test_a_precision_is_of_no_baseline_that_cannot_be_simulated(command: Command, tmp_path: Path) -> None:
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    precision = f"{{within: 1%, measures: [{CASELOAD}], replications_at_most: 10}}"
    parts = {"uncertainties": "", "replications": "", "precision": precision, "measures": f"[{CASELOAD}]"}
    file = write_sweep(tmp_path, baseline="endless.yaml", levers=f"{{until: {UNTIL}}}", **parts)
    done = command("sweep", file, "--out", tmp_path / "out", "--jobs", "1")
    assert done.exit_code == 3
    assert "at most 1% of its mean." in words(done.stdout)
    assert "At 2 of 2 points (*) the most allowed, 10, came before that" in words(done.stdout)
    assert "The baseline, 'Visits without end', could not be simulated, and nothing is compared with it" in done.stderr
