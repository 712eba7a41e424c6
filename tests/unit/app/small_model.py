"""A model of an authority as the app's job makes it, of one small return, with few years and months simulated."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim import load, simulate, statutory_return
from fssim.app.from_returns.model_files import SERVICE
from fssim.app.work.do_job import do_job
from fssim.app.work.work_folder import AUTHORITY, OWN_FIGURES, AskedWork, PieceOfWork, WorkFolder
from fssim.authority.new.figures.gather import Given, gather_figures
from fssim.authority.new.figures.own_figures import format_own_figures
from fssim.scenario.override import with_values

CHILDREN = 14_741
MONTHS = 2  # of its forecast


def write_census(file: Path) -> Path:
    """A district's children in need census of a year."""
    scenario = with_values(load("one_district_standard"), {"clock.warm_up_years": 1, "clock.observed_years": 1})
    file.write_bytes(statutory_return(simulate(scenario, seed=7), "cin", 2020))
    return file


def make_model(folder: Path, census: Path) -> PieceOfWork:
    """A finished model in a folder of work, with a forecast."""
    own = gather_figures("Place", Given(cin=(census,), children=CHILDREN))
    work = WorkFolder(folder)
    piece = work.ask(AskedWork(AUTHORITY, "Place", (SERVICE,), 0), {OWN_FIGURES: format_own_figures(own).encode()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fssim.authority.new.make_scenario.ENOUGH_CHILD_YEARS", 1)
        patch.setattr("fssim.app.from_returns.authority_jobs.REPLICATIONS", 10)
        do_job(AUTHORITY, piece.folder, {}, lambda told: None)
        work.finish(piece)
        do_job(f"forecast-{MONTHS}", piece.folder, {"months": MONTHS}, lambda told: None)
    return piece
