"""Simulating the next months from an opening caseload, beside the long run: how full a service will be."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.arrays import Floats
from fssim.authority.forecasts.monthly_counts import (
    COUNTED_COLUMNS,
    count_by_month,
    list_month_ends,
    list_monthly,
    read_counted,
)
from fssim.dates import write_date
from fssim.engine.event_log import EventLog
from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import QuestionError
from fssim.measures.log_view.view import View
from fssim.model.size import check_effort
from fssim.runs.process_pool import start_workers
from fssim.runs.replicate import compile_pickled, count_each, refuse_what_cannot_be
from fssim.runs.runner import Progress, ProgressCount
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import MONTHS_A_YEAR
from fssim.whole_numbers import whole_number

if TYPE_CHECKING:
    import pandas as pd

MONTHS, REPLICATIONS = 12, 100
LOW, MIDDLE, HIGH = 10.0, 50.0, 90.0  # percent of replications that are no higher


@dataclass(frozen=True, eq=False, repr=False)
class Forecast:
    """What `fssim.forecast` returns.

    Attributes
    ----------
    scenario : Scenario
        What was simulated, from its opening caseload.
    replications : int
        How often, and as often from a warm-up without the caseload.
    seed : int
        The random seed.
    frame : pandas.DataFrame
        A row for each number and month end: `what` is counted, of which `stage` (its title; empty if it is of none),
        its `unit` (str), the `date` before whose work it is (`datetime.date`), and how many there are (float64, in that
        unit): in one replication of ten no more than `low`, in half `middle` and in nine of ten `high`; and `long_run`,
        the middle of what there would be had the service always been as it is. The first date is the day of the
        caseload itself.
    counted : pandas.DataFrame
        What was counted on other days, to be drawn beside it: `what` and `stage` as above, the `date` and how many were
        `counted` (float64). No rows if nothing was given.
    """

    scenario: Scenario
    replications: int
    seed: int
    frame: pd.DataFrame
    counted: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Forecast: {self.scenario.title}, until {write_date(self.frame['date'].max())}>"


def forecast(
    scenario: Scenario,
    months: int = MONTHS,
    replications: int = REPLICATIONS,
    seed: int = 1,
    jobs: int | None = None,
    *,
    counted: str | Path | None = None,
    on_progress: Progress | None = None,
) -> Forecast:
    """Forecast the next months from a scenario's opening caseload.

    Parameters
    ----------
    scenario : Scenario
        One with an `opening`: see `fssim.load`. Its first observed day is the day of the caseload.
    months : int
        How many months, from 1 to 240; the scenario's `observed_years` do not matter.
    replications : int
        How often the months are simulated: 10 or more, as one in ten is to be below the band and one above.
    seed : int
        Of what is drawn.
    jobs : int, optional
        The number of processes: as many as the computer has processors, if left out. Results do not depend on it.
    counted : str or Path, optional
        A CSV file of who was open at the end of other days, before or after, such as the `counted.csv` that
        `fssim.new_authority` writes: columns `day`, `stage` (its name in the scenario), `families` and `children`.
    on_progress : callable, optional
        Called with the numbers of replications done and to do.

    Returns
    -------
    Forecast
        Children on each statutory plan, families unallocated, children for each full-time worker, how many of these are
        in post, and families in each stage, at the end of each month: the band that eight in ten replications lie in,
        the middle, and the long run.

    Raises
    ------
    QuestionError
        The scenario has no opening caseload.
    ScenarioError
        The counted days cannot be used.
    ModelError
        A distribution gives quantities that cannot be.
    ArgumentError
        `months`, `replications`, `seed` or `jobs` is no such number.
    ArgumentTypeError, TooLarge, CannotSimulate, EngineUnusable, WorkerLost
        As `fssim.run` does.
    """
    import pandas as pd  # slow to import

    refuse_what_cannot_be(scenario, seed)
    months, seed = whole_number("months", months, 1), whole_number("seed", seed)
    replications = whole_number("replications", replications, 10)
    if scenario.opening is None:
        raise QuestionError(
            f"'{scenario.title}' has no opening caseload, and a forecast starts from one; count who is open on "
            f"{scenario.clock.observed_from} in its `opening`"
        )
    known = (
        read_counted(Path(counted), scenario) if counted is not None else pd.DataFrame(columns=list(COUNTED_COLUMNS))
    )
    clock = scenario.clock.model_copy(update={"observed_years": ceil(months / MONTHS_A_YEAR)})
    from_today = scenario.model_copy(update={"clock": clock})
    always = from_today.model_copy(update={"opening": None, "clock": from_today.whole_clock})
    check_effort([from_today, always], replications, jobs, ENGINES[0])
    progress = ProgressCount(on_progress)
    progress.expect(2 * replications)
    ahead, usual = (
        count_every_month(one, replications, seed, jobs, progress.one_more)[:, :, : months + 1]
        for one in (from_today, always)
    )
    progress.finish()
    low = np.nanpercentile(ahead, LOW, axis=0, method="lower")  # counts that there were, and not between two
    middle = np.nanpercentile(ahead, MIDDLE, axis=0, method="nearest")
    high = np.nanpercentile(ahead, HIGH, axis=0, method="higher")
    long_run = np.nanpercentile(usual, MIDDLE, axis=0, method="nearest")
    dates = list_month_ends(clock)[: months + 1]
    rows = [
        (one.what, one.stage, one.unit, day, low[row, at], middle[row, at], high[row, at], long_run[row, at])
        for row, one in enumerate(list_monthly(compile_pickled(pickle.dumps(from_today))))
        for at, day in enumerate(dates)
    ]
    columns = ["what", "stage", "unit", "date", "low", "middle", "high", "long_run"]
    return Forecast(scenario, replications, seed, pd.DataFrame(rows, columns=columns), known)


def count_every_month(
    scenario: Scenario, replications: int, seed: int, jobs: int | None, on_done: Callable[[], None]
) -> Floats:
    """`count_by_month` of every replication of a scenario: replications x what is counted x ends of months."""
    prepare_engine(ENGINES[0])
    numbered = [(scenario, number) for number in range(replications)]
    with start_workers(jobs, replications) as executor:
        return np.array(count_each(executor.map, _count_months, numbered, seed, on_done), np.float64)


def _count_months(log: EventLog) -> Floats:
    return count_by_month(View(log))
