"""What families, groups, workers and needs ask of one another: they meet in the world, and none imports another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fssim.engine.reference.group_pressure import GroupPressure
from fssim.engine.reference.work import AnyWorker, Part, WorkQueue


class SomeNeed(Protocol):
    """A need, as those see it who meet it."""

    number: int
    key: tuple[int, int]  # of the family and the need
    family: SomeFamily
    practitioner: SomeWorker | None
    referred_at: float

    def refer(self) -> None: ...
    def taken_by(self, practitioner: SomeWorker) -> None: ...


class SomePlan(Protocol):
    """A family's plan, as its needs and activities see it."""

    ready: bool
    work_left: int
    offers: int

    @property
    def needs(self) -> Sequence[SomeNeed]: ...

    def check_ready(self) -> None: ...
    def change_of_worker(self) -> None: ...
    def visit(self, worker: int) -> None: ...
    def notice(self) -> None: ...
    def unstick(self) -> None: ...


class SomeFamily(Protocol):
    """A family, as its activities, its needs and its holder see it."""

    number: int
    key: int
    children: int
    engagement: float
    risk: int
    mask: int  # of its needs
    episode: int
    entries: int
    stage: int
    side: int
    team: int
    entered: dict[int, float]

    @property
    def is_urgent(self) -> bool: ...
    @property
    def holder(self) -> SomeWorker | None: ...
    @property
    def group(self) -> SomeGroup | None: ...
    @property
    def co_holder(self) -> SomeHolding: ...
    @property
    def plan(self) -> SomePlan: ...
    @property
    def casework(self) -> SomeCasework: ...

    def decide(self, activity: int) -> bool: ...


class SomeCasework(Protocol):
    """A family's activities, as those who have the family see them."""

    def give_to_holder(self, worker: SomeWorker) -> None: ...
    def take_from_holder(self, worker: SomeWorker) -> None: ...
    def give_to_co_holder(self, worker: SomeWorker) -> None: ...
    def take_from_co_holder(self, worker: SomeWorker) -> None: ...
    def give_to_anybody(self, group: SomeGroup) -> None: ...
    def start_handover(self) -> None: ...


class SomeHolding(Protocol):
    """A family's place with a worker, as workers and groups see it."""

    key: tuple[int, int]  # of the place and the family
    children: int
    workload: int
    worker: SomeWorker | None
    waiting_since: float

    @property
    def cannot_wait(self) -> bool: ...
    @property
    def team(self) -> int: ...
    @property
    def group(self) -> SomeGroup | None: ...

    def allocated_to(self, worker: SomeWorker) -> None: ...
    def lose_worker(self) -> None: ...


class SomeGroup(Protocol):
    """A group, as its workers and those who wait for them see it."""

    number: int
    role: int
    teams: list[int]
    gives_by_work: bool
    pressure: GroupPressure
    queue: WorkQueue
    workers: list[SomeWorker]
    needs_waiting: dict[tuple[int, int], SomeNeed]

    def give(self, part: Part) -> None: ...
    def call_somebody(self) -> None: ...
    def extra_hours_today(self) -> float: ...
    def welcome(self) -> None: ...
    def after_a_leaver(self) -> None: ...
    def allocate(self) -> None: ...
    def take_needs(self) -> None: ...
    def add_waiting(self, holding: SomeHolding) -> None: ...
    def remove_waiting(self, holding: SomeHolding) -> None: ...
    def receiver(self, team: int) -> SomeGroup | None: ...


class SomeWorker(AnyWorker, Protocol):
    """A worker, as the group and those whom they work with see them."""

    group: SomeGroup
    children: int
    workload: int
    full_time_share: float
    needs: dict[tuple[int, int], SomeNeed]
    trained: bool
    part: Part | None
    free_since: float
    called: bool

    def give(self, part: Part) -> None: ...
    def call(self) -> None: ...
    def hold(self, holding: SomeHolding) -> None: ...
    def let_go(self, holding: SomeHolding) -> None: ...
    def has_room_for(self, holding: SomeHolding, limit: float) -> bool: ...
    def room(self) -> float: ...
