"""What can go wrong with a run that is nobody's mistake in a scenario. `str()` says what, why and what to do."""

from __future__ import annotations


class OutputError(Exception):
    """Results cannot be written: the folder, the reason, and what to do about it."""


class LawsBroken(Exception):
    """A log breaks a law of the model, so the run cannot be trusted: each law, with its scenario and replication."""


class WorkerLost(Exception):
    """A worker process ended in the middle of its work, which no replication does by itself; or none can be started."""


class QuestionError(Exception):
    """A question that scenarios or results cannot answer: what was asked, why not, and what would be right."""


class UnknownMeasure(QuestionError, ValueError):
    """A measure was asked for that no scenario has: its name, and the nearest there is."""


class NoSuchFamily(Exception):
    """There is no family to tell of: which was asked for, why not, and what would be right."""


class SlowerEngine(RuntimeWarning):
    """The compiled engine cannot be relied on here, so that the SimPy engine simulates: why, and what may help."""
