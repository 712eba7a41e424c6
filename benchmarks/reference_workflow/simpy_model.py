"""The workflow in SimPy as SimPy's own documentation would write it: a process a family, a resource each line."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import simpy

from benchmarks.reference_workflow.answers import Histories, Run, timed
from benchmarks.reference_workflow.families import Family, draw
from benchmarks.reference_workflow.service import Service


def run(service: Service, replications: Sequence[int]) -> Run:
    """The replications, one after another. Families are drawn beforehand, which is not timed."""
    return timed(
        replications,
        prepare=lambda replication: Model(service, draw(service, replication)),
        simulate=Model.run,
        tell=lambda histories: histories.answers(),
    )


class Model:
    """One replication: its people, and what its families tell."""

    def __init__(self, service: Service, families: list[Family]) -> None:
        self.env = simpy.Environment()
        self.slots = simpy.Resource(self.env, service.slots)
        self.visitors = simpy.PriorityResource(self.env, service.visitors)
        self.specialists = [simpy.Resource(self.env, people) for people in service.specialists]
        self.families = families
        self.histories = Histories()

    def run(self) -> Histories:
        """Simulate until every family has closed."""
        self.env.process(self.arrivals())
        self.env.run()
        return self.histories

    def arrivals(self) -> Generator[simpy.Event]:
        """Process: families arrive."""
        for family in self.families:
            yield self.env.timeout(family.arrival - self.env.now)
            self.env.process(self.life_of(family))

    def life_of(self, family: Family) -> Generator[simpy.Event]:
        """Process: a family waits for a slot and keeps it until it closes."""
        env, histories = self.env, self.histories
        with self.slots.request() as slot:
            yield slot
            histories.slot_waits.append(env.now - family.arrival)
            for stage, visits in enumerate(family.stages):
                for number, (interval, length) in enumerate(visits):
                    yield env.timeout(interval)
                    with self.visitors.request(priority=-stage) as visitor:
                        yield visitor
                        yield env.timeout(length)
                    histories.visits += 1
                    if family.sessions and stage == number == 0:
                        yield from self.sessions_of(family)
        histories.times_to_closing.append(env.now - family.arrival)

    def sessions_of(self, family: Family) -> Generator[simpy.Event]:
        """The part of a family's life that it spends with its specialists."""
        env, waited = self.env, 0.0
        for gap, length in family.sessions:
            if gap:
                yield env.timeout(gap)
            asked = env.now
            with self.specialists[family.pool].request() as specialist:
                yield specialist
                waited += env.now - asked
                yield env.timeout(length)
            self.histories.sessions += 1
        self.histories.specialist_waits.append(waited)
