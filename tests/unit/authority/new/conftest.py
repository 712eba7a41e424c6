"""An authority made once, over a year after one of warm-up, each round of it simulated once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import fssim

STANDARD = Path(__file__).parents[4] / "scenarios" / "standard.yaml"
BRIEF = f"""extends: {STANDARD}
title: Brief
question: Does it hold?
clock: {{warm_up_years: 1, observed_years: 1}}
"""


@pytest.fixture(scope="session")
def quick() -> Iterator[None]:
    """Rounds of one replication each, as they take long to be as near as they can be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fssim.authority.new.make_scenario.ENOUGH_CHILD_YEARS", 1)
        yield


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("brief") / "brief.yaml"
    file.write_text(BRIEF, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def sutton(quick: None, brief: Path, tmp_path_factory: pytest.TempPathFactory) -> fssim.NewAuthority:
    """Sutton, as it was published for 2019."""
    folder = tmp_path_factory.mktemp("authorities") / "sutton"
    return fssim.new_authority("Sutton", folder, published="authorities.csv", year=2019, extends=str(brief), jobs=1)
