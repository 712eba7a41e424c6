"""Optimising a staffing into a folder: searched, then simulated again on luck that the search has not seen."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fssim.arrays import Floats
from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import OutputError
from fssim.files.atomic_write import clear_partial, explained, write_files
from fssim.files.comma_separated import frame_csv
from fssim.model.scenario_hash import hash_scenario
from fssim.model.size import check_effort
from fssim.runs.folder.run_folder import refuse_file_as_folder
from fssim.runs.process_pool import start_workers
from fssim.runs.runner import Progress
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.scenario_text import write_text
from fssim.studies.optimisation.estimates import Scores
from fssim.studies.optimisation.optimised import (
    CHOSEN,
    FRONTIER,
    NEAR,
    Finalist,
    OptimisedStaffing,
    frame_limits,
    judge_finalists,
    weigh_unknowns,
)
from fssim.studies.optimisation.plan_file import MOST_FINALISTS, MOST_TIMES_FRESH, Optimisation, load_optimisation
from fssim.studies.optimisation.race import AS_IT_IS, IN_RUNNING, Search
from fssim.studies.optimisation.replications import FOLDER, StoredReplications
from fssim.studies.sweeps.plan.sweep import SweepPoint, build_scenario
from fssim.studies.sweeps.work.executors import RESUME
from fssim.studies.sweeps.work.sweep_manifest import OPTIMISATION_MANIFEST, lock_folder
from fssim.studies.sweeps.work.work_units import identify_version
from fssim.whole_numbers import whole_number

if TYPE_CHECKING:
    from numpy.typing import NDArray


CHOSEN_FILE, STAFFINGS_FILE, TRIED_FILE = "chosen.yaml", "staffings.csv", "tried.csv"
INFORMATION_FILE, LIMITS_FILE = "information.csv", "limits.csv"
DRAWS = 1_000
WORDS_OF_PLAN = {"title", "question", "notes", "base"}  # which no result depends on


def optimise(
    what: Optimisation | str | Path,
    out: str | Path,
    jobs: int | None = None,
    *,
    on_progress: Progress | None = None,
    on_generation: Callable[[int, int], None] | None = None,
) -> OptimisedStaffing:
    """Look for the staffing that is best within limits, in a folder.

    Staffings evolve, with a few replications each; those in the running get more, until the replications are used up.
    The chosen one, and those that are nearly as good or on the frontier, are then simulated again on luck that the
    search has not seen, with what it has left, as what is chosen for its figures looks better in them than it is. Where
    nothing keeps all limits and generations come no nearer, the search ends early. One that was stopped, however it
    was, goes on where it was, and comes to the same. From a script, on Windows and macOS, call it under
    `if __name__ == "__main__":`, as worker processes import the script.

    Parameters
    ----------
    what
        What `load_optimisation` returned, the path of an optimisation's file, or the name of one that comes with fssim.
    out
        The folder, which is made if it is not there.
    jobs
        The number of processes: as many as the computer has processors, if left out; 1 starts none. Results do not
        depend on it.
    on_progress
        Called with the numbers of replications done and to do at most.
    on_generation
        Called after each generation with how many staffings have been tried, and how many of them keep all limits by
        the replications that they had.

    Returns
    -------
    OptimisedStaffing
        The staffing chosen, how sure that is, and in its `frame` what else there is to choose from.

    Raises
    ------
    ScenarioError
        If the file is not right.
    QuestionError
        If the base cannot be simulated, or no staffing that was tried can.
    ArgumentError
        If `jobs` is no whole number from 1.
    EngineUnusable
        If the libraries of the compiled engine are there and do not work.
    TooLarge
        If it takes more memory or time than it may, on this computer.
    OutputError
        If the folder cannot be written to, holds another optimisation, or another process is writing there.
    WorkerLost
        If a process is lost: what is finished is kept then.
    """
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    question = what if isinstance(what, Optimisation) else load_optimisation(what)
    folder = Path(out)
    refuse_file_as_folder(folder)
    in_all = question.plan.replications.in_all
    engine = prepare_engine(ENGINES[0])
    check_effort([question.sweep.base], in_all, jobs, engine, kept=False)
    identity = _identify(question, engine)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, folder) from error
    with lock_folder(folder, "optimisation"):
        _begin(folder, identity)
        done = _Done(on_progress or (lambda count, total: None), in_all)
        with start_workers(jobs, question.plan.population, f"{RESUME}, with fewer (--jobs 1)") as executor:
            fingerprint = sha256(identity.encode()).hexdigest()
            stored = StoredReplications(folder / FOLDER, question, engine, fingerprint, executor, done.more)
            search = Search(question.axes, question.goals, question.effort, stored.simulate, question.plan.seed)
            search.on_generation = on_generation or search.on_generation
            begin = question.places_in_base
            search.run([begin] if begin is not None else [])
            optimised = _conclude(question, folder, search, stored)
        _write(optimised)
        done.finish()
    return optimised


@dataclass
class _Done:
    on_progress: Progress
    total: int
    count: int = 0

    def more(self, count: int) -> None:
        self.count += count
        self.on_progress(self.count, self.total)

    def finish(self) -> None:
        self.on_progress(self.total, self.total)


def _identify(question: Optimisation, engine: str) -> str:
    """All that the result depends on, as text."""
    plan = question.plan.model_dump(mode="json", exclude=WORDS_OF_PLAN)
    identity = {
        "version": identify_version(), "engine": engine, "base": hash_scenario(question.sweep.base), "plan": plan,
    }  # fmt: skip
    return json.dumps(identity, indent=1, ensure_ascii=False) + "\n"


def _begin(folder: Path, identity: str) -> None:
    """Make the folder ready, once it is known to hold this optimisation or nothing."""
    file = folder / OPTIMISATION_MANIFEST
    try:
        earlier = file.read_text(encoding="utf-8") if file.is_file() else identity
        if earlier != identity:
            raise OutputError(
                f"{folder}: holds another optimisation: {_name_difference(earlier, identity)} Choose another folder "
                "with --out, or put back what was changed to resume this one"
            )
        (folder / FOLDER).mkdir(exist_ok=True)
        clear_partial(folder)
        clear_partial(folder / FOLDER)
        if not file.is_file():
            write_files({file: identity.encode()})
    except OSError as error:
        raise explained(error, folder) from error


def _name_difference(earlier: str, now: str) -> str:
    words = {"version": "the version of fssim", "engine": "the engine", "base": "the base scenario", "plan": "its file"}
    try:
        before, after = json.loads(earlier), json.loads(now)
        names = [words[name] for name in after if before.get(name) != after[name]]
        fields = [name for name, value in after["plan"].items() if before["plan"].get(name) != value]
    except (ValueError, AttributeError, KeyError):
        return f"{OPTIMISATION_MANIFEST} is damaged."
    which = f" ({', '.join(fields)})" if fields else ""
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} different now{which}."


def _conclude(
    question: Optimisation, folder: Path, search: Search, stored: StoredReplications
) -> OptimisedStaffing:  # fmt: skip
    tried = list(search.tried)
    scores = search.score(DRAWS)
    chosen = scores.choose()
    is_within = bool(scores.is_within(scores.means)[chosen])
    kinds = _choose_finalists(scores, chosen)
    span = _choose_fresh(question, search.spent, len(kinds) + 1, is_within)
    again = stored.simulate({AS_IT_IS: span, **{tried[place]: span for place in kinds}})
    finalists = [
        Finalist(place + 1, kind, stored.values(tried[place]), search.tried[tried[place]], again[tried[place]])
        for place, kind in kinds.items()
    ]
    judged = judge_finalists(question, finalists, search.base, again[AS_IT_IS])
    keeps = judged.fresh.is_within(judged.fresh.means)
    choices = [one for one, is_kept in zip(finalists, keeps, strict=True) if is_kept]
    known = weigh_unknowns(question, choices, again[AS_IT_IS], stored.futures(span))
    return OptimisedStaffing(
        question,
        folder,
        stored.values(tried[chosen]),
        is_within,
        search.is_hopeless,
        float(judged.all.probability_within()[0]),
        float(judged.all.probability_best()[0]),
        float(judged.all.probability_best(judged.matters)[0]),
        judged.matters,
        judged.all.expected_loss(0),
        question.goals.goals[0].sign * float(scores.means[chosen, 0]),
        search.spent + len(span) * (len(kinds) + 1),
        len(span),
        frame_limits(question, judged, scores),
        known.frame,
        known.switches,
        judged.frame,
        _list_tried(question, search, stored, scores),
    )


def _choose_fresh(question: Optimisation, spent: int, shown: int, is_within: bool) -> range:
    """The replications in which those that are shown are simulated again: what is left, shared equally, if there is a
    choice to make between them."""
    wanted = question.plan.replications
    replications_each = (wanted.in_all - spent) // shown if is_within else wanted.fresh
    return range(wanted.most, wanted.most + min(replications_each, MOST_TIMES_FRESH * wanted.fresh))


def _choose_finalists(scores: Scores, chosen: int) -> dict[int, str]:
    """The places of the staffings to simulate again, and what each is: the chosen, then those that may be as good, the
    likeliest first, for half of the room; and the frontier, if need be at even distances along its first goal."""
    best = scores.probability_best()
    kinds = {chosen: CHOSEN}
    frontier = _unlike(scores, np.flatnonzero(scores.frontier()))
    near = [int(place) for place in np.argsort(-best, kind="stable") if best[place] >= IN_RUNNING and place != chosen]
    for place in near[: MOST_FINALISTS // 2]:
        kinds[place] = FRONTIER if place in frontier else NEAR
    rest = [place for place in frontier if place not in kinds]
    room = MOST_FINALISTS - len(kinds)
    steps = rest if len(rest) <= room else [rest[round(at)] for at in np.linspace(0, len(rest) - 1, room)]
    return kinds | dict.fromkeys(steps, FRONTIER)


def _unlike(scores: Scores, places: NDArray[np.int_]) -> list[int]:
    """Of places that have equal goals the first alone, in order of the first goal."""
    kept: dict[tuple[float, ...], int] = {}
    for place in places:
        kept.setdefault(tuple(scores.means[place, : scores.goals]), int(place))
    return [kept[goals] for goals in sorted(kept)]


def _list_tried(
    question: Optimisation, search: Search, stored: StoredReplications, scores: Scores
) -> pd.DataFrame:  # fmt: skip
    columns = {lever.name: lever.column for lever in question.sweep.levers}
    base = _average_known(search.base)
    within = scores.is_within(scores.means)
    rows = []
    for place, (staffing, mine) in enumerate(search.tried.items()):
        with np.errstate(invalid="ignore"):
            means = (mine - search.base[: len(mine)]).mean(axis=0) + base
        levers = {columns[name]: value for name, value in stored.values(staffing).items()}
        rows.append(
            {"staffing": place + 1, **levers, "replications": len(mine)}
            | dict(zip(question.measures, means.tolist(), strict=True))
            | {"within_limits": bool(within[place]), "failure": stored.failures.get(staffing, "")}
        )
    return pd.DataFrame(rows).set_index("staffing")


def _average_known(rows: Floats) -> Floats:
    """The mean of each column over what has a value; nan where nothing has."""
    known = np.isfinite(rows)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, rows, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _write(optimised: OptimisedStaffing) -> None:
    """Write what there is to read: the chosen staffing as a scenario, and the tables."""
    folder = optimised.folder
    contents = {
        folder / CHOSEN_FILE: _format_chosen(optimised).encode(),
        folder / STAFFINGS_FILE: frame_csv(optimised.frame).encode(),
        folder / TRIED_FILE: frame_csv(optimised.tried).encode(),
        folder / INFORMATION_FILE: frame_csv(optimised.information).encode(),
        folder / LIMITS_FILE: frame_csv(optimised.limits).encode(),
    }
    write_files(contents)


def _format_chosen(optimised: OptimisedStaffing) -> str:
    """The chosen staffing as a scenario file, which extends the base and is compared with it."""
    question = optimised.question
    chosen: Any = build_scenario(question.sweep, SweepPoint(1, optimised.changes))
    title = f"{question.plan.title}: the staffing chosen"
    chosen = chosen.model_copy(update={"title": title, "question": question.plan.question, "notes": ""})
    base = question.base_file.resolve()
    shipped = base.parent == shipped_folder().resolve()
    name = base.stem if shipped else Path(os.path.relpath(base, optimised.folder.resolve())).as_posix()
    return write_text(chosen, name, question.sweep.base, [name])
