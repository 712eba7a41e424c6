"""A small scenario to calibrate, with targets of its own beside its sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import Scenario, load

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
SHARE = "demand.first_referrals"
PLAN = "pathway.decisions.assessed.child in need plan.probability"
CLOSE = "pathway.decisions.assessed.close.probability"
STARTS = "plans_child_in_need_starts_per_10000_children"
FREE = f"""free:
  {SHARE}: {{low: 0.5, high: 0.9, step: 0.05, targets: [referral_rate], evidence: a guess}}
  {PLAN}:
    low: 0.2
    high: 0.8
    step: 0.05
    takes_from: {CLOSE}
    targets: [{STARTS}]
    evidence: a guess
"""
TARGETS = f"""id,measure,value,unit,tolerance
referral_rate,referrals per 10000 children,400,per 10000,40
{STARTS},plan starts per 10000 children,60,per 10000,10
"""

QUICK = {"tries": 30, "replications": 2, "jobs": 1}

Service = Callable[..., Scenario]
Write = Callable[[str], Path]


def write_service(folder: Path, targets: str = TARGETS) -> Scenario:
    """The small scenario with published figures of its own, in a folder."""
    (folder / "targets.csv").write_text(targets, encoding="utf-8")
    (folder / "sources.csv").write_text((SMALL.parent / "sources.csv").read_text(encoding="utf-8"))
    file = folder / "service.yaml"
    file.write_text(f"extends: {SMALL}\ntitle: A service\nquestion: Does it fit?\nsources: [sources.csv]\n")
    return load(file)


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """The small scenario with published figures of its own."""

    def made(targets: str = TARGETS) -> Scenario:
        return write_service(tmp_path, targets)

    return made


@pytest.fixture
def free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file of free parameters in the current folder."""
    monkeypatch.chdir(tmp_path)

    def written(text: str = FREE) -> Path:
        file = tmp_path / "free.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return written
