"""What became of everything in a return: how much was read, used and set aside, and what was wrong, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fssim.scenario.findings import show_path

USED = "used"
MOST_LISTED = 200  # lines of a file with the same thing wrong; the others are counted


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One thing wrong at one line: the rule that it breaks, in plain words, and what was done about it."""

    file: Path
    line: int
    rule: str
    done: str


@dataclass(frozen=True, slots=True)
class SetAsideCount:
    """How many of a kind (`cases`, `assessments`) in a file came to an end: `used`, or why they were set aside."""

    file: Path
    kind: str
    outcome: str
    count: int


@dataclass
class Account:
    """What became of everything in the returns that were read. Nothing in it tells of one child but a line's number."""

    _outcomes: Counter[tuple[Path, str, str]] = field(default_factory=Counter)
    _listed: dict[tuple[Path, str, str], list[int]] = field(default_factory=dict)
    _times: Counter[tuple[Path, str, str]] = field(default_factory=Counter)

    def use(self, file: Path, kind: str, count: int = 1) -> None:
        self._outcomes[file, kind, USED] += count

    def set_aside(self, file: Path, kind: str, why: str, count: int = 1) -> None:
        self._outcomes[file, kind, why] += count

    def note(self, file: Path, line: int, rule: str, done: str) -> None:
        """Keep what is wrong at a line, unless there are many lines like it already."""
        key = file, rule, done
        self._times[key] += 1
        lines = self._listed.setdefault(key, [])
        if len(lines) < MOST_LISTED:
            lines.append(line)

    def count_read(self, file: Path, kind: str) -> int:
        """How many of a kind were read in a file, whatever became of them."""
        return sum(count for (where, what, _), count in self._outcomes.items() if (where, what) == (file, kind))

    @property
    def tallies(self) -> list[SetAsideCount]:
        """What became of each kind in each file, in the order of the files; those used come first."""
        files = list(dict.fromkeys(file for file, _, _ in self._outcomes))
        kinds = list(dict.fromkeys(kind for _, kind, _ in self._outcomes))
        rows = [SetAsideCount(*key, count) for key, count in self._outcomes.items() if count]
        return sorted(
            rows, key=lambda row: (files.index(row.file), kinds.index(row.kind), row.outcome != USED, row.outcome)
        )

    @property
    def irregularities(self) -> list[Irregularity]:
        """What was wrong, by file and line. The last of many lines alike says how many more there are."""
        return sorted(self._list_lines(), key=lambda wrong: (str(wrong.file), wrong.line))

    def _list_lines(self) -> Iterator[Irregularity]:
        for (file, rule, done), lines in self._listed.items():
            more = self._times[file, rule, done] - len(lines)
            for number, line in enumerate(lines, start=1):
                rest = f"; and {more:,} more lines like it" if more and number == len(lines) else ""
                yield Irregularity(file, line, rule, done + rest)

    def rows(self) -> Iterator[tuple[str, object, str, str]]:
        """A table of it all, for a file: `file`, `line` (nothing for a count), `what`, and `what_was_done`."""
        yield "file", "line", "what", "what_was_done"
        for tally in self.tallies:
            outcome = tally.outcome if tally.outcome == USED else f"set aside: {tally.outcome}"
            yield show_path(tally.file), "", f"{tally.kind}: {tally.count:,}", outcome
        for wrong in self.irregularities:
            yield show_path(wrong.file), wrong.line or "", wrong.rule, wrong.done
