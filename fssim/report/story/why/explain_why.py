"""Why two lives of one family differ: what each difference is put down to, and where the extra days fall.

Both scenarios are played again with other luck: everybody else's is drawn anew from the first day, and this family's
from just after the last turn that both lives take alike, the same in both scenarios; who is in post stays as it was. Of
the replays in which the two lives differ in something at all, a coin would have some the same way: a difference is no
chance if a coin would have as many once in `ONCE_IN` tests or less (the sign test). It is then the vacancy's if this
family needed the post while it was empty, and it comes at least half as often when nobody else needs it (their need for
it is set aside); else it is a knock-on.

The limits: what the vacancy makes only a little likelier is put down to chance. A post that holds families, or does a
stage's work, cannot be set aside: there it is the vacancy's for whoever was in such a stage while the team was short.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import Enum
from math import comb

from fssim.dates import write_date
from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.report.story.lives.chapters import first_unlike_day
from fssim.report.story.lives.life import Life, life_of
from fssim.report.story.lives.life_sentences import days
from fssim.report.story.why.exposure import Needed, is_one_post, needing, vacated_roles
from fssim.report.story.why.lives_compared import WORTH_SAYING, differences
from fssim.report.story.why.turns import SAME, CommonTurn, first_unlike_turn, last_common_turn, parting, when_taken
from fssim.report.wording.log_in_words import WordedLog
from fssim.report.wording.words import in_list
from fssim.runs.replicate import Replay, replay

REPLAYS = 20
ONCE_IN = 40  # tests a coin may pass for an effect
AT_MOST = 2  # replays tried for each that is wanted: in some, the family does not take the turn
LATER = 130.0  # working days by which a replay may have the family take the turn later than it did
# What changes nothing that happens.
REMADE = {"title", "question", "notes", "compare_with", "sources", "authority", "headline"}


class PutDownTo(Enum):
    """What a difference is put down to."""

    VACANCY = "The vacancy"
    KNOCK_ON = "Knock-on"
    CHANGE = "What the scenarios do differently"  # where that is more than a vacancy
    CHANCE = "Chance"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two lives. `differing` are the replays in which the lives differ in it at all, and in
    `again` of them they do so the same way. `mark` is None if there were no replays."""

    sentence: str
    mark: PutDownTo | None = None
    again: int = 0
    differing: int = 0

    @property
    def in_full(self) -> str:
        """The difference, and how often it comes the same way: `Open for 32 more working days (11 of 20).`"""
        return f"{self.sentence.removesuffix('.')} ({self.how_often})." if self.mark else self.sentence

    @property
    def how_often(self) -> str:
        """`11 of 20`: the same way in 11 of the 20 replays that differ in it."""
        return f"{self.again} of {self.differing}"


@dataclass(frozen=True, slots=True)
class MarkedDifferences:
    """The differences between two lives, and after which turn luck was drawn anew."""

    differences: tuple[Difference, ...]
    replays: int = 0
    turn: CommonTurn | None = None
    exposed: tuple[Needed, ...] = ()
    is_vacancy: bool = False


def mark_differences(here: Life, there: Life, replays: int = REPLAYS, engine: str | None = None) -> MarkedDifferences:
    """Every difference between two lives of a family with what it is put down to. `replays` of 0 tests nothing."""
    quantities = differences(here, there)
    exposed = tuple(need for need in needing(here.worded, there.worded) if need.family == here.family)
    is_vacancy = differ_in_vacancies_alone(here.worded, there.worded)
    turn = _turn_before(here, there)
    if not replays or not quantities or turn is None:
        untested = tuple(Difference(quantity.in_words(here, there)) for quantity in quantities)
        return MarkedDifferences(untested, exposed=exposed, is_vacancy=is_vacancy)
    again = _replayed((here, there), turn, replays, 0, engine)
    alone = _alone((here, there), turn, len(again), exposed, engine) if is_vacancy else []
    differing = []
    for quantity in quantities:
        sign, signs = quantity.sign(here, there), [quantity.sign(*lives) for lives in again]
        same, unlike = signs.count(sign), sum(map(bool, signs))
        if is_as_a_coin(same, unlike):
            mark = PutDownTo.CHANCE
        elif not is_vacancy:
            mark = PutDownTo.CHANGE
        elif not exposed:
            mark = PutDownTo.KNOCK_ON
        else:
            own = sum(quantity.sign(*lives) == sign for lives in alone)
            as_often = 2 * own * len(again) >= same * len(alone)
            mark = PutDownTo.VACANCY if as_often else PutDownTo.KNOCK_ON
        differing.append(Difference(quantity.in_words(here, there), mark, same, unlike))
    return MarkedDifferences(tuple(differing), len(again), turn, exposed, is_vacancy)


def is_as_a_coin(same: int, differing: int) -> bool:
    """Whether a coin thrown so many times would come the same way so often more than once in `ONCE_IN` tests."""
    ways = sum(comb(differing, count) for count in range(same, differing + 1))
    return ONCE_IN * ways > 1 << differing


def differ_in_vacancies_alone(here: WordedLog, there: WordedLog) -> bool:
    """Whether all that two scenarios do differently is to keep posts vacant, and what is then done about their work."""
    if not vacated_roles(here):
        return False
    in_json = []
    for worded in (here, there):
        whole = worded.scenario.model_dump(mode="json", exclude={*REMADE, "vacancies"})
        for role in whole["roles"].values():
            role["when_vacant"] = role["substitute"] = None
        in_json.append(json.dumps(whole, sort_keys=True))  # in words, as what is not a number is unlike itself
    return in_json[0] == in_json[1]


def _turn_before(here: Life, there: Life) -> CommonTurn | None:
    """The last turn that both lives take alike; where they take all alike, the last before the first unlike day."""
    day = first_unlike_day(here, there)
    if day is None:
        return None
    if first_unlike_turn(here, there) is not None:
        return last_common_turn(here, there)
    times = [h.time for life in (here, there) for h in life.happenings if life.worded.day(h.time) >= day]
    return last_common_turn(here, there, min(times))


def _alone(
    lives: tuple[Life, Life], turn: CommonTurn, replays: int, exposed: tuple[Needed, ...], engine: str | None
) -> list[tuple[Life, Life]]:
    """Half as many replays in which nobody else needs the post: none, if others' need for it cannot be set aside."""
    if not exposed or any(exposure.need < 0 for exposure in exposed):
        return []
    roles, worded = vacated_roles(lives[0].worded), lives[0].worded
    aside = sum(1 << need for need, role in enumerate(worded.log.tables.needs.role) if role in roles)
    return _replayed(lives, turn, replays // 2, aside, engine)


def _replayed(
    lives: tuple[Life, Life], turn: CommonTurn, replays: int, aside: int, engine: str | None
) -> list[tuple[Life, Life]]:
    """So many pairs of lives under other luck, or as many as are found of those in which both take the turn."""
    here, there = lives
    pairs: list[tuple[Life, Life]] = []
    for luck in range(1, AT_MOST * replays + 1):
        if len(pairs) == replays:
            break
        one = _lived(here, turn, turn.here, Replay(here.family, luck, aside=aside), engine)
        other = one and _lived(there, turn, turn.there, Replay(there.family, luck, aside=aside), engine)
        if one and other:
            pairs.append((one, other))
    return pairs


def _lived(life: Life, turn: CommonTurn, taken: float, how: Replay, engine: str | None) -> Life | None:
    """The life in a replay, its own luck other from just after it takes the turn; None if it does not take it."""
    until = max(taken, life.worded.log.tables.observed_from) + LATER
    since = when_taken(_played(life, replace(how, until=until), engine), turn)
    return None if since is None else _played(life, replace(how, since=since), engine)


def _played(life: Life, how: Replay, engine: str | None) -> Life:
    return life_of(WordedLog(replay(life.worded.log, how, engine)), life.family)


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
        kept = [(mark, differences) for mark, differences in self.differences if mark != PutDownTo.CHANCE.value]
        return " ".join(
            f"{mark}: {' '.join(difference.sentence for difference in differences)}" for mark, differences in kept
        )


def explain_why(here: Life, there: Life, replays: int = REPLAYS, engine: str | None = None) -> Why:
    """Why the life in the first scenario differs from that in another. `replays` of 0 puts no difference down to
    anything."""
    marked = mark_differences(here, there, replays, engine)
    by_mark = [
        (mark, tuple(difference for difference in marked.differences if difference.mark is mark))
        for mark in (*PutDownTo, None)
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
    on = write_date(here.worded.day(last.end))
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
    day = write_date(here.worded.day(marked.turn.here))
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
