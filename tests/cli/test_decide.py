"""`fssim rank --robust`, `discover` and `value`, as an analyst meets them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.sweeping import write_sweep

pytestmark = pytest.mark.slow

COST, CASELOAD = "cost_staff_gbp_a_year", "caseload_children_per_full_time_worker"
PARTS = {
    "levers": "{posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [3, 6]}}",
    "uncertainties": "{children: {path: demand.children.value, range: {low: 2000, high: 6000}}}",
    "measures": f"[{COST}, {CASELOAD}]",
    "replications": "5",
}


def crossed(command: Command, folder: Path, futures: int) -> Path:
    file = write_sweep(folder, design=f"{{kind: crossed, points: {futures}}}", **PARTS)
    assert command("sweep", file, "--out", folder / "out", "--jobs", 1, "--quiet").exit_code == 0
    return folder / "out"


def test_a_robust_ranking_says_what_is_best_by_each_criterion(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, table = crossed(command, tmp_path, 3), tmp_path / "robust.csv"
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 140)
    asked = ("rank", folder, "--robust", "--measure", CASELOAD, "--threshold", f"{CASELOAD}=12.5", "--out", table)
    result = command(*asked)
    assert result.exit_code == 0, result.stderr
    printed = " ".join(result.stdout.split())
    assert "2 staffings in 3 futures, 5 replications of each" in printed
    assert "Posts 6 is best on average over the futures: Caseload per full-time worker in post" in printed
    assert "Posts 6 has no regret: in every future Caseload per full-time worker in post is the best there" in printed
    assert "Posts 6 keeps every threshold in the most futures" in printed
    assert "the probability that endless replications would choose another is below 1%" in printed
    with table.open(encoding="utf-8", newline="") as lines:
        rows = {row["lever_posts"]: row for row in csv.DictReader(lines)}
    assert rows.keys() == {"3", "6"}
    assert float(rows["6"][f"{CASELOAD}_regret"]) == 0.0
    assert float(rows["3"][f"{CASELOAD}_worst"]) > float(rows["3"][f"{CASELOAD}_mean"])
    refused = command("rank", folder, "--measure", CASELOAD, "--measure", COST)
    assert refused.exit_code == 2
    assert "several measures and thresholds are for --robust" in refused.stderr
    refused = command("rank", folder, "--robust", "--measure", CASELOAD, "--most", 20)
    assert (refused.exit_code, "--most is for further replications" in refused.stderr) == (2, True)
    refused = command("rank", folder, "--robust", "--measure", CASELOAD, "--threshold", "twelve")
    assert "'twelve' is no measure and number; write it as NAME=12.5." in refused.stderr
    twice = command("rank", folder, "--robust", "--measure", CASELOAD, "--threshold", "a=1", "--threshold", "a=2")
    assert (twice.exit_code, "a is given twice" in twice.stderr) == (2, True)
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 80)
    narrow = command(*asked[:-2])
    assert max(map(len, narrow.stdout.splitlines())) <= 80


def test_where_a_staffing_fails_and_what_to_find_out_first(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three posts hold too many children each where there are many; six never do."""
    folder = crossed(command, tmp_path, 30)
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 140)
    asked = (
        "discover",
        folder,
        "--threshold",
        f"{CASELOAD}=0.35",
        "--staffing",
        "posts=3",
        "--out",
        tmp_path / "rules.csv",
    )
    result = command(*asked)
    assert result.exit_code == 0, result.stderr
    printed = " ".join(result.stdout.split())
    assert "Posts 3 breaks a threshold (Caseload per full-time worker in post at most 0.35 children) in " in printed
    assert "The rules are better than chance" in printed
    with (tmp_path / "rules.csv").open(encoding="utf-8", newline="") as lines:
        (rule,) = csv.DictReader(lines)
    assert rule["rule"].startswith("demand children is above")
    assert float(rule["density"]) > 0.8
    refused = command("discover", folder, "--threshold", f"{CASELOAD}=0.35")
    assert (refused.exit_code, "there are 2 staffings; say which, of posts=3; posts=6" in refused.stderr) == (2, True)
    refused = command("discover", folder, "--threshold", f"{CASELOAD}=0.35", "--staffing", "three")
    assert "'three' is no lever and value; write it as LEVER=3." in refused.stderr
    refused = command("discover", folder, "--threshold", f"{CASELOAD}=0.35", "--staffing", "posts=3,limit=5")
    assert "'posts=3,limit=5' is of several levers; give the option again for each." in refused.stderr
    twice = command(
        "discover", folder, "--threshold", f"{CASELOAD}=0.35", "--staffing", "posts=3", "--staffing", "posts=6"
    )
    assert (twice.exit_code, "posts is given twice; give it once." in twice.stderr) == (2, True)
    value = command("value", folder, "--measure", CASELOAD, "--worth", 2_000_000, "--out", tmp_path / "worth.csv")
    assert value.exit_code == 0, value.stderr
    words = " ".join(value.stdout.split())
    assert "If it were known Worth Standard error By chance p Says" in words
    assert "Knowing everything before choosing would be worth" in words
    assert "Find out first: demand children, worth up to" in words
    assert "children one would choose posts 3, with more posts 6" in words
    with (tmp_path / "worth.csv").open(encoding="utf-8", newline="") as lines:
        assert [row["uncertainty"] for row in csv.DictReader(lines)] == ["everything", "children"]
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 80)
    for narrow in (command(*asked[:-2]), command("value", folder, "--measure", CASELOAD)):
        assert max(map(len, narrow.stdout.splitlines())) <= 80
