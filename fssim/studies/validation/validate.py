"""Validation: what the model predicts of other authorities, and under load, held against what is published; and the one
of the standard model that comes with fssim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fssim.errors import QuestionError
from fssim.files.atomic_write import write_files
from fssim.files.comma_separated import frame_csv
from fssim.runs.replicate import refuse_what_cannot_be
from fssim.runs.runner import Progress, ProgressCount, run
from fssim.scenario.reading.load import load
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.calibration.targets import compare_with_targets, read_published_targets
from fssim.studies.validation.national_goals import compare_national_figures, judge_goals
from fssim.studies.validation.published_files import read_panel, read_responses, read_shapes
from fssim.studies.validation.responses import UNCHANGED, compare_recovery, compare_responses, make_changes
from fssim.studies.validation.simulated_years import YearsAsked, start_simulating
from fssim.studies.validation.transfer import (
    APART,
    ROUNDS,
    Place,
    choose_places,
    compare_authorities,
    make_local_services,
    refuse_impossible_authorities,
    summarise_authorities,
    tune_places,
)
from fssim.studies.validation.validation_file import (
    GOALS,
    ROWS,
    SUMMARY,
    find_published_file,
    read_yardstick,
    stored_folder,
)
from fssim.whole_numbers import whole_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class Validation:
    """What `fssim.validate` returns.

    Attributes
    ----------
    scenario : Scenario
        What was held against published figures.
    replications : int
        How often each authority and each change was simulated.
    seed : int
        The random seed.
    frame : pandas.DataFrame
        A row for each figure that was compared, by `part` (str): transfer (one authority and statistic), response,
        jump, spread, recovery, target and shape. All have `statistic`, `title` and `unit` (str), and whether the model
        is `inside` (bool); other columns are those of some parts (float64 in the row's unit, or str), and missing in
        the rest: `fssim.studies.validation.transfer.compare_authorities`, `responses.compare_responses`,
        `responses.compare_recovery` and `national_goals.compare_national_figures` say which.
    summary : pandas.DataFrame
        A row for each statistic predicted of authorities: `part`, `statistic`, `title` and `unit` (str); how many
        `authorities` (int64); the mean absolute error of the `model`, of the `national_ratio` and of `last_year`
        (float64, in that unit); `nearer_by`, the national ratio's less the model's, with its 95% interval `low` to
        `high`; `inside_percent` of the authorities within the tolerance; and the `goal` in words and whether it is
        `met` (bool).
    goals : pandas.DataFrame
        A row for each: the `goal` in words (str), how many `rows` it speaks of, how many are `inside` and how many are
        `needed` (int64), and whether it is `met` (bool).
    left_out : tuple of str
        The authorities of the file that cannot be described: they have too few children, or no year with all it takes.
    """

    scenario: Scenario
    replications: int
    seed: int
    frame: pd.DataFrame
    summary: pd.DataFrame
    goals: pd.DataFrame
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        met = int(self.goals["met"].sum())
        return f"<Validation: {self.scenario.title}, {met} of {len(self.goals)} goals met>"

    @property
    def holds(self) -> bool:
        """Whether every goal is met."""
        return bool(self.goals["met"].all())

    def files(self) -> dict[str, bytes]:
        """The tables as the CSV files that `fssim validate --out` writes.

        Returns
        -------
        dict of str to bytes
            `rows.csv` has `frame`, `summary.csv` `summary` and `goals.csv` `goals`.
        """
        frames = {ROWS: self.frame, SUMMARY: self.summary, GOALS: self.goals}
        return {name: frame_csv(frame.set_index(frame.columns[0])).encode() for name, frame in frames.items()}

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how far off each prediction for authorities is: its error over that of the national ratio.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; axes of its own if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A dot for the model and one for last year's value for each statistic, on a logarithmic axis; left of 1 is
            nearer than the national ratio.
        """
        import matplotlib.pyplot as plt

        if ax is None:
            _, ax = plt.subplots(figsize=(8.0, 0.3 * len(self.summary) + 1.5), layout="constrained")
        shown = self.summary.iloc[::-1]
        places = np.arange(len(shown))
        ax.axvline(1.0, color="0.4", linewidth=1.0)
        ax.scatter(shown["last_year"] / shown["national_ratio"], places, color="0.6", label="last year's value")
        ax.scatter(shown["model"] / shown["national_ratio"], places, color="C0", label="model")
        ax.set_xscale("log")
        ax.set_xticks([0.5, 1.0, 2.0, 5.0], ["half", "as far", "twice", "5 times"])
        ax.set_yticks(places, shown["title"])
        ax.set_xlabel("how far off, beside the national ratio")
        ax.minorticks_off()
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False)
        return ax


def store_validation(validation: Validation) -> list[Path]:
    """Keep a validation's tables in place of those kept before. Returns the files."""
    rows = validation.frame[validation.frame["part"] != "transfer"].dropna(axis="columns", how="all")
    frames = {GOALS: validation.goals, SUMMARY: validation.summary, ROWS: rows}
    folder = stored_folder()
    folder.mkdir(exist_ok=True)
    contents = {}
    for name, frame in frames.items():
        rounded = frame.round(4)
        contents[folder / name] = frame_csv(rounded.set_index(rounded.columns[0])).encode()
    write_files(contents)
    return [*contents]


SHIPPED = "standard"
FEWEST_AUTHORITIES = 2  # each is the other's national ratio
DESCRIBED_FROM = (  # the columns of the file that what describes an authority is worked out from
    "referrals", "referral_rate", "cases", "caseload", "vacancy", "turnover", "agency", "nfa", "s47_rate", "icpc_rate",
    "cpp_start_rate",
)  # fmt: skip


def validate(
    scenario: Scenario | None = None,
    authorities: str | Path | None = None,
    *,
    replications: int = 4,
    seed: int = 1,
    jobs: int | None = None,
    on_progress: Progress | None = None,
) -> Validation:
    """Hold a scenario against published figures of other authorities.

    Each authority is described by its population, referral rate, case-holding workers, vacancy, turnover, agency share
    and three local thresholds, and simulated so; the scenario, and a few authorities, are simulated with more
    referrals, more workers, a jump in referrals and posts left empty. What comes of it stands beside what is published.

    Parameters
    ----------
    scenario : Scenario, optional
        What to hold; the shipped standard model if left out.
    authorities : str or Path, optional
        A CSV file with the columns of `scenarios/published/authorities.csv`; that one if left out.
    replications : int
        Replications of each authority and each change, 2 or more.
    seed : int
        The random seed.
    jobs : int, optional
        Processes; as many as the computer has processors, if left out. It changes no result.
    on_progress : callable, optional
        Called with the numbers of replications done and to do.

    Returns
    -------
    Validation
        `frame`, `summary`, `goals`, and whether all goals hold.

    Raises
    ------
    ScenarioError
        A file cannot be used, or the scenario has not got what `validation.yaml` names; with file and line.
    QuestionError
        Fewer than two authorities of the file can be described.
    ArgumentError
        `replications` is no whole number from 2, `seed` none from 0, or `jobs` none from 1.
    ArgumentTypeError, TooLarge, ModelError, CannotSimulate, EngineUnusable, WorkerLost
        As `fssim.run` does.
    """
    scenario = load(SHIPPED) if scenario is None else scenario
    refuse_what_cannot_be(scenario, seed)
    replications, seed = whole_number("replications", replications, 2), whole_number("seed", seed)
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    yardstick = read_yardstick()
    shipped_panel = find_published_file("authorities.csv")
    panel_file = Path(authorities) if authorities is not None else shipped_panel
    panel = read_panel(panel_file)
    asked = choose_places(panel, yardstick, scenario.clock.observed_from.year)
    described = {place.name for place in asked}
    if len(described) < FEWEST_AUTHORITIES:
        raise QuestionError(
            f"{panel_file}: {len(described)} of the {len({row.authority for row in panel})} authorities can be "
            f"described; give {FEWEST_AUTHORITIES} or more with {yardstick.described_by.smallest.value:g} children or "
            f"more that have, in one year, all of {', '.join(DESCRIBED_FROM)}, with cases above 0 and vacancy below 100"
        )
    published = read_responses(find_published_file("load_response.csv"), yardstick.responses)
    shapes, figures = read_shapes(find_published_file("shapes.csv")), read_published_targets(scenario)
    changes = make_changes(scenario, yardstick)
    refuse_impossible_authorities(scenario, yardstick, asked)
    progress = ProgressCount(on_progress)

    with start_simulating(seed, jobs, progress.one_more) as simulate:
        progress.expect(replications * len(changes))
        own = dict(
            zip(
                changes,
                simulate([YearsAsked(service, replications) for service in changes.values()]),
                strict=True,
            )
        )
        responding = _spread_over_load(asked, int(yardstick.changes.services.value))
        progress.expect(len(asked) * (ROUNDS + replications) + replications * len(changes) * len(responding))
        asked = tune_places(scenario, yardstick, own[UNCHANGED], asked, simulate)
        services = make_local_services(scenario, yardstick, own[UNCHANGED], asked)
        years = simulate([YearsAsked(service, replications, APART * (at + 1)) for at, service in enumerate(services)])
        others = []
        for at in responding:
            altered = make_changes(services[at], yardstick)
            of_altered = simulate([YearsAsked(service, replications, APART * (at + 1)) for service in altered.values()])
            others.append(dict(zip(altered, of_altered, strict=True)))

    against = compare_with_targets(run(scenario, replications, seed, jobs), figures)
    transfer = compare_authorities(asked, years, yardstick)
    summary = summarise_authorities(transfer, yardstick)
    responses = compare_responses([own, *others], published, yardstick)
    recovery = compare_recovery([own, *others], read_panel(shipped_panel), yardstick)
    national = compare_national_figures(own[UNCHANGED], against, shapes)
    rows = pd.concat([transfer.assign(part="transfer"), responses, recovery, national], ignore_index=True)
    goals = judge_goals(scenario, yardstick, summary, responses, recovery, national)
    left_out = tuple(sorted({row.authority for row in panel} - described))
    return Validation(scenario, replications, seed, rows, summary, goals, left_out)


def _spread_over_load(asked: Sequence[Place], count: int) -> list[int]:
    """So many of the authorities, spread evenly over referrals for each case-holding worker."""
    load = [place.now.values["referrals"] / place.now.values["case_holders"] for place in asked]
    order = np.argsort(load, kind="stable")
    count = min(count, len(asked))
    return [int(order[round((at + 0.5) * len(order) / count - 0.5)]) for at in range(count)]
