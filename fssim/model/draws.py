"""Keyed draws: every random number is a pure function of (seed, replication, family or post, purpose, index).

The mixer is the splitmix64 finaliser (Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number
generators", with Stafford's constants). Nothing holds state and nothing is shared, so adding a purpose, a role or a
team changes no other draw. A uniform draw is turned into a quantity by a quantile table or a list of weights, with
+ - * / alone, so that every machine and both engines agree to the last bit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from fssim.model.tables import (
    CELLS_A_PART,
    CELLS_BELOW_TAIL,
    KNOTS,
    QUANTILE_CELLS,
    TAIL,
    TAIL_CELLS,
    TAIL_PARTS,
    TAIL_STEP,
)

TAIL_SHARE = 1.0 - TAIL
LEFT = 1.0 - TAIL_STEP  # of the tail, beyond each of its parts
LAST_PART = CELLS_BELOW_TAIL + CELLS_A_PART * (TAIL_PARTS - 1)

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
UNIT = 1.0 / 9007199254740992.0  # 2 ** -53
PURPOSES_KEPT = 10_000  # that a process keeps in memory: a sweep asks for the same ones at every point


def mix(word: int) -> int:
    """Scramble 64 bits so that neighbouring inputs give unrelated outputs."""
    word &= MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def seed_of_32_bits(seed: int) -> int:
    """A seed for libraries that take no larger ones: itself, or if it is larger, the upper half of its mixture."""
    return seed if seed <= MASK >> 32 else mix(seed) >> 32


@lru_cache(PURPOSES_KEPT)
def purpose_of(name: str) -> int:
    """The 64-bit number of a purpose: a hash of its name, so that it does not depend on what else there is."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def entity_key(seed: int, replication: int, kind: int, number: int) -> int:
    """The key of one family or post: `kind` keeps the two apart."""
    return mix(mix(mix(mix(seed + GOLDEN) + replication + GOLDEN) + kind + GOLDEN) + number + GOLDEN)


def uniform(key: int, purpose: int, index: int = 0) -> float:
    """A uniform draw strictly between 0 and 1: the top 53 bits, the last of them set so that 0 cannot come up."""
    word = mix(mix(key ^ purpose) + (index + 1) * GOLDEN)
    return ((word >> 11) | 1) * UNIT


FAMILY, POST, LAYER, PAST_LAYER, OPEN_LAYER, STREAM_LAYER = range(6)  # a further stream, a further kind


class Purposes:
    """The purposes a family's or post's own draws have. An activity's parts and decisions, and a need's, hash their
    own names, so that adding one changes no other."""

    ARRIVAL = purpose_of("arrival")
    HEIGHT = purpose_of("height")
    CHILDREN = purpose_of("children")
    NEEDS = purpose_of("needs")
    RISK = purpose_of("risk")
    ENGAGEMENT = purpose_of("engagement")
    PLACE = purpose_of("place")
    LEAVING = purpose_of("leaving")
    HIRING = purpose_of("hiring")
    HIRE_SUCCEEDS = purpose_of("hire succeeds")
    AGENCY_COVER = purpose_of("agency cover")
    AGENCY_DELAY = purpose_of("agency delay")
    AGENCY_KEPT_BACK = purpose_of("agency worker kept back")
    AGENCY_STAY = purpose_of("agency stay")
    RE_REFERRED = purpose_of("re-referred")
    RE_REFERRAL_DELAY = purpose_of("re-referral delay")
    RETURN_KEPT = purpose_of("return kept")
    LAST_CLOSED = purpose_of("last closed")
    HAD_PLAN = purpose_of("had plan")
    BEGINS_IN = purpose_of("begins in")
    OPEN_TODAY = purpose_of("open today")
    OPEN_SINCE = purpose_of("open since")
    PLAN_WORK = purpose_of("plan work")
    PLAN_WORK_MISSED = purpose_of("plan work missed")
    UNSTICKS = purpose_of("unsticks")
    BRINGS_FORWARD = purpose_of("brings forward")
    GAP = purpose_of("gap")


COPIES = 64  # participants alike in one activity that draws of their hours can number

MORE_OFTEN_THAN_NOT = 0.5

HAZARD_DRAWS = 1 << 20  # that what may happen to a family in a stage can have between one entry and the next

NEED_DRAWS = (
    "sessions", "takes up", "missed", "drops out", "resolved", "wait", "interval", "attitude", "decided by attitude"
)  # fmt: skip
(
    NEED_SESSIONS, NEED_TAKES_UP, NEED_MISSED, NEED_DROPS_OUT, NEED_RESOLVED, NEED_WAIT, NEED_INTERVAL,
    NEED_ATTITUDE, NEED_DECIDED_BY_ATTITUDE,
) = range(9)  # fmt: skip


def quantile(quantiles: Sequence[float], row: int, draw: float) -> float:
    """The quantity at a uniform draw: one look-up and one linear interpolation in row `row`."""
    position = draw * QUANTILE_CELLS if draw < TAIL else place_in_tail(draw)
    cell = int(position)
    at = row * KNOTS + cell
    low = quantiles[at]
    return low + (quantiles[at + 1] - low) * (position - cell)


def place_in_tail(draw: float) -> float:
    """The cell of a draw from the upper tail, and how far through it.

    The tail comes in parts, each an eighth as likely as the one before, so that cells stay narrow in proportion to what
    is beyond them, down to the last bit of a draw: it is from there that long tails have their variance.
    """
    first, within = CELLS_BELOW_TAIL, (draw - TAIL) / TAIL_SHARE
    while within >= TAIL_STEP and first < LAST_PART:
        first, within = first + CELLS_A_PART, (within - TAIL_STEP) / LEFT
    return first + within * TAIL_CELLS


def chances_beyond() -> list[float]:
    """How likely a draw is to be above each of the `KNOTS` knots of a table, in order."""
    chances = [1.0 - cell / QUANTILE_CELLS for cell in range(CELLS_BELOW_TAIL)]
    share = TAIL_SHARE
    for _ in range(TAIL_PARTS - 1):
        chances += [share * (1.0 - cell / TAIL_CELLS) for cell in range(CELLS_A_PART)]
        share *= LEFT
    return [*chances, *(share * (1.0 - cell / TAIL_CELLS) for cell in range(TAIL_CELLS + 1))]


_CHANCES_BEYOND = chances_beyond()


def share_beyond(quantiles: Sequence[float], row: int, quantity: float) -> float:
    """How likely what is drawn from row `row` is to be above a quantity: `quantile` the other way round."""
    first = row * KNOTS
    knot = bisect_right(quantiles, quantity, first, first + KNOTS) - 1
    if knot < first:
        return 1.0
    if knot == first + KNOTS - 1:
        return 0.0
    low, high = quantiles[knot], quantiles[knot + 1]
    above, below = _CHANCES_BEYOND[knot - first], _CHANCES_BEYOND[knot - first + 1]
    return above - (above - below) * ((quantity - low) / (high - low))


def pick(weights: Sequence[float], draw: float) -> int:
    """Which of several weights (that sum to 1) a uniform draw falls in: its position, in order."""
    for position, weight in enumerate(weights):
        draw -= weight
        if draw < 0.0:
            return position
    return len(weights) - 1


def tilted(chance: float, odds_multiplier: float) -> float:
    """A chance with its odds multiplied: p m / (1 - p + p m). Nothing of odds, even of a certainty's, is no chance."""
    raised = chance * odds_multiplier
    whole = 1.0 - chance + raised
    return raised / whole if whole > 0.0 else 0.0
