"""Things that go together: drawn so, each by itself as it was, and refused where that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.stats import spearmanr

from fssim.scenario.findings import ScenarioError
from fssim.studies.sweeps.plan.sweep import generate_points, load_sweep

WriteSweep = Callable[..., Path]
SPACE = {
    "levers": "{limit: {path: roles.social_worker.caseload_limit.value, range: {low: 10, high: 20}}}",
    "uncertainties": """
  children: {path: demand.children.value, range: {low: 1000, high: 9000}}
  wait: {path: services.talking therapy.wait.value, distribution: {name: gamma, parameters: {a: 3}}}
  vacant: {path: roles.social_worker.when_vacant, values: [wait, refer externally]}""",
}
TOGETHER = "[{between: [children, limit], rank: 0.8, reason: busy}, {between: [wait, limit], rank: -0.5}]"


@pytest.mark.parametrize("kind", ["latin hypercube", "sobol", "halton"])
def test_ranks_go_together_as_far_as_is_said(sweep_file: WriteSweep, kind: str) -> None:
    """The seed is fixed; of 512 independent points a rank correlation has a standard error of 0.044 at most."""
    design = f"{{kind: {kind}, points: 512}}"
    sweep = load_sweep(sweep_file(design=design, correlations=TOGETHER, **SPACE))
    drawn = {name: [point.values[name] for point in generate_points(sweep)] for name in ("limit", "children", "wait")}
    assert spearmanr(drawn["children"], drawn["limit"]).statistic == pytest.approx(0.8, abs=0.04)
    assert spearmanr(drawn["wait"], drawn["limit"]).statistic == pytest.approx(-0.5, abs=0.06)
    fifths = Counter(int((float(str(limit)) - 10.0) / 2.0) for limit in drawn["limit"])
    assert all(count == pytest.approx(102.4, abs=6.0) for count in fifths.values())


def test_a_latin_hypercube_stays_one(sweep_file: WriteSweep) -> None:
    design = "{kind: latin hypercube, points: 64}"
    alone = load_sweep(sweep_file(design=design, **SPACE))
    apart = {name: [point.values[name] for point in generate_points(alone)] for name in ("limit", "children", "vacant")}
    together = load_sweep(sweep_file(design=design, correlations=TOGETHER, **SPACE))
    moved = {name: [point.values[name] for point in generate_points(together)] for name in apart}
    for name in ("limit", "children"):
        assert sorted(map(float, apart[name])) == sorted(map(float, moved[name]))
    assert apart["limit"] != moved["limit"]
    assert apart["vacant"] == moved["vacant"]


@pytest.mark.parametrize(
    ("parts", "place", "message"),
    [
        ({"design": "{kind: grid}", "levers": "", "uncertainties": "{a: {path: demand.children.value, values: [1]}}"},
         "correlations", "are for points that are drawn, and the design is grid"),
        ({"correlations": "[{between: [limit, child], rank: 0.1}]"}, "0.between", "no lever or uncertainty 'child'"),
        ({"correlations": "[{between: [limit, vacant], rank: 0.1}]"}, "0.between", "'vacant' has no order"),
        ({"correlations": "[{between: [limit, limit], rank: 0.1}]"}, "0.between", "give each pair once"),
        ({"correlations": "[{between: [limit, wait], rank: 1.0}]"}, "0.rank", "is 1; it must be between -1 and 1"),
        ({"correlations": "[{between: [limit, wait], rank: 0.9}, {between: [limit, children], rank: 0.9}, "
         "{between: [children, wait], rank: -0.9}]"}, "correlations", "contradict one another"),
    ],
)  # fmt: skip
def test_what_is_wrong(sweep_file: WriteSweep, parts: dict[str, str], place: str, message: str) -> None:
    usual = {"design": "{kind: sobol, points: 8}", "correlations": TOGETHER, **SPACE}
    with pytest.raises(ScenarioError) as caught:
        load_sweep(sweep_file(**{**usual, **parts}))
    assert place in str(caught.value)
    assert message in str(caught.value)
