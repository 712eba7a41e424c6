"""A story: a family chosen, its life in each scenario, and why the lives differ. It can be read, drawn and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, filterwarnings

from fssim.engine.log import EventLog
from fssim.measures.lines import DRIFT, Line
from fssim.report.panels import own_style
from fssim.report.sentence import CAVEAT
from fssim.report.story.chapters import Chapter, chapters_of
from fssim.report.story.life import Life, life_of
from fssim.report.story.pick import Chosen, chosen_by_number, picked
from fssim.report.story.why import in_short, line_in_words, why
from fssim.report.told import Told
from fssim.report.words import in_list
from fssim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DOTS_PER_INCH = 150
WIDTH = 100  # characters


@dataclass(frozen=True)
class Story:
    """One family's life in one scenario or several, the first being the one the story is about."""

    chosen: Chosen
    lives: tuple[Life, ...]
    missing: tuple[str, ...]  # scenarios in which the family is not open in the observed years

    @cached_property
    def title(self) -> str:
        """`Family 214, two children`. There are no names."""
        children = int(self.lives[0].told.log.families.children[self.lives[0].family])
        count = COUNTS[children] if children < len(COUNTS) else str(children)
        return f"Family {self.chosen.family}, {count} {'child' if children == 1 else 'children'}"

    @cached_property
    def about(self) -> str:
        """The family's needs, that it is the same everywhere, and why this family."""
        told, family = self.lives[0].told, self.lives[0].family
        mask = told.log.families.needs[family]
        needs = [told.need(need) for need in range(len(told.log.tables.names.needs)) if mask >> need & 1]
        has = f"A parent needs help with {in_list(needs)}." if needs else "The parents need no specialist help."
        same = " It is the same family, with the same needs and the same luck, in every scenario."
        return f"{has}{same if len(self.lives) > 1 else ''} {self.chosen.why}".strip()

    @cached_property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """The title of each scenario but the first, and why the first life differs from the one there, in sentences."""
        first, *others = self.lives
        never = ["In that scenario this family is not open in the observed years."]
        return [(other.told.title, why(first, other)) for other in others] + [(title, never) for title in self.missing]

    def summaries(self) -> list[tuple[str, str]]:
        """Each scenario's title, and how long the family is open in it."""
        return [(life.told.title, in_short(life)) for life in self.lives]

    def chapters(self) -> list[tuple[str, list[Chapter]]]:
        """Each scenario's title, and the life told stage by stage."""
        return [(life.told.title, chapters_of(life)) for life in self.lives]

    def ledger(self) -> list[tuple[str, list[float]]]:
        """The lines that any life has days on, in words, and the working days in each life."""
        days = [life.days() for life in self.lives]
        lines = [line for line in (Line.MOVING, Line.COURT, *DRIFT) if any(each[line] for each in days)]
        return [(line_in_words(self.lives, line), [each[line] for each in days]) for line in lines]

    def text(self) -> str:
        """The story to read in a terminal: dated, stage by stage, ending with why the lives differ."""
        parts = [self.title, _wrapped(self.about)]
        for (title, short), (_, chapters) in zip(self.summaries(), self.chapters(), strict=True):
            parts += ["", title, _wrapped(short), ""]
            for chapter in chapters:
                parts.append(f"  {chapter.title}, {chapter.working_days}")
                parts += [_item(f"{said.day.day} {said.day:%b %Y}".rjust(11), said.text) for said in chapter.said]
                parts += [_item(" " * 11, chapter.routine)] if chapter.routine else []
        for title, reasons in self.reasons:
            parts += ["", f"Why it differs from '{title}'", *(_wrapped(reason) for reason in reasons)]
        return "\n".join([*parts, "", _wrapped(CAVEAT), ""])

    def figure(self) -> Figure:
        """The swim-lane timeline, as a matplotlib figure."""
        from fssim.report.story.timeline import draw_timeline

        return draw_timeline(self.title, self.lives)

    def png(self) -> bytes:
        """The timeline as a PNG picture. Same story, same bytes."""
        return self._drawn("png", dpi=DOTS_PER_INCH, metadata={"Software": None})

    def svg(self) -> bytes:
        """The timeline as an SVG picture. Same story, same bytes."""
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        return self._drawn("svg", metadata=nothing)

    def html(self) -> str:
        """The story as one page with nothing to load from elsewhere."""
        from fssim.report.story.page import story_page

        return story_page(self)

    def _drawn(self, kind: str, **settings: Any) -> bytes:
        from matplotlib import rc_context

        drawn = BytesIO()
        with own_style(), rc_context({"svg.hashsalt": "fssim"}), catch_warnings():
            filterwarnings("ignore", "Glyph")  # a title in letters the font lacks is still in the page's text
            self.figure().savefig(drawn, format=kind, **settings)
        return drawn.getvalue()


def story(logs: Sequence[tuple[Scenario, EventLog]], *, family: int | None = None, pick: str | None = None) -> Story:
    """Tell one family's story, lived in the first scenario and in the others.

    `logs` are scenarios with their logs of one seed and replication: `[(scenario, fssim.simulate(scenario)), ...]`.
    `family` is a number in the first log's `family` column; or `pick` chooses one: `delayed`, `typical`, `vacancy`
    or `untouched`.

    Raises `NoSuchFamily` if there is no such family or none to pick, and `ValueError` if the logs are not of one seed
    and replication, or both or neither of `family` and `pick` are given.
    """
    if (family is None) == (pick is None):
        raise ValueError("say which family: give either its number (family) or how to pick one (pick)")
    if not logs or len({(log.seed, log.replication) for _, log in logs}) != 1:
        raise ValueError("the logs are not of one seed and replication, so their families are not the same")
    told = [Told(scenario, log) for scenario, log in logs]
    chosen = chosen_by_number(told, family) if family is not None else picked(told, str(pick))
    identity = told[0].log.families.identity[chosen.family]
    rows = [(each, each.row_of(identity)) for each in told]
    lives = tuple(life for each, row in rows if row is not None for life in [life_of(each, row)] if life.stays)
    there = [life.told for life in lives]
    return Story(chosen, lives, tuple(each.title for each in told if each not in there))


def _wrapped(text: str) -> str:
    return fill(text, WIDTH)


def _item(day: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=f"  {day}  ", subsequent_indent=" " * 15)
