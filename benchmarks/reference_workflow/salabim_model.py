"""The workflow in salabim: a component a family, a resource each line, nothing traced or monitored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import salabim as sim

from benchmarks.reference_workflow.answers import Histories, Run, timed
from benchmarks.reference_workflow.families import Family, draw
from benchmarks.reference_workflow.service import Service


def run(service: Service, replications: Sequence[int]) -> Run:
    """The replications, one after another. Families are drawn beforehand, which is not timed."""
    sim.yieldless(False)
    return timed(
        replications,
        prepare=lambda replication: Model(service, draw(service, replication)),
        simulate=Model.run,
        tell=lambda histories: histories.answers(),
    )


class Model:
    """One replication: its people, and what its families tell."""

    def __init__(self, service: Service, families: list[Family]) -> None:
        self.env = sim.Environment(trace=False)
        people = {"slots": service.slots, "visitors": service.visitors}
        self.slots, self.visitors, *self.specialists = (
            sim.Resource(name, capacity=capacity, monitor=False)
            for name, capacity in (*people.items(), *(("specialists", n) for n in service.specialists))
        )
        self.families = families
        self.histories = Histories()
        Arrivals(model=self)

    def run(self) -> Histories:
        """Simulate until every family has closed."""
        self.env.run()
        return self.histories


class Arrivals(sim.Component):
    """Families arrive."""

    def setup(self, model: Model) -> None:
        """Keep what it needs to know."""
        self.model = model

    def process(self) -> Iterator[None]:
        """Make each family at its time."""
        for family in self.model.families:
            yield self.hold(till=family.arrival)
            Life(model=self.model, family=family, mode=None)


class Life(sim.Component):
    """A family waits for a slot and keeps it until it closes."""

    def setup(self, model: Model, family: Family) -> None:
        """Keep what it needs to know."""
        self.model = model
        self.family = family

    def process(self) -> Iterator[None]:
        """From arrival to closing."""
        model, family = self.model, self.family
        histories, env = model.histories, model.env
        yield self.request(model.slots)
        histories.slot_waits.append(env.now() - family.arrival)
        for stage, visits in enumerate(family.stages):
            for number, (interval, length) in enumerate(visits):
                yield self.hold(interval)
                yield self.request((model.visitors, 1, -stage))
                yield self.hold(length)
                self.release(model.visitors)
                histories.visits += 1
                if family.sessions and stage == number == 0:
                    yield from self.sessions()
        self.release(model.slots)
        histories.times_to_closing.append(env.now() - family.arrival)

    def sessions(self) -> Iterator[None]:
        """With the specialists."""
        env, specialists, waited = self.model.env, self.model.specialists[self.family.pool], 0.0
        for gap, length in self.family.sessions:
            if gap:
                yield self.hold(gap)
            asked = env.now()
            yield self.request(specialists)
            waited += env.now() - asked
            yield self.hold(length)
            self.release(specialists)
            self.model.histories.sessions += 1
        self.model.histories.specialist_waits.append(waited)
