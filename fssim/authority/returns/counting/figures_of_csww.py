"""The figures of social work workforce censuses: who is in post, vacancies, leavers, agency workers, and cases held."""

from __future__ import annotations

import math
from collections.abc import Iterable

from fssim.authority.returns.codes import ROLE_NAMES
from fssim.authority.returns.counting.make_figures import HUNDRED, FigureMaker
from fssim.authority.returns.figures import WORKING_DAYS_A_YEAR, Figure
from fssim.authority.returns.reading.read_csww import CswwReading, ReturnedWorker, WorkforceYear

CASE_HOLDER = "case_holder"


def make_csww_figures(reading: CswwReading) -> dict[str, Figure]:
    """The figures of workforce censuses, by name.

    Those of a day are of the last return's; turnover and absence are of all years together. The definitions are those
    of "Children's social work workforce" (Department for Education), its methodology.

    Parameters
    ----------
    reading
        What `read_csww` returned.

    Returns
    -------
    dict of str to Figure
        By name; `fssim.authority.returns.figures.MEANINGS` says what each is.
    """
    last = reading.years[-1]
    day = last.header.last_day
    maker = FigureMaker((day, day), f"social work workforce census {day.year}")
    _describe_posts(maker, last)
    _describe_cases(maker, _list_in_post(last.workers))
    first_day, years = reading.years[0].header.first_day, ", ".join(str(year.header.year) for year in reading.years)
    over_years = FigureMaker((first_day, day), f"social work workforce census {years}")
    _describe_years(over_years, reading.years)
    return maker.figures | over_years.figures


def _list_in_post(workers: Iterable[ReturnedWorker]) -> list[ReturnedWorker]:
    return [worker for worker in workers if worker.left is None]


def _add_up(workers: Iterable[ReturnedWorker]) -> float:
    """Full-time equivalents."""
    return math.fsum(worker.share for worker in workers)


def _describe_posts(maker: FigureMaker, year: WorkforceYear) -> None:
    in_post = _list_in_post(year.workers)
    employed = [worker for worker in in_post if not worker.agency]
    agency = [worker for worker in in_post if worker.agency]
    full_time = _add_up(employed)
    maker.add_exact("sw_fte", full_time, len(employed))
    maker.add_exact("sw_headcount", len(employed), len(employed))
    for code, role in ROLE_NAMES.items():
        of_role = [worker for worker in in_post if worker.role == code]
        maker.add_exact(f"staff_{role}", _add_up(of_role), len(of_role))
    holders = _add_up(filter(_is_case_holder, employed))
    maker.add_share("caseholder_share", holders, full_time)
    if year.vacancies is not None:
        maker.add_exact("vacancies", year.vacancies, len(employed))
        maker.add_share("vacancy", year.vacancies, year.vacancies + full_time)
    agency_share = _add_up(agency) if agency else year.agency_share
    if agency_share is not None:
        maker.add_exact("agency_fte", agency_share, len(agency) or int(year.agency_people or 0))
        maker.add_share("agency", agency_share, agency_share + full_time)


def _describe_cases(maker: FigureMaker, in_post: Iterable[ReturnedWorker]) -> None:
    holding = [(worker.cases, worker.share) for worker in in_post if worker.cases and worker.share]
    cases, full_time = math.fsum(held for held, _ in holding), math.fsum(share for _, share in holding)
    maker.add_exact("cases", cases, len(holding))
    maker.add_exact("case_holders", full_time, len(holding))
    maker.add_ratio_of_sums("caseload", holding)


def _is_case_holder(worker: ReturnedWorker) -> bool:
    return ROLE_NAMES.get(worker.role or "") == CASE_HOLDER


def _describe_leaving(
    maker: FigureMaker, name: str, leavers: list[ReturnedWorker], in_post: list[ReturnedWorker]
) -> None:
    """Leavers, each with the mean share of full time of those of whom one is given; whole if none is."""
    full_time = _add_up(in_post)
    if full_time:
        known = [worker.share for worker in leavers if worker.share > 0.0]
        mean_share = math.fsum(known) / len(known) if known else 1.0
        maker.add_rate(name, len(leavers), full_time / mean_share / HUNDRED)


def _describe_years(maker: FigureMaker, years: Iterable[WorkforceYear]) -> None:
    employed = [[worker for worker in year.workers if not worker.agency] for year in years]
    leavers = [worker for year in employed for worker in year if worker.left is not None]
    in_post = [worker for year in employed for worker in _list_in_post(year)]
    _describe_leaving(maker, "turnover_of_all", leavers, in_post)
    roles_known = all(worker.role is not None for worker in leavers)
    are_told_apart = roles_known and any(map(_is_case_holder, in_post))
    of_role = (list(filter(_is_case_holder, workers)) if are_told_apart else workers for workers in (leavers, in_post))
    _describe_leaving(maker, "turnover", *of_role)
    days = [(worker.days_lost, worker.share) for worker in in_post if worker.days_lost is not None]
    contracted = [(HUNDRED * lost, WORKING_DAYS_A_YEAR * share) for lost, share in days]
    maker.add_ratio_of_sums("absence", contracted)
