"""The jobs that make an authority's model of its figures, and forecast the months from its last return."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from fssim.app.form.bases import SERVICES, Bases
from fssim.app.from_returns.model_files import ANSWER_FILE, MADE, SERVICE, name_page, name_table
from fssim.app.page_words import split_unit
from fssim.app.work.run_job import Tell, rarely
from fssim.app.work.work_folder import OWN_FIGURES
from fssim.authority.forecasts.forecast import REPLICATIONS, forecast
from fssim.authority.new.authority_files import SOURCES_FILE
from fssim.authority.new.doubtful_figures import say_figure
from fssim.authority.new.figures.own_figures import OwnFigures, read_own_figures
from fssim.authority.new.new_authority import NewAuthority, write_authority
from fssim.authority.new.opening_files import COUNTED_FILE, FROM_TODAY_FILE
from fssim.authority.new.whose_numbers import group_by_basis, list_set_aside
from fssim.authority.returns.figures import MEANINGS
from fssim.dates import write_date
from fssim.files.atomic_write import write_files
from fssim.files.comma_separated import frame_csv
from fssim.report.forecast_page import forecast_page
from fssim.scenario.reading.load import load
from fssim.scenario.scenario_in_words import describe_doubts
from fssim.scenario.scenario_text import write_text

EXTENDS = "standard"
SEED = 1


def make_authority(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Make the model of an authority's figures, and keep it as a service that a form can change."""
    own = read_own_figures((folder / OWN_FIGURES).read_text(encoding="utf-8"))
    on_progress = rarely(lambda done, total: tell({"done": done, "total": total}))
    made = write_authority(own, folder / MADE, EXTENDS, SEED, None, on_progress)
    tell({"state": "writing"})
    bases = Bases(folder.parent / SERVICES)
    sources = bases.keep_sources((made.folder / SOURCES_FILE).read_bytes())
    here = [str(sources) if Path(file).parent == made.folder else file for file in made.scenario.sources]
    text = write_text(made.scenario.model_copy(update={"sources": tuple(here)}), EXTENDS, load(EXTENDS), here=True)
    answer = {"base": bases.keep(text).key, **_describe(made, own)}
    write_files({folder / SERVICE: text.encode(), folder / ANSWER_FILE: json.dumps(answer, indent=1).encode()})


def _describe(made: NewAuthority, figures: OwnFigures) -> dict[str, Any]:
    """What the model's page says: whose each figure is, what the model makes of it, and what became of the returns."""
    own, others = made.frame[made.frame["own"]], made.frame[~made.frame["own"]]
    short = made.frame[made.frame["shortfall"] != ""]
    caseload = figures.caseload if (made.folder / FROM_TODAY_FILE).exists() else None
    of_all = made.read[made.read["line"] == ""]
    return {
        "own": [[basis, titles] for basis, titles in group_by_basis(own)],
        "others": [[basis, titles] for basis, titles in group_by_basis(others)],
        "figures": [_row(figure, row) for figure, row in own.iterrows() if not pd.isna(row["value"])],
        "short": [
            f"{row['title']}{'' if row['own'] else ', not yours'}: {row['shortfall']}" for _, row in short.iterrows()
        ],
        "doubts": list(describe_doubts(made.scenario)),
        "read": of_all[["file", "what", "what_was_done"]].to_numpy().tolist(),
        "set_aside": [[why, kinds] for why, kinds in list_set_aside(made.read)] if len(made.read) else [],
        "irregular": int((made.read["line"] != "").sum()),
        "from_day": write_date(caseload.day) if caseload is not None else "",
    }


def _row(figure: object, row: pd.Series[Any]) -> list[str]:
    """A figure, its unit, the value that is the authority's own, and what the model's own years came to."""
    _, unit = split_unit(MEANINGS[str(figure)].unit if figure in MEANINGS else "")
    return [
        row["title"],
        unit,
        *("" if pd.isna(value) else say_figure(value) for value in (row["value"], row["came_to"])),
    ]


def forecast_authority(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Forecast `months` from the last day of an authority's returns."""
    months, model = int(options["months"]), folder / MADE
    counted = model / COUNTED_FILE if (model / COUNTED_FILE).exists() else None
    made = forecast(
        load(model / FROM_TODAY_FILE), months, REPLICATIONS, SEED, counted=counted,
        on_progress=rarely(lambda done, total: tell({"done": done, "total": total})),
    )  # fmt: skip
    tell({"state": "writing"})
    table = frame_csv(made.frame.set_index(["what", "stage"])).encode()
    write_files({folder / name_page(months): forecast_page(made), folder / name_table(months): table})
