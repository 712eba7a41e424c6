"""What fssim raises. `str()` of each says what is wrong, why, and what to do about it."""

from __future__ import annotations


class Error(Exception):
    """Every error that fssim raises for a reason it foresaw."""


class ArgumentError(Error, ValueError):
    """A function was given a value that it cannot use: its name, what it was, and what would be right."""


class ArgumentTypeError(Error, TypeError):
    """A function was given something of another kind than it needs: what it was, and what would be right."""


class ModelError(Error, ValueError):
    """The numbers of a scenario make something that cannot be counted or drawn: what, and what to give instead."""


class CannotSimulate(Error, ValueError):
    """A scenario that no engine can simulate to its end: what happens in it, and what to change."""


class TooLarge(CannotSimulate):
    """What would take more memory or time than it may: how much, and what to make smaller or to allow."""


class EngineUnusable(Error):
    """The libraries of an engine are there and do not work: why, and what to do."""


class OutputError(Error):
    """Results cannot be written: the folder, the reason, and what to do about it."""


class LawsBroken(Error):
    """A log breaks a law of the model, so the run cannot be trusted: each law, with its scenario and replication."""


class WorkerLost(Error):
    """A worker process ended in the middle of its work, which no replication does by itself; or none can be started."""


class QuestionError(Error):
    """A question that scenarios or results cannot answer: what was asked, why not, and what would be right."""


class UnknownMeasure(QuestionError, ValueError):
    """A measure was asked for that no scenario has: its name, and the nearest there is."""


class NoSuchFamily(Error):
    """There is no family to tell of: which was asked for, why not, and what would be right."""


class SlowerEngine(RuntimeWarning):
    """The compiled engine cannot be relied on here, so that the SimPy engine simulates: why, and what may help."""
