"""The bank of simulated authorities: made once into a folder, gone on with where it was stopped, and read back.

Each file has one history of one authority: as it goes on, and from each start by each effect, all with the same luck.
"""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from fssim.arrays import Floats
from fssim.engine.simulate import prepare_engine, simulate_tables
from fssim.errors import OutputError
from fssim.files.atomic_write import cannot_go_on, clear_partial, file_of_sweep
from fssim.measures.catalogue import measures_of
from fssim.measures.indicators.cost import EVERYTHING
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.runner import ProgressCount
from fssim.studies.sweeps.work.executors import Workers
from fssim.studies.sweeps.work.work_units import PACKAGE, hash_sources, identify_version, refuse_other_version
from fssim.studies.validation.local_service import Tuning
from fssim.studies.validation.published_files import AuthorityYear
from fssim.studies.validation.simulated_years import SimulatedYears, YearsAsked, simulate_by
from fssim.studies.validation.transfer import (
    APART,
    ROUNDS,
    Place,
    choose_places,
    make_local_services,
    tune_places,
)
from fssim.studies.validation.validation_file import Yardstick
from fssim.studies.validation.years_as_published import Years
from fssim.trials.design_file import TrialDesign, TrialPlan
from fssim.trials.simulated_authority import go_on_as_it_is, leave_undisturbed, start_on
from fssim.trials.variation_in_time import Autoregression

IDENTITY, AUTHORITIES, HISTORIES_FOLDER = "bank.json", "authorities.json", "histories"
OWN_REPLICATIONS = 2  # of the base, whose own thresholds authorities' are moved from
SHAPES_BANK = ("effects", "first_month", "period_months", "starts", "contamination", "bank", "seed")
SHAPES_AUTHORITIES = (  # the modules, beside those of `identify_version`, that say what an authority is like
    "trials/simulated_authority.py", "trials/variation_in_time.py", "studies/validation/local_service.py",
    "studies/validation/transfer.py", "studies/validation/years_as_published.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedBank:
    """What is in the bank. `numbers` is by authority, history, arm, period and statistic; arm 0 goes on, and after it
    come the starts of the first effect, of the second, and so on; last, if anything happens meanwhile, the authority
    that goes on without it. `costs` are GBP over all of the time, by authority, history and arm. `children` live
    in each authority as it is simulated, and the whole authority is `parts` times it.
    """

    names: tuple[str, ...]
    statistics: tuple[str, ...]
    numbers: Floats
    costs: Floats
    children: Floats
    parts: Floats


@dataclass(frozen=True, slots=True)
class HistoryTask:
    """One history of one authority, to be simulated: its scenario as it is, and by each effect (pickled).

    `version` is what the worker must be too: see `identify_trial_version`.
    """

    scenarios: bytes
    plan: TrialPlan
    demand: Autoregression
    engine: str
    authority: int
    history: int
    version: str


def simulate_history(task: HistoryTask) -> bytes:
    """The statistics of every arm and period, and what each arm cost, as the content of a file.

    Raises `WorkerLost` if this process runs another version of fssim than the one that asked.
    """
    refuse_other_version(task.version, identify_trial_version())
    prepare_engine(task.engine)
    local, *reforms = pickle.loads(task.scenarios)
    plan = task.plan
    random = np.random.default_rng([plan.seed, task.authority, task.history])
    going_on = go_on_as_it_is(local, plan, task.demand, random)
    arms = [going_on, *(start_on(day, going_on, reform) for reform in reforms for day in plan.starts)]
    if plan.contamination:
        arms.append(leave_undisturbed(going_on, plan))
    replication = APART * (task.authority + 1) + task.history
    numbers, costs = [], []
    names: tuple[str, ...] = ()
    for arm in arms:
        view = View(simulate_tables(compile_scenario(arm), plan.seed, replication, task.engine))
        years = Years(view)
        spans = list(years.spans(plan.period_months))[: max(plan.months) // plan.period_months]
        rows = [years.statistics(since, until) for since, until in spans]
        names = tuple(rows[0])
        numbers.append([[row[name] for name in names] for row in rows])
        costs.append(measures_of(view, [EVERYTHING.name])[EVERYTHING.name] * arm.clock.observed_years)
    content = io.BytesIO()
    np.savez_compressed(
        content, statistics=np.array(names), numbers=np.array(numbers), costs=np.array(costs),
        children=np.array(going_on.demand.children.value),
    )  # fmt: skip
    return content.getvalue()


def build_bank(
    design: TrialDesign,
    folder: Path,
    panel: Sequence[AuthorityYear],
    yardstick: Yardstick,
    demand: Autoregression,
    engine: str,
    who: Workers,
    progress: ProgressCount,
) -> None:
    """Simulate what is missing of a bank into a folder. Raises `OutputError` if the folder holds another."""
    plan = design.plan
    identity = _identify(design, engine)
    _refuse_another(folder, identity)
    try:
        (folder / HISTORIES_FOLDER).mkdir(exist_ok=True)
        clear_partial(folder)
        clear_partial(folder / HISTORIES_FOLDER)
    except OSError as error:
        raise cannot_go_on(error, folder) from error
    _write(folder / IDENTITY, identity)
    missing = [
        (authority, history)
        for authority in range(plan.bank.authorities)
        for history in range(plan.bank.histories)
        if not _is_whole(_name_file(folder, authority, history))
    ]
    own, places = _describe_authorities(design, folder, panel, yardstick, who, progress)
    if not missing:
        return
    progress.expect(len(missing))
    scenarios = [design.base, *design.effects.values()]
    local = [make_local_services(scenario, yardstick, own, places) for scenario in scenarios]
    tasks = [
        HistoryTask(
            pickle.dumps([of_scenario[authority] for of_scenario in local]), plan, demand, engine, authority, history,
            identify_trial_version(),
        )
        for authority, history in missing
    ]  # fmt: skip
    for task, content in zip(tasks, who.do_each(simulate_history, tasks), strict=True):
        with file_of_sweep(_name_file(folder, task.authority, task.history)) as file:
            file.write(content)
        progress.one_more()


def read_bank(folder: Path) -> SimulatedBank:
    """A finished bank. Raises `OutputError` if a file of it is missing or damaged."""
    described = json.loads((folder / AUTHORITIES).read_text(encoding="utf-8"))
    identity = json.loads((folder / IDENTITY).read_text(encoding="utf-8"))
    authorities, histories = identity["bank"]["authorities"], identity["bank"]["histories"]
    numbers: list[list[Floats]] = []
    costs: list[list[Floats]] = []
    children = []
    statistics: tuple[str, ...] = ()
    for authority in range(authorities):
        numbers.append([])
        costs.append([])
        for history in range(histories):
            file = _name_file(folder, authority, history)
            if not _is_whole(file):
                raise OutputError(f"{file}: is damaged or missing; run the trial into this folder again")
            with np.load(file) as content:
                statistics = tuple(content["statistics"].tolist())
                numbers[-1].append(content["numbers"])
                costs[-1].append(content["costs"])
                simulated = float(content["children"])
        children.append(simulated)
    whole = np.array([one["children"] for one in described["authorities"]])
    return SimulatedBank(
        tuple(one["name"] for one in described["authorities"]), statistics,
        np.array(numbers), np.array(costs), np.array(children), whole / np.array(children),
    )  # fmt: skip


@lru_cache(maxsize=1)
def identify_bank_version() -> str:
    """The version of fssim, with hashes of the sources that simulated authorities depend on."""
    return f"{identify_version()}, authorities {hash_sources(PACKAGE / file for file in SHAPES_AUTHORITIES)}"


@lru_cache(maxsize=1)
def identify_trial_version() -> str:
    """The same with those that what is concluded depends on besides."""
    return f"{identify_bank_version()}, trials {hash_sources(sorted((PACKAGE / 'trials').glob('*.py')))}"


def _identify(design: TrialDesign, engine: str) -> dict[str, Any]:
    """All that the bank depends on."""
    plan_values = json.loads(design.plan.model_dump_json())
    return {
        "version": identify_bank_version(),
        "engine": engine,
        "months": max(design.plan.months),
        "scenarios": [hash_scenario(scenario) for scenario in (design.base, *design.effects.values())],
        **{name: plan_values[name] for name in SHAPES_BANK},
    }


IDENTITY_WORDS = {
    "version": "the version of fssim",
    "engine": "the engine",
    "months": "for how long authorities are simulated",
    "scenarios": "what the scenarios say",
    "effects": "the effects",
    "first_month": "the first month",
    "period_months": "the months in a period",
    "starts": "the starts",
    "contamination": "what happens meanwhile",
    "bank": "the size of the bank",
    "seed": "the random seed",
}


def _refuse_another(folder: Path, identity: dict[str, Any]) -> None:
    file = folder / IDENTITY
    if not file.exists():
        return
    try:
        earlier = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{file}: is damaged; remove the folder, and run the trial again") from error
    others = [words for name, words in IDENTITY_WORDS.items() if earlier.get(name) != identity[name]]
    if others:
        raise OutputError(
            f"{folder}: holds another trial's authorities. Different now: {'; '.join(others)}. Choose another folder "
            "with --out, or put back what was changed"
        )


def _describe_authorities(
    design: TrialDesign,
    folder: Path,
    panel: Sequence[AuthorityYear],
    yardstick: Yardstick,
    who: Workers,
    progress: ProgressCount,
) -> tuple[SimulatedYears, list[Place]]:
    """The authorities of the bank with what meets their own demand and thresholds, and the base's own years: worked out
    once, and kept in the folder."""
    plan, file = design.plan, folder / AUTHORITIES
    every = choose_places(panel, yardstick, design.base.clock.observed_from.year)
    order = np.random.default_rng(plan.seed).permutation(len(every))
    places = [every[place] for place in sorted(order[: plan.bank.authorities])]
    kept = _read_kept(file)
    if kept:
        own = SimulatedYears(tuple(kept["statistics"]), np.array(kept["own"], np.float64))
        return own, [
            Place(place.now, place.before, Tuning(one["referrals"], one["odds"]))
            for place, one in zip(places, kept["authorities"], strict=True)
        ]
    progress.expect(OWN_REPLICATIONS + ROUNDS * len(places))
    simulate_all = simulate_by(who.do_each, plan.seed, progress.one_more)
    own = simulate_all([YearsAsked(design.base, OWN_REPLICATIONS)])[0]
    places = tune_places(design.base, yardstick, own, places, simulate_all)
    contents = {
        "statistics": list(own.statistics),
        "own": own.numbers.tolist(),
        "authorities": [
            {
                "name": place.name, "year": place.now.year, "children": place.now.values["children"],
                "referrals": place.tuning.referrals, "odds": dict(place.tuning.odds),
            }
            for place in places
        ],
    }  # fmt: skip
    _write(file, contents)
    return own, places


def _read_kept(file: Path) -> dict[str, Any]:
    """What a file holds: nothing if it is not there, or was damaged, so that it is worked out again."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _write(file: Path, contents: dict[str, Any]) -> None:
    with file_of_sweep(file) as content:
        content.write((json.dumps(contents, indent=1, ensure_ascii=False, allow_nan=True) + "\n").encode())


def _name_file(folder: Path, authority: int, history: int) -> Path:
    return folder / HISTORIES_FOLDER / f"authority-{authority:03d}-{history:02d}.npz"


def _is_whole(file: Path) -> bool:
    """Whether a file is there, and each part of it is what its checksum says."""
    try:
        with zipfile.ZipFile(file) as content:
            return content.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False
