"""The workflow in Cimba: a process a family, compiled by Numba onto Cimba's C engine. Families draw as they go."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import cimba as cb
import numpy as np
from numba import float64, njit, uint64

from benchmarks.reference_workflow.answers import Answers, Run, timed
from benchmarks.reference_workflow.numbers import numbers_of
from benchmarks.reference_workflow.service import SEED, SESSIONS, Service, reference_service
from benchmarks.reference_workflow.service import VISITS as VISITS_A_STAGE
from fssim.model.draws import FAMILY, GOLDEN, LAST_PART, LAYER, LEFT, TAIL_SHARE, UNIT, entity_key, mix
from fssim.model.tables import CELLS_A_PART, CELLS_BELOW_TAIL, QUANTILE_CELLS, TAIL, TAIL_CELLS, TAIL_STEP

NUMBERS = numbers_of(reference_service())
ARRIVAL, HEIGHT = uint64(NUMBERS.arrival), uint64(NUMBERS.height)
AFTER_FIRST_VISIT, AFTER_SIXTH_VISIT = uint64(NUMBERS.after_first_visit), uint64(NUMBERS.after_sixth_visit)
INTERVAL, VISIT, GAP, SESSION = NUMBERS.interval, NUMBERS.visit, NUMBERS.gap, NUMBERS.session
UNIT_EXPONENTIAL, SESSION_GAP = NUMBERS.unit_exponential, NUMBERS.session_gap
LENGTH = NUMBERS.hours / NUMBERS.hours_a_day
INTERVALS = np.stack([NUMBERS.long_interval, NUMBERS.short_interval])
CHANCE_OF_POOL, CHANCE_OF_SECOND_STAGE = np.array(NUMBERS.chance_of_pool), NUMBERS.chance_of_second_stage
STEP = uint64(GOLDEN)
jitted: Any = njit


@jitted
def mixed(word: Any) -> Any:
    """Scramble 64 bits."""
    word = (word ^ (word >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> uint64(27))) * uint64(0x94D049BB133111EB)
    return word ^ (word >> uint64(31))


@jitted
def uniform(key: int, purpose: Any, index: int) -> Any:
    """A family's or layer's own uniform draw."""
    word = mixed(mixed(uint64(key) ^ purpose) + uint64(index + 1) * STEP)
    return float64((word >> uint64(11)) | uint64(1)) * UNIT


@jitted
def place_in_tail(draw: float) -> Any:
    """What `fssim.model.draws.place_in_tail` says."""
    first, within = CELLS_BELOW_TAIL, (draw - TAIL) / TAIL_SHARE
    while within >= TAIL_STEP and first < LAST_PART:
        first, within = first + CELLS_A_PART, (within - TAIL_STEP) / LEFT
    return first + within * TAIL_CELLS


@jitted
def quantile(knots: Any, draw: float) -> Any:
    """The quantity at a uniform draw."""
    position = draw * QUANTILE_CELLS if draw < TAIL else place_in_tail(draw)
    cell = int(position)
    return knots[cell] + (knots[cell + 1] - knots[cell]) * (position - cell)


@jitted
def pool_of(key: int) -> int:
    """The specialists a family needs, or -1."""
    draw = uniform(key, AFTER_FIRST_VISIT, 0)
    for pool in range(len(CHANCE_OF_POOL)):
        draw -= CHANCE_OF_POOL[pool]
        if draw < 0.0:
            return pool
    return -1


class Pool(cb.Model):
    """Specialists of one kind."""

    people: cb.Resource


class Work(cb.Model):
    """One replication: its people, when families arrive, and what they tell."""

    families_a_day: cb.Param[float]
    days: cb.Param[float]
    family_keys: cb.Param[int]
    layers: list[Layer]
    pools: list[Pool]
    slots: cb.Resource
    visitors: cb.Resource
    slot_waits: cb.Dataset
    specialist_waits: cb.Dataset
    times_to_closing: cb.Dataset
    families: cb.Output[int] = 0
    visits: cb.Output[int] = 0
    sessions: cb.Output[int] = 0
    slot_wait: cb.Output[float] = 0.0
    specialist_wait: cb.Output[float] = 0.0
    time_to_closing: cb.Output[float] = 0.0

    @cb.on_end
    def measure(self) -> None:
        """The answers."""
        self.slot_wait = self.slot_waits.sample_mean()
        self.specialist_wait = self.specialist_waits.sample_mean()
        self.time_to_closing = self.times_to_closing.sample_mean()


class Layer(cb.Model):
    """Arrivals at up to one family a day, those above the day's rate left out."""

    work: cb.Ref[Work]
    key: int
    number: int

    @cb.process
    def arrivals(self) -> None:
        """Families arrive."""
        work = self.work
        index = 0
        while True:
            cb.hold(quantile(UNIT_EXPONENTIAL, uniform(self.key, ARRIVAL, index)))
            if cb.now() >= work.days:
                break
            if self.number + uniform(self.key, HEIGHT, index) < work.families_a_day:
                identity = uint64(self.number << 32 | index)
                family = mixed(uint64(work.family_keys) + identity + STEP)
                cb.spawn(Family, work=work, key=np.int64(family), arrival=cb.now())
            index += 1


class Family(cb.Model):
    """A family waits for a slot and keeps it until it closes."""

    work: cb.Ref[Work]
    key: int
    arrival: float

    @cb.process
    def live(self) -> None:
        """From arrival to closing."""
        work = self.work
        work.families += 1
        work.slots.acquire()
        work.slot_waits.record(cb.now() - self.arrival)
        stages = 2 if uniform(self.key, AFTER_SIXTH_VISIT, 0) < CHANCE_OF_SECOND_STAGE else 1
        for stage in range(stages):
            for visit in range(VISITS_A_STAGE):
                cb.hold(quantile(INTERVALS[stage], uniform(self.key, INTERVAL[stage, visit], 0)))
                work.visitors.acquire(1, priority=stage)
                cb.hold(quantile(LENGTH, uniform(self.key, VISIT[stage, visit], 0)))
                work.visitors.release()
                work.visits += 1
                if stage == 0 and visit == 0:
                    pool = pool_of(self.key)
                    if pool >= 0:
                        see_specialists(work, self.key, pool)
        work.slots.release()
        work.times_to_closing.record(cb.now() - self.arrival)


@jitted
def see_specialists(work: Any, key: int, pool: int) -> None:
    """The part of a family's life that it spends with its specialists."""
    people = work.pools[pool].people
    waited = 0.0
    for session in range(SESSIONS):
        if session > 0:
            cb.hold(quantile(SESSION_GAP, uniform(key, GAP[pool, session], 0)))
        asked = cb.now()
        people.acquire()
        waited += cb.now() - asked
        cb.hold(quantile(LENGTH, uniform(key, SESSION[pool, session], 0)))
        people.release()
        work.sessions += 1
    work.specialist_waits.record(waited)


def run(service: Service, replications: Sequence[int]) -> Run:
    """The replications, one after another on one thread."""
    return timed(replications, lambda replication: _model(service, replication), _simulate, _answers)


def _model(service: Service, replication: int) -> Work:
    numbers = numbers_of(service)
    work = Work()
    work.families_a_day, work.days = numbers.families_a_day, numbers.days
    start = 0
    for word in (SEED, replication, FAMILY):
        start = mix(start + word + GOLDEN)
    work.family_keys = _signed(start)
    work.slots = cb.Resource(capacity=service.slots)
    work.visitors = cb.Resource(capacity=service.visitors)
    work.pools = []
    for people in service.specialists:
        pool = Pool()
        pool.people = cb.Resource(capacity=people)
        work.pools = [*work.pools, pool]
    layers = []
    for number in range(ceil(numbers.families_a_day)):
        layer = Layer()
        layer.work, layer.number = work, number
        layer.key = _signed(entity_key(SEED, replication, LAYER, number))
        layers.append(layer)
    work.layers = layers
    return work


def _signed(word: int) -> int:
    return int(np.uint64(word).astype(np.int64))


def _simulate(work: Work) -> tuple[Work, Any]:
    experiment = cb.Experiment(work, window=cb.Window.until_idle())
    return work, experiment.run(workers=1, on_failure="raise")


def _answers(ran: tuple[Work, Any]) -> Answers:
    work, results = ran
    told = results[work]
    counts = (told.families, told.visits, told.sessions)
    means = (told.slot_wait, told.specialist_wait, told.time_to_closing)
    return Answers(*(int(c.values[0, 0]) for c in counts), *(float(m.values[0, 0]) for m in means))
