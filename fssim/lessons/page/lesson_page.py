"""Filling in the lesson's page: what its script plays, the handouts, and the words for the trainer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any

from markupsafe import Markup

from fssim.dates import write_date
from fssim.lessons.lesson_contents import Contents, WaitingLine, count_options
from fssim.lessons.page.trainer_notes import (
    PROGRAMMES,
    PROMPTS,
    answers_in_words,
    decisions_in_words,
    price_in_words,
    traps_in_words,
    waiting_list_in_words,
)
from fssim.measures.catalogue import describe
from fssim.report.animation.film import motion_player, motion_style
from fssim.report.document.save_report import data_uri
from fssim.report.story.lives.chapters import Chapter
from fssim.report.story.lives.life import Life
from fssim.report.story.story import lives_in_html, whys_in_html
from fssim.report.templates import filled, package_text
from fssim.report.wording.answer_notes import choose_caveat
from fssim.report.wording.words import interval, number, spoken, with_unit
from fssim.statistics.interval import Interval
from fssim.version import fssim_version

PACKAGE = "fssim.lessons.page"
STYLES = ("lesson.css",)
SCRIPTS = ("line_chart.js", "predict.js", "reveal.js", "manage.js", "family.js", "steps.js")
WEEKS_A_POINT = 13  # of the line that learners draw: a quarter of a year
TENTHS = 10  # families are given to a tenth


def lesson_page(lesson: Contents) -> str:
    """The page. It asks for nothing from anywhere else, and whatever scenario files say is shown as text."""
    story = lesson.story
    return filled(
        PACKAGE,
        "lesson.html.jinja",
        lesson=lesson,
        scenario=lesson.scenario,
        comparators=[other.results.scenario.title for other in lesson.compared],
        waiting=waiting_in_words(lesson),
        last_day=write_date(lesson.played[0].line.days[-1]),
        questions=questions_of(lesson),
        usual_values={name: shown(lesson.compared[0].results.interval(name).mean, name) for name in lesson.measures},
        data=page_data(lesson),
        story=story,
        lives=lives_in_html(story),
        whys=whys_in_html(story),
        in_step=dates_in_step([chapters for _, chapters, _ in story.chapters()[:2]]),
        timeline=data_uri(story.svg(answer=False)),
        timeline_in_words=_timeline_in_words(story.lives),
        player=motion_player(lesson.film),
        style=Markup(motion_style() + package_text("fssim.report.story", "life.css") + _texts(STYLES)),
        script=Markup(_texts(SCRIPTS)),
        programmes=PROGRAMMES,
        prompts=PROMPTS,
        line_words=waiting_list_in_words(lesson),
        answer_words=answers_in_words(lesson),
        decision_words=decisions_in_words(lesson),
        traps=traps_in_words(lesson),
        price=price_in_words,
        written=write_date,
        version=fssim_version(),
        caveat=choose_caveat(story.scenarios),
    )


def waiting_in_words(lesson: Contents) -> str:
    """What the line is of: `Families waiting for mental health help`."""
    return f"Families waiting for {spoken(lesson.scenario.headline.need)} help"


def questions_of(lesson: Contents) -> list[dict[str, Any]]:
    """What the class guesses: the line on the last day of the gap, and each measure but money, with their answers."""
    line, usual = lesson.played[0].line.on(lesson.gap_ends), lesson.compared[0].line.on(lesson.gap_ends)
    questions = [
        {
            "name": "line",
            "words": f"{waiting_in_words(lesson)} at the end of {write_date(lesson.gap_ends)}",
            "unit": "families",
            "usual": number(usual.mean),
            "answer": line.mean,
            "answered": _answered(line, "families"),
        }
    ]
    for name in lesson.measures:
        about = describe(name, lesson.scenario)
        if about.unit.startswith("GBP"):
            continue
        mean = lesson.played[0].results.interval(name)
        questions.append(
            {
                "name": name,
                "words": about.label,
                "unit": about.unit,
                "usual": number(lesson.compared[0].results.interval(name).mean),
                "answer": mean.mean,
                "answered": _answered(mean, about.unit),
            }
        )
    return questions


def page_data(lesson: Contents) -> dict[str, Any]:
    """What the page's script plays, as JSON values. Families are in tenths."""
    days = list(lesson.played[0].line.days)
    first = sum(day < lesson.gap.start for day in days)
    last = max(sum(day <= lesson.gap_ends for day in days) - 1, first)
    plan = lesson.plan
    highest = max(week.mean for week in lesson.played[0].line.weeks)
    return {
        "days": [day.isoformat() for day in days],
        "gap": [first, last],
        "points": _points(first, len(days)),
        "most": max(10, 10 * ceil(0.2 * highest)),  # twice as high as the line, so that it gives nothing away
        "waiting": waiting_in_words(lesson),
        "usual": {"title": lesson.compared[0].results.name, **_line(lesson.compared[0].line)},
        "questions": questions_of(lesson),
        "measures": [
            {"label": about.label, "unit": about.unit, "more_is": about.more_is}
            for about in (describe(name, lesson.scenario) for name in lesson.measures)
        ],
        "options": count_options([combination.chosen for combination in lesson.combinations]) if plan else [],
        "decided": [sum(day < decision.date for day in days) for decision in plan.decisions.values()] if plan else [],
        "combinations": [
            {
                **_line(played.line),
                "measures": [
                    {
                        "value": row.value,
                        "shown": shown(row.value, name),
                        "difference": interval(row.low, row.high),
                        "verdict": row.verdict,
                    }
                    for name, row in rows.items()
                ],
            }
            for played, rows in zip(lesson.played, lesson.outcomes, strict=True)
        ],
    }


def _answered(mean: Interval, unit: str) -> str:
    return f"{with_unit(mean.mean, unit)} (95% interval {interval(mean.low, mean.high, number)})"


def shown(value: float, measure: str) -> str:
    """A measure's value for a table of combinations: money to the pound, as what decisions cost is little beside it."""
    return f"{value:,.0f}" if describe(measure).unit.startswith("GBP") else number(value)


def dates_in_step(lives: Sequence[Sequence[Chapter]]) -> list[dict[str, Any]]:
    """The days on which something is told of any of the lives, and what, life by life."""
    events: dict[date, list[list[str]]] = {}
    for place, chapters in enumerate(lives):
        for chapter in chapters:
            events.setdefault(chapter.start, [[] for _ in lives])[place].append(f"{chapter.title}.")
            for entry in chapter.entries:
                events.setdefault(entry.day, [[] for _ in lives])[place].append(entry.text)
    return [
        {"day": day, "lives": sides, "alike": all(side == sides[0] for side in sides)}
        for day, sides in sorted(events.items())
    ]


def _points(first: int, weeks: int) -> list[int]:
    """The weeks at which learners set their line: from the gap's first, a quarter of a year apart, to the last."""
    start = max(first - 1, 0)
    points = list(range(start, weeks, WEEKS_A_POINT))
    if len(points) > 1 and weeks - 1 - points[-1] < WEEKS_A_POINT // 2:
        points.pop()
    return [*points, weeks - 1] if points[-1] < weeks - 1 else points


def _line(line: WaitingLine) -> dict[str, list[int]]:
    return {name: [round(TENTHS * getattr(week, name)) for week in line.weeks] for name in ("mean", "low", "high")}


def _texts(names: Sequence[str]) -> str:
    return "\n".join(package_text(PACKAGE, name) for name in names)


def _timeline_in_words(lives: Sequence[Life]) -> str:
    titles = " and ".join(f"'{life.worded.title}'" for life in lives)
    return f"Timeline of the family's life in {titles}; the lives beside it say the same in words."
