"""`fssim sweep`, as it is typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.sweeping import write_sweep


def test_what_is_printed(command: Command, tmp_path: Path) -> None:
    done = command("sweep", write_sweep(tmp_path), "--out", tmp_path / "out", "--jobs", "1")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Caseload limits and children", "What does the limit do?"]
    (heading,) = (place for place, line in enumerate(lines) if line.startswith("point"))
    assert lines[heading - 1].split()[0] == "limit"
    assert lines[heading].split()[:3] == ["point", "(children)", "children"]
    assert lines[heading + 1].split()[:3] == ["1", "12", "2,000"]
    assert max(map(len, lines)) <= 100
    assert "Means over 2 replications. summary.csv has the other measures, and intervals." in done.stdout
    out = tmp_path / "out"
    assert done.stderr == f"Written to {out}. To see what moves the answer: fssim report {out}\n"


def test_one_replication_gives_no_intervals(command: Command, tmp_path: Path) -> None:
    measure = ("--measure", "visits_in_time_percent", "--jobs", "1")
    done = command("sweep", write_sweep(tmp_path, replications="1"), *measure, "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "Means over 1 replication, which gives no intervals.\n" in done.stdout
    assert "summary.csv has" not in done.stdout


def test_the_baseline_is_named(command: Command, tmp_path: Path) -> None:
    done = command("sweep", write_sweep(tmp_path, baseline="base.yaml"), "--out", tmp_path / "out", "--jobs", "1")
    lines = done.stdout.splitlines()
    (heading,) = (place for place, line in enumerate(lines) if line.lstrip().startswith("point"))
    assert lines[heading + 1].split()[0] == "baseline"


def test_measures_that_there_is_no_room_for_are_told_of(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first that was asked for has a column however narrow it is, and no line is longer than the terminal."""
    names = ("referrals_per_10000_children", "visits_in_time_percent", "cost_staff_gbp_a_year")
    asked = [word for name in names for word in ("--measure", name)]
    words = ("sweep", write_sweep(tmp_path), *asked, "--out", tmp_path / "out", "--jobs", "1")
    assert "summary.csv has intervals." in command(*words).stdout
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 36)
    narrow = command(*words).stdout
    assert max(map(len, narrow.splitlines())) <= 36
    assert "Staff" not in narrow
    assert "has the other measures, and intervals." in " ".join(narrow.split())


def test_points_that_failed(command: Command, tmp_path: Path) -> None:
    until = "{until: {path: demand.shocks.publicity.until, values: [2019-05-01, 2019-08-01]}}"
    done = command("sweep", write_sweep(tmp_path, uncertainties=until), "--out", tmp_path / "out", "--jobs", "1")
    assert done.exit_code == 3
    assert done.stderr.splitlines()[-1] == f"2 points failed; {tmp_path / 'out' / 'failures.csv'} says why."


def test_only_the_measures_asked_for_are_kept_and_shown(command: Command, tmp_path: Path) -> None:
    out, asked = tmp_path / "out", ("referrals_per_10000_children", "visits_in_time_percent")
    words = ("--measure", asked[0], "--measure", asked[1], "--out", out, "--jobs", "1")
    done = command("sweep", write_sweep(tmp_path), *words)
    assert done.exit_code == 0
    assert "Children referred" in done.stdout
    assert "Visits in time" in done.stdout
    assert "Means over 2 replications. summary.csv has intervals." in done.stdout
    heading = (out / "summary.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    ends = ("", "_low", "_high")
    assert heading[-6:] == [f"{name}{end}" for name in asked for end in ends]
    assert command("sweep", write_sweep(tmp_path), *words).exit_code == 0
    other = command("sweep", write_sweep(tmp_path), "--out", out, "--jobs", "1")
    assert other.exit_code == 2
    assert "the measures" in other.stderr


def test_a_measure_that_there_is_none_of(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command("sweep", write_sweep(tmp_path), "--measure", "visits_on_time_percent", "--out", out, "--jobs", "1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "did you mean 'visits_in_time_percent'" in done.stderr
    assert not out.exists()


def test_quiet(command: Command, tmp_path: Path) -> None:
    done = command("sweep", write_sweep(tmp_path), "--out", tmp_path / "out", "--jobs", "1", "--quiet")
    assert (done.exit_code, done.output) == (0, "")


def test_a_sweep_taken_for_a_scenario_and_the_other_way_round(command: Command, tmp_path: Path) -> None:
    sweep = write_sweep(tmp_path)
    done = command("run", sweep)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "sweep.yaml:4: design: this is a sweep, not a scenario; run it with: fssim sweep" in done.stderr
    done = command("sweep", tmp_path / "base.yaml", "--out", tmp_path / "out")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "base.yaml:1: extends: this is a scenario, not a sweep; run it with: fssim run" in done.stderr


def test_files_given_to_the_wrong_command_name_the_right_one(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for words, said in (
        (("run", "one_more_post"), "goals: this is an optimisation, not a scenario; run it with: fssim optimise"),
        (("sweep", "one_more_post", "--out", out), "goals: this is an optimisation, not a sweep"),
        (("check", "stepped_wedge_of_five"), "this is a trial's design, not a scenario; run it with: fssim trial"),
        (("optimise", "pooling", "--out", out), "design: this is a sweep, not an optimisation"),
        (("optimise", "one_district", "--out", out), "extends: this is a scenario, not an optimisation"),
        (("trial", "pooling", "--out", out), "design: this is a sweep, not a trial's design"),
    ):
        done = command(*words)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), words
        assert said in done.stderr
    assert not out.exists()


def test_a_check_of_an_empty_file_takes_it_for_no_kind(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("")
    done = command("check", tmp_path / "empty.yaml", "pooling")
    said = "empty.yaml:1: is empty; a scenario, a sweep or an optimisation is a map of fields such as `title: ...`\n"
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.endswith(said)


def test_a_folder_of_an_optimisation_takes_no_sweep(command: Command, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "optimisation.json").write_text("{}")
    done = command("sweep", write_sweep(tmp_path), "--out", tmp_path / "out", "--jobs", "1")
    assert done.exit_code == 2
    assert "out: holds the optimisation of optimisation.json; choose another folder with --out" in done.stderr


def test_what_it_will_take_is_told_before_it_is_run(command: Command, tmp_path: Path) -> None:
    levers = """
  posts: {path: teams.safeguarding.posts.social_worker.posts.value, range: {low: 2, high: 4, step: 1}}
  until: {path: demand.shocks.publicity.until, values: [2019-05-01, 2019-09-01]}"""
    sweep = write_sweep(tmp_path, levers=levers, uncertainties="", replications="30", baseline="base.yaml")
    done = command("check", sweep, tmp_path / "base.yaml")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert f"{sweep}: valid Caseload limits and children A sweep of 'One small year', each compared with" in text
    assert "- posts: 2, 3, 4 posts (the base has 6) - until: 1 May 2019, 1 September 2019 6 points (grid)" in text
    assert "6 points (grid) and the baseline, 30 replications each: 210 in all. A replication took" in text
    assert re.search(
        r"A replication took [\d.]+ m?s here when it was tried, and making a point [\d.]+ m?s: about", text
    )
    assert re.search(r"About [\d.]+ MB on disk and [\d,.]+ MB of memory. \d+ measures are kept; name those", text)
    assert "3 of the 6 points tried cannot be simulated, and are recorded as failed; the first is point 1" in text
    assert f"{tmp_path / 'base.yaml'}: valid" in text
    assert sorted(file.name for file in tmp_path.iterdir()) == ["base.yaml", "sweep.yaml"]


def test_what_very_many_points_take_on_disk_while_it_runs_is_told(command: Command, tmp_path: Path) -> None:
    children = "{children: {path: demand.children.value, range: {low: 2000, high: 6000}}}"
    of = {"levers": "", "uncertainties": children, "replications": "1"}
    done = command("check", write_sweep(tmp_path, design="{kind: latin hypercube, points: 500000}", **of))
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert re.search(r"About [\d.]+ [MG]B on disk, 2.0 MB more while it runs, and", text), text[-400:]


def test_every_problem_of_sweeps_and_scenarios_is_told_at_once(command: Command, tmp_path: Path) -> None:
    sweep = write_sweep(tmp_path, replications="none")
    other = tmp_path / "other.yaml"
    other.write_text("title: [not, text]\n")
    done = command("check", sweep, other)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "sweep.yaml:5: replications" in done.stderr
    assert "other.yaml:1: title" in done.stderr


def test_a_file_where_the_folder_should_be(command: Command, tmp_path: Path) -> None:
    done = command("sweep", write_sweep(tmp_path), "--out", tmp_path / "base.yaml", "--jobs", "1")
    assert done.exit_code == 2
    assert "base.yaml: is a file, not a folder; choose another folder with --out" in done.stderr


@pytest.mark.parametrize(
    ("parts", "words", "complaint"),
    [
        ({"replications": "none"}, (), "sweep.yaml:5: replications: is text 'none'; it must be a whole number"),
        ({}, ("--jobs", "2", "--cluster", "tcp://127.0.0.1:1"), "give one of them"),
    ],
)
def test_what_is_wrong(
    command: Command, tmp_path: Path, parts: dict[str, str], words: tuple[str, ...], complaint: str
) -> None:
    done = command("sweep", write_sweep(tmp_path, **parts), "--out", tmp_path / "out", *words)
    assert done.exit_code == 2
    assert complaint in done.stderr
    assert not (tmp_path / "out").exists()


def test_one_of_anything_is_said_as_one(command: Command, tmp_path: Path) -> None:
    """A sweep of one point, and what is asked of it."""
    name, out = "caseload_children_per_full_time_worker", tmp_path / "out"
    levers = "{limit: {path: roles.social_worker.caseload_limit.value, values: [12]}}"
    file = write_sweep(tmp_path, levers=levers, uncertainties="", measures=f"[{name}, cost_staff_gbp_a_year]")
    assert command("sweep", file, "--out", out, "--jobs", "1").exit_code == 0
    ranked = " ".join(command("rank", out, "--measure", name, "--jobs", "1").stdout.split())
    assert "1 staffing, 2 replications of each to start with" in ranked
    assert "There is one staffing, and nothing to rank it against: Caseload per full-time worker in post" in ranked
    assert "best of the staffings" not in ranked
    for words, said in (
        (("emulate", out), "1 point has "),
        (("rank", out, "--robust", "--measure", name), "met 1 future, and this needs 2 or more"),
    ):
        refused = command(*words)
        assert (refused.exit_code, said in refused.stderr) == (2, True)
