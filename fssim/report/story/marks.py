"""What each difference between two lives is put down to, by playing both scenarios again with other luck.

From just after the last turn that both lives take alike, every family's luck is drawn anew, the same in both scenarios;
who is in post stays as it was. A difference that comes the same way in at least `ENOUGH` of `REPLAYS` is no chance: if
it were a coin, that many would come the same way in 2 of 100 such tests (binomial, 15 or more of 20). It is then the
vacancy's if this family needed the post while it was empty, and would mostly have it even if nobody else needed it
(their need for it is set aside); else it is a knock-on.

The limits: what the vacancy makes only a little likelier is put down to chance. A post that holds families, or does a
stage's work, cannot be set aside: there it is the vacancy's for whoever was in such a stage while the team was short.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from fssim.experiment.replays import Replay, played_again
from fssim.report.story.differences import differences
from fssim.report.story.exposure import Needed, needing, vacated_roles
from fssim.report.story.full_log import first_unlike_day
from fssim.report.story.life import Life, life_of
from fssim.report.story.turns import CommonTurn, first_unlike_turn, last_common_turn, when_taken
from fssim.report.told import Told

REPLAYS = 20
ENOUGH = 15  # of them
REMADE = {"title", "question", "notes", "compare_with", "sources", "headline"}  # what changes nothing that happens


class Mark(Enum):
    """What a difference is put down to."""

    VACANCY = "The vacancy"
    KNOCK_ON = "Knock-on"
    CHANGE = "What the scenarios do differently"  # where that is more than a vacancy
    CHANCE = "Chance"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two lives, and in how many of the `replays` it comes the same way `again`. `mark` is None
    if there were none."""

    said: str
    mark: Mark | None = None
    again: int = 0
    replays: int = 0

    @property
    def in_full(self) -> str:
        """The difference, and how often it comes the same way: `Open for 32 more working days (11 of 20).`"""
        return f"{self.said.removesuffix('.')} ({self.again} of {self.replays})." if self.replays else self.said


@dataclass(frozen=True, slots=True)
class Marked:
    """The differences between two lives, and after which turn luck was drawn anew."""

    differences: tuple[Difference, ...]
    replays: int = 0
    turn: CommonTurn | None = None
    exposed: tuple[Needed, ...] = ()
    is_vacancy: bool = False


def marked(here: Life, there: Life, replays: int = REPLAYS, engine: str | None = None) -> Marked:
    """Every difference between two lives of a family with what it is put down to. `replays` of 0 tests nothing."""
    found = differences(here, there)
    exposed = tuple(each for each in needing(here.told, there.told) if each.family == here.family)
    is_vacancy = differ_in_vacancies_alone(here.told, there.told)
    turn = _turn_before(here, there)
    if not replays or not found or turn is None:
        return Marked(tuple(Difference(each.said(here, there)) for each in found), exposed=exposed,
                      is_vacancy=is_vacancy)  # fmt: skip
    again = list(_replayed((here, there), (turn.here, turn.there), replays, 0, engine))
    alone = list(_alone((here, there), turn, replays, exposed, engine)) if is_vacancy else []
    differing = []
    for each in found:
        sign = each.sign(here, there)
        times = sum(each.sign(*lives) == sign for lives in again)
        if times * REPLAYS < ENOUGH * replays:
            mark = Mark.CHANCE
        elif not is_vacancy:
            mark = Mark.CHANGE
        elif not exposed:
            mark = Mark.KNOCK_ON
        else:
            own = sum(each.sign(*lives) == sign for lives in alone)
            mark = Mark.VACANCY if not alone or 2 * own > len(alone) else Mark.KNOCK_ON
        differing.append(Difference(each.said(here, there), mark, times, replays))
    return Marked(tuple(differing), replays, turn, exposed, is_vacancy)


def differ_in_vacancies_alone(here: Told, there: Told) -> bool:
    """Whether all that two scenarios do differently is to keep posts vacant, and what is then done about their work."""
    if not vacated_roles(here):
        return False
    said = []
    for told in (here, there):
        whole = told.scenario.model_dump(exclude={*REMADE, "vacancies"})
        for role in whole["roles"].values():
            role["when_vacant"] = role["substitute"] = None
        said.append(whole)
    return said[0] == said[1]


def _turn_before(here: Life, there: Life) -> CommonTurn | None:
    """The last turn that both lives take alike; where they take all alike, the last before the first unlike day."""
    day = first_unlike_day(here, there)
    if day is None:
        return None
    if first_unlike_turn(here, there) is not None:
        return last_common_turn(here, there)
    times = [h.time for life in (here, there) for h in life.happenings if life.told.day(h.time) >= day]
    return last_common_turn(here, there, min(times))


def _alone(
    lives: tuple[Life, Life], turn: CommonTurn, replays: int, exposed: tuple[Needed, ...], engine: str | None
) -> Iterator[tuple[Life, Life]]:
    """Replays in which nobody else needs the post: none, if others' need for it cannot be set aside, or the family then
    does not take the turn from which luck is drawn anew."""
    if not exposed or any(each.need < 0 for each in exposed):
        return
    roles, told = vacated_roles(lives[0].told), lives[0].told
    aside = sum(1 << need for need, role in enumerate(told.log.tables.needs.role) if role in roles)
    ((here, there),) = _replayed(lives, (0.0, 0.0), 1, aside, engine, first=0)
    since = when_taken(here, turn), when_taken(there, turn)
    if since[0] is not None and since[1] is not None:
        yield from _replayed(lives, (since[0], since[1]), replays, aside, engine)


def _replayed(
    lives: tuple[Life, Life], since: tuple[float, float], replays: int, aside: int, engine: str | None, first: int = 1
) -> Iterator[tuple[Life, Life]]:
    for luck in range(first, first + replays):
        here, there = (
            life_of(Told(life.told.scenario, log), life.family)
            for life, time in zip(lives, since, strict=True)
            for log in [played_again(life.told.log, Replay(life.family, luck, time, aside), engine)]
        )
        yield here, there
