"""`fssim run --precision`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

WAIT = "wait_mental_health_from_first_referral_mean_working_days"
QUICK = ("--years", 1, "--warm-up", 0, "--jobs", 1)


def test_a_precision_that_is_reached(command: Any, busier: Path, tmp_path: Path) -> None:
    words = ("--precision", "90%", "--measure", WAIT, "--measure", "referrals_per_10000_children")
    result = command("run", busier, *words, *QUICK, "--out", tmp_path / "out")
    assert result.exit_code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["precision"] == {
        "asked": 0.9,
        "measures": [WAIT, "referrals_per_10000_children"],
        "replications_at_most": 400,
        "reached": True,
    }
    count = manifest["replications"]
    assert 13 <= count < 400
    sentence = (
        f"After {count} replications half of the 95% interval of every difference asked about is at most 90% of the"
    )
    assert sentence in " ".join(result.stdout.split())


def test_the_most_allowed_comes_first(command: Any, busier: Path, tmp_path: Path) -> None:
    words = ("--precision", "0.5%", "--measure", WAIT, "--replications-at-most", 10)
    result = command("run", busier, *words, *QUICK, "--out", tmp_path)
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "Stopped at 10 replications, the most allowed, before the precision asked for was reached" in text
    assert "(half of the 95% interval at most 0.5% of the value compared with)" in text
    assert "'Mental health: first referral to start, mean' against 'A small service' is still at " in text
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["precision"]["reached"], manifest["replications"]) == (False, 10)


def test_a_number_of_replications_says_nothing_of_precision(command: Any, small: Path, tmp_path: Path) -> None:
    result = command("run", small, "--replications", 1, *QUICK, "--out", tmp_path)
    assert "precision" not in json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert "the most allowed" not in result.stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--precision", "5%", "--replications", 20), "give one of them"),
        (("--precision", "5"), "'5' is not a percentage; say 5%, for example."),
        (("--precision", "five%"), "'five%' is not a percentage"),
        (("--precision", "nan%"), "not between 0% and 100%"),
        (("--precision", "0%"), "0% is not between 0% and 100%"),
        (("--precision", "500%"), "not between 0% and 100%"),
        (("--measure", WAIT), "--measure goes with --precision"),
        (("--replications-at-most", 50), "--replications-at-most goes with --precision"),
        (("--precision", "5%", "--replications-at-most", 9), "it must be a whole number from 10"),
        (("--precision", "5%", "--measure", "visits_on_time_percent"), "did you mean 'visits_in_time_percent'"),
    ],
)
def test_what_cannot_be(command: Any, small: Path, tmp_path: Path, words: tuple[object, ...], complaint: str) -> None:
    result = command("run", small, *words, *QUICK, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()
