"""Distributions named in a scenario must be ones that can be drawn from."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from fssim.scenario import ScenarioError, load
from fssim.scenario.reading.load import scenario_from

HERE = Path(__file__).parent


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(HERE)
    mapping = yaml.safe_load((HERE / "small.yaml").read_text(encoding="utf-8"))
    children = mapping["families"]["children"]
    mapping["families"]["children"] = {str(number): probability for number, probability in children.items()}
    return mapping


def sentence(words: Any, distribution: dict[str, Any], value: float | None = 1.0) -> str:
    changed = copy.deepcopy(words)
    engagement = {"unit": "odds multiplier", "source": "guess", "grade": "assumed", "distribution": distribution}
    changed["families"]["engagement"] = engagement if value is None else {**engagement, "value": value}
    try:
        scenario_from(changed)
    except ScenarioError as error:
        return str(error)
    return ""


def test_a_distribution_of_scipy_with_its_own_parameters_is_right(words: Any) -> None:
    assert sentence(words, {"name": "lognorm", "parameters": {"s": 0.5}}) == ""
    assert sentence(words, {"name": "weibull_min", "parameters": {"c": 1.5, "scale": 2.0}}, value=None) == ""


@pytest.mark.parametrize(
    ("distribution", "message"),
    [
        (
            {"name": "lognormal", "parameters": {"s": 0.5}},
            "'lognormal' is not a continuous distribution of scipy.stats",
        ),
        ({"name": "poisson", "parameters": {"mu": 3.0}}, "'poisson' is not a continuous distribution"),
        ({"name": "norm_gen", "parameters": {}}, "'norm_gen' is not a continuous distribution"),
        ({"name": "gamma", "parameters": {"k": 2.0}}, "gamma has 'k'; its parameters are"),
        ({"name": "gamma", "parameters": {}}, "gamma does not say 'a'"),
        ({"name": "norm", "parameters": {}}, "norm can be as low as -inf; quantities must be 0 or more"),
        ({"name": "gamma", "parameters": {"a": -1.0}}, "no mean"),
        ({"name": "uniform", "parameters": {"loc": -0.5}}, "can be as low as -0.5; quantities must be 0 or more"),
    ],
)
def test_what_cannot_be_drawn_from_is_told(words: Any, distribution: dict[str, Any], message: str) -> None:
    assert message in sentence(words, distribution)
    assert "families.engagement.distribution" in sentence(words, distribution)


def test_the_line_of_a_distribution_is_told(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(
        f"extends: {HERE / 'small.yaml'}\ntitle: Wrong\nquestion: What?\n"
        "families:\n  engagement:\n    distribution: {name: gama, parameters: {a: 2}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as error:
        load(file)
    assert "wrong.yaml:6: families.engagement.distribution: 'gama' is not" in str(error.value)
    assert "'gamma'" in str(error.value)
