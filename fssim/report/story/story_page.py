"""The story as one HTML page: the picture, the days in a table, what happened in words, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from fssim.measures.catalogue import LEDGER_RULE
from fssim.report.templates import filled, package_text
from fssim.report.wording.answer_sentences import CAVEAT
from fssim.report.wording.log_in_words import written
from fssim.version import fssim_version

if TYPE_CHECKING:
    from fssim.report.story.story import Story

PACKAGE = "fssim.report.story"


def story_page(story: Story, answer: bool = True) -> str:
    """The page, with or without the answer. It asks for nothing from anywhere else, and whatever scenario files say is
    shown as text."""
    first = story.lives[0].told
    return filled(
        PACKAGE,
        "story.html.jinja",
        story=story,
        answer=answer,
        rule=LEDGER_RULE,
        written=written,
        question=first.scenario.question,
        style=Markup(package_text(PACKAGE, "story.css")),
        picture=_inline(story.svg(answer).decode(), _described(story)),
        seed=first.log.seed,
        replication=first.log.replication,
        version=fssim_version(),
        caveat=CAVEAT,
    )


def _inline(svg: str, described: str) -> Markup:
    """An SVG file as an element of a page, with a text alternative."""
    return Markup('<svg role="img" aria-label="{}" {}').format(described, Markup(svg[svg.index("<svg") + 5 :]))


def _described(story: Story) -> str:
    lives = " ".join(f"{title}: {short}" for title, short in story.summaries())
    return f"Timeline of {story.title}. {lives} The table and the stories below say the same in words."
