"""What fssim raises. `str()` of each says what is wrong, why, and what to do about it."""

from __future__ import annotations


class Error(Exception):
    """Every error that fssim raises for a reason it foresaw.

    `str()` of it is a sentence or more: what is wrong and where, and what would be right. On the command line it ends
    with exit status 2, unless said otherwise.
    """


class ArgumentError(Error, ValueError):
    """A function was given a value that it cannot use: its name, what it was, and what would be right.

    Raised by any function: `run(scenario, replications=1.5)`. It is a `ValueError` too.
    """


class ArgumentTypeError(Error, TypeError):
    """A function was given something of another kind than it needs: what it was, and what would be right.

    Raised by any function: `run("standard.yaml")`, which needs what `load` returns. It is a `TypeError` too.
    """


class ModelError(Error, ValueError):
    """The numbers of a scenario make something that cannot be counted or drawn: what, and what to give instead.

    Raised by whatever simulates, before it begins. `fssim check`, and every command that reads a scenario, finds it
    beforehand and tells of it by line. It is a `ValueError` too.
    """


class CannotSimulate(Error, ValueError):
    """A scenario that no engine can simulate to its end: what happens in it, and what to change.

    Raised by whatever simulates: `simulate`, `run`, `run_to_precision`, `sweep`, `calibrate`. It is a `ValueError` too.
    """


class TooLarge(CannotSimulate):
    """What would take more memory or time than it may: how much, and what to make smaller or to allow.

    Raised before anything is simulated. The environment variables `FSSIM_MOST_GB` and `FSSIM_MOST_HOURS` allow more.

    Attributes
    ----------
    path
        The place in the scenario of what to make smaller, as its parts; none where that is no number of a scenario.
    """

    def __init__(self, sentence: str = "", path: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.path = path


class EngineUnusable(Error):
    """The libraries of an engine are there and do not work: why, and what to do.

    Raised where the compiled engine is asked for by name; otherwise the SimPy engine takes its place, with the warning
    `SlowerEngine`.
    """


class OutputError(Error):
    """Results cannot be written, or cannot be read: the folder or file, the reason, and what to do about it.

    Raised by whatever writes and by whatever reads what it wrote, such as `read_sweep` and `copy_shipped_files`. What
    was there before is as it was.
    """


class LawsBroken(Error):
    """A log breaks a law of the model, so the run cannot be trusted: each law, with its scenario and replication.

    Raised by `run` with `check=True`. A fault of fssim, and not of the scenario; `fssim run --check` ends with exit
    status 1.
    """


class WorkerLost(Error):
    """A worker process ended in the middle of its work, which no replication does by itself; or none can be started.

    Raised by whatever uses several processes. Too little memory is the usual reason.
    """


class QuestionError(Error):
    """A question that scenarios or results cannot answer: what was asked, why not, and what would be right.

    Raised by `attribute`, `breakeven`, `discover_failures`, `emulate`, `estimate_optimisation`, `estimate_sweep`,
    `explore`, `fit_ensemble`, `forecast`, `lesson`, `new_authority`, `optimise`, `rank`, `rank_robustly`,
    `report_sweep`, `sensitivity`, `validate`, `value_of_information` and `what_turns`; and, of scenarios over other
    days, as `OtherClocks` by whatever compares.
    """


class UnknownMeasure(QuestionError, ValueError):
    """A measure was asked for that no scenario has: its name, and the nearest there is. It is a `ValueError` too."""


class NoSuchFamily(Error):
    """There is no family to tell of: which was asked for, why not, and what would be right. Raised by `story`."""


class SlowerEngine(RuntimeWarning):
    """The compiled engine cannot be relied on here, so that the SimPy engine simulates: why, and what may help.

    A warning, given once: answers are the same, and take about a hundred times as long.
    """
