"""`fssim authority`: what is printed, and what is refused before anything is simulated."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

import pandas as pd
import pytest

import fssim
from fssim.scenario.schema.scenario import Authority, FigureBasis
from tests.cli.conftest import SMALL, Command
from tests.unit.authority.returns.small_returns import CASE, child, cin

FRAME = pd.DataFrame(
    [
        ("children", "children who live there", True, "figures of Sutton", float("nan")),
        ("nfa_share", "referrals closed", True, "figures of Sutton, the year to 31 March 2019", 1234.0),
        (
            "needs",
            "parents' needs",
            False,
            "as in the scenario it extends, England's: no return",
            float("nan"),
        ),
    ],
    columns=["figure", "title", "own", "basis", "rests_on"],
).set_index("figure")
FRAME["shortfall"] = ["", "24%, and the model's own years come to 13%", ""]


FIGURES = {
    "nfa_share": FigureBasis(
        title="referrals closed", own=True, basis="a census", doubt="99%, where published authorities have 0% to 61%"
    ),
    "case_holders": FigureBasis(
        title="workers", own=False, basis="England's", doubt="as many for each child as in England"
    ),
}
READ = pd.DataFrame(
    [
        ("cin_2024.xml", "", "cases: 5,928", "used"),
        ("cin_2024.xml", "", "cases: 2,000", "set aside: a closure before the year of the return"),
        ("cin_2023.xml", "", "cases: 4", "set aside: a closure before the year of the return"),
        ("cin_2023.xml", "", "child in need plans: 1", "set aside: a closure before the year of the return"),
        ("cin_2023.xml", 28, "the case has a closure before the year of the return", "set aside"),
    ],
    columns=["file", "line", "what", "what_was_done"],
)


def test_what_is_its_own_is_told_and_what_is_not(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = fssim.load(SMALL).model_copy(update={"authority": Authority(name="Sutton", figures=FIGURES)})
    made = fssim.NewAuthority("Sutton", scenario, tmp_path, FRAME, READ)
    monkeypatch.setattr("fssim.cli.commands.own_authority.make_authority", lambda *words, **named: made)
    result = command("authority", "new", "Sutton", "--from", "authorities.csv", "--out", tmp_path / "sutton")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "Sutton: 2 of 3 local figures are its own.",
        "  - From figures of Sutton: children who live there.",
        "  - From figures of Sutton, the year to 31 March 2019: referrals closed (1,234).",
        "One is not its own:",
        "  - parents' needs: as in the scenario it extends, England's: no return.",
        *fill(f"What became of everything that was read: {tmp_path / 'what_was_read.csv'}.", 100).splitlines(),
        "  - Set aside: a closure before the year of the return: cases (2,004) and child in need plans (1).",
        "The model does not come near these, however demand, decisions and posts are moved:",
        "  - referrals closed: 24%, and the model's own years come to 13%.",
        "Look at these first:",
        "  - Unlike any published authority: referrals closed (99%, where published authorities have 0% to",
        "    61%). Is what was read whole, and is the number of children right?",
        "  - Workers: as many for each child as in England.",
    ]
    assert result.stderr.startswith(f"Written to {tmp_path / 'sutton'}. To run it: fssim run ")


def test_what_it_is_made_from_has_to_be_said(command: Command, tmp_path: Path) -> None:
    result = command("authority", "new", "Sutton", "--out", tmp_path / "sutton")
    assert result.exit_code == 2
    assert "say what the authority's figures are in" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_authority_that_is_not_there_is_refused(command: Command, tmp_path: Path) -> None:
    result = command("authority", "new", "Atlantis", "--from", "authorities.csv", "--out", tmp_path / "atlantis")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "has no authority 'Atlantis'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_template_is_written_and_not_over_one_that_is_there(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "figures.xlsx"
    result = command("authority", "template", "--out", file)
    assert result.exit_code == 0
    assert result.stderr.startswith(f"Written to {file}. Once it is filled in: fssim authority new NAME --workbook ")
    written = file.read_bytes()
    again = command("authority", "template", "--out", file)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert file.read_bytes() == written
    assert command("authority", "template", "--out", file, "--overwrite").exit_code == 0


def test_a_workbook_that_is_not_filled_in_is_told_by_cell(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "figures.xlsx"
    command("authority", "template", "--out", file)
    result = command("authority", "new", "Sutton", "--workbook", file, "--out", tmp_path / "sutton")
    assert result.exit_code == 2
    assert f"{file}: Authority!B3: is blank; give how many children live there" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.xlsx"]


def test_a_return_that_cannot_be_read_is_refused_and_nothing_is_left(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "cin.xml"
    whole = cin(child(CASE))
    for text, words in (
        (whole[: len(whole) // 2], "cin.xml"),
        (whole.replace("CIN</Collection>", "CSWW</Collection>"), "give a children in need census (CIN) here"),
        ("", "cin.xml"),
    ):
        file.write_text(text, encoding="utf-8")
        result = command(
            "authority", "new", "Here", "--cin", file, "--children", 20_000, "--out", tmp_path / "here"
        )  # fmt: skip
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["cin.xml"]
