"""The spreadsheet and the CSV files of a run as LibreOffice reads them, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.report.document.conftest import FORMULA

OFFICE = shutil.which("soffice")
AS_UTF_8 = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1"  # what its dialogue says of such a file
AS_WORKBOOK = "xlsx:Calc MS Excel 2007 XML"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]


def opened(file: Path, folder: Path, *options: str) -> Any:
    """A file as LibreOffice saves it again, as a workbook."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    line = [str(OFFICE), profile, "--headless", *options, "--convert-to", AS_WORKBOOK, "--outdir", str(folder)]
    subprocess.run([*line, str(file)], check=True, capture_output=True, timeout=240)
    return load_workbook(next(folder.glob(f"{file.stem}*.xlsx")))


def test_the_spreadsheet_is_read_as_it_was_written(compared: Path, tmp_path: Path) -> None:
    mine, theirs = load_workbook(compared / "report.xlsx"), opened(compared / "report.xlsx", tmp_path)
    assert theirs.sheetnames == mine.sheetnames
    for sheet in mine:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")):
            again = theirs[sheet.title][cell.coordinate].value
            assert again == (pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value)


@pytest.mark.parametrize("name", ["summary.csv", "sources.csv"])
def test_no_text_of_a_csv_file_is_run(hostile: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    shutil.copy(hostile / name, file)
    if name == "summary.csv":
        assert f"'{FORMULA}".replace('"', '""') in file.read_text(encoding="utf-8")
    sheet = opened(file, tmp_path, AS_UTF_8).active
    assert sheet["A1"].value in ("scenario", "id")  # with no byte order mark before it
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
