"""A simulated year as the return that an authority would make of it."""

from __future__ import annotations

from collections.abc import Callable

from fssim.authority.returns.writing.write_cin import write_cin
from fssim.authority.returns.writing.write_csww import write_csww
from fssim.engine.event_log import EventLog
from fssim.errors import ArgumentError

RETURNS: dict[str, Callable[[EventLog, int], bytes]] = {"cin": write_cin, "csww": write_csww}


def statutory_return(log: EventLog, form: str, year: int) -> bytes:
    """A year of a log as a statutory return: what an authority of this kind would have sent of it.

    Children and workers are made up: identifiers, birth dates and whatever else the model does not know are drawn from
    England's shares by the seed, the same in the returns of all years. No return can be taken for a real one: it is of
    authority 000, and says at its top that it is simulated.

    Parameters
    ----------
    log : EventLog
        What a scenario gave, in any replication.
    form : {'cin', 'csww'}
        The children in need census, of a year to 31 March; or the children's social work workforce census, of a year to
        30 September.
    year : int
        The year that it ends in: 2021 is 1 April 2020 to 31 March 2021. The observed years must have it whole.

    Returns
    -------
    bytes
        XML in UTF-8, laid out as in that year: the children in need census has `GenderCurrent` until 2024, then
        `Sex`; and pre-proceedings from 2026 on.

    Raises
    ------
    ArgumentError
        If there is no such return, or the log has not observed the whole of the year.
    """
    if form not in RETURNS:
        raise ArgumentError(f"form is {form!r}; it must be {', '.join(RETURNS)}")
    return RETURNS[form](log, year)
