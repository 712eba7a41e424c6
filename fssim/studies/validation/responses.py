"""How a service responds to more referrals, more workers, a jump and empty posts, beside what is published of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from fssim.arrays import Floats
from fssim.scenario.override import with_values
from fssim.scenario.schema.parameter import YOUR_NUMBER
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import estimate_mean
from fssim.studies.validation.local_service import A_YEAR, read_value
from fssim.studies.validation.published_files import AuthorityYear, PublishedResponse
from fssim.studies.validation.simulated_years import SimulatedYears
from fssim.studies.validation.validation_file import ValidationGoals, Yardstick

UNCHANGED, REFERRALS, WORKERS, JUMP, EMPTY = "unchanged", "more referrals", "more workers", "jump", "empty posts"
YEARS_BEFORE = 1  # of the observed years, before a jump or posts left empty, which lasts one year
NORMAL_95 = 1.959964


def make_changes(scenario: Scenario, yardstick: Yardstick) -> dict[str, Scenario]:
    """A scenario as it is and with each of the changes, all over as many years as it takes to recover.

    Of 10 percent more workers of the authority's own, part are posts filled: fewer leave, and posts fill sooner. The
    rest are more posts: the same teams, for so many children fewer, which leaves teams whole.
    """
    paths, changes = yardstick.described_by, yardstick.changes
    years = YEARS_BEFORE + 1 + int(yardstick.goals.recovered_after.value)
    scenario = with_values(scenario, {"clock.observed_years": years})
    data = scenario.model_dump()
    begins = scenario.clock.observed_from
    start, until = (_add_years(begins, YEARS_BEFORE + more).isoformat() for more in (0, 1))
    assumed = {"source": YOUR_NUMBER, "grade": "assumed"}
    jump = {"value": 1.0 + changes.jump.value, "unit": "multiplier", **assumed}
    share = {"value": changes.empty_posts.value, "unit": "share", **assumed}
    values: dict[str, dict[str, Any]] = {
        UNCHANGED: {},
        REFERRALS: {
            f"{paths.referral_rate}.value": _read_number(data, paths.referral_rate) * (1.0 + changes.more.value)
        },
        WORKERS: _add_workers(data, yardstick),
        JUMP: {"demand.shocks.validation": {"start": start, "until": until, "factor": jump}},
        EMPTY: {"vacancies.validation": {"role": paths.role, "start": start, "until": until, "share": share}},
    }
    return {name: with_values(scenario, change) if change else scenario for name, change in values.items()}


def _add_workers(data: Any, yardstick: Yardstick) -> dict[str, Any]:
    """So many more workers of the authority's own, of whom those who fill posts are as many as is published.

    With `leaving` a year from each filled post, and a vacancy lasting `long` years, leaving x long posts are vacant for
    each that is filled.
    """
    paths, changes = yardstick.described_by, yardstick.changes
    turnover = f"roles.{paths.role}.turnover"
    leaving, hired = f"{turnover}.leaving_rate", f"{turnover}.hire_succeeds"
    time_to_hire = (
        _read_number(data, f"{turnover}.time_to_hire") / A_YEAR[read_value(data, f"{turnover}.time_to_hire.unit")]
    )
    for_each_filled = _read_number(data, leaving) * time_to_hire / _read_number(data, hired)
    vacant = for_each_filled / (1.0 + for_each_filled)
    then_vacant = vacant * changes.vacancies.value
    then_leaving = _read_number(data, leaving) * changes.leaving.value
    long = then_vacant / (1.0 - then_vacant) / then_leaving
    posts = (1.0 + changes.more.value) * (1.0 - vacant) / (1.0 - then_vacant)
    return {
        f"{leaving}.value": then_leaving,
        f"{hired}.value": min(time_to_hire / long, 1.0),
        f"{paths.children}.value": _read_number(data, paths.children) / posts,
    }


def _read_number(data: Any, path: str) -> float:
    return float(read_value(data, path)["value"])


def _add_years(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


Years = Mapping[str, SimulatedYears]  # of one service, by the change


def compare_responses(
    services: Sequence[Years], published: Sequence[PublishedResponse], yardstick: Yardstick
) -> pd.DataFrame:
    """A row for each change and statistic: the change the model makes, over all services and the first of them alone.

    Columns: `part` (response, jump or spread), `change`, `statistic`, `title`, `unit`; the `published` change, and the
    interval `low` to `high` that the model is to be inside, which is the published one widened; the `model`'s change
    with its 95% interval `model_low` to `model_high`; the scenario's `own`; and whether it is `inside`.
    """
    rows: list[dict[str, object]] = []
    for row in published:
        title = yardstick.statistics[row.statistic].title
        for change, prefix in ((REFERRALS, "referrals"), (WORKERS, "workers")):
            if change == WORKERS and row.statistic in yardstick.changes.workers_are:
                continue
            value, low, high = (row.values[f"{prefix}_{name}"] for name in ("up_10pc", "low", "high"))
            differences = [_take_difference(years, change, row) for years in services]
            rows.append(
                {"part": "response", "change": change, "statistic": row.statistic, "title": title, "unit": row.unit}
                | _judge(value, *_widen(low, high, yardstick.goals), differences)
            )
        value, sd = row.values["change_in_jumps"], row.values["sd_of_change_in_jumps"]
        error = NORMAL_95 * sd / math.sqrt(row.values["jumps"])
        jumps = [_take_next_year(years[JUMP], row) for years in services]
        by_jump = [jump - _take_next_year(years[UNCHANGED], row) for jump, years in zip(jumps, services, strict=True)]
        rows.append(
            {"part": "jump", "change": JUMP, "statistic": row.statistic, "title": title, "unit": row.unit}
            | _judge(value, *_widen(value - error, value + error, yardstick.goals), by_jump)
        )
        model, spread = float(np.std(np.concatenate(jumps), ddof=1)), yardstick.goals.spread.value
        least, most = sd * (1.0 - spread), sd * (1.0 + spread)
        rows.append(
            {
                "part": "spread", "change": JUMP, "statistic": row.statistic, "title": title, "unit": row.unit,
                "published": sd, "low": least, "high": most, "model": model, "own": float(np.std(jumps[0], ddof=1)),
                "inside": least <= model <= most,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _widen(low: float, high: float, goals: ValidationGoals) -> tuple[float, float]:
    more = goals.widened.value * (high - low) / 2.0
    return low - more, high + more


def _judge(published: float, low: float, high: float, differences: Sequence[Floats]) -> dict[str, object]:
    """The change over all services, and in the first of them, beside what it is to be inside."""
    model = estimate_mean([float(number) for number in np.concatenate(differences) if not math.isnan(number)])
    return {
        "published": published, "low": low, "high": high, "model": model.mean, "model_low": model.low,
        "model_high": model.high, "own": float(np.mean(differences[0])), "inside": low <= model.mean <= high,
    }  # fmt: skip


def _take_difference(years: Years, change: str, row: PublishedResponse) -> Floats:
    """What a change does to a statistic in each replication; of referrals, for 10 percent more that came of it."""
    before, after = (years[name].by_replication(row.statistic) for name in (UNCHANGED, change))
    difference = 100.0 * (after / before - 1.0) if row.unit == "percent" else after - before
    if change != REFERRALS:
        return difference
    came = years[change].mean("referral_rate") / years[UNCHANGED].mean("referral_rate")
    return difference * math.log(1.1) / math.log(came)


def _take_next_year(years: SimulatedYears, row: PublishedResponse) -> Floats:
    """What changes from the year before a jump to the year of it, in each replication."""
    numbers = years.of(row.statistic)
    before, after = numbers[:, YEARS_BEFORE - 1], numbers[:, YEARS_BEFORE]
    change: Floats = 100.0 * (after / before - 1.0) if row.unit == "percent" else after - before
    return change


def compare_recovery(services: Sequence[Years], panel: Sequence[AuthorityYear], yardstick: Yardstick) -> pd.DataFrame:
    """A row for each shock and statistic: how far off it still is in the end, and how far it went.

    Columns: `part` (recovery), `change`, `statistic`, `title`, `unit`; what is `left` of the change in the last year,
    mean over services; the `tolerance`; whether it has `recovered`; the `lowest` and `highest` year of any service,
    mean over replications; the panel's own range, `low` to `high`; whether they are `in_range`; and `inside`, which is
    both. What describes an authority, and so changes because it is changed, is left out.
    """
    goals = yardstick.goals
    rows = []
    for name, statistic in yardstick.statistics.items():
        known = [row.values[name] for row in panel if row.has(name)]
        if statistic.describes or not known:
            continue
        low, high = np.percentile(known, [goals.range_low.value, goals.range_high.value])
        for change in (JUMP, EMPTY):
            ends = [years[change].of(name)[:, -1] - years[UNCHANGED].of(name)[:, -1] for years in services]
            left = float(np.nanmean(np.concatenate(ends)))
            by_year = np.array([np.nanmean(years[change].of(name)[:, YEARS_BEFORE:], axis=0) for years in services])
            recovered = abs(left) <= statistic.tolerance
            in_range = bool(low <= by_year.min() and by_year.max() <= high)
            rows.append(
                {
                    "part": "recovery", "change": change, "statistic": name, "title": statistic.title,
                    "unit": statistic.unit, "left": left, "tolerance": statistic.tolerance, "recovered": recovered,
                    "lowest": by_year.min(), "highest": by_year.max(), "low": low, "high": high, "in_range": in_range,
                    "inside": recovered and in_range,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)
