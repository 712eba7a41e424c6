"""What of a sweep could not be simulated, in words: whatever leans on the rest says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fssim.studies.sweeps.plan.sweep import BASELINE, count_points, generate_points
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.sweep_results import FAILURES_FILE, SweepResults
from fssim.whole_numbers import write_count


def find_failed_points(swept: SweepResults) -> dict[int, str]:
    """The points that could not be simulated, without the baseline, and why."""
    failures = swept.failures
    reasons = dict(zip(failures["point"].tolist(), failures["reason"].tolist(), strict=True))
    reasons.pop(BASELINE, None)
    return reasons


def note_failed_baseline(swept: SweepResults) -> list[str]:
    """That the baseline could not be simulated, and why; nothing if it could, or there is none."""
    failures, baseline = swept.failures, swept.sweep.baseline
    if baseline is None:
        return []
    reasons = failures.loc[failures["point"] == BASELINE, "reason"]
    return [
        f"The baseline, '{baseline.title}', could not be simulated, and nothing is compared with it: {reason}."
        for reason in reasons
    ]


def note_failed_points(swept: SweepResults) -> list[str]:
    """That some points could not be simulated, and so are in no number, and why; nothing if all could."""
    failed = find_failed_points(swept)
    if not failed:
        return []
    them = "it" if len(failed) == 1 else "them"
    return [say_failed_points(swept, failed, f", and no number here is from {them}")]


def say_failed_points(swept: SweepResults, failed: Mapping[int, str], besides: str = "") -> str:
    """How many points could not be simulated, and the first reason."""
    count = count_points(swept.sweep) - (swept.sweep.baseline is not None)
    others = len(set(failed.values())) - 1
    more = f" (and {write_count(others, 'other reason')})" if others else ""
    return (
        f"{len(failed):,} of {write_count(count, 'point')} could not be simulated{besides}: "
        f"{failed[min(failed)]}{more}. {FAILURES_FILE} in the sweep's folder says which, and why."
    )


def note_left_out(swept: SweepResults) -> list[str]:
    """As `note_failed_points`, with how many staffings and futures that leaves out; nothing if all could be simulated.

    A staffing is one set of values of the levers and a future one of the uncertainties. What is left met the same.
    """
    notes = note_failed_points(swept)
    if not notes:
        return []
    levers, uncertainties = ([one.name for one in part] for part in (swept.sweep.levers, swept.sweep.uncertainties))
    parts = [
        f"{len(gone):,} of {write_count(of, thing)}"
        for thing, names in (("staffing", levers), ("future", uncertainties))
        for gone, of in [_find_lost(swept, names)]
        if gone
    ]
    if not parts:
        return notes
    return [f"{notes[0]} That leaves out {' and '.join(parts)}: what would come of it there is not known."]


def add_left_out(message: str, swept: SweepResults) -> str:
    """A message about a sweep's staffings and futures, with what `note_left_out` says, if that is anything."""
    return ". ".join([message, *note_left_out(swept)])


def _find_lost(swept: SweepResults, names: Collection[str]) -> tuple[set[tuple[Value, ...]], int]:
    """The sets of values of some factors of which no point could be simulated, and how many sets there are."""
    failed = find_failed_points(swept)
    tried: set[tuple[Value, ...]] = set()
    done: set[tuple[Value, ...]] = set()
    for point in generate_points(swept.sweep):
        if point.number != BASELINE:
            own = tuple(point.values[name] for name in names)
            tried.add(own)
            if point.number not in failed:
                done.add(own)
    return (tried - done if names else set()), len(tried)
