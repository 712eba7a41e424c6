"""Why two lives of one family differ: where they part, what each difference is put down to, where the days go."""

from __future__ import annotations

from dataclasses import dataclass

from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.report.story.choosing.exposure import is_one_post
from fssim.report.story.comparison.attribution_marks import (
    ONCE_IN,
    REPLAYS,
    Difference,
    Mark,
    MarkedDifferences,
    mark_differences,
)
from fssim.report.story.comparison.life_differences import WORTH_SAYING
from fssim.report.story.comparison.parting import SAME, parting
from fssim.report.story.life import Life
from fssim.report.story.life_sentences import days
from fssim.report.wording.log_in_words import written
from fssim.report.wording.words import in_list

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
ALIKE = "There is no other difference to speak of."


@dataclass(frozen=True, slots=True)
class Why:
    """Why a life differs from the one in the scenario of this `title`."""

    title: str
    parting: str
    differences: tuple[tuple[str, tuple[Difference, ...]], ...]  # by what they are put down to
    where: str  # the extra days fall
    how: str  # the differences were tested

    @property
    def nothing_else(self) -> str:
        """That lives which part differ in nothing to speak of."""
        return "" if self.differences or self.parting == SAME else ALIKE

    def in_short(self) -> str:
        """What is not put down to chance, in a sentence or two."""
        kept = [(mark, differences) for mark, differences in self.differences if mark != Mark.CHANCE.value]
        return " ".join(
            f"{mark}: {' '.join(difference.sentence for difference in differences)}" for mark, differences in kept
        )


def explain_why(here: Life, there: Life, replays: int = REPLAYS, engine: str | None = None) -> Why:
    """Why the life in the first scenario differs from that in another. `replays` of 0 puts no difference down to
    anything."""
    marked = mark_differences(here, there, replays, engine)
    by_mark = [
        (mark, tuple(difference for difference in marked.differences if difference.mark is mark))
        for mark in (*Mark, None)
    ]
    return Why(
        there.worded.title,
        parting(here, there),
        tuple((mark.value if mark else "Differences", differences) for mark, differences in by_mark if differences),
        where_extra_days_fall(here, there, marked),
        _how_tested(here, marked),
    )


def in_short(life: Life) -> str:
    """How long the family was open here, and how much of it was drift."""
    whole, counted = life.open_days(), life.days()
    drift = sum(counted[line] for line in DRIFT)
    referrals = sum(h.kind is Event.REFERRED for h in life.happenings)
    over = "so far" if life.is_open else "from referral to closure"
    if life.start < life.worded.view.observed_from:
        over = "of the observed years"
    elif referrals > 1:
        over = f"over {referrals} referrals{' so far' if life.is_open else ''}"
    share = "all" if round(drift) == round(whole) else f"{round(drift):,}"
    are = "is" if round(drift) == 1 else "are"
    return f"Open for {days(whole)} {over}{f'; {share} of them {are} drift' if round(drift) else ''}."


def where_extra_days_fall(here: Life, there: Life, marked: MarkedDifferences) -> str:
    """In which stages the family is open for longer, or less long, than there; and, if it needed a post while that was
    empty, how much of that is after the post is filled."""
    more = here.open_days() - there.open_days()
    if abs(more) < WORTH_SAYING:
        return ""
    extra, way = ("extra days", "more") if more > 0 else ("days saved", "fewer")
    mine, theirs = _by_stay(here), _by_stay(there)
    apart = {stay: mine.get(stay, 0.0) - theirs.get(stay, 0.0) for stay in (*mine, *theirs)}
    most = sorted((stay for stay in apart if apart[stay] * more > 0 and abs(apart[stay]) >= WORTH_SAYING),
                  key=lambda stay: -abs(apart[stay]))[:2]  # fmt: skip
    stays = [f"{round(abs(apart[stay]))} {way} in the {_stay_in_words(here, stay, apart)}" for stay in most]
    where = f"By stage: {in_list(stays)}." if stays else ""
    last = max(marked.exposed, key=lambda exposure: exposure.end, default=None)
    if last is None or last.end >= min(here.worded.view.horizon, here.end):
        return where
    share = (_open_after(here, last.end) - _open_after(there, last.end)) / more
    of_them = "All" if share > 0.99 else "None" if share < 0.01 else f"{round(share * abs(more))}"
    one = is_one_post(here.worded)
    filled = f"the post{' is' if one else 's are'} filled"
    turn = filled if last.end < last.until else f"this family no longer needs the empty post{'' if one else 's'}"
    on = written(here.worded.day(last.end))
    return f"{where} {of_them} of the {round(abs(more))} {extra} come after {turn}, on {on}.".strip()


def _by_stay(life: Life) -> dict[tuple[int, int], float]:
    """Days of each stay, by stage and how often the family had been in that stage before."""
    stays: dict[tuple[int, int], float] = {}
    for number, stay in enumerate(life.stays):
        before = sum(earlier.stage == stay.stage for earlier in life.stays[:number])
        stays[stay.stage, before] = stay.end - stay.start
    return stays


def _stay_in_words(life: Life, stay: tuple[int, int], stays: dict[tuple[int, int], float]) -> str:
    stage, before = stay
    title = life.worded.stage(stage)
    title = title[:1].lower() + title[1:]
    if (stage, 1) not in stays:
        return title
    return f"{ORDINALS[before] if before < len(ORDINALS) else f'{before + 1}th'} {title}"


def _open_after(life: Life, time: float) -> float:
    return sum(max(0.0, stay.end - max(stay.start, time)) for stay in life.stays)


def _how_tested(here: Life, marked: MarkedDifferences) -> str:
    if not marked.replays or marked.turn is None:
        return "" if not marked.differences else "What the differences are put down to was not tested."
    day = written(here.worded.day(marked.turn.here))
    tested = (
        f"Both scenarios were played again {marked.replays} times with everybody else's luck drawn anew, and this "
        f"family's from {day}, after the last turn that the two lives take alike. Beside each difference: in how many "
        "of the replays that differ in it at all they do so the same way. What a coin would do once in "
        f"{ONCE_IN} tests or less is no chance"
    )
    if not marked.is_vacancy:
        return f"{tested}."
    if not marked.exposed:
        return f"{tested}; as this family did not need the post while it was empty, it is then a knock-on."
    if any(exposure.need < 0 for exposure in marked.exposed):
        return f"{tested}; as this family needed the posts while they were short, it is then the vacancy."
    return (
        f"{tested}; it is then the vacancy if it comes at least half as often when nobody else needs the post, else "
        "a knock-on."
    )
