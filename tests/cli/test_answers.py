"""`fssim attribute`, `breakeven`, `rank` and `sensitivity`, as a planner meets them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fssim.cli.command_group import commands
from fssim.runs.folder.provenance import read_csv_rows
from tests.sweeping import change_identity

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parents[1] / "unit" / "scenario" / "small.yaml"
DRIFT = "ledger_in_plans_drift_days_per_family"
CASELOAD = "caseload_children_per_full_time_worker"
COST = "cost_staff_gbp_a_year"
FEW = ("--replications", "3", "--jobs", "1")
SWEEP = f"""title: Posts
question: How many?
base: {SMALL}
design: {{kind: DESIGN}}
replications: 5
PART:
  posts: {{path: teams.safeguarding.posts.social_worker.posts.value, VALUES, label: Social workers}}
  cost: {{path: roles.conference_chair.cost.value, RANGE}}
"""
Ask = Callable[..., Result]


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def words(result: Result) -> str:
    """What was printed, on one line."""
    return " ".join(result.stdout.split())


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def narrow_lines(result: Result) -> list[str]:
    """The lines printed where there are 80 columns, none of them cut."""
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert max(map(len, lines)) <= 80
    assert "…" not in result.stdout
    return lines


def run_sweep(folder: Path, **changes: str) -> Path:
    file = folder / "sweep.yaml"
    text = SWEEP
    for word, instead in changes.items():
        text = text.replace(word, instead)
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(commands, ["sweep", str(file), "--out", str(folder / "out"), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    return folder / "out"


def test_attribute_says_how_many_runs_it_takes_and_what_each_part_adds(
    command: Ask, small: Path, busier: Path, tmp_path: Path
) -> None:
    result = command("attribute", busier, small, *FEW, "--measure", DRIFT, "--out", tmp_path / "why.csv")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "1 part differs: 2 combinations.",
        "Of 2 combinations 2 do different things: 6 replications to simulate.",
    ]
    output = words(result)
    assert "demand: demand referral rate: 500 per 10000 children a year to 700" in output
    assert "in all" in output
    assert "None of it rests on effects that are only reported or assumed." in output
    (row,) = rows(tmp_path / "why.csv")
    assert (row["measure"], row["part"]) == (DRIFT, "demand")
    assert row["contribution"] == row["difference"]


def test_attribute_prints_the_measures_that_lead_the_answer(command: Ask, small: Path, busier: Path) -> None:
    output = words(command("attribute", busier, small, *FEW))
    assert output.index("Days in plans: drift") < output.index("Staff cost, GBP a year")


def test_printed_parts_sum_to_the_printed_difference() -> None:
    from fssim.report.terminal.difference_tables import ALL_OF_IT, rounded_contributions
    from fssim.statistics.mean_difference import estimate_mean_difference
    from fssim.studies.analysis.differences.attribute import Contribution

    def part(name: str, adds: float) -> Contribution:
        known = estimate_mean_difference([adds] * 3)
        return Contribution("wait", name, adds, known, "", "structure", 1.0, 0.0, 1.0)

    written = rounded_contributions([part("one", 10.0 / 3), part("two", 10.0 / 3), part("three", 10.0 / 3)])
    assert written == {"one": "+3.34", "two": "+3.33", "three": "+3.33", ALL_OF_IT: "+10.00"}
    large = rounded_contributions([part("one", 1_234_567.6), part("two", -234_567.2)])
    assert large == {"one": "+1,234,567", "two": "-234,567", ALL_OF_IT: "+1,000,000"}


def test_scenarios_that_do_the_same_have_no_difference_to_split(command: Ask, small: Path) -> None:
    result = command("attribute", small, small, *FEW)
    assert result.exit_code == 2
    assert "do the same; there is no difference to split" in result.stderr


def test_attribute_refuses_a_measure_before_it_prepares_combinations(command: Ask, small: Path, busier: Path) -> None:
    result = command("attribute", busier, small, *FEW, "--measure", "nonsense")
    assert result.exit_code == 2
    assert result.stderr.startswith("there is no measure 'nonsense'")
    assert "combinations" not in result.stderr


def test_breakeven_says_where_and_how_surely(command: Ask, small: Path, busier: Path, tmp_path: Path) -> None:
    path = "demand.referral_rate"
    result = command(
        "breakeven", busier, "--parameter", path, "--from", 400, "--to", 800,
        "--measure", "referrals_per_10000_children", "--worse", "more", *FEW, "--out", tmp_path / "enough.csv",
    )  # fmt: skip
    assert result.exit_code == 0
    assert (
        "is no worse than in 'A small service' where the demand referral rate is 500 per 10000 children a year or less"
        in words(result)
    )
    (row,) = rows(tmp_path / "enough.csv")
    assert float(row["low"]) <= float(row["break_even"]) <= float(row["high"])
    assert row["no_worse"] == "up to there"


def test_breakeven_says_never(command: Ask, small: Path, busier: Path) -> None:
    result = command(
        "breakeven", busier, "--parameter", "roles.conference_chair.cost", "--from", 90_000, "--to", 99_000,
        "--measure", COST, "--worse", "more", *FEW,
    )  # fmt: skip
    assert "Never within the range: Staff cost is worse than in 'A small service'" in words(result)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (["--measure", COST], "say which: --worse more"),
        (["--measure", "cost_staff_gbp_a_yr", "--worse", "more"], f"did you mean '{COST}'?"),
        (["--measure", "cost_staff_gbp_a_yr"], f"did you mean '{COST}'?"),
        (["--measure", COST, "--worse", "more", "--to", "NaN"], "NaN is not valid: it must be finite"),
        (["--measure", COST, "--worse", "more", "--from", "-inf"], "-inf is not valid: it must be finite"),
        (["--measure", COST, "--worse", "more", "--to", "99,000"], "99,000 is not a number; write it as 99000."),
        (["--measure", COST, "--worse", "more", "--to", "high"], "high is not a number."),
        (["--measure", COST, "--worse", "more", "--out", "."], "is a folder; name a file to write"),
        (
            ["--measure", COST, "--worse", "more", "--out", "nowhere/at.csv"],
            "nowhere/at.csv: cannot be written: No such",
        ),
    ],
)
def test_breakeven_refuses_what_it_cannot_answer(
    command: Ask, busier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = command(
        "breakeven", busier, "--parameter", "roles.conference_chair.cost", "--from", 1, "--to", 2, *FEW, *more
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["busier.yaml"]


def test_rank_names_the_best_within_the_budget(command: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run_sweep(
        tmp_path, DESIGN="grid", PART="levers", VALUES="values: [3, 6]", RANGE="values: [70000, 2000000]"
    )
    result = command(
        "rank", folder, "--measure", CASELOAD, "--budget", 1_500_000, "--matters", 0.1, "--jobs", 1,
        "--out", tmp_path / "best.csv",
    )  # fmt: skip
    assert result.exit_code == 0
    output = words(result)
    assert "Social workers 6, cost 70,000 is the best of the staffings within 1,500,000 GBP a year" in output
    assert "the probability that this is right is at least 95%" in output
    assert "Of 4 staffings, 2 are left out as over the budget." in output
    assert [row["is"] for row in rows(tmp_path / "best.csv")] == ["best", "worse", "over the budget", "over the budget"]
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 80)
    lines = narrow_lines(command("rank", folder, "--measure", CASELOAD, "--matters", 0.1, "--jobs", 1))
    (cost,) = [
        row[COST] for row in read_csv_rows(folder / "summary.csv") if list(row.values())[1:3] == ["6", "70000.0"]
    ]
    assert lines[lines.index("Social workers 6, cost 70,000: best") + 1].split()[-1] == f"{float(cost):,.0f}"


@pytest.mark.parametrize("amount", ["nan", "inf", "0"])
def test_rank_takes_numbers_that_can_be(command: Ask, tmp_path: Path, amount: str) -> None:
    result = command("rank", tmp_path, "--measure", CASELOAD, "--matters", amount)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--matters" in result.stderr


def test_rank_of_a_file_says_what_to_give(command: Ask, small: Path) -> None:
    result = command("rank", small, "--measure", CASELOAD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{small}: is a file, not a folder; give the folder that a sweep was written to\n"


def test_a_ranking_that_is_stopped_says_what_is_kept(
    command: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run_sweep(tmp_path, DESIGN="grid", PART="levers", VALUES="values: [3, 6]", RANGE="values: [70000]")

    def stop(*_: object, **__: object) -> None:
        (folder / "further").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr("fssim.cli.commands.sweeps.rank_points", stop)
    result = command("rank", folder, "--measure", CASELOAD)
    assert result.exit_code == 130
    assert result.stderr == f"Stopped. Staffings' finished replications are kept in {folder / 'further'}.\n"


def test_sensitivity_says_which_number_moves_it_most(
    command: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run_sweep(
        tmp_path, DESIGN="morris, trajectories: 3", PART="uncertainties", VALUES="range: {low: 3, high: 6}",
        RANGE="range: {low: 60000, high: 80000}",
    )  # fmt: skip
    result = command("sensitivity", folder, "--measure", CASELOAD, "--measure", COST, "--out", tmp_path / "most.csv")
    assert result.exit_code == 0
    output = words(result)
    assert "Caseload per full-time worker in post is moved most by Social workers (assumed)" in output
    assert "Assumed" in output
    effects: dict[tuple[str, str], Any] = {(row["measure"], row["factor"]): row for row in rows(tmp_path / "most.csv")}
    assert float(effects[COST, "cost"]["mu"]) > 0.0
    assert float(effects[CASELOAD, "cost"]["mu_star"]) == 0.0
    sweep_json = folder / "sweep.json"
    as_run = sweep_json.read_text(encoding="utf-8")
    change_identity(folder, points="9, 0123456789ab")
    refused = command("sensitivity", folder)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "the design's points come out differently here" in refused.stderr
    sweep_json.write_text(as_run, encoding="utf-8")
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 80)
    lines = narrow_lines(command("sensitivity", folder, "--measure", COST))
    assert "Staff cost, GBP a year: assumed" in lines
    assert lines[lines.index("cost of role conference chair") + 1].split()[-2:] == ["moves", "it"]


def test_sensitivity_of_another_design_is_refused(command: Ask, tmp_path: Path) -> None:
    folder = run_sweep(tmp_path, DESIGN="grid", PART="levers", VALUES="values: [6]", RANGE="values: [70000]")
    result = command("sensitivity", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "its design is grid; a sensitivity analysis needs one of kind morris or saltelli" in result.stderr
