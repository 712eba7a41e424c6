"""What would turn the answer round: what came of trying the least certain numbers at the ends of their ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from fssim.measures.catalogue import describe
from fssim.report.wording.words import difference_with_unit, interval, number, plain, uncapitalised, with_unit
from fssim.runs.folder.stored_run import TriedValue
from fssim.runs.paired import pair_measure
from fssim.runs.results import Results
from fssim.statistics.verdict import CLEAR, LESS, MORE, SUGGESTED

UNTRIED = "Not tried: 'fssim run' with --try-ranges tries the least certain numbers at the ends of their ranges."
NOTHING_TO_TURN = "It is not known which way the scenarios differ, so there is no answer for any number to turn round."


def turning_sentences(results: Sequence[Results], tried: Sequence[TriedValue] | None) -> list[str]:
    """What would turn the first of the results round, beside the second; nothing if it is compared with none."""
    if len(results) < 2:
        return []
    if tried is None:
        return [UNTRIED]
    if not tried:
        return [NOTHING_TO_TURN]
    usual = {
        measure: pair_measure(results[0], results[1], measure).mean_difference.mean for measure in _measures(tried)
    }
    paths = [path for path in _paths(tried, usual) if path[-1].difference * usual[path[0].measure] < 0.0]
    paths.sort(key=lambda path: (path[-1].verdict not in CLEAR, path[-1].verdict not in SUGGESTED))
    others = len({row.number for row in tried} - {path[0].number for path in paths})
    if not paths:
        which = "The least certain number," if others == 1 else f"None of the {others} least certain numbers, each"
        turned = "did not turn" if others == 1 else "turned"
        return [
            f"{which} tried at both ends of its range, {turned} the answer round. Others, and several "
            "at once, were not tried."
        ]
    rest = f"{others} other number{'s' * (others > 1)} tried turned nothing round. " if others else ""
    return [
        *(_sentence(path, usual[path[0].measure], results) for path in paths),
        f"{rest}Several numbers at once were not tried.",
    ]


def _measures(tried: Sequence[TriedValue]) -> list[str]:
    return list(dict.fromkeys(row.measure for row in tried))


def _paths(tried: Sequence[TriedValue], usual: dict[str, float]) -> Iterator[list[TriedValue]]:
    """For each measure and number, what was tried on one side of its usual value, the nearest first."""
    paths: dict[tuple[str, str, bool], list[TriedValue]] = {}
    for row in sorted(tried, key=lambda row: abs(row.tried - row.usual)):
        paths.setdefault((row.measure, row.number, row.tried > row.usual), []).append(row)
    yield from paths.values()


def _sentence(path: Sequence[TriedValue], usual: float, results: Sequence[Results]) -> str:
    """That the difference turns at the end of a path, how surely, and from about where on."""
    end = path[-1]
    about, unit = describe(end.measure, results[0].scenario), end.unit
    label = uncapitalised(plain(about.label))
    bounds = f", 95% interval {interval(end.low, end.high)}" if end.low == end.low else ""
    there = f"it is {number(end.usual)}; at {number(end.tried)} the difference is "
    there += f"{'+' if end.difference > 0.0 else ''}{difference_with_unit(end.difference, about.unit)}{bounds}"
    if end.verdict not in (*CLEAR, *SUGGESTED):
        return (
            f"With '{plain(end.label)}' at {with_unit(end.tried, unit)} these runs cannot tell which way "
            f"'{label}' differs ({there})."
        )
    now, then = (MORE, LESS) if usual > 0.0 else (LESS, MORE)
    side = "above" if end.tried > end.usual else "below"
    turns = (
        f"'{label}' would be {then}, not {now}, than in '{plain(results[1].scenario.title)}' if "
        f"'{plain(end.label)}' were {side} about {_turning_point(path, usual):g} {unit} ({there})."
    )
    return turns if end.verdict in CLEAR else f"These runs suggest, and no more, that {turns}"


def _turning_point(path: Sequence[TriedValue], usual: float) -> float:
    """Where the difference crosses zero, by a straight line between the two values tried beside it."""
    points = [(path[0].usual, usual), *((row.tried, row.difference) for row in path)]
    for (near, here), (far, there) in pairwise(points):
        if here * there <= 0.0:
            return float(f"{near + (far - near) * here / (here - there):.2g}")
    return path[-1].tried
