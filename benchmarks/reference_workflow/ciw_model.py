"""The workflow in Ciw, as a network of queues, without the limit on slots.

A customer in Ciw holds a server of the node it is at and of no other, so a slot that a family keeps while it goes
from line to line cannot be said. The rest can: intervals and gaps are nodes with a server for everybody, visits and
each pool of specialists nodes with servers, and who goes next is a service discipline.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import ciw

from benchmarks.reference_workflow.answers import Histories, Run, timed
from benchmarks.reference_workflow.families import Family, draw
from benchmarks.reference_workflow.service import Service

INTERVAL, VISIT, GAP, FIRST_POOL = 1, 2, 3, 4  # nodes
LATEST = 100_000.0  # working days; everybody has closed long before


def run(service: Service, replications: Sequence[int]) -> Run:
    """The replications, one after another. Families are drawn beforehand, which is not timed."""
    return timed(
        replications,
        prepare=lambda replication: _simulation(service, draw(service, replication)),
        simulate=_simulate,
        tell=lambda histories: histories.answers(),
    )


class Customer(ciw.Individual):
    """A family, and how far it has come."""

    family: Family

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.stage = self.visit = self.session = 0


class Length(ciw.dists.Distribution):
    """How long a family is at a node: the interval, visit, gap or session that is next for it."""

    def __init__(self, node: int) -> None:
        self.node = node

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        """The family's own, drawn beforehand."""
        if self.node in (INTERVAL, VISIT):
            return ind.family.stages[ind.stage][ind.visit][self.node == VISIT]  # type: ignore[no-any-return]
        return ind.family.sessions[ind.session][self.node >= FIRST_POOL]  # type: ignore[no-any-return]


class Pathway(ciw.routing.NetworkRouting):
    """Where a family goes next."""

    def __init__(self, families: list[Family]) -> None:
        self.families = families

    def initialise(self, simulation: Any) -> None:
        """Keep the nodes."""
        self.simulation = simulation

    def initialise_individual(self, ind: Any) -> None:
        """A family arrives."""
        ind.family = self.families[ind.id_number - 1]

    def next_node(self, ind: Any, node_id: int) -> Any:
        """The node after this one."""
        return self.simulation.nodes[self._next(ind, node_id)]

    def _next(self, ind: Any, node: int) -> int:
        if node == INTERVAL:
            return VISIT
        if node == GAP:
            return FIRST_POOL + int(ind.family.pool)
        if node == VISIT:
            ind.visit += 1
            if ind.family.sessions and ind.stage == 0 and ind.visit == 1:
                return FIRST_POOL + int(ind.family.pool)
        else:
            ind.session += 1
            if ind.session < len(ind.family.sessions):
                return GAP
        if ind.visit == len(ind.family.stages[ind.stage]):
            ind.stage, ind.visit = ind.stage + 1, 0
        return INTERVAL if ind.stage < len(ind.family.stages) else -1


def second_stage_first(waiting: list[Any], _: float) -> Any:
    """Who is visited next: families in their second stage before others, then first come, first served."""
    return min(waiting, key=lambda ind: (-ind.stage, ind.arrival_date))


def _simulation(service: Service, families: list[Family]) -> ciw.Simulation:
    arrivals = [family.arrival for family in families]
    between = [after - before for before, after in zip([0.0, *arrivals], arrivals, strict=False)]
    nodes = FIRST_POOL + len(service.specialists) - 1
    fifo = ciw.disciplines.FIFO
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*between, inf]), *[None] * (nodes - 1)],
        service_distributions=[Length(node) for node in range(1, nodes + 1)],
        number_of_servers=[inf, service.visitors, inf, *service.specialists],
        service_disciplines=[fifo, second_stage_first, fifo, *[fifo] * len(service.specialists)],
        routing=Pathway(families),
    )
    return ciw.Simulation(network, individual_class=Customer)


def _simulate(simulation: ciw.Simulation) -> Histories:
    simulation.simulate_until_max_time(LATEST)
    histories = Histories()
    for closed in simulation.nodes[-1].all_individuals:
        records = closed.data_records
        waits = [record.waiting_time for record in records if record.node >= FIRST_POOL]
        histories.slot_waits.append(0.0)
        histories.times_to_closing.append(records[-1].exit_date - records[0].arrival_date)
        histories.visits += sum(record.node == VISIT for record in records)
        histories.sessions += len(waits)
        if waits:
            histories.specialist_waits.append(sum(waits))
    return histories
