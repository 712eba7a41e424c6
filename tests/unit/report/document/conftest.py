"""Runs of a small service, written to folders as `fssim run` writes them, some with hostile words in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.report.document.report_parts import Section
from fssim.report.document.save_report import build_sections, save_report
from fssim.runs.folder.stored_run import read_run, write_data, write_manifest
from fssim.runs.runner import run_all
from fssim.scenario import Scenario, load, with_values
from fssim.scenario.schema.demand import Shock
from fssim.scenario.schema.workforce import Vacancy

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
HOSTILE = '<script>alert("x")</script>'
FORMULA = '=HYPERLINK("http://example.com","click")'
TEAM = "Team-1 north"
PRICE = {"value": 2000, "unit": "GBP a week", "source": "guess", "grade": "assumed", "low": 700, "high": 8000}
PLACEMENT = {"cost": PRICE, "price_year": "2024-25"}
MARKUP = "=1+1 <b>need</b> <img src=x onerror=alert(1)>"


def vacancy(scenario: Scenario) -> dict[str, Vacancy]:
    """Every post that would meet the headline need, empty for three months."""
    share = scenario.demand.first_referrals.model_copy(update={"value": 1.0})
    role = scenario.needs[scenario.headline.need].role
    days = {"start": "2019-04-01", "until": "2019-07-01"}
    return {"empty": Vacancy.model_validate({"role": role, **days, "share": share.model_dump(mode="json")})}


def changed(**update: object) -> Scenario:
    return load(SMALL).model_copy(update=update)


def renamed(scenario: Scenario) -> Scenario:
    """The same service, whose team has as odd a name as it may have, and whose roles and stages nasty titles."""
    values = scenario.model_dump(exclude_unset=True)
    for titled in (*values["roles"].values(), *values["pathway"]["stages"].values()):
        titled["title"] = MARKUP
    text = Scenario.model_validate(values).model_dump_json(exclude_unset=True)
    return Scenario.model_validate_json(text.replace('"safeguarding"', f'"{TEAM}"'))


def written(folder: Path, scenarios: dict[str, Scenario], replications: int) -> Path:
    results = run_all(scenarios, replications, 1, 1)
    write_data(folder, results)
    write_manifest(folder, results)
    save_report(folder, read_run(folder))
    write_manifest(folder, results)
    return folder


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vacancy against the full team and another, three replications, with prices as if children on a plan were in
    care."""
    small = load(SMALL)
    prices = with_values(small, {"care_costs": {"stages": ["plan"], "placement": PLACEMENT}}).care_costs
    calm = small.demand.model_copy(update={"shocks": dict[str, Shock]()})
    scenarios = {
        "empty": changed(title="Empty posts", vacancies=vacancy(small), care_costs=prices),
        "full": changed(title="Full team", care_costs=prices),
        "calm": changed(title="No campaign", demand=calm, care_costs=prices),
    }
    return written(tmp_path_factory.mktemp("compared"), scenarios, 3)


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One replication, compared with nothing."""
    return written(tmp_path_factory.mktemp("alone"), {"small": load(SMALL)}, 1)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Titles, a question and notes that a browser or a spreadsheet might run."""
    first = changed(title=HOSTILE, question=FORMULA, notes=f"{HOSTILE} {{{{ 7*7 }}}}")
    second = changed(title=FORMULA, question=HOSTILE, notes=FORMULA)
    return written(tmp_path_factory.mktemp("hostile"), {HOSTILE: renamed(first), FORMULA: renamed(second)}, 2)


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vacancy against four others, all with titles and a question as long as anybody would make them."""
    small = load(SMALL)
    words = "A service in the north of the county with a full team of practitioners from every agency, year"
    question = "What would become of the families of this district if we did not recruit for nine months? " * 4
    first = changed(title=f"{words} 0", question=question, vacancies=vacancy(small))
    others = {f"year_{n}": changed(title=f"{words} {n}") for n in range(1, 5)}
    return written(tmp_path_factory.mktemp("long"), {"empty": first, **others}, 2)


@pytest.fixture(scope="session")
def parts(compared: Path) -> list[Section]:
    """The sections of the comparison's report. To be read, not written."""
    return list(build_sections(read_run(compared)))
