"""Published files: what is worked out from the panel's columns, and everything wrong with a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fssim.scenario.findings import ScenarioError
from fssim.studies.validation.published_files import COLUMNS, read_panel, read_responses, read_shapes
from fssim.studies.validation.validation_file import find_published_file, read_yardstick
from fssim.studies.validation.years_as_published import count_as_published

HEADING = ",".join(("authority", "year", *COLUMNS))


def written(folder: Path, *rows: Mapping[str, object], heading: str = HEADING) -> Path:
    file = folder / "panel.csv"
    lines = [",".join(str(row.get(name, "")) for name in heading.split(",")) for row in rows]
    file.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return file


def test_what_is_worked_out(tmp_path: Path) -> None:
    row = {
        "authority": "Here", "year": 2025, "referrals": 600, "referral_rate": 300, "cases": 400, "caseload": 16,
        "s47_rate": 120, "icpc_rate": 48, "cpp_start_rate": 36, "cpp_rate": 30, "icpc_0_10": 1, "icpc_11_15": 6,
        "icpc_16_20": 2, "icpc_21p": 1, "cin_end_1_2y": 12, "cin_end_2yplus": 8.5,
    }  # fmt: skip
    (here,) = read_panel(written(tmp_path, row))
    assert here.authority == "Here"
    assert here.year == 2025
    assert here.values["children"] == 20_000.0
    assert here.values["case_holders"] == 25.0
    assert here.values["s47_per_100_referrals"] == 40.0
    assert here.values["icpc_per_100_s47"] == 40.0
    assert here.values["cpp_per_100_icpc"] == 75.0
    assert here.values["icpc_11_15"] == 60.0
    assert here.values["cin_end_over_1y"] == 20.5
    assert here.values["cpp_mean_weeks"] == pytest.approx(30 / 36 * 52.18, rel=1e-3)
    assert not here.has("nfa")


def test_what_is_not_published_is_not_worked_out(tmp_path: Path) -> None:
    (here,) = read_panel(written(tmp_path, {"authority": "Here", "year": 2025, "s47_rate": 120, "icpc_0_10": 4}))
    assert dict(here.values) == {"s47_rate": 120.0}


@pytest.mark.parametrize(
    ("rows", "line", "column", "words"),
    [
        ([{"authority": "A", "year": 25}], 2, "year", "is '25'; it must be a year such as 2025"),
        ([{"year": 2025}], 2, "authority", "is blank; fill it in"),
        ([{"authority": "A", "year": 2025}] * 2, 3, "year", "A 2025 has a row already; keep one of the two"),
        ([{"authority": "A", "year": 2025, "nfa": "c"}], 2, "nfa", "is 'c'; it must be a number, or blank where"),
        ([{"authority": "A", "year": 2025, "nfa": 101}], 2, "nfa", "is 101; it must be from 0 to 100"),
        ([{"authority": "A", "year": 2025, "cases": -1}], 2, "cases", "is -1; it must be 0 or more"),
        ([], 1, "", "has no row below its first line; give one or more"),
    ],
)
def test_what_is_wrong_with_a_row(
    tmp_path: Path, rows: list[dict[str, object]], line: int, column: str, words: str
) -> None:
    file = written(tmp_path, *rows)
    with pytest.raises(ScenarioError) as raised:
        read_panel(file)
    (problem,) = raised.value.problems
    assert (problem.line, problem.field) == (line, column)
    assert words in problem.message


def test_columns_that_are_missing_or_others(tmp_path: Path) -> None:
    file = written(tmp_path, heading=HEADING.replace("nfa", "nfaa"))
    with pytest.raises(ScenarioError) as raised:
        read_panel(file)
    assert [problem.field for problem in raised.value.problems] == ["nfa", "nfaa"]
    assert "there is no column 'nfa'; add it" in str(raised.value)
    assert "did you mean 'nfa'" in str(raised.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no such file"):
        read_panel(tmp_path / "nothing.csv")


def test_the_shipped_panel_and_what_goes_with_it() -> None:
    panel = read_panel(find_published_file("authorities.csv"))
    yardstick = read_yardstick()
    assert len(panel) == 795
    assert len({row.authority for row in panel}) == 82
    assert {row.year for row in panel} == set(range(2016, 2026))
    known = {name for row in panel for name in row.values}
    assert set(yardstick.statistics) <= known
    assert set(yardstick.responses.values()) <= set(yardstick.statistics)
    assert {one.ratio_to for one in yardstick.statistics.values()} <= {None, *known}
    assert sum(one.beats_ratio for one in yardstick.statistics.values()) == 7
    assert len(read_responses(find_published_file("load_response.csv"), yardstick.responses)) == len(
        yardstick.responses
    )


def test_every_statistic_that_is_asked_for_is_counted() -> None:
    import fssim
    from fssim.scenario.override import with_values

    scenario = with_values(fssim.load("one_district_standard"), {"clock.observed_years": 1, "clock.warm_up_years": 0})
    (year,) = count_as_published(fssim.simulate(scenario))
    asked = {
        *read_yardstick().statistics,
        *(row["statistic"] for row in read_shapes(find_published_file("shapes.csv"))),
    }
    assert asked <= set(year)
