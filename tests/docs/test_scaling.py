"""What the page on sweeps shows is so."""

from __future__ import annotations

import re
from pathlib import Path

from fssim.studies.sweeps.plan.sweep import build_scenario, count_points, generate_points, load_sweep

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")


EXAMPLE, LEVERS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_example_is_a_sweep(tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(EXAMPLE.replace("../one_district", str(ROOT / "scenarios" / "one_district")), encoding="utf-8")
    sweep = load_sweep(file)
    assert count_points(sweep) == 10
    assert [factor.column for factor in sweep.factors] == ["lever_mental_health_posts", "uncertainty_referral_rate"]
    assert "lever_mental_health_posts" in PAGE


def test_the_example_of_levers_is_a_part_of_a_sweep(tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    whole = f"title: Levers\nquestion: Which?\nbase: one_district\nreplications: 1\n{LEVERS}"
    file.write_text(whole, encoding="utf-8")
    sweep = load_sweep(file)
    assert count_points(sweep) == 200
    assert [factor.name for factor in sweep.levers] == ["assessors", "section_47", "staffing"]
    build_scenario(sweep, next(generate_points(sweep)))


def test_files_it_names_are_there() -> None:
    named = re.findall(r"(?:scenarios|benchmarks)/[\w/]+\.(?:yaml|py)", PAGE)
    assert len(named) >= 3
    assert all((ROOT / name).is_file() for name in named)
