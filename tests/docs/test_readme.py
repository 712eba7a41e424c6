"""The README is run: its commands, its Python, and what it says of the shipped scenarios."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from fssim.cli.command_group import commands
from fssim.lessons.lesson_plan import build_lesson_schema
from fssim.runs.folder.run_folder import build_manifest_schema
from fssim.scenario import json_schema, load
from fssim.scenario.reading.strict_yaml import plain_values, read
from fssim.studies.optimisation.plan_file import build_optimisation_schema
from fssim.studies.sweeps.plan.sweep_file import build_sweep_schema
from fssim.trials.design_file import build_trial_schema

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture(autouse=True)
def _in_the_project_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_the_run_command_works_and_writes_what_it_says(tmp_path: Path) -> None:
    words = shlex.split(blocks("sh")[0].split("&&")[-1])
    assert words[0] == ".venv/bin/fssim"
    assert words[2:] == shlex.split("scenarios/mental_health_vacancy.yaml --replications 20 --seed 1 --out out/")
    small = ["run", "scenarios/one_district_vacancy.yaml", "--seed", "1", "--out", str(tmp_path / "out")]
    quick = ["--replications", "2", "--years", "1", "--warm-up", "0", "--jobs", "1"]
    result = CliRunner().invoke(commands, [*small, *quick])
    assert result.exit_code == 0, result.output
    written = {file.name for file in (tmp_path / "out").iterdir()}
    figures = {"ledger.png", "plan_durations.png", "specialist_waits.png"}
    tables = {"replications.parquet", "summary.csv", "weekly.parquet", "families.parquet"}
    data = {"manifest.json", "sources.csv", "targets.csv"} | tables
    assert written == {"report.html", "brief.html", "report.xlsx"} | data | figures


def test_the_test_command_is_what_ci_runs() -> None:
    _, install, tests = (command.strip() for command in blocks("sh")[1].split("&&"))
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert install == '.venv/bin/pip install -e ".[test]"'
    assert any("pip install" in line and line.endswith('-e ".[test]"') for line in ci)
    assert tests.removeprefix(".venv/bin/") in ci


def test_the_python_runs_and_compares(capsys: pytest.CaptureFixture[str]) -> None:
    code = blocks("python")[0].replace("replications=4", "replications=2, jobs=1")
    values: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), values)
    assert "cannot tell" in capsys.readouterr().out
    assert values["results"].summary().loc["referrals_per_10000_children", "n"] == 2  # type: ignore[attr-defined]
    assert len(values["log"].to_frame()) == len(values["log"])  # type: ignore[attr-defined, arg-type]


def test_every_shipped_scenario_is_listed_with_its_question() -> None:
    for file in (ROOT / "scenarios").glob("*.yaml"):
        assert f"| [{file.stem}](scenarios/{file.name}) | {load(file).question} |" in README


@pytest.mark.parametrize("page", ["README.md", "docs/model.md", "docs/calibration.md"])
def test_links_and_named_files_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    named = re.findall(r"`((?:scenarios|docs|benchmarks|fssim)/[\w/.]+)`", text)
    missing = [name for name in linked if not ((ROOT / page).parent / name).exists()]
    missing += [name for name in named if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "docs/model.md", "docs/calibration.md"])
def test_nothing_is_left_to_fill_in(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    capitals = set(re.findall(r"\b[A-Z]{4,}\b", text))
    named = {"ARCHITECTURE", "CHANGELOG", "CONTRIBUTING", "README"}
    assert capitals <= named | {"EPYC", "FILE", "FOLDER", "MSER", "NAME", "STRESS", "YAML"}


def test_the_schema_beside_the_scenarios_is_what_the_command_prints() -> None:
    stored = json.loads((ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8"))
    assert stored == json_schema(), "run: fssim schema > scenarios/scenario.schema.json"


def test_the_schema_of_the_manifest_is_what_the_command_prints() -> None:
    stored = json.loads((ROOT / "docs" / "manifest.schema.json").read_text(encoding="utf-8"))
    assert stored == build_manifest_schema(), "run: fssim schema --manifest > docs/manifest.schema.json"


def test_every_scenario_points_editors_at_the_schema() -> None:
    for file in (ROOT / "scenarios").glob("*.yaml"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=scenario.schema.json", file.name


@pytest.mark.parametrize(
    ("kind", "build_schema", "wrong"),
    [
        ("trial", build_trial_schema, {"title": 1}),
        ("lesson", build_lesson_schema, {"decisions": {}}),
        ("optimisation", build_optimisation_schema, {"goals": {}}),
    ],
)
def test_files_of_other_kinds_have_a_schema_that_they_fit(
    kind: str, build_schema: Callable[[], dict[str, Any]], wrong: dict[str, object]
) -> None:
    folder = ROOT / "scenarios" / f"{kind}s"
    stored = json.loads((folder / f"{kind}.schema.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(build_schema())), (
        f"run: fssim schema --{kind} > scenarios/{kind}s/{kind}.schema.json"
    )
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert text.splitlines()[0] == f"# yaml-language-server: $schema={kind}.schema.json", file.name
        node, _ = read(file)
        assert node is not None
        content = json.loads(json.dumps(plain_values(node), default=str))
        assert [error.message for error in Draft202012Validator(stored).iter_errors(content)] == []
        assert not Draft202012Validator(stored).is_valid({**content, **wrong})


def test_sweeps_have_a_schema_that_they_fit() -> None:
    folder = ROOT / "scenarios" / "sweeps"
    stored = json.loads((folder / "sweep.schema.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(build_sweep_schema())), (
        "run: fssim schema --sweep > scenarios/sweeps/sweep.schema.json"
    )
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert text.splitlines()[0] == "# yaml-language-server: $schema=sweep.schema.json", file.name
        node, _ = read(file)
        assert node is not None
        content = json.loads(json.dumps(plain_values(node), default=str))
        assert [error.message for error in Draft202012Validator(stored).iter_errors(content)] == []
        both = {**content, "precision": {"within": "5%"}}
        assert not Draft202012Validator(stored).is_valid(both)


def test_python_3_11_is_enough() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == ">=3.11"
